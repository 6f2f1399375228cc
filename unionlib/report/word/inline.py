"""Inline content as runs; bookmarks, links, and notes at the foot of the page."""

from __future__ import annotations

import re

from unionlib.report.paper.tree import Element, pieces
from unionlib.report.word.markup import Xml, paragraph, run, text, w

_NO_WORD = re.compile(r"\W")
PLAIN: frozenset[str] = frozenset()


class Inline:
    """Writes inline content; keeps what the package needs besides.

    Parameters
    ----------
    paper : lxml.etree._Element
        The whole paper: what links lead to.

    Attributes
    ----------
    notes : list of Xml
        The ``w:footnote`` elements, written.
    links : list of str
        Targets on other hosts; the first is relation ``rIdL0``.
    """

    def __init__(self, paper: Element) -> None:
        self.notes: list[Xml] = []
        self.links: list[str] = []
        self._numbers: dict[str | None, int] = {}  # of notes, by name
        self._bookmarks = 0
        named = [str(node.get("id")) for node in paper.iter("*") if node.get("id")]
        # Word takes forty letters, digits and underscores, the first a letter.
        self._names = {name: f"r{n}_{_NO_WORD.sub('_', name)[:30]}" for n, name in enumerate(named)}

    def marked(self, owner: Element, content: list[Xml]) -> list[Xml]:
        """Put a bookmark around an element's content, where something leads to it."""
        return self.bookmark(self._names.get(owner.get("id") or ""), content)

    def bookmark(self, name: str | None, content: list[Xml]) -> list[Xml]:
        """Put a bookmark around content, if it has a name."""
        if not name:
            return content
        self._bookmarks += 1
        number = self._bookmarks
        return [w("bookmarkStart", id=number, name=name), *content, w("bookmarkEnd", id=number)]

    def inline(self, node: Element, formats: frozenset[str] = PLAIN, size: int = 0) -> list[Xml]:
        """Return the runs of inline content."""
        content: list[Xml] = []
        for part in pieces(node):
            if isinstance(part, str):
                content.append(run(part, formats, size=size))
            elif part.tag in ("strong", "em", "sup"):
                content += self.inline(part, formats | {str(part.tag)}, size)
            elif part.tag == "br":
                content.append(w("r", w("br")))
            elif part.tag == "anchor":
                content += self.bookmark(self._names[str(part.get("id"))], [])
            elif part.tag == "note":
                content.append(self.note(part))
            elif part.tag == "a":
                content.append(self.link(part, self.inline(part, formats, size)))
            else:
                content += self.inline(part, formats, size)
        return content

    def link(self, node: Element, content: list[Xml]) -> Xml:
        """Write a link within the document or to another host."""
        href = str(node.get("href"))
        if href.startswith("#"):
            return w("hyperlink", *content, anchor=self._names[href[1:]])
        self.links.append(href)
        return w("hyperlink", *content, **{"r:id": f"rIdL{len(self.links) - 1}"})

    def note(self, node: Element) -> Xml:
        """Write a note and return its mark; a second mark refers to the first one's number."""
        style = w("rPr", w("rStyle", val="FootnoteReference"))
        name = node.get("name")
        if node.get("again"):
            return w("r", style, text(str(self._numbers[name])))
        self._numbers[name] = number = len(self.notes) + 1
        self.notes.append(Xml(""))  # a note within it comes after it
        content = [w("r", style, w("footnoteRef")), run(" "), *self.inline(node)]
        self.notes[number - 1] = w("footnote", paragraph("FootnoteText", content), id=number)
        return w("r", style, w("footnoteReference", id=number))
