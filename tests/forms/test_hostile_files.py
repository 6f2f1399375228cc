"""Files made to do harm: they are a finding, and change nothing."""

from __future__ import annotations

import io
import os
import signal
import time
import zipfile
import zlib
from collections.abc import Callable, Mapping
from pathlib import Path

import openpyxl
import pytest

from tests.helpers import snapshot
from tests.helpers.province import (
    UNIT,
    YEAR,
    Province,
    changed,
    collecting,
    expected,
    observed,
    only,
    put,
    rewritten,
    sheet_of,
)
from unionlib.cli import main
from unionlib.edition import load
from unionlib.forms.archive import MOST_UNPACKED, Package, Unsafe, inspect
from unionlib.forms.check import judge
from unionlib.forms.collect import collect
from unionlib.forms.details import _shows_percent, details
from unionlib.forms.findings import ERROR, QUESTION, inert
from unionlib.forms.submission import Context, Submission
from unionlib.submissions import submissions


def bomb(content: bytes, declared: int | None = None) -> bytes:
    """Make a workbook whose styles unpack to far more than they should, or than they declare."""
    source = zipfile.ZipFile(io.BytesIO(content))
    huge = (
        b"<styleSheet>"
        + b" " * (MOST_UNPACKED // (1 if declared is None else 4) + 1)
        + b"</styleSheet>"
    )
    packed = rewritten(source, lambda name, part: huge if name == "xl/styles.xml" else part)
    if declared is None:
        return packed
    return packed.replace(len(huge).to_bytes(4, "little"), declared.to_bytes(4, "little"))


def with_part(name: str, content: bytes = b"x") -> Callable[[bytes], bytes]:
    """Say how to add a part to a workbook."""
    return lambda original: rewritten(
        zipfile.ZipFile(io.BytesIO(original)), lambda _, part: part, **{name: content}
    )


def in_sheets(old: bytes, new: bytes) -> Callable[[bytes], bytes]:
    """Say how to change the XML of every sheet."""

    def change(name: str, part: bytes) -> bytes:
        return part.replace(old, new, 1) if name.startswith("xl/worksheets/sheet") else part

    return lambda original: rewritten(zipfile.ZipFile(io.BytesIO(original)), change)


def sheet_elsewhere(content: bytes) -> bytes:
    """Keep a sheet in a part that is not looked through."""
    source = zipfile.ZipFile(io.BytesIO(content))
    far = b'<worksheet><sheetData><row r="1"><c r="XFD1048576"/></row></sheetData></worksheet>'

    def change(name: str, part: bytes) -> bytes:
        links = name == "xl/_rels/workbook.xml.rels"
        return part.replace(b"worksheets/sheet2.xml", b"../docProps/far.xml") if links else part

    return rewritten(source, change, **{"docProps/far.xml": far})


def sheet_by_another_path(content: bytes) -> bytes:
    """Lead to a sheet by a path that is another part's name once it is straightened out."""
    source = zipfile.ZipFile(io.BytesIO(content))
    far = b'<worksheet><sheetData><row r="1"><c r="XFD1048576"/></row></sheetData></worksheet>'

    def change(name: str, part: bytes) -> bytes:
        links = name == "xl/_rels/workbook.xml.rels"
        return part.replace(b'"worksheets/', b'"../xl/worksheets/') if links else part

    return rewritten(source, change, **{"xl/../xl/worksheets/sheet2.xml": far})


def in_the_directory(offset: int, value: bytes) -> Callable[[bytes], bytes]:
    """Say how to change what the zip's directory says of the styles, at an offset in it."""

    def change(content: bytes) -> bytes:
        start = content.rindex(b"xl/styles.xml") - 46 + offset
        return content[:start] + value + content[start + len(value) :]

    return change


def forged_bomb(content: bytes) -> bytes:
    """Declare less than the styles unpack to, and the checksum of one byte more than that."""
    start = b"<styleSheet>".ljust(1001)
    return in_the_directory(16, zlib.crc32(start).to_bytes(4, "little"))(bomb(content, 1000))


ENTITIES = b'?>\n<!DOCTYPE lolz [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]>'
HOSTILE: Mapping[str, tuple[Callable[[bytes], bytes], str]] = {
    "bomb": (bomb, "zip-bomb"),
    "lying bomb": (lambda content: bomb(content, 1000), "damaged"),
    "lying bomb with a checksum": (forged_bomb, "zip-bomb"),
    "a wrong checksum": (in_the_directory(16, b"\0\0\0\0"), "damaged"),
    "another name in its place": (lambda content: content.replace(b"xl/styles.xml", b"xl/stylez.xml", 1), "damaged"),
    "a part with a password": (in_the_directory(8, b"\1"), "damaged"),
    "a part packed in another way": (in_the_directory(10, b"\x0c"), "damaged"),
    "macros": (with_part("xl/vbaProject.bin"), "vbaproject"),
    "old macros": (with_part("xl/macrosheets/sheet1.xml"), "macrosheets"),
    "external link": (with_part("xl/externalLinks/externalLink1.xml"), "externallinks"),
    "connection": (with_part("xl/connections.xml"), "connections"),
    "embedded object": (with_part("xl/embeddings/oleObject1.bin"), "embeddings"),
    "entities": (in_sheets(b"?>", ENTITIES), "entities"),
    "entities after a comment": (in_sheets(b"?>", b"?><!-- -->" + ENTITIES[2:]), "entities"),
    "a million rows": (in_sheets(b"<sheetData>", b'<sheetData><row r="1048576"><c r="A1048576"><v>1</v></c></row>'), "too-far"),
    "a far column": (in_sheets(b"<sheetData>", b'<sheetData><row r="1"><c r="XFD1"><v>1</v></c></row>'), "too-far"),
    "a far cell in other words": (in_sheets(b"<sheetData>", b"<sheetData><row r='1'><c\n r='XFD1048576'><v>1</v></c></row>"), "too-far"),
    "a far cell with blanks": (in_sheets(b"<sheetData>", b'<sheetData><row r = "9"><c r = "XFD9"><v>1</v></c></row>'), "too-far"),
    "cells without a place": (in_sheets(b'<c r="E6"', b"<c"), "damaged"),
    "prefixed ones": (in_sheets(b'<c r="E6"', b"<x:c"), "damaged"),
    "a cell whose style comes first": (in_sheets(b'<c r="E6" s=', b'<c s="1" r="E6" x='), "damaged"),
    "a sheet where none belongs": (sheet_elsewhere, "damaged"),
    "a sheet by another path": (sheet_by_another_path, "damaged"),
    "no workbook": (lambda _: b"PK\x03\x04 nonsense", "damaged"),
    "text": (lambda _: "Đơn vị\tSố liệu\n".encode(), "not-excel"),
    "an old file that is none": (lambda _: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 4000, "damaged"),
    "a password": (lambda _: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "password"),
    "empty": (lambda _: b"", "not-excel"),
    "cut off": (lambda content: content[: len(content) // 2], "damaged"),
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_a_finding_and_changes_nothing(
    small: Province, data: Path, sent: Path, name: str
) -> None:
    """Bombs, macros, links, entities, far cells: refused before they are opened; the others are taken."""
    make, kind = HOSTILE[name]
    (sent / f"{UNIT}.xlsx").write_bytes(make(small.filled[UNIT]))
    before = snapshot(data)
    result = collect(YEAR, sent, data)
    assert [each.kind for each in result.findings if each.file == f"{UNIT}.xlsx"] == [kind]
    assert snapshot(data) == before
    assert collect(YEAR, sent, data, accept_clean=True).written
    rest = {each: values for each, values in small.figures.items() if each != UNIT}
    assert observed(data) == expected(small, rest)


def test_a_file_larger_than_any_form_is_not_read_to_its_end(data: Path, sent: Path) -> None:
    """Its size refuses it, not the memory that it would take."""
    with (sent / f"{UNIT}.xlsx").open("wb") as file:
        file.truncate(3 << 30)
    found = only(collect(YEAR, sent, data), "too-large")
    assert found.file == f"{UNIT}.xlsx"
    assert "lớn hơn 20 MB" in found.message


def test_members_of_one_name_are_refused(small: Province) -> None:
    """Two parts of one name would be read as one by one program and as the other by the next."""
    buffer = io.BytesIO(small.filled[UNIT])
    with pytest.warns(UserWarning, match="Duplicate"), zipfile.ZipFile(buffer, "a") as target:
        target.writestr("xl/styles.xml", b"<styleSheet/>")
    with pytest.raises(Unsafe, match="trùng tên"):
        inspect(buffer.getvalue())


@pytest.mark.parametrize(
    "name",
    [
        "=cmd.xlsx",
        "@x.xlsx",
        "<b>đậm & 'nháy'.xlsx",
        "a\u202eb\nc.xlsx",
        "a#b.xlsx",
        'a,b"c.xlsx',
    ],
)
def test_a_hostile_file_name_is_only_a_name(
    small: Province,
    data: Path,
    sent: Path,
    tmp_path: Path,
    name: str,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Whatever a file is called, CSV and workbook hold it as text and the terminal shows it on one line."""
    (sent / f"{UNIT}.xlsx").rename(sent / name)
    (sent / "hoa_an.xlsx").write_bytes(changed(small, put("employees", "x"), "hoa_an"))
    findings = tmp_path / "findings.xlsx"
    command = collecting(sent, data, findings, "--accept-clean")
    assert main(command) == 1
    assert "\u202e" not in capsys.readouterr().out
    assert observed(data)
    row = next(each for each in submissions(load(YEAR, data)) if each.unit == UNIT)
    assert row.file == inert(name)
    assert row.file[0] not in "=+-@"
    book = openpyxl.load_workbook(findings)
    for page in book.worksheets:
        for cells in page.iter_rows():
            assert all(cell.data_type in ("s", "n") for cell in cells)


def test_markup_and_formulas_in_cells_are_words(
    small: Province, data: Path, sent: Path, tmp_path: Path
) -> None:
    """What a cell holds comes back in the finding as text, not as a formula, on terminal and in Excel."""
    (sent / f"{UNIT}.xlsx").write_bytes(changed(small, put("employees", "<script>x</script>")))
    findings = tmp_path / "findings.xlsx"
    main(collecting(sent, data, findings))
    texts = [
        cell.value
        for cells in openpyxl.load_workbook(findings)["Phát hiện"].iter_rows()
        for cell in cells
    ]
    assert any("<script>x</script>" in str(text) for text in texts)


def test_a_reader_that_dies_over_a_file_costs_that_file_only(
    small: Province, data: Path, sent: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A worker process killed by one file: that file is refused, the others are all read."""
    real = judge

    def dies(file: str, data: bytes, context: Context) -> Submission:
        if file == f"{UNIT}.xlsx":
            os.kill(os.getpid(), signal.SIGKILL)
        return real(file, data, context)

    monkeypatch.setattr("unionlib.forms.pool.judge", dies)
    result = collect(YEAR, sent, data, accept_clean=True, workers=2)
    assert [(each.file, each.kind) for each in result.findings if each.severity == ERROR] == [
        (f"{UNIT}.xlsx", "hostile")
    ]
    rest = {name: values for name, values in small.figures.items() if name != UNIT}
    assert observed(data) == expected(small, rest)


def in_part(name: str, content: bytes) -> Callable[[bytes], bytes]:
    """Say how to begin a part with something in place of its XML declaration."""

    def change(path: str, part: bytes) -> bytes:
        return content + part.partition(b"?>")[2] if path == name else part

    return lambda original: rewritten(zipfile.ZipFile(io.BytesIO(original)), change)


STALLS: Mapping[str, Callable[[bytes], bytes]] = {
    "errors without a value": in_sheets(b"</sheetData>", b'<row r="200">' + b'<c r="E200" t="e"></c>' * 3_000 + b"</row></sheetData>"),
    "errors in one tag": in_sheets(b"<sheetData>", b'<!--<c r="E6" t="e"' + b' t="e"' * 5_000 + b"<--><sheetData>"),
    "cells without an end": in_sheets(b"<sheetData>", b"<!--" + b'<c r="E1" ' * 5_000 + b"--><sheetData>"),
    "letters in a sheet's tag": in_part("xl/workbook.xml", b"<!--<sheet " + b"a" * 20_000 + b">-->"),
    "blanks before the styles": in_part("xl/styles.xml", b" " * 60_000 + b"<!-- -->"),
}  # fmt: skip


@pytest.mark.parametrize("name", STALLS)
def test_a_small_file_costs_little_time_whatever_is_in_it(small: Province, name: str) -> None:
    """Parts made to be gone through again and again take a second of the processor, not a minute."""
    content = STALLS[name](small.blank[UNIT])  # whose errors are looked for
    started = time.process_time()
    judge("a.xlsx", content, small.context)
    assert time.process_time() - started < 1


def test_a_number_format_costs_little_time() -> None:
    """Brackets that nothing closes are gone through once."""
    started = time.process_time()
    assert not _shows_percent("[" * 100_000)
    assert time.process_time() - started < 1


def test_a_long_text_costs_little_time_however_often_it_is_meant(small: Province) -> None:
    """In every note a text of the old encodings: the longest that a cell holds costs as one of 2,100 letters."""
    spent = []
    for times in (300, 4_680):  # of 7 letters; a cell holds 32,767
        text = "¶o l¹c " * times

        def everywhere(book: openpyxl.Workbook, province: Province, text: str = text) -> None:
            for sheet in province.form().sheets:
                for field in sheet.figures:
                    sheet_of(book, sheet.name)[field.cell.replace("E", "F")] = text

        content = changed(small, everywhere)
        started = time.process_time()
        sent = judge("a.xlsx", content, small.context)
        spent.append(time.process_time() - started)
        assert len(sent.notes) == len(small.figures[UNIT])
    assert spent[1] < 4 * spent[0]


def test_a_file_that_takes_too_long_is_refused(
    data: Path, sent: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A reader that does not come back is ended by the system, and the others are all read."""
    real = judge

    def hangs(file: str, data: bytes, context: Context) -> Submission:
        while file == f"{UNIT}.xlsx":
            pass
        return real(file, data, context)

    monkeypatch.setattr("unionlib.forms.pool.judge", hangs)
    monkeypatch.setattr("unionlib.forms.pool._SECONDS", 1)
    result = collect(YEAR, sent, data, accept_clean=True)
    assert only(result, "hostile").file == f"{UNIT}.xlsx"
    assert sum(each.state == "collected" for each in result.states) == 10


def test_what_is_no_file_and_what_takes_too_much_memory_is_refused(
    data: Path, sent: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A pipe, a link to nowhere, one to itself, a file that asks for two gigabytes: each is an error, and the others are all read."""
    real = judge

    def swells(file: str, data: bytes, context: Context) -> Submission:
        if file == f"{UNIT}.xlsx":
            bytearray(2 << 30)
        return real(file, data, context)

    monkeypatch.setattr("unionlib.forms.pool.judge", swells)
    os.mkfifo(sent / "pipe.xlsx")
    (sent / "link.xlsx").symlink_to("nowhere")
    (sent / "loop.xlsx").symlink_to("loop.xlsx")
    result = collect(YEAR, sent, data, accept_clean=True)
    assert [(each.file, each.kind) for each in result.findings if each.severity == ERROR] == [
        (f"{UNIT}.xlsx", "too-large"),
        ("link.xlsx", "unreadable"),
        ("loop.xlsx", "unreadable"),
        ("pipe.xlsx", "not-a-file"),
    ]
    assert sum(each.state == "collected" for each in result.states) == 10


@pytest.mark.parametrize(
    ("cells", "errors"),
    [
        ('<c r="E6" t="e"/><c r="E7"><v>7</v></c>', {}),
        ('<c r="E6" t="e"></c><c r="E7"><v>7</v></c>', {}),
        ('<c r="E6" s="3" t="e"><v>#REF!</v></c>', {5: "#REF!"}),
        ('<c r="E6" t="e"><f>A1+1</f><v>#N/A</v></c><c r="E7" t="e"><f/><v>#DIV/0!</v></c>', {5: "#N/A", 6: "#DIV/0!"}),
        ('<x:c r="E6" t="e"><x:f>A1</x:f>\n<x:v>#NAME?</x:v></x:c>', {5: "#NAME?"}),
        ('<c r="F6" t="e"><v>#REF!</v></c>', {}),
    ],
)  # fmt: skip
def test_an_error_is_that_of_its_own_cell(cells: str, errors: Mapping[int, str]) -> None:
    """A cell of errors without a value does not take the next cell's."""
    parts = {"xl/worksheets/sheet1.xml": cells.encode()}
    package = Package("xlsx", b"", parts, {"Trang": "xl/worksheets/sheet1.xml"})
    assert details(package).errors("Trang") == errors


def test_other_files_are_asked_about_and_lock_files_ignored(data: Path, sent: Path) -> None:
    """A PDF beside the forms is a question; Excel's lock file is nothing."""
    (sent / "báo cáo.pdf").write_bytes(b"%PDF")
    (sent / "~$bao_lac.xlsx").write_bytes(b"lock")
    result = collect(YEAR, sent, data)
    assert only(result, "not-excel").severity == QUESTION
    assert result.written


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("bao_lac.ods", "mở ra và lưu lại dạng .xlsx"),
        ("bao_lac.xlsx.crdownload", "tải về chưa xong nên không đọc; hãy tải lại"),
        ("bao_lac.xlsx.part", "tải về chưa xong nên không đọc; hãy tải lại"),
        ("Biểu các đơn vị.ZIP", "hãy giải nén"),
        ("bao_lac.docx", "hãy gửi bằng biểu mẫu"),
    ],
)
def test_of_a_file_that_is_not_read_it_is_said_what_to_do(
    data: Path, sent: Path, name: str, words: str
) -> None:
    """Half a download is to be loaded again and an archive unpacked, not typed into a form."""
    (sent / name).write_bytes(b"PK")
    assert words in only(collect(YEAR, sent, data), "not-excel").message


def test_of_an_empty_file_it_is_said_that_it_is_empty(small: Province) -> None:
    """What broke off on its way has nothing that Excel could open and save."""
    (found,) = judge("a.xlsx", b"", small.context).findings
    assert found.message == "tệp rỗng (0 byte); hãy tải lại hoặc gửi lại"
