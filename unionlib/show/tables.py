"""Tables as semantic HTML: caption, header scopes, unit, source, total row."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

from unionlib import numbers
from unionlib.lineage import cite, gathered
from unionlib.quantity import Quantity
from unionlib.show import markup
from unionlib.tabulation import PARTS, Cell, Row, Table, check_table
from unionlib.writing import MONEY, PERCENT, POINTS

MIXED = "mixed"


def table(*values: Table, optional: bool = False) -> None:
    """Print a table, or several one after the other.

    A table without any row says that there are no figures, so that references to it hold;
    an ``optional`` one is left out instead.

    Parameters
    ----------
    *values : Table
        As :func:`unionlib.tabulate`, :func:`unionlib.listing` and the sections make them.
    optional : bool
        Whether one without rows is left out.
    """
    for value in values:
        check_table(value)
        if value.rows or value.total or not optional:
            markup.show(value)


@dataclass(frozen=True)
class _Column:
    """How the figures of a column are written.

    Parameters
    ----------
    unit : str
        What they have in common; ``""`` where each row's label says its own.
    scale : str
        In which money is written.
    decimals : int or None
        Digits after the decimal mark of what is computed; None for as many as it has.
    """

    unit: str
    scale: str
    decimals: int | None = None


def render(value: Table) -> dict[str, Any]:
    """Return the mime bundle of a table; its cells also as plain rows for the CSV file."""
    columns = [_column(value, place) for place in range(len(value.columns))]
    units = {column.unit for column in columns}
    common = next(iter(units)) if len(units) == 1 and not units & {"", MIXED, PERCENT} else ""
    heads = [
        name if common else _headed(name, column.unit)
        for name, column in zip(value.columns, columns, strict=True)
    ]
    head = "".join(f'<th scope="col">{escape(text)}</th>' for text in [value.stub, *heads])
    listed = value.rows or (() if value.total else (_empty(value),))
    body = "".join(_row(row, columns) for row in listed)
    foot = f"<tfoot>{_row(value.total, columns)}</tfoot>" if value.total else ""
    note = " ".join([*filter(None, [value.note]), *_remarks(value, columns)])
    html = (
        f'<figure class="table" id="tbl-{value.id}"><table><caption>{escape(value.caption)}</caption>'
        f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody>{foot}</table>"
        + (f'<p class="unit">Đơn vị tính: {escape(common)}</p>' if common else "")
        + (f'<p class="note">{escape(note)}</p>' if note else "")
        + _source(value)
        + "</figure>"
    )
    figures = [
        markup.figure(cell, _words(row, cell, column), value.caption)
        for row in value.lines
        for cell, column in zip(row.cells, columns, strict=True)
        if isinstance(cell, Quantity)
    ]
    return markup.bundle("table", html, _text(value, heads, columns), figures, table=plain(value))


def plain(value: Table) -> dict[str, Any]:
    """Return a table as a file has it: header and rows, figures with all their digits.

    A last column has the units where one of the others mixes them. A part of a part is
    marked by two dashes: a plus would begin a formula.
    """
    units = [_file_unit(value, place) for place in range(len(value.columns))]
    mixed = [place for place, unit in enumerate(units) if unit == MIXED]
    heads = [
        name if unit in ("", MIXED) or unit.lower() == name.lower() else f"{name} ({unit})"
        for name, unit in zip(value.columns, units, strict=True)
    ]
    return {
        "id": value.id,
        "caption": value.caption,
        "header": [value.stub, *heads, *(["Đơn vị tính"] if mixed else [])],
        "rows": [
            [
                PARTS[1] * row.depth + row.name,
                *(_raw(row, cell) for cell in row.cells),
                *([_row_units(row, mixed)] if mixed else []),
            ]
            for row in value.filed or value.lines
        ],
    }


def _empty(value: Table) -> Row:
    return Row("(chưa có số liệu)", (None,) * len(value.columns))


def _headed(name: str, unit: str) -> str:
    """Return a heading with its unit, unless the words say it: ``Suất quà`` in ``suất``."""
    if unit in ("", MIXED) or unit.lower() in name.lower():
        return name
    return markup.with_unit(name, unit)


def _cells(value: Table, column: int) -> Iterator[Quantity]:
    for row in value.lines:
        cell = row.cells[column]
        if isinstance(cell, Quantity) and cell.value is not None:
            yield cell


def _column(value: Table, place: int) -> _Column:
    """Return how a column is written; money in triệu where no digit is lost."""
    units = {cell.unit for cell in _cells(value, place)}
    if not units or _labelled(value, place):
        return _Column("", MONEY)
    if len(units) > 1:
        return _Column(MIXED, MONEY)
    unit = units.pop()
    if unit != MONEY:
        written = [cell.cell() for cell in _cells(value, place)]
        return _Column(unit, MONEY, max(len(text.partition(",")[2]) for text in written))
    amounts = [float(cell) for cell in _cells(value, place)]
    whole = all(round(amount) % 10**5 == 0 for amount in amounts)
    if whole and max(amounts) >= 10**6:
        return _Column("triệu đồng", "triệu")
    return _Column(MONEY, MONEY)


def _remarks(value: Table, columns: Sequence[_Column]) -> Iterator[str]:
    """Yield why cells are dots, and why shares do not add up to 100 as they are printed."""
    cells = [cell for row in value.lines for cell in row.cells]
    missing = [cell.absence for cell in cells if isinstance(cell, Quantity) and not cell]
    if missing:
        yield f"Dấu “…”: {' hoặc '.join(dict.fromkeys(sorted(missing)))}."
    if any(_rounded(value, place, column) for place, column in enumerate(columns)):
        yield "Tỷ trọng cộng lại khác 100 do làm tròn."


def _rounded(value: Table, place: int, column: _Column) -> bool:
    """Tell whether shares that make up the whole do not, as they are printed."""
    whole = value.total.figure(place) if value.total else None
    if column.unit != PERCENT or whole is None or whole.value != 100:
        return False
    parts = [(row, cell) for row in value.rows if row.depth == 0 and (cell := row.figure(place))]
    printed = [numbers.parse_printed(_words(row, cell, column)) for row, cell in parts]
    exact = math.isclose(sum(float(cell) for _, cell in parts), 100)
    return exact and not math.isclose(sum(figure.value for figure in printed if figure), 100)


def _labelled(value: Table, column: int) -> bool:
    """Tell whether each row's label says the unit of its figure: ``Đoàn viên (người)``."""
    pairs = [(row, row.figure(column)) for row in value.lines]
    return all(row.unit.endswith(cell.unit) for row, cell in pairs if cell)


