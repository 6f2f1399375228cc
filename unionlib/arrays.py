"""Large files by column: read with Arrow, looked at as numpy has them.

Codes become places in a list of codes, numbers stay as they are.
"""

from __future__ import annotations

import csv
from collections.abc import Container, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from unionlib.errors import Fault
from unionlib.files import read_text

if TYPE_CHECKING:
    import numpy.typing as npt
    import pyarrow as pa

    from unionlib.tree import Tree

    Index = npt.NDArray[np.int32]

_BLOCK = 1 << 20  # characters that Arrow reads at a time


@dataclass(frozen=True)
class Column:
    """Codes and, for each row, the place of its code in them (``""`` where it is blank)."""

    codes: tuple[str, ...]
    index: Index


def read_plain_csv(path: Path, root: Path, uncoded: Container[str]) -> pa.Table | None:
    """Return a CSV file as text by column; None where anything in it needs a closer look.

    That is, characters that do not belong there, rows of unequal length, a cell with a line
    break: who gave it up reads it again line by line, and tells each fault with its line.

    Parameters
    ----------
    path, root : Path
        The file and the data root.
    uncoded : container of str
        Columns that are mostly different from row to row; all others are dictionary-encoded.
    """
    import pyarrow as pa
    from pyarrow import csv as arrow

    faults: list[Fault] = []
    text = read_text(path, root, faults)
    if text is None or faults:
        return None
    coded, plain = pa.dictionary(pa.int32(), pa.string()), pa.string()
    # Arrow's threads take longer to wake than to read what is less than one of its blocks.
    reading = arrow.ReadOptions(use_threads=len(text) > _BLOCK)
    try:
        header = next(csv.reader([text[: text.find("\n")]]))
        kinds = {name: plain if name in uncoded else coded for name in header}
        options = arrow.ConvertOptions(column_types=kinds, strings_can_be_null=False)
        table = arrow.read_csv(pa.py_buffer(text.encode()), reading, convert_options=options)
    except (csv.Error, pa.ArrowException):
        return None
    lines = text.rstrip("\n").count("\n")  # more than rows where a cell has a line break
    return table if lines == len(table) else None


def numbers(values: pa.Array | pa.ChunkedArray) -> Any:
    """Return numbers without waking pandas, as Arrow's own ``to_numpy`` would."""
    import pyarrow as pa

    chunks = values.chunks if isinstance(values, pa.ChunkedArray) else [values]
    parts = [np.from_dlpack(chunk) for chunk in chunks if len(chunk)]
    if not parts:
        return np.zeros(0)
    return parts[0] if len(parts) == 1 else np.concatenate(parts)


def strings(texts: Sequence[str]) -> pa.Array:
    """Return texts as an array. ``pa.array`` would import pandas first, whatever it is given."""
    import pyarrow as pa

    encoded = [text.encode() for text in texts]
    ends = np.cumsum([0, *map(len, encoded)], dtype=np.int32)
    buffers = (pa.py_buffer(ends), pa.py_buffer(b"".join(encoded)))
    return pa.StringArray.from_buffers(len(encoded), *buffers)


def without_nulls(places: pa.Array) -> pa.Array:
    """Write -1 for null; where there is none, without the scalar that would import pandas."""
    return places.fill_null(-1) if places.null_count else places


def column(chunks: pa.ChunkedArray) -> Column:
    """Return a text column; what is null is blank."""
    codes: dict[str, int] = {}
    parts = []
    for dictionary, index in _encoded(chunks):
        places = [codes.setdefault(code or "", len(codes)) for code in dictionary.to_pylist()]
        null = bool(len(index)) and int(index.min()) < 0
        blank = codes.setdefault("", len(codes)) if null else -1
        same = not null and places == list(range(len(places)))
        parts.append(index if same else np.array([*places, blank], np.int32)[index])
    return Column(tuple(codes), _joined(parts))


def units(chunks: pa.ChunkedArray, tree: Tree) -> tuple[Index, Column]:
    """Return each row's place in the tree, -1 where there is no such unit; and these codes."""
    parts, codes, rows = [], dict[str, int](), []
    looked_up: dict[tuple[int, ...], Index] = {}
    for dictionary, index in _encoded(chunks):
        # The chunks of a row group share their dictionary.
        buffers = tuple(buffer.address for buffer in dictionary.buffers() if buffer)
        if buffers not in looked_up:
            looked_up[buffers] = np.append(_places(dictionary, tree), np.int32(0))
        places = looked_up[buffers][index]
        for row in np.flatnonzero(places < 0):
            code = dictionary[int(index[row])].as_py()
            rows.append(codes.setdefault(code, len(codes)))
        parts.append(places)
    return _joined(parts), Column(tuple(codes), np.array(rows, np.int32))


def _places(codes: pa.Array, tree: Tree) -> Index:
    """Return the place of each code in the tree, -1 where there is no such unit."""
    import pyarrow.compute as pc

    if codes.equals(tree.codes):  # a file whose list of codes is that of the units
        return np.arange(len(codes), dtype=np.int32)
    found = without_nulls(pc.index_in(codes, value_set=tree.codes))
    return np.asarray(numbers(found), np.int32)


def _encoded(chunks: pa.ChunkedArray) -> list[tuple[pa.Array, Index]]:
    """Return, for each chunk, its codes and the place of each row's code; -1 where it is null."""
    import pyarrow as pa

    encoded = chunks if pa.types.is_dictionary(chunks.type) else chunks.dictionary_encode()
    return [
        (chunk.dictionary, numbers(without_nulls(chunk.indices)).astype(np.int32, copy=False))
        for chunk in encoded.chunks
        if len(chunk)
    ]


def _joined(parts: list[Index]) -> Index:
    if not parts:
        return np.zeros(0, np.int32)
    return parts[0] if len(parts) == 1 else np.concatenate(parts)
