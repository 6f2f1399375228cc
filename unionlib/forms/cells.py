"""The cells of one sheet: is each figure a figure."""

from __future__ import annotations

import math
from collections.abc import Mapping
from decimal import Decimal
from functools import cached_property

from unionlib.forms import layout
from unionlib.forms.findings import QUESTION, clean, inert
from unionlib.forms.layout import Field, Sheet, cell_name
from unionlib.forms.notnumber import not_a_number
from unionlib.forms.read import Book, Page
from unionlib.forms.submission import Submission
from unionlib.numbers import number
from unionlib.observations import LARGEST
from unionlib.writing import MONEY, PERCENT

NAN = math.nan
_DONE = ("count", "amount")  # kinds that are 0 where nothing was done; a plan is none then
_MOST_OUTSIDE = 20  # cells outside of the form that are asked about one by one
_COMPUTED = "ô này máy tự cộng: hãy xóa nội dung ô, nếu cần thì sửa ô thành phần"
_SWITCH = cell_name(layout.SWITCH)
_LEAST_MONEY = 1000  # less buys nothing: it was typed in thousands or millions


class SheetReader:
    """The figures of one sheet, cell by cell."""

    def __init__(self, book: Book, page: Page, sheet: Sheet, sent: Submission, start: int) -> None:
        self._book, self._page, self._sheet = book, page, sheet
        self._sent, self._start = sent, start
        self._values: dict[int, float] = {}
        self._formulas = book.details.formulas(page.name)

    @cached_property
    def _errors(self) -> Mapping[int, str]:
        return self._book.details.errors(self._page.name)

    def read(self) -> None:
        """Take every figure and note of the sheet, and say what is wrong with them."""
        sheet, page = self._sheet, self._page
        switch = (layout.SWITCH, layout.VALUE)
        absent = page.at(*switch) != layout.YES and page.says(*switch, layout.NO)
        blank = [each for each in sheet.inputs if not self._take(each)]
        if absent:
            self._absent(blank)
        elif blank := [each for each in blank if not page.covered(each.row, layout.VALUE)]:
            self._blank(blank)
        self._totals()
        self._extra()
        for place, each in enumerate(sheet.figures, self._start):
            self._sent.values[place] = self._values.get(each.row, NAN)
            if page.rows[each.row][layout.NOTE] != "" and (
                text := self._book.text(page, each.row, layout.NOTE)
            ):
                self._sent.notes[place] = inert(text)

    def _take(self, each: Field) -> bool:
        """Take the figure of a cell; False where the cell is empty."""
        value = self._page.rows[each.row][layout.VALUE]  # there is one: its key was found
        if each.row in self._formulas:
            self._say(each, "formula", "ô chứa công thức; hãy dán lại thành giá trị")
        elif isinstance(value, float | int) and not isinstance(value, bool):
            self._values[each.row] = self._in_range(each, self._meant(each, float(value)))
        elif isinstance(value, str) and not _visible(value):
            if each.row not in self._errors:
                return False
            error = clean(self._errors[each.row], 12)
            self._say(each, "formula-error", f"ô báo lỗi {error}; hãy ghi lại số liệu")
        else:
            whole, money = each.counted, each.unit == MONEY
            self._say(each, *not_a_number(value, whole=whole, money=money))
        return True

    def _meant(self, each: Field, value: float) -> float:
        """Return the number that the cell shows: Excel keeps a typed 98,5% as 0.985.

        What a calculation leaves of a whole number, 5600.0000000001, is that number;
        of a percentage, 100.00000000001 or 0.07 * 100, as well.
        """
        # No wider: half a đồng in a thousand million is less than a part in a thousand million.
        if each.counted and abs(value) < LARGEST:
            whole = float(round(value))
            return whole if math.isclose(value, whole, rel_tol=1e-12, abs_tol=1e-9) else value
        if each.unit == PERCENT:
            return round(value * 100 if self._shows_percent(each) else value, 10)
        return value

    def _shows_percent(self, each: Field) -> bool:
        return self._book.details.percent(self._page.name, each.row, layout.VALUE)

    def _say(self, each: Field, kind: str, message: str) -> None:
        self._sent.find(self._sheet.name, each.cell, kind, message)

    def _in_range(self, each: Field, value: float) -> float:
        if value < 0:
            self._say(each, "out-of-range", f"{number(value)}: số liệu không thể âm")
        elif not value < LARGEST:
            self._say(each, "out-of-range", f"số quá lớn; phải nhỏ hơn {number(LARGEST)}")
        elif each.counted and not value.is_integer():
            self._say(
                each,
                "out-of-range",
                f"{_in_full(value)}: phải là số nguyên"
                + (", tính bằng đồng" if each.unit == MONEY else ""),
            )
        elif each.kind == "share" and value > 100:
            self._say(each, "out-of-range", f"{_in_full(value)}: tỷ lệ phần trăm không thể quá 100")
        else:
            self._ask_scale(each, value)
            # An average of nothing is no average: the form says to write 0 for none.
            return NAN if each.kind == "mean" and value == 0 else value
        return NAN

    def _ask_scale(self, each: Field, value: float) -> None:
        """Ask about a number that looks typed in another scale than the form's."""
        if each.unit == MONEY and 0 < value < _LEAST_MONEY:
            message = f"{number(value)} đồng: quá nhỏ, có lẽ đã ghi theo nghìn hoặc triệu đồng; số tiền ghi đủ bằng đồng, đủ các chữ số 0"
            self._sent.find(self._sheet.name, each.cell, "small-amount", message, QUESTION)
        elif each.unit == PERCENT and 0 < value <= 1 and not self._shows_percent(each):
            message = f"{_in_full(value)}%: quá nhỏ, có lẽ đã ghi theo dạng thập phân; tỷ lệ ghi theo phần trăm, 95% là 95 chứ không phải 0,95"
            self._sent.find(self._sheet.name, each.cell, "small-share", message, QUESTION)

    def _absent(self, blank: list[Field]) -> None:
        """Take a sheet that does not concern the unit as zeros."""
        empty = {each.row for each in blank}
        for each in self._sheet.figures:
            if each.row in empty:
                self._values[each.row] = 0.0 if each.kind in _DONE else NAN
            elif not each.parts and self._values.get(each.row, 0.0) > 0:  # an average of 0 is NaN
                self._say(
                    each,
                    "contradiction",
                    f"trang đã chọn “{layout.NO}” (ô {_SWITCH}) nhưng ô này có số liệu; hãy sửa một trong hai",
                )

    def _blank(self, blank: list[Field]) -> None:
        missing = []
        for each in blank:
            if each.whole and self._values.get(each.whole) == 0.0:
                self._values[each.row] = 0.0
            elif each.kind in ("mean", "share") and each.depth:
                self._values[each.row] = NAN  # a kind of employer, say, that the unit does not have
            else:
                missing.append(each)
        if len(blank) == len(self._sheet.inputs) and len(missing) > 1:
            message = f"cả trang để trống ({len(blank)} ô); hãy ghi số liệu, hoặc chọn “{layout.NO}” ở ô {_SWITCH} nếu không phát sinh"
            self._say(missing[0], "missing", message)
            return
        for each in missing:
            self._say(each, "missing", f"còn trống: {each.label}; nếu không có thì ghi 0")

    def _totals(self) -> None:
        """Add up the totals here: what the file says of them is only compared."""
        for each in self._sheet.totals:
            value = sum(self._values.get(part, NAN) for part in each.parts)
            self._values[each.row] = value
            if problem := self._typed_over(each, value):
                self._say(each, "total", f"ô tổng ghi {problem}; {_COMPUTED}")

    def _typed_over(self, each: Field, value: float) -> str:
        """Tell what stands in the cell of a total, ``""`` if nothing else than its sum."""
        told = self._page.rows[each.row][layout.VALUE]
        if isinstance(told, float | int) and not isinstance(told, bool):
            if abs(told - value) > 1e-9 * (abs(value) + 1):
                parts = ", ".join(map(cell_name, each.parts))
                return (
                    f"{number(told)} nhưng các ô thành phần ({parts}) cộng lại là {number(value)}"
                )
            return ""
        # The error of a part is told there, and is that of its totals too.
        error = "" if math.isnan(value) else self._errors.get(each.row, "")
        text = clean(str(told), 60) or clean(error, 12)
        return f"“{text}”, không phải tổng số" if text else ""

    def _extra(self) -> None:
        """Ask about what was typed below the form, to the right of it, or beside a heading."""
        fields = self._sheet.fields
        # The column from which on nothing in a row is the form's; below its last row the first.
        free = dict.fromkeys(range(fields[-1].row + 1), layout.KEY + 1)
        free |= {each.row: layout.BEFORE for each in fields if each.key is None}
        cells = [
            cell_name(row, column)
            for row, cells in enumerate(self._page.rows)
            for column, value in enumerate(cells[free.get(row, 0) :], free.get(row, 0))
            if value != "" and _visible(str(value))
        ]
        for place, cell in enumerate(cells[:_MOST_OUTSIDE], 1):
            message = "nội dung ghi ngoài biểu, không được tiếp nhận"
            if place == _MOST_OUTSIDE and len(cells) > place:
                message = f"{message}; cùng với {len(cells) - place} ô khác của trang"
            self._sent.find(self._sheet.name, cell, "outside", message, QUESTION)


def _visible(text: str) -> bool:
    return bool(clean(text))


def _in_full(value: float) -> str:
    """Write a number with all its decimals, so that it is seen why it is not whole."""
    return number(value, len(f"{Decimal(repr(value)).normalize():f}".partition(".")[2]))
