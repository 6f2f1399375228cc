"""A page as the assembler writes it, with everything that is hard to set on paper."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import escape
from typing import Any

import lxml.html
import pytest

from unionlib.show.canvas import Canvas, Fill

AWKWARD = r"Công ty <A&B> #1 $x$ @y *z* \n {{q}} _k_ `c` ~d~ [e] //f /*g*/"
LONG_UNIT = (
    "Công đoàn cơ sở Trung tâm Ứng dụng tiến bộ khoa học và công nghệ, Kiểm định, Hiệu chuẩn và "
    "Quan trắc tài nguyên, môi trường trực thuộc Liên hiệp các Hội Khoa học và Kỹ thuật tỉnh"
)
PARAGRAPH = (
    "Các cấp công đoàn trong tỉnh đã bám sát sự chỉ đạo của Tỉnh ủy và Tổng Liên đoàn, chủ động phối "
    "hợp với chính quyền, người sử dụng lao động chăm lo đời sống vật chất, tinh thần cho đoàn viên; "
    "đến nay có {} đoàn viên và {} người lao động được hỗ trợ, với số tiền {} đồng."
)


def figure(text: str) -> str:
    """Return a printed figure with its lineage, as in prose and in tables."""
    return f'<data class="q" value="1" data-rows="2019/observations/x.csv:1" data-trace="Nguồn: I.2.1 số 999">{text}</data>'


def paragraph(number: int) -> str:
    """Return a paragraph with three figures of its own."""
    figures = (f"{number}.{100 + number}", str(2000 + number), f"{number},{number} triệu")
    return f"<p>{PARAGRAPH.format(*map(figure, figures))}</p>\n"


def table(name: str, number: int, rows: int, *, columns: int = 3, first: str = "") -> str:
    """Return a table with a head, as many rows, and a total."""
    heads = "".join(f'<th scope="col">Chỉ tiêu {n + 1} (người)</th>' for n in range(columns))
    body = ""
    for row in range(rows):
        label = first if first and row == 0 else f"Liên đoàn Lao động huyện số {row + 1}"
        cells = "".join(
            f'<td class="num">{figure(f"{row + 1}.{100 * n + 7:03}")}</td>' for n in range(columns)
        )
        body += f'<tr><th scope="row">{escape(label)}</th>{cells}</tr>\n'
    total = "".join(f'<td class="num">{figure(f"{n + 1}0.000")}</td>' for n in range(columns))
    return (
        f'<figure class="table" id="tbl-{name}"><table><caption><span class="number">Bảng {number}.</span> '
        f'Số đoàn viên theo đơn vị ({name})</caption><thead><tr><th scope="col">Đơn vị</th>{heads}</tr></thead>'
        f'<tbody>{body}</tbody><tfoot><tr><th scope="row">Cộng</th>{total}</tr></tfoot></table>'
        '<p class="unit">Đơn vị tính: người</p><p class="source">Nguồn: II.2.2</p>'
        f'<a class="csv" href="tables/{name}.csv" download>CSV</a></figure>\n'
    )


def chart() -> str:
    """Return a chart as a section draws it: hatched, in the ink of the page, and again for a phone."""
    canvas = Canvas("fig-khoi", 60)
    for number, (name, length) in enumerate((("HCSN", 300), ("SXKD", 40))):
        canvas.words(40, 15 + 30 * number, [name], "end")
        canvas.area(46, 5 + 30 * number, length, 20, Fill("#2f74b5", ("", "lines")[number]))
    svg = canvas.svg("Đoàn viên theo khối", "HCSN: 26.787 người; SXKD: 3.301 người.")
    phone = svg.replace("fig-khoi", "fig-khoi-narrow").replace(
        "<svg", '<svg class="narrow" display="none"'
    )
    return (
        f'<figure class="chart" id="fig-khoi">{svg}{phone}<figcaption><span class="number">Hình 1.</span> '
        "Đoàn viên theo khối</figcaption></figure>\n"
    )


def mark(number: int) -> str:
    """Return the mark of a footnote."""
    return f'<sup class="fn"><a id="fnref-{number}" href="#fn-{number}" role="doc-noteref">{number}</a></sup>'


LETTERHEAD = """<header class="letterhead">
<div class="issuer"><p class="parent">TỔNG LIÊN ĐOÀN LAO ĐỘNG VIỆT NAM</p>
<p class="name">LIÊN ĐOÀN LAO ĐỘNG TỈNH CAO BẰNG</p><p class="number">Số:        /BC-LĐLĐ</p></div>
<div class="nation"><p class="country">CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM</p>
<p class="motto">Độc lập - Tự do - Hạnh phúc</p><p class="date">Cao Bằng, ngày     tháng     năm          </p></div>
</header>"""

CLOSING = """<footer class="closing"><div class="recipients"><p class="heading">Nơi nhận:</p>
<ul><li>Tổng LĐLĐ Việt Nam (b/c);</li><li>Thường trực Tỉnh ủy (b/c);</li><li>Lưu: VT, VP.</li></ul></div>
<div class="signature"><p class="authority">TM. BAN THƯỜNG VỤ</p><p class="office">CHỦ TỊCH</p>
<p class="signed">(đã ký)</p><p class="name">Nguyễn Ngọc Thư</p></div></footer>"""


def build(*, status: str = "official", parts: int = 3, rows: int = 60) -> str:
    """Write an assembled page; the numbers in it are all different in kind."""
    sections = ""
    for part in range(1, parts + 1):
        n = part * 10
        sections += f"""<section class="part" data-section="s{part}">
