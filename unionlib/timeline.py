"""Several years side by side: one row per figure, one column per year.

Only editions that can be reported count; a year that is there for comparison only has
too few figures to make a trend of.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import takewhile
from pathlib import Path
from typing import NamedTuple

from unionlib import arguments, periods
from unionlib.edition import Edition, load
from unionlib.errors import UnionlibError, UnknownName
from unionlib.expression import evaluate
from unionlib.letters import capital
from unionlib.numbers import rounded
from unionlib.quantity import Quantity
from unionlib.ratios import growth
from unionlib.root import default_data, reportable
from unionlib.submissions import lacking_whose
from unionlib.tabulation import Row, Table
from unionlib.trend_figures import followed
from unionlib.writing import MONEY, PERCENT, POINTS

UNROUNDED = "Tăng, giảm tính từ số chưa làm tròn."
LONGEST = 5  # years that a section of the annual report looks back on, its own included


class Move(NamedTuple):
    """A figure in the first and the last year, and how much it grew in per cent."""

    first: Quantity
    last: Quantity
    growth: Quantity


def load_years(text: str | int = "", data: str | Path | None = None) -> list[Edition]:
    """Open the editions of a range of years.

    Parameters
    ----------
    text : str or int
        ``2015-2024``, ``2015,2019`` or one year; by default every year that has a report.
    data : str or Path, optional
        The data root; by default the nearest ``data`` folder.

    Raises
    ------
    UnionlibError
        The text is no range of years.
    UnknownName
        A year has no edition that can be reported; the years there are follow.

    Examples
    --------
    >>> [edition.year for edition in load_years("2019")]
    [2019]
    """
    root = Path(data or default_data())
    ready = reportable(root)
    wanted = ready if text == "" else arguments.years(str(text))
    for year in wanted:
        if year not in ready:
            raise UnknownName("Báo cáo năm", str(year), map(str, ready))
    return [load(year, root) for year in wanted]


def history(edition: Edition) -> list[Edition]:
    """Return the unbroken run of editions that ends with this one, the oldest first.

    At most five years, this one among them; a year that is there to compare with only
    (status ``comparison``) ends it.

    Examples
    --------
    >>> [year.year for year in history(load(2019))]
    [2019]
    """
    found = [edition]
    while len(found) < LONGEST:
        before = found[0].previous
        if before is None or not before.reportable:
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
        In the order of the years: ``history(edition)`` or ``load_years("2015-2024")``.
    id, caption : str
        Of the table: a word for references to it, and its words.
    figures : str, or sequence or mapping of str
        Expressions, or label → expression; a row whose figure is missing in every year
        is left out.

    Returns
    -------
    Table
        One row per figure; one column per year, then how the last year changed against
        those that :func:`compared` names, in per cent (of a percentage: in points). No rows
        for a single year.
        A note says why where points are not what the printed percentages give, and which
        years lack units.

    Raises
    ------
    UnionlibError
        There is no edition.
    """
    columns = [str(edition.year) for edition in _some(editions)]
    since = compared(len(columns))
    listed = [figures] if isinstance(figures, str) else figures
    pairs = listed.items() if isinstance(listed, Mapping) else [("", text) for text in listed]
    rows, apart = [], False
    for name, text in pairs if len(editions) > 1 else []:
        cells = [evaluate(edition, text) for edition in editions]
        if any(cell.value is not None for cell in cells):
            label = capital(name or cells[-1].label) or text
            unit = _unit(cells)
            label += f" ({unit})" if unit else ""
            dated = [_dated(cell, year) for cell, year in zip(cells, columns, strict=True)]
            changes = [_change(dated[place], dated[-1]) for place in since]
            apart |= any(
                _rounded_apart(cells[place], cells[-1], change)
                for place, change in zip(since, changes, strict=True)
            )
            rows.append(Row(label, (*cells, *changes), unit=unit))
    heads = (*columns, *(f"Tăng, giảm so với {columns[place]}" for place in since))
    notes = [UNROUNDED] if apart else []
    notes += [
        f"Năm {edition.year} chưa có số liệu của {missing}."
        for edition in editions
        if (missing := lacking_whose(edition))
    ]
    return Table(id, caption, "Chỉ tiêu", heads, tuple(rows), note=" ".join(notes))


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
    wanted = [row.figure for row in followed(last) if row.section == section]
    return trend(
        editions, f"{section}-trend", f"{sections[section]}: diễn biến qua các năm", wanted
    )


def headline(edition: Edition) -> list[Quantity]:
    """Return the key figures of an edition, as ``data/trends.csv`` marks them."""
    return [evaluate(edition, row.figure) for row in followed(edition) if row.headline]


def moves(table: Table, since: int = 0) -> list[Move]:
    """Return how the figures of a table of :func:`trend` moved, what moved most first.

    Percentages are left out: points do not measure up with per cent.

    Parameters
    ----------
    since : int
        The place of the year that the last one is compared with.
    """
    years = year_columns(table)
    ends = [(row.figure(since), row.figure(len(years) - 1)) for row in table.rows]
    found = [
        Move(first, last, growth(_dated(last, years[-1]), _dated(first, years[since])))
        for first, last in ends
        if first and last and first.unit != PERCENT
    ]
    return sorted((move for move in found if move.growth), key=lambda m: -abs(float(m.growth)))


def year_columns(table: Table) -> tuple[str, ...]:
    """Return the years of a table of :func:`trend`; the changes stand behind them."""
    return tuple(takewhile(str.isdigit, table.columns))


def compared(years: int) -> list[int]:
    """Return the places of the years that the last one is compared with, the nearest first.

    That before the last and the first; of more years than a report looks back on only the
    first, for the table has no room.

    Examples
    --------
    >>> compared(2), compared(5), compared(10)
    ([0], [3, 0], [0])
    """
    return [years - 2, 0] if 2 < years <= LONGEST else [0]


def scale(cells: Sequence[Quantity]) -> str:
    """Return the scale in which amounts of several years are read side by side."""
    least = min(abs(float(cell)) for cell in cells if cell)
    return "tỷ" if least >= 10**10 else "triệu" if least >= 10**6 else MONEY


def _some(editions: Sequence[Edition] | Edition) -> Sequence[Edition]:
    """Return the editions, of which there must be one."""
    if isinstance(editions, Edition):
        raise UnionlibError("một năm không so sánh được; lấy các năm bằng history(edition)")
    if not editions:
        allowed = 'history(edition) hoặc load_years("2015-2024")'
        raise UnionlibError(f"chưa có năm nào để so sánh; lấy các năm bằng {allowed}")
    return editions


def _unit(cells: Sequence[Quantity]) -> str:
    """Return the unit that a row's label names; of large amounts in the scale that is read."""
    unit = cells[-1].unit
    if unit == MONEY and (named := scale(cells)) != MONEY:
        unit = f"{named} {MONEY}"
    return unit


def _dated(figure: Quantity, year: str) -> Quantity:
    """Return a figure of a year that a formula tells from the same one of another year."""
    return replace(figure, label=f"{figure.label} – {periods.words(year)}" if figure.label else "")


def _change(first: Quantity, last: Quantity) -> Quantity:
    return last - first if last.unit == PERCENT else growth(last, first)


def _rounded_apart(first: Quantity, last: Quantity, change: Quantity) -> bool:
    """Tell whether points are printed that are not the difference of the printed percentages."""
    if change.unit != POINTS or not change:
        return False
    before, after, said = (rounded(float(cell)) for cell in (first, last, change))
    return after - before != said
