"""The rules of ``rules.csv`` as sums that one submission can be checked against.

Of the rules that hold for every year, those are used whose two sides are sums of
figures that a form asks. Shares, products and other formulas are left to
``unionlib check``, which judges the whole edition.
"""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from unionlib.codebook import Codebook
from unionlib.consistency import unknown_names
from unionlib.errors import DataError, Fault, UnionlibError
from unionlib.expression import names, parse
from unionlib.files import read_csv
from unionlib.rulebook import COLUMNS, row_problems, sides
from unionlib.tracking import exists

# Measure, period (as an expression names it) and the codes of its breakdown.
Key = tuple[str, str, tuple[tuple[str, str], ...]]


@dataclass(frozen=True)
class Relation:
    """``Σ left sign Σ right`` between figures of one form, each with its factor."""

    name: str
    left: tuple[tuple[Key, float], ...]
    sign: str
    right: tuple[tuple[Key, float], ...]
    severity: str
    message: str
    averages: bool = False

    @property
    def strict(self) -> bool:
        """Tell whether a single unit cannot break it either.

        That two measures are equal, or one average above another, may hold for the
        province and not for each unit: that is asked. A part above its whole, or parts
        that do not add up, is wrong.
        """
        measures = {key[0] for key, _ in (*self.left, *self.right)}
        sums = not self.averages and (self.sign != "==" or len(measures) == 1)
        return self.severity == "error" and sums


class NotASum(Exception):
    """The expression is more than a sum of figures that are asked."""


def read_relations(data: Path, book: Codebook, asked: Collection[Key]) -> list[Relation]:
    """Return the rules of every year whose sides are sums of what is asked.

    Raises
    ------
    DataError
        With every fault of ``rules.csv``: a rule that cannot be read would check nothing.
    """
    path = data / "rules.csv"
    found: list[Relation] = []
    if not exists(path):
        return found
    faults: list[Fault] = []
    for line, row in read_csv(path, COLUMNS, data, faults):
        problems = [*row_problems(book, row), *_relation_problems(book, row["relation"])]
        faults += [Fault(path.name, line, column, message) for column, message in problems]
        if not problems:
            found += _relation(row, book, asked)
    if faults:
        raise DataError(faults)
    return found


def _relation_problems(book: Codebook, relation: str) -> Iterator[tuple[str, str]]:
    left, sign, right = sides(relation)
    for side in (left, right) if sign else ():
        try:
            for message in unknown_names(book, names(side)):
                yield "relation", message
        except UnionlibError as error:
            yield "relation", str(error)


def _relation(row: Mapping[str, str], book: Codebook, asked: Collection[Key]) -> list[Relation]:
    """Return a rule as a relation, nothing where a side is no sum of what is asked."""
    first, sign, second = sides(row["relation"])
    try:
        left, right = (
            tuple(_sum(parse(side), {}, book, asked).items()) for side in (first, second)
        )
    except NotASum:
        return []
    averages = any(book[key[0]].kind == "mean" for key, _ in (*left, *right))
    severity = row["severity"] or "error"
    return [Relation(row["rule"], left, sign, right, severity, row["message"], averages)]


def partitions(relations: Iterable[Relation]) -> dict[Key, str]:
    """Return the figures that are the sum of the codes of a dimension, and of which.

    They are what a rule says equals its own parts: ``members == parts(members, sector)``
    or the parts written out.
    """
    found: dict[Key, str] = {}
    for relation in relations:
        if relation.sign != "==" or relation.severity != "error":
            continue
        for whole, pieces in ((relation.left, relation.right), (relation.right, relation.left)):
            dimension = _divides(whole, pieces)
            if dimension:
                found.setdefault(whole[0][0], dimension)
    return found


def pieces(key: Key, dimension: str, asked: Iterable[Key]) -> list[Key]:
    """Return the figures asked that divide another one by a dimension."""
    measure, period, where = key
    return [
        each
        for each in asked
        if each[:2] == (measure, period) and dimension in dict(each[2])
        and tuple(pair for pair in each[2] if pair[0] != dimension) == where
    ]  # fmt: skip


def _divides(whole: tuple[tuple[Key, float], ...], parts: tuple[tuple[Key, float], ...]) -> str:
    if len(whole) != 1 or len(parts) < 2 or any(factor != 1 for _, factor in (*whole, *parts)):
        return ""
    measure, period, where = whole[0][0]
    added = set()
    for (name, when, codes), _ in parts:
        more = set(codes) - set(where)
        if (name, when) != (measure, period) or not set(where) <= set(codes) or len(more) != 1:
            return ""
        added.add(next(iter(more))[0])
    return added.pop() if len(added) == 1 else ""


def _sum(
    node: ast.expr, where: dict[str, str], book: Codebook, asked: Collection[Key]
) -> Counter[Key]:
    """Return the figures of an expression with their factors."""
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add | ast.Sub):
        result = Counter(_sum(node.left, where, book, asked))
        sign = 1 if isinstance(node.op, ast.Add) else -1
        for key, factor in _sum(node.right, where, book, asked).items():
            result[key] += sign * factor
        return result
    if isinstance(node, ast.Name):
        return _figure(node.id, where, book, asked)
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
        keys = where | {
            str(keyword.arg): value.id
            if isinstance(value, ast.Name)
            else str(getattr(value, "value", ""))
            for keyword in node.keywords
            for value in [keyword.value]
        }
        if node.func.id == "parts":  # of two names, as parse() has seen to
            measure, dimension = (ast.unparse(arg) for arg in node.args)
            if measure in book.measures and dimension in book[measure].dimensions:
                found = pieces(_key(measure, keys, book), dimension, asked)
                if found:
                    return Counter(dict.fromkeys(found, 1))
        elif not node.args:
            return _figure(node.func.id, keys, book, asked)
    raise NotASum


def _figure(
    name: str, keys: dict[str, str], book: Codebook, asked: Collection[Key]
) -> Counter[Key]:
    if name not in book.measures:
        raise NotASum
    measure = book[name]
    if measure.formula:
        return _sum(parse(measure.formula), keys, book, asked)
    key = _key(name, keys, book)
    if key not in asked:
        raise NotASum
    return Counter({key: 1})


def _key(name: str, keys: dict[str, str], book: Codebook) -> Key:
    where = book.ordered(keys)
    if set(keys) - {"period"} - {each for each, _ in where}:
        raise NotASum
    return name, keys.get("period", ""), where
