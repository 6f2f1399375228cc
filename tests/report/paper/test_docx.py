from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Iterator
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

import docx
import pypdf
import pytest
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.opc.constants import CONTENT_TYPE
from docx.oxml.ns import qn
from docx.shared import Pt
from lxml import etree

from tests.helpers.office import converted
from unionlib.report.formats import make_formats
from unionlib.report.markdown import render
from unionlib.report.paper import read_paper
from unionlib.report.paper.columns import TEXT_WIDTH
from unionlib.report.typeset import lay_out, serialize

if TYPE_CHECKING:
    from docx.document import Document

Numbers = Callable[..., list[str]]
Build = Callable[..., str]


def pack(html: str) -> bytes:
    """Make the Word file of a page."""
    return make_formats(read_paper(html), {"docx"})["docx"]


@pytest.fixture(scope="module")
def packed(page: str) -> bytes:
    """Return the Word file of an official edition."""
    return pack(page)


@pytest.fixture(scope="module")
def document(packed: bytes) -> Document:
    """Return it as python-docx reads it."""
    return docx.Document(io.BytesIO(packed))


def part(packed: bytes, name: str) -> Any:
    """Return a part of the package as XML."""
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        return etree.fromstring(archive.read(name))


def said(packed: bytes, *, contents: bool = False) -> str:
    """Return the text of a Word file in order, each note at its mark."""
    notes = {note.get(qn("w:id")): note for note in part(packed, "word/footnotes.xml")}

    def walk(node: Any) -> Iterator[str]:
        if node.tag == qn("w:sdt") and not contents:
            return
        if node.tag == qn("w:t"):
            yield node.text or ""
        elif node.tag == qn("w:footnoteReference"):
            yield f" {''.join(walk(notes[node.get(qn('w:id'))]))} "
        for child in node:
            yield from walk(child)
        if node.tag in (qn("w:p"), qn("w:br"), qn("w:tab")):
            yield "\n"

    return "".join(walk(part(packed, "word/document.xml")))


def test_numbers_are_those_of_the_page_in_its_order(
    packed: bytes, page: str, said_numbers: Numbers
) -> None:
    """Derived from the page: every number, notes included, and no other."""
    assert said_numbers(said(packed)) == said_numbers(page, marks=False)


def test_awkward_names_stand_as_they_are(packed: bytes) -> None:
    """Nothing in a name is read as markup."""
    assert r"Công ty <A&B> #1 $x$ @y *z* \n {{q}} _k_ `c` ~d~ [e] //f /*g*/" in said(packed)


def test_headings_by_style(document: Document) -> None:
    """Word's own heading styles, on four levels, so that its navigation works."""
    found = [
        (paragraph.style.name, paragraph.text)
        for paragraph in document.paragraphs
        if paragraph.style and (paragraph.style.name or "").startswith("Heading")
    ]
    assert found[:6] == [
        ("Heading 1", "I. Tình hình chung và kết quả phần 1"),
        ("Heading 2", "1. Về số lượng, chất lượng đội ngũ"),
        ("Heading 3", "1.1. Thuận lợi"),
        ("Heading 4", "a) Điểm nhỏ"),
        ("Heading 2", "2. Mục trống"),
        ("Heading 2", "3. Tiếp theo"),
    ]
    assert found[-2:] == [
        ("Heading 1", "Phụ lục I\nĐối chiếu"),
        ("Heading 1", "Phụ lục II\nNguồn"),
    ]


def test_what_begins_on_a_page_of_its_own(document: Document) -> None:
    """The report behind its contents, and each appendix: the first by its section, its name in the middle."""
    forms = [(line.text, line.paragraph_format) for line in document.paragraphs]
    begun = [text for text, form in forms if form.page_break_before]
    central = [text for text, form in forms if form.alignment == WD_ALIGN_PARAGRAPH.CENTER]
    assert begun == ["I. Tình hình chung và kết quả phần 1", "Phụ lục II\nNguồn"]
    assert central == ["Phụ lục I\nĐối chiếu", "Phụ lục II\nNguồn"]


