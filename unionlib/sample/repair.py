"""Making figures agree with the rules.

Rules are mended one after the other: the figure that is changed is, if possible, the
whole that the rule names, else the largest of those behind it, and by as much as the
rule is broken. What an equation has settled stays as it is while the others are mended.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping

from unionlib.errors import UnionlibError
from unionlib.expression import evaluate
from unionlib.key import Key
from unionlib.observation import Observation
from unionlib.rulebook import Rule
from unionlib.rules import judge
from unionlib.sample.baseline import most
from unionlib.sample.figures import Draft

ROUNDS = 30
SETTLED = ("share", "rate", "limit")  # kinds of measures that are changed last
ROOM = 0.002  # of the figure: so far from a limit is it put when it is mended
STEPS = (100_000, 10_000, 1_000, 100)  # a round figure stays as round as that


def repair(draft: Draft, rules: Iterable[Rule], pinned: Collection[Key]) -> list[Rule]:
    """Change figures until the rules hold; return those that could not be made to.

    Parameters
    ----------
    draft : Draft
        The figures; changed in place.
    rules : iterable of Rule
        What must hold, the most important first.
    pinned : collection of Key
        Figures that stay as they are.
    """
    left = [rule for rule in rules if rule.published is None and _known(draft, rule)]
    tied = Counter(_key(row) for rule in left if rule.sign == "==" for row in _rows(draft, rule))
    broken: list[Rule] = []
    for _ in range(ROUNDS):
        broken = [rule for rule in left if _gap(draft, rule)]
        if not broken:
            break
        settled = set(pinned)
        for rule in sorted(left, key=lambda rule: rule.sign == "=="):
            if _gap(draft, rule):
                _mend(draft, rule, pinned, settled, tied)
            if rule.sign == "==":
                settled |= {_key(row) for row in _rows(draft, rule)}
    return broken


def _known(draft: Draft, rule: Rule) -> bool:
    """Tell whether the sample has the figures that a rule is about."""
    try:
        return all(evaluate(draft, side).value is not None for side in (rule.left, rule.right))
    except UnionlibError:
        return False


def _gap(draft: Draft, rule: Rule) -> float:
    """Return by how much the left side is too large (or, negative, too small); 0 if it holds."""
    left, right = evaluate(draft, rule.left), evaluate(draft, rule.right)
    holds = left.value is None or right.value is None or not judge(left, rule.sign, right)
    return 0.0 if holds else float(left) - float(right)


def _difference(draft: Draft, rule: Rule) -> float:
    return float(evaluate(draft, rule.left)) - float(evaluate(draft, rule.right))


def _rows(draft: Draft, rule: Rule) -> Iterator[Observation]:
    for side in (rule.left, rule.right):
        yield from evaluate(draft, side).rows


def _key(row: Observation) -> Key:
    return Key(row.measure, row.period, row.where)


def _mend(
    draft: Draft,
    rule: Rule,
    pinned: Collection[Key],
    settled: Collection[Key],
    tied: Mapping[Key, int],
) -> None:
    """Change one figure behind a rule so that it holds."""
    sides = [evaluate(draft, side).rows for side in (rule.left, rule.right)]
    plain = {_key(rows[0]) for rows in sides if len(rows) == 1}
    rows = {_key(row): row.value for side in sides for row in side if _key(row) not in pinned}

    def worth(key: Key) -> tuple[object, ...]:
        late = draft.codebook[key.measure].kind in SETTLED
        return key in settled, late, key not in plain, tied.get(key, 0), -rows[key]

    for key in sorted(rows, key=worth):
        old, gap = rows[key], _gap(draft, rule)
        step = max(old * 0.01, 1.0)
        draft[key] = old + step
        slope = (_difference(draft, rule) - gap) / step
        draft[key] = old
        if not slope:
            continue
        exact = old - gap / slope
        rounded = (
            round(exact, 6) if draft.codebook[key.measure].kind in SETTLED else float(round(exact))
        )
        for new in (rounded,) if rule.sign == "==" else (_beyond(exact, old), rounded):
            if min(old, 1.0) <= new <= most(draft.codebook[key.measure]):
                draft[key] = new
                if not _gap(draft, rule):
                    return
                draft[key] = old


def _beyond(limit: float, old: float) -> float:
    """Return a figure a little beyond a limit, away from the old one, and as round as that."""
    room = math.copysign(max(1.0, ROOM * old), limit - old)
    step = next((step for step in STEPS if old % step == 0 and old > 20 * step), 1)
    rounded = math.ceil if limit > old else math.floor
    return float(rounded((limit + room) / step) * step)
