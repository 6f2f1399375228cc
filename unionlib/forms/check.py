"""One submission, judged: which unit's form it is, its figures, and what is wrong."""

from __future__ import annotations

import datetime as dt
import hashlib
import math
import re
import unicodedata
from array import array
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from unionlib.codebook import Unit
from unionlib.forms import layout
from unionlib.forms.archive import Unsafe, inspect
from unionlib.forms.before import Figures
from unionlib.forms.findings import ERROR, MOST, QUESTION, Finding, clean, inert
from unionlib.forms.layout import Field, Form, Sheet
from unionlib.forms.read import Book, Page, cover_texts, identify, open_book
from unionlib.forms.units import Names
from unionlib.show.numbers import number

NAN = math.nan
_LARGEST = 1e15
_DIGITS = re.compile(r"[+-]?\d+")
_GROUPED = re.compile(r"[+-]?\d{1,3}([., ])\d{3}(?:\1\d{3})*")
_DECIMAL = re.compile(r"[+-]?\d+[.,]\d+")
_WORDS = re.compile(r"([+-]?\d[\d., ]*)\s*([^\d\s].*)")
_NONE = ("không", "không có", "ko", "k", "0 có", "-", "–", "—", "x", "/")


@dataclass(frozen=True)
class Context:
    """What every submission of a year is judged by.

    Parameters
    ----------
    year : int
        The reporting year.
    forms : Mapping[str, Form]
        The form of each kind of unit.
    units : Mapping[str, Unit]
        The units that are to report.
    before : Mapping[str, Figures]
        Their figures of the year before.
    """

    year: int
    forms: Mapping[str, Form]
    units: Mapping[str, Unit]
    before: Mapping[str, Figures]

    @cached_property
    def names(self) -> Names:
        """The units by name."""
        return Names.of(self.units.values())


@dataclass
class Submission:
    """A file that was sent: whose it is, its figures, and what was found.

    ``values`` are in the order of the form's fields, NaN where there is none.
    """

    file: str
    checksum: str = ""
    unit: str = ""
    kind: str = ""
    version: str = ""
    values: array[float] = field(default_factory=lambda: array("d"))
    notes: dict[int, str] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    contact: str = ""

    @property
    def clean(self) -> bool:
        """Tell whether nothing has to be corrected."""
        return not any(finding.severity == ERROR for finding in self.findings)


def judge(file: str, data: bytes, context: Context) -> Submission:
    """Read the bytes of one file and judge them; a bad file is a finding, never an error."""
    sent = Submission(file, hashlib.sha256(data).hexdigest())
    try:
        book = open_book(inspect(data))
        form = _identified(book, sent, context)
        if form is not None:
            _figures(book, form, sent, context.before.get(sent.unit, {}))
    except Unsafe as error:
        _find(sent, "", "", error.kind, str(error))
    except (KeyboardInterrupt, SystemExit, MemoryError):
        raise
    except BaseException as error:  # noqa: BLE001 - the reader's panics; one file must not stop the others
        _find(
            sent,
            "",
            "",
            "damaged",
            f"tệp không đọc được ({type(error).__name__}); hãy mở bằng Excel và lưu lại",
        )
    if len(sent.findings) > MOST:
        more = len(sent.findings) - MOST
        sent.findings = sorted(sent.findings, key=lambda found: found.severity)[:MOST]
        _find(sent, "", "", "more", f"còn {more} phát hiện khác; hãy xem lại toàn bộ biểu")
    return sent


def _find(
    sent: Submission, sheet: str, cell: str, kind: str, message: str, severity: str = ERROR
) -> None:
    sent.findings.append(Finding(sent.file, sheet, cell, severity, kind, message, sent.unit))