def test_an_appendix_says_what_it_comes_with(document: Document) -> None:
    """Number and day of the document are open as above; its issuer is nowhere named but in capitals."""
    said = [
        " ".join(paragraph.text.split())
        for paragraph in document.paragraphs
        if paragraph.style and paragraph.style.name == "Accompanied Document"
    ]
    issuer = "LIÊN ĐOÀN LAO ĐỘNG TỈNH CAO BẰNG"
    assert said == [f"(Kèm theo Báo cáo số /BC-LĐLĐ ngày tháng năm của {issuer})"] * 2


def test_styles_hold_the_layout_of_the_decree(document: Document) -> None:
    """Times New Roman by name; 14 pt, justified, indented 1.27 cm, 6 pt between paragraphs."""
    body = document.styles["Body Text"]
    assert body.paragraph_format.first_line_indent.cm == pytest.approx(1.27, abs=0.01)
    assert body.paragraph_format.space_before.pt == 6
    assert 1 <= body.paragraph_format.line_spacing <= 1.5
    defaults = document.styles.element.find(f".//{qn('w:rPrDefault')}//{qn('w:rFonts')}")
    assert set(defaults.attrib.values()) == {"Times New Roman"}
    size = document.styles.element.find(f".//{qn('w:rPrDefault')}//{qn('w:sz')}")
    assert size.get(qn("w:val")) == "28"
    for name in ("Title", "Caption", "footnote text", "List Bullet", "toc 1", "Table Text"):
        assert document.styles[name]


def test_page_and_page_numbers(document: Document) -> None:
    """A4; 20, 15, 20, 30 mm; number at the top from page 2; Roman numbers in the appendices."""
    body, appendices = document.sections
    for section in (body, appendices):
        assert section.page_width is not None
        assert section.page_height is not None
        assert round(section.page_width.mm) == 210
        assert round(section.page_height.mm) == 297
        edges = (
            section.top_margin,
            section.right_margin,
            section.bottom_margin,
            section.left_margin,
        )
        assert [round(edge.mm) for edge in edges if edge is not None] == [20, 15, 20, 30]
        assert "PAGE" in section.header._element.xpath("string(.//w:instrText)")
    assert body.different_first_page_header_footer
    assert not appendices.different_first_page_header_footer
    numbering = appendices._sectPr.find(qn("w:pgNumType"))
    assert numbering is not None
    assert (numbering.get(qn("w:fmt")), numbering.get(qn("w:start"))) == ("upperRoman", "1")


def test_tables_equal_those_of_the_page(document: Document) -> None:
    """Real tables: their cells, a header row that repeats, rows that do not break."""
    tables = [
        table for table in document.tables if table.style and table.style.name == "Report Table"
    ]
    assert [len(table.rows) for table in tables] == [7, 11, 7, 62, 7, 11, 22]
    first = [[cell.text for cell in row.cells] for row in tables[0].rows]
    assert first[0] == ["Đơn vị", "Chỉ tiêu 1 (người)", "Chỉ tiêu 2 (người)"]
    assert first[2] == ["Liên đoàn Lao động huyện số 2", "2.007", "2.107"]
    assert first[-1] == ["Cộng", "10.000", "20.000"]
    for table in tables:
        repeated = [row._tr.find(f".//{qn('w:tblHeader')}") is not None for row in table.rows]
        assert repeated == [True] + [False] * (len(table.rows) - 1)
        number = table.rows[1].cells[1].paragraphs[0]
        assert number.style is not None
        assert number.style.name == "Table Number"
        head, label, total = (table.rows[n].cells[0].paragraphs[0] for n in (0, 1, -1))
        styles = [line.style and line.style.name for line in (head, label, total)]
        assert styles == ["Table Heading", "Table Text", "Table Text"]
        assert [line.runs[0].bold for line in (label, total)] == [None, True]
        assert not table.autofit  # else Word would have other widths than the PDF


