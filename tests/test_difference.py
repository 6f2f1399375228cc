"""Comparing two editions, figure by figure."""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING

import pytest

from tests.helpers.data_root import Root
from unionlib.cli import main
from unionlib.difference import compare

if TYPE_CHECKING:
    from pathlib import Path

WORKFORCE = "observations/workforce.csv"


@pytest.fixture
def corrected(root: Root, tmp_path: Path) -> Root:
    """Give a second root: one figure changed, one added, one removed, columns in another order."""
    name = f"2019/{WORKFORCE}"
    root.append(name, "members,,,HCSN,FEMALE,30,30,I.1,")  # by both of the columns
    shutil.copytree(root.path, tmp_path / "corrected")
    other = Root(tmp_path / "corrected")
    other.edit(name, "SXKD,,40,40", "SXKD,,41,41")
    other.edit(name, '33.3,"33,3%"', '35.3,"35,3%"')
    other.edit(name, "members,2019-H1,,,,90,90,I.1,\n", "")
    other.append(name, "members,,north,,,70,70,I.1,")
    rows = [line.split(",", 5) for line in other.read(name).splitlines()]
    swapped = [",".join([*row[:3], row[4], row[3], row[5]]) for row in rows]
    other.write(name, "\n".join(swapped) + "\n")
    return other


def test_what_changed_is_told_by_key(root: Root, corrected: Root) -> None:
    """In whatever order rows and columns stand."""
    found = compare(root.load(), corrected.load())
    assert [(item.kind, item.label, item.before, item.after) for item in found] == [
        ("changed", "số đoàn viên – Sản xuất", 40, 41),
        ("added", "số đoàn viên – LĐLĐ huyện Bắc", None, 70),
        ("changed", "tỷ lệ đơn vị hội thảo", 33.3, 35.3),
        ("removed", "số đoàn viên – 6 tháng đầu năm 2019", 90, None),
    ]
    assert (found[0].absolute, found[0].relative) == (1, 2.5)
    assert (found[1].absolute, found[1].relative) == (None, None)


def test_two_folders_are_compared_on_the_terminal(
    root: Root, corrected: Root, capsys: pytest.CaptureFixture[str]
) -> None:
    """By section, with absolute and relative change; percentages differ by points."""
    assert main(["diff", str(root.path / "2019"), str(corrected.path / "2019")]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "",
        "[Lao động]",
        "~ đổi  số đoàn viên – Sản xuất: 40 người → 41 người (tăng 01 người, tức 2,5%)",
        "+ thêm  số đoàn viên – LĐLĐ huyện Bắc: 70 người",
        "~ đổi  tỷ lệ đơn vị hội thảo: 33,3% → 35,3% (tăng 2 điểm phần trăm, tức 6,01%)",
        "- bớt  số đoàn viên – 6 tháng đầu năm 2019: 90 người",
        "",
        "1 thêm, 1 bớt, 2 đổi",
    ]


def test_two_years_are_compared_this_year_with_this_year(
    root: Root, capsys: pytest.CaptureFixture[str]
) -> None:
    """80 members in 2018 against 100 in 2019, not against the 80 that 2019 would repeat."""
    arguments = ["diff", "2018", "2019", "--data", str(root.path), "--format", "json"]
    assert main(arguments) == 0
    changed = [item for item in json.loads(capsys.readouterr().out) if item["kind"] == "changed"]
    assert changed == [
        {
            "section": "workforce",
            "kind": "changed",
            "label": "số đoàn viên",
            "unit": "người",
            "before": 80,
            "after": 100,
            "absolute": 20,
            "relative": 25,
        }
    ]


def test_other_periods_are_named_where_they_differ(
    root: Root, capsys: pytest.CaptureFixture[str]
) -> None:
    """70 were members in the middle of 2018 and 90 in that of 2019: no half has two figures."""
    root.append("2018/observations/workforce.csv", "members,2018-H1,,,,70,70,I.1,")
    assert main(["diff", "2018", "2019", "--data", str(root.path)]) == 0
    assert (
        "~ đổi  số đoàn viên – 6 tháng đầu năm 2019 (so với 6 tháng đầu năm 2018): "
        "70 người → 90 người (tăng 20 người, tức 28,57%)"
    ) in capsys.readouterr().out.splitlines()


