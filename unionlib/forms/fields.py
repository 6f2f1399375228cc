"""One row of a form: its label, last year's figure, and the cell to fill in with its limits."""

from __future__ import annotations

from collections.abc import Mapping
from textwrap import shorten
from typing import Any

from xlsxwriter.utility import xl_rowcol_to_cell

from unionlib.forms import layout
from unionlib.forms.layout import NO, SWITCH, Field, Sheet, cell_name
from unionlib.writing import MONEY

_TITLE, _MOST = 32, 255  # characters that Excel takes for title and message of a cell


def write_field(
    page: Any, sheet: Sheet, field: Field, before: float | None, styles: Mapping[str, Any]
) -> None:
    """Write the row of a figure."""
    row, cell = field.row, field.cell
    large = _asked_about(field)
    page.write_string(row, layout.LABEL, field.label, styles[f"label{min(field.depth, 5)}"])
    page.write_string(row, layout.UNIT, field.unit, styles["unit"])
    if before is None:
        page.write_blank(row, layout.BEFORE, None, styles["before0"])
    else:
        # Excel shows 9 in a format with decimals as “9,”.
        style = styles["before0" if float(before).is_integer() else "before"]
        page.write_number(row, layout.BEFORE, before, style)
    if field.parts:
        cells = ",".join(map(cell_name, field.parts))
        page.write_formula(
            row, layout.VALUE, f'=IF(COUNT({cells})=0,"",SUM({cells}))', styles["total"], ""
        )
        page.write_formula(row, layout.CHECK, f"={large}", styles["check"], "")
    else:
        grouped = field.counted or field.unit == MONEY
        page.write_blank(row, layout.VALUE, None, styles["input0" if grouped else "input"])
        page.data_validation(row, layout.VALUE, row, layout.VALUE, _limits(sheet, field))
        switch = xl_rowcol_to_cell(SWITCH, layout.VALUE, row_abs=True, col_abs=True)
        blank = f'IF({switch}="{NO}","","Chưa ghi")'
        formula = f'=IF({cell}="",{blank},{large})'
        page.write_formula(row, layout.CHECK, formula, styles["check"], "Chưa ghi")
    page.write_blank(row, layout.NOTE, None, styles["note"])
    page.write_string(row, layout.KEY, field.name, styles["text"])


def _asked_about(field: Field) -> str:
    """Return the formula that asks about a large change, as long as nothing is said of it."""
    cell, factor, least = field.cell, layout.FACTOR, layout.LEAST
    old, note = (cell_name(field.row, column) for column in (layout.BEFORE, layout.NOTE))
    large = f'AND({note}="",ISNUMBER({cell}),N({old})>={least},OR(N({cell})>{factor}*N({old}),{factor}*N({cell})<N({old})))'
    return f'IF({large},"Chênh lệch lớn, nêu lý do","")'


def _limits(sheet: Sheet, field: Field) -> dict[str, Any]:
    """Return what Excel itself lets into a cell, with the words for the rest."""
    cell = field.cell
    conditions = [f"ISNUMBER({cell})", f"{cell}>=0"]
    says = "Ghi số không âm"
    if field.counted:
        conditions += [f"{cell}=INT({cell})", f"{cell}<1E15"]
        says = (
            "Ghi số nguyên không âm, tính bằng đồng"
            if field.unit == MONEY
            else "Ghi số nguyên không âm"
        )
    elif field.kind == "share":
        conditions.append(f"{cell}<=100")
        says = "Ghi số từ 0 đến 100 (phần trăm)"
    # A total is never less than a part of it that it is computed of.
    if field.whole and field.row not in _parts(sheet, field.whole):
        above = cell_name(field.whole)
        conditions.append(f'OR({above}="",{cell}<={above})')
        says += f", không lớn hơn ô {above}"
    unit = f" Đơn vị tính: {field.unit}. Không có thì ghi 0."
    return {
        "validate": "custom",
        "value": f"=AND({','.join(conditions)})",
        "ignore_blank": True,
        "input_title": shorten(field.label, _TITLE, placeholder="…"),
        "input_message": shorten(field.hint, _MOST - len(unit), placeholder="…") + unit,
        "error_title": "Số liệu không hợp lệ",
        "error_message": f"{says}. Chỉ gõ chữ số, không kèm chữ hay đơn vị.",
    }


def _parts(sheet: Sheet, row: int) -> tuple[int, ...]:
    """Return the rows that the total in a row is computed of."""
    return next(each.parts for each in sheet.figures if each.row == row)
