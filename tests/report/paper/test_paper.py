from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
import typst
from lxml import etree

from unionlib.report import fonts
from unionlib.report.paper import read_paper
from unionlib.report.paper.columns import TEXT_WIDTH
from unionlib.show.lettering import ems

Build = Callable[..., str]


def reduced(blocks: str) -> str:
    """Return the tree of a page with these blocks, without its contents."""
    page = f'<html lang="vi"><head><title>Báo cáo 2020</title></head><body><main>{blocks}</main></body></html>'
    tree = read_paper(page).tree
    return "".join(
        etree.tostring(node, encoding="unicode") for node in tree if node.tag != "contents"
    )


@pytest.mark.parametrize(
    ("blocks", "expected"),
    [
        ("<p>a\n  b<strong> c </strong> d</p>", "<p>a b<strong> c </strong>d</p>"),
        ("<p>a <br>\n b</p>", "<p>a <br/>b</p>"),
        ("chữ <em>rời</em><p>x</p>", "<p>chữ <em>rời</em></p><p>x</p>"),
        ("<div><section><p>x</p></section></div>", "<p>x</p>"),
        ("<p>x</p><p> </p><!-- y --><p hidden>z</p><script>1</script>", "<p>x</p>"),
        ('<p>5 <a href="#x">lạc</a>, <a href="javascript:1">mã</a></p>', "<p>5 lạc, mã</p>"),
        ('<p><a href="https://a.vn/?b&amp;c">a</a></p>', '<p><a href="https://a.vn/?b&amp;c">a</a></p>'),
        ('<p id="p">a <a href="#p">b</a></p>', '<p id="p">a <a href="#p">b</a></p>'),
        ("<p>a<span>b</span><data>1.000</data></p>", "<p>ab1.000</p>"),
        ("<ol start='3'><li>a<ul><li>b</li></ul></li></ol>",
         '<ol start="3"><li><p>a</p><ul><li><p>b</p></li></ul></li></ol>'),
        ("<pre>a\n  b</pre>", "<pre>a\n  b</pre>"),
        ("<h6>x</h6>", "<h5>x</h5>"),
        ("<blockquote><p>a</p><ul><li>b</li></ul></blockquote>",
         "<quote><p>a</p><ul><li><p>b</p></li></ul></quote>"),
        ('<p>x</p><a class="csv">CSV</a><style>p</style><nav>y</nav>', "<p>x</p>"),
        ("<details class='code'><p>a</p></details><details><p>b</p></details>", "<p>b</p>"),
        ("<p>đến <em>hết:</em> </p>", '<p keep="1">đến <em>hết:</em></p>'),
    ],
)  # fmt: skip
def test_a_page_becomes_what_paper_carries(blocks: str, expected: str) -> None:
    """Wrappers give way, white space is a browser's, a link that leads nowhere is text."""
    assert reduced(blocks) == expected


def test_finding_marks_lead_to_the_appendix() -> None:
    """The mark stays, and so does its way."""
    mark = '<sup class="finding"><a href="#finding-1" aria-label="Cần đối chiếu">◊</a></sup>'
    tree = reduced(f'<p><data>5</data>{mark}.</p><ul><li id="finding-1">Mâu thuẫn.</li></ul>')
    assert tree == (
        '<p>5<sup mark="1"><a href="#finding-1">◊</a></sup>.</p>'
        '<ul><li id="finding-1"><p>Mâu thuẫn.</p></li></ul>'
    )


def test_second_mark_of_a_note_points_to_the_first() -> None:
    """A note is written once, whatever refers to it."""
    mark = '<sup class="fn"><a href="#fn-1" role="doc-noteref">1</a></sup>'
    notes = '<section role="doc-endnotes"><ol><li id="fn-1">Lời. <a role="doc-backlink">↩</a></li></ol></section>'
    assert reduced(f"<p>a{mark} b{mark}</p>{notes}") == (
        '<p>a<note name="fn-1">Lời.</note> b<note name="fn-1" again="1"/></p>'
    )


HEAD = """<header class="letterhead"><div class="issuer"><p class="name">LĐLĐ TỈNH</p><p class="number">Số: 05/BC</p>
</div><div class="nation"><p class="date">Cao Bằng, ngày 06 tháng 01 năm 2020</p></div></header>"""
TITLE = '<h1 class="title"><span class="kind">BÁO CÁO</span></h1>'
SAID = '<p class="accompanied">(Kèm theo Báo cáo số 05/BC<br/>ngày 06 tháng 01 năm 2020 của {})</p>'


