"""The command: everything at once on the terminal, and as a workbook to send back."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import openpyxl

from tests.province import (
    UNIT,
    YEAR,
    Province,
    changed,
    put,
    sheet_of,
)
from unionlib.cli import main
from unionlib.forms.findings import clean, inert

if TYPE_CHECKING:
    import pytest


def test_the_command_tells_all_at_once(
    small: Province, data: Path, sent: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Findings on the terminal and in findings.xlsx with links to the cells; who has sent and who has not."""
    (sent / f"{UNIT}.xlsx").write_bytes(changed(small, put("employees", "1.234")))
    (sent / "bao_lam.xlsx").unlink()
    target = tmp_path / "findings.xlsx"
    command = ["collect", str(YEAR), str(sent), "--data", str(data), "--findings", str(target)]
    assert main(command) == 1
    told = capsys.readouterr().out
    sheet, cell = small.cell("employees")
    assert f"LỖI  {UNIT}.xlsx, {sheet}!{cell}: ô ghi chữ “1.234”" in told
    assert "0/10 đơn vị" in told
    assert "Chưa gửi (1): Liên đoàn Lao động huyện Bảo Lâm" in told
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


def test_a_folder_that_is_not_there_is_an_error(
    data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A mistyped folder stops with a sentence."""
    assert main(["collect", str(YEAR), str(tmp_path / "none"), "--data", str(data)]) == 2
    assert "không có thư mục" in capsys.readouterr().err


def test_findings_in_the_folder_of_submissions_are_not_read_as_one(data: Path, sent: Path) -> None:
    """A second run does not take the first one's findings.xlsx for a submission."""
    command = [
        "collect",
        str(YEAR),
        str(sent),
        "--data",
        str(data),
        "--findings",
        str(sent / "findings.xlsx"),
    ]
    assert main(command) == 0
    assert main(command) == 0


def test_what_others_print_is_one_harmless_line() -> None:
    """Control characters, line breaks and direction marks do not reach a terminal or a CSV."""
    assert clean("a\x1b[31m\r\nb\u2028c\u200dd\u0301") == "a [31m b c d\u0301"
    assert inert("\t=1+1") == "“=1+1”"
    assert len(clean("x" * 5000)) == 300
