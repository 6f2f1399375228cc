"""Charts in one house style: readable in black and white, drawn the same every time.

Bars carry their value, series differ by lightness and by hatching, ink is
``currentColor`` so that a chart follows the page into dark mode, and every chart has
a title and a description in words for those who do not see it.
"""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from html import escape
from typing import TYPE_CHECKING, Any

from unionlib.quantity import MONEY, Quantity
from unionlib.show import markup
from unionlib.tabulation import Row, Table

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

INK = "#010203"  # replaced by currentColor: a colour that nothing else uses
FILLS = (("#2f6ea5", ""), ("#9dbcd8", "////"), ("#d9822b", ""), ("#f0cfa0", "...."))
WIDTH = 6.6  # inches: the width of the text on A4
_WRAP = 30


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


def bars(table: Table, column: int | Sequence[int] = 0, caption: str = "") -> None:
    """Draw horizontal bars: one per row, one series per column.

    Parameters
    ----------
    table : Table
        Its rows are drawn from top to bottom; the total row is left out.
    column : int or sequence of int
        The columns to draw, counted from 0; several give grouped bars.
    caption : str
        By default the table's.
    """
    markup.show(bar_chart(table, column, caption))


def columns(table: Table, column: int | Sequence[int] = 0, caption: str = "") -> None:
    """Draw upright columns, for what runs in time or has a natural order."""
    markup.show(column_chart(table, column, caption))


def bar_chart(table: Table, column: int | Sequence[int] = 0, caption: str = "") -> Chart:
    """Return the chart of :func:`bars` without showing it."""
    series = _series(column)
    rows = [row for row in table.rows if any(row.figure(index) for index in series)]
    figure, axes = _figure(0.28 * len(rows) * len(series) + 0.3 * len(rows) + 0.5 + 0.25 * (len(series) > 1))
    scale = _scale(table, rows, series)
    height = 0.8 / len(series)
    for place, index in enumerate(series):
        fill, hatch = FILLS[place % len(FILLS)]
        spots = [spot + (place - (len(series) - 1) / 2) * height for spot in range(len(rows))]
        widths = [_value(row.figure(index), scale) for row in rows]
        drawn = axes.barh(spots, widths, height * 0.9, color=fill, hatch=hatch,
                          edgecolor="white" if hatch else fill, linewidth=0, label=table.columns[index])  # fmt: skip
        texts = [_text(row.figure(index), scale) for row in rows]
        axes.bar_label(drawn, texts, padding=3, color=INK, fontsize=9)
    axes.set_yticks(range(len(rows)), [_wrap(row.label) for row in rows], color=INK)
    axes.invert_yaxis()
    axes.xaxis.set_visible(False)
    axes.margins(x=0.14, y=0.02)
    _finish(axes, [table.columns[index] for index in series], legend=len(series) > 1)
    return _chart(figure, table, caption, rows, series, scale)


def column_chart(table: Table, column: int | Sequence[int] = 0, caption: str = "") -> Chart:
    """Return the chart of :func:`columns` without showing it."""
    series = _series(column)
    rows = list(table.rows)
    figure, axes = _figure(3.0)
    scale = _scale(table, rows, series)
    width = 0.8 / len(series)
    for place, index in enumerate(series):
        fill, hatch = FILLS[place % len(FILLS)]
        spots = [spot + (place - (len(series) - 1) / 2) * width for spot in range(len(rows))]
        heights = [_value(row.figure(index), scale) for row in rows]
        drawn = axes.bar(spots, heights, width * 0.9, color=fill, hatch=hatch,
                         edgecolor="white" if hatch else fill, linewidth=0, label=table.columns[index])  # fmt: skip
        axes.bar_label(drawn, [_text(row.figure(index), scale) for row in rows], padding=2, color=INK, fontsize=9)
    axes.set_xticks(range(len(rows)), [_wrap(row.label, 14) for row in rows], color=INK)
    axes.yaxis.set_visible(False)
    axes.margins(y=0.14)
    _finish(axes, [table.columns[index] for index in series], legend=len(series) > 1)
    return _chart(figure, table, caption, rows, series, scale)