@pytest.mark.parametrize(
    ("head", "body", "expected"),
    [
        (HEAD, TITLE, SAID.format("LĐLĐ TỈNH")),
        (HEAD, f"{TITLE}<p>Nơi LĐLĐ tỉnh họp</p>", SAID.format("LĐLĐ tỉnh")),
        (HEAD, "", ""),
        ("", TITLE, ""),
        (HEAD.replace("Số: 05/BC", ""), TITLE, ""),
        (HEAD.replace("ngày", ""), TITLE, ""),
        (HEAD.replace("LĐLĐ TỈNH", ""), TITLE, ""),
    ],
    ids=["capitals", "words", "no kind", "no head", "no number", "no day", "no issuer"],
)
def test_an_appendix_says_what_it_comes_with(head: str, body: str, expected: str) -> None:
    """Its number apart from its name; below, the document, unless something of it is not known."""
    appendices = (
        '<section class="appendix"><h2>Phụ lục II. Nguồn</h2><p>x</p></section>'
        '<section class="appendix"><h2>Bảng mã</h2></section>'
        '<section class="appendix"><p>Không tên.</p></section>'
    )
    tree = reduced(f"</main>{head}<main>{body}{appendices}")
    assert tree[tree.index("<appendix>") :] == (
        f'<appendix><h2 name="Phụ lục II">Nguồn</h2>{expected}<p>x</p></appendix>'
        f"<appendix><h2>Bảng mã</h2>{expected}</appendix>"
        "<appendix><p>Không tên.</p></appendix>"
    )


def test_columns_hold_their_figures(build_page: Build) -> None:
    """No column is narrower than its longest figure; together they are as wide as the text."""
    tree = read_paper(build_page()).tree
    tables = list(tree.iter("table"))
    assert tables
    for table in tables:
        shares = [float(share) for share in (table.get("columns") or "").split()]
        assert sum(shares) == pytest.approx(1, abs=0.001)
        # A digit is half an em wide, a point a quarter.
        assert all(share * TEXT_WIDTH > 12 * (5 * 0.5 + 0.25) for share in shares[1:])


@pytest.mark.parametrize(
    ("columns", "size"), [(10, "12"), (11, "11"), (12, "10"), (13, "9"), (14, "9")]
)
def test_letters_are_as_large_as_the_columns_allow(columns: int, size: str) -> None:
    """A figure of 2,92 em and 8 pt around it: ten fit in 467,7 pt at 12 pt; at 9 pt, the least, 13."""
    cells = '<td class="num">31.529</td>' * columns
    tree = etree.fromstring(f"<paper>{reduced(f'<table><tr>{cells}</tr></table>')}</paper>")
    assert tree.xpath("string(table/@size)") == size


def test_long_heads_take_two_lines_before_labels_and_short_heads_do() -> None:
    """Where not all can stand on one line: “Tỷ lệ / (%)” stood so, and labels went on as well."""
    heads = ("Khối", "Đã tổ chức (đơn vị)", "Phải tổ chức (đơn vị)", "Tỷ lệ (%)")
    label = "Công ty cổ phần, công ty TNHH"
    head = "".join(f"<th>{name}</th>" for name in heads)
    row = f"<th>{label}</th>" + "".join(f'<td class="num">{n}</td>' for n in ("43", "56", "76,79"))
    source = f"<table><thead><tr>{head}</tr></thead><tbody><tr>{row}</tr></tbody></table>"
    (table,) = etree.fromstring(f"<paper>{reduced(source)}</paper>").iter("table")
    first, *others, last = (float(share) for share in (table.get("columns") or "").split())
    inner = {share: share * TEXT_WIDTH / 12 - 8 / 12 for share in (first, *others, last)}
    assert inner[first] > ems(label) - 0.005  # shares have four digits
    assert inner[last] >= ems(heads[-1])
    assert inner[others[0]] < ems(heads[1])


def test_a_row_of_years_leaves_its_label_room() -> None:
    """Beside five years and two changes a label stood on five lines: smaller letters leave it four."""
    label = "Tiền lương, thu nhập bình quân tháng của người lao động (triệu đồng)"
    years = [str(year) for year in range(2020, 2025)]
    heads = ("Chỉ tiêu", *years, "Tăng, giảm so với 2023", "Tăng, giảm so với 2020")
    head = "".join(f"<th>{name}</th>" for name in heads)
    figures = ("31.529", "32.200", "32.736", "32.953", "33.124", "−1,42 điểm %", "−1,74 điểm %")
    row = f"<th>{label}</th>" + "".join(f'<td class="num">{text}</td>' for text in figures)
    source = f"<table><thead><tr>{head}</tr></thead><tbody><tr>{row}</tr></tbody></table>"
    (table,) = etree.fromstring(f"<paper>{reduced(source)}</paper>").iter("table")
    size = int(table.get("size") or 0)
    first, *others = (float(share) * TEXT_WIDTH - 8 for share in table.get("columns", "").split())
    lines = [""]
    for word in label.split():
        joined = f"{lines[-1]} {word}".strip()
        lines[-1:] = [joined] if ems(joined) * size < first else [lines[-1], word]
    assert len(lines) <= 4, lines
    # No figure is broken for it: a digit is half an em wide, a point a quarter.
    assert all(width > (5 * 0.5 + 0.25) * size for width in others)


