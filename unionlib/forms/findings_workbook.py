"""``findings.xlsx``: what to send back to the units, with a link to each cell."""

from __future__ import annotations

import datetime as dt
import io
import os
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from unionlib.forms.archive import MOST_BYTES, Unsafe, inspect
from unionlib.forms.findings import ERROR, QUESTION, SEVERITIES, Finding, clean
from unionlib.forms.read import open_book
from unionlib.submissions import STATES

if TYPE_CHECKING:
    from unionlib.forms.collect import Collection

SHEETS = ("Tổng hợp", "Phát hiện")
_FONT = {
    "font_name": "Times New Roman",
    "font_size": 12,
    "valign": "top",
    "text_wrap": True,
    "border": 1,
}
# Excel opens no sheet with more links than 65,530.
_MOST_ROWS = 50_000


def findings_workbook(result: Collection, year: int, submissions: Path, target: Path) -> bytes:
    """Return the workbook of findings as bytes; every text in it is written as text.

    Parameters
    ----------
    submissions : Path
        The folder of submissions.
    target : Path
        Where the workbook will lie: links to the cells start from there.
    """
    import xlsxwriter

    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True, "max_url_length": 2079})
    book.set_properties(
        {
            "title": f"Kiểm tra biểu số liệu năm {year}",
            "author": "unionlib",
            "created": dt.datetime(year, 1, 1),  # noqa: DTZ001 - the format has no time zones
        }
    )
    styles = {
        "head": book.add_format(_FONT | {"bold": True, "bg_color": "#E7E6E6"}),
        "text": book.add_format(_FONT),
        "number": book.add_format(_FONT | {"align": "right"}),
        "link": book.add_format(_FONT | {"font_color": "#0B5394", "underline": 1}),
        ERROR: book.add_format(_FONT | {"font_color": "#B00020", "bold": True}),
        QUESTION: book.add_format(_FONT | {"font_color": "#8A5A00", "bold": True}),
    }
    _units(book.add_worksheet(SHEETS[0]), result, styles)
    base = (
        Path(os.path.relpath(submissions, target.parent)).as_posix()
        if _one_drive(submissions, target)
        else str(submissions)
    )
    _findings(book.add_worksheet(SHEETS[1]), result, base, styles)
    book.close()
    return buffer.getvalue()


def is_findings(path: Path) -> bool:
    """Tell whether a file is a workbook of findings, which the next one takes the place of."""
    with path.open("rb") as file:
        content = file.read(MOST_BYTES + 1)
    try:
        return set(SHEETS) <= set(open_book(inspect(content)).sheets)
    except Unsafe:
        return False


def _units(page: Any, result: Collection, styles: Mapping[str, Any]) -> None:
    counts = Counter((finding.unit, finding.severity) for finding in result.findings)
    sent = {each.unit: each for each in result.sent if each.unit}
    rows = []
    for state in result.states:
        mine = sent.get(state.unit)
        rows.append((
            result.units[state.unit].label, STATES[state.state], clean(mine.file) if mine else "",
            mine.contact if mine else "", counts[state.unit, ERROR], counts[state.unit, QUESTION],
        ))  # fmt: skip
    _table(
        page,
        ("Đơn vị", "Trạng thái", "Tệp lần này", "Người lập biểu", "Lỗi", "Hỏi lại"),
        (52, 20, 34, 34, 8, 10),
        rows,
        styles,
    )


def _findings(page: Any, result: Collection, base: str, styles: Mapping[str, Any]) -> None:
    units = result.units
    rows = []
    for finding in result.findings[:_MOST_ROWS]:
        unit = units[finding.unit].label if finding.unit in units else ""
        severity = (SEVERITIES[finding.severity], finding.severity)
        sheet = clean(finding.sheet)
        message = clean(finding.message, 2000)
        rows.append((unit, severity, clean(finding.file), sheet, _link(finding, base), message))
    if more := len(result.findings) - len(rows):
        rows.append(
            ("", ("", "text"), "", "", "", f"… và {more} phát hiện khác (xem trên màn hình)")
        )
    heads = ("Đơn vị", "Mức độ", "Tệp", "Trang", "Ô", "Nội dung")
    _table(page, heads, (34, 11, 26, 26, 9, 74), rows, styles)


def _link(finding: Finding, base: str) -> str | tuple[str, str]:
    """Return the cell as text and where it is, or only as text."""
    shown = finding.cell or ("mở tệp" if finding.file else "")
    sheet = finding.sheet.replace("'", "''")
    place = f"#'{sheet}'!{finding.cell or 'A1'}" if sheet else ""
    target = f"external:{base}/{finding.file}{place}"
    # A file's name with # cannot be told from the place in it.
    plain = finding.file.isprintable() and "#" not in finding.file
    return (shown, target) if finding.file and plain and len(target) < 1000 else finding.cell


def _table(
    page: Any,
    heads: tuple[str, ...],
    widths: tuple[int, ...],
    rows: list[tuple[Any, ...]],
    styles: Mapping[str, Any],
) -> None:
    for column, (head, width) in enumerate(zip(heads, widths, strict=True)):
        page.set_column(column, column, width)
        page.write_string(0, column, head, styles["head"])
    for row, cells in enumerate(rows, 1):
        texts = (value[0] if isinstance(value, tuple) else str(value) for value in cells)
        lines = max(-(-len(text) // width) for text, width in zip(texts, widths, strict=True))
        page.set_row(row, 16.5 * max(lines, 1))
        for column, value in enumerate(cells):
            if isinstance(value, int):
                page.write_number(row, column, value, styles["number"])
            elif isinstance(value, str):
                page.write_string(row, column, value, styles["text"])
            elif value[1] in styles:
                page.write_string(row, column, value[0], styles[value[1]])
            else:
                page.write_url(row, column, value[1], styles["link"], value[0])
    page.autofilter(0, 0, max(len(rows), 1), len(heads) - 1)
    page.freeze_panes(1, 0)
    page.set_landscape()
    page.set_paper(9)
    page.fit_to_pages(1, 0)
    page.repeat_rows(0)
    page.set_footer('&C&"Times New Roman,Regular"&10Trang &P/&N')


def _one_drive(one: Path, other: Path) -> bool:
    return Path(one).resolve().drive == Path(other).resolve().drive
