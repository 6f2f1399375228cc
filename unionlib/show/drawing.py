"""What a chart shows, before it is laid out: rows, series, scale, look, legend, words."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from html import escape
from typing import Any

from unionlib.errors import UnionlibError
from unionlib.quantity import Quantity, apart
from unionlib.show import markup
from unionlib.show.canvas import LEADING, NARROW, SIZE, WIDTH, Canvas, Fill, width_of
from unionlib.tabulation import Table, check_id, check_table
from unionlib.writing import MONEY, PERCENT

# Each at least 3 : 1 against white and against the dark page (#16181c); filled and
# hatched, dark and light take turns, so that neighbours differ without colour too.
FILLS = (Fill("#2f74b5"), Fill("#2f74b5", "lines"), Fill("#cc7a1e"), Fill("#cc7a1e", "dots"))


@dataclass(frozen=True)
class Chart:
    """A drawn chart: its SVG, caption, description and the figures that it shows.

    ``narrow`` is the drawing for a phone; ``""`` where there is none.
    """

    id: str
    caption: str
    description: str
    svg: str
    figures: tuple[dict[str, Any], ...]
    narrow: str = ""

    def __post_init__(self) -> None:
        check_id(self.id)

    def __str__(self) -> str:
        return f"{self.caption}. {self.description}"

    def __repr__(self) -> str:
        return str(self)

    def _repr_mimebundle_(self, **_: Any) -> dict[str, Any]:
        # Shown by the page's style sheet where it fits better; a notebook has none.
        narrow = self.narrow.replace("<svg", '<svg class="narrow" display="none"', 1)
        html = (
            f'<figure class="chart" id="fig-{self.id}">{self.svg}{narrow}'
            f"<figcaption>{escape(self.caption)}</figcaption></figure>"
        )
        return markup.bundle("chart", html, str(self), self.figures)


def _check_caption(caption: object, table: Table, drawn: Sequence[str]) -> None:
    """Refuse a column that was given as the caption: ``bars(table, "Nam", "Nữ")``."""
    if not isinstance(caption, str) or (caption in table.columns and caption not in drawn):
        raise UnionlibError(
            f"{caption!r:.60} đứng ở chỗ của tên biểu đồ; vẽ nhiều cột thì ghi chung: "
            f"[{', '.join(repr(name) for name in (*drawn, caption))}]"
        )


class Drawing:
    """What is drawn: rows and series of a table, their scale and look.

    Parameters
    ----------
    table : Table
        Where the figures are.
    series : sequence of int or str
        The columns to draw, by place or heading.
    id, caption : str
        Of the chart; ``""``: the table's.
    shares : bool
        Whether bars are as long as a figure's share of a whole, not as the figure.
    width : float
        In points.
    """

    def __init__(
        self,
        table: Table,
        series: Sequence[int | str],
        id: str,
        caption: str,
        *,
        shares: bool = False,
        width: float = WIDTH,
    ) -> None:
        check_table(table)
        self.width = width
        self.id = id or table.id
        self.series = [table.place(column) for column in series]
        self.names = [table.columns[index] for index in self.series]
        self.rows = [row for row in table.rows if any(row.figure(index) for index in self.series)]
        figures = [
            cell for row in self.rows for index in self.series if (cell := row.figure(index))
        ]
        self._apart = apart(cell.unit for cell in figures)
        amounts = [abs(float(cell)) for cell in figures if cell.unit == MONEY]
        # Less than a hundredth of a million would be labelled 0.
        large = max(amounts, default=0) >= 10**6 and min(filter(None, amounts)) >= 10**4
        self.scale = "triệu" if large else MONEY
        self.units = {self._unit(cell) for cell in figures}
        units = {"tỷ lệ %"} if shares else self.units
        unit = next(iter(units)) if len(units) == 1 else ""
        _check_caption(caption, table, self.names)
        caption = caption or table.caption
        said = unit in ("", PERCENT) or unit.lower() in caption.lower()
        self.caption = caption if said else markup.with_unit(caption, unit)
        self.named = len(series) > 1
        self.nested = len(series) == 1 and any(row.depth for row in self.rows)

    def check_scale(self) -> None:
        """Refuse bars of đồng beside bars of people: as long is not as much."""
        if self._apart:
            raise UnionlibError(f"không vẽ chung {', '.join(sorted(self.units))} trên một thang đo; "
                                "mỗi đơn vị tính cần một biểu đồ")  # fmt: skip

    def cells(self, place: int) -> list[Quantity | None]:
        """Return the figures of a series, one per row."""
        return [row.figure(self.series[place]) for row in self.rows]

    def text(self, cell: Quantity | None) -> str:
        """Write one figure: with its qualifier, and with its unit where units differ."""
        if not cell:
            return ""
        lead = f"{cell.qualifier} " if cell.qualifier else ""
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
        return [(float(cell) if cell else 0.0, self.text(cell)) for cell in self.cells(place)]

    def fill(self, place: int, *, part: bool = False) -> Fill:
        """Return how the bars of a series look; what is part of another takes the next look."""
        return FILLS[(place + part) % len(FILLS)]

    @property
    def legend(self) -> list[tuple[float, int, list[str]]]:
        """Where each series stands in the legend: x, line, and its name in lines; none for one alone."""
        found: list[tuple[float, int, list[str]]] = []
        x, line, below = 0.0, 0, 0
        for name in self.names if self.named else ():
            words = wrap(name, self.width - 34)
            width = max(map(width_of, words)) + 34
            if x and x + width > self.width:
                x, line = 0.0, below
            found.append((x, line, words))
            x, below = x + width, max(below, line + len(words))
        return found

    @property
    def legend_height(self) -> float:
        """How much room the legend takes."""
        lines = max((line + len(words) for _, line, words in self.legend), default=0)
        return lines * SIZE * 1.5 + 4 if lines else 2.0

    def canvas(self, height: float) -> Canvas:
        """Return a canvas with the legend at its head."""
        canvas = Canvas(f"fig-{self.id}", height, self.width)
        for place, (x, line, words) in enumerate(self.legend):
            middle = SIZE * (0.75 + 1.5 * line)
            canvas.area(x + 1, middle - 4, 18, 8, self.fill(place))
            canvas.words(x + 24, middle + (len(words) - 1) / 2 * SIZE * LEADING, words)
        return canvas

    def finish(self, canvas: Canvas, kind: str, words: str = "") -> Chart:
        """Return the chart with its description in words."""
        cells = [cell for place in self.places for cell in self.cells(place) if cell]
        figures = tuple(markup.figure(cell, self.text(cell), self.caption) for cell in cells)
        description = f"{kind}. {words or self._words()}."
        svg = canvas.svg(self.caption, description)
        return Chart(self.id, self.caption, description, svg, figures)

    def _words(self) -> str:
        """Say the figures in words, for those who do not see the chart."""
        said = []
        for place, name in enumerate(self.names):
            listed = "; ".join(
                f"{row.label}: {cell.words}"
                for row, cell in zip(self.rows, self.cells(place), strict=True)
                if cell
            )
            said.append(f"{name} – {listed}" if len(self.names) > 1 else listed)
        return ". ".join(said)

    def _unit(self, cell: Quantity) -> str:
        if cell.unit != MONEY:
            return cell.unit
        return MONEY if self.scale == MONEY else f"{self.scale} {MONEY}"


def drawn_twice(draw: Callable[[float], Chart]) -> Chart:
    """Return a chart with both its drawings; ``draw`` makes one of a width in points."""
    return replace(draw(WIDTH), narrow=draw(NARROW).svg)


def wrap(text: str, width: float) -> list[str]:
    """Break a label into lines about as wide as that, in points, and about equally long."""
    letters = max(8, int(width / SIZE / 0.46))
    lines = textwrap.wrap(text, letters) or [""]
    while len(lines) > 1 and len(fewer := textwrap.wrap(text, letters - 1)) == len(lines):
        lines, letters = fewer, letters - 1
    return lines