def test_a_table_ends_with_two_rows_and_all_its_lines_on_one_page(build_page: Build) -> None:
    """A total stood alone on the next page, and a source there without the note above it."""
    notes = '<p class="source">Dấu “…”: chưa có số liệu.</p><p class="source">Nguồn: I</p>'
    rows = "".join(f"<tr><th>{n}</th></tr>" for n in range(1, 11))
    table = f'<figure class="table"><table>{rows}</table>{notes}</figure>'
    html = build_page(parts=1).replace("<h3", table + "<h3", 1)
    document = docx.Document(io.BytesIO(pack(html)))
    cells = [row.cells[0].paragraphs[0] for row in document.tables[1].rows]
    lines = [line for line in document.paragraphs if line.text.startswith(("Dấu", "Nguồn: I"))][:2]
    kept = {line.text for line in cells + lines if line.paragraph_format.keep_with_next}
    assert kept == {"1", "9", "10", "Dấu “…”: chưa có số liệu."}


@pytest.mark.parametrize(("rows", "free"), [(8, []), (9, ["2", "3", "4", "5", "6", "7"])])
def test_a_table_of_eight_rows_stays_on_one_page(
    build_page: Build, rows: int, free: list[str]
) -> None:
    """One more, and pages may part it, but behind its first row or before its last but one."""
    lines = "".join(f"<tr><th>{n}</th></tr>" for n in range(1, rows + 1))
    table = f'<figure class="table"><table>{lines}</table><p class="source">Nguồn: I</p></figure>'
    html = build_page(parts=1).replace("<h3", table + "<h3", 1)
    cells = [
        row.cells[0].paragraphs[0] for row in docx.Document(io.BytesIO(pack(html))).tables[1].rows
    ]
    assert [cell.text for cell in cells if not cell.paragraph_format.keep_with_next] == free


def test_tables_without_words_around_them_stay_apart(build_page: Build) -> None:
    """Word takes two tables for one where no paragraph is between; no caption leaves no line."""
    table = "<table><tr><td>x</td></tr></table>"
    noted = f'<figure class="table">{table}<p class="source">Nguồn: I</p></figure>'
    html = build_page(parts=1).replace("<h3", f"<p>Đầu.</p>{table * 2}{noted}<p>Cuối.</p><h3", 1)
    blocks = list(docx.Document(io.BytesIO(pack(html))).iter_inner_content())
    styles = [block.style and block.style.name for block in blocks]
    first = next(n for n, block in enumerate(blocks) if getattr(block, "text", "") == "Đầu.")
    grid = "Report Table"
    assert styles[first : first + 8] == [
        *("Body Text", grid, "Rule", grid, "Rule", grid, "Table Source", "Body Text"),
    ]


def test_many_columns_have_smaller_letters(build_page: Build) -> None:
    """Twelve figures of 2,92 em, with 8 pt around each: 371,7 pt hold 35 em of 10 pt, not of 11."""
    cells = '<td class="num">31.529</td>' * 12
    html = build_page(parts=1).replace("<h3", f"<table><tr>{cells}</tr></table><h3", 1)
    (row,) = docx.Document(io.BytesIO(pack(html))).tables[1].rows
    assert {cell.paragraphs[0].runs[0].font.size for cell in row.cells} == {Pt(10)}


def test_merged_cells(build_page: Build) -> None:
    """A head on two levels and a row head over two rows keep their shape."""
    table = (
        '<table><caption>Gộp</caption><thead><tr><th rowspan="2">A</th><th colspan="2">B</th></tr>'
        "<tr><th>b1</th><th>b2</th></tr></thead><tbody>"
        '<tr><th rowspan="2">x</th><td>1</td><td>2</td></tr><tr><td>3</td><td>4</td></tr></tbody></table>'
    )
    html = build_page(parts=1).replace("<h3", table + "<h3", 1)
    grid = docx.Document(io.BytesIO(pack(html))).tables[1]
    cells = [[cell.text for cell in row.cells] for row in grid.rows]
    assert cells == [["A", "B", "B"], ["A", "b1", "b2"], ["x", "1", "2"], ["x", "3", "4"]]
    headers = [row._tr.find(f".//{qn('w:tblHeader')}") is not None for row in grid.rows]
    assert headers == [True, True, False, False]
    # Word refuses a file with a cell that holds none.
    assert all(cell.find(qn("w:p")) is not None for cell in grid._tbl.iter(qn("w:tc")))


