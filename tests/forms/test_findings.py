"""What is wrong in a form that comes back, by file, sheet and cell."""

from __future__ import annotations

import datetime as dt
import io
import re
import shutil
import zipfile
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest
from openpyxl.styles import Font

from tests.helpers import snapshot
from tests.helpers.province import (
    OFFICE,
    UNIT,
    YEAR,
    Change,
    Province,
    changed,
    expected,
    fill,
    observed,
    only,
    put,
    rewritten,
    sheet_of,
)
from unionlib.edition import load
from unionlib.forms.check import judge
from unionlib.forms.collect import collect
from unionlib.forms.findings import ERROR, QUESTION
from unionlib.forms.layout import COVER, META
from unionlib.forms.notnumber import not_a_number
from unionlib.key import Key
from unionlib.submissions import coverage, submissions
from unionlib.validate import validate


@pytest.mark.parametrize(
    ("name", "value", "kind", "words"),
    [
        ("employees", None, "missing", "còn trống"),
        ("employees", " \u00a0", "missing", "còn trống"),
        ("employees", "rất nhiều", "not-a-number", "không phải số"),
        ("employees", "không", "not-a-number", "ghi số 0"),
        ("employees", "mười", "not-a-number", "chỉ ghi bằng chữ số, không có thì ghi số 0"),
        ("employees", "50%", "not-a-number", "chỉ ghi bằng chữ số"),  # of how many?
        ("average_monthly_wage", "50 %", "not-a-number", "chỉ ghi bằng chữ số"),
        ("average_monthly_wage", "1.234", "text-number", "ghi lại số 1234,"),
        ("employees", "-12", "out-of-range", "không thể âm"),
        ("employees", "−12 người", "out-of-range", "không thể âm"),
        ("employees", "007", "text-number", "ghi lại số 7,"),
        ("employees", "+12", "text-number", "ghi lại số 12,"),
        ("employees", True, "not-a-number", "TRUE/FALSE"),
        ("employees", dt.datetime(2020, 12, 1), "not-a-number", "ngày giờ (01/12/2020)"),  # noqa: DTZ001 - a cell has none
        ("employees", dt.time(12, 30), "not-a-number", "ô thành ngày giờ; hãy định dạng lại"),
        ("employees", dt.timedelta(days=1, hours=6), "not-a-number", "ô thành ngày giờ; hãy định dạng lại"),
        ("employees", "1.234", "text-number", "ghi lại số 1234,"),
        ("employees", "1,234", "text-number", "ghi lại số 1234,"),
        ("employees", "1 234", "text-number", "ghi lại số 1234,"),
        ("employees", "1\u00a0234", "text-number", "ghi lại số 1234,"),
        ("employees", "12 người", "text-number", "ghi lại số 12, không kèm chữ"),
        ("employees", "１２３４", "text-number", "ghi lại số 1234,"),  # noqa: RUF001 - full-width digits
        ("employees", "30250", "text-number", "ghi lại số 30250,"),
        ("employees", "90.0", "text-number", "hãy ghi lại số nguyên: 90 hay 900"),
        ("employees", "90,00 người", "text-number", "số nguyên: 90 hay 9000, không kèm chữ"),
        ("employees", "12,5", "text-number", "hãy ghi lại số nguyên, không có phần thập phân"),
        ("safety_visit_amount", "500000.0", "text-number", "số nguyên: 500000 hay 5000000"),
        ("safety_visit_amount", "1,5 triệu", "text-number", "bằng đồng"),
        ("employees", -5, "out-of-range", "không thể âm"),
        ("employees", 2.5, "out-of-range", "2,5: phải là số nguyên"),
        ("new_members_plan", 2.5, "out-of-range", "2,5: phải là số nguyên"),
        ("employees", 5600.00004, "out-of-range", "5.600,00004: phải là số nguyên"),
        ("safety_visit_amount", 1_500_000_000.5, "out-of-range", "1.500.000.000,5: phải là số nguyên, tính bằng đồng"),
        ("employees", "3 trăm", "text-number", "số đầy đủ bằng chữ số, không kèm chữ"),
        ("safety_visit_amount", 1e18, "out-of-range", "phải nhỏ hơn 1.000.000.000.000.000"),
        ("members(sex=FEMALE)", 99_999_999, "rule", "quá số đoàn viên"),
        ("enterprises(status=LOCKED)", 99_999_999, "part-above-whole", "lớn hơn tổng số"),
        ("employees", "=1+2", "formula", "công thức"),
        ("employees", "=[9]Sheet1!A1", "formula", "công thức"),
        ("employees", "=cmd|' /C calc'!A0", "formula", "công thức"),
    ],
)  # fmt: skip
def test_a_wrong_cell_is_found_and_nothing_is_written(
    small: Province, data: Path, sent: Path, name: str, value: object, kind: str, words: str
) -> None:
    """Each wrong cell is an error that names file, sheet and cell in Vietnamese, and data/ stays."""
    before = snapshot(data)
    (sent / f"{UNIT}.xlsx").write_bytes(changed(small, put(name, value)))
    result = collect(YEAR, sent, data)
    found = [
        each
        for each in result.findings
        if (each.sheet, each.cell) == small.cell(name) and each.severity == ERROR
    ]
    assert kind in {each.kind for each in found}
    assert any(words in each.message for each in found), [each.message for each in found]
    assert {each.file for each in found} == {f"{UNIT}.xlsx"}
    assert {each.unit for each in found} == {UNIT}
    assert not result.written
    assert snapshot(data) == before


