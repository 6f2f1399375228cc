"""The command: everything at once on the terminal, and as a workbook to send back."""

from __future__ import annotations

import errno
import os
from pathlib import Path
from typing import TYPE_CHECKING

import openpyxl
import pytest

from tests.helpers import snapshot
from tests.helpers.province import (
    UNIT,
    YEAR,
    Province,
    changed,
    collecting,
    put,
    sheet_of,
)
from unionlib.cli import main
from unionlib.forms.findings import ERROR, Finding, clean, inert
from unionlib.forms.layout import COVER, META

if TYPE_CHECKING:
    from tests.helpers.data_root import Root

OFFICE_LABEL = "Cơ quan Liên đoàn Lao động tỉnh Cao Bằng"


@pytest.mark.parametrize(
    ("file", "linked"),
    [
        ("đã nhận/Biểu 50% (2).xlsx", True),
        ("đã nhận/bieu%20so%20lieu.xlsx", False),
        ("đã nhận/Biểu #2.xlsx", False),
        ("lần #2/Biểu.xlsx", False),
    ],
)
def test_a_link_is_given_only_where_it_leads_to_the_file(
    small: Province, data: Path, tmp_path: Path, file: str, *, linked: bool
) -> None:
    """A program would look for “bieu so lieu.xlsx” and for “lần ”; the cell is named all the same."""
    path = tmp_path / file
    path.parent.mkdir()
    path.write_bytes(changed(small, put("employees", "1.234")))
    target = tmp_path / "findings.xlsx"
    assert main(collecting(path.parent, data, target)) == 1
    listed = sheet_of(openpyxl.load_workbook(target), "Phát hiện")
    (row,) = (row for row in listed.iter_rows() if row[4].value == small.cell("employees")[1])
    assert row[2].value == path.name
    assert (row[4].hyperlink is not None) == linked


