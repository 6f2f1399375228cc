"""Sentences as they are shown: their numbers are filled in from the data.

How a sentence is written is said in :mod:`unionlib.sentences`.
"""

from __future__ import annotations

import html
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from unionlib.errors import UnionlibError, UnknownName
from unionlib.expression import evaluate
from unionlib.periods import named_years
from unionlib.quantity import Quantity
from unionlib.sentences import parser, split
from unionlib.show import markup

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

    from unionlib.edition import Edition


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


def prose(edition: Edition, text: str, /, **names: Quantity | str) -> Prose:
    """Fill in the numbers of a text and render it.

    Parameters
    ----------
    edition : Edition
        Where the expressions in braces are computed.
    text : str
        Markdown with ``{expressions}``; ``{amount:triệu}`` names the scale of money,
        ``{change(a, b):tăng/giảm}`` writes a difference in words, ``{growth(a, b):tức}``
        behind it a second clause, or nothing where there is no growth to tell.
    **names : Quantity or str
        Further names that the braces may use. ``year``, ``previous_year`` and
        ``next_year`` are always there.

    Examples
    --------
    >>> from unionlib import load
    >>> str(prose(load(2019), "Có {members} đoàn viên, đạt {share(members, employees)}."))
    'Có 30.088 đoàn viên, đạt 99,46%.'
    """
    for name, value in names.items():
        if not isinstance(value, Quantity | str):
            raise UnionlibError(
                f"{name}={value!r:.60}: cần một số liệu như edition['members'], hoặc chữ"
            )
    known = named_years(edition.year) | names
    figures: list[dict[str, Any]] = []
    env = {"edition": edition, "names": known, "figures": figures}
    rendered = _markdown().render(text.strip(), env).strip()
    for figure, sentence in zip(figures, markup.sentences(rendered), strict=True):
        figure["context"] = sentence
    return Prose(rendered, tuple(figures))


def say(edition: Edition, text: str, /, *, when: object = True, **names: Quantity | str) -> None:
    """Print sentences with their numbers filled in.

    Parameters
    ----------
    edition : Edition
        Whose figures they are.
    text : str
        Markdown with expressions in braces: ``{members}``, ``{gift_amount:tỷ}``.
    when : object
        Nothing is printed unless it holds; a quantity holds where it has a value.
    **names : Quantity or str
        What else may stand in braces.

    Raises
    ------
    UnionlibError
        An expression in braces cannot be read; the message quotes its sentence.

    Examples
    --------
    >>> from unionlib import load
    >>> say(load(2019), "Toàn tỉnh có {members} đoàn viên.")
    Toàn tỉnh có 30.088 đoàn viên.
    """
    if when:
        markup.show(prose(edition, text, **names))


def narrate(edition: Edition, block: str) -> None:
    """Print a block of the edition's narrative.

    Parameters
    ----------
    edition : Edition
        Whose words they are.
    block : str
        ``section.block``: the heading ``## block`` of ``narrative/section.md``.

    Raises
    ------
    UnknownName
        There is no such section, or its file has no such heading; those there are follow.
    """
    section, _, name = block.partition(".")
    blocks = edition.narrative(section)
    if name not in blocks:
        raise UnknownName(f"Mục của narrative/{section}.md", name, blocks)
    say(edition, blocks[name])


@cache
def _markdown() -> MarkdownIt:
    reader = parser()
    reader.add_render_rule("quantity", _render_quantity)
    return reader


def _render_quantity(
    _: object, tokens: Sequence[Token], index: int, _options: object, env: Mapping[str, Any]
) -> str:
    expression, spec = split(tokens[index].content)
    named = env["names"].get(expression)
    if isinstance(named, str):
        return html.escape(named)
    try:
        quantity = named if isinstance(named, Quantity) else evaluate(env["edition"], expression)
        text = quantity.text(spec)
    except UnionlibError as error:
        raise UnionlibError(f"trong câu “{_sentence(tokens, index)}”: {error}") from error
    if not text:
        return ""
    if quantity.value is None and _bracketed(tokens, index):
        text = text.strip("()")
    env["figures"].append(markup.figure(quantity, text))
    return markup.data_element(quantity, text)


def _bracketed(tokens: Sequence[Token], index: int) -> bool:
    """Tell whether a figure stands in brackets already."""
    before = "".join(token.content for token in tokens[:index] if token.type != "quantity")
    return before.rfind("(") > before.rfind(")")


def _sentence(tokens: Sequence[Token], index: int) -> str:
    """Return the words around a figure, for the person who looks for it."""
    words = [
        f"{{{token.content}}}" if token.type == "quantity" else token.content for token in tokens
    ]
    before, after = "".join(words[:index]), "".join(words[index + 1 :])
    cut = f"{'…' if len(before) > 60 else ''}{before[-60:]}{words[index]}{after[:40]}"
    return f"{cut}…" if len(after) > 40 else cut