@pytest.mark.parametrize(
    ("shown_as", "value", "meant"),
    [
        ("0%", 0.985, 98.5),
        ("0.0%", 0.07, 7),  # not 7.000000000000001
        ("0.00%;[Red]-0.00%", 0, 0),
        ("0.0 %", 0.985, 98.5),
        ("General", 100.00000000001, 100),  # left by a calculation, and shown as 100
        (r"0.0\%", 98.5, 98.5),
        ('0.0"%"', 98.5, 98.5),
        ("General", 0.985, 0.985),
    ],
)
def test_a_percentage_is_what_the_cell_shows(
    small: Province, shown_as: str, value: float, meant: float
) -> None:
    """98,5% typed as such is 98.5 of a hundred; a sign that only stands beside the number changes nothing."""
    sheet, cell = small.cell("democracy_regulation_share", OFFICE)

    def change(book: openpyxl.Workbook, _: Province) -> None:
        sheet_of(book, sheet)[cell].value = value
        sheet_of(book, sheet)[cell].number_format = shown_as

    sent = judge("a.xlsx", changed(small, change, OFFICE), small.context)
    place = small.form(OFFICE).keys[Key("democracy_regulation_share")]
    assert sent.values[place] == meant
    assert sent.clean


def test_a_percentage_is_one_in_the_other_namespace_too(small: Province) -> None:
    """Excel's “Strict Open XML Spreadsheet” ends in .xlsx as well."""
    sheet, cell = small.cell("democracy_regulation_share", OFFICE)

    def change(book: openpyxl.Workbook, _: Province) -> None:
        sheet_of(book, sheet)[cell].value = 0.985
        sheet_of(book, sheet)[cell].number_format = "0.0%"

    usual = re.compile(rb"schemas\.openxmlformats\.org/(spreadsheetml|officeDocument)/2006")
    source = zipfile.ZipFile(io.BytesIO(changed(small, change, OFFICE)))
    content = rewritten(source, lambda _, part: usual.sub(rb"purl.oclc.org/ooxml/\1", part))
    sent = judge("a.xlsx", content, small.context)
    assert sent.values[small.form(OFFICE).keys[Key("democracy_regulation_share")]] == 98.5
    assert sent.clean


def test_a_percentage_as_text_keeps_its_decimals(small: Province) -> None:
    """Where decimals are allowed, 90.5 is told as 90,5."""
    sheet, cell = small.cell("democracy_regulation_share", OFFICE)

    def change(book: openpyxl.Workbook, _: Province) -> None:
        sheet_of(book, sheet)[cell].value = "90.5"

    sent = judge("a.xlsx", changed(small, change, OFFICE), small.context)
    found = [each.message for each in sent.findings if each.kind == "text-number"]
    assert found == [
        "ô ghi chữ “90.5” trông giống số; hãy ghi lại số 90,5 theo dấu thập phân của máy"
    ]


def test_a_percentage_above_a_hundred_is_found_however_it_is_typed(small: Province) -> None:
    """98.5 in a cell of per cent shows 9850 %: no share."""
    sheet, cell = small.cell("democracy_regulation_share", OFFICE)

    def change(book: openpyxl.Workbook, _: Province) -> None:
        sheet_of(book, sheet)[cell].value = 98.5
        sheet_of(book, sheet)[cell].number_format = "0%"

    found = judge("a.xlsx", changed(small, change, OFFICE), small.context).findings
    assert [(each.cell, each.kind) for each in found if each.severity == ERROR] == [
        (cell, "out-of-range")
    ]
    assert "9.850" in next(each.message for each in found if each.cell == cell)


def test_a_percentage_just_above_a_hundred_is_told_in_full(small: Province) -> None:
    """“100: không thể quá 100” tells nobody what to correct."""
    typed = put("democracy_regulation_share", 100.004, OFFICE)
    found = judge("a.xlsx", changed(small, typed, OFFICE), small.context).findings
    assert [each.message for each in found if each.kind == "out-of-range"] == [
        "100,004: tỷ lệ phần trăm không thể quá 100"
    ]


@pytest.mark.parametrize(
    ("value", "style", "words"),
    [
        (0.95, "General", "0,95%"),
        (0.9946, "General", "0,9946%"),
        (1, "General", "1%"),  # what is left of 100%
        (1.5, "General", ""),
        (0, "General", ""),
        (0.005, "0.0%", ""),  # whoever filled it in has seen 0,5%
    ],
)
# Last year 68.9 and 9: of what was less than 10, no large change is asked about.
@pytest.mark.parametrize("name", ["democracy_regulation_share", "employees_working_age_share"])
def test_a_percentage_that_looks_typed_as_a_fraction_is_asked_about(
    small: Province, name: str, value: float, style: str, words: str
) -> None:
    """95% is typed 0.95 as well: a question, with what to write."""
    typed = put(name, value, OFFICE, number_format=style)
    sent = judge("a.xlsx", changed(small, typed, OFFICE), small.context)
    found = [each for each in sent.findings if each.kind == "small-share"]
    assert [(each.sheet, each.cell, each.severity) for each in found] == (
        [(*small.cell(name, OFFICE), QUESTION)] if words else []
    )
    assert all(f"{words}: quá nhỏ" in each.message for each in found)


def test_an_error_value_is_named(small: Province) -> None:
    """#REF! left by a broken formula is told as such, not as an empty cell."""
    sheet, cell = small.cell("employees")
    source = zipfile.ZipFile(io.BytesIO(small.filled[UNIT]))
    number = [each.name for each in small.form().sheets].index(sheet) + 2

    def broken(name: str, part: bytes) -> bytes:
        if name != f"xl/worksheets/sheet{number}.xml":
            return part
        return re.sub(rb'(<c r="%s"[^>]*)><v>[^<]*' % cell.encode(), rb'\1 t="e"><v>#REF!', part)

    sent = judge("a.xlsx", rewritten(source, broken), small.context)
    found = [each for each in sent.findings if each.severity == ERROR]
    assert [(each.sheet, each.cell, each.kind) for each in found] == [
        (sheet, cell, "formula-error")
    ]
    assert "#REF!" in found[0].message


