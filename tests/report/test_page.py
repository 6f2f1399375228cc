"""The assembled page, from executed notebooks made here."""

from __future__ import annotations

import base64
import csv
import io
import json
import re
from collections.abc import Callable, Mapping
from datetime import date
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from lxml import html

from unionlib.errors import ReportError
from unionlib.export import csv_text
from unionlib.report.lean_imports import lean_imports
from unionlib.report.page import Page, Section, build_page
from unionlib.show.canvas import Canvas

with lean_imports():
    from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output, writes

if TYPE_CHECKING:
    from playwright.sync_api import Browser

HOSTILE = "<script>alert(1)</script> {{ 7*7 }} $x$ *sao* \\ @ # CĐCS"
ROW = "2019/observations/workforce.csv:41"
EDITION: Mapping[str, Any] = {
    "year": 2019,
    "status": "official",
    "recipients": ["Tổng LĐLĐ Việt Nam", f"Lưu: VT, {HOSTILE}"],
    "issuer": {"parent": "TỔNG LIÊN ĐOÀN", "name": "LIÊN ĐOÀN LAO ĐỘNG TỈNH CAO BẰNG"},
    "document": {
        "number": "",
        "symbol": "BC-LĐLĐ",
        "place": "Cao Bằng",
        "date": "",
        "title": "BÁO CÁO",
        "abstract": "Kết quả hoạt động công đoàn năm 2019",
    },
    "signature": {
        "authority": "TM. BAN THƯỜNG VỤ",
        "office": "CHỦ TỊCH",
        "name": "Nguyễn Ngọc Thư",
        "signed": True,
    },
}

Cell = Any


def code(kind: str, markup: str, **about: Any) -> Cell:
    """Make a code cell with one trusted output."""
    payload = json.dumps({"kind": kind, "figures": [], **about})
    data = {"text/html": markup, "text/plain": "…", "application/vnd.unionlib.v2": payload}
    return new_code_cell('say(edition, "<b>")', outputs=[new_output("display_data", data)])


def text(source: str) -> Cell:
    """Make a Markdown cell."""
    return new_markdown_cell(source)


def figure(value: str = "30.088", rows: str = ROW) -> str:
    """Make the HTML of a printed figure."""
    return f'<data class="q" value="30088" data-rows="{rows}" data-trace="đoàn viên: {value} người">{value}</data>'


def table(name: str, caption: str = "Đoàn viên theo khối", label: str = "HCSN") -> Cell:
    """Make a code cell that shows a table of one row."""
    markup = (
        f'<figure class="table" id="tbl-{name}"><table><caption>{escape(caption)}</caption>'
        '<thead><tr><th scope="col">Khối</th><th scope="col">Số người</th></tr></thead>'
        f'<tbody><tr><th scope="row">{escape(label)}</th><td class="num">{figure()}</td></tr></tbody></table>'
        '<p class="source">Nguồn: I.2.1</p></figure>'
    )
    plain = {
        "id": name,
        "caption": caption,
        "header": ["Khối", "Số người"],
        "rows": [[label, 99.46]],
    }
    return code(
        "table", markup, table=plain, figures=[{"text": "30.088", "value": 30088, "rows": [ROW]}]
    )


def chart(name: str) -> Cell:
    """Make a code cell that draws; every chart uses the same ids."""
    svg = (
        '<svg viewBox="0 0 100 50" role="img" aria-labelledby="t"><title id="t">Biểu đồ</title>'
        '<defs><clipPath id="c"><path d="M0 0h9"/></clipPath></defs>'
        '<g clip-path="url(#c)"><rect width="60" height="20" fill="currentColor"/></g></svg>'
    )
    return code(
        "chart",
        f'<figure class="chart" id="fig-{name}">{svg}<figcaption>Cơ cấu</figcaption></figure>',
    )


Make = Callable[..., Section]


@pytest.fixture
def make(tmp_path: Path) -> Make:
    """Write an executed notebook: ``make("02_workforce", cell, …)``."""

    def write(stem: str, *cells: Cell) -> Section:
        path = tmp_path / f"{stem}.ipynb"
        notebook = new_notebook(cells=list(cells))
        path.write_text(writes(notebook), encoding="utf-8")
        return Section(stem.partition("_")[2], path)

    return write


