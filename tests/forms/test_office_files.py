"""What offices really send: old encodings, old Excel."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from openpyxl.styles import Font

from tests.helpers.office import converted
from tests.helpers.province import (
    UNIT,
    YEAR,
    Province,
    changed,
    expected,
    observed,
    sheet_of,
)
from unionlib.edition import load
from unionlib.forms.archive import inspect
from unionlib.forms.check import judge
from unionlib.forms.collect import collect
from unionlib.forms.details import details
from unionlib.forms.findings import ERROR
from unionlib.forms.layout import NOTE, VALUE
from unionlib.key import Key

if TYPE_CHECKING:
    import openpyxl


@pytest.mark.parametrize(
    ("text", "font", "meant"),
    [
        ("Tăng do sáp nhập", "Times New Roman", "Tăng do sáp nhập"),
        ("T¨ng do h¹n h¸n", ".VnTime", "Tăng do hạn hán"),  # noqa: RUF001
        ("Bá ®i hai ®¬n vÞ", "Times New Roman", "Bỏ đi hai đơn vị"),
        ("tæng", ".VnTimeH", "TỔNG"),
        ("Taêng do saùp nhaäp", "VNI-Times", "Tăng do sáp nhập"),
        ("lò", "VNI-Times", "lị"),
        ("Ta\u0306ng", "Times New Roman", "Tăng"),
        ("=HYPERLINK(0)", "Times New Roman", "“=HYPERLINK(0)”"),
        ("a\u202eb\u200b\ndòng", "Times New Roman", "a b dòng"),
    ],
)
def test_a_note_in_any_encoding_arrives_as_unicode(
    small: Province, text: str, font: str, meant: str
) -> None:
    """TCVN3, VNI and NFD notes become NFC; one that looks like a formula is quoted."""
    sheet, cell = small.cell("employees")

    def change(book: openpyxl.Workbook, _: Province) -> None:
        note = sheet_of(book, sheet)[cell.replace("E", "F")]
        note.value, note.data_type = text, "s"
        note.font = Font(name=font)

    sent = judge("a.xlsx", changed(small, change), small.context)
    place = small.form().keys[Key("employees")]
    assert sent.notes == {place: meant}
    assert sent.clean


@pytest.mark.office
def test_an_old_xls_file_gives_the_same_figures(
    small: Province, data: Path, sent: Path, tmp_path: Path
) -> None:
    """Saved as .xls, with a note in a VNI font and shown as per cent, a form is read like any other."""
    sheet, cell = small.cell("employees")

    def change(book: openpyxl.Workbook, _: Province) -> None:
        note = sheet_of(book, sheet)[cell.replace("E", "F")]
        note.value = "lò"
        note.font = Font(name="VNI-Times")
        note.number_format = "0.0%"

    old = converted(tmp_path, changed(small, change), "xls:MS Excel 97")
    (sent / f"{UNIT}.xlsx").unlink()
    shutil.copy(old, sent / "LĐLĐ Bảo Lạc.xls")
    result = collect(YEAR, sent, data)
    assert [str(each) for each in result.findings if each.severity == ERROR] == []
    assert observed(data) == expected(small, small.figures)
    written = load(YEAR, data).observed("employees")
    assert [row.note for row in written if row.unit == UNIT] == ["lị"]
    known = details(inspect(old.read_bytes()))
    row = int(cell[1:]) - 1
    assert [known.percent(sheet, row, column) for column in (VALUE, NOTE)] == [False, True]