def test_a_large_change_is_asked_about_and_does_not_stop_anything(
    small: Province, data: Path, sent: Path
) -> None:
    """More than double last year is a question; the unit's own note is shown with it."""
    unit, name = "nong_nghiep", "gift_unions(campaign=NEW_YEAR)"
    values = {**small.figures[unit], Key("gift_unions", "", (("campaign", "NEW_YEAR"),)): 31.0}
    book = openpyxl.load_workbook(io.BytesIO(fill(small.form(unit), small.blank[unit], values)))
    sheet, cell = small.cell(name, unit)
    sheet_of(book, sheet)[cell.replace("E", "F")] = "Mở rộng đối tượng"
    book.save(sent / f"{unit}.xlsx")
    result = collect(YEAR, sent, data)
    found = next(each for each in result.findings if (each.sheet, each.cell) == (sheet, cell))
    assert (found.kind, found.severity) == ("change", QUESTION)
    assert "31 so với năm trước 15" in found.message
    assert "Mở rộng đối tượng" in found.message
    assert result.written


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        # Its unions before a merger, less those after it, are the decrease of unions, or less.
        ({"unions_before_merger": 9, "unions_after_merger": 4, "grassroots_unions_decrease": 4},
         [ERROR, "5 lớn hơn 4 (E22 = 9, E23 = 4, 02 Công nhân, viên chức!E10 = 4)"]),
        ({"unions_before_merger": 9, "unions_after_merger": 5, "grassroots_unions_decrease": 4}, []),
        ({"unions_after_merger": 5, "unions_before_merger": 4, "grassroots_unions": 9},
         [ERROR, "5 lớn hơn 4 (E23 = 5, E22 = 4)"]),
        ({"fundraising_unions(campaign=NEW_YEAR)": 3, "fundraising_unions_due(campaign=NEW_YEAR)": 2},
         [ERROR, "3 lớn hơn 2 (E23 = 3, E24 = 2)"]),
        ({"safety_banners": 4, "safety_month_unions": 5}, [ERROR, "4 nhỏ hơn 5 (E22 = 4, E21 = 5)"]),
        ({"safety_banners": 5, "safety_month_unions": 5}, []),
        ({"meal_enterprises_due": 7, "conference_units_due(sector=CTCP)": 8},
         [QUESTION, "7 khác 8 (E50 = 7, 03 Bảo vệ quyền, lợi ích!E14 = 8). Đề nghị xem lại; nếu đúng, nêu lý do ở cột “Ghi chú”."]),
        ({"meal_enterprises_due": 8, "conference_units_due(sector=CTCP)": 8}, []),
    ],
)  # fmt: skip
def test_what_a_unit_may_break_is_asked_and_what_none_can_is_an_error(
    small: Province, changes: dict[str, float], told: list[str]
) -> None:
    """A part above its whole is wrong; a rule made for the province as a whole is a question."""

    def change(book: openpyxl.Workbook, province: Province) -> None:
        for name, value in changes.items():
            put(name, value)(book, province)

    sent = judge("a.xlsx", changed(small, change), small.context)
    place = small.cell(next(iter(changes)))
    found = [
        each for each in sent.findings if (each.kind, (each.sheet, each.cell)) == ("rule", place)
    ]
    assert [
        item for each in found for item in (each.severity, each.message.partition("”: ")[2])
    ] == told


@pytest.mark.parametrize(
    ("name", "value", "base", "words"),
    [
        ("accident_deaths", 1, "accident_investigations",
         "chưa khớp “Số người chết so với số đoàn điều tra tai nạn chết người”: 1 nhỏ hơn 2 (E25 = 1, E24 = 2). Đề nghị xem lại;"),
        ("software_unions", 3, "grassroots_unions",
         "không đúng quy tắc “"),
    ],
)  # fmt: skip
def test_only_of_an_error_it_is_said_that_a_rule_is_broken(
    small: Province, name: str, value: float, base: str, words: str
) -> None:
    """One death and two investigations are asked about: “A so với B” is no rule to break."""

    def change(book: openpyxl.Workbook, province: Province) -> None:
        put(name, value)(book, province)
        put(base, 2)(book, province)

    sent = judge("a.xlsx", changed(small, change), small.context)
    place = small.cell(name)
    (told,) = (
        each.message
        for each in sent.findings
        if (each.kind, (each.sheet, each.cell)) == ("rule", place)
    )
    assert told.startswith(words)


