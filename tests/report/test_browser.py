"""The real report of 2019 in a real browser: widths, keyboard, mouse, requests, accessibility."""

from __future__ import annotations

import io
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Literal, get_args

import pypdf
import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.helpers import PROJECT

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser

Scheme = Literal["light", "dark"]
WIDTHS = {"phone": 360, "tablet": 800, "desktop": 1400, "400 %": 320}
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
# Over a gradient, the shadow at the edge of a wide table, axe cannot tell the contrast.
PLAIN = ".scroll { background: none !important }"
PAGES = {"report": "2019/report.html", "index": "index.html"}


@pytest.fixture(scope="module")
def compared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make the page of trends of the ten-year sample, as the commands do."""
    folder = tmp_path_factory.mktemp("compared")
    data, output = folder / "data", folder / "outputs"
    for command in (
        ["sample", "--output", str(data)],
        ["compare", "2015-2024", "--data", str(data), "--output", str(output),
         "--notebooks", str(PROJECT / "notebooks")],
    ):  # fmt: skip
        made = subprocess.run(
            [sys.executable, "-m", "unionlib", *command],
            cwd=PROJECT, capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert made.returncode == 0, made.stderr
    return output / "compare-2015-2024" / "report.html"


@pytest.fixture(scope="module")
def address(rendered: Path) -> str:
    """Give the address of the report's file."""
    return (rendered / PAGES["report"]).as_uri()


@pytest.fixture(scope="module")
def report(browser: Browser, address: str) -> Iterator[Page]:
    """Open the report once for the tests that only look; each starts from its top."""
    page = browser.new_page(viewport={"width": 1400, "height": 900})
    page.goto(address)
    yield page
    page.close()


@pytest.mark.parametrize("width", WIDTHS.values(), ids=WIDTHS)
@pytest.mark.parametrize("name", PAGES.values(), ids=PAGES)
def test_nothing_is_wider_than_the_window(
    page: Page, rendered: Path, name: str, width: int
) -> None:
    """From a phone to a desktop, and enlarged to 400 %, the page scrolls in one direction only."""
    page.set_viewport_size({"width": width, "height": 800})
    page.goto((rendered / name).as_uri())
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    # What is wider scrolls in a group of its own that the keyboard reaches.
    clipped = page.evaluate(
        """() => [...document.querySelectorAll('main *')]
            .filter(e => e.scrollWidth > e.clientWidth + 1 && e.clientWidth > 1
                && ['auto', 'scroll'].includes(getComputedStyle(e).overflowX)
                && !(e.tabIndex >= 0 && e.getAttribute('role') == 'group') && e.localName != 'pre')
            .map(e => e.outerHTML.slice(0, 200))"""
    )
    assert clipped == []


@pytest.mark.parametrize("width", [700, 1100, 1440])
def test_the_index_stands_in_the_middle(page: Page, rendered: Path, width: int) -> None:
    """It has no contents beside it, and nothing is cut off above it."""
    page.set_viewport_size({"width": width, "height": 800})
    page.goto((rendered / PAGES["index"]).as_uri())
    box = page.locator("main").bounding_box()
    assert box is not None
    assert box["x"] == pytest.approx(width - box["x"] - box["width"], abs=1)
    assert box["y"] >= (16 if width > 1000 else 0)


@pytest.mark.parametrize("width", [390, 1440])
def test_headings_of_figures_stand_over_their_figures(page: Page, address: str, width: int) -> None:
    """In the last column too, where there is less room beside them."""
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(address)
    apart = page.evaluate(
        """() => {
            const end = e => { const r = document.createRange(); r.selectNodeContents(e);
                return Math.max(...[...r.getClientRects()].map(b => b.right)); };
            return [...document.querySelectorAll('main table')].flatMap(t => {
                const head = t.querySelector('thead th:last-child');
                const cell = t.querySelector('tbody td.num:last-child data');
                return head && cell ? [Math.abs(end(head) - end(cell))] : []; });
        }"""
    )
    assert len(apart) > 20
    assert max(apart) < 1


