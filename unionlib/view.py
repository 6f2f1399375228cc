"""Looking at the data: one call gives a table, its chart, and the code that makes both."""

from __future__ import annotations

import itertools
import re
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

from unionlib import arguments
from unionlib.edition import load
from unionlib.errors import AmbiguousTotal, ExpressionError, UnionlibError, UnknownName
from unionlib.expression import divisions
from unionlib.expression import measures as measures_of
from unionlib.letters import capital, uncapital
from unionlib.snippet import NO_CODE, Code, call, flat, quoted
from unionlib.syntax import names
from unionlib.tabulation import Table, listing, tabulate
from unionlib.timeline import trend

if TYPE_CHECKING:
    from unionlib.codebook import Codebook
    from unionlib.edition import Edition
    from unionlib.show.drawing import Chart

UNIT = "unit"


@dataclass(frozen=True, repr=False)
class View(Table):
    """A table with the lines of code that make it, to paste into a section's notebook.

    Parameters
    ----------
    code : Code
        Uses ``edition`` and ``data`` as a section's notebook has them.
    drawn : tuple of int
        The columns of its chart; of several years all are drawn.
    by_year : bool
        Whether its columns are years.
    """

    code: Code = NO_CODE
    drawn: tuple[int, ...] = (0,)
    by_year: bool = False

    @property
    def chart(self) -> Chart | None:
        """The chart of the table; None where a single row has nothing to compare with."""
        from unionlib.show.charts import bar_chart
        from unionlib.show.multiples import multiples_chart

        if self.by_year:
            return multiples_chart(self) if self.rows else None
        return bar_chart(self, self.drawn) if len(self.rows) > 1 and self.drawn else None


def view(
    edition: Edition,
    measure: str | Sequence[str],
    *,
    by: str = "",
    unit: str | Sequence[str] = (),
    years: int | str | Sequence[int | str] = (),
) -> View:
    """Tabulate measures: by a dimension, for some units, over some years.

    Parameters
    ----------
    measure : str or sequence of str
        Measures of the codebook; with ``by`` alone, any expressions.
    by : str
        A dimension, or ``unit``: all units, or just those chosen; ``""``: the totals.
    unit : str or sequence of str
        Units; several give a row each.
    years : int, str or sequence of these
        Years that have an edition, those for comparison too, also as ``2015-2019``;
        several give a column each.

    Examples
    --------
    >>> found = view(load(2019), "members", by="sector")
    >>> float(found.frame.iloc[-1, 0])
    30088.0
    >>> print(found.code)  # doctest: +ELLIPSIS
    from unionlib import bars, table, tabulate
    <BLANKLINE>
    found = tabulate(
        edition,
        "members-by-sector",
        ...
    table(found)
    bars(found)
    """
    wanted = [measure] if isinstance(measure, str) else list(measure)
    units = [unit] if isinstance(unit, str) else list(unit or ())
    listed = [years] if isinstance(years, int | str) else years or ()
    read = {year for text in listed for year in arguments.years(str(text))}
    chosen = sorted(read) or [edition.year]
    editions = [edition if year == edition.year else load(year, edition.data) for year in chosen]
    book = edition.codebook
    _check([edition, *editions], wanted, by, units)
    if by == UNIT and any(units):
        by = ""  # units that are named have a row each as they are
    named: dict[str, str] = {}
    for text in dict.fromkeys(wanted):
        named[_own(_heading(book, text), text, named)] = text
    about = _about(edition, named, by, [name for name in units if name], chosen)
    if len(editions) > 1:
        rows = _rows(editions, named, by, units)
        made = trend(editions, *about, rows)
        opened = ", ".join(_opened(one, edition) for one in editions)
        lines = [call("trend", f"[{opened}]", *map(quoted, about), rows)]
        return _view(made, lines, "trend", by_year=True)
    (one,) = editions
    opened = _opened(one, edition)
    if by and len(units) < 2:
        made, options = _tabulated(one, about, named, by, units)
        lines = [call("tabulate", opened, *map(quoted, about), named, f'by="{by}"', *options)]
        return _view(made, lines, "tabulate")
    rows = _rows(editions, named, by, units)
    made = listing(one, *about, rows)
    lines = [call("listing", opened, *map(quoted, about), rows)]
    return _view(made, lines, "listing")


def dimensions(edition: Edition, wanted: Sequence[str]) -> list[str]:
    """Return what measures can be broken down by, in the order of the codebook."""
    book = edition.codebook
    used = {name for text in wanted for name in measures_of(edition, text)}
    taken = {
        key for text in wanted for name in names(text).measures for key in divisions(edition, name)
    }
    by_unit = any(row.unit for name in used for row in edition.observed(name))
    return [*(name for name in book.dimensions if name in taken), *([UNIT] if by_unit else [])]


def _check(
    editions: Sequence[Edition], wanted: Sequence[str], by: str, units: Sequence[str]
) -> None:
    book = editions[0].codebook
    if not wanted:
        raise UnionlibError("hãy chọn ít nhất một chỉ tiêu")
    for name in units:
        if name and name not in book.units:
            raise UnknownName("Đơn vị", name, book.units)
    allowed = dict.fromkeys(name for each in editions for name in dimensions(each, wanted))
    if by and by not in allowed:
        raise UnknownName(f"Phân tổ của {', '.join(wanted)}", by, allowed)


