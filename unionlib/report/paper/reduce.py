"""From the page to the tree of a paper, block by block."""

from __future__ import annotations

import re
from dataclasses import dataclass

from lxml import etree

from unionlib.report.drawings import take_out
from unionlib.report.paper.appendix import set_heads
from unionlib.report.paper.exhibits import add_chart, add_table
from unionlib.report.paper.inline import Inline
from unionlib.report.paper.tree import BLOCKS, Element, carried, classes, plain, trim, words

_NARROW = re.compile(r'<svg class="narrow".*?</svg\s*>', re.DOTALL)  # for a phone
# The notebooks' headings go as deep as h6, an administrative document to h5.
_LEVELS = {"h6": "h5"}


@dataclass(frozen=True)
class Paper:
    """A page reduced to what paper carries.

    Attributes
    ----------
    tree : lxml.etree._Element
        The ``paper`` element; its attributes are ``title``, ``lang``, ``banner``
        (blank for an official edition), ``author``, ``date`` (ISO).
    charts : tuple of str
        The SVG sources of the charts; a ``chart`` element names its own by ``n``.
    """

    tree: Element
    charts: tuple[str, ...]


def read_paper(page: str) -> Paper:
    """Reduce an assembled page, a whole HTML document, to what paper carries."""
    charts: list[str] = []
    text = take_out(_NARROW.sub("", page), charts)
    # The plain parser: elements of lxml.html take a call of Python each.
    root = etree.fromstring(text, etree.HTMLParser())
    return Paper(_Reducer(root, charts).paper(), tuple(charts))


