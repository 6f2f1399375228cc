"""One workbook for one reporting unit.

Nothing is merged and nothing runs: labels, last year's figures and totals are locked,
the cells to fill refuse what cannot be right, and every text is written as text, even
one that begins with ``=``.
"""

from __future__ import annotations

import io
from collections.abc import Mapping
from typing import Any

import xlsxwriter

from unionlib.codebook import OFFICE, Unit
from unionlib.forms import layout
from unionlib.forms.fields import write_field
from unionlib.forms.instructions import COUNTING, INSTRUCTIONS, SCOPE
from unionlib.forms.layout import COVER, HEAD_ROWS, META, NO, SWITCH, YES, Form, Sheet, cell_name
from unionlib.forms.styles import STYLES, name_book, set_on_paper
from unionlib.key import Figures

_WIDTHS = (6, 56, 13, 18, 18, 30, 26)


def workbook(form: Form, unit: Unit, issuer: str, before: Figures) -> bytes:
    """Return the bytes of a unit's form; the same form gives the same bytes.

    Parameters
    ----------
    form : Form
        What units of its kind are asked.
    unit : Unit
        The reporting unit.
    issuer : str
        The federation that asks, as the cover names it.
    before : Figures
        The unit's figures of the year before.
    """
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    name_book(book, f"Biểu số liệu năm {form.year}", form.year)
    book.set_calc_mode("auto")
    styles = {name: book.add_format(style) for name, style in STYLES.items()}
    _cover(book.add_worksheet(COVER), form, unit, issuer, styles)
    for sheet in form.sheets:
        _section(book.add_worksheet(sheet.name), form, sheet, unit, before, styles)
    _meta(book.add_worksheet(META), form, unit)
    book.close()
    return buffer.getvalue()


def _cover(page: Any, form: Form, unit: Unit, issuer: str, styles: Mapping[str, Any]) -> None:
    page.set_column(0, 0, 28, styles["text"])
    page.set_column(1, 1, 72, styles["text"])
    page.set_column(2, 3, 14, styles["text"])
    page.write_string(0, 0, issuer.upper(), styles["strong"])
    page.write_string(2, 0, f"BIỂU SỐ LIỆU BÁO CÁO CÔNG ĐOÀN NĂM {form.year}", styles["title"])
    rows = {
        layout.COVER_UNIT: ("Đơn vị báo cáo", unit.label, "heading"),
        layout.COVER_YEAR: ("Năm báo cáo", str(form.year), "cell"),
        layout.COVER_FORM: ("Mã biểu", f"{form.year}/{form.kind}/{form.version}", "cell"),
        layout.COVER_AUTHOR: ("Người lập biểu", "", "entry"),
        layout.COVER_PHONE: ("Điện thoại", "", "entry"),
        layout.COVER_APPROVED: ("Người duyệt", "", "entry"),
    }
    for row, (label, text, style) in rows.items():
        page.set_row(row, 20)
        page.write_string(row, 0, label, styles["cell"])
        page.write_string(row, 1, text, styles[style]) if text else page.write_blank(
            row, 1, None, styles[style]
        )
    row = _guide(page, form, issuer, max(rows) + 2, styles)
    _contents(page, form, row, styles)
    _dress(page, landscape=False)
    page.activate()


