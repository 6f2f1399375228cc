from __future__ import annotations

import io
import re
import shutil
import subprocess
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import page as checker
import pypdf
import pytest
from pypdf.generic import ArrayObject, DictionaryObject

from unionlib.report.fonts import FAMILIES, find_face
from unionlib.report.formats import make_formats
from unionlib.report.markdown import render
from unionlib.report.paper import read_paper

MILLIMETRE = 72 / 25.4
Numbers = Callable[..., list[str]]
Build = Callable[..., str]


def make_pdf(html: str) -> bytes:
    """Make the PDF of a page."""
    return make_formats(read_paper(html), {"pdf"})["pdf"]


def open_pdf(html: str) -> pypdf.PdfReader:
    """Make the PDF of a page and open it."""
    return pypdf.PdfReader(io.BytesIO(make_pdf(html)))


def right_edges(pdf: bytes) -> list[float]:
    """Return where each word of a PDF ends, in points from the left."""
    poppler = shutil.which("pdftotext")
    if poppler is None:
        pytest.skip("no pdftotext on PATH")
    told = subprocess.run([poppler, "-bbox", "-", "-"], input=pdf, capture_output=True, check=True)
    return [float(edge) for edge in re.findall(rb'xMax="([\d.]+)"', told.stdout)]


@pytest.fixture(scope="module")
def reader(page: str) -> pypdf.PdfReader:
    """Return the PDF of an official edition."""
    return open_pdf(page)


def texts(reader: pypdf.PdfReader) -> list[str]:
    """Return the text of each page, its blanks made one."""
    return [" ".join(page.extract_text().split()) for page in reader.pages]


@pytest.fixture(scope="module")
def official(reader: pypdf.PdfReader) -> list[str]:
    """Return the text of each page of an official edition."""
    return texts(reader)


def marked_texts(page: pypdf.PageObject) -> dict[tuple[int, int], str]:
    """Return the text of each piece of marked content of a page."""
    assert page.indirect_reference is not None
    number = page.indirect_reference.idnum
    open_marks: list[int] = []
    found: dict[tuple[int, int], str] = {}

    def enter(operator: bytes, operands: Any, *_: Any) -> None:
        if operator in (b"BDC", b"BMC"):
            about = operands[1] if len(operands) > 1 else None
            open_marks.append(about.get("/MCID", -1) if isinstance(about, DictionaryObject) else -1)
        elif operator == b"EMC":
            open_marks.pop()

    def read(text: str, *_: Any) -> None:
        marks = [mark for mark in open_marks if mark >= 0]
        if marks:
            found[number, marks[-1]] = found.get((number, marks[-1]), "") + text

    page.extract_text(visitor_operand_before=enter, visitor_text=read)
    return found


def elements(reader: pypdf.PdfReader) -> Iterator[tuple[Any, list[str], str | None]]:
    """Yield the structure elements in reading order with their path; after each, its own texts."""
    marked: dict[tuple[int, int], str] = {}
    for page in reader.pages:
        marked |= marked_texts(page)

    def walk(node: Any, path: list[str], page: int) -> Iterator[tuple[Any, list[str], str | None]]:
        node = node.get_object()
        if not isinstance(node, dict):
            return
        page = dict.__getitem__(node, "/Pg").idnum if "/Pg" in node else page
        if "/MCID" in node:  # a paragraph that goes on over the page
            yield node, path, marked.get((page, int(node["/MCID"])), "")
            return
        path = [*path, str(node.get("/S", ""))]
        yield node, path, None
        below = node.get("/K", ArrayObject())
        for child in below if isinstance(below, ArrayObject) else [below]:
            if isinstance(child, int):
                yield node, path, marked.get((page, int(child)), "")
            else:
                yield from walk(child, path, page)

    yield from walk(reader.root_object["/StructTreeRoot"], [], 0)


def spans(page: pypdf.PageObject) -> list[tuple[float, float, float, str]]:
    """Return what is written on a page: left edge, baseline, size, text."""
    found: list[tuple[float, float, float, str]] = []

    def read(text: str, page: list[float], line: list[float], _: Any, size: float) -> None:
        if text.strip():
            left, up = line[4] * page[0] + page[4], line[5] * page[3] + page[5]
            found.append((left, up, size, text.strip()))

    page.extract_text(visitor_text=read)
    return found


