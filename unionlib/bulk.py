"""Observations by the thousand: a section's file as columns, checked as a whole.

A file at the level of single grassroots unions is read here, ``observations/<section>.parquet``
or a large ``.csv``. Columns are numbers that point into lists of codes, so that a check
costs one look at each code and not one at each row. What is wrong in a Parquet file is
told with the number of its first row; a CSV file with anything unusual in it is left to
:mod:`unionlib.observations`, which tells every fault with its line.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from unionlib.errors import Fault
from unionlib.files import exists, read_text
from unionlib.observations import LARGE

if TYPE_CHECKING:
    import numpy.typing as npt
    import pyarrow as pa

    from unionlib.codebook import Codebook

    Index = npt.NDArray[np.int32]
    Values = npt.NDArray[np.float64]

_NUMBER = r"^-?[0-9]+(\.[0-9]+)?$"
_PLAIN = ("measure", "period", "unit")
_WORDS = ("printed", "source", "note")


@dataclass(frozen=True)
class Column:
    """Codes and, for each row, the place of its code in them (``""`` where it is blank)."""

    codes: tuple[str, ...]
    index: Index


@dataclass(frozen=True)
class Columns:
    """A section's observations by column.

    Parameters
    ----------
    file : str
        The file, relative to the data root.
    keys : Mapping[str, Column]
        ``measure``, ``period``, ``unit`` and the breakdown columns.
    values : array of float
        One value per row.
    source : str
        Where the figures were read, if all were read in one place.
    """

    file: str
    keys: Mapping[str, Column]
    values: Values
    source: str

    def __len__(self) -> int:
        return len(self.values)

    @property
    def dimensions(self) -> tuple[str, ...]:
        """The breakdown columns that are used."""
        return tuple(
            name for name, column in self.keys.items() if name not in _PLAIN and any(column.codes)
        )


def read_columns(
    folder: Path,
    section: str,
    book: Codebook,
    faults: list[Fault],
    smallest: int = LARGE,
) -> Columns | None:
    """Return a section's observations by column.

    None where there is no file, where a CSV file is smaller than ``smallest`` bytes, or
    where it has anything in it that needs to be looked at row by row.
    """
    dimensions = [name for name in book.codes if name != "section"]
    path = folder / "observations" / f"{section}.parquet"
    if exists(path):
        if exists(path.with_suffix(".csv")):
            name = path.relative_to(folder.parent).as_posix()
            faults.append(Fault(name, 0, "", "có cả tệp .csv cùng tên; chỉ giữ một trong hai"))
        return _read_parquet(path, folder.parent, dimensions, faults)
    path = path.with_suffix(".csv")
    if exists(path) and path.stat().st_size >= smallest:
        return _read_csv(path, folder.parent, dimensions)
    return None


def _read_parquet(
    path: Path, root: Path, dimensions: Collection[str], faults: list[Fault]
) -> Columns | None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    file = path.relative_to(root).as_posix()
    try:
        schema = pq.read_schema(path)
        problems = list(_schema_problems(schema, dimensions))
        faults += [Fault(file, 0, column, message) for column, message in problems]
        if problems:
            return None
        text = [name for name in schema.names if name != "value"]
        table = pq.read_table(path, read_dictionary=text)
    except (pa.ArrowException, OSError) as error:
        faults.append(Fault(file, 0, "", f"không đọc được Parquet: {str(error).splitlines()[0]}"))
        return None
    keys = {
        name: _column(table[name])
        for name in table.column_names
        if name in _PLAIN or name in dimensions
    }
    if table["value"].null_count:
        faults.append(Fault(file, 0, "value", f"thiếu số ở {table['value'].null_count} dòng"))
        return None
    values = _array(table["value"]).astype(float, copy=False)
    return Columns(file, _complete(keys, len(values)), values, _source(table))


def _schema_problems(schema: pa.Schema, dimensions: Collection[str]) -> Iterator[tuple[str, str]]:
    import pyarrow.types as kinds

    needed = ("measure", "unit", "value")
    for name in needed:
        if name not in schema.names:
            yield name, f"thiếu cột; cần có: {', '.join(needed)}"
    for field in schema:
        kind = field.type.value_type if kinds.is_dictionary(field.type) else field.type
        number = kinds.is_integer(kind) or kinds.is_floating(kind)
        if field.name == "value" and not number:
            yield field.name, f"phải là số, không phải {kind}"
        elif field.name not in (*needed, "period", "source", "note", *dimensions):
            yield (
                field.name,
                f"cột lạ; được phép: {', '.join([*needed, 'period', 'source', 'note', *dimensions])}",
            )
        elif field.name != "value" and not (kinds.is_string(kind) or kinds.is_large_string(kind)):
            yield field.name, f"phải là chữ, không phải {kind}"


def _read_csv(path: Path, root: Path, dimensions: Collection[str]) -> Columns | None:
    """Read a CSV file that has nothing unusual in it, else give it up."""
    import pyarrow as pa
    import pyarrow.compute as pc
    from pyarrow import csv

    faults: list[Fault] = []
    text = read_text(path, root, faults)
    if text is None or faults:
        return None
    header = text[: text.find("\n")].split(",")
    coded = {name: pa.dictionary(pa.int32(), pa.string()) for name in header if name != "value"}
    options = csv.ConvertOptions(
        column_types={**coded, "value": pa.string()}, strings_can_be_null=False
    )
    try:
        table = csv.read_csv(pa.py_buffer(text.encode()), convert_options=options)
    except pa.ArrowException:
        return None
    expected = [*_PLAIN, *(name for name in header if name in dimensions), "value", *_WORDS]
    if sorted(table.column_names) != sorted(expected):
        return None
    if not pc.all(pc.match_substring_regex(table["value"], _NUMBER)).as_py():
        return None
    keys = {name: _column(table[name]) for name in header if name not in ("value", *_WORDS)}
    said = [*keys.values(), *(_column(table[name]) for name in _WORDS)]
    if any(code != code.strip() for column in said for code in column.codes) or any(said[-3].codes):
        return None
    values = _array(pc.cast(table["value"], pa.float64()))
    return Columns(path.relative_to(root).as_posix(), keys, values, _source(table))


def _column(chunks: pa.ChunkedArray) -> Column:
    """Return a text column as codes and places; what is null is blank."""
    import pyarrow as pa

    if not pa.types.is_dictionary(chunks.type):
        chunks = chunks.dictionary_encode()
    whole: Any = chunks.unify_dictionaries().combine_chunks()
    if isinstance(whole, pa.ChunkedArray):  # older versions of pyarrow, and no rows
        whole = whole.chunk(0) if whole.num_chunks else pa.array([], chunks.type)
    codes = [code or "" for code in whole.dictionary.to_pylist()]
    indices = whole.indices
    if indices.null_count:
        codes.append("")
        indices = indices.fill_null(len(codes) - 1)
    return Column(tuple(codes), _array(indices).astype(np.int32, copy=False))


def _array(values: pa.Array | pa.ChunkedArray) -> Any:
    """Return numbers as numpy has them, without waking pandas as ``to_numpy`` would."""
    import pyarrow as pa

    chunks = values.chunks if isinstance(values, pa.ChunkedArray) else [values]
    whole = [np.from_dlpack(chunk) for chunk in chunks if len(chunk)]
    return whole[0] if len(whole) == 1 else np.concatenate([np.zeros(0), *whole])


def _complete(keys: dict[str, Column], size: int) -> dict[str, Column]:
    blank = Column(("",), np.zeros(size, np.int32))
    return {name: keys.get(name, blank) for name in _PLAIN} | keys


def _source(table: pa.Table) -> str:
    if "source" not in table.column_names or not len(table):
        return ""
    sources: Sequence[str | None] = table["source"].unique().to_pylist()
    return (sources[0] or "") if len(sources) == 1 else ""
