"""Small multiples: one little line per figure, the years from left to right."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from typing import TYPE_CHECKING

from unionlib.quantity import MONEY, PERCENT, Quantity
from unionlib.show import markup
from unionlib.show.canvas import INK, new_grid, to_svg
from unionlib.show.charts import FILLS, Chart
from unionlib.show.prose import say
from unionlib.tabulation import Row, Table
from unionlib.timeline import largest_change, section_trend

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from unionlib.edition import Edition

ACROSS = 3
HEIGHT = 1.35  # inches: one row of panels


def multiples(table: Table, caption: str = "") -> None:
    """Draw a table of :func:`unionlib.timeline.trend`, one panel per row; nothing if empty."""
    if table.rows:
        markup.show(multiples_chart(table, caption))


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
    names = largest_change(found)
    if names:
        say(
            editions[-1],
            "Từ năm {from_year} đến năm {to_year}, thay đổi nhiều nhất là {label}: "
            "từ {first} đến {last}, {growth:tăng/giảm}.",
            **names,
        )
    markup.show(found)
    multiples(found)


def multiples_chart(table: Table, caption: str = "") -> Chart:
    """Return the chart of :func:`multiples` without showing it."""
    down = -(-len(table.rows) // ACROSS)
    figure, panels = new_grid(down, min(ACROSS, len(table.rows)), HEIGHT)
    for axes, row in zip(panels, table.rows, strict=False):
        _panel(axes, row, table.columns[:-1])
    for axes in panels[len(table.rows) :]:
        axes.set_visible(False)
    caption = caption or table.caption
    description = _describe(table)
    name = f"fig-{table.id}"
    figures = [cell for row in table.rows for cell in _cells(row)]
    printed = tuple(
        markup.figure(cell, cell.cell(), caption) for cell in figures if cell.value is not None
    )
    svg = to_svg(figure, name, caption, description)
    return Chart(table.id, caption, description, svg, printed)


def _panel(axes: Axes, row: Row, years: tuple[str, ...]) -> None:
    points = [
        (place, float(cell)) for place, cell in enumerate(_cells(row)) if cell.value is not None
    ]
    places, values = [p for p, _ in points], [v for _, v in points]
    axes.plot(places, values, color=FILLS[0][0], linewidth=1.6, marker="o", markersize=2.5)
    cells = _cells(row)
    ends = [(points[0], points[1]), (points[-1], points[-2])] if len(points) > 1 else []
    for (place, value), (_, beside) in ends:
        # On the side that the line does not go to.
        below = beside > value
        axes.annotate(
            _short(cells[place]), (place, value), (0, -5 if below else 4),
            textcoords="offset points", ha="left" if place == places[0] else "right",
            va="top" if below else "bottom", fontsize=7.5, color=INK,
        )  # fmt: skip
    low, high = min(values), max(values)
    room = (high - low or abs(high) or 1) * 0.35
    axes.set_ylim(low - room * 1.4, high + room * 1.4)
    axes.set_xlim(-0.3, len(years) - 0.7)
    axes.set_xticks([0, len(years) - 1], [years[0], years[-1]], fontsize=7.5)
    first, last = axes.get_xticklabels()
    first.set_horizontalalignment("left")
    last.set_horizontalalignment("right")
    axes.set_title("\n".join(textwrap.wrap(row.label, 30)[:3]).replace("$", r"\$"),
                   fontsize=8, loc="left", color=INK)  # fmt: skip
    axes.yaxis.set_visible(False)
    axes.tick_params(length=0, colors=INK)
    axes.spines["left"].set_visible(False)


def _cells(row: Row) -> list[Quantity]:
    """Return the figures of the years, without the last column, the change."""
    return [cell for cell in row.cells[:-1] if isinstance(cell, Quantity)]


def _short(cell: Quantity) -> str:
    if cell.unit == MONEY:
        scale = "tỷ" if float(cell) >= 10**9 else "triệu" if float(cell) >= 10**6 else MONEY
        return cell.text(scale).removesuffix(" đồng")
    return cell.text() if cell.unit == PERCENT else cell.cell()


def _describe(table: Table) -> str:
    said = []
    for row in table.rows:
        cells = [(year, cell) for year, cell in zip(table.columns, _cells(row), strict=False)]
        listed = ", ".join(f"{year}: {_short(cell)}" for year, cell in cells)
        said.append(f"{row.label} – {listed}")
    return f"Các biểu đồ đường nhỏ theo năm. {'. '.join(said)}."