def test_a_change_of_nothing_to_speak_of_has_no_share(
    root: Root, corrected: Root, capsys: pytest.CaptureFixture[str]
) -> None:
    """From 27.500.000 to 27.500.001 đồng is 0,000004 per cent more, and not 0."""
    corrected.edit("2019/observations/welfare.csv", '27500000,"27,5 triệu"', "27500001,")
    assert main(["diff", str(root.path / "2019"), str(corrected.path / "2019")]) == 0
    assert "(tăng 1 đồng)" in capsys.readouterr().out


def test_a_fall_says_once_that_it_is_one(
    root: Root, corrected: Root, capsys: pytest.CaptureFixture[str]
) -> None:
    """From 41 to 40 is 1 less, 2.44 per cent of 41: no minus beside the word."""
    assert main(["diff", str(corrected.path / "2019"), str(root.path / "2019")]) == 0
    assert "41 người → 40 người (giảm 01 người, tức 2,44%)" in capsys.readouterr().out


def test_figures_stand_as_their_source_prints_them(
    root: Root, corrected: Root, capsys: pytest.CaptureFixture[str]
) -> None:
    """What is printed as 5,55 triệu is not spelled out; a figure without a printed form is written in full."""
    corrected.edit(f"2019/{WORKFORCE}", "4000000,4 triệu", '5550000,"5,55 triệu"')
    corrected.edit(f"2019/{WORKFORCE}", "6000000,6 triệu", "6012345,")
    assert main(["diff", str(root.path / "2019"), str(corrected.path / "2019")]) == 0
    told = capsys.readouterr().out
    assert "Hành chính, sự nghiệp: 4 triệu đồng → 5,55 triệu đồng" in told
    assert "Sản xuất: 6 triệu đồng → 6.012.345 đồng" in told


BY_UNIT = """\
measure,period,unit,sector,sex,value,printed,source,note
members,,north,,,70,,I.1,
members,,north,HCSN,,50,,I.1,
members,,north,SXKD,,20,,I.1,
members,,south,,,25,,I.1,
members,,south,HCSN,,15,,I.1,
members,,south,SXKD,,10,,I.1,
wage,,north,HCSN,,5000000,,I.1,
wage,,south,HCSN,,7000000,,I.1,
employees,,north,HCSN,,60,,I.1,
employees,,south,HCSN,,20,,I.1,
seminar_share,,,,,33.3,,I.1,
"""


def test_a_year_by_province_and_one_by_unit_are_compared_as_provinces_first(
    root: Root, capsys: pytest.CaptureFixture[str]
) -> None:
    """100 members stated in 2019, 70 + 25 of two districts in 2020: 5 fewer, 5 per cent."""
    root.write("2020/edition.toml", root.read("2019/edition.toml").replace("2019", "2020"))
    root.write(f"2020/{WORKFORCE}", BY_UNIT)
    assert main(["diff", "2019", "2020", "--data", str(root.path)]) == 0
    told = capsys.readouterr().out.splitlines()
    start, end = told.index("SỐ CHUNG"), told.index("THEO ĐƠN VỊ")
    province = [line for line in told[start:end] if line.startswith("~")]
    assert province == [
        "~ đổi  số đoàn viên: 100 người → 95 người (giảm 05 người, tức 5%)",
        "~ đổi  số đoàn viên – Hành chính, sự nghiệp: 60 người → 65 người (tăng 05 người, tức 8,33%)",
        "~ đổi  số đoàn viên – Sản xuất: 40 người → 30 người (giảm 10 người, tức 25%)",
        # 60 at 5 million and 20 at 7 are 80 at 5.5.
        "~ đổi  lương bình quân – Hành chính, sự nghiệp: 4 triệu đồng → 5,5 triệu đồng (tăng 1,5 triệu đồng, tức 37,5%)",
    ]
    # 30 and 20 parcels at Tết are the province's 50 in 2019, and each district's own.
    assert "- bớt  số suất quà – Tết: 50 suất" in told[start:end]
    assert "+ thêm  số đoàn viên – LĐLĐ huyện Bắc: 70 người" in told[end:]
    assert "- bớt  số suất quà – Tết – LĐLĐ huyện Nam: 20 suất" in told[end:]
    # 5 May parcels were the north's alone: its own figure, and none of the province.
    assert [line for line in told if "Tháng Công nhân" in line] == [
        "- bớt  số suất quà – Tháng Công nhân – LĐLĐ huyện Bắc: 05 suất"
    ]
    assert told[-2:] == [
        "Số chung: 0 thêm, 9 bớt, 4 đổi",
        "Theo đơn vị: 10 thêm, 3 bớt, 0 đổi",
    ]
    assert main(["diff", "2020", "2019", "--data", str(root.path)]) == 0
    assert "Số chung: 9 thêm, 0 bớt, 4 đổi" in capsys.readouterr().out