def _identified(book: Book, sent: Submission, context: Context) -> Form | None:
    """Find out which form it is; None, with a finding, where that fails."""
    told = identify(book)
    texts = cover_texts(book)
    sent.contact = ", ".join(
        inert(texts[row]) for row in (layout.COVER_AUTHOR, layout.COVER_PHONE) if texts.get(row)
    )
    written = texts.get(layout.COVER_UNIT, "")
    named = context.names.find(written) if written else ""
    cell = f"B{layout.COVER_UNIT + 1}"
    if not told.version:
        sent.unit = named
        _find(
            sent,
            "",
            "",
            "no-form",
            "không phải biểu mẫu do LĐLĐ tỉnh gửi (không có mã biểu); hãy ghi số liệu vào biểu mẫu đã nhận",
        )
        return None
    unit = told.unit or named
    if unit in context.units:
        sent.unit = unit
    if told.year != str(context.year):
        _find(
            sent,
            layout.COVER,
            "",
            "wrong-year",
            f"biểu của năm {clean(told.year, 20) or '?'}, cần biểu năm {context.year}",
        )
        return None
    if unit not in context.units:
        shown = clean(written) or clean(told.unit, 60)
        _find(
            sent,
            layout.COVER,
            cell,
            "unknown-unit",
            f"đơn vị “{shown}” không có trong danh sách đơn vị báo cáo năm {context.year}",
        )
        return None
    kind = context.units[unit].kind
    form = context.forms[kind]
    if (told.kind, told.version) != (kind, form.version):
        _find(
            sent,
            layout.COVER,
            "",
            "old-version",
            f"biểu phiên bản {clean(told.version, 20)}, nay dùng phiên bản {form.version}; hãy chép số liệu sang biểu mới",
        )
        return None
    if not told.hidden:
        message = (
            "trang ẩn nhận dạng biểu đã mất; nhận ra đơn vị theo tên ở trang bìa, đề nghị xác nhận"
        )
        _find(sent, layout.COVER, cell, "identity-lost", message, QUESTION)
    elif told.seal != layout.seal(form, unit):
        _find(
            sent,
            layout.COVER,
            "",
            "tampered",
            "trang ẩn nhận dạng biểu đã bị sửa; hãy ghi số liệu vào biểu mẫu đã nhận",
        )
        return None
    if named != unit:
        ours = context.units[unit].label
        _find(
            sent,
            layout.COVER,
            cell,
            "wrong-unit",
            f"trang bìa ghi “{clean(written) or '(trống)'}” nhưng đây là biểu cấp cho {ours}; hãy dùng đúng biểu của đơn vị mình",
        )
        return None
    sent.kind, sent.version = kind, form.version
    return form


def _figures(book: Book, form: Form, sent: Submission, before: Figures) -> None:
    sent.values = array("d", [NAN] * len(form.fields))
    start = 0
    for sheet in form.sheets:
        page = book.page(sheet.name, sheet.fields[-1].row + 1)
        if page is None:
            _find(
                sent,
                sheet.name,
                "",
                "sheet-missing",
                f"thiếu trang “{sheet.name}”; hãy dùng biểu mẫu đã nhận",
            )
        elif _in_place(page, sheet, sent):
            _Sheet(book, page, sheet, sent, start).read()
        start += len(sheet.figures)
    for finding in _compared(form, sent, before):
        sent.findings.append(finding)


