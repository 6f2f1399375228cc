"""Sentences: Markdown whose numbers are filled in from the data.

``{members}`` inside a sentence is an expression of :mod:`unionlib.expression`; it
is parsed as Markdown's own inline element, after the text has been cut into
elements, so that nothing from the data is ever read as markup or as a template.
``^[…]`` is a footnote. Raw HTML is text.
"""

from __future__ import annotations

import html
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

from unionlib.errors import UnionlibError, UnknownName
from unionlib.expression import evaluate
from unionlib.quantity import Quantity
from unionlib.show import markup, numbers

if TYPE_CHECKING:
    from unionlib.edition import Edition

SPECS = {"tăng/giảm", *numbers.SCALES} - {""}


@dataclass(frozen=True)
class Prose:
    """Rendered sentences and the figures that they print."""

    html: str
    figures: tuple[dict[str, Any], ...]

    def __str__(self) -> str:
        return markup.plain_text(self.html)

    def __repr__(self) -> str:
        return str(self)

    def _repr_mimebundle_(self, **_: Any) -> dict[str, Any]:
        return markup.bundle("prose", self.html, str(self), self.figures)


def prose(edition: Edition, text: str, **names: Quantity | str) -> Prose:
    """Fill in the numbers of a text and render it.

    Parameters
    ----------
    edition : Edition
        Where the expressions in braces are computed.
    text : str
        Markdown with ``{expressions}``; ``{amount:triệu}`` names the scale of money,
        ``{change(a, b):tăng/giảm}`` writes a difference in words.
    **names : Quantity or str
        Further names that the braces may use. ``year``, ``previous_year`` and
        ``next_year`` are always there.

    Examples
    --------
    >>> from unionlib import load
    >>> str(prose(load(2019), "Có {members} đoàn viên, đạt {share(members, employees)}."))
    'Có 30.088 đoàn viên, đạt 99,46%.'
    """
    years = {"year": 0, "previous_year": -1, "next_year": 1}
    known = {name: str(edition.year + step) for name, step in years.items()} | names
    figures: list[dict[str, Any]] = []
    env = {"edition": edition, "names": known, "figures": figures}
    rendered = _markdown().render(text.strip(), env).strip()
    return Prose(rendered, tuple(figures))


def say(edition: Edition, text: str, **names: Quantity | str) -> None:
    """Print sentences with their numbers filled in; see :func:`prose`."""
    markup.show(prose(edition, text, **names))


def narrate(edition: Edition, block: str) -> None:
    """Print a block of the edition's narrative.

    Parameters
    ----------
    block : str
        ``section.block``: the heading ``## block`` of ``narrative/section.md``.
    """
    section, _, name = block.partition(".")
    blocks = edition.narrative(section)
    if name not in blocks:
        raise UnknownName(f"Mục của narrative/{section}.md", name, blocks)
    say(edition, blocks[name])


def fields(text: str) -> list[str]:
    """Return the expressions in the braces of a text, without rendering it."""
    tokens = _markdown().parse(text)
    inline = [child for token in tokens for child in token.children or []]
    return [_split(token.content)[0] for token in inline if token.type == "quantity"]


@cache
def _markdown() -> MarkdownIt:
    reader = MarkdownIt("commonmark", {"html": False, "breaks": False})
    reader.inline.ruler.before("escape", "quantity", _quantity_rule)
    reader.inline.ruler.before("link", "footnote", _footnote_rule)
    reader.add_render_rule("quantity", _render_quantity)
    return reader


def _quantity_rule(state: StateInline, silent: bool) -> bool:
    end = state.src.find("}", state.pos)
    if state.src[state.pos] != "{" or end < 0:
        return False
    if not silent:
        state.push("quantity", "", 0).content = state.src[state.pos + 1 : end]
    state.pos = end + 1
    return True


def _footnote_rule(state: StateInline, silent: bool) -> bool:
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


def _split(content: str) -> tuple[str, str]:
    expression, colon, spec = content.rpartition(":")
    return (expression, spec) if colon and spec in SPECS else (content, "")


def _render_quantity(
    self: object, tokens: Sequence[Token], index: int, options: object, env: Mapping[str, Any]
) -> str:
    expression, spec = _split(tokens[index].content)
    named = env["names"].get(expression)
    if isinstance(named, str):
        return html.escape(named)
    try:
        quantity = named if named is not None else evaluate(env["edition"], expression)
        text = quantity.text(spec)
    except (UnionlibError, ValueError) as error:
        raise UnionlibError(f"trong câu có {{{tokens[index].content}}}: {error}") from error
    env["figures"].append(markup.figure(quantity, text))
    return markup.data_element(quantity, text)
