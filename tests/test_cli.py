"""The command line: what it prints, what it returns, and that it never breaks down."""

from __future__ import annotations

import argparse
import errno
import json
import os
import signal
import subprocess
import sys
import textwrap
from typing import TYPE_CHECKING, Any

import pytest

from tests.helpers import PROJECT
from unionlib import check
from unionlib.cli import main, parser
from unionlib.errors import DataError
from unionlib.notebook_text import LITERAL
from unionlib.report.request import Request

if TYPE_CHECKING:
    from tests.helpers.data_root import Root

WORKFORCE = "2019/observations/workforce.csv"
Captured = pytest.CaptureFixture[str]


def _notebook(*cells: tuple[str, str]) -> str:
    made = [{"cell_type": kind, "metadata": {}, "source": source} for kind, source in cells]
    return json.dumps({"cells": made, "metadata": {}, "nbformat": 4, "nbformat_minor": 5})


def _json(root: Root, capsys: Captured) -> tuple[int, dict[str, Any]]:
    status = main(["check", "2019", "--data", str(root.path), "--format", "json"])
    content: dict[str, Any] = json.loads(capsys.readouterr().out)
    return status, content


def _commands() -> dict[str, argparse.ArgumentParser]:
    (found,) = (action.choices for action in parser()._actions if isinstance(action.choices, dict))
    return found


@pytest.mark.parametrize("command", [[], *([name] for name in _commands())], ids=" ".join)
def test_help_can_be_followed(command: list[str], capsys: Captured) -> None:
    """Help is no error, and says how the command is called."""
    with pytest.raises(SystemExit) as left:
        main([*command, "--help"])
    assert left.value.code == 0
    text = capsys.readouterr().out
    assert text.startswith(f"usage: unionlib{''.join(f' {word}' for word in command)}")
    assert "--help" in text


def test_every_argument_has_a_sentence() -> None:
    """Of each command, those that must be given too."""
    for name, command in _commands().items():
        for action in command._actions:
            assert action.help, f"{name} {action.dest}"


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["nonsense"],
        ["check"],
        ["check", "abc"],
        ["check", "2019", "--format", "xml"],
        ["report", "2019-2018"],
        ["report", "19"],
        ["trace", "2019"],
        ["trace", "19", "members"],
        ["forms", "0"],
        ["forms", "0000"],
        ["collect", "20190", "submissions"],
        ["collect", "2019", "submissions", "--workers", "-1"],
        ["report", "2019", "--workers", "0"],
        ["report", "2019", "--workers", "two"],
        ["report", "2019", "--timeout", "-1"],
        ["sample", "--output", "x", "--seed", "-1"],
        ["sample", "--output", "x", "--unions", "1e3"],
        ["sample", "--output", "x", "--seed", "9" * 19],
    ],
)
def test_a_wrong_request_is_told_with_status_2(arguments: list[str], capsys: Captured) -> None:
    """With the usage, on the error stream."""
    with pytest.raises(SystemExit) as left:
        main(arguments)
    assert left.value.code == 2
    shown = capsys.readouterr()
    assert shown.err.startswith("usage: unionlib")
    assert shown.out == ""


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["check", "19"], "argument YEAR: '19' không phải là năm; viết bốn chữ số, như 2019"),
        (
            ["report", "2019", "--workers", "0"],
            "argument --workers: '0' không phải là số nguyên từ 1 trở lên",
        ),
        (
            ["sample", "--output", "x", "--seed", "-1"],
            "argument --seed: '-1' không phải là số nguyên từ 0 trở lên",
        ),
    ],
)
def test_a_wrong_number_is_told_with_what_is_allowed(
    arguments: list[str], message: str, capsys: Captured
) -> None:
    """By the argument's own name."""
    with pytest.raises(SystemExit):
        main(arguments)
    assert capsys.readouterr().err.endswith(f"error: {message}\n")