def _in_place(page: Page, sheet: Sheet, sent: Submission) -> bool:
    """Tell whether every row stands where the form has it, and no cells are merged."""
    for (top, left), (bottom, right) in page.merged:
        cells = f"{_column(left)}{top + 1}:{_column(right)}{bottom + 1}"
        _find(
            sent, sheet.name, cells, "merged", f"ô {cells} đã bị gộp; hãy bỏ gộp và ghi lại từng ô"
        )
    moved = [each for each in sheet.figures if page.at(each.row, layout.KEY) != each.name]
    if not moved:
        return not page.merged
    places = {
        str(value): (row, column)
        for row, cells in enumerate(page.rows)
        for column, value in enumerate(cells)
        if isinstance(value, str) and value
    }
    for each in moved[:5]:
        row, column = places.get(each.name, (-1, -1))
        if row < 0:
            what = f"dòng {each.row + 1} “{each.label}” đã bị xóa hoặc ghi đè"
        elif column != layout.KEY:
            what = f"các cột đã bị dời (chèn hoặc xóa cột) tại dòng {each.row + 1}"
        else:
            what = f"dòng “{each.label}” đã bị dời từ dòng {each.row + 1} đến dòng {row + 1}"
        _find(
            sent,
            sheet.name,
            f"A{each.row + 1}",
            "moved",
            f"{what}; hãy ghi lại vào biểu mẫu đã nhận",
        )
    if len(moved) > 5:
        _find(
            sent,
            sheet.name,
            f"A{moved[5].row + 1}",
            "moved",
            f"còn {len(moved) - 5} dòng khác của trang không ở đúng chỗ",
        )
    return False


class _Sheet:
    """The figures of one sheet, cell by cell."""

    def __init__(self, book: Book, page: Page, sheet: Sheet, sent: Submission, start: int) -> None:
        self._book, self._page, self._sheet = book, page, sheet
        self._sent, self._start = sent, start
        self._values: dict[int, float] = {}

    def read(self) -> None:
        sheet, page = self._sheet, self._page
        formulas = self._book.details.formulas(sheet.name)
        absent = (
            str(page.at(layout.SWITCH, layout.VALUE)).strip().casefold() == layout.NO.casefold()
        )
        inputs = [each for each in sheet.figures if not each.parts]
        blank = []
        for each in inputs:
            value = page.at(each.row, layout.VALUE)
            if type(value) is float and each.row not in formulas:
                self._values[each.row] = self._in_range(each, value)
            elif each.row in formulas:
                self._say(each, "formula", "ô chứa công thức; hãy dán lại thành giá trị")
                self._values[each.row] = NAN
            elif isinstance(value, str) and not _visible(value):
                blank.append(each)
            else:
                self._values[each.row] = NAN
                self._say(each, *_not_a_number(value))
        if absent:
            self._absent(blank)
        elif blank:
            self._blank(blank, len(inputs))
        self._totals()
        self._extra()
        for place, each in enumerate(sheet.figures):
            self._sent.values[self._start + place] = self._values.get(each.row, NAN)
            note = page.at(each.row, layout.NOTE)
            if note != "" and (text := self._book.text(page, sheet.name, each.row, layout.NOTE)):
                self._sent.notes[self._start + place] = inert(text)

    def _say(self, each: Field, kind: str, message: str, severity: str = ERROR) -> None:
        _find(self._sent, self._sheet.name, each.cell, kind, message, severity)

    def _in_range(self, each: Field, value: float) -> float:
        if value < 0:
            self._say(each, "out-of-range", f"{number(value)}: số liệu không thể âm")
        elif value >= _LARGEST or value != value:
            self._say(each, "out-of-range", f"{value:g}: số quá lớn")
        elif each.kind in ("count", "amount") and not value.is_integer():
            self._say(
                each,
                "out-of-range",
                f"{number(value, 4).rstrip('0')}: phải là số nguyên"
                + (", tính bằng đồng" if each.kind == "amount" else ""),
            )
        elif each.kind == "share" and value > 100:
            self._say(each, "out-of-range", f"{number(value)}: tỷ lệ phần trăm không thể quá 100")
        else:
            # An average of nothing is no average: the form says to write 0 for none.
            return NAN if each.kind == "mean" and value == 0 else value
        return NAN

    def _absent(self, blank: list[Field]) -> None:
        """Take a sheet that does not concern the unit as zeros."""
        empty = {each.row for each in blank}
        for each in self._sheet.figures:
            if each.row in empty:
                self._values[each.row] = 0.0 if each.kind in ("count", "amount") else NAN
            elif not each.parts and self._values.get(each.row):
                self._say(
                    each,
                    "contradiction",
                    f"trang đã chọn “{layout.NO}” (ô {self._switch}) nhưng ô này có số liệu; hãy sửa một trong hai",
                )

    @property
    def _switch(self) -> str:
        return f"{_column(layout.VALUE)}{layout.SWITCH + 1}"

    def _blank(self, blank: list[Field], of: int) -> None:
        errors = self._book.details.errors(self._sheet.name)
        missing = []
        for each in blank:
            if each.row in errors:
                self._values[each.row] = NAN
                self._say(
                    each,
                    "formula-error",
                    f"ô báo lỗi {clean(errors[each.row], 12)}; hãy ghi lại số liệu",
                )
            elif each.whole and self._values.get(each.whole) == 0.0:
                self._values[each.row] = 0.0
            elif each.kind in ("mean", "share") and each.depth:
                self._values[each.row] = NAN  # a kind of employer, say, that the unit does not have
            else:
                missing.append(each)
        if len(blank) == of and len(missing) > 1:
            message = f"cả trang để trống ({of} ô); hãy ghi số liệu, hoặc chọn “{layout.NO}” ở ô {self._switch} nếu không phát sinh"
            return self._say(missing[0], "missing", message)
        for each in missing:
            self._say(each, "missing", f"còn trống: {each.label}; nếu không có thì ghi 0")
        return None

    def _totals(self) -> None:
        """Add up the totals here: what the file says of them is only compared."""
        for each in reversed(self._sheet.figures):
            if not each.parts:
                continue
            value = sum(self._values.get(part, NAN) for part in each.parts)
            self._values[each.row] = value
        for each in self._sheet.figures:
            told = self._page.at(each.row, layout.VALUE) if each.parts else ""
            value = self._values.get(each.row, NAN)
            if isinstance(told, float) and value == value and not math.isclose(told, value):
                self._say(
                    each,
                    "total",
                    f"ô tổng ghi {number(told)} nhưng các dòng thành phần cộng lại là {number(value)}; ô này máy tự cộng, không sửa",
                )

    def _extra(self) -> None:
        below = self._sheet.fields[-1].row + 1
        for row, cells in enumerate(self._page.rows[below:], below):
            for column, value in enumerate(cells[: layout.KEY]):
                if value != "" and _visible(str(value)):
                    cell = f"{_column(column)}{row + 1}"
                    _find(
                        self._sent,
                        self._sheet.name,
                        cell,
                        "outside",
                        "nội dung ghi ngoài biểu, không được tiếp nhận",
                        QUESTION,
                    )