@pytest.mark.parametrize("width", [390, 1440])
def test_a_year_stands_over_its_figures(page: Page, rendered: Path, width: int) -> None:
    """On a phone the last one of the index stood six pixels to the left of them."""
    page.set_viewport_size({"width": width, "height": 900})
    page.goto((rendered / PAGES["index"]).as_uri())
    cells = page.locator("thead th:last-child, tbody td:last-child")
    right = "cells => cells.map(cell => getComputedStyle(cell).paddingRight)"
    assert len(set(cells.evaluate_all(right))) == 1


@pytest.mark.parametrize("width", [320, 390, 600, 1400])
def test_a_chart_is_seen_whole_and_can_be_read(page: Page, address: str, width: int) -> None:
    """Every bar with its figure, in letters of a size that can be read, on the smallest phone too."""
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(address)
    charts = page.evaluate(
        """() => [...document.querySelectorAll('figure.chart')].map(f => {
            const shown = [...f.querySelectorAll('svg')].filter(s => s.checkVisibility());
            return [f.id, shown.length, ...shown.flatMap(s => [
                s.getBoundingClientRect().right - f.getBoundingClientRect().right,
                Math.min(...[...s.querySelectorAll('text')].map(t =>
                    parseFloat(getComputedStyle(t).fontSize) * s.getScreenCTM().a))])]; })"""
    )
    assert len(charts) > 20
    for name, shown, beyond, letters in charts:
        assert (name, shown) == (name, 1)
        assert beyond < 1, name
        assert letters > 10, name


def test_what_a_row_is_stays_beside_its_figures(page: Page, address: str) -> None:
    """On a phone a table that is wider than the window scrolls beside its first column."""
    page.set_viewport_size({"width": 390, "height": 800})
    page.goto(address)
    table = page.locator("#tbl-welfare-restatements .scroll")
    before = table.locator("tbody th").first.bounding_box()
    assert table.evaluate("e => { e.scrollLeft = 60; return e.scrollLeft }") == 60
    assert table.locator("tbody th").first.bounding_box() == before


def test_a_copied_figure_has_no_digits_of_a_note(page: Page, address: str) -> None:
    """18.612 with its first note is not copied as 18.6121."""
    page.goto(address)
    copied = page.evaluate(
        """() => { getSelection().selectAllChildren(document.getElementById('fnref-1').closest('p'));
            return getSelection().toString(); }"""
    )
    assert "Nữ đoàn viên có 18.612\u00a0người" in copied


def test_the_contents_follow_the_reader(page: Page, address: str) -> None:
    """Wherever in the report a reader is, the entry of that place is in sight."""
    page.set_viewport_size({"width": 1400, "height": 900})
    page.goto(address)
    for tenth in range(11):
        page.evaluate(  # the contents follow with the next frame, and open with the one after
            """tenth => { scrollTo(0, tenth * document.body.scrollHeight / 10);
                return new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done))); }""",
            tenth,
        )
        (current,) = page.locator(".toc a:target-current").all()
        box = current.bounding_box()
        assert box is not None
        assert 0 <= box["y"] <= 900 - box["height"]


@pytest.mark.parametrize("width", [320, 1400], ids=["400 %", "100 %"])
def test_no_text_is_cut_off(page: Page, address: str, width: int) -> None:
    """Every heading, paragraph, item and cell is as wide as its column, enlarged to 400 % too."""
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(address)
    cut = page.evaluate(
        """() => [...document.querySelectorAll(':is(main, .front) :is(h1,h2,h3,h4,h5,p,li)')]
            .filter(e => !e.closest('.hidden, .scroll') && e.getClientRects().length)
            .filter(e => e.getBoundingClientRect().right > innerWidth
                || e.getBoundingClientRect().left < 0 || e.scrollWidth > e.clientWidth + 1)
            .map(e => e.textContent.slice(0, 80))"""
    )
    assert cut == []