def test_parts_stand_in_from_their_whole(build_page: Build) -> None:
    """Level by level, as on the screen: 0,9 of 12 pt each."""
    rows = "".join(f'<tr class="depth-{n}"><th>{n}</th><td>5</td></tr>' for n in range(3))
    html = build_page(parts=1).replace("<h3", f"<table>{rows}</table><h3", 1)
    grid = docx.Document(io.BytesIO(pack(html))).tables[1]
    indents = [
        [cell.paragraphs[0].paragraph_format.left_indent for cell in row.cells] for row in grid.rows
    ]
    assert indents == [[None, None], [Pt(10.8), None], [Pt(21.6), None]]


def test_marks_hang_outside_a_column_of_figures(build_page: Build) -> None:
    """By 0,52 em of 12 pt, drawn at six tenths: a figure that has one ends where others end."""
    mark = '<sup class="finding"><span>◊</span></sup>'
    rows = "".join(f'<tr><th>x{m}</th><td class="num">441{m}</td></tr>' for m in ("", mark))
    html = build_page(parts=1).replace("<h3", f"<table>{rows}</table><h3", 1)
    grid = docx.Document(io.BytesIO(pack(html))).tables[1]
    ends = [
        [cell.paragraphs[0].paragraph_format.right_indent for cell in row.cells]
        for row in grid.rows
    ]
    assert ends == [[None, None], [None, Pt(-3.75)]]  # words have room beside them


def test_columns_of_a_markdown_table_stand_as_they_are_set(build_page: Build) -> None:
    """``:-:`` and ``--:``; the heads above are centred, whatever stands below."""
    cells = render("| a | b | c |\n|---|:-:|--:|\n| x | y | z |", ())
    html = build_page(parts=1).replace("<h3", f"{cells}<h3", 1)
    grid = docx.Document(io.BytesIO(pack(html))).tables[1]
    aligned = [[cell.paragraphs[0].alignment for cell in row.cells] for row in grid.rows]
    center, right = WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.RIGHT
    assert aligned == [[None, None, None], [None, center, right]]


def test_footnotes_are_real(packed: bytes) -> None:
    """Six notes in the footnotes part, referred to in order."""
    notes = part(packed, "word/footnotes.xml")
    texts = ["".join(note.itertext()).strip() for note in notes if not note.get(qn("w:type"))]
    assert len(texts) == 6
    assert texts[0] == "Chú thích số 1.111 về Kế hoạch số 08/KH-TLĐ ngày 31/01/2019."
    assert len(list(notes.iter(qn("w:footnoteRef")))) == 6  # its number stands before each
    marks = part(packed, "word/document.xml").iter(qn("w:footnoteReference"))
    assert [mark.get(qn("w:id")) for mark in marks] == ["1", "2", "3", "4", "5", "6"]


def test_a_sentence_is_kept_with_the_list_it_leads_to(build_page: Build) -> None:
    """Whether it is a paragraph, an item with items of its own, or an item's second paragraph."""
    listed = "<p>Gồm:</p><ul><li>một:<ul><li>a;</li></ul><p>rồi:</p><ul><li>b.</li></ul></li></ul>"
    html = build_page(parts=1).replace("<h3", listed + "<h3", 1)
    kept = {
        line.text: line.paragraph_format.keep_with_next
        for line in docx.Document(io.BytesIO(pack(html))).paragraphs
    }
    expected = {"Gồm:": True, "một:": True, "a;": None, "rồi:": True, "b.": None}
    assert {text: kept[text] for text in expected} == expected


