"""Tables and charts of the page, for paper."""

from __future__ import annotations

import re
from collections.abc import Sequence

from lxml import etree

from unionlib.report.paper.columns import INDENT, TEXT_WIDTH, set_columns
from unionlib.report.paper.inline import Inline
from unionlib.report.paper.tree import Element, classes, plain

_PARTS = {"thead": "head", "tfoot": "foot"}
_TALLEST = 660.0  # a chart, in points: a page holds 728, and the caption takes up to three lines
_DEPTH = "depth-"  # class of a row that is part of another, and how deep
_ALIGNED = re.compile(r"text-align:(right|center)")  # as a column of a Markdown table is


def add_table(reader: Inline, figure: Element, target: Element) -> None:
    """Append a table: its caption, its rows by part, the lines around it, its columns' widths."""
    source = figure if figure.tag == "table" else next(figure.iter("table"))
    table = reader.add(target, "table", figure)
    _add_caption(reader, source.find("caption"), table)
    for row in source.iter("tr"):
        parent = row.getparent()
        part = _PARTS.get("" if parent is None else str(parent.tag), "body")
        line = etree.SubElement(table, "tr", part=part)
        for cell in row.iterfind("*"):
            element = reader.add(line, "cell", cell)
            element.set("head", "1" if cell.tag == "th" else "")
            element.set("num", "1" if "num" in classes(cell) else "")
            if aligned := _ALIGNED.match(cell.get("style") or ""):
                element.set("align", aligned[1])
            for span in ("colspan", "rowspan"):
                element.set(span, cell.get(span) or "1")
            reader.inline(cell, element)
        for name in classes(row):
            if name.startswith(_DEPTH) and len(line):
                line[0].set("indent", f"{INDENT * int(name.removeprefix(_DEPTH)):g}")
    for paragraph in figure.iterfind("p"):
        line = reader.add(table, "p", paragraph)
        line.set("class", paragraph.get("class") or "")
        reader.inline(paragraph, line)
    set_columns(table)


def add_chart(reader: Inline, figure: Element, target: Element, charts: Sequence[str]) -> None:
    """Append a chart: its number, description, size and caption."""
    chart = reader.add(target, "chart", figure)
    _add_caption(reader, figure.find("figcaption"), chart)
    number = int(next(figure.iter("svg")).get("data-n") or 0)
    drawing = etree.fromstring(charts[number])
    alt = " ".join(plain(node) for node in drawing.iter("{*}title", "{*}desc"))
    _, _, width, height = map(float, (drawing.get("viewBox") or "").split())
    scale = min(1, TEXT_WIDTH / width, _TALLEST / height)
    size = (("width", width * scale), ("height", height * scale))
    for name, value in (("n", number), ("alt", alt), *size):
        chart.set(name, str(value))


def _add_caption(reader: Inline, source: Element | None, target: Element) -> None:
    if source is not None:
        reader.inline(source, etree.SubElement(target, "caption"))