def _file_unit(value: Table, place: int) -> str:
    """Return the unit of a column in a file, where all money is in đồng."""
    unit = _column(value, place).unit
    return MONEY if unit.endswith(MONEY) else unit


def _row_units(row: Row, places: Sequence[int]) -> str:
    """Return what a row's figures in the columns of many units are counted in."""
    cells = filter(None, map(row.figure, places))
    return "; ".join(dict.fromkeys(cell.unit for cell in cells if cell.unit))


def _raw(row: Row, cell: Cell) -> float | int | str | None:
    if cell is None or isinstance(cell, str):
        return cell
    if cell.value is None:
        return None
    number = cell.value / numbers.SCALES[row.scale(cell)]
    return int(number) if float(number).is_integer() else number


def _row(row: Row, columns: Sequence[_Column]) -> str:
    cells = "".join(
        _cell(row, cell, column) for cell, column in zip(row.cells, columns, strict=True)
    )
    depth = f' class="depth-{row.depth}"' if row.depth else ""
    return f'<tr{depth}><th scope="row">{escape(row.label)}</th>{cells}</tr>'


def _cell(row: Row, cell: Cell, column: _Column) -> str:
    if isinstance(cell, str):
        return f"<td>{escape(cell)}</td>"
    if cell is None:
        return '<td class="num"></td>'
    return f'<td class="num">{markup.data_element(cell, _words(row, cell, column))}</td>'


def _words(row: Row, cell: Cell, column: _Column) -> str:
    if not isinstance(cell, Quantity):
        return cell or ""
    if column.unit != MIXED or cell.value is None:
        # Observed figures keep the decimals of their source; computed ones have as many as
        # their column, so that they line up.
        decimals = column.decimals if cell.formula else None
        return f"{cell.qualifier} {cell.cell(row.scale(cell, column.scale), decimals)}".strip()
    if cell.unit == PERCENT:
        return cell.text()
    unit = "điểm %" if cell.unit == POINTS else cell.unit  # the long word would widen the column
    words = numbers.money(cell.value) if cell.unit == MONEY else f"{cell.cell()} {unit}"
    return f"{cell.qualifier} {words}".strip()


def _source(value: Table) -> str:
    sources = gathered(
        source
        for row in value.lines
        for cell in row.cells
        if isinstance(cell, Quantity)
        for source in cell.sources
    )
    return f'<p class="source">Nguồn: {escape(cite(sources, len(sources)))}</p>' if sources else ""


def _text(value: Table, heads: list[str], columns: Sequence[_Column]) -> str:
    lines = [[value.stub, *heads]] + [
        [row.label, *(_words(row, c, column) for c, column in zip(row.cells, columns, strict=True))]
        for row in value.lines
    ]
    widths = [max(len(line[place]) for line in lines) for place in range(len(lines[0]))]
    text = ["  ".join(cell.ljust(w) if i == 0 else cell.rjust(w) for i, (cell, w) in
                      enumerate(zip(line, widths, strict=True))) for line in lines]  # fmt: skip
    return "\n".join([value.caption, *text])
