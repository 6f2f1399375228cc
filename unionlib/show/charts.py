"""Charts in one house style: readable in black and white, drawn the same every time.

Bars carry their value, series differ by lightness and by hatching, and every chart has
a title and a description in words for those who do not see it.
"""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

from unionlib.quantity import MONEY, PERCENT, Quantity, share
from unionlib.show import markup
from unionlib.show.canvas import LEADING, SIZE, WIDTH, Canvas, Fill, width_of
from unionlib.tabulation import Table

# Each at least 3 : 1 against white and against the dark page (#16181c); filled and
# hatched, dark and light take turns, so that neighbours differ without colour too.
FILLS = (Fill("#2f74b5"), Fill("#2f74b5", "lines"), Fill("#cc7a1e"), Fill("#cc7a1e", "dots"))
# In points.
BAR = 16.0  # a bar and the space to the next
COLUMN = 150.0  # the tallest column
LABELS = 150.0  # labels at the left, about
GAP = 5.0  # between a bar and its value


@dataclass(frozen=True)
class Chart:
    """A drawn chart: its SVG, caption, description and the figures that it shows."""

    id: str
    caption: str
    description: str
    svg: str
    figures: tuple[dict[str, Any], ...]

    def __str__(self) -> str:
        return f"{self.caption}. {self.description}"

    def __repr__(self) -> str:
        return str(self)

    def _repr_mimebundle_(self, **_: Any) -> dict[str, Any]:
        html = (
            f'<figure class="chart" id="fig-{self.id}">{self.svg}'
            f"<figcaption>{escape(self.caption)}</figcaption></figure>"
        )
        return markup.bundle("chart", html, str(self), self.figures)


def bars(
    table: Table,
    column: int | Sequence[int] = 0,
    caption: str = "",
    *,
    of: int | None = None,
    id: str = "",
) -> None:
    """Draw horizontal bars: one per row, one series per column; nothing without figures.

    Parameters
    ----------
    table : Table
        Its rows are drawn from top to bottom; the total row is left out, and rows that
        are parts of others are hatched.
    column : int or sequence of int
        The columns to draw, counted from 0; several give grouped bars.
    caption : str
        By default the table's.
    of : int, optional
        The column that holds the whole of each bar: 800 of 812. All wholes are drawn
        equally long, so that small units can be compared with large ones.
    id : str
        By default the table's; a second chart of one table needs its own.
    """
    if chart := bar_chart(table, column, caption, of=of, id=id):
        markup.show(chart)


def columns(
    table: Table, column: int | Sequence[int] = 0, caption: str = "", *, id: str = ""
) -> None:
    """Draw upright columns, for what runs in time or has a natural order."""
    if chart := column_chart(table, column, caption, id=id):
        markup.show(chart)


def bar_chart(
    table: Table,
    column: int | Sequence[int] = 0,
    caption: str = "",
    *,
    of: int | None = None,
    id: str = "",
) -> Chart | None:
    """Return the chart of :func:`bars` without showing it."""
    chosen = [column] if isinstance(column, int) else list(column)
    drawing = _Drawing(table, [*chosen, of] if of is not None else chosen, id, caption)
    if not drawing.rows:
        return None
    return _share_chart(drawing) if of is not None else _bar_chart(drawing)


def column_chart(
    table: Table, column: int | Sequence[int] = 0, caption: str = "", *, id: str = ""
) -> Chart | None:
    """Return the chart of :func:`columns` without showing it."""
    drawing = _Drawing(table, [column] if isinstance(column, int) else list(column), id, caption)
    if not drawing.rows:
        return None
    slots = max(4, len(drawing.rows))  # two columns alone would be as broad as posters
    slot = WIDTH / slots
    labels = [_wrap(row.label, slot - 6) for row in drawing.rows]
    below = SIZE * LEADING * max(map(len, labels)) + 8
    head = drawing.legend_height + SIZE * LEADING
    foot = head + COLUMN
    canvas = drawing.canvas(foot + below)
    left = (WIDTH - slot * len(drawing.rows)) / 2
    width = slot * 0.8 / len(drawing.series)
    tallest = max(value for place in drawing.places for value in drawing.values(place)) or 1
    for place in drawing.places:
        for number, (value, text) in enumerate(drawing.bars(place)):
            x = left + (number + 0.1) * slot + (place + 0.06) * width
            height = max(value, 0) / tallest * COLUMN
            canvas.area(x, foot - height, width * 0.88, height, drawing.fill(place))
            canvas.words(x + width * 0.44, foot - height - 7, [text], "middle")
    canvas.line([(left, foot), (WIDTH - left, foot)])
    for number, lines in enumerate(labels):
        middle = foot + 4 + SIZE * LEADING * len(lines) / 2
        canvas.words(left + (number + 0.5) * slot, middle, lines, "middle")
    return drawing.finish(canvas)