def failures(pdf: bytes, profile: str) -> list[str]:
    """Return what an independent checker finds wrong with a PDF."""
    found = []
    for failure in checker.validate_pdf_bytes(pdf, profile=profile).failures:
        # The checker takes the last byte of packed data for part of the line end if it is a return;
        # of packed objects it does not say which.
        number = b"%d" % failure.object_id.object_number if failure.object_id else rb"\d+"
        last = rb"\r" if failure.object_id is None else b"."
        stream = re.search(rb"\n%b 0 obj.*?(%b)\nendstream" % (number, last), pdf, re.DOTALL)
        if not (failure.rule_id == "PDFA2A-STREAM-LENGTH-001" and stream and stream[1] == b"\r"):
            found.append(f"{failure.rule_id}: {failure.message}")
    return found


def test_numbers_are_those_of_the_page_in_its_order(
    reader: pypdf.PdfReader, page: str, said_numbers: Numbers
) -> None:
    """Derived from the page: read aloud by its tags, the PDF says every number and no other."""
    said = " ".join(
        text
        for _, path, text in elements(reader)
        if text and "/TOC" not in path and path[-2:] != ["/LI", "/Lbl"]
    )
    assert said_numbers(said) == said_numbers(page, marks=True)


def test_every_line_is_read_in_a_block_of_its_own(build_page: Build) -> None:
    """Status, letterhead and what an appendix comes with are paragraphs; else one runs into the next."""
    blocks = {"/Title", "/P", "/H1", "/H2", "/H3", "/H4", "/LI", "/TOCI"}
    blocks |= {"/Caption", "/TH", "/TD", "/Figure", "/Note"}
    told = elements(open_pdf(build_page(status="draft")))
    assert [text for _, path, text in told if text and not blocks & {*path}] == []


def test_awkward_names_stand_as_they_are(official: list[str]) -> None:
    """Nothing in a name is read as Typst source."""
    said = "".join(official)
    assert r"Công ty <A&B> #1 $x$ @y *z* \n {{q}} _k_ `c` ~d~ [e] //f /*g*/" in said


@pytest.mark.parametrize("status", ["official", "synthetic"])
@pytest.mark.parametrize("profile", ["ua1", "2a"])
def test_accessible_and_archivable(build_page: Build, status: str, profile: str) -> None:
    """Typst enforces both standards; another checker, of other authors, finds nothing either."""
    pdf = make_pdf(build_page(status=status))
    assert not failures(pdf, profile)


def test_language_title_and_bookmarks(reader: pypdf.PdfReader) -> None:
    """The viewer shows the title, a reader speaks Vietnamese, every heading has a bookmark."""
    assert reader.metadata is not None
    assert reader.metadata.title == "Báo cáo kết quả hoạt động Công đoàn năm 2019"
    assert reader.metadata.author == "LIÊN ĐOÀN LAO ĐỘNG TỈNH CAO BẰNG"
    assert reader.metadata.creation_date == datetime(2019, 12, 31, tzinfo=UTC)
    assert reader.metadata.modification_date == datetime(2019, 12, 31, tzinfo=UTC)
    catalogue: Any = reader.root_object
    assert catalogue["/Lang"] == "vi"
    assert catalogue["/ViewerPreferences"]["/DisplayDocTitle"]
    parts = [mark for mark in reader.outline if not isinstance(mark, list)]
    assert [str(mark.title) for mark in parts] == [
        "I. Tình hình chung và kết quả phần 1",
        "II. Tình hình chung và kết quả phần 2",
        "III. Tình hình chung và kết quả phần 3",
        "Phụ lục I. Đối chiếu",
        "Phụ lục II. Nguồn",
    ]


def test_cells_name_their_headers(reader: pypdf.PdfReader) -> None:
    """A number says its column and its row; the first cells of rows are headers, totals too."""
    rows: dict[str, int] = {}
    names: list[str] = []
    for node, path, text in elements(reader):
        if text is None and path[-1] == "/TH":
            about = next(part for part in node["/A"] if part["/O"] == "/Table")
            rows[about["/Scope"]] = rows.get(about["/Scope"], 0) + 1
            names.append(node["/ID"])
        elif text is None and path[-1] == "/TD":
            about = next(part for part in node["/A"] if part["/O"] == "/Table")
            assert len(about["/Headers"]) == 2
            assert about["/Headers"][1] == names[-1]  # of its own row
    # Per table: rows with their total; columns.
    assert rows == {"/Row": 6 + 10 + 6 + 61 + 6 + 10 + 21, "/Column": 3 + 4 + 4 + 4 + 5 + 4 + 4}
    catalogue: Any = reader.root_object
    listed = catalogue["/StructTreeRoot"]["/IDTree"]["/Names"]
    assert [*listed[::2]] == sorted(listed[::2])  # a reader looks them up by halving
    assert [cell.get_object()["/ID"] for cell in listed[1::2]] == [*listed[::2]]
    assert len({*names} & {*listed[::2]}) == len(names)