def test_numbers_that_are_right_are_taken() -> None:
    """A seed may be zero; a section has as long as a request gives it by default."""
    asked = parser().parse_args(["sample", "--output", "x", "--seed", "0", "--unions", "200"])
    assert (asked.seed, asked.unions) == (0, 200)
    asked = parser().parse_args(["report", "2019", "--workers", "1"])
    assert (asked.workers, asked.timeout) == (1, Request.timeout)


def test_a_sound_edition_gives_status_0(root: Root, capsys: Captured) -> None:
    """And a table of what holds, per section."""
    assert main(["check", "2019", "--data", str(root.path)]) == 0
    assert [" ".join(line.split()) for line in capsys.readouterr().out.splitlines()] == [
        "Kết quả đối chiếu số liệu theo phần của báo cáo",
        "Phần Quy tắc Đúng Mâu thuẫn Làm tròn Lưu ý Không có số liệu",
        "Lao động 4 4 0 0 0 0",
        "Chăm lo 1 1 0 0 0 0",
        "Tổng số 5 5 0 0 0 0",
    ]


def test_a_contradiction_gives_status_1(root: Root, capsys: Captured) -> None:
    """Named, explained, with its rows."""
    root.edit(WORKFORCE, "SXKD,,40,40", "SXKD,,41,41")
    assert main(["check", "2019", "--data", str(root.path)]) == 1
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "MÂU THUẪN  members-by-sector"
    assert lines[1].startswith("    Đoàn viên bằng tổng các khối: số liệu ghi 100 người")
    assert lines[2] == f"    {WORKFORCE}:2 {WORKFORCE}:3 {WORKFORCE}:4"