@pytest.fixture
def report(make: Make) -> list[Section]:
    """Write a small whole report: two parts over three notebooks, and an appendix."""
    return [
        make(
            "01_context",
            text("# Tình hình chung\n\n## Thuận lợi, khó khăn"),
            code(
                "prose",
                f"<p>Có {figure()} người<span class='footnote'>Gồm {figure('12')} nữ.</span>.</p>",
            ),
            table("members"),
        ),
        make(
            "02_workforce",
            text("## Tình hình CNVCLĐ"),
            text("### Việc làm\n\n#### Đời sống\n\n#### Đất đai"),
            code(
                "prose",
                '<p>Xem <a href="#tbl-members"></a>, <a href="#fig-mix"></a>, <a href="#sec-viec-lam"></a>.</p>',
            ),
            chart("mix"),
        ),
        make(
            "03_leadership",
            text("# Kết quả năm {year}\n\n## Việc làm"),
            code("prose", '<p>Xem <a href="#sec-doi-song"></a>.</p>'),
            code("prose", "<p>Hết<span class='footnote'>Hai.</span></p>"),
            table("members", HOSTILE, HOSTILE),
            chart("mix"),
        ),
        make(
            "90_reconciliation",
            text("# Đối chiếu"),
            code("prose", f'<p id="finding-R1">{figure()}</p>'),
        ),
    ]


def tree(page: Page) -> html.HtmlElement:
    """Parse the page."""
    return html.document_fromstring(page.html)


def words(element: html.HtmlElement) -> str:
    """Return an element's words as a browser shows them."""
    return " ".join("".join(element.itertext()).split())


def found(page: Page, path: str) -> list[str]:
    """Return the words of every element at an XPath."""
    return [words(element) for element in tree(page).xpath(path)]


def test_numbers_run_through_all_notebooks(report: list[Section]) -> None:
    """Parts, sections, points and appendices have one numbering; equal headings get their own ids."""
    page = build_page(report, EDITION)
    headings = tree(page).xpath("//main//*[self::h2 or self::h3 or self::h4 or self::h5]")
    assert [(h.tag, h.get("id"), words(h)) for h in headings] == [
        ("h2", "tinh-hinh-chung", "I. Tình hình chung"),
        ("h3", "thuan-loi-kho-khan", "1. Thuận lợi, khó khăn"),
        ("h3", "tinh-hinh-cnvcld", "2. Tình hình CNVCLĐ"),
        ("h4", "viec-lam", "2.1. Việc làm"),
        ("h5", "doi-song", "a) Đời sống"),
        ("h5", "dat-dai", "b) Đất đai"),
        ("h2", "ket-qua-nam-2019", "II. Kết quả năm 2019"),
        ("h3", "viec-lam-2", "1. Việc làm"),
        ("h2", "doi-chieu", "Phụ lục I. Đối chiếu"),
    ]
    assert found(page, "//figure//*[self::caption or self::figcaption]") == [
        "Bảng 1. Đoàn viên theo khối",
        "Hình 1. Cơ cấu",
        f"Bảng 2. {HOSTILE}",
        "Hình 2. Cơ cấu",
    ]
    assert found(page, "//nav//a")[3:5] == ["2.1. Việc làm", "II. Kết quả năm 2019"]
    assert found(page, "//nav//li/ol/li/ol/li/a") == ["2.1. Việc làm"]
    assert found(page, "//summary[contains(., 'Mã nguồn')]/span") == [
        f"của mục {title}"
        for title in ("Tình hình chung", "Tình hình CNVCLĐ", "Kết quả năm 2019", "Đối chiếu")
    ]


def test_references_get_their_words(report: list[Section], make: Make) -> None:
    """An empty reference names what it leads to; one that has words keeps its own."""
    said = '<p>Ở <a href="#tbl-members"><em>bảng</em> trên</a>.</p>'
    own = make("91_sources", text("# Nguồn"), code("prose", said))
    page = build_page([*report, own], EDITION)
    assert "Ở bảng trên." in found(page, "//section[@data-section='sources']//p")
    assert "Xem Bảng 1, Hình 1, mục I.2.1." in found(
        page, "//section[@data-section='workforce']//p"
    )
    assert tree(page).xpath("//p/a[text()='mục I.2.1.a']/@href") == ["#doi-song"]


def test_a_reference_into_an_appendix_names_it(report: list[Section], make: Make) -> None:
    """And what has no number of its own is named after what it stands below."""
    below = "## Trái nhau\n\n### Nặng\n\n#### Một\n\n##### Vì sao\n\n## Sai số\n\n##### Nhỏ"
    names = ("nguon", "trai-nhau", "nang", "mot", "vi-sao", "sai-so", "nho")
    said = "".join(f'<p><a href="#{name}"></a></p>' for name in names)
    own = make("91_sources", text(f"# Nguồn\n\n{below}"), code("prose", said))
    page = build_page([*report, own], EDITION)
    assert found(page, "//section[@data-section='sources']//p") == [
        "Phụ lục II",
        "mục 1 Phụ lục II",
        "mục 1.1 Phụ lục II",
        "mục 1.1.a Phụ lục II",
        "mục 1.1.a Phụ lục II",
        "mục 2 Phụ lục II",
        "mục 2 Phụ lục II",
    ]
    numbers = found(page, "//section[@data-section='sources']//span[@class='number']")
    assert numbers == ["Phụ lục II.", "1.", "1.1.", "a)", "2."]
    assert tree(page).xpath("//*[@id='vi-sao' or @id='nho']")[0].tag == "h6"