def test_the_command_tells_all_at_once(
    small: Province, data: Path, sent: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Findings on the terminal and in findings.xlsx with links to the cells; who has sent and who has not."""
    (sent / f"{UNIT}.xlsx").write_bytes(changed(small, put("employees", "1.234")))
    (sent / "bao_lam.xlsx").unlink()
    target = tmp_path / "findings.xlsx"
    command = collecting(sent, data, target)
    assert main(command) == 1
    told = capsys.readouterr().out
    sheet, cell = small.cell("employees")
    assert f"LỖI  {UNIT}.xlsx, {sheet}!{cell}: ô ghi chữ “1.234”" in told
    assert "0/10 đơn vị" in told
    assert "Chưa gửi (1): Liên đoàn Lao động huyện Bảo Lâm" in told
    # One missing, one returned and eight waiting are the ten; the office stands for itself.
    assert "Đã gửi, còn lỗi (1): Liên đoàn Lao động huyện Bảo Lạc" in told
    (waiting,) = (line for line in told.splitlines() if line.startswith("Đã gửi, chờ tiếp nhận"))
    assert waiting.startswith("Đã gửi, chờ tiếp nhận (8): ")
    assert OFFICE_LABEL not in waiting
    assert f"{OFFICE_LABEL} (không tính vào số đơn vị trên): đã gửi, chờ tiếp nhận" in told
    assert "thêm --accept-clean để nhận các đơn vị không có lỗi" in told
    book = openpyxl.load_workbook(target)
    listed = sheet_of(book, "Phát hiện")
    rows = [[each.value for each in row] for row in listed.iter_rows(min_row=2)]
    line = next(place for place, row in enumerate(rows, 2) if row[2] == f"{UNIT}.xlsx")
    link = listed[f"E{line}"].hyperlink
    assert link is not None
    assert (link.target, link.location) == (f"sent\\{UNIT}.xlsx", f"'{sheet}'!{cell}")
    states = {row[0].value: row[1].value for row in sheet_of(book, "Tổng hợp").iter_rows(min_row=2)}
    assert states["Liên đoàn Lao động huyện Bảo Lâm"] == "Chưa gửi"
    assert states["Liên đoàn Lao động huyện Bảo Lạc"] == "Đã gửi, còn lỗi"
    assert states["Liên đoàn Lao động huyện Hòa An"] == "Đã gửi, chờ tiếp nhận"
    assert not (data / str(YEAR) / "observations").exists()
    assert main([*command, "--accept-clean"]) == 1
    assert "9/10" not in capsys.readouterr().out
    assert (data / str(YEAR) / "observations").exists()


def test_the_workbook_can_be_acted_on_without_the_office(
    small: Province, data: Path, sent: Path, tmp_path: Path
) -> None:
    """It says what LỖI and HỎI LẠI ask for, which question each finding is about, and whose files it means."""

    def change(book: openpyxl.Workbook, province: Province) -> None:
        put("members(sex=FEMALE)", "12 người")(book, province)
        put("training_classes(course=UNION_WORK)", -5)(book, province)
        sheet_of(book, COVER)["B8"], sheet_of(book, COVER)["B9"] = "Nông Thị Hoa", "0206 123"

    (sent / f"{UNIT}.xlsx").write_bytes(changed(small, change))
    (sent / "bao_lac 2.xlsx").write_bytes(small.filled[UNIT])
    target = tmp_path / "findings.xlsx"
    command = collecting(sent, data, target)
    assert main(command) == 1
    book = openpyxl.load_workbook(target)
    lines = list(sheet_of(book, "Tổng hợp").iter_rows(values_only=True))
    assert lines[0][0] == "KIỂM TRA BIỂU SỐ LIỆU NĂM 2020"
    assert [str(line[0]).partition(":")[0] for line in lines[1:3]] == ["LỖI", "HỎI LẠI"]
    assert lines[5][3] == "Người lập biểu, điện thoại"
    (mine,) = (line for line in lines if line[0] == "Liên đoàn Lao động huyện Bảo Lạc")
    assert mine[2:4] == ("bao_lac 2.xlsx; bao_lac.xlsx", "Nông Thị Hoa, 0206 123")
    asked = {
        (row[3], row[4]): row[5]
        for row in sheet_of(book, "Phát hiện").iter_rows(values_only=True)
        if row[2] == f"{UNIT}.xlsx"
    }
    assert asked[small.cell("members(sex=FEMALE)")] == "Số đoàn viên công đoàn – Giới: Nữ"
    classes = asked[small.cell("training_classes(course=UNION_WORK)")]
    assert classes == "Số lớp tập huấn – Lớp tập huấn: Nghiệp vụ công đoàn"


def test_a_unit_whose_second_file_is_wrong_is_told_to_stay_as_it_was(
    small: Province, data: Path, sent: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Its figures of before are still in: neither is it returned nor was nobody ever taken."""
    target = tmp_path / "findings.xlsx"
    command = collecting(sent, data, target)
    assert main(command) == 0
    assert "lần trước" not in capsys.readouterr().out
    for path in sent.iterdir():
        path.unlink()
    (sent / f"{UNIT}.xlsx").write_bytes(changed(small, put("employees", "1.234")))
    assert main(command) == 1
    told = capsys.readouterr().out
    label = "Liên đoàn Lao động huyện Bảo Lạc"
    assert "10/10 đơn vị đã có số liệu" in told
    assert f"Vẫn dùng số liệu nhận lần trước (1): {label}" in told
    assert "lần này không tiếp nhận được đơn vị nào" in told
    listed = sheet_of(openpyxl.load_workbook(target), "Tổng hợp").iter_rows(values_only=True)
    states = {row[0]: row[1] for row in listed}
    assert states[label] == "Đã tiếp nhận lần trước"
    assert states["Liên đoàn Lao động huyện Hòa An"] == "Đã tiếp nhận"


def test_findings_stand_as_the_workbook_has_its_sheets_and_cells(
    small: Province, data: Path, sent: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The clerk goes through a file once, from its cover to its last sheet, whatever was found where."""
    last = small.form().sheets[-1].inputs[-1].name

    def change(book: openpyxl.Workbook, province: Province) -> None:
        put(last, "rất nhiều")(book, province)  # text, an error: read before any comparison
        put("members(sex=FEMALE)", 99_999_999)(book, province)  # breaks a rule
        put("employees", -5)(book, province)
        put("central_unions", 99_999_999)(book, province)
        del book[META]  # a question about the cover

    (sent / f"{UNIT}.xlsx").write_bytes(changed(small, change))
    target = tmp_path / "findings.xlsx"
    command = collecting(sent, data, target)
    assert main(command) == 1
    listed = sheet_of(openpyxl.load_workbook(target), "Phát hiện").iter_rows(
        min_row=2, values_only=True
    )
    found = [(str(row[3]), str(row[4])) for row in listed if row[2] == f"{UNIT}.xlsx"]
    sheets = [COVER, *(sheet.name for sheet in small.form().sheets)]
    places = [(sheets.index(sheet), int(cell[1:])) for sheet, cell in found]
    assert places == sorted(places)
    assert len({sheet for sheet, _ in places}) >= 3
    assert found[0][0] == COVER
    assert found[-1] == small.cell(last)
    told = capsys.readouterr().out.splitlines()
    mine = [line.split("  ", 1)[1] for line in told if f"  {UNIT}.xlsx, " in line]
    assert [line.startswith(f"{UNIT}.xlsx, {sheet}!{cell}: ") for line, (sheet, cell) in
            zip(mine, found, strict=True)] == [True] * len(found)  # fmt: skip


def test_cells_are_sorted_by_row_and_then_by_column() -> None:
    """E9 before E10, and B12 before AA12."""
    cells = ["E10", "AA12", "B12", "E9", "", "B12:C14"]
    found = [Finding("a.xlsx", "02 Đội ngũ", cell, ERROR, "x", "") for cell in cells]
    found += [Finding("a.xlsx", name, "A1", ERROR, "x", "") for name in ("10 Nữ", COVER)]
    ordered = sorted(found, key=lambda each: each.order)
    assert [(each.sheet[:2], each.cell) for each in ordered] == [
        ("Hư", "A1"),
        *(("02", cell) for cell in ("", "E9", "E10", "B12", "B12:C14", "AA12")),
        ("10", "A1"),
    ]


@pytest.mark.parametrize("more", [[], ["--accept-clean"]])
def test_where_no_file_is_clean_the_option_to_take_clean_ones_is_not_offered(
    small: Province,
    data: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    more: list[str],
) -> None:
    """Given or not, it would take nothing: what is told is that nobody has sent a clean one."""
    sent = tmp_path / "one"
    sent.mkdir()
    (sent / f"{UNIT}.xlsx").write_bytes(changed(small, put("employees", "1.234")))
    findings = ["--findings", str(tmp_path / "findings.xlsx")]
    assert main(["collect", str(YEAR), str(sent), "--data", str(data), *findings, *more]) == 1
    told = capsys.readouterr().out
    assert "--accept-clean" not in told
    assert "giữ nguyên vì tệp nào cũng còn lỗi, lần này không tiếp nhận được đơn vị nào." in told


def test_a_folder_that_is_not_there_is_an_error(
    data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A mistyped folder stops with a sentence."""
    assert main(["collect", str(YEAR), str(tmp_path / "none"), "--data", str(data)]) == 2
    assert "không có thư mục" in capsys.readouterr().err


@pytest.mark.parametrize("place", ["there", "file/findings.xlsx"])
def test_findings_that_cannot_be_written_stop_before_anything_is(
    data: Path, sent: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], place: str
) -> None:
    """A folder in the place of the workbook, or a file in that of its folder: a sentence, and data/ stays."""
    (tmp_path / "there").mkdir()
    (tmp_path / "file").touch()
    before, target = snapshot(data), tmp_path / place
    command = collecting(sent, data, target)
    assert main(command) == 2
    assert f"{target}: không ghi được" in capsys.readouterr().err
    assert snapshot(data) == before


@pytest.mark.parametrize(
    ("place", "words"),
    [
        ("data/units.csv", "đuôi .xlsx"),
        ("findings", "đuôi .xlsx"),
        (f"data/{YEAR}/findings.xlsx", "nằm trong thư mục số liệu"),
        ("link/findings.xlsx", "nằm trong thư mục số liệu"),
        (f"sent/{UNIT}.xlsx", "không phải tệp phát hiện"),
        ("letter.xlsx", "không phải tệp phát hiện"),
    ],
)
def test_findings_are_written_over_nothing_but_findings(
    data: Path, sent: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str],
    place: str, words: str,
) -> None:  # fmt: skip
    """Neither the codebook nor a submission nor anything else gives way to them: a sentence, and all stays."""
    (tmp_path / "link").symlink_to("data")
    (tmp_path / "letter.xlsx").write_bytes(b"a letter")
    before, target = snapshot(tmp_path), tmp_path / place
    command = collecting(sent, data, target)
    assert main(command) == 2
    assert words in capsys.readouterr().err
    assert snapshot(tmp_path) == before


