"""The tree of units as arrays, to add up the figures of many."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from unionlib.arrays import strings
from unionlib.codebook import Unit, column
from unionlib.consistency import DEEPEST

if TYPE_CHECKING:
    import numpy.typing as npt
    import pyarrow as pa

    Places = npt.NDArray[np.int32]
    Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Tree:
    """Units by place, in the order of their file; place 0 is the whole, ``""``.

    Parameters
    ----------
    names : sequence of str
        The code at each place.
    parent : array of int
        The place of the unit above; 0 for a root.
    top : array of bool
        Whether it is above all reporting units: the whole is, and the root where there is one.
    inner : array of bool
        Whether it has units below it, and is not at the top.
    groups : array of int
        The places of the reporting units, after those at the top.
    group : array of int
        At each place, which of ``groups`` is at or above it.
    first, last : array of int
        The years in which a unit begins and ends.
    """

    names: Sequence[str]
    parent: Places
    top: Flags
    inner: Flags
    groups: Places
    group: Places
    first: Places
    last: Places

    def __len__(self) -> int:
        return len(self.names)

    @cached_property
    def codes(self) -> pa.Array:
        """The codes by place, to look up many at once."""
        return strings(self.names)

    def valid(self, year: int) -> Flags:
        """Tell which units there are in a year."""
        return (self.first <= year) & (year <= self.last)


def grow(units: Mapping[str, Unit]) -> Tree:
    """Return the tree of units as arrays."""
    names = ["", *units]
    place = {name: number for number, name in enumerate(names)}
    parent = np.array([0, *(place[name] for name in column(units, "parent"))], np.int32)
    roots = np.flatnonzero(parent == 0)[1:]
    # With one root, the units directly below it report; with several, each root does.
    top = np.zeros(len(names), bool)
    top[[0, *(roots if len(roots) == 1 else ())]] = True
    inner = np.zeros(len(names), bool)
    inner[parent] = True
    reporter = np.arange(len(names), dtype=np.int32)
    for _ in range(DEEPEST):
        above = parent[reporter]
        reporter = np.where(top[above], reporter, above)
    groups, group = np.unique(reporter, return_inverse=True)
    first = np.array([0, *(int(year or 0) for year in column(units, "valid_from"))], np.int32)
    last = np.array([9999, *(int(year or 9999) for year in column(units, "valid_to"))], np.int32)
    return Tree(names, parent, top, inner & ~top, groups, group.astype(np.int32), first, last)