def test_a_table_may_have_only_its_total() -> None:
    """No row between head and total, as where a year's figures are still to come: tagged all the same."""
    head = "<thead><tr><th>Đơn vị</th><th>Số</th></tr></thead><tbody></tbody>"
    foot = '<tfoot><tr><th scope="row">Cộng</th><td class="num">5</td></tr></tfoot>'
    title = '<h1 class="title"><span class="kind">B</span><span class="abstract">C</span></h1>'
    table = f'<figure class="table"><table>{head}{foot}</table></figure>'
    body = f"<body><main>{title}<h2>I. Một</h2>{table}</main></body>"
    page = f'<html lang="vi"><head><title>B 2019</title></head>{body}</html>'
    heads = [
        (next(part["/Scope"] for part in node["/A"] if part["/O"] == "/Table"), path[-1])
        for node, path, text in elements(open_pdf(page))
        if text is None and path[-1] == "/TH"
    ]
    assert heads == [("/Column", "/TH"), ("/Column", "/TH"), ("/Row", "/TH")]


def test_chart_is_vector_and_described(reader: pypdf.PdfReader) -> None:
    """The SVG is drawn as lines, not as a picture of dots, and says what it shows."""
    figures = [
        node for node, path, text in elements(reader) if path[-1] == "/Figure" and text is None
    ]
    assert [str(node["/Alt"]) for node in figures] == [
        "Đoàn viên theo khối. HCSN: 26.787 người; SXKD: 3.301 người."
    ]
    assert not any(page.images for page in reader.pages)


def test_page_size_margins_and_body(reader: pypdf.PdfReader) -> None:
    """A4; text between 30 mm on the left and 15 on the right; body 14 pt, indented 1.27 cm."""
    body = [
        span for page in reader.pages for span in spans(page) if span[3].startswith("Các cấp công")
    ]
    assert len(body) > 10
    for left, _, size, _ in body:
        assert size == pytest.approx(14)
        assert left == pytest.approx((30 + 12.7) * MILLIMETRE, abs=0.1)
    for page in reader.pages:
        assert page.mediabox.width == pytest.approx(210 * MILLIMETRE, abs=0.1)
        assert page.mediabox.height == pytest.approx(297 * MILLIMETRE, abs=0.1)
        edges = [left for left, _, size, _ in spans(page) if size > 10]
        assert min(edges) >= 30 * MILLIMETRE - 0.1


@pytest.mark.office
def test_nothing_stands_in_the_right_margin(build_page: Build) -> None:
    """Not even the comma at a line's end: the decree leaves 15 to 20 mm white."""
    pdf = make_pdf(build_page(parts=1).replace("<h3", f"<p>{'một, ' * 100}</p><h3", 1))
    assert max(right_edges(pdf)) == pytest.approx((210 - 15) * MILLIMETRE, abs=0.1)


@pytest.mark.office
def test_what_a_cell_printed_in_one_word_stays_on_the_page() -> None:
    """Of 40,000 letters without a blank none is lost, and none stands in the margin or beyond it."""
    letters = str.maketrans("0123456789", "abcdeghklm")
    printed = "".join(f"{number:08}" for number in range(5000)).translate(letters)
    pdf = make_pdf(f"<main><pre>{printed}</pre></main>")
    assert max(right_edges(pdf)) <= (210 - 15) * MILLIMETRE
    pages = pypdf.PdfReader(io.BytesIO(pdf)).pages
    found = re.sub(r"[\s\u200b\d]", "", "".join(page.extract_text() for page in pages))
    assert printed in found


