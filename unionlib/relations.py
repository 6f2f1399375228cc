"""The rules of ``rules.csv`` as sums that one submission can be checked against.

Of the rules that hold for every year, those are used whose two sides are sums of
figures that a form asks. Shares, products and other formulas are left to
``unionlib check``, which judges the whole edition.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from unionlib.codebook import Codebook
from unionlib.consistency import unknown_names
from unionlib.errors import DataError, Fault, UnionlibError
from unionlib.key import Key
from unionlib.rulebook import Rule, read_rules, sides
from unionlib.syntax import NotASum, addends, names


@dataclass(frozen=True)
class Relation:
    """``Σ left sign Σ right`` between figures of one form, each with its factor.

    ``averages`` tells whether a mean is among them.
    """

    name: str
    left: tuple[tuple[Key, float], ...]
    sign: str
    right: tuple[tuple[Key, float], ...]
    severity: str
    message: str
    averages: bool

    @property
    def strict(self) -> bool:
        """Whether it must hold for every single unit, so that a form that breaks it is wrong.

        A part above its whole, or parts that do not add up, is wrong in any form. That two
        measures are equal, or one average is above another, may be true of the province
        and not of each unit: the unit is asked.
        """
        measures = {key.measure for key, _ in (*self.left, *self.right)}
        sums = not self.averages and (self.sign != "==" or len(measures) == 1)
        return self.severity == "error" and sums


def read_relations(data: Path, book: Codebook, asked: Collection[Key]) -> list[Relation]:
    """Return the rules of every year whose sides are sums of what is asked.

    Raises
    ------
    DataError
        With every fault of ``rules.csv``: a rule that cannot be read would check nothing.
    """
    faults: list[Fault] = []
    rules = read_rules(data / "rules.csv", data, book, partial(_problems, book), faults)
    if faults:
        raise DataError(faults)
    return [found for rule in rules.values() if (found := _relation(rule, book, asked))]


def _problems(book: Codebook, relation: str) -> Iterator[tuple[str, str]]:
    left, _, right = sides(relation)
    for side in (left, right):
        try:
            for message in unknown_names(book, names(side)):
                yield "relation", message
        except UnionlibError as error:
            yield "relation", str(error)


def _relation(rule: Rule, book: Codebook, asked: Collection[Key]) -> Relation | None:
    """Return a rule as a relation, None where a side is no sum of what is asked."""
    try:
        left, right = (
            tuple(_sum(side, {}, book, asked).items()) for side in (rule.left, rule.right)
        )
    except NotASum:
        return None
    averages = any(book[key.measure].kind == "mean" for key, _ in (*left, *right))
    return Relation(rule.name, left, rule.sign, right, rule.severity, rule.message, averages)


def partitions(relations: Iterable[Relation]) -> dict[Key, list[str]]:
    """Return the dimensions whose codes add up to a figure, for each figure that has any.

    A rule says so: ``members == parts(members, sector)``, or with the parts written out.
    """
    found: dict[Key, list[str]] = {}
    for relation in relations:
        if relation.sign != "==" or relation.severity != "error":
            continue
        for whole, parts in ((relation.left, relation.right), (relation.right, relation.left)):
            if dimension := _divides(whole, parts):
                found.setdefault(whole[0][0], []).append(dimension)
    return found


def pieces(key: Key, dimension: str, asked: Iterable[Key]) -> list[Key]:
    """Return the figures asked that divide another one by a dimension."""
    return [each for each in asked if each.beyond(key) == (dimension,)]


def _divides(whole: tuple[tuple[Key, float], ...], parts: tuple[tuple[Key, float], ...]) -> str:
    """Return the dimension that divides one figure into the parts of a sum, ``""`` if none does."""
    if len(whole) != 1 or len(parts) < 2 or any(factor != 1 for _, factor in (*whole, *parts)):
        return ""
    ways = {part.beyond(whole[0][0]) for part, _ in parts}
    way = ways.pop()
    return way[0] if len(way) == 1 and not ways else ""


def _sum(text: str, where: dict[str, str], book: Codebook, asked: Collection[Key]) -> Counter[Key]:
    """Return the figures of an expression with their factors."""
    found: Counter[Key] = Counter()
    for sign, (measure, keys, over) in addends(text):
        for key, factor in _figures(measure, where | dict(keys), over, book, asked).items():
            found[key] += sign * factor
    return found


def _figures(
    name: str, keys: dict[str, str], over: str, book: Codebook, asked: Collection[Key]
) -> Mapping[Key, int]:
    measure = book.measures.get(name)
    if measure is None or set(keys) - {"period", *book.dimensions}:
        raise NotASum
    if measure.formula and not over:
        return _sum(measure.formula, keys, book, asked)
    key = Key(name, keys.get("period", ""), book.ordered(keys))
    found = pieces(key, over, asked) if over else [key]
    if not found or not set(found) <= set(asked):
        raise NotASum
    return dict.fromkeys(found, 1)
