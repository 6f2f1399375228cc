"""The syntax of the small language of formulas: a text is read into a tree of a few nodes.

A subset of Python's expressions, read with :mod:`ast` and never executed::

    members                                   the total of a measure
    members(sector=SXKD, period=previous)     a selection
    share(members, employees)                 a percentage; also change, growth,
                                              achievement
    parts(gift_parcels, level, campaign=NEW_YEAR)  the sum over the codes of a dimension
    total(members)                            in a table: the figure of the total row
    (a + b) * 1000 / c                        arithmetic

Periods: ``previous`` and ``next`` year, ``mid`` for the first half of the year. What a
tree comes to in an edition is computed in :mod:`unionlib.expression`.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import NamedTuple, TypeAlias

from unionlib.errors import ExpressionError, suggest

FUNCTIONS = ("share", "change", "growth", "achievement")  # each takes two expressions
TOTAL, PARTS = "total", "parts"
_SIGNS: Mapping[type[ast.operator], str] = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/"}
_ALLOWED = "chỉ viết được chỉ tiêu, số, các dấu + - * / và hàm như share(…)"
_LONGEST, _DEEPEST, _LARGEST = 1000, 12, 1e15
_FOREIGN = re.compile(r"[^A-Za-z0-9_ .,+\-*/()='\"]")


class Selection(NamedTuple):
    """What is taken of a measure: codes by key, and the dimension of ``parts(…)``, if any."""

    measure: str
    keys: Mapping[str, str]
    over: str = ""

    def __str__(self) -> str:
        keys = [
            f"{key}={code if code.isidentifier() or code.isdecimal() else repr(code)}"
            for key, code in self.keys.items()
        ]
        if self.over:
            return f"{PARTS}({', '.join([self.measure, self.over, *keys])})"
        return f"{self.measure}({', '.join(keys)})" if keys else self.measure


class Call(NamedTuple):
    """One of :data:`FUNCTIONS`, or ``total(…)``, with its operands."""

    function: str
    operands: tuple[Node, ...]


class Chain(NamedTuple):
    """Arithmetic from left to right: a first operand, then signs with what they apply to."""

    first: Node
    others: tuple[tuple[str, Node], ...]


Node: TypeAlias = float | Selection | Call | Chain


class Names(NamedTuple):
    """What an expression names: measures, and ``(measure, key, code)`` of selections.

    The code is ``""`` where a dimension is named without one.
    """

    measures: frozenset[str] = frozenset()
    selections: tuple[tuple[str, str, str], ...] = ()


class NotASum(Exception):
    """An expression is more than a sum of figures."""


def parse(text: str) -> Node:
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
def _parse(text: str) -> Node:
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
    try:
        return _node(tree, 0)
    except _Refused as problem:
        raise ExpressionError(f"{shown}: {problem}") from None


def names(text: str) -> Names:
    """Return what an expression names, without computing it.

    Examples
    --------
    >>> names("share(members(sex=FEMALE), employees)").selections
    (('members', 'sex', 'FEMALE'),)
    """
    parse(text)  # refuses what is no text, and could not be kept either
    return _names(text)


@lru_cache(maxsize=4096)
def _names(text: str) -> Names:
    found = [*_selections(parse(text))]
    named = [
        (measure, key, code)
        for measure, keys, over in found
        for key, code in (*([(over, "")] if over else []), *keys.items())
    ]
    return Names(frozenset(each.measure for each in found), tuple(named))


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


def _addends(node: Node, sign: int) -> Iterator[tuple[int, Selection]]:
    if isinstance(node, Selection):
        yield sign, node
    elif isinstance(node, Chain):
        for operator, operand in (("+", node.first), *node.others):
            if operator not in "+-":
                raise NotASum
            yield from _addends(operand, sign if operator == "+" else -sign)
    else:
        raise NotASum


def _selections(node: Node) -> Iterator[Selection]:
    """Yield the selections in an expression, in the order in which they are written."""
    if isinstance(node, Selection):
        yield node
    elif isinstance(node, Call):
        for operand in node.operands:
            yield from _selections(operand)
    elif isinstance(node, Chain):
        for operand in (node.first, *(operand for _, operand in node.others)):
            yield from _selections(operand)


class _Refused(Exception):
    """What stands there is not in the language."""


def _node(tree: ast.expr, depth: int) -> Node:
    """Return Python's tree as ours, refusing what is not in the language from the outside in."""
    if depth > _DEEPEST:
        raise _Refused(f"lồng nhau quá {_DEEPEST} cấp")
    match tree:
        case ast.Name(name):
            return Selection(name, {})
        case ast.BinOp():
            return _chain(tree, depth)
        case ast.Call(ast.Name(name)):
            return _call(tree, name, depth)
        case ast.Constant(int() | float() as number) if (
            not isinstance(number, bool) and number <= _LARGEST
        ):
            return float(number)
        case ast.Constant():
            raise _Refused(f"không dùng được {ast.unparse(tree)[:20]}")
        case ast.Tuple():
            raise _Refused("dấu phẩy chỉ dùng trong hàm; số thập phân viết với dấu chấm, như 1.5")
    raise _Refused(_ALLOWED)


def _chain(tree: ast.BinOp, depth: int) -> Chain:
    # A sum of many terms leans to the left in Python's tree; that is length and not depth.
    terms = []
    left: ast.expr = tree
    while isinstance(left, ast.BinOp):
        terms.append((left.op, left.right))
        left = left.left
    first = _node(left, depth + 1)
    others = []
    for operator, operand in reversed(terms):
        if type(operator) not in _SIGNS:
            raise _Refused(_ALLOWED)
        others.append((_SIGNS[type(operator)], _node(operand, depth + 1)))
    return Chain(first, tuple(others))


def _call(tree: ast.Call, name: str, depth: int) -> Node:
    keys = _keys(tree, name)
    if name == PARTS:
        match tree.args:
            case [ast.Name(measure), ast.Name(dimension)]:
                return Selection(measure, keys, dimension)
        raise _Refused("viết parts(chỉ_tiêu, phân_tổ, khóa=mã)")
    if name in (*FUNCTIONS, TOTAL):
        count = 1 if name == TOTAL else 2
        if len(tree.args) != count or keys:
            raise _Refused(f"{name} cần đúng {'một' if count == 1 else 'hai'} số, không có khóa")
        return Call(name, tuple(_node(operand, depth + 1) for operand in tree.args))
    if tree.args:
        known = suggest(name, [*FUNCTIONS, PARTS, TOTAL])
        chosen = "Chọn phân tổ thì viết như members(sector=SXKD)."
        raise _Refused(f"không có hàm '{name}'. {known} {chosen}")
    return Selection(name, keys)


def _keys(tree: ast.Call, name: str) -> dict[str, str]:
    """Return the codes of a call, ``sector=SXKD``, by key."""
    keys: dict[str, str] = {}
    if not all(isinstance(keyword.value, ast.Name | ast.Constant) for keyword in tree.keywords):
        raise _Refused(
            f"{name}: chọn bằng khóa=mã, ví dụ {name}(sector=SXKD), {name}(period='2019-H1')"
        )
    for keyword in tree.keywords:
        if keyword.arg is None or keyword.arg in keys:
            raise _Refused(f"{name}: mỗi khóa chỉ nêu một lần")
        code = keyword.value
        keys[keyword.arg] = code.id if isinstance(code, ast.Name) else str(ast.literal_eval(code))
    return keys
