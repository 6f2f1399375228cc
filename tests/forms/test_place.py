"""Is the form in the workbook still the form: its sheets, its labels, its units."""

from __future__ import annotations

import io
import unicodedata
import zipfile
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from openpyxl.comments import Comment
from openpyxl.styles import Font

from tests.helpers.province import UNIT, Change, Province, changed, put, rewritten, sheet_of
from unionlib.forms.check import judge
from unionlib.forms.findings import ERROR, QUESTION

if TYPE_CHECKING:
    import openpyxl

    from unionlib.forms.layout import Form

# What a Vietnamese typewriter program of the nineties wrote for each letter.
TCVN3 = dict(zip(
    "àáảãạăằắẳẵặâầấẩẫậđèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵĂÂĐÊÔƠƯ",
    "µ¸¶·¹¨»¾¼½Æ©ÇÊÈÉË®ÌÐÎÏÑªÒÕÓÔÖ×ÝØÜÞßãáâä«åèæçé¬êíëìîïóñòô\u00adõøö÷ùúýûüþ¡¢§£¤¥¦",  # noqa: RUF001
    strict=True,
))  # fmt: skip


def tcvn3(text: str) -> str:
    """Type a text in TCVN3, which has toned letters in lower case only."""
    return "".join(TCVN3.get(each) or TCVN3.get(each.lower()) or each for each in text)


def nfd(text: str) -> str:
    """Type a text as macOS does, letters and tones apart."""
    return unicodedata.normalize("NFD", text)


def rewrite(form: Form, how: Callable[[str], str], font: str) -> Change:
    """Say how to change all labels and units, and choose “Không” on a sheet that is empty."""
    absent = next(sheet for sheet in form.sheets if sheet.section == "inspection")

    def change(book: openpyxl.Workbook, _: Province) -> None:
        for field in absent.inputs:
            sheet_of(book, absent.name)[field.cell] = None
        sheet_of(book, absent.name)["E3"] = "Không"
        for sheet in form.sheets:
            page = sheet_of(book, sheet.name)
            cells = [f"{column}{field.row + 1}" for field in sheet.fields for column in "BC"]
            for cell in (page[each] for each in (*cells, "E3")):
                if cell.value:
                    cell.value, cell.font = how(str(cell.value)), Font(name=font)

    return change


@pytest.mark.parametrize(
    ("how", "font"),
    [(str, ".VnTime"), (tcvn3, ".VnTime"), (tcvn3, "Arial"), (nfd, "Times New Roman")],
)
def test_a_form_whose_words_are_encoded_in_another_way_is_the_same_form(
    small: Province, how: Callable[[str], str], font: str
) -> None:
    """Labels, units and “Không” in an old font or in NFD are what they were, and so are the figures."""
    sent = judge("a.xlsx", changed(small, rewrite(small.form(), how, font)), small.context)
    assert [str(each) for each in sent.findings if each.severity == ERROR] == []


def test_sheets_whose_names_are_in_nfd_are_there(small: Province) -> None:
    """A name that looks the same is the same, and what stands in the sheet is looked at as ever."""
    source = zipfile.ZipFile(io.BytesIO(changed(small, put("employees", "=1+2"))))

    def apart(name: str, part: bytes) -> bytes:
        return nfd(part.decode()).encode() if name == "xl/workbook.xml" else part

    sent = judge("a.xlsx", rewritten(source, apart), small.context)
    found = [each for each in sent.findings if each.severity == ERROR]
    assert [(each.sheet, each.cell, each.kind) for each in found] == [
        (*small.cell("employees"), "formula")
    ]


@pytest.mark.parametrize(
    ("column", "text", "words"),
    [
        ("B", "Số lao động nữ", "ô ghi “Số lao động nữ”, biểu mẫu ghi “{label}”"),
        ("B", None, "ô để trống, biểu mẫu ghi “{label}”"),
        ("C", "nghìn người", "ô ghi “nghìn người”, biểu mẫu ghi “người”"),
    ],
)
def test_a_label_or_unit_that_was_changed_is_an_error(
    small: Province, column: str, text: str | None, words: str
) -> None:
    """The hidden key says which figure a row was; who wrote over its label answered something else."""
    sheet, cell = small.cell("employees")
    place = cell.replace("E", column)
    label = next(each.label for each in small.form().fields if each.name == "employees")

    def change(book: openpyxl.Workbook, _: Province) -> None:
        sheet_of(book, sheet)[place] = text

    sent = judge("a.xlsx", changed(small, change), small.context)
    found = [each for each in sent.findings if each.severity == ERROR]
    assert [(each.sheet, each.cell, each.kind) for each in found] == [(sheet, place, "reworded")]
    assert found[0].message.startswith(words.format(label=label))