def test_points_are_counted_as_in_administrative_documents(make: Make) -> None:
    """With đ, without f, j, w and z; after y comes aa."""
    points = "\n\n".join(f"#### Điểm {number}" for number in range(24))
    page = build_page([make("01_context", text(f"# Một\n\n## Hai\n\n### Ba\n\n{points}"))], EDITION)
    numbers = found(page, "//h5/span[@class='number']")
    assert "".join(numbers) == "a)b)c)d)đ)e)g)h)i)k)l)m)n)o)p)q)r)s)t)u)v)x)y)aa)"


def test_a_reference_means_what_its_own_section_has(report: list[Section], make: Make) -> None:
    """Others have a heading and a table of the same names; what it has not is found anywhere."""
    said = '<p>Xem <a href="#sec-viec-lam"></a>, <a href="#tbl-members"></a>, <a href="#dat-dai"></a>.</p>'
    own = make("04_rights", text("# Ba\n\n## Việc làm"), table("members"), code("prose", said))
    page = build_page([*report[:3], own, *report[3:]], EDITION)
    assert "Xem mục III.1, Bảng 3, mục I.2.1.b." in found(page, "//p")
    links = tree(page).xpath("//p[starts-with(., 'Xem mục III')]/a/@href")
    assert links == ["#viec-lam-3", "#tbl-members-3", "#dat-dai"]


def test_a_reference_means_no_heading_whose_words_go_on(make: Make) -> None:
    """“Đợt 2” stands first and is not “Đợt”; of two alike the second goes by its own id."""
    names = ("dot", "dot-2", "lop", "lop-2")
    said = ", ".join(f'<a href="#sec-{name}"></a>' for name in names)
    headings = "# Một\n\n## Đợt 2\n\n## Đợt\n\n## Lớp\n\n## Lớp"
    page = build_page(
        [make("01_context", text(headings), code("prose", f"<p>Xem {said}.</p>"))], EDITION
    )
    assert "Xem mục I.2, mục I.1, mục I.3, mục I.4." in found(page, "//p")
    assert tree(page).xpath("//p[starts-with(., 'Xem')]/a/@href") == [f"#{name}" for name in names]


def test_every_link_leads_somewhere(report: list[Section]) -> None:
    """Each id is used once, in drawings too, and each inner link has its target."""
    root = tree(build_page(report, EDITION))
    ids = root.xpath("//@id")
    assert len(ids) == len(set(ids))
    assert {link[1:] for link in root.xpath("//a/@href") if link.startswith("#")} <= set(ids)
    scrolling = root.xpath("//figure/*[1][@role='group'][@tabindex='0']")
    assert [group.get("aria-labelledby") for group in scrolling] == root.xpath("//caption/@id")
    for svg in root.iter("svg"):
        own = set(svg.xpath(".//@id"))
        assert svg.get("aria-labelledby") in own
        assert {
            link.removeprefix("url(#").removesuffix(")") for link in svg.xpath(".//@clip-path")
        } <= own


def test_a_reference_without_target_is_refused(report: list[Section], make: Make) -> None:
    """The message names the section and each target, whatever letters it has."""
    targets = ("#tbl-none", "#sec-none", "#sec-(")
    links = "".join(f'<a href="{target}"></a>' for target in targets)
    bad = make("04_rights", text("# Phần ba"), code("prose", f"<p>{links}</p>"))
    with pytest.raises(ReportError) as refused:
        build_page([*report, bad], EDITION)
    for target in targets:
        assert f"'rights' dẫn đến '{target}'" in str(refused.value)


def test_a_partial_run_keeps_its_numbers(report: list[Section]) -> None:
    """One section alone stands below its part, with the numbers of the whole report."""
    page = build_page(report[1:2], EDITION, outline=[section.notebook for section in report])
    assert found(page, "//main//h2") == ["I. Tình hình chung"]
    assert found(page, "//main//h3") == ["2. Tình hình CNVCLĐ"]
    assert found(page, "//main//h4") == ["2.1. Việc làm"]
    assert "Xem bảng ở phần khác, Hình 1, mục I.2.1." in found(page, "//p")
    later = build_page(report[2:3], EDITION, outline=[section.notebook for section in report])
    assert found(later, "//main//h2") == ["II. Kết quả năm 2019"]
    assert found(later, "//figure//*[@class='number']") == ["Bảng 2.", "Hình 2."]
    assert "Xem mục I.2.1.a." in found(later, "//p")
    assert found(later, "//p/a") == []