def test_a_quotation_holds_what_stands_outside_one(build_page: Build) -> None:
    """The items of a list were one line without marks, and so were the cells of a table."""
    table = "<table><thead><tr><th>A</th></tr></thead><tbody><tr><td>5</td></tr></tbody></table>"
    quoted = f"<p>Lời:</p><ul><li>một;</li><li>hai.</li></ul>{table}<p>Hết.</p>"
    html = build_page(parts=1).replace("<h3", f"<blockquote>{quoted}</blockquote><h3", 1)
    document = docx.Document(io.BytesIO(pack(html)))
    styles = {line.text: line.style and line.style.name for line in document.paragraphs}
    expected = {"Lời:": "Quote", "một;": "List Bullet", "hai.": "List Bullet", "Hết.": "Quote"}
    assert {text: styles.get(text) for text in expected} == expected
    assert [row.cells[0].text for row in document.tables[1].rows] == ["A", "5"]


def test_an_item_of_any_depth_goes_on_where_it_began(build_page: Build) -> None:
    """From the third level on, at that level's 36 pt each: the fourth has none of its own."""
    items = "<p>x</p>"
    for depth in (4, 3, 2, 1):
        items = f"<ul><li><p>đầu</p><p>tiếp {depth}</p>{items}</li></ul>"
    html = build_page(parts=1).replace("<h3", items + "<h3", 1)
    left = {
        line.text: line.paragraph_format.left_indent
        for line in docx.Document(io.BytesIO(pack(html))).paragraphs
    }
    ends = [left[f"tiếp {depth}"] for depth in (1, 2, 3, 4)]
    assert ends == [Pt(36), Pt(72), Pt(108), Pt(108)]


def test_an_item_that_begins_with_no_words_has_its_mark(build_page: Build) -> None:
    """A list or code in it stood there without; the mark goes with it to the next page."""
    items = "<li><ul><li>lồng</li></ul></li><li><pre>mã</pre></li><li></li>"
    html = build_page(parts=1).replace("<h3", f"<p>Trước</p><ul>{items}</ul><h3", 1)
    lines = docx.Document(io.BytesIO(pack(html))).paragraphs
    start = [line.text for line in lines].index("Trước")
    assert [
        (
            line.style and line.style.name,
            line._p.xpath("string(./w:pPr/w:numPr/w:ilvl/@w:val)"),
            line.text,
            line.paragraph_format.keep_with_next,
        )
        for line in lines[start + 1 : start + 6]
    ] == [
        ("List Bullet", "0", "", True),
        ("List Bullet", "1", "lồng", None),
        ("List Bullet", "0", "", True),
        ("HTML Preformatted", "", "mã", None),
        ("List Bullet", "0", "", None),
    ]


def test_a_line_broken_on_purpose_is_not_stretched(packed: bytes) -> None:
    """Word would set the words before a break as wide apart as fills the line."""
    compat = part(packed, "word/settings.xml").find(qn("w:compat"))
    # The schema wants it first, before the settings by name.
    assert compat[0].tag == qn("w:doNotExpandShiftReturn")


def test_lists_are_real(document: Document, packed: bytes) -> None:
    """Bullets on two levels; each numbered list starts anew."""
    bullets = [p for p in document.paragraphs if p.style and p.style.name == "List Bullet"]
    numbered = [p for p in document.paragraphs if p.style and p.style.name == "List Number"]
    levels = [p._p.xpath("string(./w:pPr/w:numPr/w:ilvl/@w:val)") for p in bullets]
    assert levels[:4] == ["0", "0", "1", "1"]
    lists = [p._p.xpath("string(./w:pPr/w:numPr/w:numId/@w:val)") for p in numbered]
    assert lists == ["3", "3", "4", "4", "5", "5"]
    starts = part(packed, "word/numbering.xml").iter(qn("w:startOverride"))
    assert [start.get(qn("w:val")) for start in starts] == ["1"] * 3 * 3


def test_a_list_may_start_at_another_number(build_page: Build) -> None:
    """The second of two goes on at 3, as on the page."""
    lists = '<ol><li>x</li></ol><p>y</p><ol start="3"><li>z</li></ol>'
    numbering = part(
        pack(build_page(parts=1).replace("<ol><li>Việc", f"{lists}<ol><li>Việc", 1)),
        "word/numbering.xml",
    )
    first = numbering.xpath(
        ".//w:lvlOverride[@w:ilvl='0']/w:startOverride/@w:val", namespaces=numbering.nsmap
    )
    assert first == ["1", "3", "1"]


