"""Sums and means of quantities, with their formulas, their rows and their precision."""

from __future__ import annotations

import math
import operator
from collections.abc import Sequence
from dataclasses import replace
from functools import reduce

from unionlib import numbers
from unionlib.errors import ExpressionError
from unionlib.observation import Observation
from unionlib.quantity import ZERO_DIVISOR, Quantity, as_quantity

FEW = 8  # figures that a formula lists one by one
MANY = 100  # rows behind a sum: beyond, they are cited by file


def add(figures: Sequence[Quantity]) -> Quantity:
    """Return the sum of quantities, missing where one is missing."""
    formula = " + ".join(figure.operand for figure in figures)
    return replace(reduce(operator.add, figures), formula=formula, label="", printed=None)


def summed(figures: Sequence[Quantity]) -> Quantity:
    """Return the sum of quantities; of many, its formula says how many and not which."""
    if len(figures) <= FEW:
        return add(figures)
    rows = [row for figure in figures for row in figure.rows]
    value = math.fsum(float(figure) for figure in figures)
    error = math.fsum(figure.error for figure in figures)
    formula = f"tổng của {numbers.number(_count(figures))} số liệu thành phần"
    unit = _unit(figures)
    return Quantity(value, unit, formula=formula, rows=_gathered(rows), error=error)


def weighted_mean(
    values: Sequence[Quantity | float], weights: Sequence[Quantity | float]
) -> Quantity:
    """Return ``Σ value × weight / Σ weight``; missing where the weights add up to 0.

    Raises
    ------
    ExpressionError
        There are no values, not one weight for each, or they differ in their unit.

    Examples
    --------
    >>> pay = [Quantity(4.0, "đồng", "tư nhân"), Quantity(6.0, "đồng", "nhà nước")]
    >>> weighted_mean(pay, [Quantity(3.0, "người"), Quantity(1.0, "người")]).value
    4.5
    """
    figures, counts = [*map(as_quantity, values)], [*map(as_quantity, weights)]
    if not figures or len(figures) != len(counts):
        raise ExpressionError(f"bình quân cần mỗi số liệu một quyền số: có {len(figures)} số liệu, "
                              f"{len(counts)} quyền số")  # fmt: skip
    unit, _ = _unit(figures), _unit(counts)
    if len(figures) > FEW:
        return replace(_long_mean(figures, counts), unit=unit)
    counts = [replace(count, unit="") for count in counts]  # how much a value weighs, no more
    products = [value * weight for value, weight in zip(figures, counts, strict=True)]
    return replace(add(products) / add(counts), unit=unit)


def _long_mean(values: Sequence[Quantity], weights: Sequence[Quantity]) -> Quantity:
    """Return a weighted mean whose formula does not list what it is made of."""
    rows = _gathered([row for figure in (*values, *weights) for row in figure.rows])
    formula = f"bình quân của {numbers.number(_count(values))} số liệu thành phần"
    mean = Quantity(None, formula=formula, rows=rows)
    missing = next((figure for figure in (*values, *weights) if figure.value is None), None)
    if missing is not None:
        return replace(mean, reason=missing.reason)
    whole = summed(weights)
    if not whole.value:
        return replace(mean, reason=f"{ZERO_DIVISOR}: {whole.formula}")
    pairs = list(zip(values, weights, strict=True))
    value = math.fsum(float(a) * float(w) for a, w in pairs) / whole.value
    error = math.fsum(a.error * abs(float(w)) + abs(float(a) - value) * w.error for a, w in pairs)
    return replace(mean, value=value, error=error / abs(whole.value))


def _unit(figures: Sequence[Quantity]) -> str:
    """Return the unit of a sum, which refuses what cannot be added."""
    return add(list({figure.unit: figure for figure in figures}.values())).unit


def _count(figures: Sequence[Quantity]) -> int:
    return sum(sum(row.count for row in figure.rows) or 1 for figure in figures)


def _gathered(rows: Sequence[Observation]) -> tuple[Observation, ...]:
    """Return the rows behind a sum; of more than a table shows, one per file for all of them."""
    if len(rows) <= MANY:
        return tuple(rows)
    files: dict[str, list[Observation]] = {}
    for row in rows:
        files.setdefault(row.file, []).append(row)
    return tuple(_gathered_file(of) for of in files.values())


def _gathered_file(rows: Sequence[Observation]) -> Observation:
    shared = tuple(pair for pair in rows[0].where if all(pair in row.where for row in rows))
    value, count = math.fsum(row.value for row in rows), sum(row.count for row in rows)
    sources = {row.source for row in rows}
    return Observation(rows[0].measure, rows[0].period, "", shared, value, None,
                       sources.pop() if len(sources) == 1 else "", "", rows[0].file,
                       count=count, rolled=True)  # fmt: skip