def _guide(page: Any, form: Form, issuer: str, row: int, styles: Mapping[str, Any]) -> int:
    """Write how to fill the form in, from a row on; return the row for what follows."""
    page.write_string(row, 0, "Cách ghi", styles["strong"])
    words = {
        "year": form.year,
        "before": form.year - 1,
        "scope": SCOPE.get(form.kind, SCOPE[""]).format(issuer=issuer),
        "counting": "" if form.kind == OFFICE else COUNTING.format(issuer=issuer),
        "no": NO,
        "switch": cell_name(SWITCH),
    }
    for number, line in enumerate(INSTRUCTIONS, 1):
        text = f"{number}. {line.format(**words)}"
        page.write_string(row + number, 1, text, styles["wrapped"])
        page.set_row(row + number, 16.5 * -(-len(text) // 86))
    return row + len(INSTRUCTIONS) + 2


def _contents(page: Any, form: Form, row: int, styles: Mapping[str, Any]) -> None:
    """List the sheets, each with the number of its cells to fill and of those still blank."""
    for column, head in enumerate(("Trang", "Nội dung", "Số ô phải ghi", "Còn trống")):
        page.write_string(row, column, head, styles["head"])
    for place, sheet in enumerate(form.sheets, row + 1):
        quoted = sheet.name.replace("'", "''")
        first = sheet.inputs[0].cell if sheet.inputs else "A1"
        count = len(sheet.inputs)
        page.write_url(place, 0, f"internal:'{quoted}'!{first}", styles["link"], sheet.name)
        page.write_string(place, 1, sheet.title, styles["cell"])
        page.write_number(place, 2, count, styles["count"])
        checks = f"'{quoted}'!G{HEAD_ROWS + 1}:G{sheet.fields[-1].row + 1}"
        page.write_formula(place, 3, f'=COUNTIF({checks},"Chưa ghi")', styles["count"], count)


def _section(
    page: Any, form: Form, sheet: Sheet, unit: Unit, before: Figures, styles: Mapping[str, Any]
) -> None:
    for column, width in enumerate(_WIDTHS):
        page.set_column(column, column, width, styles["text"])
    page.set_column(layout.KEY, layout.KEY, 4, styles["text"], {"hidden": True})
    page.write_string(0, 0, sheet.title, styles["title"])
    page.write_string(1, 0, f"{unit.label} – năm {form.year}", styles["text"])
    page.write_string(
        SWITCH, 0, "Trong năm đơn vị có số liệu của phần này không?", styles["strong"]
    )
    page.write_string(SWITCH, layout.VALUE, YES, styles["choice"])
    page.data_validation(SWITCH, layout.VALUE, SWITCH, layout.VALUE, {
        "validate": "list", "source": [YES, NO], "input_title": "Chọn Có hoặc Không",
        "input_message": f"Chọn “{NO}” nếu cả trang không phát sinh; khi đó để trống các ô bên dưới.",
        "error_title": "Không hợp lệ", "error_message": f"Chỉ chọn “{YES}” hoặc “{NO}”.",
    })  # fmt: skip
    heads = (
        "TT",
        "Chỉ tiêu",
        "Đơn vị tính",
        f"Năm {form.year - 1}",
        f"Năm {form.year}",
        "Ghi chú",
        "Kiểm tra",
    )
    for row, height in enumerate((24, 20, 22, 22)):
        page.set_row(row, height)
    for column, (head, letter) in enumerate(
        zip(heads, ("A", "B", "C", "1", "2", "3", "4"), strict=True)
    ):
        page.write_string(3, column, head, styles["head"])
        page.write_string(4, column, letter, styles["letter"])
    number = 0
    for field in sheet.fields:
        number += field.depth == 0
        page.write_string(
            field.row, layout.NUMBER, str(number) if field.depth == 0 else "", styles["number"]
        )
        if field.key is None:
            page.write_string(field.row, layout.LABEL, field.label, styles["heading"])
            for column in range(layout.UNIT, layout.KEY):
                page.write_blank(field.row, column, None, styles["cell"])
        else:
            write_field(page, sheet, field, before.get(field.key), styles)
        page.set_row(field.row, 16.5 * max(1, -(-len(field.label) // (64 - 3 * field.depth))))
    page.freeze_panes(HEAD_ROWS, layout.LABEL + 1)
    page.repeat_rows(3, 4)
    page.set_selection(cell_name(sheet.inputs[0].row if sheet.inputs else HEAD_ROWS))
    _dress(page, landscape=True)


def _meta(page: Any, form: Form, unit: Unit) -> None:
    """Write the hidden page by which a form is known when it comes back."""
    rows = {
        "format": str(layout.FORMAT),
        "year": str(form.year),
        "unit": unit.name,
        "kind": form.kind,
        "version": form.version,
        "seal": layout.seal(form, unit.name),
    }
    for row, (name, value) in enumerate(rows.items()):
        page.write_string(row, 0, name)
        page.write_string(row, 1, value)
    page.protect()
    page.very_hidden()


def _dress(page: Any, *, landscape: bool) -> None:
    page.hide_gridlines(2)
    page.set_margins(left=0.6, right=0.5, top=0.6, bottom=0.7)
    set_on_paper(page, landscape=landscape)
    # Who pasted a number as text or as a date can only so make it a number again.
    page.protect("", {"format_cells": True, "format_columns": True, "format_rows": True})