class _Drawing:
    """What is drawn: rows and series of a table, their scale and look.

    Parameters
    ----------
    table : Table
        Where the figures are.
    series : list of int
        The columns to draw.
    id, caption : str
        Of the chart; ``""``: the table's.
    """

    def __init__(self, table: Table, series: list[int], id: str, caption: str) -> None:
        self.id = id or table.id
        self.series = series
        self.names = [table.columns[index] for index in series]
        self.rows = [row for row in table.rows if any(row.figure(index) for index in series)]
        figures = [row.figure(index) for row in self.rows for index in series]
        amounts = [float(cell) for cell in figures if cell and cell.unit == MONEY]
        self.scale = "triệu" if amounts and max(amounts) >= 10**6 else MONEY
        self.units = {self._unit(cell) for cell in figures if cell}
        unit = next(iter(self.units)) if len(self.units) == 1 else ""
        caption = caption or table.caption
        said = unit in ("", PERCENT) or unit in caption.lower()
        self.caption = caption if said else f"{caption} ({unit})"
        self.named = len(series) > 1
        self.nested = len(series) == 1 and any(row.depth for row in self.rows)

    def cells(self, place: int) -> list[Quantity | None]:
        """Return the figures of a series, one per row."""
        return [row.figure(self.series[place]) for row in self.rows]

    def values(self, place: int) -> list[float]:
        """Return how long the bars of a series are."""
        return [float(cell) if cell else 0.0 for cell in self.cells(place)]

    def texts(self, place: int) -> list[str]:
        """Return what the bars of a series are labelled with."""
        return [self.text(cell) for cell in self.cells(place)]

    def text(self, cell: Quantity | None) -> str:
        """Write one figure: with its qualifier, and with its unit where units differ."""
        if not cell:
            return ""
        lead = f"{cell.printed.qualifier} " if cell.printed and cell.printed.qualifier else ""
        unit = self._unit(cell)
        if unit == PERCENT:
            return f"{lead}{cell.cell()}%"
        text = lead + cell.cell(self.scale)
        return text if len(self.units) == 1 else f"{text} {unit}"

    @property
    def places(self) -> range:
        """The series, counted from 0."""
        return range(len(self.series))

    def bars(self, place: int) -> list[tuple[float, str]]:
        """Return of each bar of a series how long it is and what it is labelled with."""
        return list(zip(self.values(place), self.texts(place), strict=True))

    def fill(self, place: int, *, part: bool = False) -> Fill:
        """Return how the bars of a series look; what is part of another takes the next look."""
        return FILLS[(place + part) % len(FILLS)]

    @property
    def legend(self) -> list[tuple[float, int, int]]:
        """Where each series stands in the legend: x, line, and series; none for one alone."""
        found, x, line = [], 0.0, 0
        for place in self.places if self.named else ():
            width = width_of(self.names[place]) + 34
            if x and x + width > WIDTH:
                x, line = 0.0, line + 1
            found.append((x, line, place))
            x += width
        return found

    @property
    def legend_height(self) -> float:
        """How much room the legend takes."""
        return (self.legend[-1][1] + 1) * SIZE * 1.5 + 4 if self.legend else 2.0

    def canvas(self, height: float) -> Canvas:
        """Return a canvas with the legend at its head."""
        canvas = Canvas(f"fig-{self.id}", height)
        for x, line, place in self.legend:
            middle = SIZE * (0.75 + 1.5 * line)
            canvas.area(x + 1, middle - 4, 18, 8, self.fill(place))
            canvas.words(x + 24, middle, [self.names[place]])
        return canvas

    def finish(self, canvas: Canvas, words: str = "") -> Chart:
        """Return the chart with its description in words."""
        cells = [cell for place in self.places for cell in self.cells(place) if cell]
        figures = tuple(markup.figure(cell, self.text(cell), self.caption) for cell in cells)
        description = f"Biểu đồ cột. {words or self._words()}."
        svg = canvas.svg(self.caption, description)
        return Chart(self.id, self.caption, description, svg, figures)

    def _words(self) -> str:
        """Say the figures in words, for those who do not see the chart."""
        said = []
        for place, name in enumerate(self.names):
            listed = "; ".join(
                f"{row.label}: {_words(cell)}"
                for row, cell in zip(self.rows, self.cells(place), strict=True)
                if cell
            )
            said.append(f"{name} – {listed}" if len(self.names) > 1 else listed)
        return ". ".join(said)

    def _unit(self, cell: Quantity) -> str:
        if cell.unit != MONEY:
            return cell.unit
        return MONEY if self.scale == MONEY else f"{self.scale} {MONEY}"


