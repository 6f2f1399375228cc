"""Tables as semantic HTML: caption, header scopes, unit, source, total row."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from typing import Any

from unionlib.quantity import MONEY, PERCENT, POINTS, Quantity
from unionlib.show import markup, numbers
from unionlib.show.lineage import cite, gathered
from unionlib.tabulation import Cell, Row, Table

MIXED = "mixed"
NO_BREAK = "\u00a0"


def table(*values: Table, optional: bool = False) -> None:
    """Print a table, or several one after the other.

    A table without any row says that there are no figures, so that references to it hold;
    an ``optional`` one is left out instead.
    """
    for value in values:
        if value.rows or value.total or not optional:
            markup.show(value)


def render(value: Table) -> dict[str, Any]:
    """Return the mime bundle of a table; its cells also as plain rows for the CSV file."""
    units = [_unit(value, column) for column in range(len(value.columns))]
    common = units[0] if len(set(units)) == 1 and units[0] not in ("", MIXED, PERCENT) else ""
    scales = [unit.removesuffix(" đồng") if unit.endswith(MONEY) else MONEY for unit in units]
    heads = [
        name if common else _headed(name, unit)
        for name, unit in zip(value.columns, units, strict=True)
    ]
    head = "".join(f'<th scope="col">{escape(text)}</th>' for text in [value.stub, *heads])
    listed = value.rows or (() if value.total else (_empty(value),))
    body = "".join(_row(row, scales, units) for row in listed)
    foot = f"<tfoot>{_row(value.total, scales, units)}</tfoot>" if value.total else ""
    missing = any(
        isinstance(cell, Quantity) and cell.value is None
        for row in _rows(value)
        for cell in row.cells
    )
    note = " ".join(filter(None, [value.note, "Dấu “…”: chưa có số liệu." if missing else ""]))
    html = (
        f'<figure class="table" id="tbl-{value.id}"><table><caption>{escape(value.caption)}</caption>'
        f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody>{foot}</table>"
        + (f'<p class="unit">Đơn vị tính: {escape(common)}</p>' if common else "")
        + (f'<p class="note">{escape(note)}</p>' if note else "")
        + _source(value)
        + "</figure>"
    )
    figures = [
        markup.figure(cell, _words(row, cell, scale, unit), value.caption)
        for row in _rows(value)
        for cell, scale, unit in zip(row.cells, scales, units, strict=True)
        if isinstance(cell, Quantity)
    ]
    plain = {
        "id": value.id,
        "caption": value.caption,
        "header": [value.stub, *(f"{n} ({u})" if u else n for n, u in _raw_units(value))],
        "rows": [
            [row.label, *(_raw(row, cell) for cell in row.cells)]
            for row in value.filed or _rows(value)
        ],
    }
    return markup.bundle("table", html, _plain(value, heads, scales, units), figures, table=plain)


def _empty(value: Table) -> Row:
    return Row("(chưa có số liệu)", (None,) * len(value.columns))


def _headed(name: str, unit: str) -> str:
    """Return a heading with its unit, unless the words say it: ``Suất quà`` in ``suất``."""
    if unit in ("", MIXED) or unit in name.lower():
        return name
    return f"{name} ({unit.replace(' ', NO_BREAK)})"


def _rows(value: Table) -> list[Row]:
    return [*value.rows, *([value.total] if value.total else [])]


def _cells(value: Table, column: int) -> Iterator[Quantity]:
    for row in _rows(value):
        cell = row.cells[column]
        if isinstance(cell, Quantity) and cell.value is not None:
            yield cell


def _unit(value: Table, column: int) -> str:
    """Return the unit of a column; money in triệu where no digit is lost."""
    units = {cell.unit for cell in _cells(value, column)}
    if not units or _labelled(value, column):
        return ""
    if len(units) > 1:
        return MIXED
    unit = units.pop()
    if unit != MONEY:
        return unit
    amounts = [float(cell) for cell in _cells(value, column)]
    whole = all(round(amount) % 10**5 == 0 for amount in amounts)
    return "triệu đồng" if whole and max(amounts) >= 10**6 else MONEY


def _labelled(value: Table, column: int) -> bool:
    """Tell whether each row's label says the unit of its figure: ``Đoàn viên (người)``."""
    pairs = [(row, row.figure(column)) for row in _rows(value)]
    return all(_said(row, cell) is not None for row, cell in pairs if cell and cell.unit)