def test_contents_are_a_field_that_is_filled_in(packed: bytes) -> None:
    """Word can update it, and it is not empty before."""
    box = next(part(packed, "word/document.xml").iter(qn("w:sdt")))
    codes = [str(code.text).strip() for code in box.iter(qn("w:instrText"))]
    assert codes[0] == r'TOC \o "1-3" \h \z \u'
    lines = ["".join(p.itertext(qn("w:t"))) for p in box.iter(qn("w:p"))]
    assert lines[0] == "Mục lục"
    assert re.fullmatch(r"I\. Tình hình chung và kết quả phần 1\d", lines[1])
    assert lines[-1] == "Phụ lục II. NguồnII"
    # By level; the fourth of headings, “a)”, is left out.
    levels = [style.get(qn("w:val")) for style in box.iter(qn("w:pStyle"))]
    assert levels[:6] == ["TOCHeading", "TOC1", "TOC2", "TOC3", "TOC2", "TOC2"]
    kinds = [mark.get(qn("w:fldCharType")) for mark in box.iter(qn("w:fldChar"))]
    assert kinds.count("begin") == kinds.count("separate") == kinds.count("end") == len(codes)
    names = {
        b.get(qn("w:name")) for b in part(packed, "word/document.xml").iter(qn("w:bookmarkStart"))
    }
    assert {code.split()[1] for code in codes[1:]} <= names


def test_links_lead_to_bookmarks(packed: bytes) -> None:
    """References between sections work, and no two bookmarks share a name or a number."""
    root = part(packed, "word/document.xml")
    marks = list(root.iter(qn("w:bookmarkStart")))
    names = [mark.get(qn("w:name")) for mark in marks]
    assert len(set(names)) == len(names)
    assert len({mark.get(qn("w:id")) for mark in marks}) == len(marks)
    assert all(re.fullmatch(r"[^\W\d]\w{0,39}", name) for name in names)
    links = {link.get(qn("w:anchor")) for link in root.iter(qn("w:hyperlink"))}
    assert links <= set(names)
    ends = [mark.get(qn("w:id")) for mark in root.iter(qn("w:bookmarkEnd"))]
    assert sorted(ends) == sorted(mark.get(qn("w:id")) for mark in marks)


def test_links_to_other_hosts(build_page: Build) -> None:
    """Each leads where the page's does."""
    targets = ["https://a.vn/?b&c", "mailto:d@e.vn"]
    links = "".join(f'<p><a href="{escape(target)}">{escape(target)}</a></p>' for target in targets)
    document = docx.Document(io.BytesIO(pack(build_page(parts=1).replace("<h3", links + "<h3", 1))))
    found = [link for line in document.paragraphs for link in line.hyperlinks if link.address]
    assert [(link.text, link.url) for link in found] == [(target, target) for target in targets]


def test_a_second_mark_of_a_note_has_the_number_of_the_first(build_page: Build) -> None:
    """The note stands once at the foot of a page; the mark is raised as the first one is."""
    mark = '<sup class="fn"><a href="#fn-2" role="doc-noteref">2</a></sup>'
    packed = pack(build_page(parts=1).replace("<ol><li>Việc", f"<p>Lại{mark}.</p><ol><li>Việc", 1))
    document = docx.Document(io.BytesIO(packed))
    (line,) = (line for line in document.paragraphs if line.text.startswith("Lại"))
    assert [(run.text, run.style.name) for run in line.runs[:2]] == [
        ("Lại", "Default Paragraph Font"),
        ("2", "footnote reference"),
    ]
    notes = part(packed, "word/footnotes.xml")
    assert len([note for note in notes if not note.get(qn("w:type"))]) == 2