@pytest.mark.parametrize(
    ("youth", "delegation", "told"),
    [
        (4, 3, [QUESTION, "các bộ phận cộng lại được 11 (E26 = 4 + E27 = 3 + E28 = 4), lớn hơn tổng số 10 ở ô E23 (Đợt chăm lo: Tết Nguyên đán). Đề nghị xem lại; nếu đúng, nêu lý do ở cột “Ghi chú”."]),
        (4, 2, []),
        (11, 3, []),  # the part alone is an error, and enough
    ],
)  # fmt: skip
def test_parts_that_exceed_their_whole_only_together_are_asked_about(
    small: Province, youth: int, delegation: int, told: list[str]
) -> None:
    """4 + 3 + 4 đồng of 10: what check calls a contradiction is asked of the office first."""
    typed = {
        "": 10,
        ", programme=VISITS, donor=YOUTH_UNION": youth,
        ", programme=VISITS, donor=CENTRAL_DELEGATION": delegation,
        ", programme=VISITS, donor=CENTRAL_UNION": 4,
    }

    def change(book: openpyxl.Workbook, province: Province) -> None:
        for where, value in typed.items():
            put(f"gift_amount(campaign=NEW_YEAR{where})", value, OFFICE)(book, province)

    sent = judge("a.xlsx", changed(small, change, OFFICE), small.context)
    found = [
        each for each in sent.findings if (each.kind, each.cell) == ("parts-above-whole", "E26")
    ]
    assert [item for each in found for item in (each.severity, each.message)] == told


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("1.234,5", "1234,5 theo dấu thập phân của máy, không gõ dấu phân cách hàng nghìn"),
        ("6.234.567", "6234567, không gõ dấu phân cách"),
        ("6.234.567,5", "6234567,5 theo dấu thập phân"),
        ("1,234.5", "1234,5 theo dấu thập phân"),
        ("0,125", "0,125 theo dấu thập phân"),
        ("12.5", "12,5 theo dấu thập phân"),
        ("1.234", "1234 hay 1,234 theo dấu thập phân"),
        ("98,500", "98500 hay 98,500 theo dấu thập phân"),
        ("98,500 %", "98500 hay 98,500, không kèm chữ"),
        ("1 234", "1234, không gõ dấu phân cách"),
        ("1 234 567 đồng", "1234567, không kèm chữ"),
        ("98,5%", "98,5, không kèm chữ"),
        ("12 tỉnh", "12, không kèm chữ"),
        ("12 trường", "12, không kèm chữ"),
        ("12 công ty", "12, không kèm chữ"),
        *(
            (text, "đầy đủ bằng chữ số, không kèm chữ")
            for text in ("7tr", "2 nghìn người", "3 trăm")
        ),
        *((text, "đầy đủ bằng chữ số") for text in ("5 chục", "2 vạn", "4 tá", "3 đôi", "6 cặp")),
        *((text, "đầy đủ bằng chữ số") for text in ("3 trieu", "2 rưỡi", "12 cong ty")),
        *((text, "") for text in ("1e3", "12-15", "12'345", "1_000", "7tr5", "1/2", "2 - 3 triệu")),
        *((text, "") for text in ("12.", "1.234.5", "1.23.4 x", "12 người (3 nữ)", "x12")),
    ],
)
def test_a_number_is_advised_only_where_it_is_certain(typed: str, meant: str) -> None:
    """Of a text that may be several numbers none is named: it would be typed in as advised."""
    kind, message = not_a_number(typed, whole=False)
    assert kind == ("text-number" if meant else "not-a-number")
    assert (f"hãy ghi lại số {meant}" in message) if meant else ("hãy" not in message)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("1.234,5", "nguyên, không có phần thập phân"),
        ("1.234,00", "1234, không gõ dấu phân cách hàng nghìn"),
        ("1.234,0 người", "1234, không kèm chữ"),
        ("0,00", "0, không gõ dấu phân cách"),
        ("12-15", ""),
    ],
)
def test_a_whole_number_is_advised_where_there_must_be_one(typed: str, meant: str) -> None:
    """A comma behind grouped thousands begins decimals for certain; people have none."""
    _, message = not_a_number(typed, whole=True)
    assert (f"hãy ghi lại số {meant}" in message) if meant else ("hãy" not in message)


def test_what_is_counted_in_dong_is_said_of_money_only() -> None:
    """Words of scale are no advice for people to be counted in đồng."""
    said = [not_a_number("3 nghìn", whole=True, money=money)[1] for money in (True, False)]
    assert ["(tiền tính bằng đồng)" in each for each in said] == [True, False]


@pytest.mark.parametrize(
    ("value", "meant"),
    [
        (5600.0000000001, 5600),
        (5599.999999999999, 5600),
        (0.1 + 0.2 - 0.3, 0),
        (0.3 - 0.1 - 0.2, 0),
    ],
)
def test_what_a_calculation_leaves_of_a_whole_number_is_that_number(
    small: Province, value: float, meant: int
) -> None:
    """Excel shows 5600 and pastes 5600.0000000001: nobody sees what should be corrected."""
    sent = judge("a.xlsx", changed(small, put("central_unions", value)), small.context)
    assert sent.values[small.form().keys[Key("central_unions")]] == meant
    assert [str(each) for each in sent.findings if each.kind == "out-of-range"] == []


def merge(book: openpyxl.Workbook, province: Province) -> None:
    """Merge two cells."""
    sheet, cell = province.cell("employees")
    sheet_of(book, sheet).merge_cells(f"{cell}:F{cell[1:]}")


def insert_row(book: openpyxl.Workbook, province: Province) -> None:
    """Insert a row above the figures."""
    sheet_of(book, province.cell("employees")[0]).insert_rows(7)


def insert_column(book: openpyxl.Workbook, province: Province) -> None:
    """Insert a column before the figures."""
    sheet_of(book, province.cell("employees")[0]).insert_cols(4)


def drop_sheet(book: openpyxl.Workbook, province: Province) -> None:
    """Delete a section's sheet."""
    book.remove(book[province.cell("employees")[0]])


def rename_sheet(book: openpyxl.Workbook, province: Province) -> None:
    """Give a section's sheet another name."""
    sheet_of(book, province.cell("employees")[0]).title = "CNVCLĐ"


def drop_cover(book: openpyxl.Workbook, _: Province) -> None:
    """Delete the sheet of instructions."""
    book.remove(book[COVER])


def drop_meta(book: openpyxl.Workbook, province: Province) -> None:
    """Lose the hidden page, as when the sheets are copied into a new workbook."""
    book.remove(book[META])


def another(book: openpyxl.Workbook, province: Province) -> None:
    """Leave nothing of the form but the names of two sheets."""
    for page in book.worksheets:
        book.remove(page)
    for name in (COVER, META):
        book.create_sheet(name)["A1"] = "Kế hoạch năm"


