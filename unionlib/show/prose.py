"""Sentences: Markdown whose numbers are filled in from the data.

``{members}`` inside a sentence is an expression of :mod:`unionlib.expression`; it
is parsed as Markdown's own inline element, after the text has been cut into
elements, so that nothing from the data is ever read as markup or as a template.
``^[…]`` is a footnote. Raw HTML is text.
"""

from __future__ import annotations

import html
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any

from markdown_it import MarkdownIt

from unionlib.errors import UnionlibError, UnknownName
from unionlib.expression import evaluate
from unionlib.quantity import Quantity
from unionlib.show import markup

if TYPE_CHECKING:
    from markdown_it.rules_inline import StateInline
    from markdown_it.token import Token

    from unionlib.edition import Edition

YEARS = {"year": 0, "previous_year": -1, "next_year": 1}
ADDRESS = re.compile(r"#|https://|mailto:")  # where a sentence may lead


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
    known = {name: str(edition.year + step) for name, step in YEARS.items()} | names
    figures: list[dict[str, Any]] = []
    env = {"edition": edition, "names": known, "figures": figures}
    rendered = _markdown().render(text.strip(), env).strip()
    for figure, sentence in zip(figures, markup.sentences(rendered), strict=True):
        figure["context"] = sentence
    return Prose(rendered, tuple(figures))


def say(edition: Edition, text: str, /, *, when: object = True, **names: Quantity | str) -> None:
    """Print sentences with their numbers filled in; see :func:`prose`.

    Nothing is printed unless ``when`` holds; a quantity holds where it has a value.
    """
    if when:
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


def fields(text: str) -> list[tuple[int, str, str]]:
    r"""Return line, expression and format of the braces of a text, without rendering it.

    Examples
    --------
    >>> fields("Có {members} đoàn viên,\nquà trị giá {gift_amount:triệu}.")
    [(1, 'members', ''), (2, 'gift_amount', 'triệu')]
    """
    return [
        (line, *_split(token.content))
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


@lru_cache(maxsize=512)  # a text is looked through for one thing after the other
def _inline(text: str) -> tuple[tuple[int, Token, str], ...]:
    """Return the inline elements of a text with their line, and the words right before each."""
    found = []
    for token in _markdown().parse(text):
        line, before = (token.map or [0])[0] + 1, ""
        for child in token.children or []:
            line += child.type in ("softbreak", "hardbreak")
            found.append((line, child, before))
            before = child.content
    return tuple(found)


@cache
def _markdown() -> MarkdownIt:
    # Pictures would come from elsewhere; the report asks no other host for anything.
    reader = MarkdownIt("commonmark", {"html": False, "breaks": False}).disable("image")
    reader.inline.ruler.before("escape", "quantity", _quantity_rule)
    reader.inline.ruler.before("link", "footnote", _footnote_rule)
    reader.add_render_rule("quantity", _render_quantity)
    return reader


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


def _split(content: str) -> tuple[str, str]:
    expression, _, spec = content.partition(":")
    return expression, spec.strip()


def _render_quantity(
    _: object, tokens: Sequence[Token], index: int, _options: object, env: Mapping[str, Any]
) -> str:
    expression, spec = _split(tokens[index].content)
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