def test_not_one_request_leaves_the_file(page: Page, address: str) -> None:
    """Opened, scrolled through, unfolded and printed, the report asks for itself only."""
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(address)
    page.evaluate("document.querySelectorAll('details').forEach(e => e.open = true)")
    page.evaluate("scrollTo(0, document.body.scrollHeight)")
    page.emulate_media(media="print")
    page.pdf()
    assert [url for url in asked if not url.startswith("data:")] == [address]


def test_every_link_leads_somewhere(report: Page) -> None:
    """Contents, references, footnotes and marks: each names an element that is there."""
    lost = report.evaluate(
        """() => [...document.querySelectorAll('a[href^="#"]')]
            .filter(a => !document.getElementById(decodeURIComponent(a.hash.slice(1))))
            .map(a => a.outerHTML)"""
    )
    assert lost == []
    assert report.locator(".toc a").count() > 40


def test_the_contents_lead_by_mouse_and_keyboard(page: Page, address: str) -> None:
    """A click and the enter key both open an entry and bring its heading to the window's top."""
    page.goto(address)
    path = ("II. Kết quả hoạt động", "2. Kết quả thực hiện", "2.7. Tài chính công đoàn")
    for press in ("click", "Enter"):
        page.evaluate("scrollTo(0, 0)")
        for name in path:
            contents = page.get_by_role("navigation", name="Mục lục")
            entry = contents.get_by_role("link", name=name)
            entry.click() if press == "click" else entry.press("Enter")
        heading = page.locator("h4", has_text="2.7. Tài chính công đoàn")
        box = heading.bounding_box()
        assert box is not None
        assert 0 <= box["y"] < 120, press


def test_on_a_phone_the_contents_unfold_by_keyboard(page: Page, address: str) -> None:
    """Folded, they are one stop of the tab key; the enter key unfolds them."""
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto(address)
    entry = page.locator(".toc a").first
    assert not entry.is_visible()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.localName") == "summary"
    page.keyboard.press("Enter")
    assert entry.is_visible()


def test_a_footnote_leads_there_and_back(page: Page, address: str) -> None:
    """By keyboard: the mark to the note, the arrow back to the mark; by mouse as well."""
    page.goto(address)
    for first, back in (("Enter", "Enter"), ("click", "click")):
        mark = page.locator("#fnref-1")
        mark.click() if first == "click" else mark.press(first)
        assert page.locator("#fn-1").is_visible()
        assert page.evaluate("location.hash") == "#fn-1"
        note = page.locator("#fn-1").bounding_box()
        assert note is not None
        assert 0 <= note["y"] < 900
        arrow = page.locator("#fn-1 [role=doc-backlink]")
        arrow.click() if back == "click" else arrow.press(back)
        assert page.evaluate("location.hash") == "#fnref-1"


def test_a_reference_leads_to_its_table(page: Page, address: str) -> None:
    """“Bảng 11” in a sentence brings the table of that number into the window."""
    page.goto(address)
    link = page.locator("main p a[href^='#tbl-']").first
    number = link.inner_text()
    link.press("Enter")
    target = page.locator(str(link.get_attribute("href")))
    box = target.bounding_box()
    assert box is not None
    assert 0 <= box["y"] < 900
    assert target.locator("caption").inner_text().startswith(f"{number}.")


def test_a_mark_leads_to_the_finding_that_explains_it(page: Page, address: str) -> None:
    """The diamond beside a contradictory figure leads into the appendix."""
    page.goto(address)
    mark = page.locator(".finding a").first
    mark.press("Enter")
    target = page.locator(str(mark.get_attribute("href")))
    box = target.bounding_box()
    assert box is not None
    assert 0 <= box["y"] < 900
    assert "số liệu ghi" in target.inner_text() or "vượt quá" in target.inner_text()