def test_a_section_alone_stands_below_its_own_part_only(report: list[Section], make: Make) -> None:
    """Below the second, after “1.”, and not below the first or its points as well."""
    own = make("04_rights", text("## Tranh chấp"))
    page = build_page([own], EDITION, outline=[each.notebook for each in [*report[:3], own]])
    assert found(page, "//main//*[self::h2 or self::h3 or self::h4 or self::h5]") == [
        "II. Kết quả năm 2019",
        "2. Tranh chấp",
    ]


def test_a_partial_run_says_what_kind_of_thing_stands_elsewhere(
    report: list[Section], make: Make
) -> None:
    """A section of the appendix alone, whose references lead to what others would show."""
    said = (
        '<p>Xem <a href="#fig-mix"></a>, <a href="#finding-R1"></a>, <a href="#sec-none"></a>.</p>'
    )
    own = make("91_sources", text("# Nguồn"), code("prose", said))
    page = build_page([own], EDITION, outline=[each.notebook for each in [*report, own]])
    assert "Xem hình ở phần khác, mục ở phần khác, mục khác." in found(page, "//p")
    assert found(page, "//p/a") == []


@pytest.mark.parametrize(
    ("headings", "level"), [("# Phần\n\n### Sâu", 2), ("## Sâu", 1), ("# Phần\n\n## Mục\n\n#### Sâu", 3)]
)  # fmt: skip
def test_a_skipped_level_is_refused(make: Make, headings: str, level: int) -> None:
    """A heading whose number would have a hole is named."""
    message = f"'Sâu' bỏ cách một cấp; trước nó phải có đề mục cấp {level}"
    with pytest.raises(ReportError, match=message):
        build_page([make("01_context", text(headings))], EDITION)


def test_footnotes_lead_there_and_back(report: list[Section]) -> None:
    """Notes are numbered through the document and keep their figures."""
    root = tree(build_page(report, EDITION))
    notes = root.xpath("//section[@role='doc-endnotes']//li")
    assert [words(note) for note in notes] == ["Gồm 12 nữ. ↩", "Hai. ↩"]
    marks = root.xpath("//sup[@class='fn']/a[@role='doc-noteref']")
    assert [(mark.text, mark.get("href")) for mark in marks] == [("1", "#fn-1"), ("2", "#fn-2")]
    assert root.xpath("//a[@role='doc-backlink']/@href") == ["#fnref-1", "#fnref-2"]
    assert root.xpath("//a[@role='doc-backlink']/@aria-label") == [
        f"Trở về chỗ đánh dấu chú thích {number}" for number in (1, 2)
    ]
    assert root.xpath("//sup[@class='fn']/following-sibling::text()")[0] == "."


def test_no_line_begins_with_the_hyphen_of_a_name(make: Make) -> None:
    """“- Nữ công” at the head of a line would look like an item; a program keeps its blanks."""
    said = "<p>Ban <b>Tuyên giáo</b> - Nữ công - Kiểm tra</p><pre>a - b</pre>"
    made = tree(build_page([make("01_context", text("# Một"), code("prose", said))], EDITION))
    assert "Ban Tuyên giáo\u00a0- Nữ công\u00a0- Kiểm tra" in made.text_content()
    assert "a - b" in made.text_content()


def test_control_characters_are_not_in_the_page(make: Make) -> None:
    """As an entity of Markdown too: lxml refuses them, and no format can hold them."""
    said = "Nữ công - &#xC;\x0b thi đua"
    drawn = Canvas("t", 50)
    drawn.words(0, 10, ["a\x0cb"])
    chart = (
        f'<figure class="chart" id="fig-a">{drawn.svg("t", "t")}<figcaption>A</figcaption></figure>'
    )
    page = build_page([make("01_context", text(f"# Một\n\n{said}"), code("chart", chart))], EDITION)
    assert not re.search("[\x00-\x08\x0b-\x1f]", page.html)
    assert "Nữ công\u00a0-  thi đua" in tree(page).text_content()


