"""``findings.xlsx``: what to send back to the units, with a link to each cell."""

from __future__ import annotations

import datetime as dt
import io
import os
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from unionlib.codebook import Unit
from unionlib.forms.coverage import STATES
from unionlib.forms.findings import ERROR, QUESTION, SEVERITIES, clean

if TYPE_CHECKING:
    from unionlib.forms.collect import Collection

_FONT = {
    "font_name": "Times New Roman",
    "font_size": 12,
    "valign": "top",
    "text_wrap": True,
    "border": 1,
}
# Excel opens no sheet with more links than this.
_MOST_LINKS = 65_000


def findings_workbook(
    result: Collection, units: Mapping[str, Unit], year: int, submissions: Path, target: Path
) -> bytes:
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
            "created": dt.datetime(year, 1, 1),
        }
    )  # noqa: DTZ001 - the format has no time zones
    styles = {
        "head": book.add_format(_FONT | {"bold": True, "bg_color": "#E7E6E6"}),
        "text": book.add_format(_FONT),
        "number": book.add_format(_FONT | {"align": "right"}),
        "link": book.add_format(_FONT | {"font_color": "#0B5394", "underline": 1}),
        ERROR: book.add_format(_FONT | {"font_color": "#B00020", "bold": True}),
        QUESTION: book.add_format(_FONT | {"font_color": "#8A5A00", "bold": True}),
    }
    _units(book.add_worksheet("Tổng hợp"), result, units, styles)
    base = (
        Path(os.path.relpath(submissions, target.parent)).as_posix()
        if _one_drive(submissions, target)
        else str(submissions)
    )
    _findings(book.add_worksheet("Phát hiện"), result, units, base, styles)
    book.close()
    return buffer.getvalue()


def _units(
    page: Any, result: Collection, units: Mapping[str, Unit], styles: Mapping[str, Any]
) -> None:
    counts = Counter((finding.unit, finding.severity) for finding in result.findings)
    sent = {each.unit: each for each in result.sent if each.unit}
    rows = []
    for state in result.states:
        mine = sent.get(state.unit)
        rows.append((
            units[state.unit].label, STATES[state.state], clean(mine.file) if mine else "",
            mine.contact if mine else "", counts[state.unit, ERROR], counts[state.unit, QUESTION],
        ))  # fmt: skip
    _table(
        page,
        ("Đơn vị", "Trạng thái", "Tệp lần này", "Người lập biểu", "Lỗi", "Hỏi lại"),
        (52, 20, 34, 34, 8, 10),
        rows,
        styles,
    )


def _findings(
    page: Any, result: Collection, units: Mapping[str, Unit], base: str, styles: Mapping[str, Any]
) -> None:
    rows = []
    for finding in result.findings:
        unit = units[finding.unit].label if finding.unit in units else ""
        rows.append(
            (
                unit,
                SEVERITIES[finding.severity],
                clean(finding.file),
                clean(finding.sheet),
                finding.cell,
                clean(finding.message, 2000),
            )
        )
    _table(
        page,
        ("Đơn vị", "Mức độ", "Tệp", "Trang", "Ô", "Nội dung"),
        (36, 11, 30, 28, 9, 90),
        rows,
        styles,
    )
    links = 0
    for row, finding in enumerate(result.findings, 1):
        page.write_string(row, 1, SEVERITIES[finding.severity], styles[finding.severity])
        # A file's name with # cannot be told from the place in it.
        if finding.file and "#" not in finding.file and links < _MOST_LINKS:
            sheet = finding.sheet.replace("'", "''")
            place = f"#'{sheet}'!{finding.cell or 'A1'}" if sheet else ""
            target = f"external:{base}/{finding.file}{place}"
            if len(target) < 1000:
                links += 1
                page.write_url(row, 4, target, styles["link"], finding.cell or "mở tệp")


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
        for column, value in enumerate(cells):
            if isinstance(value, int):
                page.write_number(row, column, value, styles["number"])
            else:
                page.write_string(row, column, value, styles["text"])
    page.autofilter(0, 0, max(len(rows), 1), len(heads) - 1)
    page.freeze_panes(1, 0)
    page.set_landscape()
    page.set_paper(9)
    page.fit_to_pages(1, 0)
    page.repeat_rows(0)
    page.set_footer('&C&"Times New Roman,Regular"&10Trang &P/&N')


def _one_drive(one: Path, other: Path) -> bool:
    return Path(one).resolve().drive == Path(other).resolve().drive
