"""One row of a form: its label, last year's figure, and the cell to fill in with its limits."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from xlsxwriter.utility import xl_rowcol_to_cell

from unionlib.forms import layout
from unionlib.forms.layout import NO, SWITCH, Field
from unionlib.writing import MONEY

_MOST = 255  # characters that Excel takes for the message of a cell


def write_field(page: Any, field: Field, before: float | None, styles: Mapping[str, Any]) -> None:
    """Write the row of a figure."""
    row, cell, old = field.row, field.cell, xl_rowcol_to_cell(field.row, layout.BEFORE)
    whole = field.counted
    page.write_string(row, layout.LABEL, field.label, styles[f"label{min(field.depth, 5)}"])
    page.write_string(row, layout.UNIT, field.unit, styles["unit"])
    style = styles["before0" if whole else "before"]
    if before is None:
        page.write_blank(row, layout.BEFORE, None, style)
    else:
        page.write_number(row, layout.BEFORE, before, style)
    if field.parts:
        cells = ",".join(value_cell(part) for part in field.parts)
        page.write_formula(
            row, layout.VALUE, f'=IF(COUNT({cells})=0,"",SUM({cells}))', styles["total"], ""
        )
        page.write_formula(row, layout.CHECK, f"={_asked_about(cell, old)}", styles["check"], "")
    else:
        page.write_blank(row, layout.VALUE, None, styles["input0" if whole else "input"])
        page.data_validation(row, layout.VALUE, row, layout.VALUE, _limits(field))
        blank = f'IF({value_cell(SWITCH, absolute=True)}="{NO}","","Chưa ghi")'
        formula = f'=IF({cell}="",{blank},{_asked_about(cell, old)})'
        page.write_formula(row, layout.CHECK, formula, styles["check"], "Chưa ghi")
    page.write_blank(row, layout.NOTE, None, styles["note"])
    page.write_string(row, layout.KEY, field.name, styles["text"])


def _asked_about(cell: str, old: str) -> str:
    factor, least = layout.FACTOR, layout.LEAST
    large = f"AND(ISNUMBER({cell}),N({old})>={least},OR(N({cell})>{factor}*N({old}),{factor}*N({cell})<N({old})))"
    return f'IF({large},"Chênh lệch lớn, nêu lý do","")'


def _limits(field: Field) -> dict[str, Any]:
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
    if field.whole:
        above = value_cell(field.whole)
        conditions.append(f'OR({above}="",{cell}<={above})')
        says += f", không lớn hơn ô {above}"
    title = field.label if len(field.label) <= 32 else field.label[:31] + "…"
    return {
        "validate": "custom",
        "value": f"=AND({','.join(conditions)})",
        "ignore_blank": True,
        "input_title": title,
        "input_message": _short(f"{field.hint} Đơn vị tính: {field.unit}. Không có thì ghi 0."),
        "error_title": "Số liệu không hợp lệ",
        "error_message": _short(f"{says}. Chỉ gõ chữ số, không kèm chữ hay đơn vị."),
    }


def _short(text: str) -> str:
    return text if len(text) <= _MOST else text[: _MOST - 1] + "…"


def value_cell(row: int, *, absolute: bool = False) -> str:
    """Return the cell of a figure: ``E12``, or ``$E$12``."""
    return str(xl_rowcol_to_cell(row, layout.VALUE, row_abs=absolute, col_abs=absolute))