def untitled(book: openpyxl.Workbook, province: Province) -> None:
    """Clear the rows of a sheet's title and unit."""
    for cells in sheet_of(book, province.cell("employees")[0]).iter_rows(max_row=2):
        for cell in cells:
            cell.value = None


def meta(row: int, value: str) -> Change:
    """Say how to change a cell of the hidden page."""
    return lambda book, _: sheet_of(book, META).__setitem__(f"B{row}", value)


def cover(value: str | None) -> Change:
    """Say how to change the unit's name on the cover."""
    return lambda book, _: sheet_of(book, COVER).__setitem__("B5", value)


@pytest.mark.parametrize(
    ("change", "kind", "words"),
    [
        pytest.param(merge, "merged", "đã bị gộp", id="merged"),
        pytest.param(insert_row, "moved", "đã bị dời từ dòng", id="row inserted"),
        pytest.param(insert_column, "moved", "các cột đã bị dời", id="column inserted"),
        pytest.param(drop_sheet, "sheet-missing", "thiếu trang", id="sheet deleted"),
        pytest.param(rename_sheet, "sheet-missing", "hãy đặt lại đúng tên trang", id="sheet renamed"),
        pytest.param(drop_cover, "sheet-missing", f"thiếu trang “{COVER}”", id="cover deleted"),
        pytest.param(meta(2, "2019"), "wrong-year", "cần biểu năm 2020; hãy ghi số liệu vào biểu mẫu năm 2020 đã nhận", id="year"),
        pytest.param(another, "no-form", "không có mã biểu", id="another workbook"),
        pytest.param(meta(3, "bao_lam"), "tampered", "đã bị sửa", id="another unit's code"),
        pytest.param(meta(3, "nobody"), "unknown-unit", "đơn vị “nobody” không có trong danh sách", id="no unit's code"),
        pytest.param(meta(5, "00000000"), "old-version", "phiên bản 00000000", id="version"),
        pytest.param(meta(6, "x"), "tampered", "đã bị sửa", id="seal"),
        pytest.param(cover("LĐLĐ huyện Bảo Lâm"), "wrong-unit", "biểu cấp cho Liên đoàn Lao động huyện Bảo Lạc", id="another unit's name"),
        pytest.param(cover("LĐLĐ huyện Nào Đó"), "wrong-unit", "LĐLĐ huyện Nào Đó", id="no unit's name"),
        pytest.param(cover(None), "wrong-unit", "trang bìa để trống tên đơn vị", id="no name"),
    ],
)  # fmt: skip
def test_a_form_that_is_not_what_it_should_be_is_found(
    small: Province, data: Path, sent: Path, change: Change, kind: str, words: str
) -> None:
    """Merged and moved cells, wrong year, unit or version: each is an error, and data/ stays."""
    before = snapshot(data)
    (sent / f"{UNIT}.xlsx").write_bytes(changed(small, change))
    result = collect(YEAR, sent, data)
    found = [each for each in result.findings if each.kind == kind and each.severity == ERROR]
    assert found, [str(each) for each in result.findings]
    assert words in found[0].message
    assert snapshot(data) == before


@pytest.mark.parametrize(
    "name", ["H. Bảo Lạc", "ldld huyen bao lac", "LĐLĐ  HUYỆN\u00a0BẢO LẠC", "B¶o L¹c"]
)
def test_a_units_name_may_be_written_as_people_write_it(small: Province, name: str) -> None:
    """Another spelling of the same unit's name on the cover is no finding."""
    sent = judge("a.xlsx", changed(small, cover(name)), small.context)
    assert sent.clean
    assert sent.unit == UNIT


@pytest.mark.parametrize(
    ("name", "unit"),
    [
        ("LĐLĐ tỉnh Cao Bằng", ""),
        ("Liên đoàn Lao động tỉnh Cao Bằng", ""),
        ("LĐLĐ Cao Bằng", ""),  # of the province or the city
        ("TP. Cao Bằng", "thanh_pho_cao_bang"),
    ],
)
def test_the_federations_name_is_not_that_of_the_city_of_the_same_name(
    small: Province, name: str, unit: str
) -> None:
    """Without its hidden page such a form was taken for the city's, whoever had filled it in."""

    def change(book: openpyxl.Workbook, province: Province) -> None:
        drop_meta(book, province)
        cover(name)(book, province)

    sent = judge("a.xlsx", changed(small, change), small.context)
    assert sent.unit == unit
    assert [each.kind for each in sent.findings if each.severity == ERROR] == (
        [] if unit else ["unknown-unit"]
    )


def test_a_form_copied_into_a_new_workbook_is_known_by_its_cover(small: Province) -> None:
    """Without the hidden page the cover's code and name decide, and that is asked about."""
    sent = judge("a.xlsx", changed(small, drop_meta), small.context)
    assert sent.clean
    assert sent.unit == UNIT
    assert [each.kind for each in sent.findings if each.kind == "identity-lost"] == [
        "identity-lost"
    ]


def test_a_form_whose_titles_were_cleared_is_read_as_ever(small: Province) -> None:
    """Empty rows at the top of a sheet move no figure."""
    sent = judge("a.xlsx", changed(small, untitled), small.context)
    assert sent.clean
    form = small.form()
    assert dict(zip(form.keys, sent.values, strict=True)) == small.figures[UNIT]