def test_parts_stand_in_from_their_whole() -> None:
    """Level by level, as on the screen: 0,9 of 12 pt each."""
    rows = "".join(
        f'<tr class="depth-{n}"><th scope="row">{label}</th><td class="num">{n}</td></tr>'
        for n, label in enumerate(("Toàn tỉnh", "– cờ", "+ cờ đỏ"))
    )
    head = "<thead><tr><th>Khen thưởng</th><th>Số</th></tr></thead>"
    title = '<h1 class="title"><span class="kind">B</span><span class="abstract">C</span></h1>'
    body = f"<main>{title}<h2>I. Một</h2><table>{head}<tbody>{rows}</tbody></table></main>"
    html = f'<html lang="vi"><head><title>B 2019</title></head><body>{body}</body></html>'
    left = {
        text: x
        for page in open_pdf(html).pages
        for x, _, _, text in spans(page)
        if text[0] in "T–+"
    }
    whole = left["Toàn tỉnh"]
    assert whole == pytest.approx(30 * MILLIMETRE + 4, abs=0.1)
    assert left["– cờ"] == pytest.approx(whole + 10.8, abs=0.1)
    assert left["+ cờ đỏ"] == pytest.approx(whole + 21.6, abs=0.1)


def test_columns_of_a_markdown_table_stand_as_they_are_set() -> None:
    """``:-:`` in the middle of its column, ``--:`` at its right edge, which is that of the text."""
    title = '<h1 class="title"><span class="kind">B</span><span class="abstract">C</span></h1>'
    cells = render("| aa | bb | cc |\n|---|:-:|--:|\n| x | x | x |", ())
    body = f"<main>{title}<h2>I. Một</h2>{cells}</main>"
    html = f'<html lang="vi"><head><title>B 2019</title></head><body>{body}</body></html>'
    found = [x for page in open_pdf(html).pages for x, _, _, text in spans(page) if text == "x"]
    first, width, letter = 30 * MILLIMETRE, 55 * MILLIMETRE, 6  # half an em of 12 pt
    edges = [first + 4, first + width * 1.5 - letter / 2, first + 3 * width - 4 - letter]
    assert found == pytest.approx(edges, abs=0.5)


def test_page_numbers(reader: pypdf.PdfReader) -> None:
    """None on page 1; centred in the top margin from page 2; Roman from I in the appendices."""
    labels = reader.page_labels
    body = [label for label in labels if label.isdecimal()]
    assert labels == [str(n + 1) for n in range(len(body))] + ["I", "II"]
    margin = (297 - 20) * MILLIMETRE
    for page, label in zip(reader.pages, labels, strict=True):
        above = [span for span in spans(page) if span[1] > margin]
        assert [span[3] for span in above] == ([] if label == "1" else [label])
        for left, _, size, _ in above:
            assert size == pytest.approx(13)
            assert left == pytest.approx((30 + 165 / 2) * MILLIMETRE, abs=10)


def test_an_appendix_says_what_it_comes_with(build_page: Build) -> None:
    """Its number on a line of its own, its name in capitals, then the document: its number and day."""
    html = build_page(parts=1).replace("Số:        /BC-LĐLĐ", "Số: 05/BC-LĐLĐ")
    html = html.replace("ngày     tháng     năm          ", "ngày 06 tháng 01 năm 2020")
    html = html.replace("Trang này trống", "Liên đoàn Lao động tỉnh Cao Bằng")
    *_, first, second = open_pdf(html).pages
    for page, number, name in ((first, "Phụ lục I", "ĐỐI CHIẾU"), (second, "Phụ lục II", "NGUỒN")):
        lines: dict[float, list[str]] = {}
        for _, baseline, size, text in spans(page):
            if size == pytest.approx(14):
                lines.setdefault(round(baseline), []).append(text)
        above = [" ".join(lines[height]) for height in sorted(lines, reverse=True)]
        assert above[:4] == [
            *(number, name, "(Kèm theo Báo cáo số 05/BC-LĐLĐ"),
            "ngày 06 tháng 01 năm 2020 của Liên đoàn Lao động tỉnh Cao Bằng)",
        ]


def test_contents_lead_to_the_pages_they_name(reader: pypdf.PdfReader, official: list[str]) -> None:
    """The pages printed in the contents are those that their links go to."""
    first = official[0]
    marks = [mark for mark in reader.outline if not isinstance(mark, list)]
    assert marks
    for mark in marks:
        number = reader.get_destination_page_number(mark)
        assert number is not None
        label = reader.page_labels[number]
        assert re.search(rf"{re.escape(str(mark.title))} [. ]+{label}\b", first)


