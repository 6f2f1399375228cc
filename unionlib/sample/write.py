"""A sample on disk: a data root that is complete, written whole or not at all."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from unionlib.codebook import Codebook
from unionlib.edition import Edition
from unionlib.entries import UNITS as UNIT_COLUMNS
from unionlib.errors import UnionlibError
from unionlib.files import as_csv
from unionlib.folders import publish, recover, staging
from unionlib.key import Key
from unionlib.observation import COLUMNS
from unionlib.root import years
from unionlib.rulebook import PUBLISHED
from unionlib.sample import words
from unionlib.sample.figures import SOURCE, order
from unionlib.sample.sharing import Shares
from unionlib.sample.tree import LEAST, MOST, Units, units
from unionlib.sample.year import Maker

if TYPE_CHECKING:
    import pyarrow as pa

    from unionlib.sample.tree import Places

FIRST, LAST = 1001, 9998  # an edition has figures of the year before and targets for the next
PARQUET_FROM = 10_000  # unions: beyond, CSV is too slow to read


def write_sample(
    model: Edition,
    wanted: Sequence[int],
    output: Path,
    unions: int,
    seed: int,
    progress: Callable[[int, int], object],
) -> None:
    """Write a data root with a synthetic edition for each year.

    Parameters
    ----------
    model : Edition
        The real edition: its codebook and rules are copied, its figures scaled.
    wanted : sequence of int
        The years.
    output : Path
        The data root to write; an earlier sample there is replaced.
    unions : int
        How many grassroots unions.
    seed : int
        The same seed gives the same bytes.
    progress : callable
        Called with the number of years done and of all, as :meth:`Progress.update` is.

    Raises
    ------
    UnionlibError
        There are too few unions for the tree or too many, a year has none before or after it, or the folder holds something else.
    """
    if unions < LEAST:
        raise UnionlibError(f"cần ít nhất {LEAST} công đoàn cơ sở, không phải {unions}")
    if unions > MOST:
        raise UnionlibError(f"nhiều nhất là {MOST} công đoàn cơ sở, không phải {unions}")
    if not all(FIRST <= year <= LAST for year in wanted):
        raise UnionlibError(f"năm của số liệu mẫu phải từ {FIRST} đến {LAST}")
    maker = Maker(model, units(unions, seed), seed)
    narrative = words.narrative(model)
    with _staged(output) as stage:
        for path in sorted(model.data.glob("*.csv")):
            if path.name != "units.csv":
                _text(stage / path.name, words.neutral(model, path.read_text("utf-8")))
        _text(stage / "units.csv", as_csv(UNIT_COLUMNS, _unit_rows(maker.units)))
        for done, year in enumerate(wanted, 1):
            folder = stage / str(year)
            _text(folder / "edition.toml", words.imprint(year, unions, seed))
            _text(folder / "published.csv", as_csv(PUBLISHED, ()))
            for section, text in narrative.items():
                _text(folder / "narrative" / f"{section}.md", text)
            _observations(folder / "observations", maker, year)
            progress(done, len(wanted))


def _observations(folder: Path, maker: Maker, year: int) -> None:
    folder.mkdir()
    shares = maker.year(year)
    book = maker.book
    codes = ["", *(row[0] for row in maker.units.rows)]
    for section in book.sections:
        keys = sorted(
            (key for key in shares if book[key.measure].section == section),
            key=lambda key: order(book, key),
        )
        if not keys:
            continue
        if len(maker.units.unions) >= PARQUET_FROM:
            _parquet(folder / f"{section}.parquet", keys, shares, codes, book)
        else:
            dimensions = _dimensions(keys, book)
            rows = _rows(keys, shares, codes, dimensions, year)
            columns = [*COLUMNS[:3], *dimensions, *COLUMNS[3:]]
            _text(folder / f"{section}.csv", as_csv(columns, rows))


def _rows(
    keys: Sequence[Key], shares: Shares, codes: Sequence[str], dimensions: Sequence[str], year: int
) -> Iterator[list[str]]:
    for key in keys:
        period = "" if key.period == str(year) else key.period
        named = dict(key.where)
        breakdown = [named.get(name, "") for name in dimensions]
        places, values = shares[key]
        for place, value in zip(places.tolist(), values.tolist(), strict=True):
            figure = str(int(value)) if value.is_integer() else repr(value)
            yield [key.measure, period, codes[place], *breakdown, figure, "", SOURCE, ""]


def _parquet(
    path: Path, keys: Sequence[Key], shares: Shares, codes: Sequence[str], book: Codebook
) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    sizes = [len(shares[key][0]) for key in keys]
    columns: dict[str, pa.Array] = {
        "measure": _coded([key.measure for key in keys], sizes),
        "period": _coded([key.period for key in keys], sizes),
        "unit": _units(np.concatenate([shares[key][0] for key in keys]), codes),
    }
    for name in _dimensions(keys, book):
        columns[name] = _coded([dict(key.where).get(name, "") for key in keys], sizes)
    columns["value"] = pa.array(np.concatenate([shares[key][1] for key in keys]))
    columns["source"] = _coded([SOURCE], [sum(sizes)])
    # The page of codes must hold every unit, or they are written as text after all.
    pq.write_table(pa.table(columns), path, compression="zstd", dictionary_pagesize_limit=1 << 25)


def _units(places: Places, codes: Sequence[str]) -> pa.DictionaryArray:
    """Return units as places in the list of all units, or of those that a short file names."""
    import pyarrow as pa

    if len(places) < len(codes):
        used, index = np.unique(places, return_inverse=True)
        places, codes = index.astype(np.int32), [codes[place] for place in used]
    return pa.DictionaryArray.from_arrays(pa.array(places), pa.array(codes))


def _coded(codes: Sequence[str], sizes: Sequence[int]) -> pa.DictionaryArray:
    import pyarrow as pa

    known = {code: place for place, code in enumerate(dict.fromkeys(codes))}
    places = np.repeat(np.array([known[code] for code in codes], np.int32), sizes)
    return pa.DictionaryArray.from_arrays(pa.array(places), pa.array(list(known)))


def _dimensions(keys: Iterable[Key], book: Codebook) -> list[str]:
    used = {name for _, _, where in keys for name, _ in where}
    return [name for name in book.dimensions if name in used]


def _unit_rows(made: Units) -> Iterator[tuple[str, ...]]:
    for code, label, kind, parent, aliases in made.rows:
        yield code, label, kind, parent, "", "", aliases


def _text(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8", newline="\n")


@contextmanager
def _staged(output: Path) -> Iterator[Path]:
    """Give an empty folder that takes the place of ``output`` when everything is written."""
    output = output.resolve()  # "." has no name
    if output == Path.cwd():  # which is replaced, and whoever stands in it would stand nowhere
        raise UnionlibError(f"đang đứng trong {output}; hãy chọn thư mục khác")
    found: Mapping[int, str] = years(output) if output.is_dir() else {}
    if (
        output.exists()
        and (not output.is_dir() or any(output.iterdir()))
        and set(found.values()) != {"synthetic"}
    ):
        raise UnionlibError(
            f"{output} không trống và không phải là bộ số liệu mẫu; hãy chọn thư mục khác"
        )
    recover(output)
    with staging(output) as stage:
        yield stage
        publish(stage, output)