@pytest.mark.parametrize(
    ("typed", "font", "read"),
    [
        (912345678, "Arial", "912345678"),
        ("0912 345 678", "Arial", "0912 345 678"),
        (1.5, "Arial", "1.5"),
        ("hé", "Arial", "hé"),
        ("hé", ".VnTime", "hộ"),
    ],
)
def test_words_are_what_was_typed(
    small: Province, typed: str | float, font: str, read: str
) -> None:
    """A telephone number is its digits, also where Excel made a number of it; the font tells the encoding."""

    def change(book: openpyxl.Workbook, _: Province) -> None:
        sheet_of(book, COVER)["B9"] = typed
        sheet_of(book, COVER)["B9"].font = Font(name=font)

    assert judge("a.xlsx", changed(small, change), small.context).contact == read


def test_a_total_typed_over_is_found(small: Province) -> None:
    """A number in the place of a total that is not its sum is an error; the sum is what counts."""
    sent = judge("a.xlsx", changed(small, put("members", 123456789)), small.context)
    found = [each for each in sent.findings if each.kind == "total"]
    assert [(each.sheet, each.cell) for each in found] == [small.cell("members")]
    parts = [small.cell(f"members(sector={code})")[1] for code in ("HCSN", "SXKD")]
    assert f"123.456.789 nhưng các ô thành phần ({', '.join(parts)}) cộng lại" in found[0].message
    assert "hãy xóa nội dung ô" in found[0].message  # an empty one is no finding


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("12 người", "“12 người”"),
        ("1.234", "“1.234”"),
        (" x ", "“x”"),
        (True, "“True”"),
        (None, ""),
    ],
)
def test_a_total_typed_over_with_words_is_found(small: Province, typed: object, shown: str) -> None:
    """Text in the place of a total is an error; an empty one is what a program leaves that does not compute."""
    sent = judge("a.xlsx", changed(small, put("members", typed)), small.context)
    found = [each for each in sent.findings if each.severity == ERROR]
    assert [(each.sheet, each.cell, each.kind) for each in found] == (
        [(*small.cell("members"), "total")] if shown else []
    )
    assert all(f"ô tổng ghi {shown}, không phải" in each.message for each in found)


def test_an_error_in_a_total_is_found_once(small: Province) -> None:
    """#REF! in a total is an error there; one that comes from a part is told at the part alone."""
    sheet, total = small.cell("members")
    _, part = small.cell("members(sector=HCSN)")
    number = [each.name for each in small.form().sheets].index(sheet) + 2
    source = zipfile.ZipFile(io.BytesIO(small.filled[UNIT]))

    def judged(cells: str) -> list[tuple[str, str, str]]:
        def broken(name: str, xml: bytes) -> bytes:
            if name == f"xl/worksheets/sheet{number}.xml":
                for cell in cells.split():
                    old = rb'(<c r="%s"[^>]*?)(?: t="str")?>(<f>.*?</f>)?<v>[^<]*<' % cell.encode()
                    xml, count = re.subn(old, rb'\1 t="e">\2<v>#REF!<', xml)
                    assert count == 1
            return xml

        sent = judge("a.xlsx", rewritten(source, broken), small.context)
        found = [each for each in sent.findings if each.severity == ERROR]
        assert all("#REF!" in each.message for each in found)
        return [(each.sheet, each.cell, each.kind) for each in found]

    assert judged(total) == [(sheet, total, "total")]
    assert judged(f"{part} {total}") == [(sheet, part, "formula-error")]


@pytest.mark.parametrize("place", ["B+4", "A200", "C9000", "J8", "I1"])
def test_what_is_typed_outside_the_form_is_asked_about(small: Province, place: str) -> None:
    """A figure below the last row, however far, or to the right is not lost silently."""
    sheet = small.form().sheets[0]
    cell = f"B{sheet.fields[-1].row + 4}" if place == "B+4" else place
    sent = judge(
        "a.xlsx",
        changed(small, lambda book, _: sheet_of(book, sheet.name).__setitem__(cell, "thêm: 5")),
        small.context,
    )
    assert [(each.cell, each.severity) for each in sent.findings if each.kind == "outside"] == [
        (cell, QUESTION)
    ]
    assert sent.clean


def test_what_is_typed_beside_a_heading_is_asked_about(small: Province) -> None:
    """A total for parts that have none is taken by nobody, in a copy whose cells are not locked."""
    sheet, heading = next(
        (sheet, field) for sheet in small.form().sheets for field in sheet.fields if not field.key
    )
    row = heading.row + 1

    def change(book: openpyxl.Workbook, _: Province) -> None:
        sheet_of(book, sheet.name)[f"E{row}"] = 77
        sheet_of(book, sheet.name)[f"F{row}"] = "ước tính"

    sent = judge("a.xlsx", changed(small, change), small.context)
    assert [(each.sheet, each.cell) for each in sent.findings if each.kind == "outside"] == [
        (sheet.name, f"E{row}"),
        (sheet.name, f"F{row}"),
    ]
    assert sent.clean


def test_a_signature_block_below_the_form_is_asked_about(small: Province) -> None:
    """Merged or not, it is no part of the form, whose figures are read."""
    sheet = small.form().sheets[0]
    row = sheet.fields[-1].row + 3

    def sign(book: openpyxl.Workbook, _: Province) -> None:
        page = sheet_of(book, sheet.name)
        page[f"D{row}"] = "TM. BAN THƯỜNG VỤ"
        page.merge_cells(f"D{row}:G{row}")

    sent = judge("a.xlsx", changed(small, sign), small.context)
    assert sent.clean
    assert [each.cell for each in sent.findings if each.kind == "outside"] == [f"D{row}"]


