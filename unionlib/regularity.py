"""Whether figures may be added up before anybody asks for a total.

A total is what is stated, else the sum of the parts, unit by unit (see
:mod:`unionlib.aggregate`). Adding up the units first gives the same where all of them
answer in the same way. Where some state a total and others its parts only, or a unit
answers for some of those below it, the rows are handed on one by one instead. A unit
*answers* with a row of its own; that row then stands for all units below.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np

from unionlib.consistency import DEEPEST

if TYPE_CHECKING:
    import numpy.typing as npt

    from unionlib.cells import Cell
    from unionlib.key import Where
    from unionlib.tree import Flags, Tree


def shown_rows(cell: Cell, tree: Tree) -> Flags:
    """Tell which rows of a cell count: those that no unit above has answered for."""
    units = cell.units
    return ~_below(units, _flags(units[tree.inner[units]], tree), tree)


def regular(given: Sequence[Cell], tree: Tree) -> bool:
    """Tell whether the cells of one measure and period may be added up over units.

    Parameters
    ----------
    given : sequence of Cell
        All cells of the measure and period.
    tree : Tree
        The units.
    """
    if len(given) == 1 and not given[0].where:
        return True
    stated = {cell.where: _flags(cell.units, tree) for cell in given}
    for cell in given:
        for other in given:
            # Whoever gives a part gives the whole; a unit above may give it for those below.
            if set(cell.where) < set(other.where):
                parts = other.units[~stated[cell.where][other.units]]
                if len(parts) and not _below(parts, stated[cell.where] & ~tree.top, tree).all():
                    return False
    ways: dict[Where, set[tuple[str, ...]]] = {}
    for cell in given:
        for size in range(len(cell.where)):
            for where in combinations(cell.where, size):
                ways.setdefault(where, set()).add(_way(cell.where))
    unstated = {where: found for where, found in ways.items() if where not in stated}
    return _whole_answers(given, tree, hidden=not unstated) and all(
        _one_way(where, given, stated, tree) for where, found in unstated.items() if len(found) > 1
    )


def _whole_answers(given: Sequence[Cell], tree: Tree, *, hidden: bool) -> bool:
    """Tell whether a unit that answers for units below it does so in every cell.

    ``hidden`` tells whether rows of those units are allowed, as they then do not count. They
    are not where a total has to be made of parts: it could be made of either's.
    """
    answering = np.zeros(len(tree), bool)
    for cell in given:
        answering[cell.units] = True
    answering &= tree.inner
    return not any(
        _below(cell.units[shown_rows(cell, tree)] if hidden else cell.units, answering, tree).any()
        for cell in given
    )


def _one_way(where: Where, given: Sequence[Cell], stated: dict[Where, Flags], tree: Tree) -> bool:
    """Tell whether an ambiguous total is ambiguous at the single units already.

    Then it may be rolled up: whoever asks for the total is told so either way. Not where
    each unit has one way, and only all together have several.
    """
    ways: dict[tuple[str, ...], Flags] = {}
    for cell in given:
        if set(where) < set(cell.where):
            way = _way(cell.where)
            ways[way] = ways[way] | stated[cell.where] if way in ways else stated[cell.where]
    each = np.sum(list(ways.values()), axis=0) > 1
    size = len(tree.groups)
    unclear = np.bincount(tree.group[each], minlength=size) > 0
    together = sum(
        (np.bincount(tree.group[way], minlength=size) > 0).astype(int) for way in ways.values()
    )
    return bool((unclear == (together > 1)).all() and each.any())


def _flags(units: npt.NDArray[np.int32], tree: Tree) -> Flags:
    flags = np.zeros(len(tree), bool)
    flags[units] = True
    return flags


def _way(where: Where) -> tuple[str, ...]:
    return tuple(name for name, _ in where)


def _below(units: npt.NDArray[np.int32], flags: Flags, tree: Tree) -> Flags:
    """Tell which units have a marked one above them."""
    found = np.zeros(len(units), bool)
    above = tree.parent[units]
    for _ in range(DEEPEST if flags.any() else 0):  # mostly there is none, of units by the million
        found |= flags[above]
        above = tree.parent[above]
    return found