@pytest.mark.parametrize("width", [360, 1400])
def test_a_figure_says_where_it_comes_from(page: Page, address: str, width: int) -> None:
    """Under the mouse and on the keyboard's focus, in the window's full width, in words."""
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(address)
    figure = page.locator("data.q", has_text="30.088").first
    assert _tooltip(page) == "none"
    figure.hover()
    assert "30.088 người" in _tooltip(page)
    assert "Nguồn: I.2.1" in _tooltip(page)
    page.mouse.move(0, 0)
    assert _tooltip(page) == "none"
    figure.focus()
    assert "Nguồn: I.2.1" in _tooltip(page)
    assert "Nguồn: I.2.1" in str(figure.get_attribute("aria-description"))
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize(("width", "height"), [(390, 844), (320, 256)], ids=["phone", "400 %"])
def test_a_figure_is_not_hidden_by_what_it_says(
    page: Page, address: str, width: int, height: int
) -> None:
    """Wherever in the window it stands, it is seen beside the words about it (WCAG 2.2, 2.4.11)."""
    page.set_viewport_size({"width": width, "height": height})
    page.goto(address)
    figure = page.locator("#tbl-new-year-gifts data.q").last
    for place in ("start", "center", "end"):
        # The words are a part of the figure: found above it and below, they would lie over it.
        said = figure.evaluate(
            """(e, block) => { e.blur(); e.scrollIntoView({block}); e.focus();
                return new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => {
                    const r = e.getBoundingClientRect(), x = (r.left + r.right) / 2;
                    done([r.top - 6, r.bottom + 6].filter(
                        y => document.elementFromPoint(x, y) == e).length); }))); }""",
            place,
        )
        assert said == 1, place


def _tooltip(page: Page) -> str:
    """Return the words of the tooltip that is shown, ``none`` where there is none."""
    return str(
        page.evaluate(
            """() => [...document.querySelectorAll('data.q:is(:hover, :focus)')]
                .map(e => getComputedStyle(e, '::after').content).filter(c => c != 'none')
                .join() || 'none'"""
        )
    )


def test_the_tab_key_visits_every_stop_in_the_order_of_the_text(page: Page, address: str) -> None:
    """The first hundred stops go down the page, each can be seen and has its outline."""
    page.goto(address)
    page.locator("main").evaluate("e => { e.tabIndex = -1; e.focus() }")
    before = -1.0
    for _ in range(60):
        page.keyboard.press("Tab")
        place, outline, inside = page.evaluate(
            """() => { const e = document.activeElement, r = e.getBoundingClientRect();
                return [r.top + scrollY, getComputedStyle(e).outlineStyle,
                    r.top < innerHeight && r.bottom > 0]; }"""
        )
        assert outline != "none"
        assert inside
        assert place >= before - 60, "the focus jumped back"
        before = place


@pytest.mark.parametrize("scheme", get_args(Scheme))
@pytest.mark.parametrize("name", PAGES.values(), ids=PAGES)
def test_no_rule_of_wcag_is_broken(
    browser: Browser, rendered: Path, name: str, scheme: Scheme
) -> None:
    """axe-core finds nothing at WCAG 2.2 AA, by day and by night, in tables too."""
    context = browser.new_context(
        color_scheme=scheme, viewport={"width": 1400, "height": 900}, bypass_csp=True
    )
    page = context.new_page()
    page.goto((rendered / name).as_uri())
    page.add_style_tag(content=PLAIN)
    found = Axe().run(page, options={"runOnly": WCAG, "resultTypes": ["violations"]})
    context.close()
    assert len(found.response["passes"]) > 15
    assert found.violations_count == 0, found.generate_report()