def test_no_line_ends_between_a_figure_and_what_it_counts(make: Make) -> None:
    """“549,6” at the end of a line is 549 đồng until the next says “triệu”; a share has no such word."""
    said = (
        '<p>Chi <data class="q">549,6 triệu đồng</data> cho <data class="q">tăng 82</data> người; '
        '<data class="q">18</data><sup class="finding">◊</sup> suất, <data class="q">12</data> - '
        '<data class="q">29,5%</data> số suất, <data class="q">5</data></p>'
    )
    made = tree(build_page([make("01_context", text("# Một"), code("prose", said))], EDITION))
    (words,) = (found.text_content() for found in made.iter("p") if "Chi " in found.text_content())
    assert words == (
        "Chi 549,6\u00a0triệu đồng cho tăng 82\u00a0người; "
        "18◊\u00a0suất, 12\u00a0- 29,5% số suất, 5"
    )


def test_hostile_words_stay_words(make: Make) -> None:
    """Markup, templates and formulas in names, headings and code are only text."""
    section = make(
        "01_context",
        text(f"# A {HOSTILE}\n\n{HOSTILE} ![](a)".replace("![](a)", "")),
        new_code_cell(HOSTILE),
        table("x", HOSTILE, HOSTILE),
    )
    page = build_page([section], EDITION)
    assert "<script" not in page.html
    assert HOSTILE in found(page, "//details//code")
    assert HOSTILE in found(page, "//tbody//th")


def test_what_nobody_could_trace_is_refused(make: Make) -> None:
    """What a cell prints, plots or shows by itself, with its section, cell and words; no warning is.

    Neither is a picture in its text, which paper does not have: its address is told.
    """
    given = new_code_cell("", metadata={"tags": ["injected-parameters"]})
    frame = new_output("display_data", {"text/html": "<b>x</b>", "text/plain": "   a\n0  1"})
    plot = new_output("display_data", {"image/png": "AAAA"})
    printed = new_output("stream", name="stdout", text="863\n")
    blank = new_output("stream", name="stdout", text="\n")
    warning = new_output("stream", name="stderr", text="cảnh báo")
    failed = new_output("error", ename="KeyError", evalue="x", traceback=[])
    quiet = make("01_context", text("# Một"), given, new_code_cell("", outputs=[warning, blank]))
    page = build_page([quiet], EDITION)
    assert "cảnh báo" not in page.html
    one = make("02_finance", text("# Hai"), given, new_code_cell("", outputs=[frame, printed]))
    two = make(
        "03_women",
        text("# Ba\n\n- ![ảnh](data:image/png;base64,AAAA)\n- [![b](b.png)](#ba)"),
        code("prose", ""),
        new_code_cell("", outputs=[plot, failed]),
    )
    with pytest.raises(ReportError) as refused:
        build_page([quiet, one, two], EDITION)
    assert str(refused.value).splitlines()[1:] == [
        "  finance, ô 2: a 0 1",
        "  finance, ô 2: 863",
        "  women, ô 1: hình 'data:image/png;base64,AAAA'",
        "  women, ô 1: hình 'b.png'",
        "  women, ô 3: image/png",
        "  women, ô 3: KeyError: x",
    ]


def test_the_words_of_a_drawing_are_words(make: Make) -> None:
    """They are neither refused as what would run, nor renamed as an id, whatever they say."""
    said = 'id="t" aria-labelledby="t" url(#t) url(http://x.vn) href="http://x.vn" on_x = <script> @import'
    cells = []
    for name in ("fig-a", "fig-b"):
        canvas = Canvas("t", 50)
        canvas.words(0, 10, [said])
        cells.append(
            code(
                "chart",
                f'<figure class="chart" id="{name}">{canvas.svg(said, said)}<figcaption>a</figcaption></figure>',
            )
        )
    root = tree(build_page([make("01_context", text("# Một"), *cells)], EDITION))
    drawn = root.xpath("//figure//*[self::text or self::title or self::desc]")
    assert [element.text for element in drawn] == [f"{said}.", said, said] * 2


