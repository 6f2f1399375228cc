"""The ground that charts are drawn on: one style, and SVG that is the same every time."""

from __future__ import annotations

import io
import re
import warnings
from functools import cache
from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

INK = "#010203"  # replaced by currentColor: a colour that nothing else uses
WIDTH = 6.6  # inches: the width of the text on A4


@cache
def _style() -> None:
    import matplotlib as mpl

    mpl.use("agg")
    mpl.rcParams.update({
        "font.family": "DejaVu Sans", "font.size": 9.5, "svg.fonttype": "path",
        "svg.hashsalt": "unionlib", "hatch.linewidth": 0.8,
        "axes.spines.top": False, "axes.spines.right": False, "axes.spines.bottom": False,
        "axes.edgecolor": INK, "legend.frameon": False, "figure.constrained_layout.use": True,
    })  # fmt: skip


def new_figure(height: float) -> tuple[Figure, Axes]:
    """Return an empty figure as wide as the text, ``height`` inches high, and its axes."""
    # Figure itself, not pyplot: no global state, no window system, a faster import.
    _style()
    from matplotlib.figure import Figure

    figure = Figure(figsize=(WIDTH, max(0.8, height)), facecolor="none")
    axes = figure.subplots()
    axes.set_facecolor("none")
    return figure, axes


def new_grid(down: int, across: int, height: float) -> tuple[Figure, list[Axes]]:
    """Return a figure of small panels, ``height`` inches each, and their axes by rows."""
    figure, axes = new_figure(down * height)
    axes.remove()
    return figure, [
        figure.add_subplot(down, across, place + 1, facecolor="none")
        for place in range(down * across)
    ]


def to_svg(figure: Figure, name: str, title: str, description: str) -> str:
    """Return the figure as an SVG element with title and description, ids made its own."""
    from matplotlib.backends.backend_svg import FigureCanvasSVG

    buffer = io.StringIO()
    about = {"Date": None, "Creator": None, "Format": None, "Type": None}
    with warnings.catch_warnings():
        # A sign that the font lacks is drawn as a box; the description has it in words.
        warnings.filterwarnings("ignore", "Glyph .* missing from font")
        # Not savefig: it draws the whole figure once more, to find the places of its parts.
        FigureCanvasSVG(figure).print_svg(buffer, metadata=about)  # type: ignore[no-untyped-call]
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
