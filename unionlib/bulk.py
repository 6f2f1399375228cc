"""Observations by the thousand: a section's file as columns.

A file at the level of single grassroots unions is read here, ``observations/<section>.parquet``
or a large ``.csv``. Columns are numbers that point into lists of codes, so that a check
costs one look at each code and not one at each row. What is wrong in a Parquet file is
told with the number of its first row; a CSV file with anything unusual in it is left to
:mod:`unionlib.observations`, which tells every fault with its line.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from unionlib.arrays import Column, column, numbers, read_plain_csv, units
from unionlib.errors import HIDDEN, Fault
from unionlib.observation import COLUMNS
from unionlib.observations import GROUPED
from unionlib.tracking import exists

if TYPE_CHECKING:
    import numpy.typing as npt
    import pyarrow as pa
    from pyarrow import parquet

    from unionlib.arrays import Index
    from unionlib.codebook import Codebook

_NUMBER = r"^-?[0-9]+(\.[0-9]+)?$"


@dataclass(frozen=True)
class Columns:
    """A section's observations by column.

    Parameters
    ----------
    file : str
        The file, relative to the data root.
    keys : Mapping[str, Column]
        ``measure``, ``period`` and the breakdown columns.
    units : array of int
        The place of each row's unit in the codebook's tree; -1 where there is none such.
    unknown : Column
        The codes of the units that there are none of.
    values : array of float
        One value per row.
    source : str
        Where the figures were read, if all were read in one place.
    """

    file: str
    keys: Mapping[str, Column]
    units: Index
    unknown: Column
    values: npt.NDArray[np.float64]
    source: str

    def __len__(self) -> int:
        return len(self.values)

    @property
    def dimensions(self) -> tuple[str, ...]:
        """The breakdown columns that are used."""
        plain = ("measure", "period")
        return tuple(name for name, of in self.keys.items() if name not in plain and any(of.codes))


def read_columns(folder: Path, section: str, book: Codebook, faults: list[Fault]) -> Columns | None:
    """Return a section's observations by column.

    None where there is no file, or a CSV file that has anything in it that needs to be
    looked at row by row.
    """
    path = folder / "observations" / f"{section}.parquet"
    if exists(path):
        if exists(path.with_suffix(".csv")):
            name = path.relative_to(folder.parent).as_posix()
            faults.append(Fault(name, 0, "", "có cả tệp .csv cùng tên; chỉ giữ một trong hai"))
        return _read_parquet(path, folder.parent, book, faults)
    path = path.with_suffix(".csv")
    return _read_csv(path, folder.parent, book) if exists(path) else None


def _read_parquet(path: Path, root: Path, book: Codebook, faults: list[Fault]) -> Columns | None:
    import pyarrow as pa
    from pyarrow import parquet

    file = path.relative_to(root).as_posix()
    try:
        about = parquet.read_metadata(path)
        schema = about.schema.to_arrow_schema()
        problems = list(_schema_problems(schema, book))
        wanted = [name for name in schema.names if name not in ("source", "note")]
        text = [name for name in wanted if name != "value"]
        source, table = _only_source(about), None
        if not problems:
            # Not read_table: it takes twice as long, as it is made for many files.
            with parquet.ParquetFile(path, metadata=about, read_dictionary=text) as opened:
                table = opened.read(columns=wanted)
            table.validate(full=True)  # text of other programs need not be UTF-8
    except (pa.ArrowException, OSError, UnicodeDecodeError) as error:
        faults.append(Fault(file, 0, "", f"không đọc được Parquet: {str(error).splitlines()[0]}"))
        return None
    if table is not None and table["value"].null_count:
        problems.append(("value", f"thiếu số ở {table['value'].null_count} dòng"))
    if not unicodedata.is_normalized("NFC", source) or HIDDEN.search(source):
        problems.append(("source", f"'{source}' có ký tự không thấy được hoặc chưa dựng sẵn (NFC)"))
    faults += [Fault(file, 0, name, message) for name, message in problems]
    return None if table is None or problems else _columns(file, table, book, source)


def _schema_problems(schema: pa.Schema, book: Codebook) -> Iterator[tuple[str, str]]:
    import pyarrow.types as kinds

    needed = ("measure", "unit", "value")
    allowed = [*needed, "period", "source", "note", *book.codes]
    for name in needed:
        if name not in schema.names:
            yield name, f"thiếu cột; cần có: {', '.join(needed)}"
    for name, count in Counter(schema.names).items():
        if count > 1:
            yield name, "cột trùng lặp"
    for field in schema:
        kind = field.type.value_type if kinds.is_dictionary(field.type) else field.type
        if field.name not in allowed:
            yield field.name, f"cột lạ; được phép: {', '.join(allowed)}"
        elif field.name == "value" and not (kinds.is_integer(kind) or kinds.is_floating(kind)):
            yield field.name, f"phải là số, không phải {kind}"
        elif field.name != "value" and not _is_text(kind, field.name in needed):
            yield field.name, f"phải là chữ, không phải {kind}"


def _is_text(kind: pa.DataType, needed: bool) -> bool:  # noqa: FBT001
    """Tell whether a column is text; one that is blank throughout is none in particular."""
    import pyarrow.types as kinds

    blank = kinds.is_null(kind) and not needed
    return blank or kinds.is_string(kind) or kinds.is_large_string(kind)


def _only_source(about: parquet.FileMetaData) -> str:
    """Return the one source of a file, told by its statistics, if there is but one."""
    if "source" not in about.schema.names:
        return ""
    place = about.schema.names.index("source")
    told = [
        about.row_group(number).column(place).statistics for number in range(about.num_row_groups)
    ]
    ends = {end for of in told if of and of.has_min_max for end in (of.min, of.max)}
    return (
        str(ends.pop()) if len(ends) == 1 and all(of and not of.null_count for of in told) else ""
    )


def _read_csv(path: Path, root: Path, book: Codebook) -> Columns | None:
    """Read a CSV file that has nothing unusual in it, else give it up."""
    import pyarrow as pa
    import pyarrow.compute as pc

    table = read_plain_csv(path, root, uncoded=("value",))
    if table is None:
        return None
    header = table.column_names
    if sorted(header) != sorted({*COLUMNS, *(set(header) & set(book.codes))}):
        return None
    words = {name: column(table[name]) for name in header if name != "value"}
    clean = all(code == code.strip() for of in words.values() for code in of.codes)
    plain = pc.all(pc.match_substring_regex(table["value"], _NUMBER)).as_py()
    sources = words["source"].codes
    if not clean or not plain or any(words["printed"].codes) or "" in sources:
        return None
    dotted = table["measure"].filter(pc.match_substring_regex(table["value"], GROUPED))
    named = (book.measures.get(name) for name in dotted.unique().to_pylist())
    if any(measure.counted for measure in named if measure):
        return None
    numeric = table.set_column(
        header.index("value"), "value", pc.cast(table["value"], pa.float64())
    )
    file = path.relative_to(root).as_posix()
    return _columns(file, numeric, book, sources[0] if len(sources) == 1 else "")


def _columns(file: str, table: pa.Table, book: Codebook, source: str) -> Columns:
    blank = Column(("",), np.zeros(len(table), np.int32))
    used = [name for name in book.codes if name in table.column_names]
    keys = {
        name: column(table[name]) if name in table.column_names else blank
        for name in ("measure", "period", *used)
    }
    places, unknown = units(table["unit"], book.tree)
    values = numbers(table["value"]).astype(float, copy=False)
    return Columns(file, keys, places, unknown, values, source)
