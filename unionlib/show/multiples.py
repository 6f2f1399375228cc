"""Small multiples: one little line per figure, the years from left to right."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

from unionlib.errors import UnionlibError
from unionlib.quantity import Quantity
from unionlib.show import markup
from unionlib.show.canvas import LEADING, Canvas
from unionlib.show.drawing import FILLS, Chart, drawn_twice
from unionlib.show.lettering import ems
from unionlib.show.prose import say
from unionlib.submissions import lacking
from unionlib.tabulation import Row, Table, check_table
from unionlib.timeline import compared, moves, scale, section_trend, year_columns
from unionlib.writing import MONEY, PERCENT

if TYPE_CHECKING:
    from unionlib.edition import Edition
    from unionlib.timeline import Move

# The least that the scale of a panel spans, as a share of its largest figure. A scale from
# zero would show a change of some per cent as a flat line; one as narrow as the change
# itself would show every change, however small, as a steep one.
LEAST = 0.1
SCALES = "Mỗi chỉ tiêu có thang đo riêng, không nhất thiết bắt đầu từ 0."
# In points.
HEIGHT = 100.0  # one row of panels
BREADTH = 120.0  # the least of a panel
SPACE = 18.0  # between panels
SMALL = 8.5  # letters


def multiples(table: Table) -> None:
    """Draw a table of years, one panel per row, each with a scale of its own; nothing if empty.

    Parameters
    ----------
    table : Table
        As :func:`unionlib.trend` makes it; its last columns, the changes, are not drawn.

    Raises
    ------
    UnionlibError
        The columns are no years.
    """
    check_table(table)
    if not table.rows:
        return
    if not year_columns(table):
        raise UnionlibError(f"multiples vẽ bảng theo năm mà trend(…) lập ra; bảng {table.id} có các cột "
                            f"{', '.join(table.columns)}")  # fmt: skip
    markup.show(multiples_chart(table))


def trends(editions: Sequence[Edition], section: str) -> None:
    """Say, tabulate and draw how a section's key figures moved; nothing for a single year.

    Parameters
    ----------
    editions : sequence of Edition
        In the order of the years: ``history(edition)`` or ``load_years("2015-2024")``.
    section : str
        A section that ``data/trends.csv`` names figures for.
    """
    found = section_trend(editions, section)
    if not found.rows:
        return
    _say_most(editions, found)
    markup.show(found)
    multiples(found)


def multiples_chart(table: Table) -> Chart:
    """Return the chart of :func:`multiples` without showing it."""
    printed = tuple(
        markup.figure(cell, _short(row, cell), table.caption)
        for row in table.rows
        for cell in _cells(table, row)
        if cell.value is not None
    )
    description = _describe(table)

    def draw(width: float) -> Chart:
        svg = _panels(table, width).svg(table.caption, description)
        return Chart(table.id, table.caption, description, svg, printed)

    return drawn_twice(draw)


def _panels(table: Table, width: float) -> Canvas:
    """Draw as many panels side by side as have room."""
    across = int((width + SPACE) // (BREADTH + SPACE))
    step = (width + SPACE) / across
    height = -(-len(table.rows) // across) * HEIGHT
    canvas = Canvas(f"fig-{table.id}", height + SMALL * 2, width)
    canvas.words(width / 2, height + SMALL, [SCALES], "middle", SMALL)
    first = (across - min(len(table.rows), across)) / 2 * step
    for number, row in enumerate(table.rows):
        down, right = divmod(number, across)
        place = (first + right * step, down * HEIGHT)
        _panel(canvas, *place, step - SPACE, table, row)
    return canvas


def _say_most(editions: Sequence[Edition], table: Table) -> None:
    """Say what moved most, if anything did: over all the years, and since the one before the last.

    Nothing while the last year lacks units: a tenth of the province is no fall by nine tenths.
    """
    if lacking(editions[-1]):
        return
    years = year_columns(table)
    among = "trong các chỉ tiêu không tính bằng phần trăm, "
    for since in sorted(compared(len(years))):
        span = f"So với năm {years[since]}" if since else f"Từ năm {years[0]} đến năm {years[-1]}"
        moved = moves(table, since)
        if moved and moved[0].growth.value:
            _say_first(editions[-1], moved, span, among)
            among = ""  # it need not be said twice


def _say_first(edition: Edition, moved: Sequence[Move], span: str, among: str) -> None:
    """Say which figure moved most; of a single one only that it moved."""
    chosen = f"{among}thay đổi nhiều nhất là {{label}}:"
    first, last, growth = moved[0]
    # As the table below: not from 1.517.200.000 đồng, as it was printed, to 1.998,8 triệu đồng.
    form = f":{scale([first, last])}" if last.unit == MONEY else ""
    say(
        edition,
        f"{{span}}, {chosen if len(moved) > 1 else '{label}'} "
        f"{{growth:tăng/giảm}}, từ {{first{form}}} {{towards}} {{last{form}}}{{unit}}.",
        span=span,
        label=last.label,
        first=first,
        towards="lên" if float(growth) > 0 else "xuống",
        last=last,
        unit=last.words.removeprefix(last.text()),  # money brings its own
        growth=growth,
    )


def _panel(canvas: Canvas, left: float, top: float, width: float, table: Table, row: Row) -> None:
    """Draw one figure's line: its name above, the first and the last year below."""
    years = year_columns(table)
    letters = int(width / SMALL / 0.47)
    name = row.label.replace(row.unit, row.unit.replace(" ", "\u00a0"))
    names = textwrap.wrap(name, letters, max_lines=3, placeholder=" …")
    head = top + 2 + len(names) * SMALL * LEADING
    canvas.words(left, (top + 2 + head) / 2, names, size=SMALL)
    foot = top + HEIGHT - SMALL * 2
    canvas.line([(left, foot), (left + width, foot)])
    for x, year, anchor in ((left, years[0], "start"), (left + width, years[-1], "end")):
        canvas.words(x, foot + SMALL * 0.75, [year], anchor, SMALL)
    cells = _cells(table, row)
    known = [(place, cell) for place, cell in enumerate(cells) if cell.value is not None]
    if not known:
        return
    values = [float(cell) for _, cell in known]
    low, high = min(values), max(values)
    middle, span = (low + high) / 2, max(high - low, LEAST * max(abs(low), abs(high))) or 1.0
    step = (width - 8) / max(len(years) - 1, 1)
    room = foot - head - SMALL * 3.2  # above and below the line, for the figures at its ends
    points = [
        (left + 4 + place * step,
         foot - SMALL * 1.6 - room * (0.5 + (float(cell) - middle) / span))
        for place, cell in known
    ]  # fmt: skip
    canvas.line(points, FILLS[0].colour)
    for x, y in points:
        canvas.dot(x, y, FILLS[0].colour)
    _write_ends(canvas, points, [_short(row, cell) for _, cell in known], left, left + width)