def test_chart_is_described(document: Document) -> None:
    """The chart is as wide as the text at most and says what it shows."""
    (shape,) = document.inline_shapes
    assert shape.width.mm <= 165.1
    about = shape._inline.docPr
    assert about.get("descr") == "Đoàn viên theo khối. HCSN: 26.787 người; SXKD: 3.301 người."


def test_each_chart_is_its_own_picture(build_page: Build) -> None:
    """In the order of the page, each in 220 dots per inch: 475 pt are 1451 of them."""
    page = build_page(parts=1)
    (figure,) = re.findall(r'<figure class="chart".*?</figure>', page, re.DOTALL)
    second = figure.replace("-khoi", "-2")
    for old, new in (('"0 0 475 60"', '"0 0 475 90"'), ('height="60pt"', 'height="90pt"')):
        second = second.replace(old, new)
    packed = pack(page.replace(figure, figure + second))
    shapes = docx.Document(io.BytesIO(packed)).inline_shapes
    embedded = [shape._inline.graphic.graphicData.pic.blipFill.blip.embed for shape in shapes]
    parts = docx.Document(io.BytesIO(packed)).part.related_parts
    images = [parts[name].image for name in embedded]
    assert [(image.px_width, image.px_height) for image in images] == [(1451, 183), (1451, 275)]


def test_letterhead_and_signature(document: Document) -> None:
    """Side by side in tables without borders; blanks left open as wide as on the page."""
    head, *_ = document.tables
    issuer, nation = head.rows[0].cells
    assert "LIÊN ĐOÀN LAO ĐỘNG TỈNH CAO BẰNG" in issuer.text
    assert "Số:\u00a0\u00a0\u00a0\u00a0\u00a0\u00a0\u00a0\u00a0/BC-LĐLĐ" in issuer.text
    assert "Độc lập - Tự do - Hạnh phúc" in nation.text
    closing = next(table for table in document.tables if "Nơi nhận" in table.rows[0].cells[0].text)
    assert "Nguyễn Ngọc Thư" in closing.rows[0].cells[1].text
    signed = [line for line in document.paragraphs if line.text == "Việc thứ hai."][-1]
    assert signed.paragraph_format.keep_with_next
    for table in (head, closing):
        assert table._tbl.find(f".//{qn('w:tblBorders')}") is None


def test_each_line_above_the_body_has_its_look(document: Document) -> None:
    """The issuer, the nation and the title: bold or not, capitals as they are written."""
    cells = document.tables[0].rows[0].cells
    lines = [*cells[0].paragraphs, *cells[1].paragraphs, *document.paragraphs[:3]]
    assert [line.style and line.style.name for line in lines] == [
        *("Letterhead Parent", "Letterhead Name", "Rule", "Letterhead"),
        *("Letterhead Name", "Letterhead Motto", "Rule", "Letterhead Date"),
        *("Title", "Title", "Rule"),
    ]


def test_rules_are_as_long_as_the_decree_wants(page: str, document: Document) -> None:
    """As long as the motto; below the issuer and the title from a third to a half of their lines."""
    widths = lay_out(serialize(read_paper(page))).widths
    rooms = [cell.width.pt for cell in document.tables[0].rows[0].cells if cell.width]
    issuer, nation = document.tables[0].rows[0].cells
    places = [(issuer.paragraphs[2], rooms[0], "name"), (nation.paragraphs[2], rooms[1], "motto")]
    places.append((document.paragraphs[2], TEXT_WIDTH, "title"))
    shares = {}
    for line, room, name in places:
        around = line.paragraph_format
        assert around.left_indent == around.right_indent
        shares[name] = (room - 2 * around.left_indent.pt) / widths[name]
    assert shares["motto"] == pytest.approx(1, abs=0.01)
    assert all(1 / 3 <= shares[name] <= 1 / 2 for name in ("name", "title"))


def test_a_signature_that_is_still_to_come_has_room(build_page: Build) -> None:
    """Above the name, for pen and stamp: 70 pt; where “(đã ký)” stands, none of that."""
    room = []
    for html in (build_page(), build_page().replace('<p class="signed">(đã ký)</p>', "")):
        tables = docx.Document(io.BytesIO(pack(html))).tables
        (right,) = (t.rows[0].cells[1] for t in tables if "Nơi nhận" in t.rows[0].cells[0].text)
        room.append([line.paragraph_format.space_before for line in right.paragraphs])
    assert room == [[None] * 4, [None, None, Pt(70)]]