def _tabulated(
    edition: Edition,
    about: tuple[str, str],
    named: Mapping[str, str],
    by: str,
    units: Sequence[str],
) -> tuple[Table, list[str]]:
    """Return a table by a dimension and the options that it was made with."""
    where = {UNIT: units[0]} if any(units) else {}
    options = [f"where={flat(where)}"] if where else []
    try:
        made = tabulate(edition, *about, named, by=by, where=where)
        if made.total and any(made.total.figure(place) for place in range(len(named))):
            return made, options
    except AmbiguousTotal:
        pass  # the parts can be shown all the same, without a total
    return tabulate(edition, *about, named, by=by, where=where, total=""), [*options, 'total=""']


def _rows(
    editions: Sequence[Edition], named: Mapping[str, str], by: str, units: Sequence[str]
) -> dict[str, str]:
    """Return label → expression for every measure, unit and code that has figures."""
    rows: dict[str, str] = {}
    book = editions[-1].codebook
    codes = _codes(editions, list(named.values()), by) if by else [""]
    for (heading, text), unit, code in itertools.product(named.items(), units or [""], codes):
        keys = {UNIT: unit, by: code} if by != UNIT else {UNIT: code}
        keys = {key: value for key, value in keys.items() if value}
        if keys and text not in book.measures:
            raise ExpressionError(
                f"'{text}' là công thức: chỉ chọn được đơn vị, phân tổ của chỉ tiêu"
            )
        label = [heading] if len(named) > 1 or not keys else []
        label += [book.code_label(key, value) for key, value in keys.items()]
        chosen = ", ".join(f"{key}={value}" for key, value in keys.items())
        rows[_own(" – ".join(label), chosen, rows)] = f"{text}({chosen})" if chosen else text
    return rows


def _own(label: str, code: str, taken: Container[str]) -> str:
    """Return a label that is not taken yet: two schools of one name are told apart by code."""
    return f"{label} ({code})" if label in taken else label


def _codes(editions: Sequence[Edition], wanted: Sequence[str], by: str) -> list[str]:
    book = editions[-1].codebook
    found = {
        row.unit if by == UNIT else dict(row.where).get(by, "")
        for edition in editions
        for text in wanted
        for name in measures_of(edition, text)
        for row in edition.observed(name)
    }
    return [code for code in (book.units if by == UNIT else book.codes[by]) if code in found]


def _view(made: Table, lines: Sequence[str], function: str, *, by_year: bool = False) -> View:
    drawn = tuple(_alike(made))
    shown = "multiples" if by_year else "bars"
    draws = by_year or (len(made.rows) > 1 and bool(drawn))
    used = sorted({function, "table", *([shown] if draws else []),
                   *(["load"] if any("load(" in line for line in lines) else [])})  # fmt: skip
    columns = "" if by_year or drawn == (0,) else f", {list(drawn)}"
    last = ["table(found)", *([f"{shown}(found{columns})"] if draws else [])]
    code = "\n".join([f"from unionlib import {', '.join(used)}", "", *lines, *last])
    own = {field.name: getattr(made, field.name) for field in fields(Table)}
    return View(**own, code=Code(code), drawn=drawn, by_year=by_year)


def _alike(made: Table) -> Iterator[int]:
    """Yield the columns that are measured in the unit of the first."""
    units = [
        {cell.unit for row in made.rows if (cell := row.figure(place))}
        for place in range(len(made.columns))
    ]
    yield from (place for place, found in enumerate(units) if found == units[0] and len(found) == 1)


def _about(
    edition: Edition, named: Mapping[str, str], by: str, units: Sequence[str], years: Sequence[int]
) -> tuple[str, str]:
    """Return id and caption; a year that is not the edition's own is named."""
    book = edition.codebook
    other = years[0] if len(years) == 1 and years[0] != edition.year else None
    headings = [*named]
    caption = headings[0]
    if len(headings) > 1:
        caption += (
            f"; {uncapital(headings[1])}"
            if len(headings) == 2
            else f" và {len(headings) - 1} chỉ tiêu khác"
        )
    ways = ([by] if by else []) + ([UNIT] if len(units) > 1 and by != UNIT else [])
    if ways:
        labels = [book.dimensions.get(name, "Đơn vị") for name in ways]
        caption += " theo " + " và ".join(map(uncapital, labels))
    if len(units) == 1:
        caption += f" – {book.code_label(UNIT, units[0])}"
    if len(years) > 1:
        caption += f", các năm {years[0]}–{years[-1]}"
    elif other:
        caption += f", năm {other}"
    words = [*list(named.values())[:2], *(["by", by] if by else []), *units[:1],
             *(["years"] if len(years) > 1 else [str(other)] if other else [])]  # fmt: skip
    return re.sub(r"[^a-z0-9]+", "-", "-".join(words).lower()).strip("-"), caption


def _heading(book: Codebook, text: str) -> str:
    if text not in book.measures:
        return text
    return capital(book.measures[text].label)


def _opened(one: Edition, edition: Edition) -> str:
    return "edition" if one is edition else f"load({one.year}, data)"
