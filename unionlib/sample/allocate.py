"""Handing a figure of the whole out to units, so that nothing that adds up stops adding up.

Each figure is handed out between what the rules leave room for at each unit, given what
was handed out before: the whole first, then each part within it, the last part what is
left. Every unit's figures then keep the sums and limits that the whole keeps.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import permutations
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from unionlib.key import Key

if TYPE_CHECKING:
    import numpy.typing as npt

    from unionlib.relations import Relation

    Whole = npt.NDArray[np.int64]
    Vector = npt.NDArray[np.float64]

# Factors of figures: at every unit, what they make together is 0 or less.
Limit: TypeAlias = Mapping[Key, float]

_STEPS = (1_000_000, 100_000, 10_000, 1_000)
_DEEPEST = 6  # figures in a row each of which is a part of the next, or limited by it


class Impossible(Exception):
    """There is no way to hand a figure out within its bounds."""


def limits(relations: Iterable[Relation], keys: Collection[Key]) -> list[Limit]:
    """Return the rules and the nesting of breakdowns as limits between figures."""
    found: list[Limit] = []
    for relation in relations:
        factors: dict[Key, float] = {}
        for side, sign in ((relation.left, 1.0), (relation.right, -1.0)):
            for key, factor in side:
                factors[key] = factors.get(key, 0.0) + sign * factor
        if relation.sign in ("<=", "=="):
            found.append(factors)
        if relation.sign in (">=", "=="):
            found.append({key: -factor for key, factor in factors.items()})
    nested = (
        {part: 1.0, whole: -1.0} for part, whole in permutations(keys, 2) if part.within(whole)
    )
    return [*found, *nested]


def within(rules: Iterable[Limit]) -> set[tuple[Key, Key]]:
    """Return the pairs of a figure and another one that it is never above."""
    pairs = (sorted(rule.items(), key=lambda item: -item[1]) for rule in rules)
    return {
        (pair[0][0], pair[1][0]) for pair in pairs if [factor for _, factor in pair] == [1.0, -1.0]
    }


def same(pairs: set[tuple[Key, Key]], totals: Mapping[Key, int]) -> dict[Key, Key]:
    """Return, for each figure, the first of those that rules say are equal to it.

    Equal figures are handed out as one: handed out one after the other, the second would
    find no room beside the first.
    """
    first = {key: key for key in totals}
    for one, other in sorted(pairs):
        equal = (other, one) in pairs and {one, other} <= set(totals)
        if equal and totals[one] == totals[other]:
            names = {first[one], first[other]}
            first |= {key: min(names) for key, name in first.items() if name in names}
    return first


def depths(pairs: set[tuple[Key, Key]]) -> dict[Key, int]:
    """Return for each figure how many stand above it, in the longest row of parts and wholes."""
    found: dict[Key, int] = {}
    for _ in range(_DEEPEST):
        for part, whole in sorted(pairs):
            if (whole, part) not in pairs:
                found[part] = max(found.get(part, 0), found.get(whole, 0) + 1)
    return found


def merged(rule: Limit, first: Mapping[Key, Key]) -> Limit:
    """Return a limit in which equal figures are one."""
    factors: dict[Key, float] = {}
    for key, factor in rule.items():
        name = first.get(key, key)
        factors[name] = factors.get(name, 0.0) + factor
    return {key: factor for key, factor in factors.items() if factor}


def bounds(
    key: Key, rules: Sequence[Limit], done: Mapping[Key, Whole], size: int
) -> tuple[Whole, Whole | None]:
    """Return the least and the most that each unit can have of a figure.

    A limit counts as soon as everything else that it weighs against the figure is handed out.
    """
    least: Whole = np.zeros(size, np.int64)
    most: Whole | None = None
    for rule in rules:
        own = rule.get(key)
        if not own or any(
            factor < 0 and other not in done for other, factor in rule.items() if other != key
        ):
            continue
        rest = sum(
            (
                factor * done[other]
                for other, factor in rule.items()
                if other in done and other != key
            ),
            np.zeros(size),
        )
        if own > 0:
            room = np.floor(-rest / own + 1e-9).astype(np.int64)
            most = room if most is None else np.minimum(most, room)
        else:
            least = np.maximum(least, np.ceil(rest / -own - 1e-9).astype(np.int64))
    return least, most


def share_out(total: int, least: Whole, most: Whole | None, weights: Vector) -> Whole:
    """Return whole numbers that add up to ``total``, by weight, within the bounds.

    Examples
    --------
    >>> none = np.zeros(3, np.int64)
    >>> share_out(12, none, np.array([2, 9, 9]), np.array([5.0, 3.0, 2.0])).tolist()
    [2, 6, 4]
    """
    rest = total - int(least.sum())
    room = None if most is None else most - least
    if rest < 0 or (room is not None and (room.min() < 0 or int(room.sum()) < rest)):
        raise Impossible(f"{total} cannot be handed out within its bounds")
    step = next((step for step in _STEPS if _rounds(step, rest, least, room)), 1)
    wanted = _wanted(rest, room, weights)
    ends = np.floor(np.cumsum(wanted) / step + 1e-6)
    given = (np.diff(ends, prepend=0.0) * step).astype(np.int64)
    if room is not None:
        given = np.minimum(given, room)
    given = np.maximum(given, 0)
    return least + _levelled(given, rest, room)


def _rounds(step: int, rest: int, least: Whole, room: Whole | None) -> bool:
    """Tell whether amounts may be handed out in thousands, or more."""
    return (
        rest % step == 0
        and rest // step >= 3 * len(least)
        and (room is None or not (room % step).any())
    )


def _wanted(rest: int, room: Whole | None, weights: Vector) -> Vector:
    """Return shares by weight, none above its room, that add up to ``rest``."""
    base = weights if weights.sum() > 0 else np.ones_like(weights)
    if room is None:
        return np.asarray(base * (rest / base.sum()))
    shares = np.zeros_like(base)
    # What has no weight gets only what the others have no room for.
    for turn, given in ((base > 0, base), (base <= 0, np.ones_like(base))):
        free = turn & (room > 0)
        while free.any():
            scale = (rest - shares[~free].sum()) / given[free].sum()
            shares[free] = given[free] * scale
            over = free & (shares > room)
            if not over.any():
                break
            shares[over] = room[over]
            free &= ~over
    return shares


def _levelled(given: Whole, rest: int, room: Whole | None) -> Whole:
    """Add or take what rounding has left over, unit by unit."""
    short = rest - int(given.sum())
    if short > 0:
        free = np.full_like(given, short) if room is None else room - given
        return np.asarray(given + np.clip(short - (np.cumsum(free) - free), 0, free))
    if short < 0:
        return np.asarray(given - np.clip(-short - (np.cumsum(given) - given), 0, given))
    return given