@pytest.mark.parametrize("status", ["official", "draft", "synthetic"])
def test_status_stands_on_every_page(build_page: Build, status: str) -> None:
    """On the first page in the text, on all others in the header."""
    packed = pack(build_page(status=status))
    banner = {"official": "", "draft": "DỰ THẢO", "synthetic": "SỐ LIỆU MÔ PHỎNG"}[status]
    header = "".join(part(packed, "word/header.xml").itertext())
    assert (banner in header) if banner else header.split() == ["PAGE", "2"]
    assert said(packed).startswith(banner or "TỔNG LIÊN ĐOÀN")


def test_the_package_is_complete(packed: bytes) -> None:
    """Word refuses a file with a part of no kind, or without one that another refers to."""
    kinds = {
        "/docProps/core.xml": CONTENT_TYPE.OPC_CORE_PROPERTIES,
        "/word/document.xml": CONTENT_TYPE.WML_DOCUMENT_MAIN,
        "/word/footnotes.xml": CONTENT_TYPE.WML_FOOTNOTES,
        "/word/header.xml": CONTENT_TYPE.WML_HEADER,
        "/word/numbering.xml": CONTENT_TYPE.WML_NUMBERING,
        "/word/settings.xml": CONTENT_TYPE.WML_SETTINGS,
        "/word/styles.xml": CONTENT_TYPE.WML_STYLES,
    }
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        names = {f"/{name}" for name in archive.namelist()}
    assert {name for name in names if name.endswith(".xml")} == {*kinds, "/[Content_Types].xml"}
    types = part(packed, "[Content_Types].xml")
    said = {
        kind.get("PartName"): kind.get("ContentType") for kind in types if "PartName" in kind.attrib
    }
    assert said == kinds
    relations = part(packed, "word/_rels/document.xml.rels")
    targets = [
        (relation.get("Type").rpartition("/")[2], relation.get("Target")) for relation in relations
    ]
    assert targets == [
        *(
            (kind, f"{kind}.xml")
            for kind in ("styles", "numbering", "settings", "footnotes", "header")
        ),
        ("image", "media/chart1.png"),
    ]


def test_properties_are_fixed(document: Document, packed: bytes) -> None:
    """Title, author and language; the document's day instead of the clock's."""
    about = document.core_properties
    assert about.title == "Báo cáo kết quả hoạt động Công đoàn năm 2019"
    assert about.author == about.last_modified_by == "LIÊN ĐOÀN LAO ĐỘNG TỈNH CAO BẰNG"
    assert about.language == "vi"
    assert about.created is not None
    assert about.created.isoformat() == "2019-12-31T00:00:00+00:00"
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        assert {info.date_time for info in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_same_page_same_bytes(page: str) -> None:
    """Byte-identical from run to run; that no clock is in it is said above."""
    assert pack(page) == pack(page)


@pytest.mark.office
def test_libreoffice_lays_it_out(packed: bytes, page: str, tmp_path: Path) -> None:
    """It opens; nothing is lost; the contents name the pages where the headings really are."""
    pdf = pypdf.PdfReader(converted(tmp_path, packed, "pdf", ".docx"))
    pages = [page.extract_text() for page in pdf.pages]
    contents, *_ = pages
    for title in (
        "II. Tình hình chung và kết quả phần 2",
        "III. Tình hình chung và kết quả phần 3",
    ):
        named = re.search(rf"{re.escape(title)}[ .]+(\d+)", contents)
        assert named is not None
        there = [
            n
            for n, text in enumerate(pages, 1)
            if re.search(f"^{title.upper()}", text, re.MULTILINE)
        ]
        assert there == [int(named[1])]
    assert all(re.match(r"\s*([IVX]+|\d+)\s", text) for text in pages[1:])