def test_links_and_references_work(reader: pypdf.PdfReader) -> None:
    """Every link has a place to go and words for those who do not see where."""
    links = [
        link.get_object()
        for page in reader.pages
        for link in page.get("/Annots", ())
        if link.get_object()["/Subtype"] == "/Link"
    ]
    assert len(links) > 30
    for link in links:
        assert "/Dest" in link or "/A" in link
        assert link["/Contents"]


def test_footnotes_stand_on_the_page_of_their_marks(
    reader: pypdf.PdfReader, official: list[str]
) -> None:
    """Six notes, each at the foot of the page that refers to it, in 11 pt."""
    for number in range(1, 7):
        text = f"Chú thích số {number}.{number}{number}{number}"
        pages = [page for page, words in enumerate(official) if text in words]
        assert len(pages) == 1
        note = [span for span in spans(reader.pages[pages[0]]) if "Chú thích số" in span[3]]
        assert note
        assert all(size == pytest.approx(11) for _, _, size, _ in note)
        assert all(baseline < 60 * MILLIMETRE for _, baseline, _, _ in note)


def test_a_notes_mark_does_not_touch_its_text(reader: pypdf.PdfReader) -> None:
    """A digit is half as wide as its size; between it and the text some 3 to 5 pt are white."""
    gaps = []
    for page in reader.pages:
        foot = [span for span in spans(page) if span[1] < 60 * MILLIMETRE]
        notes = [left for left, _, _, text in foot if text.startswith("Chú thích số")]
        marks = [left + size / 2 for left, _, size, text in foot if text.isdigit() and left < 100]
        gaps += [note - mark for note, mark in zip(notes, marks, strict=True)]
    assert len(gaps) == 6
    assert all(3 < gap < 5 for gap in gaps)


def test_long_table_repeats_its_header(official: list[str]) -> None:
    """A table of 60 rows goes over pages, each with the header."""
    pages = [text for text in official if re.search(r"huyện số (1[5-9]|[2-6]\d) ", text)]
    assert len(pages) >= 3
    assert all("Đơn vị Chỉ tiêu 1" in text for text in pages)


def test_no_heading_is_left_at_the_foot_of_a_page(build_page: Build) -> None:
    """However much text stands above: below a heading there is text on its page."""
    for extra in range(1, 14):
        html = build_page(rows=extra, parts=2)
        for page in open_pdf(html).pages:
            lines = [span for span in spans(page) if span[1] > 20 * MILLIMETRE and span[2] > 11.5]
            last = min(lines, key=lambda span: span[1])
            assert not re.match(r"(I+|\d|\d\.\d)\. [A-ZĐ]|Bảng \d", last[3]), extra


# So many short lines fill a page, and more: whatever follows them stands at its foot once.
LINES = range(30)


@pytest.fixture(scope="session")
def build_brief(build_page: Build) -> Build:
    """Return the builder of a page that holds its title, what is given, the closing and one note."""
    page = build_page(rows=1, parts=1)
    begin, end = page.index("<h3"), page.index("<ol><li>Việc")
    rest = r'<section class="appendix".*?</section>|<li id="fn-1">.*?</li>'
    before, after = (re.sub(rest, "", part, flags=re.DOTALL) for part in (page[:begin], page[end:]))
    return lambda lines, body: f"{before}{'<p>x</p>' * lines}{body}{after}"


MARK = '<sup class="fn"><a id="fnref-2" href="#fn-2" role="doc-noteref">2</a></sup>'


def test_no_sentence_is_parted_from_the_list_it_leads_to(build_brief: Build) -> None:
    """However much text stands above: what ends with a colon is not the last line of a page."""
    listed = "<p>Gồm các việc:</p><ul><li>việc đầu;</li><li>việc sau.</li></ul>"
    for above in LINES:
        pages = texts(open_pdf(build_brief(above, listed)))
        (text,) = (text for text in pages if "Gồm các việc:" in text)
        assert "việc đầu;" in text, above


