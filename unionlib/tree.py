"""The tree of units as arrays, and a register of units too many to read one by one.

A country has a hundred thousand units and more. Their file is then read by column and
checked as a whole; a unit is made when somebody asks for it. A file with anything wrong
or unusual in it is left to :mod:`unionlib.codebook`, which tells every fault by its line.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from unionlib.codebook import UNITS, YEAR, Unit, column, is_name
from unionlib.consistency import DEEPEST
from unionlib.errors import Fault
from unionlib.files import read_text

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
    place : Mapping[str, int]
        The place of each code.
    parent : array of int
        The place of the unit above; 0 for a root.
    top : array of bool
        Whether it is the whole, or the one root: what is above all reporting units.
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
    place: Mapping[str, int]
    parent: Places
    top: Flags
    inner: Flags
    groups: Places
    group: Places
    first: Places
    last: Places

    def __len__(self) -> int:
        return len(self.names)


class Register(Mapping[str, Unit]):
    """Units by code, as :class:`dict` has them, each made when it is asked for."""

    def __init__(self, columns: Mapping[str, Sequence[str]]) -> None:
        self._columns = columns
        self._place = {name: place for place, name in enumerate(columns["unit"])}

    def __getitem__(self, name: str) -> Unit:
        place = self._place[name]
        values = {column: self._columns[column][place] for column in UNITS}
        aliases = tuple(filter(None, (alias.strip() for alias in values["aliases"].split("|"))))
        return Unit(name, values["label"], values["kind"], values["parent"], values["valid_from"],
                    values["valid_to"], aliases, place + 2)  # fmt: skip

    def __iter__(self) -> Iterator[str]:
        return iter(self._place)

    def __len__(self) -> int:
        return len(self._place)

    def __contains__(self, name: object) -> bool:
        return name in self._place

    def column(self, name: str) -> Sequence[str]:
        """Return a column of the file, in its order."""
        return self._columns[name]


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
    return Tree(
        names, place, parent, top, inner & ~top, groups, group.astype(np.int32), first, last
    )


def read_register(data: Path) -> Register | None:
    """Read a large ``units.csv`` that has nothing wrong or unusual in it, else give it up."""
    faults: list[Fault] = []
    text = read_text(data / "units.csv", data, faults)
    table = _table(text) if text is not None and not faults else None
    if table is None or sorted(table.column_names) != sorted(UNITS):
        return None
    columns: dict[str, list[str]] = {name: table[name].to_pylist() for name in UNITS}
    return Register(columns) if _sound(columns) else None


def _sound(columns: Mapping[str, Sequence[str]]) -> bool:
    names = columns["unit"]
    years = {*columns["valid_from"], *columns["valid_to"]} - {""}
    return (
        len(set(names)) == len(names)
        and all(is_name(name) for name in names)
        and all(columns["label"])
        and all(text == text.strip() for cells in columns.values() for text in cells)
        and all(YEAR.fullmatch(year) for year in years)
        and {*columns["parent"]} <= {"", *names}
        and not _tangled(columns)
    )


def _table(text: str) -> pa.Table | None:
    import pyarrow as pa
    from pyarrow import csv

    kinds = dict.fromkeys(UNITS, pa.string())
    options = csv.ConvertOptions(column_types=kinds, strings_can_be_null=False)
    try:
        return csv.read_csv(io.BytesIO(text.encode()), convert_options=options)
    except pa.ArrowException:
        return None


def _tangled(columns: Mapping[str, Sequence[str]]) -> bool:
    """Tell whether the tree has circles or too many levels, or a unit ends before it begins."""
    place = {name: number for number, name in enumerate(columns["unit"], 1)} | {"": 0}
    parent = np.array([0, *(place[name] for name in columns["parent"])])
    above = parent.copy()
    for _ in range(DEEPEST):
        above = parent[above]
    years = zip(columns["valid_from"], columns["valid_to"], strict=True)
    return bool(above.any()) or any(first > last for first, last in years if first and last)
