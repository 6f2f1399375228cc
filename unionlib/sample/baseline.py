"""A year's figures for the whole: those of a real edition, larger or smaller, with time gone by.

Measures that an equation of the rules ties together move together, others on their own;
what is left of a rule to be broken is mended by :mod:`unionlib.sample.repair`.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping

import numpy as np

from unionlib import periods
from unionlib.codebook import Measure
from unionlib.edition import Edition
from unionlib.expression import measures
from unionlib.key import Figures, Key
from unionlib.rulebook import Rule
from unionlib.sample.figures import generator
from unionlib.writing import MONEY, PERCENT

GROWTH, INFLATION, PAY = 0.012, 0.03, 0.05  # a year
FAR = 10  # years after which all that has grown apart would no longer fit together
# Where the report of 2019 contradicts itself by far: what it says, and what it must have meant.
MENDED = {
    ("shelter_homes_allocated_amount", 1_440_000.0): 1_440_000_000.0,
    ("women_activity_participants", 20.0): 20_000.0,
    ("agreement_units_due", 73.0): 60.0,
    ("account_unions_due", 42.0): 60.0,
}


def figures_of(model: Edition) -> Figures:
    """Return the figures of the whole that an edition states, or that its units add up to."""
    found: Figures = {}
    book = model.codebook
    for entry in book:
        rows = model.observed(entry.name)
        stated = {(row.period, row.where) for row in rows if not row.unit}
        for row in rows:
            own = (row.period, row.where) in stated
            if (own and row.unit) or (not own and not entry.adds):
                continue
            key = book.key(row)
            found[key] = found.get(key, 0.0) + row.value
    return {key: MENDED.get((key.measure, value), value) for key, value in found.items()}


def baseline(
    model: Edition,
    start: Mapping[Key, float],
    year: int,
    size: float,
    seed: int,
    rules: Iterable[Rule],
) -> Figures:
    """Return figures of a year, not yet made to agree.

    Parameters
    ----------
    model : Edition
        The edition that the figures come from.
    start : Mapping[Key, float]
        Its figures.
    year : int
        The year of the sample.
    size : float
        How many times the model's number of unions the sample has.
    seed : int
        Makes the years differ, the same way every time.
    rules : iterable of Rule
        The rules: what an equation ties together moves together.
    """
    groups = _groups(model, rules)
    years = max(-FAR, min(year - model.year, FAR))
    made: Figures = {}
    for (name, period, where), value in start.items():
        entry = model.codebook[name]
        group = groups.get(name, name)
        drift = float(generator(seed, group).normal(GROWTH, 0.003))
        noise = float(generator(seed, group, year).normal(0.0, 0.012))
        time = np.exp(drift * years + noise)
        random = generator(seed, name, where, year)
        shifted = periods.shifted(period, year - model.year)
        made[Key(name, shifted, where)] = _moved(entry, value, size, float(time), years, random)
    return made


def most(entry: Measure) -> float:
    """Return what a measure can be at most: no share of a whole is more than the whole."""
    return 100.0 if entry.unit == PERCENT and entry.kind != "rate" else math.inf


def _moved(
    entry: Measure, value: float, size: float, time: float, years: int, random: np.random.Generator
) -> float:
    """Return what a figure has become."""
    if entry.kind in ("share", "rate") or entry.unit == PERCENT:
        moved = value + 0.05 * min(value, 30) * random.normal()  # a small share by little
        return value if value == 100 else round(float(np.clip(moved, 1, min(most(entry), 150))), 1)
    if entry.unit == MONEY:
        money = value * time * (1 + (PAY if entry.kind == "mean" else INFLATION)) ** years
        money *= size if entry.aggregation == "sum" else 1
        step = next(
            (step for step in (100_000, 10_000, 1_000) if value % step == 0 and money > 20 * step),
            1,
        )
        return max(round(money / step), 1) * float(step)
    if entry.aggregation == "none" or entry.kind in ("limit", "mean"):
        return value
    count = value * size * time
    count += 0.5 * np.sqrt(count) * float(random.normal())
    return float(max(round(count), 1)) if value else 0.0


def _groups(model: Edition, rules: Iterable[Rule]) -> dict[str, str]:
    """Return, for measures that equations tie together, a name that they share."""
    shared: dict[str, str] = {}
    for rule in rules:
        if rule.sign == "==":
            tied = sorted(measures(model, rule.left) | measures(model, rule.right))
            names = {shared.get(name, name) for name in tied}
            first = min(names, default="")
            shared |= dict.fromkeys({*tied, *(n for n, g in shared.items() if g in names)}, first)
    return shared