def test_a_page_full_of_other_things_is_a_few_questions(small: Province) -> None:
    """Of 30 cells outside of the form, 20 are asked about, and the last says of 10 more."""
    sheet = small.form().sheets[0]

    def fill_up(book: openpyxl.Workbook, _: Province) -> None:
        for row in range(300, 330):
            sheet_of(book, sheet.name)[f"A{row}"] = "x"

    found = judge("a.xlsx", changed(small, fill_up), small.context).findings
    outside = [each for each in found if each.kind == "outside"]
    assert [each.cell for each in outside] == [f"A{row}" for row in range(300, 320)]
    assert outside[-1].message.endswith("cùng với 10 ô khác của trang")


def test_a_sheet_that_does_not_concern_a_unit_counts_as_zeros(small: Province) -> None:
    """“Không” and empty cells are zeros; with a figure it is a contradiction, and #REF! is no empty cell."""
    sheet = next(each for each in small.form().sheets if each.section == "inspection")

    def absent(book: openpyxl.Workbook, _: Province) -> None:
        page = sheet_of(book, sheet.name)
        page["E3"] = "Không"
        for field in sheet.figures:
            page[field.cell] = None

    sent = judge("a.xlsx", changed(small, absent), small.context)
    assert sent.clean, [str(each) for each in sent.findings]
    values = dict(zip((field.name for field in small.form().fields), sent.values, strict=True))
    assert all(
        values[field.name] == 0 for field in sheet.figures if field.kind in ("count", "amount")
    )

    def contradicts(book: openpyxl.Workbook, province: Province) -> None:
        absent(book, province)
        sheet_of(book, sheet.name)[
            next(field.cell for field in sheet.figures if not field.parts)
        ] = 5

    found = judge("a.xlsx", changed(small, contradicts), small.context).findings
    assert "contradiction" in {each.kind for each in found}

    def broken(book: openpyxl.Workbook, province: Province) -> None:
        absent(book, province)
        cell = sheet_of(book, sheet.name)[sheet.inputs[0].cell]
        cell.value, cell.data_type = "#REF!", "e"

    found = judge("a.xlsx", changed(small, broken), small.context).findings
    assert [(each.sheet, each.cell, each.kind) for each in found if each.severity == ERROR] == [
        (sheet.name, sheet.inputs[0].cell, "formula-error")
    ]


def test_zeros_do_not_contradict_that_a_sheet_does_not_concern_a_unit(small: Province) -> None:
    """“Không” and 0 in every cell, averages included, is the same as empty cells."""
    sheet, _ = small.cell("average_monthly_wage")
    fields = next(each for each in small.form().sheets if each.name == sheet).inputs
    assert {"mean", "count"} <= {field.kind for field in fields}

    def zeros(book: openpyxl.Workbook, _: Province) -> None:
        sheet_of(book, sheet)["E3"] = "Không"
        for field in fields:
            sheet_of(book, sheet)[field.cell] = 0

    found = judge("a.xlsx", changed(small, zeros), small.context).findings
    assert [str(each) for each in found if each.kind == "contradiction"] == []


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("average_monthly_wage", 6.5, "6,5 đồng"),
        ("average_monthly_wage", 999, "999 đồng"),
        ("average_monthly_wage", 1000, ""),
        ("average_monthly_wage", 0, ""),
        ("safety_visit_amount", 15, "15 đồng"),
        ("employees", 15, ""),  # people, not money
    ],
)
def test_money_that_looks_typed_in_millions_is_asked_about(
    small: Province, name: str, value: float, words: str
) -> None:
    """Under a thousand đồng there is no wage and no gift: a question, with what to write."""
    sent = judge("a.xlsx", changed(small, put(name, value)), small.context)
    found = [each for each in sent.findings if each.kind == "small-amount"]
    assert [(each.sheet, each.cell, each.severity) for each in found] == (
        [(*small.cell(name), QUESTION)] if words else []
    )
    assert all(f"{words}: " in each.message for each in found)


@pytest.mark.parametrize(
    ("own", "value", "words"),
    [
        # 5.6 million in the whole province in 2019: half of it is 2.8, twice is 11.2.
        (None, 4400, "4.400 so với mức bình quân chung năm trước 5.600.000"),
        (None, 2_800_000, ""),
        (None, 11_200_000, ""),
        (None, 11_200_001, "11.200.001 so với mức bình quân chung năm trước 5.600.000"),
        (3_000_000.0, 2_000_000, ""),
        (3_000_000.0, 4400, "4.400 so với năm trước 3.000.000"),
    ],
)
def test_a_mean_is_compared_with_the_provinces_where_the_unit_had_none(
    small: Province, own: float | None, value: float, words: str
) -> None:
    """Pay typed in thousands is asked about in the first year of forms as well."""
    wage = Key("average_monthly_wage")
    before = {UNIT: {wage: own}} if own else {}
    context = replace(small.context, before=before)
    sent = judge("a.xlsx", changed(small, put("average_monthly_wage", value)), context)
    place = small.cell("average_monthly_wage")
    found = [each for each in sent.findings if (each.sheet, each.cell) == place]
    assert [(each.kind, each.severity) for each in found] == [("change", QUESTION)] * bool(words)
    assert all(each.message.startswith(f"{words}: chênh lệch lớn") for each in found)


@pytest.mark.parametrize(
    ("mean", "weight", "asked"),
    [
        (0, 3500, "ô E{row} ghi 3.500 người"),
        (0, 0, ""),
        (5_600_000, 3500, ""),
        ("không rõ", 3500, ""),  # an error already
    ],
)
def test_no_pay_for_many_people_is_asked_about(
    small: Province, mean: object, weight: int, asked: str
) -> None:
    """A unit with employees pays them something: 0 is a question, and only there."""

    def change(book: openpyxl.Workbook, province: Province) -> None:
        put("average_monthly_wage", mean)(book, province)
        put("employees", weight)(book, province)

    sent = judge("a.xlsx", changed(small, change), small.context)
    found = [each for each in sent.findings if each.kind == "no-mean"]
    assert [(each.sheet, each.cell, each.severity) for each in found] == (
        [(*small.cell("average_monthly_wage"), QUESTION)] if asked else []
    )
    row = small.cell("employees")[1].removeprefix("E")
    assert all(asked.format(row=row) in each.message for each in found)