def test_of_hundreds_of_rows_the_first_are_named(
    root: Root, capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A sum over fifty units filled three screens with rows, and the next finding was not seen."""
    monkeypatch.setattr(check, "SHOWN", 2)
    root.edit(WORKFORCE, "SXKD,,40,40", "SXKD,,41,41")
    main(["check", "2019", "--data", str(root.path)])
    line = capsys.readouterr().out.splitlines()[2]
    assert line == f"    {WORKFORCE}:2 {WORKFORCE}:3 … và 1 dòng nữa (--format json nêu đủ)"
    _, content = _json(root, capsys)
    assert content["findings"][0]["rows"] == [f"{WORKFORCE}:{row}" for row in (2, 3, 4)]


def test_a_note_gives_status_0(root: Root, capsys: Captured) -> None:
    """Only contradictions hold up a report."""
    for sector in ("HCSN,,80,80", "SXKD,,45,45"):
        root.edit(WORKFORCE, sector, sector.replace("80", "60").replace("45", "38"))
    root.write("2019/published.csv", "figure,value,printed,source,note\n")
    assert main(["check", "2019", "--data", str(root.path)]) == 0
    assert capsys.readouterr().out.startswith("LƯU Ý  members-within-employees\n")


def test_faults_give_status_1_and_all_of_them(root: Root, capsys: Captured) -> None:
    """As sentences, or as JSON with file, line, column and message."""
    root.append(WORKFORCE, "membres,,,,,1,,I.1,", "members,,,,,x,,I.1,")
    assert main(["check", "2019", "--data", str(root.path)]) == 1
    assert capsys.readouterr().out.startswith(f"3 lỗi trong dữ liệu:\n  {WORKFORCE}, dòng 15, ")
    status, content = _json(root, capsys)
    assert status == 1
    assert content["findings"] == []
    assert content["faults"][0] == {
        "file": WORKFORCE,
        "line": 15,
        "column": "measure",
        "message": "chỉ tiêu 'membres' không có trong danh mục. Có phải là: members?",
    }
    assert [fault["line"] for fault in content["faults"]] == [15, 16, 16]


def test_what_one_section_reads_is_checked_too(root: Root, capsys: Captured) -> None:
    """Who has sent in, and what abbreviations mean: else the report would stop half-way."""
    root.write("abbreviations.csv", "abbreviation,meaning\nCĐ,công đoàn\nCĐ,cao đẳng\nVT,\n")
    root.write(
        "2019/submissions.csv",
        "unit,state,file,checksum,version\nnorht,collectd,a.xlsx,,\n"
        "north,collected,a.xlsx,,\nnorth,returned,b.xlsx,,\n",
    )
    status, content = _json(root, capsys)
    assert status == 1
    told = [(fault["file"], fault["line"], fault["column"]) for fault in content["faults"]]
    assert told == [
        ("2019/submissions.csv", 2, "state"),
        ("2019/submissions.csv", 2, "unit"),
        ("2019/submissions.csv", 4, "unit"),
        ("abbreviations.csv", 3, "abbreviation"),
        ("abbreviations.csv", 4, "meaning"),
    ]


def test_a_year_for_comparison_needs_no_words(root: Root, capsys: Captured) -> None:
    """What the notebooks would print of it is not there, and nobody prints it."""
    root.write(
        "../notebooks/02_workforce.ipynb", _notebook(("code", 'narrate(edition, "workforce.x")'))
    )
    assert main(["check", "2019", "--data", str(root.path)]) == 1
    capsys.readouterr()
    assert main(["check", "2018", "--data", str(root.path)]) == 0
    assert main(["trace", "2018", "members", "--data", str(root.path)]) == 0
    assert "unionlib report" not in capsys.readouterr().out


@pytest.mark.parametrize("name", ["measures.csv", "codes.csv", "units.csv", "2019/edition.toml"])
def test_a_codebook_that_cannot_be_read_is_a_fault_too(
    root: Root, name: str, capsys: Captured
) -> None:
    """Status 1 and no traceback, whichever file it is."""
    root.write(name, b"\xff\xfe\x00")
    status, content = _json(root, capsys)
    assert status == 1
    assert name in [fault["file"] for fault in content["faults"]]


def test_json_lists_the_findings(root: Root, capsys: Captured) -> None:
    """With both sides, difference, rows and message."""
    root.edit(WORKFORCE, "SXKD,,40,40", "SXKD,,41,41")
    status, content = _json(root, capsys)
    assert (status, content["year"], content["rules"], content["faults"]) == (1, 2019, 5, [])
    (finding,) = content["findings"]
    assert {
        key: finding[key] for key in ("rule", "severity", "stated", "computed", "difference")
    } == {
        "rule": "members-by-sector",
        "severity": "error",
        "stated": 100,
        "computed": 101,
        "difference": -1,
    }


@pytest.mark.parametrize("command", [["check", "2017"], ["trace", "2017", "members"]])
def test_an_unknown_year_lists_the_years(root: Root, command: list[str], capsys: Captured) -> None:
    """Status 2: the request was wrong, not the data."""
    assert main([*command, "--data", str(root.path)]) == 2
    assert capsys.readouterr().err == "unionlib: Năm '2017' không có. Được phép: 2018, 2019.\n"


@pytest.mark.parametrize("command", ["check", "trace", "report"])
def test_a_year_whose_forms_are_out_says_how_its_edition_is_begun(
    root: Root, command: str, capsys: Captured
) -> None:
    """That 2020 does not exist would be untrue beside its folder."""
    root.write("2020/forms.csv", "measure,period,where,asked,total\nemployees,,,units,\n")
    more = ["members"] if command == "trace" else []
    assert main([command, "2020", *more, "--data", str(root.path)]) == 2
    begun = f"{root.path.name}/2020 chưa có edition.toml; unionlib collect 2020 soạn nháp"
    assert begun in capsys.readouterr().err


def test_notebooks_are_numbered_in_the_order_of_the_codes(root: Root, capsys: Captured) -> None:
    """The page follows the numbers, all else codes.csv: where they disagree, one is wrong."""
    root.write("../notebooks/02_workforce.ipynb", _notebook(("markdown", "# Lao động")))
    root.write("../notebooks/01_welfare.ipynb", _notebook(("markdown", "# Chăm lo")))
    assert main(["check", "2019", "--data", str(root.path)]) == 1
    told = "notebooks: theo số đầu tên sổ tay, 'welfare' đứng trước 'workforce'"
    assert told in capsys.readouterr().out


def test_notebooks_are_checked_beside_the_data(root: Root, capsys: Captured) -> None:
    """Typed figures, misspelt expressions, blocks that are not there, files that are none."""
    root.write(
        "../notebooks/02_workforce.ipynb",
        _notebook(
            ("markdown", "## Tình hình năm 2019\n\nToàn tỉnh có 30.088 đoàn viên."),
            ("code", "year: int = 2019  # Năm báo cáo"),
            (
                "code",
                'say(edition, """\nCó {members} đoàn viên,\nđạt 99%; {membres}, {n}.\n""", n=x)',
            ),
            (
                "code",
                'narrate(edition, "workforce.overview")\nnarrate(edition, "workforce.overvie")',
            ),
            ("code", 'bars(table, "2018", "Đoàn viên của 863 CĐCS", of="2019")'),
            (
                "code",
                "say(edition, summary(1), **names)\nsay(edition, 'Có {anything} người', **names)",
            ),
            ("code", "say("),
            ("markdown", "### Năm {year} có {members} đoàn viên"),
        ),
    )
    root.write("../notebooks/03_broken.ipynb", "{")
    root.write("../notebooks/explore.ipynb", _notebook(("markdown", "Có 5 người")))
    assert main(["check", "2019", "--data", str(root.path)]) == 1
    faults = capsys.readouterr().out.splitlines()[1:]
    file = "  notebooks/02_workforce.ipynb, ô"
    typed = "được gõ tay; hãy lấy từ dữ liệu: {chỉ_tiêu}"
    assert faults[:-3] == [
        "  notebooks: phần 'welfare' có số liệu mà không có sổ tay NN_welfare.ipynb",
        f"{file} 1, dòng 3: số '30.088' {typed}",
        f"{file} 3, dòng 3: số '99%' {typed}",
        f"{file} 3, dòng 3: {{membres}}: Chỉ tiêu 'membres' không có. Có phải là: members?",
        f"{file} 4, dòng 2: không có mục 'workforce.overvie'. Có phải là: workforce.overview?",
        f"{file} 5, dòng 1: số '863' {typed}",
        f"{file} 6, dòng 1: {LITERAL}",
    ]
    assert faults[-2] == (
        f"{file} 8, dòng 1: {{members}}: ô văn bản chỉ điền được year, previous_year, next_year; "
        "số liệu hãy viết bằng say(…)"
    )
    assert faults[-3].startswith(f"{file} 7, dòng 1: không đọc được mã: ")
    assert faults[-1].startswith("  notebooks/03_broken.ipynb: không đọc được sổ tay: ")


def test_a_missing_file_of_words_is_told_once(root: Root) -> None:
    """And not each of its blocks; one that was renamed is told as well, of a section that is none what is meant."""
    (root.path / "2019/narrative/workforce.md").rename(
        root.path / "2019/narrative/workforce.md.txt"
    )
    root.write("2019/narrative/welfare.md", "## one\n\nMột.\n")
    blocks = ("workforce.overview", "workforce.plan", "welfar.one")
    cells = [("code", f'narrate(edition, "{block}")') for block in blocks]
    root.write("../notebooks/01_workforce.ipynb", _notebook(*cells, cells[0]))
    root.write("../notebooks/02_welfare.ipynb", _notebook())
    missing, renamed, misspelt = root.faults(root.path.parent / "notebooks")
    assert missing == (
        "2019/narrative/workforce.md: thiếu tệp này, hoặc trong tệp chưa có '## mục' nào"
    )
    assert renamed.startswith("2019/narrative/workforce.md.txt: không đọc được: ")
    assert misspelt == (
        "notebooks/01_workforce.ipynb, ô 3, dòng 1: phần 'welfar' không có. Có phải là: welfare?"
    )


def test_a_formula_must_give_its_measures_unit(root: Root, capsys: Captured) -> None:
    """Money and percentages are no people, whatever the codebook calls them."""
    root.append("measures.csv", "pay_total,workforce,tổng,đồng,derived,,,members,Thử.")
    root.append(
        "measures.csv",
        'member_share,workforce,tỷ lệ,người,derived,,,"share(members, members)",Thử.',
    )
    root.append("measures.csv", "mixed,workforce,lẫn,đồng,derived,,,members + gift_amount,Thử.")
    assert main(["check", "2019", "--data", str(root.path)]) == 1
    told = capsys.readouterr().out
    assert "cột unit: đơn vị là 'đồng', công thức cho 'người'" in told
    assert "cột unit: đơn vị là 'người', công thức cho '%'" in told
    assert "dòng 14, cột formula: không cộng, trừ, so sánh, tính tỷ lệ được" in told


def test_a_section_may_have_no_words(root: Root) -> None:
    """Who lists all words takes what there is; who prints a block is told that there is none."""
    (root.path / "2019" / "narrative" / "workforce.md").unlink()
    edition = root.load()
    assert edition.blocks("workforce") == {}
    with pytest.raises(DataError, match=r"workforce\.md: không tìm thấy tệp"):
        edition.narrative("workforce")


def test_a_figure_typed_into_the_narrative_is_a_fault(root: Root, capsys: Captured) -> None:
    """With file and line."""
    root.append("2019/narrative/workforce.md", "", "Ngoài ra có 12 đơn vị.")
    assert main(["check", "2019", "--data", str(root.path)]) == 1
    assert "  2019/narrative/workforce.md, dòng 6: số '12' được gõ tay" in capsys.readouterr().out


def test_trace_follows_a_number_to_its_rows(root: Root, capsys: Captured) -> None:
    """Value, formula, definition, rows, and what contradicts it."""
    root.edit("2019/published.csv", "union_density,80,80%", "union_density,39,39%")
    assert main(["trace", "2019", "union_density", "--data", str(root.path)]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == (
        "tỷ lệ đoàn viên: 80% = số đoàn viên (100) / số lao động (125) · Nguồn: I.1, I.2"
    )
    assert "  union_density = share(members, employees): Đoàn viên so với lao động." in lines
    assert "  data/2019/observations/workforce.csv:2  members 2019: 100, I.1" in lines
    assert (
        "  data/2019/observations/workforce.csv:8  employees (sector=HCSN) 2019: 80, I.2" in lines
    )
    assert any(line.startswith("  MÂU THUẪN: Tỷ lệ đoàn viên: số liệu ghi 39%") for line in lines)
    assert any("chưa có báo cáo năm 2019" in line for line in lines)


def test_trace_tells_where_the_report_prints_it(root: Root, capsys: Captured) -> None:
    """By section and sentence; a manifest that cannot be read is told as such."""
    figure = {"value": 100, "rows": [f"{WORKFORCE}:2"], "section": "workforce", "text": "100"}
    figure |= {"context": "Có 100 đoàn viên.", "unit": "người", "label": "đoàn viên"}
    manifest = {"figures": [figure, figure | {"value": 7}]}
    root.write("../outputs/2019/report.json", json.dumps(manifest))
    assert main(["trace", "2019", "members", "--data", str(root.path)]) == 0
    printed = [line for line in capsys.readouterr().out.splitlines() if "in tại" in line]
    assert printed == ["  in tại: Lao động, “Có 100 đoàn viên.”"]
    missing = figure | {"value": None, "rows": [], "label": "số đoàn viên – LĐLĐ huyện Bắc"}
    missing |= {"context": "Bắc có (chưa có số liệu)."}
    other = missing | {"label": "số đoàn viên – năm 2018", "context": "Trước có (chưa có số liệu)."}
    root.write("../outputs/2019/report.json", json.dumps({"figures": [other, missing]}))
    assert main(["trace", "2019", "members(unit=north)", "--data", str(root.path)]) == 0
    printed = [line for line in capsys.readouterr().out.splitlines() if "in tại" in line]
    assert printed == ["  in tại: Lao động, “Bắc có (chưa có số liệu).”"]
    root.write("../outputs/2019/report.json", '{"figures": [{"value": 100}]}')
    assert main(["trace", "2019", "members", "--data", str(root.path)]) == 2
    assert "hãy lập lại báo cáo" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("measure", "message"),
    [
        ("membres", "unionlib: Chỉ tiêu 'membres' không có. Có phải là: members?\n"),
        (
            "số viên",
            (
                "unionlib: 'số viên' không phải là mã chỉ tiêu. "
                "Có phải là: members (số đoàn viên)?\n"
            ),
        ),
        (
            "so lao dong",
            (
                "unionlib: 'so lao dong' không phải là mã chỉ tiêu. "
                "Có phải là: employees (số lao động)?\n"
            ),
        ),
        (
            "members.__class__",
            (
                "unionlib: công thức 'members.__class__': "
                "chỉ viết được chỉ tiêu, số, các dấu + - * / và hàm như share(…)\n"
            ),
        ),
        ("\x1b[2J", "unionlib: công thức '\\x1b[2J': không dùng được ký tự '\\x1b'\n"),
    ],
)
def test_what_cannot_be_traced_is_told(
    root: Root, measure: str, message: str, capsys: Captured
) -> None:
    """Before anything is printed; nothing steers the terminal."""
    assert main(["trace", "2019", "members", measure, "--data", str(root.path)]) == 2
    shown = capsys.readouterr()
    assert (shown.out, shown.err) == ("", message)


def test_all_that_cannot_be_traced_is_told_at_once(root: Root, capsys: Captured) -> None:
    """Two misspelt measures are two lines; the faults of a file are told once."""
    command = ["trace", "2019", "membrs", "members", "wge", "--data", str(root.path)]
    assert main(command) == 2
    first, second = capsys.readouterr().err.splitlines()
    assert first.startswith("unionlib: Chỉ tiêu 'membrs' không có. ")
    assert second.startswith("Chỉ tiêu 'wge' không có. ")
    root.append(WORKFORCE, "members,,nowhere,,,1,,I.1,")
    assert main(["trace", "2019", "members", "employees", "--data", str(root.path)]) == 2
    assert capsys.readouterr().err.count("nowhere") == 1


@pytest.mark.parametrize(
    "command",
    ["check 2019", "compare 2018-2019", "forms 2020", "collect 2020 .", "report 2018-2019",
     "diff 2018 2019"],
)  # fmt: skip
def test_a_folder_that_is_not_there_is_told(root: Root, capsys: Captured, command: str) -> None:
    """By its name and once, whatever the command would have looked for in it."""
    data = root.path / "nowhere"
    assert main([*command.split(), "--data", str(data)]) == 2
    assert capsys.readouterr().err == f"unionlib: không có thư mục số liệu {data}\n"


@pytest.mark.parametrize("command", ["check 2019", "report 2019", "compare 2018-2019"])
def test_a_folder_of_notebooks_that_is_not_there_is_told(
    root: Root, capsys: Captured, command: str
) -> None:
    """`check` passes over notebooks that nobody named; misspelt, all of them would go unread."""
    named = root.path / "sotay"
    arguments = [*command.split(), "--data", str(root.path), "--notebooks", str(named)]
    assert main(arguments) == 2
    assert capsys.readouterr().err == f"unionlib: không có thư mục sổ tay {named}\n"


def test_a_full_disk_is_told_in_words_of_the_office(
    root: Root, capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With what to do about it, and status 2."""

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), "outputs/2019")

    monkeypatch.setattr(check, "validate", full)
    assert main(["check", "2019", "--data", str(root.path)]) == 2
    assert capsys.readouterr().err == (
        "unionlib: outputs/2019: ổ đĩa đã đầy; hãy xóa bớt tệp rồi gõ lại lệnh\n"
    )