def _said(row: Row, cell: Quantity) -> str | None:
    """Return the scale in which a row's label says its unit; None if it does not say it."""
    scales = numbers.SCALES if cell.unit == MONEY else {"": 1}
    said = (s for s in scales if row.label.endswith(f"({f'{s} {cell.unit}'.strip()})"))
    return next(said, None)


def _scale(row: Row, cell: Quantity, scale: str) -> str:
    said = _said(row, cell)
    return scale if said is None else said or MONEY


def _raw_units(value: Table) -> Iterator[tuple[str, str]]:
    for column, name in enumerate(value.columns):
        units = {cell.unit for cell in _cells(value, column)}
        yield name, units.pop() if len(units) == 1 else ""


def _raw(row: Row, cell: Cell) -> float | int | str | None:
    if cell is None or isinstance(cell, str):
        return cell
    if cell.value is None:
        return None
    number = cell.value / numbers.SCALES[_scale(row, cell, MONEY)]
    return int(number) if float(number).is_integer() else number


def _text(cell: Quantity, scale: str, unit: str) -> str:
    lead = cell.printed.qualifier if cell.printed and cell.printed.qualifier else ""
    if unit != MIXED or cell.value is None:
        return f"{lead} {cell.cell(scale)}".strip()
    if cell.unit == PERCENT:
        return cell.text()
    unit = "điểm %" if cell.unit == POINTS else cell.unit  # the long word would widen the column
    words = numbers.money(cell.value) if cell.unit == MONEY else f"{cell.cell()} {unit}"
    return f"{lead} {words}".strip()


def _row(row: Row, scales: list[str], units: list[str]) -> str:
    cells = "".join(
        _cell(row, cell, scale, unit)
        for cell, scale, unit in zip(row.cells, scales, units, strict=True)
    )
    depth = f' class="depth-{row.depth}"' if row.depth else ""
    return f'<tr{depth}><th scope="row">{escape(row.label)}</th>{cells}</tr>'


def _cell(row: Row, cell: Cell, scale: str, unit: str) -> str:
    if isinstance(cell, str):
        return f"<td>{escape(cell)}</td>"
    if cell is None:
        return '<td class="num"></td>'
    return f'<td class="num">{markup.data_element(cell, _words(row, cell, scale, unit))}</td>'


def _words(row: Row, cell: Cell, scale: str, unit: str) -> str:
    if isinstance(cell, Quantity):
        return _text(cell, _scale(row, cell, scale), unit)
    return cell or ""


def _source(value: Table) -> str:
    sources = gathered(
        source
        for row in _rows(value)
        for cell in row.cells
        if isinstance(cell, Quantity)
        for source in cell.sources
    )
    return f'<p class="source">Nguồn: {escape(cite(sources, len(sources)))}</p>' if sources else ""


def _plain(value: Table, heads: list[str], scales: list[str], units: list[str]) -> str:
    lines = [[value.stub, *heads]] + [
        [row.label]
        + [_words(row, c, s, u) for c, s, u in zip(row.cells, scales, units, strict=True)]
        for row in _rows(value)
    ]
    widths = [max(len(line[column]) for line in lines) for column in range(len(lines[0]))]
    text = ["  ".join(cell.ljust(w) if i == 0 else cell.rjust(w) for i, (cell, w) in
                      enumerate(zip(line, widths, strict=True))) for line in lines]  # fmt: skip
    return "\n".join([value.caption, *text])
