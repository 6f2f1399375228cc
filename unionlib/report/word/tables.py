"""Tables with their caption, repeated header rows and merged cells."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from unionlib.report.paper.columns import TEXT_WIDTH
from unionlib.report.paper.tree import Element, words
from unionlib.report.word.inline import PLAIN, Inline
from unionlib.report.word.markup import TWIPS, Xml, paragraph, w
from unionlib.show.lettering import ems

KEPT_ROWS = 8  # a table of no more rows stays on one page
_FULL_SIZE = 12  # points, of the style
_RAISED = 0.6  # how large Word and LibreOffice draw what is superscript, about


def make_table(writer: Inline, node: Element) -> Iterator[Xml]:
    """Yield a table's caption, its unit, the table itself and the lines below it."""
    caption = node.find("caption")
    content = writer.marked(node, [] if caption is None else writer.inline(caption))
    if content:
        yield paragraph("Caption", content, w("keepNext"))
    lines = node.findall("p")
    units = [line for line in lines if line.get("class") == "unit"]
    below = [line for line in lines if line.get("class") != "unit"]
    for line in units:
        yield paragraph("TableUnit", writer.inline(line))
    yield _make_grid(writer, node, kept=bool(below))
    for line in below:
        keep = [] if line is below[-1] else [w("keepNext")]
        yield paragraph("TableSource", writer.marked(line, writer.inline(line)), *keep)
    if not below:
        yield paragraph("Rule")  # Word would run two tables together


def _make_grid(writer: Inline, node: Element, *, kept: bool) -> Xml:
    """Write the table itself; `kept` holds its last row to the line below."""
    shares = [float(share) for share in (node.get("columns") or "1").split()]
    widths = [round(share * TEXT_WIDTH * TWIPS) for share in shares]
    rows = node.findall("tr")
    look = w("tblLook", val="0420", firstRow=1, noVBand=1)
    about = w(
        "tblPr",
        *(w("tblStyle", val="ReportTable"), w("tblW", w=sum(widths), type="dxa")),
        *(w("tblLayout", type="fixed"), look),
    )
    grid = w("tblGrid", *(w("gridCol", w=width) for width in widths))
    lines = []
    for number, (row, slots) in enumerate(zip(rows, _slots(rows, widths), strict=True)):
        last = number == len(rows) - 1
        # Neither a head nor a total stands on a page by itself.
        keep = kept if last else number in (0, len(rows) - 2) or len(rows) <= KEPT_ROWS
        head = w("tblHeader") if row.get("part") == "head" else None
        line = [w("trPr", w("cantSplit"), head)]
        for cell, place in slots:
            line.append(w("tc", place, _fill_cell(writer, cell, row, node, keep=keep)))
        lines.append(w("tr", *line))
    return w("tbl", about, grid, *lines)


def _slots(
    rows: Sequence[Element], widths: Sequence[int]
) -> Iterator[list[tuple[Element | None, Xml]]]:
    """Yield the places of each row with their properties; a place may have no cell.

    Word wants one below each cell that reaches down, too.
    """
    above: dict[int, tuple[Element, int]] = {}  # by column: a cell that reaches down, for how far
    for row in rows:
        cells = {int(cell.get("column") or 0): cell for cell in row}
        slots: list[tuple[Element | None, Xml]] = []
        column = 0
        while column < len(widths):
            owner, down = above.pop(column, (None, 0))
            merge = None if owner is None else w("vMerge")
            if (cell := cells.get(column)) is not None:
                owner, down = cell, int(cell.get("rowspan") or 1)
                merge = w("vMerge", val="restart") if down > 1 else None
            if owner is not None and down > 1:
                above[column] = owner, down - 1
            span = 1 if owner is None else int(owner.get("colspan") or 1)
            width = w("tcW", w=sum(widths[column : column + span]), type="dxa")
            spanning = w("gridSpan", val=span) if span > 1 else None
            slots.append((cell, w("tcPr", width, spanning, merge, w("vAlign", val="center"))))
            column += span
        yield slots


def _fill_cell(
    writer: Inline, cell: Element | None, row: Element, table: Element, *, keep: bool
) -> Xml:
    part = row.get("part")
    settings = [w("keepNext")] if keep else []
    if cell is None:
        return paragraph("TableText", (), *settings)
    style = "TableHeading" if part == "head" else "TableNumber" if cell.get("num") else "TableText"
    size = int(table.get("size") or _FULL_SIZE)
    formats = frozenset({"strong"}) if part == "foot" else PLAIN
    if indent := float(cell.get("indent") or 0):
        settings.append(w("ind", left=round(indent * size * TWIPS)))
    # The marks of findings hang outside, so that the digits stay in line.
    if cell.get("num") and (marks := ems("".join(words(m) for m in cell.iterfind("sup[@mark]")))):
        settings.append(w("ind", right=round(-marks * _RAISED * size * TWIPS)))
    if part != "head" and (aligned := cell.get("align")):
        settings.append(w("jc", val=aligned))
    content = writer.inline(cell, formats, 0 if size == _FULL_SIZE else size)
    return paragraph(style, writer.marked(cell, content), *settings)
