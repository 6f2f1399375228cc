"""Widths of a table's columns, the same in the PDF and in the Word file.

Typst and Word lay tables out by rules of their own, and LibreOffice by none. So
the widths are settled here, as browsers do it: no column narrower than its
longest word or figure, the rest shared out by what the columns would like.
"""

from __future__ import annotations

import re

from unionlib.report.paper.tree import Element
from unionlib.report.paper.tree import words as text_of
from unionlib.show.lettering import ems

TEXT_WIDTH = 467.7  # 165 mm, between margins of 30 and 15 mm, in points
SIZES = (12, 11, 10, 9)  # of the letters; the first at which a row takes about LINES lines at most
LINES = 3  # by length alone, so four at times; labels of five lines pushed the chart off its table's page
INDENT = 0.9  # ems that a row stands in from the row of which it is a part
_PADDING = 8.0  # of a cell, left and right together, in points
_LONGEST = 18  # letters of a word from which on it may be broken
_LONG = re.compile(rf"[^\s\u200b]{{{_LONGEST},}}")
_JOINTS = re.compile(r"[_(=,/](?=\w)")
_BREAKS = re.compile(r"[^\S\xa0]+|\u200b+")  # at a no-break space no line ends
_WANTED = 26.0  # ems beyond which a column of words asks for a quarter of its length only
_FOLDED = 0.7  # of its length that a head asks for where not all can stand on one line
_SHORT = 4.5  # ems up to which words stay on one line, as figures do


def set_columns(table: Element) -> None:
    """Set a table's ``columns`` (shares of its width) and ``size`` (points).

    Parameters
    ----------
    table : lxml.etree._Element
        A ``table`` of the paper tree, complete; its cells get their ``column``.
    """
    least: dict[int, float] = {}
    wanted: dict[int, float] = {}
    fair: dict[int, float] = {}  # wanted, on LINES lines
    folded: dict[int, float] = {}  # wanted, with heads on two lines
    for cell in _placed(table):
        column, span = int(cell.get("column") or 0), int(cell.get("colspan") or 1)
        _loosen(cell)
        text = text_of(cell)
        length = ems(text)
        whole = cell.get("num") or length < _SHORT
        longest = length if whole else max(map(ems, _BREAKS.split(text)))
        row = cell.getparent()
        part = "body" if row is None else row.get("part")
        bold = 1.0 if part == "body" else 1.06
        indent = float(cell.get("indent") or 0)
        longest = longest * bold + indent
        line = length * bold + indent
        line = min(line, _WANTED + max(line - _WANTED, 0) / 4)
        fold = line * _FOLDED if part == "head" else line
        # A cell over several columns asks each for its share, and never for words alone.
        for number in range(column, column + span):
            least[number] = max(least.get(number, 0.0), longest / span)
            fair[number] = max(fair.get(number, 0.0), longest / span, line / LINES / span)
            wanted[number] = max(wanted.get(number, 0.0), longest / span, line / span)
            folded[number] = max(folded.get(number, 0.0), longest / span, fold / span)
    numbers = sorted(least)
    rooms = {size: (TEXT_WIDTH - len(numbers) * _PADDING) / size for size in SIZES}
    fitting = [
        size for need in (fair, least) for size in SIZES if sum(need.values()) <= rooms[size]
    ]
    size = fitting[0] if fitting else SIZES[-1]
    room = rooms[size]
    steps = [least, fair, folded, wanted]
    step = max((n for n in (1, 2) if sum(steps[n].values()) <= room), default=0)
    low, high = steps[step : step + 2]
    widths = _share(room, [low[n] for n in numbers], [high[n] for n in numbers])
    padded = [width + _PADDING / size for width in widths]
    table.set("columns", " ".join(f"{width / sum(padded):.4f}" for width in padded))
    table.set("size", str(size))


def _loosen(cell: Element) -> None:
    """Let formulas in a cell's text break within: no column could hold their longest words."""
    for node in cell.iter("*"):
        node.text = _loosened(node.text or "")
        if node is not cell:
            node.tail = _loosened(node.tail or "")


def _loosened(text: str) -> str:
    return _LONG.sub(_with_breaks, text) if len(text) >= _LONGEST else text


def _with_breaks(word: re.Match[str]) -> str:
    return _JOINTS.sub("\\g<0>\u200b", word.group())


def _share(room: float, least: list[float], wanted: list[float]) -> list[float]:
    """Share out a width as browsers do: to each its wish, else more than the least it needs."""
    if sum(wanted) <= room:
        return [width * room / max(sum(wanted), 1) for width in wanted]
    missing = sum(wanted) - sum(least)
    part = max(room - sum(least), 0) / missing if missing else 0
    return [low + (high - low) * part for low, high in zip(least, wanted, strict=True)]


def _placed(table: Element) -> list[Element]:
    """Return the cells, each with the column that spans above and before leave it."""
    cells: list[Element] = []
    taken: set[tuple[int, int]] = set()
    for number, row in enumerate(table.iterfind("tr")):
        column = 0
        for cell in row:
            while (number, column) in taken:
                column += 1
            cell.set("column", str(column))
            down, across = int(cell.get("rowspan") or 1), int(cell.get("colspan") or 1)
            taken.update((number + y, column + x) for y in range(1, down) for x in range(across))
            cells.append(cell)
            column += across
    return cells