def test_equal_editions_have_no_difference(root: Root, capsys: pytest.CaptureFixture[str]) -> None:
    """And that is said."""
    assert main(["diff", "2019", "2019", "--data", str(root.path)]) == 0
    assert capsys.readouterr().out == "Hai bộ số liệu giống nhau.\n"


@pytest.mark.parametrize("name", ["../nowhere", "nowhere/2019", "."])
def test_what_is_neither_year_nor_folder_is_told(
    root: Root, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """With an example of each."""
    assert main(["diff", name, "2019", "--data", str(root.path)]) == 2
    assert capsys.readouterr().err == (
        f"unionlib: '{name}' không phải là năm hay thư mục của một năm "
        "(ví dụ 2019, data-moi/2019)\n"
    )


def test_growth_from_zero_has_no_percentage(root: Root, corrected: Root) -> None:
    """From 0 to 41 is 41 more and no multiple."""
    root.edit(f"2019/{WORKFORCE}", "SXKD,,40,40", "SXKD,,0,0")
    (first, *_) = compare(root.load(), corrected.load())
    assert (first.absolute, first.relative) == (41, None)


def test_a_year_that_came_in_alone_is_read_with_the_codebook_here(
    root: Root, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A corrected folder is compared before it is put in place."""
    shutil.copytree(root.path / "2019", tmp_path / "new" / "2019")
    Root(tmp_path / "new").edit(f"2019/{WORKFORCE}", "SXKD,,40,40", "SXKD,,41,41")
    sides = [str(root.path / "2019"), str(tmp_path / "new" / "2019")]
    assert main(["diff", *sides, "--data", str(root.path)]) == 0
    assert "40 người → 41 người" in capsys.readouterr().out


@pytest.fixture
def other(root: Root, tmp_path: Path) -> Root:
    """Give a second root that is the same so far."""
    shutil.copytree(root.path, tmp_path / "other")
    return Root(tmp_path / "other")


def told(root: Root, other: Root, capsys: pytest.CaptureFixture[str]) -> list[str]:
    """Return what diff says of the two roots' 2019."""
    assert main(["diff", str(root.path / "2019"), str(other.path / "2019")]) == 0
    return capsys.readouterr().out.splitlines()


def test_how_a_figure_is_written_is_a_difference(
    root: Root, other: Root, capsys: pytest.CaptureFixture[str]
) -> None:
    """What is printed and where it was read, although the value is the same."""
    other.edit(f"2019/{WORKFORCE}", "4000000,4 triệu,I.3", '4000000,"4,0 triệu",I.9')
    other.edit(f"2019/{WORKFORCE}", "7,07,I.4", "7,,I.4")
    assert told(root, other, capsys) == [
        "",
        "[Lao động]",
        "~ ghi khác  lương bình quân – Hành chính, sự nghiệp: in 4 triệu đồng → 4,0 triệu đồng; nguồn I.3 → I.9",
        "~ ghi khác  số cán bộ – Hành chính, sự nghiệp: in 07 người → (trống)",
        "",
        "0 thêm, 0 bớt, 0 đổi, 2 ghi khác",
    ]
    other.edit("2019/observations/welfare.csv", '27500000,"27,5', '27600000,"27,6')
    sections = [line for line in told(root, other, capsys) if line.startswith("[")]
    assert sections == ["[Chăm lo]", "[Lao động]"]  # what has another value comes first


def test_a_corrected_form_under_a_new_name_does_not_bury_what_it_corrects(
    root: Root, capsys: pytest.CaptureFixture[str]
) -> None:
    """70 → 72 members of the north stand above the figures whose source alone has another name."""
    rows = [line.split(",") for line in BY_UNIT.splitlines()]
    first, *others = [",".join([*row[:7], f"{row[2]}.xlsx", ""]) for row in rows[1:]]
    for name, text in (
        ("first/2020", "\n".join([first, *others])),
        (
            "second/2020",
            "\n".join([first.replace(",70,", ",72,"), *others]).replace("north.x", "n2.x"),
        ),
    ):
        folder = root.path.parent / name
        (folder / "observations").mkdir(parents=True)
        imprint = root.read("2019/edition.toml").replace("2019", "2020")
        (folder / "edition.toml").write_text(imprint, "utf-8")
        (folder / WORKFORCE).write_text(f"{BY_UNIT.splitlines()[0]}\n{text}\n", "utf-8")
    places = [str(root.path.parent / name / "2020") for name in ("first", "second")]
    assert main(["diff", *places, "--data", str(root.path)]) == 0
    said = capsys.readouterr().out.splitlines()
    assert [line for line in said if line and line[0] not in "~["] == [
        "SỐ CHUNG",
        "THEO ĐƠN VỊ",
        "Số chung: 0 thêm, 0 bớt, 1 đổi",
        "Theo đơn vị: 0 thêm, 0 bớt, 1 đổi, 4 ghi khác",
    ]
    unit = said[said.index("THEO ĐƠN VỊ") :]
    assert [line[:10].strip() for line in unit if line.startswith("~")] == [
        "~ đổi  số",
        *["~ ghi khác"] * 4,
    ]


def test_published_figures_are_compared(
    root: Root, other: Root, capsys: pytest.CaptureFixture[str]
) -> None:
    """One changed, one removed."""
    other.write(
        "2019/published.csv", "figure,value,printed,source,note\nunion_density,79,79%,I.1,\n"
    )
    assert told(root, other, capsys) == [
        "",
        "[Lao động]",
        "~ đổi  tỷ lệ đoàn viên (số đã in, I.1): 80% → 79% (giảm 1 điểm phần trăm, tức 1,25%)",
        "",
        "[Chăm lo]",
        "- bớt  giá trị một suất (số đã in, II.3): 500.000 đồng",
        "",
        "0 thêm, 1 bớt, 1 đổi",
    ]


def test_other_files_that_differ_are_named(
    root: Root, other: Root, capsys: pytest.CaptureFixture[str]
) -> None:
    """Words, rules and notes are not compared one by one, nor said to be equal."""
    other.edit("2019/narrative/workforce.md", "toàn tỉnh", "cả tỉnh")
    other.append(f"2019/{WORKFORCE}", "")
    other.write("2019/rules.csv", "rule,section,relation,severity,message,advice\n")
    files = "narrative/workforce.md, observations/workforce.csv, rules.csv"
    assert told(root, other, capsys) == [f"Các số liệu giống nhau; khác nhau ở tệp: {files}."]
    other.edit(f"2019/{WORKFORCE}", "SXKD,,40,40", "SXKD,,41,41")
    files = "narrative/workforce.md, rules.csv"
    assert told(root, other, capsys)[-2:] == ["0 thêm, 0 bớt, 1 đổi", f"Khác nhau ở tệp: {files}."]
    assert (
        main(["diff", str(root.path / "2019"), str(other.path / "2019"), "--format", "json"]) == 0
    )
    kinds = [(item["kind"], item["label"]) for item in json.loads(capsys.readouterr().out)]
    assert kinds[1:] == [("file", "narrative/workforce.md"), ("file", "rules.csv")]


def test_codebooks_that_differ_are_named(
    root: Root, other: Root, capsys: pytest.CaptureFixture[str]
) -> None:
    """A figure of the same name and value may be defined otherwise there."""
    other.append("measures.csv", "")
    assert told(root, other, capsys) == [
        "Các số liệu giống nhau; khác nhau ở tệp: ../measures.csv."
    ]