def test_rows_that_were_sorted_without_their_hidden_keys_are_found(small: Province) -> None:
    """Two labels exchanged, keys and figures left: each figure would be taken for the other's."""
    first, second = small.form().sheets[0].inputs[:2]
    name = small.form().sheets[0].name

    def change(book: openpyxl.Workbook, _: Province) -> None:
        one, other = (sheet_of(book, name)[f"B{each.row + 1}"] for each in (first, second))
        one.value, other.value = other.value, one.value

    sent = judge("a.xlsx", changed(small, change), small.context)
    found = [each.cell for each in sent.findings if each.kind == "reworded"]
    assert found == [f"B{first.row + 1}", f"B{second.row + 1}"]


def test_a_sheet_of_other_words_is_a_few_errors(small: Province) -> None:
    """Five are told by cell, and the sixth stands for the rest."""
    sheet = max(small.form().sheets, key=lambda each: len(each.figures))

    def change(book: openpyxl.Workbook, _: Province) -> None:
        for field in sheet.figures[:9]:
            sheet_of(book, sheet.name)[f"B{field.row + 1}"] = "x"

    sent = judge("a.xlsx", changed(small, change), small.context)
    found = [each for each in sent.findings if each.kind == "reworded"]
    assert [each.cell for each in found] == [f"B{field.row + 1}" for field in sheet.figures[:6]]
    assert found[-1].message == "còn 4 nhãn, đơn vị tính khác của trang đã bị sửa"


@pytest.mark.parametrize(
    "name", ["Bổ sung số liệu", "04 Chăm lo đời sống (2)", nfd("Sheet của tôi")]
)
def test_a_sheet_that_the_form_does_not_have_is_asked_about(small: Province, name: str) -> None:
    """Figures in a new or a copied sheet are taken by nobody, and that is told; hidden ones are not asked about."""

    def change(book: openpyxl.Workbook, _: Province) -> None:
        book.create_sheet(name)["A1"] = 5
        book.create_sheet("lists").sheet_state = "hidden"

    sent = judge("a.xlsx", changed(small, change), small.context)
    found = [each for each in sent.findings if each.kind == "extra-sheet"]
    assert [(each.sheet, each.severity) for each in found] == [(name, QUESTION)]
    shown = unicodedata.normalize("NFC", name)
    assert found[0].message == f"trang “{shown}” không thuộc biểu, không được tiếp nhận"
    assert sent.clean


def test_comments_on_cells_are_asked_about(small: Province) -> None:
    """What a unit explains in a comment is not lost silently."""

    def change(book: openpyxl.Workbook, _: Province) -> None:
        sheet, cell = small.cell("employees")
        sheet_of(book, sheet)[cell].comment = Comment("gồm cả lao động thời vụ", "kế toán")

    kinds = [
        [each.severity for each in judge("a.xlsx", content, small.context).findings if each.kind == "comments"]
        for content in (small.filled[UNIT], changed(small, change))
    ]  # fmt: skip
    assert kinds == [[], [QUESTION]]


def test_beside_merged_cells_everything_else_is_told_at_once(small: Province) -> None:
    """Two figures, two labels or a figure and its note in one cell: that is an error, and so is the next blank."""
    sheet, members = small.cell("members(sector=HCSN)")
    _, below = small.cell("members(sector=SXKD)")
    _, wage = small.cell("average_monthly_wage")
    _, employees = small.cell("employees")
    _, blank = small.cell("underemployed_workers")
    ranges = (f"{members}:{below}", f"{wage}:F{wage[1:]}", f"B{employees[1:]}:C{employees[1:]}")

    def change(book: openpyxl.Workbook, _: Province) -> None:
        page = sheet_of(book, sheet)
        for cells in ranges:
            page.merge_cells(cells)
        page[blank] = None

    found = judge("a.xlsx", changed(small, change), small.context).findings
    errors = {(each.sheet, each.cell, each.kind) for each in found if each.severity == ERROR}
    assert errors == {(sheet, cells, "merged") for cells in ranges} | {(sheet, blank, "missing")}
