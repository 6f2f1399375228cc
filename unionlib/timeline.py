"""Several years side by side: one row per figure, one column per year.

Only editions that can be reported count; a year that is there for comparison only has
too few figures to make a trend of.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from unionlib import arguments
from unionlib.edition import load
from unionlib.errors import DataError, Fault, UnionlibError, UnknownName, suggest
from unionlib.expression import evaluate
from unionlib.files import exists, read_csv
from unionlib.quantity import MONEY, Quantity, growth
from unionlib.root import default_data, years
from unionlib.tabulation import Row, Table

if TYPE_CHECKING:
    from unionlib.edition import Edition

COLUMNS = ("section", "figure", "headline")
LONGEST = 5  # years that a section of the annual report looks back on, its own included


def load_years(text: str | int, data: str | Path | None = None) -> list[Edition]:
    """Open the editions of a range of years.

    Parameters
    ----------
    text : str or int
        ``2015-2024``, ``2015,2019`` or one year.
    data : str or Path, optional
        The data root; by default the nearest ``data`` folder.

    Raises
    ------
    UnionlibError
        The text is no range of years.
    UnknownName
        A year has no edition that can be reported; the years there are follow.
    """
    wanted = arguments.years(str(text))
    root = default_data() if data is None or not str(data) else data
    ready = [year for year, status in years(Path(root)).items() if status != "comparison"]
    for year in wanted:
        if year not in ready:
            raise UnknownName("Năm", str(year), map(str, ready))
    return [load(year, root) for year in wanted]


def history(edition: Edition) -> list[Edition]:
    """Return the unbroken run of reportable editions that ends with this one, at most ``LONGEST``."""
    found = [edition]
    while len(found) < LONGEST:
        before = found[0].previous
        if before is None or before.status == "comparison":
            break
        found.insert(0, before)
    return found


def trend(
    editions: Sequence[Edition],
    id: str,
    caption: str,
    figures: str | Sequence[str] | Mapping[str, str],
) -> Table:
    """Tabulate figures by year.

    Parameters
    ----------
    editions : sequence of Edition
        In the order of the years.
    figures : str, or sequence or mapping of str
        Expressions, or label → expression; a row whose figure is missing in every year
        is left out.

    Returns
    -------
    Table
        One row per figure; one column per year, and the change from the first year to
        the last in per cent (of a percentage: in points). No rows for a single year.

    Raises
    ------
    UnionlibError
        There is no edition.
    """
    columns = [str(edition.year) for edition in _some(editions)]
    listed = [figures] if isinstance(figures, str) else figures
    pairs = list(listed.items()) if isinstance(listed, Mapping) else [("", text) for text in listed]
    rows = []
    for name, text in pairs if len(editions) > 1 else []:
        cells = [evaluate(edition, text) for edition in editions]
        if any(cell.value is not None for cell in cells):
            label = name or cells[-1].label
            label = label[:1].upper() + label[1:]
            rows.append(Row(label + _unit(cells), (*cells, _change(cells[0], cells[-1]))))
    heads = (*columns, f"{columns[0]}–{columns[-1]}")
    return Table(id, caption, "Chỉ tiêu", heads, tuple(rows))


def section_trend(editions: Sequence[Edition], section: str) -> Table:
    """Tabulate by year the figures that ``data/trends.csv`` names for a section.

    Raises
    ------
    UnknownName
        The codebook has no such section.
    """
    last = _some(editions)[-1]
    if section not in (sections := last.codebook.sections):
        raise UnknownName("Phần", section, sections)
    wanted = [text for name, text, _ in _followed(last) if name == section]
    return trend(
        editions, f"{section}-trend", f"{sections[section]}: diễn biến qua các năm", wanted
    )


def headline(edition: Edition) -> list[Quantity]:
    """Return the key figures of an edition, as ``data/trends.csv`` marks them."""
    return [evaluate(edition, text) for _, text, key in _followed(edition) if key]


def largest_change(table: Table) -> dict[str, Quantity | str]:
    """Return what changed most in a table of :func:`trend`, as names for ``say``.

    ``label``, ``first``, ``last``, ``growth`` of the row, ``from_year`` and ``to_year``.
    """
    best: dict[str, Quantity | str] = {}
    most = 0.0
    for row in table.rows:
        first, last = row.figure(0), row.figure(len(row.cells) - 2)
        if first is None or last is None or first.unit == "%":
            continue
        relative = growth(last, first)
        if relative.value is not None and abs(relative.value) > most:
            most = abs(relative.value)
            best = {
                "label": last.label,
                "first": first,
                "last": last,
                "growth": relative,
                "from_year": table.columns[0],
                "to_year": table.columns[-2],
            }
    return best


def trend_faults(edition: Edition) -> Iterator[Fault]:
    """Yield what is wrong in ``data/trends.csv``, figures that cannot be computed included.

    A section computes its own figures only: else it would depend on every other's data.
    """
    faults: list[Fault] = []
    for line, row in _rows(edition, faults):
        try:
            evaluate(edition, row["figure"])
        except UnionlibError as error:
            yield Fault("trends.csv", line, "figure", str(error))
    yield from faults


def _some(editions: Sequence[Edition]) -> Sequence[Edition]:
    """Return the editions, of which there must be one."""
    if not editions:
        allowed = 'history(edition) hoặc load_years("2015-2024")'
        raise UnionlibError(f"chưa có năm nào để so sánh; lấy các năm bằng {allowed}")
    return editions


def _followed(edition: Edition) -> list[tuple[str, str, bool]]:
    """Read ``trends.csv``: section, expression, and whether it is a key figure."""
    faults: list[Fault] = []
    rows = _rows(edition, faults)
    if faults:
        raise DataError(faults)
    return [(row["section"], row["figure"], bool(row["headline"])) for _, row in rows]


def _rows(edition: Edition, faults: list[Fault]) -> list[tuple[int, dict[str, str]]]:
    """Return the rows of ``trends.csv`` with their lines; without the file, none."""
    path = edition.data / "trends.csv"
    rows = list(read_csv(path, COLUMNS, edition.data, faults)) if exists(path) else []
    for line, row in rows:
        if row["section"] not in edition.codebook.sections:
            allowed = suggest(row["section"], edition.codebook.sections)
            faults.append(Fault("trends.csv", line, "section", f"'{row['section']}': {allowed}"))
    return rows


def _unit(cells: Sequence[Quantity]) -> str:
    """Return the unit that a row's label names; of large amounts in the scale that is read."""
    unit = cells[-1].unit
    if unit == MONEY:
        least = min((abs(float(cell)) for cell in cells if cell), default=0.0)
        scale = "tỷ" if least >= 10**10 else "triệu" if least >= 10**6 else ""
        unit = f"{scale} {unit}".strip()
    return f" ({unit})" if unit else ""


def _change(first: Quantity, last: Quantity) -> Quantity:
    if last.unit == "%":
        return replace(last - first, label="")
    return growth(last, first)
