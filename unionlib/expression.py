"""Expressions of an edition: what a formula of :mod:`unionlib.syntax` comes to.

In the codebook, in rules and inside sentences; arithmetic gives quantities, which know
where they come from.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, assert_never

from unionlib import aggregate
from unionlib.errors import UnknownName
from unionlib.quantity import Quantity
from unionlib.ratios import achievement, change, growth, share
from unionlib.syntax import TOTAL, Call, Chain, Node, Selection, names, parse

if TYPE_CHECKING:
    from unionlib.edition import Edition

_APPLY: Mapping[str, Callable[[Quantity, Quantity], Quantity]] = {
    "share": share,
    "change": change,
    "growth": growth,
    "achievement": achievement,
    "+": Quantity.__add__,
    "-": Quantity.__sub__,
    "*": Quantity.__mul__,
    "/": Quantity.__truediv__,
}


def evaluate(
    edition: Edition,
    text: str,
    where: Mapping[str, str] | None = None,
    whole: Mapping[str, str] | None = None,
) -> Quantity:
    """Compute an expression for an edition.

    Parameters
    ----------
    edition : Edition
        Where the measures are looked up.
    text : str
        The expression.
    where : Mapping[str, str], optional
        A selection for every measure that does not name these dimensions itself: the
        codes of the row in a table. What is not divided so is missing in that row;
        ``total(…)`` gives the whole table's.
    whole : Mapping[str, str], optional
        The selection inside ``total(…)``: what holds for the table as a whole.

    Raises
    ------
    ExpressionError, UnknownName
        The expression cannot be read, or names something that does not exist.
    """
    return _value(edition, parse(text), dict(where or {}), dict(whole or {}))


def measures(edition: Edition, text: str) -> set[str]:
    """Return the measures that an expression names, those of formulas included.

    Raises
    ------
    UnknownName
        It names one that the codebook does not have.
    """
    found: set[str] = set()
    left = set(names(text).measures)
    while left:
        entry = edition.codebook[left.pop()]
        found.add(entry.name)
        if entry.formula:
            left |= names(entry.formula).measures - found
    return found


def divisions(edition: Edition, name: str) -> tuple[str, ...]:
    """Return the dimensions that a measure can be divided by.

    A formula is divided by what divides all of it: a part of one term over the whole of
    another would be no figure of that part.
    """
    book = edition.codebook
    if not book[name].formula:
        return book[name].dimensions
    used = (book[other] for other in sorted(measures(edition, name)))
    shared = [each.dimensions for each in used if not each.formula] or [()]
    return tuple(key for key in shared[0] if all(key in each for each in shared))


def _value(edition: Edition, node: Node, where: dict[str, str], whole: dict[str, str]) -> Quantity:
    match node:
        case Selection():
            return _selected(edition, node, where, whole)
        case Chain(first, others):
            result = _value(edition, first, where, whole)
            for sign, operand in others:
                result = _APPLY[sign](result, _value(edition, operand, where, whole))
            return result
        case Call(function, (operand,)) if function == TOTAL:
            kept = {key: code for key, code in where.items() if key == "period"}
            return _value(edition, operand, kept | whole, whole)
        case Call(function, operands):
            return _APPLY[function](*(_value(edition, each, where, whole) for each in operands))
        case float():
            return Quantity(node)
    assert_never(node)


def _selected(
    edition: Edition, selection: Selection, where: dict[str, str], whole: dict[str, str]
) -> Quantity:
    name, keys, over = selection
    book = edition.codebook
    measure = book[name]
    taken = _taken(edition, name, keys)
    lacking = [book.dimensions[key] for key in where if key not in taken and key not in whole]
    if lacking:  # its total in every row would pass for a figure of that row
        reason = (
            f"không phân tổ theo “{'”, “'.join(lacking)}”; cả tổng thì viết {TOTAL}({selection})"
        )
        return Quantity.missing(reason, measure.unit, edition.label(name, keys))
    passed = {key: code for key, code in where.items() if key in taken} | dict(keys)
    if over:
        return aggregate.parts(edition, name, over, **passed)
    if not measure.formula:
        return aggregate.total(edition, name, **passed)
    # Formulas that share parts would else be computed over and over.
    cache = edition.computed
    case = (name, frozenset(passed.items()), frozenset(whole.items()))
    if case not in cache:
        cache[case] = _value(edition, parse(measure.formula), passed, whole)
    return replace(cache[case], label=edition.label(name, keys), unit=measure.unit, printed=None)


def _taken(edition: Edition, name: str, keys: Mapping[str, str]) -> list[str]:
    """Return the keys that a measure can be selected by; refuse others."""
    codes = edition.codebook.codes
    taken = [*divisions(edition, name), "unit", "period"]
    for key, code in keys.items():
        if key not in taken:
            raise UnknownName(f"Phân tổ của {name}", key, taken)
        if key in codes and code not in codes[key]:
            raise UnknownName(f"Mã của {key}", code, codes[key])
    return taken
