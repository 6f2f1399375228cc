"""The form in a sheet: is every row where it belongs, and does it say what the form says."""

from __future__ import annotations

from collections.abc import Sequence

from unionlib.forms import layout
from unionlib.forms.findings import QUESTION, clean
from unionlib.forms.layout import COVER, META, Field, Form, Sheet, cell_name
from unionlib.forms.read import Book, Page
from unionlib.forms.submission import Submission

_MOST = 5  # rows of a sheet that are told one by one
_AGAIN = "ghi lại vào biểu mẫu đã nhận"


def absent(name: str) -> str:
    """Say that a sheet is not there."""
    return (
        f"thiếu trang “{name}” (đã bị xóa hoặc đổi tên); hãy đặt lại đúng tên trang, hoặc {_AGAIN}"
    )


def in_place(book: Book, page: Page, sheet: Sheet, sent: Submission) -> bool:
    """Tell whether every row stands where the form has it.

    Where they do, merged cells and what was written over labels and units are errors of those
    cells alone, and the others are read: all that is wrong is told at once.
    """
    # A signature block below the form is no part of it.
    last = sheet.fields[-1].row
    merged = [each for each in page.merged if each[0][0] <= last and each[0][1] <= layout.KEY]
    for (top, left), (bottom, right) in merged:
        cells = f"{cell_name(top, left)}:{cell_name(bottom, right)}"
        sent.find(sheet.name, cells, "merged", f"ô {cells} đã bị gộp; hãy bỏ gộp và ghi lại từng ô")
    rows = page.rows
    height = len(rows)
    moved = [
        each
        for each in sheet.figures
        if each.row >= height
        or len(rows[each.row]) <= layout.KEY
        or rows[each.row][layout.KEY] != each.name
    ]
    if moved:
        _moved(page, sheet, sent, moved)
        return False
    _reworded(book, page, sheet, sent)
    return True


def besides(book: Book, form: Form, sent: Submission) -> None:
    """Ask about what is not taken: sheets that the form does not have, comments on cells."""
    ours = {book.named(name) for name in (COVER, META, *(sheet.name for sheet in form.sheets))}
    for name in book.visible:
        if name not in ours:
            message = f"trang “{clean(name)}” không thuộc biểu, không được tiếp nhận"
            sent.find(name, "", "extra-sheet", message, QUESTION)
    if book.commented:
        message = "tệp có nhận xét (comment) gắn vào ô, không được tiếp nhận; nếu cần giải thích số liệu, hãy ghi ở cột “Ghi chú”"
        sent.find("", "", "comments", message, QUESTION)


def _moved(page: Page, sheet: Sheet, sent: Submission, moved: Sequence[Field]) -> None:
    places = {
        str(value): (row, column)
        for row, cells in enumerate(page.rows)
        for column, value in enumerate(cells)
        if isinstance(value, str) and value
    }
    for each in moved[:_MOST]:
        row, column = places.get(each.name, (-1, -1))
        if row < 0:
            what = f"dòng {each.row + 1} “{each.label}” đã bị xóa hoặc ghi đè"
        elif column != layout.KEY:
            what = f"các cột đã bị dời (chèn hoặc xóa cột) tại dòng {each.row + 1}"
        else:
            what = f"dòng “{each.label}” đã bị dời từ dòng {each.row + 1} đến dòng {row + 1}"
        sent.find(sheet.name, f"A{each.row + 1}", "moved", f"{what}; hãy {_AGAIN}")
    if len(moved) > _MOST:
        message = f"còn {len(moved) - _MOST} dòng khác của trang không ở đúng chỗ"
        sent.find(sheet.name, f"A{moved[_MOST].row + 1}", "moved", message)


def _reworded(book: Book, page: Page, sheet: Sheet, sent: Submission) -> None:
    """Find labels and units that are not the form's: who filled it in answered those."""
    rows = page.rows
    changed = [
        (each.row, column, text)
        for each in sheet.fields
        for column, text in ((layout.LABEL, each.label), (layout.UNIT, each.unit))
        if rows[each.row][column] != text
        and not page.says(each.row, column, text)
        and not page.covered(each.row, column)
    ]
    for row, column, text in changed[:_MOST]:
        there = clean(book.text(page, row, column), 80)
        message = f"ô {_says(there)}, biểu mẫu {_says(text)}; nhãn và đơn vị tính không được sửa, hãy {_AGAIN}"
        sent.find(sheet.name, cell_name(row, column), "reworded", message)
    if len(changed) > _MOST:
        row, column, _ = changed[_MOST]
        message = f"còn {len(changed) - _MOST} nhãn, đơn vị tính khác của trang đã bị sửa"
        sent.find(sheet.name, cell_name(row, column), "reworded", message)


def _says(text: str) -> str:
    return f"ghi “{text}”" if text else "để trống"
