"""Cells: the figures of many units for one measure, period and breakdown, as two arrays.

Rows are sorted into cells once; whatever is checked or added up then is a step over a
few hundred cells and not over millions of rows.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np

from unionlib.errors import Fault
from unionlib.key import Where
from unionlib.observations import code_problem, impossible

if TYPE_CHECKING:
    import numpy.typing as npt

    from unionlib.bulk import Columns
    from unionlib.codebook import Codebook


@dataclass(frozen=True)
class Cell:
    """The figures for one measure, period and breakdown.

    ``units`` are places in the codebook's tree (0 is the whole), in ascending order;
    ``row`` is where the first of them stands in the file, counted from 1.
    """

    measure: str
    period: str
    where: Where
    units: npt.NDArray[np.int32]
    values: npt.NDArray[np.float64]
    row: int = 0


def cells(
    columns: Columns, section: str, year: int, book: Codebook, faults: list[Fault]
) -> list[Cell]:
    """Sort the rows of a section into cells and check them.

    Parameters
    ----------
    columns : Columns
        The section's observations.
    section, year, book
        The section's name, the edition's year, and the codebook to check against.
    faults : list of Fault
        What is wrong is added here, each kind once with the number of rows.
    """
    found = list(_code_faults(columns, section, year, book))
    faults += found
    if found or not len(columns):
        return []
    made = list(_cells(columns, year, book))
    faults += [
        Fault(columns.file, cell.row, name, message)
        for cell in made
        for name, message in _problems(cell, book)
    ]
    faults += _parts_above_whole(columns.file, made, book)
    return made


def _code_faults(columns: Columns, section: str, year: int, book: Codebook) -> Iterator[Fault]:
    """Yield what is wrong with the codes of each column."""
    problem = partial(code_problem, section=section, year=year, book=book, suffix=".parquet")
    for name, column in columns.keys.items():
        counts = np.bincount(column.index, minlength=len(column.codes))
        for place in np.flatnonzero(counts):
            code = column.codes[place]
            message = problem(name, code)
            if message:
                first = int(np.argmax(column.index == place)) + 1
                yield Fault(columns.file, first, name, f"{message} ({counts[place]} dòng)")
    tree, file = book.tree, columns.file
    rows = np.flatnonzero(columns.units < 0)
    _, firsts, each = np.unique(columns.unknown.index, return_index=True, return_counts=True)
    for code, row, count in zip(columns.unknown.codes, rows[firsts], each, strict=True):
        yield Fault(file, int(row) + 1, "unit", f"{problem('unit', code)} ({count} dòng)")
    used = np.zeros(len(tree), bool)
    used[columns.units] = True
    if columns.unknown.codes:  # their place, -1, has marked the last unit
        used[-1] = bool((columns.units == len(tree) - 1).any())
    for gone in np.flatnonzero(used & ~tree.valid(year)).tolist():
        row = int(np.argmax(columns.units == gone)) + 1
        yield Fault(file, row, "unit", problem("unit", tree.names[gone]))


def _cells(columns: Columns, year: int, book: Codebook) -> Iterator[Cell]:
    """Yield the cells in the order of the codebook.

    Each row gets one number for all its codes, as the digits of a number stand for places:
    rows of equal number are a cell, and sorting the numbers sorts the rows.
    """
    names = ("measure", "period", *columns.dimensions)
    codes = {name: columns.keys[name].codes for name in names}
    codes["period"] = tuple(code or str(year) for code in codes["period"])
    orders = [_order(name, codes[name], book) for name in names]
    key: Any = np.zeros(
        len(columns), np.int32 if np.prod([float(len(o)) for o in orders]) < 2**31 else np.int64
    )
    for name, order in zip(names, orders, strict=True):
        if len(order) > 1:
            rank = {code: place for place, code in enumerate(order)}
            ranks = [rank.get(code, 0) for code in codes[name]]
            key *= len(order)
            key += np.array(ranks, key.dtype)[columns.keys[name].index]
    index, values, rows = columns.units, columns.values, None
    if len(key) > 1 and not (key[1:] >= key[:-1]).all():
        rows = np.argsort(key, kind="stable")
        key, index, values = key[rows], index[rows], values[rows]
    ends = [0, *(np.flatnonzero(key[1:] != key[:-1]) + 1), len(key)]
    for start, end in itertools.pairwise(ends):
        measure, period, *parts = _codes(int(key[start]), orders)
        where = tuple((name, code) for name, code in zip(names[2:], parts, strict=True) if code)
        units, held = index[start:end], values[start:end]
        if not (units[1:] > units[:-1]).all():
            by_unit = np.argsort(units, kind="stable")
            units, held = units[by_unit], held[by_unit]
        first = start if rows is None else int(rows[start:end].min())
        yield Cell(measure, period, where, units, held, first + 1)


def _order(name: str, used: Sequence[str], book: Codebook) -> Sequence[str]:
    """Return the codes of a column in the order of the codebook, the total first."""
    if name == "period":
        return sorted(set(used))
    known: Mapping[str, object] = (
        book.measures if name == "measure" else {"": None, **book.codes[name]}
    )
    return [code for code in known if code in used]


def _codes(key: int, orders: Sequence[Sequence[str]]) -> list[str]:
    """Return the codes that a row's number stands for."""
    found = []
    for order in reversed(orders):
        key, place = divmod(key, len(order))
        found.append(order[place])
    return found[::-1]


def _problems(cell: Cell, book: Codebook) -> Iterator[tuple[str, str]]:
    measure = book[cell.measure]
    for name, code in cell.where:
        if name not in measure.dimensions:
            allowed = ", ".join(measure.dimensions) or "không phân tổ"
            yield (
                name,
                f"'{measure.name}' không phân tổ theo {name} ({code}). Được phép: {allowed}.",
            )
    twice = cell.units[1:][cell.units[1:] == cell.units[:-1]]
    if len(twice):
        unit = book.tree.names[int(twice[0])] or "số chung"
        yield "measure", f"'{measure.name}' trùng lặp ở {len(twice)} dòng (đơn vị đầu tiên: {unit})"
    finite = np.isfinite(cell.values)
    values = cell.values[finite] if not finite.all() else cell.values
    found = [(cell.values, ~finite, "không phải là số")]
    found += [
        (values, *told) for told in impossible(values, measure, lambda of: of != np.floor(of))
    ]
    for held, bad, reason in found:
        if bad.any():
            yield "value", f"'{measure.name}', {held[bad][0]:.15g}: {reason} ({bad.sum()} dòng)"


def _parts_above_whole(file: str, made: Sequence[Cell], book: Codebook) -> Iterator[Fault]:
    """Yield a fault for each cell in which a part is larger than the whole stated beside it."""
    totals = {(cell.measure, cell.period): cell for cell in made if not cell.where}
    for cell in made:
        if book[cell.measure].aggregation != "sum":
            continue
        whole = np.full(len(book.tree), np.inf)
        stated = totals.get((cell.measure, cell.period))
        if cell.where and stated:
            whole[stated.units] = stated.values
        if cell.units[0] == 0:  # the same figure stated for the province
            whole[1:] = np.minimum(whole[1:], cell.values[0])
        above = cell.values > whole[cell.units]
        if above.any():
            place = int(np.argmax(above))
            unit = book.tree.names[int(cell.units[place])] or "số chung"
            message = (f"'{cell.measure}': bộ phận {cell.values[place]:.15g} lớn hơn tổng số "
                       f"{whole[cell.units[place]]:.15g} ({above.sum()} dòng, đơn vị đầu tiên: {unit})")  # fmt: skip
            yield Fault(file, cell.row, "value", message)
