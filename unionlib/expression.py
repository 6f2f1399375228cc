"""The small language of formulas: in the codebook, in rules and inside sentences.

A subset of Python's expressions, read with :mod:`ast` and never executed::

    members                                   the total of a measure
    members(sector=SXKD, period=previous)     a selection
    share(members, employees)                 a percentage; also change, growth,
                                              achievement
    parts(gift_parcels, level, campaign=NEW_YEAR)  the sum over the codes of a dimension
    total(members)                            in a table: the figure of the total row
    (a + b) * 1000 / c                        arithmetic

Periods: ``previous`` and ``next`` year, ``mid`` for the first half of the year.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from unionlib import aggregate, labels
from unionlib.errors import ExpressionError, UnknownName, suggest
from unionlib.quantity import Quantity
from unionlib.ratios import achievement, change, growth, share

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
_LONGEST, _DEEPEST, _LARGEST = 1000, 12, 1e15
_FOREIGN = re.compile(r"[^A-Za-z0-9_ .,+\-*/()='\"]")


@dataclass(frozen=True)
class Names:
    """What an expression names: measures, and ``(measure, key, code)`` of selections.

    The code is ``""`` where a dimension is named without one.
    """

    measures: frozenset[str] = frozenset()
    selections: tuple[tuple[str, str, str], ...] = ()


class Selection(NamedTuple):
    """A figure as an expression names it: a measure, codes by key, the dimension of ``parts``."""

    measure: str
    keys: dict[str, str]
    over: str = ""


class NotASum(Exception):
    """An expression is more than a sum of figures."""


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
    if not isinstance(text, str):
        raise ExpressionError(
            f'cần một công thức viết trong ngoặc kép, như "members", không phải {text!r:.60}'
        )
    return _parse(text)


@lru_cache(maxsize=4096)
def _parse(text: str) -> ast.expr:
    line = " ".join(text.split())
    shown = f"công thức '{line[:60]}{'…' if len(line) > 60 else ''}'"
    if len(line) > _LONGEST:
        raise ExpressionError(f"{shown}: dài quá {_LONGEST} ký tự")
    if foreign := _FOREIGN.search(line):
        raise ExpressionError(f"{shown}: không dùng được ký tự '{foreign[0]}'")
    try:
        tree = ast.parse(line, mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        raise ExpressionError(
            f"{shown}: không đọc được; viết như share(members, employees)"
        ) from None
    if problem := next(_problems(tree, 0), None):
        raise ExpressionError(f"{shown}: {problem}")
    return tree


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


def names(text: str) -> Names:
    """Return what an expression names, without computing it.

    Examples
    --------
    >>> names("share(members(sex=FEMALE), employees)").selections
    (('members', 'sex', 'FEMALE'),)
    """
    parse(text)
    return _names(text)


@lru_cache(maxsize=4096)
def _names(text: str) -> Names:
    found: set[str] = set()
    selections: list[tuple[str, str, str]] = []
    for node in _figures(parse(text)):
        name, keys, over = _selection(node)
        found.add(name)
        selections += [(name, over, "")] if over else []
        selections += [(name, key, code) for key, code in keys.items()]
    return Names(frozenset(found), tuple(selections))


def measures(edition: Edition, text: str) -> set[str]:
    """Return the measures that an expression names, those of formulas included."""
    known = edition.codebook.measures
    found: set[str] = set()
    left = set(names(text).measures)
    while left:
        name = left.pop()
        if name in known and name not in found:
            found.add(name)
            left |= names(known[name].formula).measures if known[name].formula else set()
    return found


def addends(text: str) -> list[tuple[int, Selection]]:
    """Return an expression as the figures that it adds, each with 1, or -1 where it is taken off.

    Raises
    ------
    NotASum
        It does anything else with them.

    Examples
    --------
    >>> [(sign, figure.measure) for sign, figure in addends("members - (employees - unions)")]
    [(1, 'members'), (-1, 'employees'), (1, 'unions')]
    """
    return list(_addends(parse(text), 1))


def _addends(node: ast.expr, sign: int) -> Iterator[tuple[int, Selection]]:
    if isinstance(node, ast.BinOp):
        first, others = _terms(node)
        yield from _addends(first, sign)
        for operator, operand in others:
            if operator not in (ast.Add, ast.Sub):
                raise NotASum
            yield from _addends(operand, sign if operator is ast.Add else -sign)
    elif next(_figures(node), None) is node:
        yield sign, _selection(node)
    else:
        raise NotASum


def _terms(node: ast.BinOp) -> tuple[ast.expr, list[tuple[type[ast.operator], ast.expr]]]:
    """Return the first operand of a chain ``a + b − c``, and the others with their signs.

    A sum of many terms leans to the left; that is length and not depth.
    """
    others = []
    left: ast.expr = node
    while isinstance(left, ast.BinOp):
        others.append((type(left.op), left.right))
        left = left.left
    return left, others[::-1]


def _problems(node: ast.expr, depth: int) -> Iterator[str]:
    """Yield what is not in the language, from the outside in."""
    if depth > _DEEPEST:
        yield f"lồng nhau quá {_DEEPEST} cấp"
        return
    if isinstance(node, ast.BinOp):
        first, others = _terms(node)
        yield from _problems(first, depth + 1)
        for sign, operand in others:
            if sign not in _SIGNS:
                yield f"không dùng được {sign.__name__}"
            yield from _problems(operand, depth + 1)
    elif isinstance(node, ast.Constant):
        number = node.value
        if isinstance(number, bool) or not isinstance(number, int | float) or number > _LARGEST:
            yield f"không dùng được {ast.unparse(node)[:20]}"
    elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
        yield from _call_problems(node, node.func.id, depth)
    elif isinstance(node, ast.Tuple):
        yield "dấu phẩy chỉ dùng trong hàm; số thập phân viết với dấu chấm, như 1.5"
    elif not isinstance(node, ast.Name):
        yield f"không dùng được {type(node).__name__}"


def _call_problems(node: ast.Call, name: str, depth: int) -> Iterator[str]:
    keys = [keyword.arg for keyword in node.keywords]
    if any(not isinstance(keyword.value, ast.Name | ast.Constant) for keyword in node.keywords):
        yield f"{name}: chọn bằng khóa=mã, ví dụ {name}(sector=SXKD)"
    elif None in keys or len(set(keys)) < len(keys):
        yield f"{name}: mỗi khóa chỉ nêu một lần"
    elif name == "parts":
        if len(node.args) != 2 or not all(isinstance(arg, ast.Name) for arg in node.args):
            yield "viết parts(chỉ_tiêu, phân_tổ, khóa=mã)"
    elif name in FUNCTIONS or name == "total":
        count = {"total": 1}.get(name, 2)
        if len(node.args) != count or keys:
            yield f"{name} cần đúng {'một' if count == 1 else 'hai'} số, không có khóa"
        for argument in node.args:
            yield from _problems(argument, depth + 1)
    elif node.args:
        known = suggest(name, [*FUNCTIONS, "parts", "total"])
        chosen = "Chọn phân tổ thì viết như members(sector=SXKD)."
        yield f"không có hàm '{name}'. {known} {chosen}"


def _figures(node: ast.expr) -> Iterator[ast.expr]:
    """Yield the nodes that stand for a measure."""
    if isinstance(node, ast.BinOp):
        first, others = _terms(node)
        for operand in (first, *(operand for _, operand in others)):
            yield from _figures(operand)
    elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
        if node.func.id in FUNCTIONS or node.func.id == "total":
            for argument in node.args:
                yield from _figures(argument)
        else:
            yield node
    elif isinstance(node, ast.Name):
        yield node


def _selection(node: ast.expr) -> Selection:
    """Return what a node that stands for a measure selects of it."""
    if not isinstance(node, ast.Call):
        return Selection(_name(node), {})
    keys = {
        str(keyword.arg): keyword.value.id
        if isinstance(keyword.value, ast.Name)
        else str(ast.literal_eval(keyword.value))
        for keyword in node.keywords
    }
    if _name(node.func) == "parts":
        measure, dimension = (_name(argument) for argument in node.args)
        return Selection(measure, keys, dimension)
    return Selection(_name(node.func), keys)


def _name(node: ast.expr) -> str:
    assert isinstance(node, ast.Name)  # noqa: S101 - parse() refuses all else in its place
    return node.id


def _value(
    edition: Edition, node: ast.expr, where: dict[str, str], whole: dict[str, str]
) -> Quantity:
    if isinstance(node, ast.BinOp):
        first, others = _terms(node)
        result = _value(edition, first, where, whole)
        for sign, operand in others:
            result = _SIGNS[sign](result, _value(edition, operand, where, whole))
        return result
    if isinstance(node, ast.Constant):
        return Quantity(float(ast.literal_eval(node)))
    if isinstance(node, ast.Call):
        name = _name(node.func)
        if name in FUNCTIONS:
            figures = [_value(edition, argument, where, whole) for argument in node.args]
            return FUNCTIONS[name](*figures)
        if name == "total":
            kept = {key: code for key, code in where.items() if key == "period"}
            return _value(edition, node.args[0], kept | whole, whole)
    return _measure(edition, node, where, whole)


def _measure(
    edition: Edition, node: ast.expr, where: dict[str, str], whole: dict[str, str]
) -> Quantity:
    name, keys, over = _selection(node)
    book = edition.codebook
    measure = book[name]
    taken = _taken(edition, name, keys)
    lacking = [book.dimensions[key] for key in where if key not in taken and key not in whole]
    if lacking:  # its total in every row would pass for a figure of that row
        reason = f"không phân tổ theo “{'”, “'.join(lacking)}”; cả tổng thì viết total({ast.unparse(node)})"
        return Quantity.missing(reason, measure.unit, labels.label(edition, name, keys))
    passed = {key: code for key, code in where.items() if key in taken} | keys
    if over:
        return aggregate.parts(edition, name, over, **passed)
    if not measure.formula:
        return aggregate.total(edition, name, **passed)
    # Formulas that share parts would else be computed over and over.
    cache = edition.computed
    case = (name, frozenset(passed.items()), frozenset(whole.items()))
    if case not in cache:
        cache[case] = _value(edition, parse(measure.formula), passed, whole)
    label = labels.label(edition, name, keys)
    return aggregate.named(cache[case], label, measure.unit)


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