<h2 id="phan-{part}"><span class="number">{"I" * part}.</span> Tình hình chung và kết quả phần {part}</h2>
<h3 id="muc-{part}"><span class="number">1.</span> Về số lượng, chất lượng đội ngũ</h3>
{paragraph(n)}<h4 id="tieu-muc-{part}"><span class="number">1.1.</span> Thuận lợi</h4>
{paragraph(n + 1)}<ul><li>Gạch đầu dòng thứ nhất với {figure(f"{n}.863")} CĐCS{mark(2 * part - 1)};</li>
<li>Gạch đầu dòng thứ hai:<ul><li>ý nhỏ {figure(f"{n},5%")};</li><li>ý nhỏ khác.</li></ul></li></ul>
<h5 id="diem-{part}"><span class="number">a)</span> Điểm nhỏ</h5>
<p>Xem <a href="#tbl-a{part}">Bảng {2 * part - 1}</a>, <a href="#fig-khoi">Hình 1</a> và
<a href="#muc-{part}">mục {part}.1</a>; {escape(AWKWARD)} <strong>đậm</strong>, <em>nghiêng</em>.{mark(2 * part)}</p>
{table(f"a{part}", 2 * part - 1, 5, columns=part + 1, first=LONG_UNIT if part == 1 else AWKWARD)}
<h3 id="trong-{part}"><span class="number">2.</span> Mục trống</h3>
<h3 id="tiep-{part}"><span class="number">3.</span> Tiếp theo</h3>
{"".join(paragraph(n + k) for k in range(2, 7))}
{chart() if part == 1 else ""}
{table(f"b{part}", 2 * part, rows if part == 2 else 9)}
<ol><li>Việc thứ nhất;</li><li>Việc thứ hai.</li></ol>
<details class="code screen"><summary>Mã</summary><pre>print(777)</pre></details></section>
"""
    notes = "".join(
        f'<li id="fn-{n}">Chú thích số {figure(f"{n}.{n}{n}{n}")} về Kế hoạch số 08/KH-TLĐ ngày 31/01/2019. '
        f'<a href="#fnref-{n}" role="doc-backlink">↩</a></li>'
        for n in range(1, 2 * parts + 1)
    )
    banner = {
        "official": "",
        "draft": "DỰ THẢO",
        "synthetic": "SỐ LIỆU MÔ PHỎNG, KHÔNG PHẢI SỐ LIỆU THẬT",
    }[status]
    return f"""<!doctype html><html lang="vi" data-status="{status}"><head><meta charset="utf-8">
<title>Báo cáo kết quả hoạt động Công đoàn năm 2019</title><style>p {{ color: #123 }}</style></head><body>
<a class="skip" href="#noi-dung">Đến nội dung</a>
{f'<p class="status" role="note">{banner}</p>' if banner else ""}
{LETTERHEAD}
<nav class="toc" aria-labelledby="muc-luc"><h2 id="muc-luc">Mục lục</h2><ol><li><a href="#phan-1">I. 888</a></li></ol></nav>
<main id="noi-dung">
<h1 class="title"><span class="kind">BÁO CÁO</span> <span class="abstract">Kết quả hoạt động Công đoàn năm 2019
và phương hướng, nhiệm vụ năm 2020</span></h1>
{sections}{CLOSING}
<section class="appendix" data-section="reconciliation"><h2 id="pl-1"><span class="number">Phụ lục I.</span> Đối chiếu</h2>
{paragraph(90)}{table("pl1", 2 * parts + 1, 20)}</section>
<section class="appendix" data-section="sources"><h2 id="pl-2"><span class="number">Phụ lục II.</span> Nguồn</h2>
<p>Trang này trống, xem <a href="#phan-1">phần I</a>.</p></section>
<section class="notes" role="doc-endnotes" aria-label="Chú thích"><ol>{notes}</ol></section>
</main></body></html>"""


def spoken(page: str, *, marks: bool) -> str:
    """Return what a page says in order, each note at its mark; `marks` adds the notes' numbers."""
    root: Any = lxml.html.document_fromstring(page)
    notes = {note.get("id"): note for note in root.iterfind(".//section[@role='doc-endnotes']//li")}
    for path in (
        *("nav", "head", "svg", "a[@class='skip']", "a[@class='csv']", "p[@class='status']"),
        *(
            "details[@class='code screen']",
            "a[@role='doc-backlink']",
            "section[@role='doc-endnotes']",
        ),
    ):
        for node in root.iterfind(f".//{path}"):
            node.drop_tree()
    for mark in root.iterfind(".//sup[@class='fn']"):
        number = f"{mark.text_content()} " * 2 if marks else ""
        mark[0].text = f" {number}{notes[mark[0].get('href')[1:]].text_content()} "
    # Blocks are apart from each other, whether or not there is white space between them.
    for node in root.iter(
        "p", "li", "td", "th", "caption", "figcaption", "h1", "h2", "h3", "h4", "h5"
    ):
        node.tail = f" {node.tail or ''}"
    return " ".join(root.text_content().split())


def numbers(text: str) -> list[str]:
    """Return the numbers of a text in order, as they are written."""
    return re.findall(r"\d+(?:[.,/]\d+)*", text)


@pytest.fixture(scope="session")
def said_numbers() -> Callable[..., list[str]]:
    """Return what lists the numbers of a page, or of a text, in order."""
    return lambda text, marks=None: numbers(text if marks is None else spoken(text, marks=marks))


@pytest.fixture(scope="session")
def build_page() -> Callable[..., str]:
    """Return the builder of pages."""
    return build


@pytest.fixture(scope="session")
def page() -> str:
    """Return the page of an official edition."""
    return build()