def _compared(form: Form, sent: Submission, before: Figures) -> Iterator[Finding]:
    """Yield what does not fit together, or changed much since the year before."""
    values, fields, places = sent.values, form.fields, form.places
    sheets = [sheet.name for sheet in form.sheets for _ in sheet.figures]
    ruled = set()
    for relation in form.relations:
        left = sum(factor * values[places[key]] for key, factor in relation.left)
        right = sum(factor * values[places[key]] for key, factor in relation.right)
        ruled.add((relation.left[0][0], relation.right[0][0]))
        slack = 1e-9 * max(abs(left), abs(right), 1.0)
        holds = {
            "==": abs(left - right) <= slack,
            "<=": left <= right + slack,
            ">=": left >= right - slack,
        }
        if left == left and right == right and not holds[relation.sign]:
            terms = [places[key] for key, _ in (*relation.left, *relation.right)]
            first = terms[0]
            cells = ", ".join(
                f"{_cell(sheets, fields, place, sheets[first])} = {number(values[place])}"
                for place in terms
            )
            severity = ERROR if relation.strict else QUESTION
            message = f"không đúng quy tắc “{relation.message}”: {number(left)} {_SIGNS[relation.sign]} {number(right)} ({cells})"
            yield Finding(
                sent.file, sheets[first], fields[first].cell, severity, "rule", message, sent.unit
            )
    rows = {
        (sheet, each.row): place
        for place, (sheet, each) in enumerate(zip(sheets, fields, strict=True))
    }
    for place, each in enumerate(fields):
        value = values[place]
        if value != value or each.key is None:
            continue
        if each.whole:
            above = rows[sheets[place], each.whole]
            whole = values[above]
            if value > whole and (each.key, fields[above].key) not in ruled:
                message = f"bộ phận {number(value)} lớn hơn tổng số {number(whole)} ở ô {fields[above].cell} ({fields[above].label})"
                yield Finding(
                    sent.file,
                    sheets[place],
                    each.cell,
                    ERROR,
                    "part-above-whole",
                    message,
                    sent.unit,
                )
        old = before.get(each.key, 0.0)
        if old >= layout.LEAST and (value > layout.FACTOR * old or layout.FACTOR * value < old):
            note = (
                f" Đơn vị ghi chú: {sent.notes[place]}"
                if place in sent.notes
                else " Đề nghị xác nhận và nêu lý do."
            )
            message = f"{number(value)} so với năm trước {number(old)}: chênh lệch lớn.{note}"
            yield Finding(
                sent.file, sheets[place], each.cell, QUESTION, "change", message, sent.unit
            )