def test_a_unit_that_no_line_breaks_has_room() -> None:
    """Counted word by word, “(điểm phần trăm)” was wider than its column: Word broke it within “trăm”."""
    unit = "(điểm\xa0phần\xa0trăm)"
    years = [str(year) for year in range(2020, 2025)]
    heads = ("Chỉ tiêu", *years, f"Tăng, giảm so với 2023 {unit}", f"Tăng, giảm so với 2020 {unit}")
    head = "".join(f"<th>{name}</th>" for name in heads)
    figures = "".join('<td class="num">93,33</td>' for _ in heads[1:])
    row = f"<th>Tỷ lệ đơn vị ký thỏa ước lao động tập thể (%)</th>{figures}"
    source = f"<table><thead><tr>{head}</tr></thead><tbody><tr>{row}</tr></tbody></table>"
    (table,) = etree.fromstring(f"<paper>{reduced(source)}</paper>").iter("table")
    size = int(table.get("size") or 0)
    inner = [float(share) * TEXT_WIDTH - 8 for share in table.get("columns", "").split()]
    assert min(inner[-2:]) > ems(unit) * size


def test_short_words_stay_on_one_line() -> None:
    """“mô phỏng” beside long labels went on to a second line in every row, and “Nơi ghi” above it."""
    row = f"<th>{'một chỉ tiêu có tên rất dài ' * 3}</th><td class='num'>1.940 doanh nghiệp</td>"
    source = (
        f"<tr><th>Chỉ tiêu</th><th>Số liệu</th><th>Nơi ghi</th></tr><tr>{row}<td>mô phỏng</td></tr>"
    )
    (table,) = etree.fromstring(f"<paper>{reduced(f'<table>{source}</table>')}</paper>").iter(
        "table"
    )
    last = float((table.get("columns") or "").split()[-1])
    assert last * TEXT_WIDTH / 12 - 8 / 12 > ems("mô phỏng") - 0.005  # shares have four digits


def test_definitions_have_more_room_than_their_terms() -> None:
    """Three times as long, a column is at least half as wide again: with near equal ones, rows grow."""
    terms, definitions = "một chỉ tiêu có tên dài " * 3, "một định nghĩa dài hơn tên " * 8
    row = f"<th>{terms}</th><td>người</td><td>{definitions}</td>"
    (table,) = etree.fromstring(
        f"<paper>{reduced(f'<table><tbody><tr>{row}</tr></tbody></table>')}</paper>"
    ).iter("table")
    first, _, last = (float(share) for share in (table.get("columns") or "").split())
    assert last > 1.5 * first


def test_a_chart_fits_on_a_page(build_page: Build) -> None:
    """One of forty bars was cut off above and below: as wide as the text, or as high as a page."""
    page = build_page(parts=1)
    for height, expected in (("60", (467.7, 59.1)), ("1320", (237.5, 660.0))):
        drawn = page.replace('viewBox="0 0 475 60"', f'viewBox="0 0 475 {height}"')
        (chart,) = read_paper(drawn).tree.iter("chart")
        size = tuple(float(chart.get(name) or 0) for name in ("width", "height"))
        assert size == pytest.approx(expected, abs=0.05)


def test_formulas_may_break() -> None:
    """A word that no column could hold gets places to break; shorter ones are left alone."""
    cells = "<tr><td>share(conference_units, due)</td><td>tỷ lệ</td></tr>"
    tree = reduced(f"<table>{cells}</table>")
    assert "share(\u200bconference_\u200bunits," in tree
    assert "tỷ lệ" in tree


def test_date_is_the_documents(build_page: Build) -> None:
    """The day it was signed where it is known, else the end of the year in its title."""
    assert read_paper(build_page()).tree.get("date") == "2019-12-31"
    signed = re.sub("ngày\\s+tháng\\s+năm\\s+<", "ngày 05 tháng 12 năm 2020<", build_page())
    assert read_paper(signed).tree.get("date") == "2020-12-05"


def test_face_without_vietnamese_is_passed_over(monkeypatch: pytest.MonkeyPatch) -> None:
    """A family of the right name that lacks letters is not taken; the last resort is in the wheel."""

    def without(_: tuple[Path, int]) -> bool:
        return False

    monkeypatch.setattr(fonts, "_is_vietnamese", without)
    fonts.find_face.cache_clear()
    try:
        assert fonts.find_face() == ("Libertinus Serif", None)
    finally:
        fonts.find_face.cache_clear()
    assert "Libertinus Serif" in typst.Fonts(include_system_fonts=False).families()
