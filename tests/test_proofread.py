"""What check says of the words of a report, before anything is printed."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from tests.helpers.project import notebook
from unionlib.cli import main
from unionlib.errors import DataError
from unionlib.validate import validate

if TYPE_CHECKING:
    from tests.helpers.data_root import Root

NARRATIVE = "2019/narrative/welfare.md"
NOTEBOOK = "notebooks/02_welfare.ipynb"
OVERVIEW = 'narrate(edition, "workforce.overview")'
TYPED = "được gõ tay; hãy lấy từ dữ liệu: {chỉ_tiêu}"


def narrative(root: Root, text: str) -> list[str]:
    """Return what is wrong with a block that begins at line 3 of its file."""
    root.write(NARRATIVE, f"## one\n\n{text}\n")
    return [fault.removeprefix(f"{NARRATIVE}, dòng ") for fault in root.faults()]


def cell(root: Root, source: str) -> list[str]:
    """Return what is wrong with the last cell of a notebook, and of nothing else."""
    root.write(f"../{NOTEBOOK}", json.dumps(notebook([OVERVIEW, source])))
    root.write("../notebooks/01_workforce.ipynb", json.dumps(notebook(["# Lao động"])))
    faults = root.faults(root.path.parent / "notebooks")
    return [fault.removeprefix(f"{NOTEBOOK}, ô 3, dòng ") for fault in faults]


@pytest.mark.parametrize("code", ["-" * 20_000 + "x", "+".join(["x"] * 20_000)])
def test_code_nested_beyond_reason_is_told(root: Root, code: str) -> None:
    """Python runs out of memory over the one, of its stack over the other."""
    root.write("trends.csv", "section,figure,headline\nwelfare,gift_parcels,\n")
    told, trends = cell(root, code)
    assert told.startswith(f"{NOTEBOOK}, ô 3: không đọc được mã: ")
    assert trends.startswith("trends.csv, dòng 2, cột section: 'welfare'")


@pytest.mark.parametrize("expression", ["863", "800 + 63", "share(1, 4)"])
def test_an_expression_names_a_measure(root: Root, expression: str) -> None:
    """A number in braces is as typed as one without."""
    told = "không nêu chỉ tiêu nào; số in trong câu phải lấy từ dữ liệu"
    assert narrative(root, f"Có\n{{{expression}}} CĐCS.") == [f"4: {{{expression}}}: {told}"]
    said = f'say(edition, "Có {{{expression}}} CĐCS.", **names)'
    assert cell(root, said) == [
        f"{NARRATIVE}, dòng 4: {{{expression}}}: {told}",
        f"1: {{{expression}}}: {told}",
    ]


@pytest.mark.parametrize("text", ["năm {year}", "{members * 2}", "{members / employees}", r"\{a\}"])
def test_years_and_computed_figures_are_allowed(root: Root, text: str) -> None:
    """A constant may stand beside a measure."""
    assert narrative(root, text) == []


@pytest.mark.parametrize(
    ("source", "figure"),
    [
        ('chu = "Có 863 đoàn viên"', "863"),
        ('print("Có 863 đoàn viên")', "863"),
        ("print(863)", "863"),
        ('print("Có " + str(863))', "863"),
        ('print(f"Có {863} đoàn viên")', "863"),
        ('x = 1\n"Có 863 đoàn viên"', "863"),
        ('tabulate(edition, "x", "Bảng 12 đơn vị", {"Đoàn viên": "members"}, by="sector")', "12"),
        ('listing(edition, "x", "Bảng", {"Đoàn viên": "863"})', "863"),
        ('bars(table, 1, "Đoàn viên của 863 CĐCS")', "863"),
    ],
)  # fmt: skip
def test_no_figure_is_typed_into_a_cell(root: Root, source: str, figure: str) -> None:
    """However it reaches the reader."""
    line = source.count("\n") + 1
    assert cell(root, source) == [f"{line}: số '{figure}' {TYPED}"]


@pytest.mark.parametrize(
    ("source", "wrong"),
    [
        ('tabulate(edition, "x", "X", {"Tỷ trọng": "share(members, total(member))"}, by="sector")',
         "chỉ tiêu 'member' không có"),
        ('listing(edition, "x", "X", rows={"Quà": ("gift_parcels(campaign=TEST)", "")})',
         "mã 'TEST' của 'campaign' không có"),
        ('trend(years, "x", "X", ["members", "member"])', "chỉ tiêu 'member' không có"),
        ('edition["members +"]', "công thức 'members +': không đọc được"),
    ],
)  # fmt: skip
def test_formulas_of_a_cell_name_what_is_there(root: Root, source: str, wrong: str) -> None:
    """Told by check, and not by a report that stops half-way."""
    (fault,) = cell(root, source)
    assert fault.startswith(f"1: {wrong}")


@pytest.mark.parametrize(
    "source", ['narrate(edition, "women.overview")', 'trends(history(edition), "women")']
)
def test_a_cell_about_a_section_that_was_removed_is_told(root: Root, source: str) -> None:
    """In the notebook that was left, or in another; not that its words are wanted."""
    assert cell(root, source) == ["1: phần 'women' không có. Được phép: workforce, welfare."]


def test_faults_stand_in_the_order_of_the_cells(root: Root) -> None:
    """As they are read, and mended, from the first to the tenth."""
    cells = ["edition.year"] * 6 + ['edition["member"]', 'edition["gift"]']
    root.write(f"../{NOTEBOOK}", json.dumps(notebook([OVERVIEW, *cells])))
    root.write("../notebooks/01_workforce.ipynb", json.dumps(notebook(["# Lao động"])))
    faults = root.faults(root.path.parent / "notebooks")
    assert [fault.split(", ")[1] for fault in faults] == ["ô 9", "ô 10"]


def test_the_page_of_trends_names_no_section_that_was_removed(root: Root) -> None:
    """Or the multi-year edition would stop there, long after the section has gone."""
    shown = ['trends(editions, "workforce")', 'trends(load_years("2015-2024"), "women")']
    root.write("../notebooks/compare.ipynb", json.dumps(notebook(shown)))
    assert cell(root, "edition.year") == [
        "notebooks/compare.ipynb, ô 3, dòng 1: phần 'women' không có. Được phép: workforce, welfare."
    ]


@pytest.mark.parametrize(
    "text",
    ['f"Có {863} đoàn viên"', '"Có " + str(members)', "chu", '"Có {}".format(members)', "*chu"],
)
def test_what_is_said_is_written_out(root: Root, text: str) -> None:
    """What is put together elsewhere nobody can check."""
    (fault, *_) = cell(root, f"say(edition, {text})")
    assert fault == (
        '1: say(…) cần một câu viết liền trong dấu ngoặc kép, không ghép, không dùng biến hay f"…"; '
        "số liệu viết trong câu là {chỉ_tiêu}"
    )


@pytest.mark.parametrize(
    "source",
    [
        'bars(campaigns, 1, "Quà theo đợt", id="top-10")',
        'tabulate(edition, "gifts-2", "Quà", {"Quà": "gift_parcels * 100 / 3"}, by="campaign")',
        'say(edition, "Có {n} đoàn viên năm 2019.", n=edition["members"], when=len(rows) > 1)',
        'trends(history(edition), "workforce")',
        'tabulate(edition, "x", "Chữ", shown, by="sector", where={"sector": "SXKD"}, total="Cộng")',
        'listing(edition, "x", "Chữ", {"Lương": "wage", "": ""}, columns=("Lương tháng",))',
        'print(f"Năm {edition.year}", rows[0])',
    ],
)
def test_ids_expressions_and_dates_are_no_figures(root: Root, source: str) -> None:
    """Nor are the places of columns and rows."""
    assert cell(root, source) == []


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("Có\nnhiều\n{{members}}", 5),
        ("Có {share(members,\nemployees)} và\n{{members}}", 5),
        ("Một {members}.\n\nHai {members\n\nba.", 5),
        ("Một {members}.\n\nHai members}.", 5),
    ],
)
def test_a_lone_brace_is_told_at_its_line(root: Root, text: str, line: int) -> None:
    """Not at that of its block."""
    (fault,) = narrative(root, text)
    assert fault.startswith(f"{line}: dấu ngoặc nhọn lẻ")


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("Xem\n[bảng](bang.xlsx).", "4: liên kết đến 'bang.xlsx'"),
        ("Xem [trang](/trang).", "3: liên kết đến '/trang'"),
        ("- Xem\n- ![ảnh](anh.png)", "4: hình 'anh.png'"),
        ("![ảnh](https://x.example/a.png)", "3: hình 'https://x.example/a.png'"),
        ("![ảnh](data:image/png;base64,AAAA)", "3: hình 'data:image/png;base64,AAAA'"),
        ("Có\n\n| Chỉ tiêu | Số |\n|---|---|\n| a | b |", "5: bảng viết bằng dấu |"),
        ("Xem [trang](http://x.example/).", "3: liên kết đến 'http://x.example/'"),
        ("Có\n<b>đậm", "4: '<b>' sẽ in ra nguyên như vậy"),
        ("một<br/>hai", "3: '<br/>' sẽ in ra nguyên như vậy"),
        ('<span class="a">', "3: '<span class=\"a\">' sẽ in ra nguyên như vậy"),
        ("Một.\n\n<!-- sửa\nsau -->", "5: '<!--' sẽ in ra nguyên như vậy"),
        ("Đã ~~bỏ đi~~ giữ lại.", "3: '~~bỏ đi~~' sẽ in ra nguyên như vậy"),
        ("Chỉ tiêu | Số\n--- | :-:\na | b", "4: bảng viết bằng dấu |"),
        ("Có\n\n### Khó khăn #\nhai", "5: đề mục '### Khó khăn #' sẽ in ra nguyên như vậy"),
        ("- # Một ", "3: đề mục '# Một' sẽ in ra nguyên như vậy"),
        ("Một\nhai&shy;ba - &#xC;bốn", "4: có ký tự ẩn hoặc hỏng (U+000C, U+00AD); hãy xóa"),
        ("Một ^[hai&zwj;]", "3: có ký tự ẩn hoặc hỏng (U+200D); hãy xóa"),
        ('[a](https://x.example/ "b&rlm;")', "3: có ký tự ẩn hoặc hỏng (U+200F); hãy xóa"),
    ],
)  # fmt: skip
def test_what_the_report_cannot_print_is_told(root: Root, text: str, fault: str) -> None:
    """With its line, and not when the report stops."""
    (told,) = narrative(root, text)
    assert told.startswith(fault)


def test_what_leads_elsewhere_in_the_report_is_fine(root: Root) -> None:
    """And so are addresses of the web and of mail, and a dash between words."""
    text = "[](#tbl-x) [a](https://x.example/) <https://x.example/> [b](mailto:a@b.vn) a | b - c"
    assert narrative(root, text) == []
    assert narrative(root, "an toàn &amp; vệ sinh,&nbsp;&lt;a&gt; ") == []
    assert narrative(root, "#tag, a # b\n\\# c") == []
    assert narrative(root, r"a < b và c > d, \<b> viết ra, <a@b.vn>, ~~ và ~") == []


def test_a_sentence_without_its_figure_is_a_remark(
    root: Root, capsys: pytest.CaptureFixture[str]
) -> None:
    """With file, line and expression; the status stays 0, and a sentence on a condition is none."""
    root.write(NARRATIVE, "## one\n\nCó {members}\nvà {staff} cán bộ.\n")
    said = ['narrate(edition, "welfare.one")', 'say(edition, "{staff}", when=edition["staff"])']
    root.write(f"../{NOTEBOOK}", json.dumps(notebook([OVERVIEW, *said])))
    root.write("../notebooks/01_workforce.ipynb", json.dumps(notebook(["# Lao động"])))
    arguments = ["check", "2019", "--data", str(root.path)]
    assert main(arguments) == 0
    told = "{staff}: câu sẽ in “(chưa có số liệu)” – số cán bộ: không cộng gộp được"
    assert capsys.readouterr().out.splitlines()[:2] == [f"LƯU Ý  {NARRATIVE}, dòng 4: {told}", ""]
    assert main([*arguments, "--format", "json"]) == 0
    (remark,) = json.loads(capsys.readouterr().out)["remarks"]
    assert remark == {"file": NARRATIVE, "line": 4, "column": "", "message": told}


def test_a_block_that_nobody_prints_is_a_remark(
    root: Root, capsys: pytest.CaptureFixture[str]
) -> None:
    """It was written to be read."""
    root.write(NARRATIVE, "## one\n\nMột.\n\n## two\n\nHai.\n")
    root.write(
        f"../{NOTEBOOK}", json.dumps(notebook(['narrate(edition, "welfare.one")', OVERVIEW]))
    )
    root.write("../notebooks/01_workforce.ipynb", json.dumps(notebook(["# Lao động"])))
    assert main(["check", "2019", "--data", str(root.path)]) == 0
    assert capsys.readouterr().out.splitlines()[0] == (
        f"LƯU Ý  {NARRATIVE}, dòng 5: không sổ tay nào in mục 'two'; "
        'hãy thêm narrate(edition, "welfare.two") hoặc xóa mục này'
    )


def test_words_of_last_year_are_a_remark_and_never_signed(root: Root) -> None:
    """Last year's report with this year's figures; one changed letter makes a file this year's.

    A sample's words are the same each year.
    """
    imprint = root.read("2019/edition.toml").replace("2019", "2020")
    root.write("2020/edition.toml", imprint.replace("official", "synthetic"))
    for year in (2019, 2020):
        root.write(f"{year}/narrative/workforce.md", "## overview\n\nPhong trào phát triển.\n")
    assert validate(root.load(2020)) == []
    root.write("2020/edition.toml", imprint)
    told = "2020/narrative/workforce.md: còn nguyên văn của năm 2019; hãy viết lại cho năm 2020"
    assert [str(remark) for remark in validate(root.load(2020))] == [told]
    root.edit("2020/edition.toml", "signed = false", "signed = true")
    with pytest.raises(DataError) as caught:
        validate(root.load(2020))
    assert [str(fault) for fault in caught.value.faults] == [told]
    root.append("2020/narrative/workforce.md", "Hết.")
    assert validate(root.load(2020)) == []