@cache
def _style() -> None:
    import matplotlib as mpl

    mpl.use("agg")
    mpl.rcParams.update({
        "font.family": "DejaVu Sans", "font.size": 9.5, "svg.fonttype": "path",
        "svg.hashsalt": "unionlib", "hatch.linewidth": 0.6, "hatch.color": "white",
        "axes.spines.top": False, "axes.spines.right": False, "axes.spines.bottom": False,
        "axes.edgecolor": INK, "legend.frameon": False, "figure.constrained_layout.use": True,
    })  # fmt: skip


def _figure(height: float) -> tuple[Figure, Axes]:
    # Figure itself, not pyplot: no global state, no window system, a faster import.
    _style()
    from matplotlib.backends.backend_svg import FigureCanvasSVG
    from matplotlib.figure import Figure

    figure = Figure(figsize=(WIDTH, max(1.2, height)), facecolor="none")
    FigureCanvasSVG(figure)
    axes = figure.subplots()
    axes.set_facecolor("none")
    return figure, axes


def _finish(axes: Axes, names: Sequence[str], *, legend: bool) -> None:
    axes.tick_params(length=0, colors=INK)
    if legend:
        axes.legend(loc="lower center", bbox_to_anchor=(0.5, 1.0), ncols=len(names), labelcolor=INK, fontsize=9)


def _chart(
    figure: Figure, table: Table, caption: str, rows: Sequence[Row], series: Sequence[int], scale: str
) -> Chart:
    caption = caption or table.caption
    description = _describe(table, rows, series)
    cells = [row.figure(index) for index in series for row in rows]
    figures = tuple(markup.figure(cell, _text(cell, scale)) for cell in cells if cell)
    svg = _svg(figure, f"fig-{table.id}", caption, description)
    return Chart(table.id, caption, description, svg, figures)


def _svg(figure: Figure, name: str, title: str, description: str) -> str:
    """Return the figure as an SVG element with title and description, ids made its own."""
    buffer = io.StringIO()
    figure.savefig(buffer, format="svg", metadata={"Date": None, "Creator": None, "Format": None, "Type": None})
    svg = buffer.getvalue()
    svg = svg[svg.index("<svg") :].strip().replace(INK, "currentColor")
    svg = re.sub(r"<metadata>.*?</metadata>\s*", "", svg, flags=re.DOTALL)
    svg = re.sub(r'(\bid="|xlink:href="#|url\(#)', rf"\g<1>{name}-", svg)
    labelled = f'role="img" aria-labelledby="{name}-title {name}-desc"'
    words = (
        f'<title id="{name}-title">{escape(title)}</title>'
        f'<desc id="{name}-desc">{escape(description)}</desc>'
    )
    return re.sub(r"<svg ([^>]*)>", rf"<svg {labelled} \g<1>>{_literal(words)}", svg, count=1)


def _literal(text: str) -> str:
    return text.replace("\\", r"\\")


def _describe(table: Table, rows: Sequence[Row], series: Sequence[int]) -> str:
    """Say the figures of a chart in words, for those who do not see it."""
    said = []
    for index in series:
        cells = [(row.label, row.figure(index)) for row in rows if row.figure(index)]
        listed = "; ".join(f"{label}: {_words(cell)}" for label, cell in cells if cell)
        said.append(f"{table.columns[index]} – {listed}" if len(series) > 1 else listed)
    return f"Biểu đồ cột. {'. '.join(said)}."


def _words(cell: Quantity) -> str:
    text = cell.text()
    return text if cell.unit in ("", MONEY, "%") else f"{text} {cell.unit}"


def _series(column: int | Sequence[int]) -> list[int]:
    return [column] if isinstance(column, int) else list(column)


def _scale(table: Table, rows: Sequence[Row], series: Sequence[int]) -> str:
    amounts = [float(c) for row in rows for i in series if (c := row.figure(i)) and c.unit == MONEY]
    return "triệu" if amounts and max(amounts) >= 10**6 else MONEY


def _value(cell: Quantity | None, scale: str) -> float:
    return float(cell) if cell else 0.0


def _text(cell: Quantity | None, scale: str) -> str:
    if not cell:
        return ""
    if cell.unit == MONEY:
        return f"{cell.cell(scale)} {scale}" if scale != MONEY else f"{cell.cell()} đ"
    return f"{cell.cell()}%" if cell.unit == "%" else cell.cell()


def _wrap(text: str, width: int = _WRAP) -> str:
    import textwrap

    return "\n".join(textwrap.wrap(text, width)).replace("$", r"\$")