@pytest.mark.skipif(sys.platform == "win32", reason="has no pipes that break so")
def test_a_reader_that_has_seen_enough_ends_it_quietly(root: Root) -> None:
    """`unionlib check 2019 | head -0`; but what was not said to the end is no success."""
    command = [sys.executable, "-m", "unionlib", "trace", "2019", *["members"] * 900]
    run = subprocess.Popen(
        [*command, "--data", str(root.path)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={"PYTHONIOENCODING": "ascii", "PYTHONPATH": ":".join(sys.path)},
    )
    assert run.stdout is not None
    assert run.stderr is not None
    run.stdout.close()
    assert run.stderr.read() == b""
    assert run.wait(20) == 141
    run.stderr.close()


@pytest.mark.skipif(sys.platform == "win32", reason="is asked through a shell")
def test_a_closed_output_is_no_traceback(root: Root) -> None:
    """`unionlib check 2019 >&-` has its status, and nothing to say."""
    command = [sys.executable, "-m", "unionlib", "check", "2019", "--data", str(root.path)]
    closed = ["sh", "-c", 'exec "$@" >&-', "sh", *command]
    run = subprocess.run(closed, capture_output=True, text=True, check=False)
    assert (run.returncode, run.stderr) == (0, "")


def test_years_that_go_backwards_are_refused(capsys: Captured) -> None:
    """2024-2015 is a slip, not an empty request."""
    with pytest.raises(SystemExit):
        main(["report", "2024-2015"])
    assert "'2024-2015': năm sau đứng sau, như 2015-2024" in capsys.readouterr().err


def test_years_that_cannot_be_compared_are_told(root: Root, capsys: Captured) -> None:
    """Status 2 and a sentence: nothing is made, and no traceback shown."""
    assert main(["compare", "abc", "--data", str(root.path)]) == 2
    told = "unionlib: 'abc' không phải là năm; viết 2019, 2015-2024 hoặc 2015,2019\n"
    assert capsys.readouterr().err == told


def test_ctrl_c_is_silent_while_the_program_is_imported() -> None:
    """Nothing was begun, and there is nothing to tell: the process ends as the system ends it."""
    code = """
        import signal, sys
        class Impatient:
            def find_spec(self, name, *_):
                if name == "unionlib.cli":
                    signal.raise_signal(signal.SIGINT)
        sys.meta_path.insert(0, Impatient())
        from unionlib.__main__ import run
        run()
    """
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(code)],
        env={**os.environ, "PYTHONPATH": str(PROJECT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stderr == ""
    assert done.returncode not in (0, 1)


@pytest.mark.skipif(os.name == "nt", reason="this platform has no such signals")
def test_signals_end_a_command_as_ctrl_c_does(
    monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    """A closed terminal and SIGTERM; not where the caller ignores them, as nohup does."""

    def hung_up(_: object) -> int:
        signal.raise_signal(signal.SIGHUP)
        return 0

    monkeypatch.setattr("unionlib.commands._run_check", hung_up)
    before = signal.signal(signal.SIGHUP, signal.SIG_DFL)
    try:
        assert main(["check", "2019"]) == 130
        assert "đã dừng" in capsys.readouterr().err
        assert signal.getsignal(signal.SIGHUP) is signal.SIG_DFL
        signal.signal(signal.SIGHUP, signal.SIG_IGN)
        assert main(["check", "2019"]) == 0
    finally:
        signal.signal(signal.SIGHUP, before)
