"""Reading the page's tree: what is dropped, what is white space."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

Element = etree._Element  # noqa: SLF001 - lxml has no public name for the type of an element

BLOCKS = {
    *("p", "ul", "ol", "blockquote", "pre", "hr", "figure", "table", "details"),
    *("header", "main", "section", "div", "footer", "h1", "h2", "h3", "h4", "h5", "h6"),
}
# What HTML collapses; a no-break space is none of it.
_SPACE = re.compile(r"[ \t\n\r\f]+")
_DROPPED_TAGS = {"nav", "script", "style"}
_DROPPED_CLASSES = {"skip", "csv", "screen", "hidden"}


def classes(node: Element) -> set[str]:
    """Return an element's classes."""
    return set((node.get("class") or "").split())


def words(node: Element) -> str:
    """Return all text below an element as it is."""
    return "".join(map(str, node.itertext()))


def plain(node: Element) -> str:
    """Return all text below an element on one line."""
    return " ".join(words(node).split())


def pieces(source: Element) -> Iterator[Element | str]:
    """Yield an element's text and children in order."""
    if source.text:
        yield source.text
    for child in source:
        yield child
        if child.tail:
            yield child.tail


def carried(source: Element) -> Iterator[Element | str]:
    """Yield of :func:`pieces` what paper carries."""
    # Comments have a function for a tag.
    return (
        node
        for node in pieces(source)
        if isinstance(node, str) or not (callable(node.tag) or _is_dropped(node))
    )


def append(target: Element, text: str) -> None:
    """Append text to an element, its white space as a browser shows it."""
    text = _SPACE.sub(" ", text)
    if text.startswith(" ") and _ends_in_space(target):
        text = text[1:]
    if len(target):
        target[-1].tail = (target[-1].tail or "") + text
    else:
        target.text = (target.text or "") + text


def trim(target: Element) -> None:
    """Take the white space off both ends of a block."""
    target.text = (target.text or "").lstrip(" ")
    if len(target):
        target[-1].tail = (target[-1].tail or "").rstrip(" ")
    else:
        target.text = target.text.rstrip(" ")


def _is_dropped(node: Element) -> bool:
    kind = classes(node)
    folded_code = node.tag == "details" and "code" in kind
    off = node.tag in _DROPPED_TAGS or node.get("hidden") is not None
    return off or folded_code or bool(kind & _DROPPED_CLASSES)


def _ends_in_space(target: Element) -> bool:
    while len(target) and not target[-1].tail and target[-1].tag != "note":
        target = target[-1]
    text = (target[-1].tail if len(target) else target.text) or ""
    return target.tag == "br" or text.endswith(" ")
