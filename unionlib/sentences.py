"""The language of sentences: Markdown with expressions in braces.

``{members}`` inside a sentence is an expression of :mod:`unionlib.syntax`; it
is parsed as Markdown's own inline element, after the text has been cut into
elements, so that nothing from the data is ever read as markup or as a template.
``^[…]`` is a footnote. Raw HTML is text.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from markdown_it import MarkdownIt

from unionlib.errors import UnionlibError

if TYPE_CHECKING:
    from markdown_it.rules_inline import StateInline
    from markdown_it.token import Token

ADDRESS = re.compile(r"#|https://|mailto:")  # where a sentence may lead


def parser() -> MarkdownIt:
    """Return a new parser of sentences, without a way to render what stands in braces."""
    # Pictures would come from elsewhere; the report asks no other host for anything. Headings
    # are numbered through all notebooks, and so stand in their own cells.
    foreign = ["image", "heading", "lheading"]
    reader = MarkdownIt("commonmark", {"html": False, "breaks": False}).disable(foreign)
    reader.inline.ruler.before("escape", "quantity", _quantity_rule)
    reader.inline.ruler.before("link", "footnote", _footnote_rule)
    return reader


_parser = cache(parser)


def fields(text: str) -> list[tuple[int, str, str]]:
    r"""Return line, expression and format of the braces of a text, without rendering it.

    Examples
    --------
    >>> fields("Có {members} đoàn viên,\nquà trị giá {gift_amount:triệu}.")
    [(1, 'members', ''), (2, 'gift_amount', 'triệu')]
    """
    return [
        (line, *split(token.content))
        for line, token, _ in _inline(text)
        if token.type == "quantity"
    ]


def links(text: str) -> list[tuple[int, str, bool]]:
    r"""Return line and address of the links of a text, and whether a picture was meant.

    Examples
    --------
    >>> links("xem [phụ lục](#a)\nvà ![ảnh](a.png)")
    [(1, '#a', False), (2, 'a.png', True)]
    """
    return [
        (line, str(token.attrs["href"]), before.endswith("!"))
        for line, token, before in _inline(text)
        if token.type == "link_open"
    ]


def written(text: str) -> list[tuple[int, str]]:
    r"""Return line and wording of the plain words of a text, titles of links included.

    They are as they will be read: an entity is the character that it stands for.

    Examples
    --------
    >>> written("an toàn &amp; vệ sinh\n**lao động**")
    [(1, 'an toàn & vệ sinh'), (2, 'lao động')]
    """
    said = ((line, token.content or token.attrs.get("title")) for line, token, _ in _inline(text)
            if token.type in ("text", "link_open"))  # fmt: skip
    return [(line, str(words)) for line, words in said if words]


@lru_cache(maxsize=512)  # a text is looked through for one thing after the other
def _inline(text: str) -> tuple[tuple[int, Token, str], ...]:
    """Return the inline elements of a text with their line, and the words right before each."""
    found = []
    for token in _parser().parse(text):
        line, before = (token.map or [0])[0] + 1, ""
        for child in token.children or []:
            line += child.type in ("softbreak", "hardbreak")
            found.append((line, child, before))
            before = child.content
    return tuple(found)


def split(content: str) -> tuple[str, str]:
    """Return the expression in braces and its format."""
    expression, _, spec = content.partition(":")
    return expression, spec.strip()


def _quantity_rule(state: StateInline, silent: bool) -> bool:  # noqa: FBT001 - markdown-it's call
    if state.src[state.pos] not in "{}":
        return False
    end = state.src.find("}", state.pos)
    if state.src[state.pos] == "}" or end < 0:
        around = " ".join(state.src[max(0, state.pos - 60) : state.pos + 60].split())
        raise UnionlibError(f"dấu ngoặc nhọn lẻ (viết \\{{ nếu muốn in ra) trong câu “{around}”")
    if not silent:
        state.push("quantity", "", 0).content = state.src[state.pos + 1 : end]
    state.pos = end + 1
    return True


def _footnote_rule(state: StateInline, silent: bool) -> bool:  # noqa: FBT001 - the same
    if not state.src.startswith("^[", state.pos):
        return False
    end = state.md.helpers.parseLinkLabel(state, state.pos + 1)
    if end < 0:
        return False
    if not silent:
        after, maximum = end + 1, state.posMax
        opening = state.push("footnote_open", "span", 1)
        opening.attrs = {"class": "footnote"}
        state.pos, state.posMax = state.pos + 2, end
        state.md.inline.tokenize(state)
        state.push("footnote_close", "span", -1)
        state.posMax = maximum
        state.pos = after
    else:
        state.pos = end + 1
    return True
