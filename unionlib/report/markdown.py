"""The Markdown cells of a notebook as HTML: CommonMark and tables, raw HTML off."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from html import escape
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token


@dataclass(frozen=True)
class Title:
    """A heading as it stands in a Markdown cell."""

    level: int
    html: str
    text: str


@cache
def parser() -> MarkdownIt:
    """Return the one parser; HTML in a cell is text to it, scripts in links are refused."""
    from markdown_it import MarkdownIt

    return MarkdownIt("commonmark", {"html": False}).enable("table")


def titles(source: str) -> list[Title]:
    """Read the headings of a Markdown text.

    Examples
    --------
    >>> titles("## Thu & *chi*")
    [Title(level=2, html='Thu &amp; <em>chi</em>', text='Thu & chi')]
    """
    tokens = parser().parse(source)
    return [
        Title(int(token.tag[1]), _inline(tokens[i + 1]), _text(tokens[i + 1]))
        for i, token in enumerate(tokens)
        if token.type == "heading_open"
    ]


def pictures(source: str) -> list[str]:
    """Read the addresses of the pictures of a Markdown text.

    Examples
    --------
    >>> pictures("xem ![ảnh](a.png)")
    ['a.png']
    """
    children = (child for token in parser().parse(source) for child in token.children or [])
    return [str(child.attrs["src"]) for child in children if child.type == "image"]


def render(source: str, headings: Iterable[Mapping[str, Any]]) -> str:
    """Render a Markdown text, its headings one level lower, with numbers and ids.

    Parameters
    ----------
    source : str
        The text of the cell.
    headings : iterable of mapping
        ``id`` and ``number`` of each heading of the text, in its order.
    """
    tokens = parser().parse(source)
    given = iter(headings)
    for i, token in enumerate(tokens):
        if token.type not in ("heading_open", "heading_close"):
            continue
        # The title of the document is its only h1.
        token.tag = f"h{min(int(token.tag[1]) + 1, 6)}"
        if token.type == "heading_open":
            heading = next(given)
            token.attrSet("id", heading["id"])
            _number(tokens[i + 1], heading["number"])
    return str(parser().renderer.render(tokens, parser().options, {}))


def _number(inline: Token, number: str) -> None:
    from markdown_it.token import Token

    if number and inline.children is not None:
        html = f'<span class="number">{escape(number)}</span> '
        inline.children.insert(0, Token("html_inline", "", 0, content=html))


def _inline(token: Token) -> str:
    return str(parser().renderer.render(token.children or [], parser().options, {}))


def _text(token: Token) -> str:
    return "".join(
        " " if child.type in ("softbreak", "hardbreak") else child.content
        for child in token.children or []
    )