def test_no_line_is_left_behind_by_its_note(build_brief: Build) -> None:
    """However much text stands above: both lines stand on one page, and the note of the second with them."""
    lines = (
        "Dòng đầu của một đoạn có chú thích, đủ dài để dòng sau không còn đứng cùng một hàng với"
    )
    noted = f"<p>{lines} dòng đầu{MARK} và đến cuối đoạn.</p>"
    for above in LINES:
        (text,) = (
            text for text in texts(open_pdf(build_brief(above, noted))) if "Dòng đầu của" in text
        )
        assert "đến cuối đoạn." in text, above
        assert "Chú thích số 2" in text, above


def test_a_long_paragraph_with_a_note_fills_the_page(build_brief: Build) -> None:
    """However much text stands above: of 14 lines some stand below it, where three have room."""
    lines = "Dài gần bằng một dòng của trang giấy, để đoạn này có nhiều dòng hơn chỗ còn lại. " * 6
    noted = f"<p>Đoạn dài. {lines}Nơi ghi chú{MARK}. {lines}</p>"
    for lead in LINES[1:]:
        reader = open_pdf(build_brief(lead, noted))
        pages = texts(reader)
        (noting,) = (text for text in pages if "Nơi ghi chú" in text)
        assert "Chú thích số 2" in noting, lead
        above = [[y for _, y, _, text in spans(page) if text == "x"] for page in reader.pages]
        foot, page = [(min(ys), n) for n, ys in enumerate(above) if ys][-1]
        three = 3 * 1.32 * 14 + 6
        assert foot < 20 * MILLIMETRE + three or "Đoạn dài." in pages[page], lead


@pytest.mark.parametrize("tag", ["ul", "ol"])
def test_an_item_takes_its_note_to_the_next_page(build_brief: Build, tag: str) -> None:
    """However much text stands above: the note was left on the page that its item did not fit on."""
    lines = "Đủ dài để mục có nhiều dòng, nhiều hơn chỗ còn lại ở chân trang này. " * 5
    items = f"<li>Mục trước.</li><li>{lines}Nơi ghi chú{MARK} ở giữa. {lines}</li><li>Mục sau.</li>"
    for above in LINES:
        pages = texts(open_pdf(build_brief(above, f"<{tag}>{items}</{tag}>")))
        (text,) = (text for text in pages if "Nơi ghi chú" in text)
        assert "Chú thích số 2" in text, above
        assert tag == "ul" or "3. Mục sau." in " ".join(pages)


def test_signature_is_whole_and_not_alone(build_brief: Build) -> None:
    """The signature stays in one piece, after a line of what it signs."""
    for above in LINES:
        html = build_brief(above, "").replace(
            '<footer class="closing">', '<p>Dòng cuối.</p><footer class="closing">'
        )
        signed = [text for text in texts(open_pdf(html)) if "Nguyễn Ngọc Thư" in text]
        assert len(signed) == 1
        assert "Dòng cuối." in signed[0]
        assert "TM. BAN THƯỜNG VỤ" in signed[0]
        assert "Nơi nhận" in signed[0]


@pytest.mark.parametrize(
    ("status", "banner"), [("draft", "DỰ THẢO"), ("synthetic", "SỐ LIỆU MÔ PHỎNG")]
)
def test_status_stands_on_every_page(build_page: Build, status: str, banner: str) -> None:
    """Nobody takes a page of a draft or of synthetic figures for the report."""
    assert all(banner in text for text in texts(open_pdf(build_page(status=status))))


def test_official_edition_has_no_banner(official: list[str]) -> None:
    """And an official report says nothing of the kind."""
    assert not any("DỰ THẢO" in text or "MÔ PHỎNG" in text for text in official)


def test_what_is_for_the_screen_is_left_out(official: list[str]) -> None:
    """No code, no download, no skip link, no tooltip."""
    said = "".join(official)
    for word in ("777", "999", "888", "CSV", "Đến nội dung", "↩"):
        assert word not in said


def test_same_page_same_bytes(page: str) -> None:
    """No chance: byte-identical from run to run; nor a clock, as its metadata say."""
    assert make_pdf(page) == make_pdf(page)


def test_face_is_one_with_vietnamese(reader: pypdf.PdfReader) -> None:
    """All letters come from one family of those in the list, and it is embedded."""
    family, _ = find_face()
    assert family in FAMILIES
    resources: list[Any] = [page["/Resources"] for page in reader.pages]
    fonts = {str(font["/BaseFont"]) for used in resources for font in used["/Font"].values()}
    assert all(family.replace(" ", "") in font for font in fonts)