def _bar_chart(drawing: _Drawing) -> Chart:
    """Draw bars as long as their figures."""
    rows = _Rows(drawing, len(drawing.series))
    bars = [bar for place in drawing.places for bar in drawing.bars(place)]
    # As long as leaves every bar room for its label.
    scale = min((rows.room(text) / value for value, text in bars if value > 0), default=0.0)
    for place in drawing.places:
        for number, (value, text) in enumerate(drawing.bars(place)):
            part = drawing.nested and drawing.rows[number].depth > 0
            y = rows.top(number) + place * BAR
            length = max(value, 0) * scale
            rows.canvas.area(rows.left, y, length, BAR * 0.88, drawing.fill(place, part=part))
            rows.canvas.words(rows.left + length + GAP, y + BAR * 0.44, [text])
    return rows.finish()


def _share_chart(drawing: _Drawing) -> Chart:
    """Draw each figure of the first series as a share of the last, in a frame of 100%."""
    done, due = drawing.cells(0), drawing.cells(-1)
    pairs = zip(done, due, strict=True)
    known = [(a, b, share(a, b)) if a and b and share(a, b) else None for a, b in pairs]
    texts = [
        f"{drawing.text(trio[0])}/{drawing.text(trio[1])} = {trio[2].text()}" if trio else ""
        for trio in known
    ]
    drawing.named = False  # what frame and bar are, each label says
    rows = _Rows(drawing, 1)
    shares = [float(trio[2]) if trio else 0.0 for trio in known]
    whole = min(map(rows.room, texts)) * 100 / max(100.0, *shares)
    for number, (trio, text) in enumerate(zip(known, texts, strict=True)):
        y = rows.top(number)
        if trio:
            rows.canvas.area(rows.left, y, whole * shares[number] / 100, BAR * 0.8, FILLS[0])
            rows.canvas.frame(rows.left, y, whole, BAR * 0.8)
        end = rows.left + whole * max(1.0, shares[number] / 100) + GAP
        rows.canvas.words(end, y + BAR * 0.4, [text])
    words = "; ".join(
        f"{row.label}: {text}" for row, text in zip(drawing.rows, texts, strict=True) if text
    )
    return rows.finish(words)


class _Rows:
    """The ground of horizontal bars: labels at the left, an axis, a row for each label."""

    def __init__(self, drawing: _Drawing, series: int) -> None:
        self.drawing, self.series = drawing, series
        self.labels = [_wrap(row.label, LABELS) for row in drawing.rows]
        self.left = max((width_of(line) for lines in self.labels for line in lines), default=0) + 6
        tallest = max(map(len, self.labels)) * SIZE * LEADING
        self.slot = max(BAR * series, tallest) + 8
        head = drawing.legend_height
        foot = head + self.slot * len(self.labels)
        self.canvas = drawing.canvas(foot + 2)
        for number, lines in enumerate(self.labels):
            middle = head + self.slot * (number + 0.5)
            self.canvas.words(self.left - 6, middle, lines, "end")
        self.canvas.line([(self.left, head), (self.left, foot)])
        self._head = head

    def top(self, number: int) -> float:
        """Where the first bar of a row begins."""
        return self._head + self.slot * (number + 0.5) - BAR * self.series / 2

    def room(self, text: str) -> float:
        """How long a bar may be that is labelled with a text."""
        return WIDTH - self.left - GAP - width_of(text) - 2

    def finish(self, words: str = "") -> Chart:
        """Return the chart."""
        return self.drawing.finish(self.canvas, words)


def _words(cell: Quantity) -> str:
    text = cell.text()
    return text if cell.unit in ("", MONEY, PERCENT) else f"{text} {cell.unit}"


def _wrap(text: str, width: float) -> list[str]:
    """Break a label into lines about as wide as that, in points, and about equally long."""
    letters = max(8, int(width / SIZE / 0.46))
    lines = textwrap.wrap(text, letters) or [""]
    while len(lines) > 1 and len(fewer := textwrap.wrap(text, letters - 1)) == len(lines):
        lines, letters = fewer, letters - 1
    return lines
