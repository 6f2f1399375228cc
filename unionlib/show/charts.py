"""Charts in one house style: readable in black and white, drawn the same every time.

Bars carry their value, series differ by lightness and by hatching, ink is
``currentColor`` so that a chart follows the page into dark mode, and every chart has
a title and a description in words for those who do not see it.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Any

from unionlib.quantity import MONEY, PERCENT, Quantity, share
from unionlib.show import markup
from unionlib.show.canvas import INK, new_figure, to_svg
from unionlib.tabulation import Table

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

# Each at least 3 : 1 against white and against the dark page (#16181c); filled and
# hatched, dark and light take turns, so that neighbours differ without colour too.
FILLS = (("#2f74b5", ""), ("#2f74b5", "////"), ("#cc7a1e", ""), ("#cc7a1e", "...."))
LINE = 0.17  # inches: a line of a label
BAR = 0.23  # inches: a bar
_WRAP = 32


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
    labels = [_wrap(row.label, 80 // slots) for row in drawing.rows]
    figure, axes = new_figure(2.6 + LINE * max(label.count("\n") for label in labels))
    width = 0.8 / len(drawing.series)
    for place in range(len(drawing.series)):
        spots = [spot + (place + 0.5) * width - 0.4 for spot in range(len(labels))]
        drawn = axes.bar(spots, drawing.values(place), width * 0.88, **drawing.style(place))
        axes.bar_label(drawn, drawing.texts(place), padding=2, color=INK, fontsize=9)
    axes.set_xticks(range(len(labels)), labels)
    axes.yaxis.set_visible(False)
    axes.margins(y=0.02)
    spare = (slots - len(labels)) / 2
    axes.set_xlim(-0.5 - spare, len(labels) - 0.5 + spare)
    axes.spines["left"].set_visible(False)
    axes.spines["bottom"].set_visible(True)
    return drawing.finish(figure, axes)


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

    def style(self, place: int, *, part: bool = False) -> dict[str, Any]:
        """Return how the bars of a series look."""
        colour, hatch = FILLS[(place + part) % len(FILLS)]
        fill = "none" if hatch else colour
        name = self.names[place] if len(self.series) > 1 else None
        return {
            "facecolor": fill,
            "edgecolor": colour,
            "hatch": hatch,
            "linewidth": 0.9,
            "label": name and _plain(name),
        }

    def finish(self, figure: Figure, axes: Axes, words: str = "") -> Chart:
        """Return the chart, with its legend and its description in words."""
        axes.tick_params(length=0, colors=INK)
        if len(self.series) > 1 and not words:
            wide = sum(len(name) + 8 for name in self.names) > 85
            figure.legend(loc="outside upper left", ncols=2 if wide else 4, labelcolor=INK,
                          fontsize=9, borderpad=0.2)  # fmt: skip
        cells = [cell for place in range(len(self.series)) for cell in self.cells(place) if cell]
        figures = tuple(markup.figure(cell, self.text(cell), self.caption) for cell in cells)
        description = f"Biểu đồ cột. {words or self._words()}."
        svg = to_svg(figure, f"fig-{self.id}", self.caption, description)
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
    count = len(drawing.series)
    figure, axes, height = _rows(drawing, count)
    for place in range(count):
        spots = [spot + (place - (count - 1) / 2) * height for spot in range(len(drawing.rows))]
        drawn = axes.barh(spots, drawing.values(place), height * 0.88, **drawing.style(place))
        if drawing.nested:
            for bar, row in zip(drawn, drawing.rows, strict=True):
                bar.set(**drawing.style(place, part=row.depth > 0))
        axes.bar_label(drawn, drawing.texts(place), padding=4, color=INK, fontsize=9)
    axes.margins(x=0.01)
    return drawing.finish(figure, axes)


def _share_chart(drawing: _Drawing) -> Chart:
    """Draw each figure of the first series as a share of the last, in a frame of 100%."""
    done, due = drawing.cells(0), drawing.cells(-1)
    pairs = zip(done, due, strict=True)
    known = [(a, b, share(a, b)) if a and b and share(a, b) else None for a, b in pairs]
    texts = [
        f"{drawing.text(trio[0])}/{drawing.text(trio[1])} = {trio[2].text()}" if trio else ""
        for trio in known
    ]
    figure, axes, height = _rows(drawing, 1)
    spots = range(len(known))
    style = drawing.style(0) | {"label": None}
    axes.barh(spots, [float(trio[2]) if trio else 0.0 for trio in known], height * 0.8, **style)
    frames = axes.barh(spots, [100.0 if trio else 0.0 for trio in known], height * 0.8,
                       facecolor="none", edgecolor=INK, linewidth=0.7)  # fmt: skip
    axes.bar_label(frames, texts, padding=4, color=INK, fontsize=9)
    axes.margins(x=0.01)
    words = "; ".join(
        f"{row.label}: {text}" for row, text in zip(drawing.rows, texts, strict=True) if text
    )
    return drawing.finish(figure, axes, words)


def _rows(drawing: _Drawing, series: int) -> tuple[Figure, Axes, float]:
    """Return a figure with a row for each label, and how high a bar is in it."""
    labels = [_wrap(row.label) for row in drawing.rows]
    lines = max((label.count("\n") + 1 for label in labels), default=1)
    slot = max(BAR * series, LINE * lines) + 0.12
    figure, axes = new_figure(slot * len(labels) + 0.15 + 0.25 * (series > 1))
    axes.set_yticks(range(len(labels)), labels)
    axes.set_ylim(len(labels) - 0.5, -0.5)
    axes.xaxis.set_visible(False)
    return figure, axes, BAR / slot


def _words(cell: Quantity) -> str:
    text = cell.text()
    return text if cell.unit in ("", MONEY, PERCENT) else f"{text} {cell.unit}"


def _wrap(text: str, width: int = _WRAP) -> str:
    return _plain("\n".join(textwrap.wrap(text, width)))


def _plain(text: str) -> str:
    # A dollar sign would begin matplotlib's mathematics, an underscore hide a legend.
    return re.sub("^_", " _", text.replace("$", r"\$"))
