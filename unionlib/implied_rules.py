"""What stated totals imply without a rule: their parts add up to them, or to less.

A stated total stands, whatever its parts add up to (:mod:`unionlib.aggregate`); here both
are put side by side, for the reconciliation to judge. Units are compared with the whole:
all of them must add up to it, some of them may not exceed it. So may not the codes of a
breakdown; whether these are all there are the codebook does not say, so that a sum which
must be reached needs a rule.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import combinations
from typing import TYPE_CHECKING

from unionlib.aggregate import figure_of, rows_below
from unionlib.codebook import OFFICE
from unionlib.errors import AmbiguousTotal
from unionlib.observation import Observation
from unionlib.quantity import Quantity
from unionlib.rulebook import ADVICE, Rule

if TYPE_CHECKING:
    from unionlib.codebook import Measure
    from unionlib.edition import Edition

Sides = tuple[Rule, Quantity, Quantity]


def implied(edition: Edition) -> Iterator[Sides]:
    """Yield the relations that the stated totals of an edition imply, with both sides."""
    due = {unit.name for unit in edition.codebook.due(edition.year) if unit.kind != OFFICE}
    for measure in edition.codebook:
        if measure.adds:
            rows = edition.observed(measure.name)
            yield from _by_unit(edition, measure, rows, due)
            yield from _by_breakdown(edition, measure, rows)


def _by_unit(
    edition: Edition, measure: Measure, rows: Sequence[Observation], due: set[str]
) -> Iterator[Sides]:
    book = edition.codebook
    for row in rows:
        if row.rolled or book.reporter(row.unit):
            continue
        try:
            below = rows_below(edition, row)
        except AmbiguousTotal:
            continue
        if not below:
            continue
        units_sum = figure_of(edition, measure.name, below, "")
        # With one root, the root's own figure speaks for all units.
        answered = {book.reporter(each.unit) for each in below if len(each.where) == len(row.where)}
        if "" in answered or due <= answered:
            rule = _rule(edition, row, "unit", "==", "số chung phải bằng tổng các đơn vị")
            yield rule, _stated(edition, row), units_sum
        else:
            rule = _rule(edition, row, "unit", "<=", "tổng các đơn vị không được quá số chung")
            yield rule, units_sum, _stated(edition, row)


def _by_breakdown(
    edition: Edition, measure: Measure, rows: Sequence[Observation]
) -> Iterator[Sides]:
    """Yield the totals that the codes of a breakdown exceed.

    Those that are not exceeded are left out: of unit-level data there are thousands.
    """
    ways: dict[object, dict[str, list[Observation]]] = defaultdict(lambda: defaultdict(list))
    for row in rows:
        for size in range(len(row.where)):
            for kept in combinations(row.where, size):
                way = "+".join(name for name, code in row.where if (name, code) not in kept)
                ways[row.period, row.unit, row.rolled, frozenset(kept)][way].append(row)
    for row in rows:
        # Stated beside stated, rolled up beside rolled up: a sum over units is no part of a
        # total that was stated, and is compared with it in _by_unit.
        beside = ways.get((row.period, row.unit, row.rolled, frozenset(row.where)), {})
        for way, parts in beside.items():
            if math.fsum(part.value for part in parts) > row.value:
                names = ", ".join(
                    f"“{edition.codebook.dimensions[name]}”" for name in way.split("+")
                )
                rule = _rule(edition, row, way, "<=", f"tổng theo {names} không được quá tổng số")
                yield rule, figure_of(edition, measure.name, parts, ""), _stated(edition, row)


def _stated(edition: Edition, row: Observation) -> Quantity:
    return figure_of(edition, row.measure, [row], edition.label(row.measure, _keys(edition, row)))


def _keys(edition: Edition, row: Observation) -> dict[str, str]:
    """Return what selects a row, in the words of an expression."""
    keys = {**dict(row.where), "unit": row.unit}
    keys["period"] = row.period if row.period != edition.period() else ""
    return {key: code for key, code in keys.items() if code}


def _rule(edition: Edition, row: Observation, by: str, sign: str, relation: str) -> Rule:
    keys = _keys(edition, row)
    chosen = ", ".join(f"{key}={code}" for key, code in keys.items())
    figure = f"{row.measure}({chosen})" if chosen else row.measure
    message = f"{edition.label(row.measure, keys)}: {relation}"
    section = edition.codebook[row.measure].section
    return Rule(
        f"implied: {figure} by {by}", section, figure, sign, figure, "error", message, ADVICE
    )