def test_a_blank_average_of_a_part_is_asked_about_as_well(small: Province) -> None:
    """The value of a parcel of a programme may be left out only where no parcel was given."""
    where = "(campaign=NEW_YEAR, programme=SUM_VAY)"

    def change(book: openpyxl.Workbook, province: Province) -> None:
        put(f"gift_parcel_value{where}", None, OFFICE)(book, province)
        put(f"gift_parcels{where}", 7, OFFICE)(book, province)

    sent = judge("a.xlsx", changed(small, change, OFFICE), small.context)
    found = [each for each in sent.findings if each.kind == "no-mean"]
    value = small.cell(f"gift_parcel_value{where}", OFFICE)
    assert [(each.sheet, each.cell) for each in found] == [value]
    assert "ghi 7 suất" in found[0].message


def test_a_unit_without_pay_leaves_the_provinces_mean_to_the_others(
    small: Province, data: Path, sent: Path
) -> None:
    """Its 0 is no pay of 0 đồng, and no reason for the province to have none."""
    (sent / f"{UNIT}.xlsx").write_bytes(changed(small, put("average_monthly_wage", 0)))
    assert collect(YEAR, sent, data).written
    others = [each for name, each in small.figures.items() if name not in (UNIT, OFFICE)]
    heads = sum(each[Key("employees")] for each in others)
    pay = sum(each[Key("employees")] * each[Key("average_monthly_wage")] for each in others)
    mean = load(YEAR, data).quantity("average_monthly_wage")
    assert mean.value == pytest.approx(pay / heads)


def test_a_blank_sheet_is_one_finding_and_not_fifty(small: Province) -> None:
    """An unfilled form says so sheet by sheet."""
    sent = judge("a.xlsx", small.blank[UNIT], small.context)
    assert len({each.sheet for each in sent.findings}) == len(small.form().sheets)
    assert len(sent.findings) == len(small.form().sheets)
    assert {each.kind for each in sent.findings} == {"missing"}


def test_two_files_of_one_unit_are_refused_and_a_copy_counts_once(
    small: Province, data: Path, sent: Path
) -> None:
    """Different files of one unit are an error on both; an identical copy is only asked about."""
    shutil.copy(sent / f"{UNIT}.xlsx", sent / "copy.xlsx")
    result = collect(YEAR, sent, data)
    assert only(result, "twice").severity == QUESTION
    assert result.written
    other = {**small.figures[UNIT], Key("central_unions"): 99.0}
    (sent / "copy.xlsx").write_bytes(fill(small.form(), small.blank[UNIT], other))
    result = collect(YEAR, sent, data)
    twice = [each for each in result.findings if each.kind == "twice"]
    assert {(each.file, each.severity) for each in twice} == {
        ("copy.xlsx", ERROR),
        (f"{UNIT}.xlsx", ERROR),
    }
    assert not result.written


def test_clean_units_are_taken_when_asked_for(small: Province, data: Path, sent: Path) -> None:
    """--accept-clean writes the others and says who was returned and who has not sent."""
    (sent / f"{UNIT}.xlsx").write_bytes(changed(small, put("employees", "1.234")))
    (sent / "bao_lam.xlsx").unlink()
    result = collect(YEAR, sent, data, accept_clean=True)
    assert result.written
    rest = {name: values for name, values in small.figures.items() if name not in (UNIT, "bao_lam")}
    assert observed(data) == expected(small, rest)
    states = {each.unit: each.state for each in submissions(load(YEAR, data))}
    assert (states[UNIT], states["bao_lam"], states["hoa_an"]) == (
        "returned",
        "missing",
        "collected",
    )
    have, due = coverage(load(YEAR, data))
    assert (have.value, due.value) == (8, 10)
    (sent / f"{UNIT}.xlsx").write_bytes(small.filled[UNIT])
    assert collect(YEAR, sent, data).written
    assert coverage(load(YEAR, data))[0].value == 9


def test_check_names_the_units_that_the_provinces_totals_lack(
    small: Province, data: Path, sent: Path
) -> None:
    """Sums of the others look like the province's: who was returned and who has not sent is a remark."""
    (sent / f"{UNIT}.xlsx").write_bytes(changed(small, put("employees", "1.234")))
    (sent / "hoa_an.xlsx").unlink()
    collect(YEAR, sent, data, accept_clean=True)
    told = (
        f"{YEAR}/submissions.csv: số toàn tỉnh còn thiếu 2 đơn vị: Liên đoàn Lao động huyện Bảo Lạc "
        "(đã gửi, còn lỗi); Liên đoàn Lao động huyện Hòa An (chưa gửi)"
    )
    assert told in [str(remark) for remark in validate(load(YEAR, data))]
    for unit in (UNIT, "hoa_an"):
        (sent / f"{unit}.xlsx").write_bytes(small.filled[unit])
    collect(YEAR, sent, data)
    assert not any("submissions.csv" in str(remark) for remark in validate(load(YEAR, data)))


def test_a_bad_correction_leaves_the_figures_that_were_taken(
    small: Province, data: Path, sent: Path
) -> None:
    """A unit whose figures are in keeps them, and its state, when a second file has errors."""
    collect(YEAR, sent, data)
    before = snapshot(data)
    (sent / f"{UNIT}.xlsx").write_bytes(changed(small, put("employees", "1.234")))
    assert collect(YEAR, sent, data, accept_clean=True).errors == 1
    assert snapshot(data) == before
