"""``findings.xlsx``: what to send back to the units, with a link to each cell."""

from __future__ import annotations

import io
import os
import re
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from unionlib.forms.archive import Unsafe, content_of, inspect
from unionlib.forms.findings import ERROR, QUESTION, SEVERITIES, Finding, clean
from unionlib.forms.read import open_book
from unionlib.forms.styles import name_book, set_on_paper
from unionlib.submissions import STATES

if TYPE_CHECKING:
    from unionlib.forms.collect import Collection
    from unionlib.forms.submission import Submission

SHEETS = ("Tổng hợp", "Phát hiện")
_FONT = {
    "font_name": "Times New Roman",
    "font_size": 12,
    "valign": "top",
    "text_wrap": True,
    "border": 1,
}
_GUIDE = (
    "LỖI: đơn vị sửa trong biểu rồi gửi lại cả tệp; còn lỗi thì số liệu của tệp đó chưa được tiếp nhận.",
    "HỎI LẠI: đơn vị xem lại; nếu số liệu đúng thì nêu lý do ở cột “Ghi chú” của biểu. Điểm hỏi lại không cản việc tiếp nhận.",
    "Trang “Phát hiện” nêu từng điểm theo tệp, trang và ô. Tại nơi nhận biểu, bấm vào cột “Ô” để mở đúng ô đó.",
)
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
    name_book(book, f"Kiểm tra biểu số liệu năm {year}", year)
    styles = {
        "title": book.add_format({"font_name": "Times New Roman", "font_size": 14, "bold": True}),
        "plain": book.add_format({"font_name": "Times New Roman", "font_size": 12}),
        "head": book.add_format(_FONT | {"bold": True, "bg_color": "#E7E6E6"}),
        "text": book.add_format(_FONT),
        "number": book.add_format(_FONT | {"align": "right"}),
        "link": book.add_format(_FONT | {"font_color": "#0B5394", "underline": 1}),
        ERROR: book.add_format(_FONT | {"font_color": "#B00020", "bold": True}),
        QUESTION: book.add_format(_FONT | {"font_color": "#8A5A00", "bold": True}),
    }
    _units(book.add_worksheet(SHEETS[0]), result, year, styles)
    base = (
        Path(os.path.relpath(submissions, target.parent)).as_posix()
        if submissions.resolve().drive == target.resolve().drive
        else str(submissions)
    )
    _findings(book.add_worksheet(SHEETS[1]), result, base, styles)
    book.close()
    return buffer.getvalue()


def is_findings(path: Path) -> bool:
    """Tell whether a file is a workbook of findings, which the next one takes the place of."""
    try:
        return set(SHEETS) <= set(open_book(inspect(content_of(path))).sheets)
    except Unsafe:
        return False


def _units(page: Any, result: Collection, year: int, styles: Mapping[str, Any]) -> None:
    page.write_string(0, 0, f"KIỂM TRA BIỂU SỐ LIỆU NĂM {year}", styles["title"])
    for row, line in enumerate(_GUIDE, 1):
        page.write_string(row, 0, line, styles["plain"])
    counts = Counter((finding.unit, finding.severity) for finding in result.findings)
    sent: dict[str, list[Submission]] = {}
    for each in result.sent:
        sent.setdefault(each.unit, []).append(each)
    rows, kept = [], result.kept
    for state in result.states:
        mine = sent.get(state.unit, [])
        before = " lần trước" if state.unit in kept else ""
        rows.append((
            result.units[state.unit].label, f"{STATES[state.state]}{before}",
            "; ".join(clean(each.file) for each in mine),
            "; ".join(dict.fromkeys(each.contact for each in mine if each.contact)),
            counts[state.unit, ERROR], counts[state.unit, QUESTION],
        ))  # fmt: skip
    _table(
        page,
        ("Đơn vị", "Trạng thái", "Tệp lần này", "Người lập biểu, điện thoại", "Lỗi", "Hỏi lại"),
        (52, 26, 34, 34, 8, 10),
        rows,
        styles,
        top=len(_GUIDE) + 2,
    )


def _findings(page: Any, result: Collection, base: str, styles: Mapping[str, Any]) -> None:
    units = result.units
    asked = {
        (kind, sheet.name, row): question
        for kind, form in result.forms.items()
        for sheet in form.sheets
        for row, question in sheet.questions.items()
    }
    rows = []
    for finding in result.findings[:_MOST_ROWS]:
        unit = units[finding.unit].label if finding.unit in units else ""
        severity = (SEVERITIES[finding.severity], finding.severity)
        sheet = clean(finding.sheet)
        message = clean(finding.message, 2000)
        rows.append((
            unit, severity, clean(finding.file), sheet, _link(finding, base),
            asked.get(_row(result, finding), ""), message,
        ))  # fmt: skip
    if more := len(result.findings) - len(rows):
        rows.append(
            ("", ("", "text"), "", "", "", "", f"… và {more} phát hiện khác (xem trên màn hình)")
        )
    heads = ("Đơn vị", "Mức độ", "Tệp", "Trang", "Ô", "Chỉ tiêu", "Nội dung")
    _table(page, heads, (30, 11, 24, 24, 9, 40, 66), rows, styles)


def _row(result: Collection, finding: Finding) -> tuple[str, str, int]:
    """Return which row of which sheet of which form a finding is about; row -1 for none."""
    unit = result.units.get(finding.unit)
    return (unit.kind if unit else "", finding.sheet, finding.at[0] - 1)


def _link(finding: Finding, base: str) -> str | tuple[str, str]:
    """Return the cell as text and where it is, or only as text."""
    shown = finding.cell or ("mở tệp" if finding.file else "")
    sheet = finding.sheet.replace("'", "''")
    place = f"#'{sheet}'!{finding.cell or 'A1'}" if sheet else ""
    path = f"{base}/{finding.file}"
    target = f"external:{path}{place}"
    # What follows a # would be taken for the place in the file, and %20 for a space.
    plain = path.isprintable() and not re.search("#|%[0-9A-Fa-f]{2}", path)
    return (shown, target) if finding.file and plain and len(target) < 1000 else finding.cell


def _table(
    page: Any,
    heads: tuple[str, ...],
    widths: tuple[int, ...],
    rows: list[tuple[Any, ...]],
    styles: Mapping[str, Any],
    top: int = 0,
) -> None:
    for column, (head, width) in enumerate(zip(heads, widths, strict=True)):
        page.set_column(column, column, width)
        page.write_string(top, column, head, styles["head"])
    for row, cells in enumerate(rows, top + 1):
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
    page.autofilter(top, 0, top + max(len(rows), 1), len(heads) - 1)
    page.freeze_panes(top + 1, 0)
    page.repeat_rows(top)
    set_on_paper(page, landscape=True)