@pytest.mark.parametrize(
    "markup",
    [
        "<p><img src='https://example.org/a.png'></p>",
        "<p><img srcset='a.png 2x'></p>",
        "<p onclick='x()'>a</p>",
        "<p style='background: url(a.png)'>a</p>",
        "<table background='a.png'><tr><td>a</table>",
        "<video poster='a.png'></video>",
        "<iframe srcdoc='a'></iframe>",
        "<object></object>",
        "<embed>",
        "<base target='_blank'>",
        "<link rel='stylesheet' href='a.css'>",
        "<form><button>a</button></form>",
        "<button formaction='a'>a</button>",
        "<p><a href='#mot' ping='https://example.org'>a</a></p>",
        "<script>1</script>",
        "<p><a href='javascript:x()'>a</a></p>",
        "<figure class='chart' id='fig-a'><svg><image href='https://example.org/a.png'/></svg><figcaption>a</figcaption></figure>",
        "<figure class='chart' id='fig-a'><svg><script>1</script></svg><figcaption>a</figcaption></figure>",
        "<figure class='chart' id='fig-a'><svg><SCRIPT>1</SCRIPT></svg><figcaption>a</figcaption></figure>",
        "<figure class='chart' id='fig-a'><svg><rect fill='url(a.svg#b)'/></svg><figcaption>a</figcaption></figure>",
        "<figure class='chart' id='fig-a'><svg><style>@import 'a.css'</style></svg><figcaption>a</figcaption></figure>",
        "<figure class='chart' id='fig-a'><svg><rect onload='x()'/><text>a</text></svg><figcaption>a</figcaption></figure>",
        "<figure class='chart' id='fig-a'><svg><text x='>' onload='x()'>a<br></text></svg><figcaption>a</figcaption></figure>",
    ],
)
def test_what_would_run_or_fetch_is_refused(make: Make, markup: str) -> None:
    """Even a trusted output may not make the page depend on anything."""
    with pytest.raises(ReportError, match="không đứng riêng"):
        build_page([make("01_context", text("# Một"), code("prose", markup))], EDITION)


def test_figures_describe_themselves(report: list[Section]) -> None:
    """A figure takes the focus and describes itself; one with findings is marked, but not where they are explained."""
    root = tree(build_page(report, EDITION, {ROW: ["R1", "R2"], "other.csv:1": ["R3"]}))
    first = root.xpath("//data")[0]
    assert first.get("tabindex") == "0"
    assert first.get("aria-description") == "đoàn viên: 30.088 người · Cần đối chiếu: R1; R2"
    marks = root.xpath("//sup[contains(@class,'finding')]/a")
    assert len(marks) == len(root.xpath("//data")) - 1
    assert {mark.get("href") for mark in marks} == {"#finding-R1"}
    assert marks[0].getparent().getprevious() is first


def test_a_mark_says_which_relation_and_only_where_it_is_touched(make: Make) -> None:
    """A figure half of whose rows are sound is not marked; the mark says the finding's title."""
    mixed = f"{ROW} 2019/observations/workforce.csv:7"
    title = '<ol><li id="finding-R1"><strong>Phải bằng nhau:</strong> vì sao.</li></ol>'
    sections = [
        make(
            "01_context", text("# Một"), code("prose", f"<p>{figure()} và {figure(rows=mixed)}</p>")
        ),
        make("90_reconciliation", text("# Đối chiếu"), code("prose", title)),
    ]
    root = tree(build_page(sections, EDITION, {ROW: ["R1"]}))
    (mark,) = root.xpath("//sup[contains(@class,'finding')]/a")
    assert mark.get("aria-label") == "Cần đối chiếu: Phải bằng nhau"
    whole, part = root.xpath("//data")
    assert whole.get("data-trace") == "đoàn viên: 30.088 người · Cần đối chiếu: Phải bằng nhau"
    assert part.get("data-trace") == "đoàn viên: 30.088 người"


def test_the_first_mark_is_explained_where_it_stands(make: Make) -> None:
    """On paper nobody follows a link: one note, which names the appendix; none where there is none."""
    title = '<ol><li id="finding-R1"><strong>Phải bằng nhau:</strong> vì sao.</li></ol>'
    body = make("01_context", text("# Một"), code("prose", f"<p>{figure()} và {figure()}</p>"))
    sections = [body, make("90_reconciliation", text("# Đối chiếu"), code("prose", title))]
    root = tree(build_page(sections, EDITION, {ROW: ["R1"]}))
    first, second = root.xpath("//sup[contains(@class,'finding')]")
    assert first.getnext().get("class") == "fn"
    assert second.getnext() is None
    (note,) = root.xpath("//section[@role='doc-endnotes']//li")
    said = "Số liệu có dấu ◊ mâu thuẫn với số liệu khác trong báo cáo; xem Phụ lục I. ↩"
    assert "".join(note.itertext()) == said
    assert not tree(build_page([body], EDITION, {ROW: ["R1"]})).xpath("//sup[@class='fn']")


def test_tables_come_as_csv(report: list[Section]) -> None:
    """Each table is a file of its own name and is in the page's own link."""
    page = build_page(report, EDITION)
    assert list(page.tables) == ["members.csv", "members-2.csv"]
    assert page.tables["members.csv"] == "\ufeffKhối,Số người\nHCSN,99.46\n"
    link = tree(page).xpath("//a[@class='csv']")[0]
    assert link.get("download") == "members.csv"
    packed = link.get("href").partition("base64,")[2]
    assert base64.b64decode(packed).decode() == page.tables["members.csv"]