_SIGNS = {"==": "khác", "<=": "lớn hơn", ">=": "nhỏ hơn"}


def _cell(sheets: list[str], fields: tuple[Field, ...], place: int, here: str) -> str:
    return fields[place].cell if sheets[place] == here else f"{sheets[place]}!{fields[place].cell}"


def _not_a_number(value: object) -> tuple[str, str]:
    """Say what a cell holds instead of a number, and what was meant where one can tell.

    Examples
    --------
    >>> _not_a_number("12 người")
    ('text-number', 'ô ghi chữ “12 người” trông giống số; hãy ghi lại số 12, không kèm chữ')
    >>> _not_a_number("chưa rõ")[0]
    'not-a-number'
    """
    if isinstance(value, bool):
        return "not-a-number", "ô ghi TRUE/FALSE, không phải số"
    if isinstance(value, dt.date | dt.time | dt.timedelta):
        return "not-a-number", f"ô thành ngày giờ ({value}); hãy định dạng lại là số và ghi lại"
    shown = clean(str(value), 60)
    text = clean(unicodedata.normalize("NFKC", str(value)))
    lead = f"ô ghi chữ “{shown}” trông giống số; hãy ghi lại số"
    if text.startswith("#"):
        return "formula-error", f"ô báo lỗi {shown}; hãy ghi lại số liệu"
    if _DIGITS.fullmatch(text):
        return "text-number", f"{lead} {text}, định dạng số chứ không phải văn bản"
    if _GROUPED.fullmatch(text):
        return (
            "text-number",
            f"{lead} {re.sub('[., ]', '', text)}, không gõ dấu phân cách hàng nghìn",
        )
    if _DECIMAL.fullmatch(text):
        return "text-number", f"{lead} {text.replace('.', ',')} theo dấu thập phân của máy"
    if match := _WORDS.fullmatch(text):
        digits = match[1].strip()
        plain = (
            re.sub("[., ]", "", digits)
            if _GROUPED.fullmatch(digits) or _DIGITS.fullmatch(digits)
            else digits
        )
        scale = any(word in text.casefold() for word in ("nghìn", "ngàn", "triệu", "tỷ", "tỉ"))
        return (
            "text-number",
            f"{lead} bằng đồng, đủ các chữ số 0" if scale else f"{lead} {plain}, không kèm chữ",
        )
    if text.casefold() in _NONE:
        return "not-a-number", f"ô ghi “{shown}”; nếu không có thì ghi số 0"
    return "not-a-number", f"ô ghi “{shown}”, không phải số"


def _visible(text: str) -> bool:
    return bool(text) and not text.isspace() and bool(clean(text))


def _column(place: int) -> str:
    return chr(65 + place) if place < 26 else f"{chr(64 + place // 26)}{chr(65 + place % 26)}"
