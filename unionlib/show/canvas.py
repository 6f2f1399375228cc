"""The ground that charts are drawn on: SVG in points, the same every time.

A chart of this report is made of bars, lines and words. Written directly it takes a
millisecond and a few kilobytes, without a plotting library in every section's process,
and its words stay words: a reader can search and copy them, in the typeface of the page.
Ink is ``currentColor``, so that a chart follows the page into dark mode.
"""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import NamedTuple

from unionlib.show.lettering import ems

WIDTH = 475.0  # points: the width of the text on A4
NARROW = 260.0  # points: on a phone, where letters of the wide drawing would be too small
SIZE = 10.0  # of letters, in points
LEADING = 1.2  # from line to line, in sizes
# Those of the page, and the one that Typst brings; a standalone drawing has no page around it.
FACES = "'Times New Roman',Tinos,'Liberation Serif','Libertinus Serif',serif"
_LIFT = 0.34  # from the middle of a letter down to the line that it stands on, in sizes
_HATCHES = {
    "lines": '<path d="M-1,1 1,-1 M0,6 6,0 M5,7 7,5" stroke="{colour}" stroke-width="1"/>',
    "dots": '<circle cx="1.5" cy="1.5" r="1" fill="{colour}"/><circle cx="4.5" cy="4.5" r="1" fill="{colour}"/>',
}  # each a square of six points


class Fill(NamedTuple):
    """How an area looks: its colour, and with what it is hatched; plain where with nothing."""

    colour: str
    hatch: str = ""


class Canvas:
    """A drawing under way; x grows to the right, y downwards.

    Parameters
    ----------
    name : str
        What the ids within it begin with: ``fig-members``.
    height, width : float
        In points.
    """

    def __init__(self, name: str, height: float, width: float = WIDTH) -> None:
        self.name = name if width == WIDTH else f"{name}-narrow"
        self.height = height
        self.width = width
        self._parts: list[str] = []
        self._hatches: dict[Fill, str] = {}

    def area(self, x: float, y: float, width: float, height: float, fill: Fill) -> None:
        """Draw a filled or hatched area with an edge of its colour."""
        inside = self._hatched(fill) if fill.hatch else fill.colour
        self._rectangle(x, y, width, height, f'fill="{inside}" stroke="{fill.colour}"')

    def frame(self, x: float, y: float, width: float, height: float) -> None:
        """Draw the outline of an area."""
        self._rectangle(x, y, width, height, 'fill="none" stroke="currentColor" stroke-width="0.7"')

    def line(self, points: Sequence[tuple[float, float]], colour: str = "currentColor") -> None:
        """Draw a line through points; one in a colour is data, and heavier."""
        path = " ".join(f"{_short(x)},{_short(y)}" for x, y in points)
        weight = "0.7" if colour == "currentColor" else "1.6"
        self._parts.append(
            f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="{weight}"/>'
        )

    def dot(self, x: float, y: float, colour: str) -> None:
        """Draw a point of data."""
        self._parts.append(f'<circle cx="{_short(x)}" cy="{_short(y)}" r="1.5" fill="{colour}"/>')

    def words(
        self, x: float, y: float, lines: Sequence[str], anchor: str = "start", size: float = SIZE
    ) -> None:
        """Write lines of text, their middle at ``y``; ``anchor`` is start, middle or end."""
        first = y - (len(lines) - 1) / 2 * size * LEADING + size * _LIFT
        for number, words in enumerate(lines):
            place = f'x="{_short(x)}" y="{_short(first + number * size * LEADING)}"'
            look = f' text-anchor="{anchor}"' if anchor != "start" else ""
            look += f' font-size="{_short(size)}"' if size != SIZE else ""
            self._parts.append(f"<text {place}{look}>{escape(words)}</text>")

    def svg(self, title: str, description: str) -> str:
        """Return the drawing, with its title and description for those who do not see it."""
        box = f'viewBox="0 0 {_short(self.width)} {_short(self.height)}"'
        size = f'width="{_short(self.width)}pt" height="{_short(self.height)}pt"'
        about = f'role="img" aria-labelledby="{self.name}-title {self.name}-desc"'
        look = f'font-family="{FACES}" font-size="{_short(SIZE)}" fill="currentColor"'
        hatches = "".join(
            f'<pattern id="{id}" width="6" height="6" patternUnits="userSpaceOnUse">'
            f"{_HATCHES[fill.hatch].format(colour=fill.colour)}</pattern>"
            for fill, id in self._hatches.items()
        )
        # Both are read aloud as one: without a full stop the title would run on.
        stop = "" if title.endswith(tuple(".:;?!")) else "."
        parts = [
            f'<svg xmlns="http://www.w3.org/2000/svg" {about} {size} {box} {look}>',
            f'<title id="{self.name}-title">{escape(title)}{stop}</title>',
            f'<desc id="{self.name}-desc">{escape(description)}</desc>',
            *([f"<defs>{hatches}</defs>"] if hatches else []),
            *self._parts,
            "</svg>",
        ]
        return "\n".join(parts)

    def _hatched(self, fill: Fill) -> str:
        id = self._hatches.setdefault(fill, f"{self.name}-hatch{len(self._hatches)}")
        return f"url(#{id})"

    def _rectangle(self, x: float, y: float, width: float, height: float, look: str) -> None:
        place = f'x="{_short(x)}" y="{_short(y)}" width="{_short(width)}" height="{_short(height)}"'
        self._parts.append(f"<rect {place} {look}/>")


def width_of(text: str) -> float:
    """Return about how wide a text is, in points, and rather more than less."""
    return ems(text) * SIZE


def _short(number: float) -> str:
    return f"{number:.2f}".rstrip("0").rstrip(".")
