"""Charts in one house style: readable in black and white, drawn the same every time.

Bars carry their value, series differ by lightness and by hatching, and every chart has
a title and a description in words for those who do not see it.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate

from unionlib.ratios import share
from unionlib.show import markup
from unionlib.show.canvas import LEADING, SIZE, WIDTH, width_of
from unionlib.show.drawing import FILLS, Chart, Drawing, drawn_twice, wrap
from unionlib.tabulation import Table

LABELS = 0.315  # of the width: labels at the left, about
# In points.
BAR = 16.0  # a bar and the space to the next
GAP = 5.0  # between a bar and its value


def bars(
    table: Table,
    column: int | str | Sequence[int | str] = 0,
    caption: str = "",
    *,
    of: int | str | None = None,
    id: str = "",
) -> None:
    """Draw horizontal bars: one per row, one series per column; nothing without figures.

    Parameters
    ----------
    table : Table
        Its rows are drawn from top to bottom; the total row is left out, and rows that
        are parts of others are hatched.
    column : int, str or sequence of these
        The columns to draw, counted from 0 or by heading; several give grouped bars.
    caption : str
        By default the table's.
    of : int or str, optional
        The column that holds the whole of each bar: 800 of 812. All wholes are drawn
        equally long, so that small units can be compared with large ones.
    id : str
        By default the table's; a second chart of one table needs its own.

    Raises
    ------
    UnknownName
        The table has no such column; those that it has follow.
    UnionlibError
        The columns differ in their unit, which one scale cannot show.
    """
    if chart := bar_chart(table, column, caption, of=of, id=id):
        markup.show(chart)


def bar_chart(
    table: Table,
    column: int | str | Sequence[int | str] = 0,
    caption: str = "",
    *,
    of: int | str | None = None,
    id: str = "",
) -> Chart | None:
    """Return the chart of :func:`bars` without showing it."""
    chosen = [column] if isinstance(column, int | str) else list(column)
    shares = of is not None
    series = chosen if of is None else [*chosen, of]
    draw = _share_chart if shares else _bar_chart

    def drawing(width: float = WIDTH) -> Drawing:
        return Drawing(table, series, id, caption, shares=shares, width=width)

    return drawn_twice(lambda width: draw(drawing(width))) if drawing().rows else None


def _bar_chart(drawing: Drawing) -> Chart:
    """Draw bars as long as their figures."""
    drawing.check_scale()
    rows = _Rows(drawing, len(drawing.series))
    bars = [bar for place in drawing.places for bar in drawing.bars(place)]
    # The longest bars that leave room for every label.
    scale = min((rows.room(text) / value for value, text in bars if value > 0), default=0.0)
    for place in drawing.places:
        for number, (value, text) in enumerate(drawing.bars(place)):
            part = drawing.nested and drawing.rows[number].depth > 0
            y = rows.top(number) + place * BAR
            length = max(value, 0) * scale
            rows.canvas.area(rows.left, y, length, BAR * 0.88, drawing.fill(place, part=part))
            rows.canvas.words(rows.left + length + GAP, y + BAR * 0.44, [text])
    return rows.finish()


def _share_chart(drawing: Drawing) -> Chart:
    """Draw each figure of the first series as a share of the last, in a frame of 100%."""
    done, due = drawing.cells(0), drawing.cells(-1)
    pairs = zip(done, due, strict=True)
    known = [(a, b, share(a, b)) if a and b and share(a, b) else None for a, b in pairs]
    texts = [
        f"{drawing.text(trio[0])}/{drawing.text(trio[1])} = {trio[2].text()}" if trio else ""
        for trio in known
    ]
    drawing.named = False  # no legend: each label says what frame and bar are
    rows = _Rows(drawing, 1)
    shares = [max(float(trio[2]), 0.0) if trio else 0.0 for trio in known]
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

    def __init__(self, drawing: Drawing, series: int) -> None:
        self.drawing, self.series = drawing, series
        self.labels = [wrap(row.label, LABELS * drawing.width) for row in drawing.rows]
        self.left = max((width_of(line) for lines in self.labels for line in lines), default=0) + 6
        # Long labels stand closer than bars, and only the row of one is taller for it:
        # a chart that is too tall leaves half a page blank, or does not fit on any.
        slots = [max(BAR * series + 8, len(lines) * SIZE * LEADING + 4) for lines in self.labels]
        head, *edges = accumulate(slots, initial=drawing.legend_height)
        self._middles = [edge - slot / 2 for edge, slot in zip(edges, slots, strict=True)]
        self.canvas = drawing.canvas(edges[-1] + 2)
        for middle, lines in zip(self._middles, self.labels, strict=True):
            self.canvas.words(self.left - 6, middle, lines, "end")
        self.canvas.line([(self.left, head), (self.left, edges[-1])])

    def top(self, number: int) -> float:
        """Where the first bar of a row begins."""
        return self._middles[number] - BAR * self.series / 2

    def room(self, text: str) -> float:
        """How long a bar may be that is labelled with a text."""
        return max(self.drawing.width - self.left - GAP - width_of(text) - 2, BAR)

    def finish(self, words: str = "") -> Chart:
        """Return the chart."""
        return self.drawing.finish(self.canvas, "Biểu đồ thanh ngang", words)