@pytest.mark.parametrize("scheme", get_args(Scheme))
def test_paper_is_white_and_whole(browser: Browser, address: str, scheme: Scheme) -> None:
    """Printed by day or night: black on white, no aid of the screen, tables whole, A4 pages.

    A mark of a contradiction stays: the note and the appendix speak of it.
    """
    context = browser.new_context(color_scheme=scheme, viewport={"width": 700, "height": 900})
    page = context.new_page()
    page.goto(address)
    page.emulate_media(media="print")
    look = "e => getComputedStyle(e)"
    assert page.locator("html").evaluate(f"({look})(document.body).color") == "rgb(0, 0, 0)"
    for aid in (".toc", ".skip", ".up", ".csv", ".code"):
        assert not page.locator(aid).first.is_visible(), aid
    assert page.locator(".finding").first.is_visible()
    totals = page.locator("tfoot").first.evaluate("e => getComputedStyle(e).display")
    assert totals == "table-row-group", "the total would be repeated on every page"
    wide = page.evaluate(
        """() => [...document.querySelectorAll('.scroll')]
            .filter(e => e.scrollWidth > e.clientWidth + 1).map(e => e.parentElement.id)"""
    )
    context.close()
    assert wide == []


def test_a_small_table_is_printed_on_one_page(page: Page, address: str) -> None:
    """Wherever on the page it begins; the total never stands on the next one by itself."""
    page.goto(address)
    page.evaluate(
        "() => document.querySelector('main').replaceChildren(document.createElement('div'),"
        " document.querySelector('tfoot').closest('figure'))"
    )
    places = set()
    # A page has 971 pixels, the first one less by the letterhead and the title.
    for height in range(400, 800, 50):
        room = page.locator("main > div")
        room.evaluate("(room, height) => room.style.height = height", f"{height}px")
        printed = pypdf.PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True)))
        # The caption and the total of table 1.
        pages = [
            number
            for number, sheet in enumerate(printed.pages)
            if {"Bảng", "1.876"} & set(sheet.extract_text().split())
        ]
        assert len(pages) == 1, height
        places.update(pages)
    assert places == {0, 1}


def _soonest(page: Page, address: str, script: str) -> float:
    """Return the least of three times: other work of the machine is none of the page's."""
    times = []
    for _ in range(3):
        page.goto(address)
        times.append(float(page.evaluate(script)))
    return min(times)


LOADED = "performance.getEntriesByType('navigation')[0].loadEventEnd"
# From the click on an entry of the contents to the next picture on the screen.
ANSWERED = """() => new Promise(done => {
    const begun = performance.now();
    document.querySelector('.toc details').open = true;
    [...document.querySelectorAll('.toc a')].pop().click();
    requestAnimationFrame(() => requestAnimationFrame(() => done(performance.now() - begun)));
})"""


def test_ten_years_are_interactive_within_a_second(page: Page, compared: Path) -> None:
    """The page of the ten-year sample is loaded, and has answered its first click, by then."""
    address = compared.as_uri()
    loaded = _soonest(page, address, LOADED)
    assert loaded + _soonest(page, address, ANSWERED) < 1000


@pytest.mark.parametrize("scheme", get_args(Scheme))
def test_ten_years_break_no_rule_either(browser: Browser, compared: Path, scheme: Scheme) -> None:
    """axe-core finds nothing, and from phone to desktop nothing is wider than the window."""
    context = browser.new_context(color_scheme=scheme, bypass_csp=True)
    page = context.new_page()
    page.goto(compared.as_uri())
    widths = {}
    for width in WIDTHS.values():
        page.set_viewport_size({"width": width, "height": 800})
        widths[width] = page.evaluate("document.documentElement.scrollWidth")
    page.add_style_tag(content=PLAIN)
    found = Axe().run(page, options={"runOnly": WCAG, "resultTypes": ["violations"]})
    context.close()
    assert all(wide <= width for width, wide in widths.items()), widths
    assert found.violations_count == 0, found.generate_report()


def test_the_head_of_a_row_of_years_is_low_on_a_phone(page: Page, compared: Path) -> None:
    """“Tăng, giảm so với 2015 (%)” takes three lines, out of sight: five left a gap above the years."""
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(compared.as_uri())
    lines = page.evaluate(
        """() => [...document.querySelectorAll('main thead')].map(
            head => head.offsetHeight / parseFloat(getComputedStyle(head).lineHeight))"""
    )
    assert len(lines) > 5
    assert max(lines) < 4  # more than half a line is the padding
