"""The small language of formulas: in the codebook, in rules and inside sentences.

A subset of Python's expressions, read with :mod:`ast` and never executed::

    members                                   the total of a measure
    members(sector=SXKD, period=previous)     a selection
    share(members, employees)                 a percentage; also change, growth,
                                              achievement
    parts(gift_parcels, level, campaign=tet)  the sum over the codes of a dimension
    total(members)                            in a table: the figure of the total row
    (a + b) * 1000 / c                        arithmetic

Periods: ``previous`` and ``next`` year, ``mid`` for the first half of the year.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import TYPE_CHECKING

from unionlib import aggregate
from unionlib.errors import ExpressionError, suggest
from unionlib.quantity import Quantity, achievement, change, growth, share

if TYPE_CHECKING:
    from unionlib.edition import Edition

FUNCTIONS: Mapping[str, Callable[[Quantity, Quantity], Quantity]] = {
    "share": share,
    "change": change,
    "growth": growth,
    "achievement": achievement,
}
_SIGNS: Mapping[type[ast.operator], Callable[[Quantity, Quantity], Quantity]] = {
    ast.Add: Quantity.__add__,
    ast.Sub: Quantity.__sub__,
    ast.Mult: Quantity.__mul__,
    ast.Div: Quantity.__truediv__,
}


@lru_cache(maxsize=4096)
def parse(text: str) -> ast.expr:
    """Read an expression.

    Raises
    ------
    ExpressionError
        It is not an expression, or uses more of Python than the language has.

    Examples
    --------
    >>> parse("members / 0 if members else 1")
    Traceback (most recent call last):
    unionlib.errors.ExpressionError: công thức 'members / 0 if members else 1': ...
    """
    try:
        tree = ast.parse(text.strip(), mode="eval").body
    except SyntaxError as error:
        raise ExpressionError(f"công thức '{text}': {error.msg}") from None
    for node in ast.walk(tree):
        allowed = (ast.BinOp, ast.Name, ast.Constant, ast.Call, ast.keyword, ast.Load, *_SIGNS)
        call = isinstance(node, ast.Call) and not isinstance(node.func, ast.Name)
        if not isinstance(node, allowed) or call:
            raise ExpressionError(f"công thức '{text}': không dùng được {type(node).__name__}")
    return tree


def evaluate(edition: Edition, text: str, where: Mapping[str, str] | None = None) -> Quantity:
    """Compute an expression for an edition.

    Parameters
    ----------
    edition : Edition
        Where the measures are looked up.
    text : str
        The expression.
    where : Mapping[str, str], optional
        A selection for every measure that has these dimensions and does not name
        them itself: the codes of the row in a table.

    Raises
    ------
    ExpressionError, UnknownName
        The expression cannot be read, or names something that does not exist.
    """
    return _value(edition, parse(text), dict(where or {}), text)


def measures(edition: Edition, text: str) -> set[str]:
    """Return the measures that an expression names, those of formulas included."""
    found: set[str] = set()
    for node in ast.walk(parse(text)):
        if isinstance(node, ast.Name) and node.id in edition.codebook.measures:
            found.add(node.id)
            if formula := edition.codebook[node.id].formula:
                found |= measures(edition, formula)
    return found


def _value(edition: Edition, node: ast.expr, where: dict[str, str], text: str) -> Quantity:
    if isinstance(node, ast.Constant) and isinstance(node.value, int | float):
        return Quantity(float(node.value))
    if isinstance(node, ast.BinOp):
        left, right = (_value(edition, side, where, text) for side in (node.left, node.right))
        return _SIGNS[type(node.op)](left, right)
    if isinstance(node, ast.Name):
        return _measure(edition, node.id, {}, where)
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
        name, keys = node.func.id, _keywords(node, text)
        if name in FUNCTIONS:
            if len(node.args) != 2 or keys:
                raise ExpressionError(f"công thức '{text}': {name} cần đúng hai số")
            left, right = (_value(edition, side, where, text) for side in node.args)
            return FUNCTIONS[name](left, right)
        if name == "total" and len(node.args) == 1:
            return _value(edition, node.args[0], {}, text)
        if name == "parts":
            return _parts(edition, node, where | keys, text)
        if not node.args:
            return _measure(edition, name, keys, where)
    raise ExpressionError(f"công thức '{text}': không hiểu '{ast.unparse(node)}'")


def _parts(edition: Edition, node: ast.Call, where: dict[str, str], text: str) -> Quantity:
    if len(node.args) != 2 or not all(isinstance(arg, ast.Name) for arg in node.args):
        raise ExpressionError(f"công thức '{text}': viết parts(chỉ_tiêu, phân_tổ, khóa=mã)")
    measure, dimension = (ast.unparse(arg) for arg in node.args)
    return aggregate.parts(edition, measure, dimension, **where)


def _measure(
    edition: Edition, name: str, keys: dict[str, str], where: dict[str, str]
) -> Quantity:
    measure = edition.codebook[name]
    if not measure.formula:
        passed = {key: code for key, code in where.items() if _takes(measure.dimensions, key)}
        return aggregate.total(edition, name, **(passed | keys))
    result = _value(edition, parse(measure.formula), where | keys, measure.formula)
    label = aggregate.label(edition, name, keys)
    return aggregate.named(result, label, measure.unit)


def _takes(dimensions: tuple[str, ...], key: str) -> bool:
    return key in dimensions or key in ("unit", "period")


def _keywords(node: ast.Call, text: str) -> dict[str, str]:
    keys = {}
    for keyword in node.keywords:
        value = keyword.value
        if keyword.arg is None or not isinstance(value, ast.Name | ast.Constant):
            raise ExpressionError(f"công thức '{text}': chọn bằng khóa=mã. {suggest('', ['sector=SXKD'])}")
        keys[keyword.arg] = value.id if isinstance(value, ast.Name) else str(value.value)
    return keys