def test_a_spreadsheet_runs_nothing() -> None:
    """Text that would be a formula is guarded; numbers keep their digits."""
    cells = ["=1+1", "+84", "-", "@a", "\uff1d1", "-5", "a,b", 99.4631578, -3, None]
    written = next(csv.reader(io.StringIO(csv_text({"rows": [cells]}).partition("\n")[2])))
    assert written == ["'=1+1", "+84", "'-", "'@a", "'\uff1d1", "-5", "a,b", "99.4631578", "-3", ""]


def test_figures_say_where_they_are_printed(report: list[Section]) -> None:
    """The report's record of figures names section and place."""
    figures = build_page(report, EDITION).figures
    assert [(f["section"], f["place"]) for f in figures] == [
        ("context", "tbl-members"),
        ("leadership", "tbl-members-2"),
    ]


def test_the_administrative_document_comes_first(report: list[Section]) -> None:
    """Number and date, its year too, are open where unknown."""
    page = build_page(report, EDITION)
    assert "Số:\u00a0" in page.html
    assert "Cao Bằng, ngày tháng năm" in found(page, "//p[@class='date']")
    assert found(page, "//head/title") == ["Báo cáo kết quả hoạt động công đoàn năm 2019"]
    assert found(page, "//div[@class='signature']/p") == [
        "TM. BAN THƯỜNG VỤ",
        "CHỦ TỊCH",
        "(đã ký)",
        "Nguyễn Ngọc Thư",
    ]


@pytest.mark.parametrize(
    ("number", "day", "written"),
    [
        (7, "2020-01-05", ("Số: 07/BC-LĐLĐ", "ngày 05 tháng 01 năm 2020")),
        (10, "2020-02-10", ("Số: 10/BC-LĐLĐ", "ngày 10 tháng 02 năm 2020")),
        (115, date(2020, 3, 9), ("Số: 115/BC-LĐLĐ", "ngày 09 tháng 3 năm 2020")),
    ],
)
def test_number_and_day_are_written_as_the_decree_wants(
    report: list[Section], number: int, day: str | date, written: tuple[str, str]
) -> None:
    """Numbers and days below 10 and the first two months have a leading zero, no other month."""
    document = {**EDITION["document"], "number": number, "date": day}
    page = build_page(report, {**EDITION, "document": document})
    assert found(page, "//p[@class='number']") == [written[0]]
    assert found(page, "//p[@class='date']") == [f"Cao Bằng, {written[1]}"]


def test_recipients_end_as_a_list_does(report: list[Section]) -> None:
    """A semicolon after each, a full stop after the last, whatever they were written with."""
    lines = ["Tổng LĐLĐ Việt Nam", "Tỉnh ủy;", "UBND tỉnh.", "Lưu: VT ;"]
    page = build_page(report, {**EDITION, "recipients": lines})
    said = found(page, "//div[@class='recipients']//li")
    assert said == ["Tổng LĐLĐ Việt Nam;", "Tỉnh ủy;", "UBND tỉnh;", "Lưu: VT."]


@pytest.mark.parametrize(
    ("abstract", "title"),
    [("Ý kiến của đoàn viên", "Báo cáo ý kiến của đoàn viên"), ("CĐCS năm 2019", "Báo cáo CĐCS năm 2019")],
)  # fmt: skip
def test_the_title_of_the_window_is_one_phrase(
    report: list[Section], abstract: str, title: str
) -> None:
    """What the report is about goes on behind its kind; an abbreviation keeps its capitals."""
    document = {**EDITION["document"], "abstract": abstract}
    page = build_page(report, {**EDITION, "document": document})
    assert found(page, "//head/title") == [title]


def test_headings_begin_with_the_documents_title(report: list[Section]) -> None:
    """Read aloud, or on a phone: the title before the contents, and these before the text."""
    headings = found(build_page(report, EDITION), "//*[self::h1 or self::h2]")
    assert headings[0].startswith("BÁO CÁO")
    assert headings[1:3] == ["Mục lục", "I. Tình hình chung"]


def test_the_status_is_on_the_page(report: list[Section]) -> None:
    """A draft and synthetic data say so, and are signed by nobody; an official report says nothing."""
    assert found(build_page(report, EDITION), "//p[@class='status']") == []
    for status, banner in (("draft", "DỰ THẢO"), ("synthetic", "SỐ LIỆU MÔ PHỎNG")):
        page = build_page(report, {**EDITION, "status": status})
        assert banner in found(page, "//p[@class='status']")[0]
        assert tree(page).get("data-status") == status
        assert "(đã ký)" not in page.html


