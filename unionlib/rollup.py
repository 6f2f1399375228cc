"""From single units to reporting units and the province, as the codebook says.

What :mod:`unionlib.aggregate` would say of the rows one by one holds here too: a unit's
own figure stands for all units below it, and the codebook's aggregation decides. Only,
the rows are added up first, and what is handed on is one observation per reporting unit
and one for the province, with the number of rows behind it. Where that would not be the
same (:mod:`unionlib.regularity`), the rows are handed on one by one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from unionlib.bulk import Columns, read_columns
from unionlib.cells import Cell, cells
from unionlib.errors import Fault
from unionlib.observation import Observation
from unionlib.regularity import regular, shown_rows

if TYPE_CHECKING:
    import numpy.typing as npt

    from unionlib.codebook import Codebook, Measure
    from unionlib.tree import Tree

    Places = npt.NDArray[np.signedinteger[Any]]
    Vector = npt.NDArray[np.float64]

Find = Callable[[str], Sequence[Cell]]  # the cells of a measure
Weigh = Callable[[Cell], "Vector"]  # what each unit weighs in the mean of a cell


def read_rolled(
    folder: Path, section: str, year: int, book: Codebook, faults: list[Fault]
) -> list[Observation] | None:
    """Return a section's observations, rolled up; None where rows are to be kept one by one.

    They are rolled up from Parquet, and from large CSV files with nothing wrong in them.
    """
    found: list[Fault] = []
    columns = read_columns(folder, section, book, found)
    if columns is None:
        faults += found
        return [] if found else None
    by_line = columns.file.endswith(".csv")  # can be read row by row, which tells faults better
    if by_line and not _mostly_below(columns, book):
        return None
    made = cells(columns, section, year, book, found)
    if found and by_line:
        return None
    if found:
        faults += found
        return []
    by_measure: dict[str, list[Cell]] = {}
    for cell in made:
        by_measure.setdefault(cell.measure, []).append(cell)

    def find(measure: str) -> Sequence[Cell]:
        if book[measure].section == section:
            return by_measure.get(measure, ())
        return _read_cells(folder, measure, year, book)[1]

    return [row for own in by_measure.values() for row in roll_up(own, columns, book, find)]


def _mostly_below(columns: Columns, book: Codebook) -> bool:
    """Tell whether most rows are of units below reporting units.

    What reporting units have sent themselves keeps its lines and its sources.
    """
    tree = book.tree
    below = tree.groups[tree.group[columns.units]] != columns.units
    return 2 * int(below.sum()) > len(below)


def read_rows(folder: Path, measure: str, year: int, book: Codebook) -> list[Observation]:
    """Return the observations of one measure as they were given, unit by unit."""
    columns, found = _read_cells(folder, measure, year, book)
    return list(_one_by_one(found, book.tree, columns)) if columns else []


def _read_cells(
    folder: Path, measure: str, year: int, book: Codebook
) -> tuple[Columns | None, list[Cell]]:
    """Return the cells of one measure, and the columns that they were read from."""
    section = book[measure].section
    columns = read_columns(folder, section, book, [])
    made = cells(columns, section, year, book, []) if columns else []
    return columns, [cell for cell in made if cell.measure == measure]


def roll_up(
    own: Sequence[Cell], origin: Columns, book: Codebook, find: Find
) -> Iterator[Observation]:
    """Yield the observations of one measure: per reporting unit, and for the whole.

    Parameters
    ----------
    own : sequence of Cell
        The measure's cells.
    origin : Columns
        What they were read from.
    book : Codebook
        The units and how the measure is added up.
    find : callable
        Gives the cells of another measure, the weight of a mean.
    """
    entry, tree = book[own[0].measure], book.tree
    weight = book[entry.weight] if entry.weight else None
    for period in dict.fromkeys(cell.period for cell in own):
        given = [cell for cell in own if cell.period == period]
        rolled: list[Observation] | None = None
        if entry.aggregation != "none" and regular(given, tree):
            weigh = (lambda cell: _weights(cell, weight, find, tree)) if weight else None
            rolled = _rolled(given, tree, origin, weigh)
        yield from _one_by_one(given, tree, origin) if rolled is None else rolled


def _one_by_one(given: Sequence[Cell], tree: Tree, origin: Columns) -> Iterator[Observation]:
    for cell in given:
        for place, value in zip(cell.units, cell.values, strict=True):
            yield _row(cell, origin, tree.names[place], value)


def _row(
    cell: Cell, origin: Columns, unit: str, value: float, count: int = 1, *, rolled: bool = False
) -> Observation:
    return Observation(cell.measure, cell.period, unit, cell.where, float(value), None,
                       origin.source, "", origin.file, count=count, rolled=rolled)  # fmt: skip


def _rolled(
    given: Sequence[Cell], tree: Tree, origin: Columns, weigh: Weigh | None
) -> list[Observation] | None:
    """Return the rolled up observations of cells; None where a weight is not known."""
    found: list[Observation] = []
    # What all units add up to is a figure of the whole, "", or of the root, where that has
    # figures of its own in other cells.
    answers = {int(place) for cell in given for place in cell.units[tree.top[cell.units]]}
    root = tree.names[max(answers, default=0)]
    for cell in given:
        shown = shown_rows(cell, tree)
        units, values = cell.units[shown], cell.values[shown]
        top = tree.top[units]
        for place, value in zip(units[top], values[top], strict=True):
            found.append(_row(cell, origin, tree.names[place], value))
        units, values = units[~top], values[~top]
        group = tree.group[units]
        own = tree.groups[group] == units
        weights = None
        if weigh:
            every = weigh(cell)
            weights = every[units]
            # Means of reporting units can be averaged only if every unit with a weight has a
            # figure: else the weight of a reporting unit is larger than what its mean stands for.
            known = np.bincount(tree.group, np.nan_to_num(every), len(tree.groups))
            if not np.allclose(known, np.bincount(group, weights, len(tree.groups))):
                return None
        totals, counts = _totals(group, values, weights, len(tree.groups))
        owned = np.bincount(group, own, len(tree.groups)) > 0
        for slot in np.flatnonzero(counts):
            unit, count = tree.names[tree.groups[slot]], int(counts[slot])
            found.append(_row(cell, origin, unit, totals[slot], count, rolled=not owned[slot]))
        whole = totals[:0]
        if len(units) and not top.any():
            whole, _ = _totals(np.zeros_like(group), values, weights, 1)
            found.append(_row(cell, origin, root, whole[0], len(units), rolled=True))
        if np.isnan(totals).any() or np.isnan(whole).any():
            return None
    return found


def _totals(
    group: Places, values: Vector, weights: Vector | None, size: int
) -> tuple[Vector, Places]:
    """Return the sum, or the weighted mean, of each group's values, and their number."""
    counts = np.bincount(group, minlength=size)
    sums = np.bincount(group, values, size).astype(float)
    if weights is None:
        return sums, counts
    bases = np.bincount(group, weights, size)
    products = np.bincount(group, values * weights, size)
    means = np.divide(products, bases, out=np.full(size, np.nan), where=bases != 0)
    return np.where(counts <= 1, sums, means), counts


def _weights(cell: Cell, entry: Measure, find: Find, tree: Tree) -> Vector:
    """Return what each unit weighs in a mean; nan where that is not known."""
    weights: Vector = np.full(len(tree), np.nan)
    given = [each for each in find(entry.name) if each.period == cell.period]
    same = next((each for each in given if each.where == cell.where), None)
    if same is None or not regular(given, tree):
        return weights
    shown = shown_rows(same, tree)
    weights[same.units[shown]] = same.values[shown]
    return weights