class _Reducer(Inline):
    """Walks the page once and builds the tree."""

    def __init__(self, root: Element, charts: list[str]) -> None:
        super().__init__(root)
        self.root, self.charts = root, charts

    def paper(self) -> Element:
        """Build the whole tree."""
        paper = etree.Element("paper", lang=self.root.get("lang") or "vi", banner="", author="")
        paper.set("title", self.text(".//head/title") or "Báo cáo")
        paper.set("date", self.date())
        for status in self.root.iterfind(".//p[@class='status']"):
            paper.set("banner", plain(status))
        body = self.root.find("body")
        self.blocks(self.root if body is None else body, paper)
        for name in paper.iterfind("letterhead/issuer/p[@class='name']"):
            paper.set("author", plain(name))
        set_heads(paper, "".join(plain(main) for main in self.root.iterfind(".//main")))
        # The contents of the screen are links that fold; those of paper have pages.
        title = paper.find("title")
        contents = etree.Element("contents")
        contents.text = self.text(".//nav[@class='toc']/*[1]") or "Mục lục"
        paper.insert(0 if title is None else paper.index(title) + 1, contents)
        for link in list(paper.iter("a")):
            target = str(link.get("href"))
            if target.startswith("#") and target[1:] not in self.ids:
                link.tag = "span"
        etree.strip_tags(paper, "span")
        for line in paper.iter("p"):
            if words(line).endswith(":"):
                line.set("keep", "1")  # on the page of what it leads to
        return paper

    def text(self, path: str) -> str:
        """Return the words of the first element at a path, or nothing."""
        found = self.root.find(path)
        return "" if found is None else plain(found)

    def date(self) -> str:
        """Return the day of the document: an archive's copy needs one, and never the clock's."""
        place = self.text(".//p[@class='date']")
        full = re.search(r"ngày\s+(\d+)\s+tháng\s+(\d+)\s+năm\s+(\d{4})", place)
        if full:
            return f"{full[3]}-{int(full[2]):02}-{int(full[1]):02}"
        year = re.search(r"\d{4}", self.text(".//head/title"))
        return f"{year.group() if year else 2000}-12-31"

    def blocks(self, source: Element, target: Element) -> None:
        """Append the blocks of *source*; stray text between them becomes paragraphs."""
        stray: Element | None = None
        for node in carried(source):
            if isinstance(node, str) or node.tag not in BLOCKS:
                if stray is None:
                    if isinstance(node, str) and not node.strip():
                        continue
                    stray = etree.SubElement(target, "p")
                self.inline_node(node, stray)
                continue
            if stray is not None:
                trim(stray)
            stray = None
            self.block(node, target)
        if stray is not None:
            trim(stray)

    def block(self, node: Element, target: Element) -> None:
        """Append one block in the way of its kind; a mere wrapper gives way to what it holds."""
        kind, tag = classes(node), str(node.tag)
        if node.get("role") == "doc-endnotes" or (tag == "p" and "status" in kind):
            return  # at the foot of the pages, and at their head
        if tag == "figure":
            tag = "table" if node.find(".//table") is not None else "chart"
        make = _KINDS.get(tag, _Reducer.blocks)
        for name, special in _CLASSES.items():
            make = special if name in kind else make
        make(self, node, target)

    def paragraph(self, node: Element, target: Element) -> None:
        """Append a heading or a paragraph, unless it is empty."""
        block = self.add(target, _LEVELS.get(str(node.tag), str(node.tag)), node)
        if node.get("class"):
            block.set("class", str(node.get("class")))
        self.inline(node, block)
        if not len(block) and not block.text:
            target.remove(block)

    def title(self, node: Element, target: Element) -> None:
        """Append the kind of the document and what it is about."""
        title = self.add(target, "title", node)
        for name in ("kind", "abstract"):
            for part in node.iterfind(f".//span[@class='{name}']"):
                self.inline(part, etree.SubElement(title, name))

    def quote(self, node: Element, target: Element) -> None:
        """Append a block quotation."""
        self.blocks(node, self.add(target, "quote", node))

    def preformatted(self, node: Element, target: Element) -> None:
        """Append text whose lines are meant."""
        self.add(target, "pre", node).text = words(node).strip("\n")

    def appendix(self, node: Element, target: Element) -> None:
        """Append an appendix, which numbers its own pages."""
        self.blocks(node, self.add(target, "appendix", node))

    def table(self, node: Element, target: Element) -> None:
        """Append a table."""
        add_table(self, node, target)

    def chart(self, node: Element, target: Element) -> None:
        """Append a chart."""
        add_chart(self, node, target, self.charts)

    def letterhead(self, node: Element, target: Element) -> None:
        """Append who issues the document, and the nation's title and motto."""
        head = etree.SubElement(target, "letterhead")
        for side in ("issuer", "nation"):
            block = etree.SubElement(head, side)
            for line in node.iterfind(f".//div[@class='{side}']/p"):
                # Blanks are left open for pen and stamp: their width is meant.
                paragraph = etree.SubElement(block, "p", {"class": line.get("class") or ""})
                paragraph.text = " ".join(words(line).split("\n")).strip(" \t")
                paragraph.text = re.sub(r" {2,}", lambda m: "\u00a0" * len(m[0]), paragraph.text)

    def closing(self, node: Element, target: Element) -> None:
        """Append to whom the document goes and who signs it."""
        closing = etree.SubElement(target, "closing")
        for side in ("recipients", "signature"):
            block = etree.SubElement(closing, side)
            for part in node.iterfind(f".//div[@class='{side}']"):
                self.blocks(part, block)

    def items(self, node: Element, target: Element) -> None:
        """Append a list."""
        items = self.add(target, str(node.tag), node)
        if node.get("start"):
            items.set("start", str(node.get("start")))
        for item in node.iterfind("li"):
            self.blocks(item, self.add(items, "li", item))


_KINDS = {
    "h1": _Reducer.title,
    **dict.fromkeys(("h2", "h3", "h4", "h5", "h6", "p"), _Reducer.paragraph),
    **dict.fromkeys(("ul", "ol"), _Reducer.items),
    "blockquote": _Reducer.quote,
    "pre": _Reducer.preformatted,
    "table": _Reducer.table,
    "chart": _Reducer.chart,
}
_CLASSES = {
    "letterhead": _Reducer.letterhead,
    "closing": _Reducer.closing,
    "appendix": _Reducer.appendix,
}