def test_what_was_written_is_told_even_if_the_findings_are_not(
    data: Path, sent: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    """Where the workbook fails in the end (Excel has it open), the terminal has the findings and the account."""

    def refuse(path: Path, _: bytes) -> None:
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(path))

    monkeypatch.setattr("unionlib.forms.command.write_whole", refuse)
    (sent / "thư.txt").touch()
    target = tmp_path / "findings.xlsx"
    command = collecting(sent, data, target)
    assert main(command) == 2
    told = capsys.readouterr()
    assert "HỎI LẠI  thư.txt" in told.out
    assert f"Đã ghi vào data/{YEAR}/observations." in told.out
    assert "findings.xlsx" in told.err


@pytest.mark.parametrize(
    "slip",
    [
        ("rule,section,relation", "rule,section,relaton", "relaton"),
        ('"members == parts(members, sector)"', '"members == parts(members, sektor)"', "relation"),
        ('"members == parts(members, sector)"', '"members == parts(members, sector"', "relation"),
        ('"members == parts(members, sector)"', "members = employees", "relation"),
        ('"members == parts(members, sector)"', "members ==", "relation"),
        ('"members == parts(members, sector)"', "mebers <= employees", "relation"),
        ('"members == parts(members, sector)"', "members(sex=FEMAL) <= members", "relation"),
        ('"members == parts(members, sector)",', '"members == parts(members, sector)",eror', "severity"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("command", ["forms", "collect"])
def test_a_rule_that_cannot_be_read_stops_with_its_line(
    data: Path, sent: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str],
    command: str, slip: tuple[str, str, str],
) -> None:  # fmt: skip
    """A slip in rules.csv would turn checks off: neither forms go out nor submissions in."""
    old, new, column = slip
    rules = data / "rules.csv"
    text = rules.read_text("utf-8")
    assert old in text
    rules.write_text(text.replace(old, new), "utf-8")
    before = snapshot(data)
    rest = {
        "forms": ["--output", str(tmp_path / "forms")],
        "collect": [str(sent), "--findings", str(tmp_path / "f.xlsx")],
    }
    assert main([command, str(YEAR), *rest[command], "--data", str(data)]) == 2
    told = capsys.readouterr().err
    line = text[: text.index(old)].count("\n") + 1
    assert f"rules.csv, dòng {line}, cột {column}:" in told
    assert snapshot(data) == before


@pytest.mark.parametrize("command", ["forms", "collect"])
def test_a_signed_year_takes_no_more_forms(
    root: Root, command: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Neither command writes a file into the year of a signed report; signed = false opens it again."""
    there, out = (root.path.parent / name for name in ("sent", "out"))
    there.mkdir()
    signed = root.read("2019/edition.toml").replace("signed = false", "signed = true")
    root.write("2019/edition.toml", signed)
    assert "signed = true" in signed
    rest = {"forms": ["--output", str(out)],
            "collect": [str(there), "--findings", str(out / "f.xlsx")]}  # fmt: skip
    asked = [command, "2019", *rest[command], "--data", str(root.path)]
    before = snapshot(root.path)
    assert main(asked) == 2
    told = capsys.readouterr().err
    assert f"năm 2019 đã ký ({root.path.name}/2019/edition.toml), không nhận thêm biểu" in told
    assert snapshot(root.path) == before
    assert not out.exists()
    root.write("2019/edition.toml", signed.replace("signed = true", "signed = false"))
    assert main(asked) == 0


def test_what_was_drafted_is_told_the_time_it_is(
    data: Path, sent: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Last year's words begin the new year's report: whoever signs it is told so, once."""
    command = ["collect", str(YEAR), str(sent), "--data", str(data)]
    command += ["--findings", str(tmp_path / "findings.xlsx")]
    told = []
    for _ in range(2):
        assert main(command) == 0
        told.append([line for line in capsys.readouterr().out.splitlines() if "nháp" in line])
    assert told == [
        [
            f"Đã soạn nháp data/{YEAR}/edition.toml và data/{YEAR}/narrative (lời văn chép từ báo cáo trước); hãy xem và viết lại trước khi trình ký."
        ],
        [],
    ]


def test_findings_in_the_folder_of_submissions_are_not_read_as_one(data: Path, sent: Path) -> None:
    """A second run does not take the first one's findings.xlsx for a submission."""
    command = collecting(sent, data, sent / "findings.xlsx")
    assert main(command) == 0
    assert main(command) == 0


def test_what_others_print_is_one_harmless_line() -> None:
    """Control characters, line breaks and direction marks do not reach a terminal or a CSV."""
    assert clean("a\x1b[31m\r\nb\u2028c\u200dd\u0301") == "a [31m b c d\u0301"
    assert inert("\t=1+1") == "“=1+1”"
    assert len(clean("x" * 5000)) == 300