def _write_ends(
    canvas: Canvas,
    points: Sequence[tuple[float, float]],
    texts: Sequence[str],
    left: float,
    right: float,
) -> None:
    """Write the figures of a line's first and last point beside it, within the panel and apart."""
    (x, first), (beyond, last) = points[0], points[-1]
    reach, back = (ems(texts[end]) * SMALL for end in (0, -1))
    begin, end = min(x, right - reach), max(beyond, left + back)
    # Of years that stand close the words would meet: those of the higher point go above the line.
    meet = begin + reach > end - back
    y = _beside(points, reach, above=first <= last if meet else None)
    canvas.words(begin, y, [texts[0]], size=SMALL)
    if len(points) > 1:
        y = _beside(points[::-1], back, above=first > last if meet else None)
        canvas.words(end, y, [texts[-1]], "end", SMALL)


def _beside(
    points: Sequence[tuple[float, float]], reach: float, *, above: bool | None = None
) -> float:
    """Return how high words stand that begin at the first of a line's points and cross none of it.

    Above or below all that they reach over, which is several years where these are many;
    nearer to their own point, unless it is said which.
    """
    (left, own), heights = points[0], [points[0][1]]
    for (x, y), (beyond, far) in pairwise(points):
        part = (reach - abs(x - left)) / abs(beyond - x)
        if part < 1:
            heights.append(y + (far - y) * part)
            break
        heights.append(far)
    over, under = min(heights) - SMALL * 0.8, max(heights) + SMALL
    if above is None:
        above = own - over < under - own
    return over if above else under


def _cells(table: Table, row: Row) -> list[Quantity]:
    """Return the figure of each year, missing where its cell has none; no changes behind them."""
    cells = row.cells[: len(year_columns(table))]
    return [cell if isinstance(cell, Quantity) else Quantity.missing("ô trống") for cell in cells]


def _short(row: Row, cell: Quantity) -> str:
    """Write a figure as its table does, in what the row's label says; a missing one in words."""
    if cell.value is None or cell.unit == PERCENT:
        return cell.text()
    return f"{cell.qualifier} {cell.cell(row.scale(cell))}".strip()


def _describe(table: Table) -> str:
    said = []
    for row in table.rows:
        cells = zip(year_columns(table), _cells(table, row), strict=True)
        listed = ", ".join(f"{year}: {_short(row, cell)}" for year, cell in cells)
        said.append(f"{row.label} – {listed}")
    return f"Các biểu đồ đường nhỏ theo năm. {'. '.join(said)}. {SCALES}"
