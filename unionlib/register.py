"""Units too many to read one by one: a register that is read by column.

A country has a hundred thousand units and more. Their file is checked as a whole; a unit
is made when somebody asks for it. A file with anything wrong or unusual in it is left to
:mod:`unionlib.entries`, which tells every fault by its line.
"""

from __future__ import annotations

import keyword
import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from unionlib.arrays import read_plain_csv, without_nulls
from unionlib.codebook import Unit
from unionlib.consistency import DEEPEST
from unionlib.entries import MOST_CODE, MOST_LABEL, UNIT_KINDS, UNITS, YEAR
from unionlib.tracking import exists

if TYPE_CHECKING:
    import pyarrow as pa

    from unionlib.tree import Tree

_NAMES = re.compile(r"(?:[A-Za-z][A-Za-z0-9_]*\n)*")  # as entries.is_name, all at once


class Register(Mapping[str, Unit]):
    """Units by code, as :class:`dict` has them, each made when it is asked for."""

    def __init__(self, table: pa.Table) -> None:
        self._table = table
        self._place = {name: place for place, name in enumerate(self.column("unit"))}

    def __getitem__(self, name: str) -> Unit:
        place = self._place[name]
        cell = {column: self._table[column][place].as_py() for column in UNITS}
        aliases = tuple(filter(None, (alias.strip() for alias in cell["aliases"].split("|"))))
        return Unit(name, cell["label"], cell["kind"], cell["parent"], cell["valid_from"],
                    cell["valid_to"], aliases, place + 2)  # fmt: skip

    def __iter__(self) -> Iterator[str]:
        return iter(self._place)

    def __len__(self) -> int:
        return len(self._place)

    def __contains__(self, name: object) -> bool:
        return name in self._place

    def column(self, name: str) -> Sequence[str]:
        """Return a column of the file, in its order."""
        found: list[str] = self._table[name].to_pylist()
        return found

    @cached_property
    def tree(self) -> Tree:
        """The units as arrays."""
        from unionlib.tree import grow

        return grow(self)


def read_register(data: Path) -> Register | None:
    """Read a large ``units.csv`` that has nothing wrong or unusual in it, else give it up."""
    path = data / "units.csv"
    about = path.stat() if exists(path) else None
    return _read(data, about.st_mtime_ns, about.st_size) if about else None


@lru_cache(maxsize=2)  # the editions of several years have one file
def _read(data: Path, _changed: int, _size: int) -> Register | None:
    table = read_plain_csv(data / "units.csv", data, uncoded=UNITS)
    return Register(table) if table is not None and _sound(table) else None


def _sound(table: pa.Table) -> bool:
    """Tell whether a table of units has nothing that the codebook would find fault with."""
    import pyarrow.compute as pc

    def every(values: Any) -> bool:
        return bool(pc.all(values).as_py())

    if sorted(table.column_names) != sorted(UNITS):
        return False
    names = table["unit"].to_pylist()
    years = {*table["valid_from"].unique().to_pylist(), *table["valid_to"].unique().to_pylist()}
    known = pc.is_in(table["parent"], value_set=table["unit"])
    return (
        len({*names} - {*keyword.kwlist}) == len(names)
        and bool(_NAMES.fullmatch("\n".join([*names, ""])))
        and every(pc.not_equal(table["label"], ""))
        and every(pc.less_equal(pc.utf8_length(table["label"]), MOST_LABEL))
        and max(map(len, names), default=0) <= MOST_CODE
        and {*table["kind"].unique().to_pylist()} <= {*UNIT_KINDS}
        and all(
            every(pc.equal(pc.utf8_trim_whitespace(table[name]), table[name])) for name in UNITS
        )
        and all(YEAR.fullmatch(year) for year in years - {""})
        and every(pc.or_(pc.equal(table["parent"], ""), known))
        and not _tangled(table)
    )


def _tangled(table: pa.Table) -> bool:
    """Tell whether the tree has circles or too many levels, or a unit ends before it begins."""
    import pyarrow.compute as pc

    above = without_nulls(pc.index_in(table["parent"], value_set=table["unit"]))
    parent = np.append(np.array(above.to_pylist()) + 1, 0)[np.arange(-1, len(table))]
    deep = parent.copy()
    for _ in range(DEEPEST - 1):
        deep = parent[deep]
    spans = {
        tuple(row.values()) for row in table.select(["valid_from", "valid_to"]).group_by(
            ["valid_from", "valid_to"]).aggregate([]).to_pylist()
    }  # fmt: skip
    return bool(deep.any()) or any(first > last for first, last in spans if first and last)