def test_a_draft_says_how_many_units_its_totals_lack(report: list[Section]) -> None:
    """Totals of two units of nine are read as the province's, unless the page says so."""
    said = "DỰ THẢO – chưa có số liệu của 07 đơn vị"
    for lacking, banner in (("07 đơn vị", said), ("", "DỰ THẢO")):
        page = build_page(report, {**EDITION, "status": "draft"}, lacking=lacking)
        assert found(page, "//p[@class='status']") == [banner]
    assert found(build_page(report, EDITION, lacking="07 đơn vị"), "//p[@class='status']") == []


def test_the_same_inputs_give_the_same_bytes(report: list[Section]) -> None:
    """Nothing of the clock, of memory or of chance is in the page."""
    assert build_page(report, EDITION) == build_page(report, EDITION)


def test_drawings_are_kept_as_they_are(report: list[Section]) -> None:
    """Names in mixed case survive the HTML parser."""
    page = build_page(report, EDITION)
    assert 'viewBox="0 0 100 50"' in page.html
    assert "<clipPath" in page.html


@pytest.fixture
def address(report: list[Section], make: Make, tmp_path: Path) -> str:
    """Write a page with a table that is wider than a phone; return its address."""
    row = "".join(f'<td class="num">{figure(f"{n}.000.000")}</td>' for n in range(12))
    wide = (
        '<figure class="table" id="tbl-wide"><table><caption>Rộng</caption>'
        f'<tbody><tr><th scope="row">Đơn vị</th>{row}</tr></tbody></table></figure>'
    )
    section = make("04_finance", text("## Tài chính"), code("table", wide, table={"rows": []}))
    path = tmp_path / "report.html"
    page = build_page([*report[:3], section, report[3]], EDITION, {ROW: ["R1"]})
    path.write_text(page.html, "utf-8")
    return path.as_uri()


@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_rule_of_wcag_is_broken_on_a_phone(browser: Browser, address: str, scheme: Any) -> None:
    """axe-core finds nothing at 400 % either; of the real report it would take half a minute."""
    from axe_playwright_python.sync_playwright import Axe

    page = browser.new_page(viewport={"width": 320, "height": 800}, color_scheme=scheme)
    page.goto(address)
    rules = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]
    found = Axe().run(page, options={"runOnly": rules}).response["violations"]
    assert [(fault["id"], fault["nodes"][0]["html"]) for fault in found] == []
    page.close()


@pytest.mark.browser
@pytest.mark.parametrize("width", [360, 1400])
def test_a_figure_tells_on_focus_where_it_comes_from(
    browser: Browser, address: str, width: int
) -> None:
    """The tooltip shows on focus and stays in the window; it is in no copied text and on no paper."""
    page = browser.new_page(viewport={"width": width, "height": 800})
    page.goto(address)
    shown = "getComputedStyle(document.querySelector('data.q'), '::after').content"
    assert page.evaluate(shown) == "none"
    page.locator("data.q").first.focus()
    assert page.evaluate(shown).startswith('"đoàn viên: 30.088 người')
    page.locator("#tbl-wide data.q").last.focus()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.evaluate("getSelection().selectAllChildren(document.querySelector('.part'))")
    copied = page.evaluate("getSelection().toString()")
    assert "30.088" in copied
    assert "đoàn viên: 30.088" not in copied
    assert "◊" not in copied
    page.locator("data.q").first.focus()
    page.emulate_media(media="print")
    assert page.evaluate(shown) == "none"
    page.close()


@pytest.mark.browser
def test_the_contents_are_at_hand(browser: Browser, address: str) -> None:
    """Beside the text on a wide screen, following it; folded above it on a phone, a tap away."""
    wide = browser.new_page(viewport={"width": 1400, "height": 500})
    wide.goto(address)
    wide.locator(".toc details > ol > li", has_text="Tài chính").locator("> a").click()
    wide.locator(".toc a", has_text="Tài chính").click()
    assert wide.url.endswith("#tai-chinh")
    assert wide.evaluate(
        "scrollY > 0 && document.querySelector('.toc').getBoundingClientRect().top >= 0"
    )
    assert not wide.locator(".up").is_visible()
    phone = browser.new_page(viewport={"width": 360, "height": 700})
    phone.goto(address)
    link = phone.locator(".toc a", has_text="Tài chính")
    assert not link.is_visible()
    phone.evaluate("scrollTo(0, document.body.scrollHeight / 2)")
    inside = "e => (r => r.top >= 0 && r.bottom <= innerHeight)(e.getBoundingClientRect())"
    assert not phone.locator(".toc summary").evaluate(inside)
    assert phone.locator(".up").evaluate(inside)
    phone.locator(".up").click()
    assert phone.locator(".toc summary").evaluate(inside)
    phone.locator(".toc summary").press("Enter")
    assert link.is_visible()
    wide.close()
    phone.close()
