"""The assembled page as a document for paper: what the PDF and the Word file are made from.

A page for the screen holds much that paper cannot carry (menus, folded code,
downloads, tooltips) and says by position what paper must know (the notes at its
end belong to the foot of a page). :func:`read_paper` reduces it to a small tree,
the same for both formats, so that neither can say something else than the page::

    paper   letterhead (issuer, nation) · title (kind, abstract) · contents
            h2 … h5 · p · ul, ol (li) · quote · pre · table · chart · closing · appendix
    inline  text · strong · em · sup · sub · code · br · a (href) · anchor · note

Every block holds inline content or blocks, never both; white space is as a
browser shows it; an ``a`` leads to an ``id`` that exists or to another host.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree, html

from unionlib.errors import ReportError
from unionlib.report.columns import set_columns

Element = etree._Element  # noqa: SLF001 - lxml has no public name for the type of an element

_SVG = re.compile(r"<svg\b.*?</svg\s*>", re.DOTALL)
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
# What HTML collapses; a no-break space is none of it.
_SPACE = re.compile(r"[ \t\n\r\f]+")

_DROPPED_TAGS = {"script", "style", "nav", "template", "button", "noscript", "link", "meta"}
_DROPPED_CLASSES = {"skip", "csv", "screen"}
_BLOCKS = {"p", "ul", "ol", "dl", "blockquote", "pre", "figure", "table", "div", "section", "article",
           "header", "footer", "main", "aside", "details", "hr", "h1", "h2", "h3", "h4", "h5", "h6"}  # fmt: skip
_INLINE = {"strong": "strong", "b": "strong", "th": "strong", "em": "em", "i": "em", "cite": "em",
           "sup": "sup", "sub": "sub", "code": "code", "kbd": "code", "br": "br"}  # fmt: skip


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
    """Reduce an assembled HTML page to what paper carries.

    Parameters
    ----------
    page : str
        The whole HTML document.

    Raises
    ------
    ReportError
        The page has no ``main`` element, so it is not an assembled report.
    """
    charts: list[str] = []

    def keep(match: re.Match[str]) -> str:
        # An HTML parser would write viewBox in lower case, which no SVG reader knows.
        charts.append(match.group())
        return f'<svg data-n="{len(charts) - 1}"></svg>'

    root = html.document_fromstring(_SVG.sub(keep, _CONTROL.sub("", page)))
    if root.find(".//main") is None:
        raise ReportError("The page has no <main> element: it is not an assembled report.")
    return Paper(_Reducer(root, charts).paper(), tuple(charts))


class _Reducer:
    """Walks the page once and builds the tree."""

    def __init__(self, root: Element, charts: list[str]) -> None:
        self.root, self.charts = root, charts
        notes = root.iterfind(".//section[@role='doc-endnotes']//li[@id]")
        self.notes = {str(note.get("id")): note for note in notes}
        self.linked = {str(a.get("href"))[1:] for a in root.iterfind(".//a[@href]")}
        self.ids: set[str] = set()

    def paper(self) -> Element:
        """Build the whole tree."""
        paper = etree.Element("paper", lang=self.root.get("lang") or "vi", banner="", author="")
        paper.set("title", self.text(".//head/title") or "Báo cáo")
        paper.set("date", self.date())
        for status in self.root.iterfind(".//p[@class='status']"):
            paper.set("banner", _plain(status))
        body = self.root.find("body")
        self.blocks(self.root if body is None else body, paper)
        for name in paper.iterfind("letterhead/issuer/p[@class='name']"):
            paper.set("author", _plain(name))
        # The contents of the screen stand before the title, those of paper after it.
        titles = [node for node in paper if node.tag == "title"]
        contents = etree.Element("contents")
        contents.text = self.text(".//nav[@class='toc']/*[1]") or "Mục lục"
        paper.insert(paper.index(titles[0]) + 1 if titles else 0, contents)
        for link in list(paper.iter("a")):
            target = str(link.get("href"))
            if target.startswith("#") and target[1:] not in self.ids:
                link.tag = "span"
        etree.strip_tags(paper, "span")
        return paper

    def text(self, path: str) -> str:
        found = self.root.find(path)
        return "" if found is None else _plain(found)

    def date(self) -> str:
        """Return the day of the document: an archive's copy needs one, and never the clock's."""
        words = self.text(".//p[@class='date']")
        full = re.search(r"ngày\s+(\d+)\s+tháng\s+(\d+)\s+năm\s+(\d{4})", words)
        if full:
            return f"{full[3]}-{int(full[2]):02}-{int(full[1]):02}"
        year = re.search(r"\d{4}", words) or re.search(r"\d{4}", self.text(".//head/title"))
        return f"{year.group() if year else 2000}-12-31"

    def blocks(self, source: Element, target: Element) -> None:
        """Append the blocks of *source*; stray text between them becomes paragraphs."""
        stray: Element | None = None
        for node in _nodes(source):
            if isinstance(node, str) or node.tag not in _BLOCKS:
                if stray is None:
                    if isinstance(node, str) and not node.strip():
                        continue
                    stray = etree.SubElement(target, "p")
                self.inline_node(node, stray)
                continue
            if stray is not None:
                _trim(stray)
            stray = None
            self.block(node, target)
        if stray is not None:
            _trim(stray)

    def block(self, node: Element, target: Element) -> None:
        kind, tag = _classes(node), str(node.tag)
        if tag == "p" and "status" in kind:
            return  # on every page, as the banner
        if tag == "header" and "letterhead" in kind:
            self.letterhead(node, target)
        elif tag == "h1":
            title = self.add(target, "title", node)
            for name in ("kind", "abstract"):
                for part in node.iterfind(f".//span[@class='{name}']"):
                    self.inline(part, etree.SubElement(title, name))
            if not len(title):
                self.inline(node, etree.SubElement(title, "abstract"))
        elif re.fullmatch(r"h[2-6]|p", tag):
            tag = "h5" if tag == "h6" else tag
            block = self.add(target, tag, node)
            if tag == "p" and kind:
                block.set("class", " ".join(sorted(kind)))
            self.inline(node, block)
            if not len(block) and not (block.text or "").strip():
                target.remove(block)
        elif tag in ("ul", "ol"):
            self.items(node, self.add(target, tag, node))
        elif tag == "dl":
            self.definitions(node, target)
        elif tag == "blockquote":
            self.blocks(node, self.add(target, "quote", node))
        elif tag == "pre":
            self.add(target, "pre", node).text = "".join(node.itertext()).strip("\n")
        elif tag == "table" or (tag == "figure" and node.find(".//table") is not None):
            self.table(node, target)
        elif tag == "figure" and node.find(".//svg") is not None:
            self.chart(node, target)
        elif tag == "footer" and "closing" in kind:
            self.closing(node, target)
        elif tag == "section" and "appendix" in kind:
            self.blocks(node, self.add(target, "appendix", node))
        elif node.get("role") != "doc-endnotes":
            self.blocks(node, target)

    def add(self, target: Element, tag: str, source: Element) -> Element:
        """Append an element that keeps the id of its source where something leads to it."""
        element = etree.SubElement(target, tag)
        name = source.get("id")
        if name and name in self.linked and name not in self.ids:
            self.ids.add(name)
            element.set("id", name)
        return element

    def letterhead(self, node: Element, target: Element) -> None:
        head = etree.SubElement(target, "letterhead")
        for side in ("issuer", "nation"):
            block = etree.SubElement(head, side)
            for line in node.iterfind(f".//div[@class='{side}']/p"):
                # Blanks are left open for pen and stamp: their width is meant.
                paragraph = etree.SubElement(block, "p", {"class": line.get("class") or ""})
                paragraph.text = " ".join("".join(line.itertext()).split("\n")).strip(" \t")
                paragraph.text = re.sub(r" {2,}", lambda m: "\u00a0" * len(m[0]), paragraph.text)

    def closing(self, node: Element, target: Element) -> None:
        closing = etree.SubElement(target, "closing")
        for side in ("recipients", "signature"):
            block = etree.SubElement(closing, side)
            for part in node.iterfind(f".//div[@class='{side}']"):
                self.blocks(part, block)

    def items(self, node: Element, target: Element) -> None:
        if node.get("start"):
            target.set("start", str(node.get("start")))
        for item in node.iterfind("li"):
            self.blocks(item, self.add(target, "li", item))

    def definitions(self, node: Element, target: Element) -> None:
        """Write a definition list as paragraphs: the term in bold, then what it means."""
        block: Element | None = None
        for part in node.iter("dt", "dd"):
            if part.tag == "dt" or block is None:
                block = self.add(target, "p", part)
                block.set("class", "definition")
                self.inline(part, etree.SubElement(block, "strong"))
            else:
                _append(block, ": ")
                self.inline(part, block)

    def table(self, node: Element, target: Element) -> None:
        source = node if node.tag == "table" else node.find(".//table")
        assert source is not None  # noqa: S101 - block() has looked
        table = self.add(target, "table", node)
        caption = source.find("caption")
        if caption is not None:
            self.inline(caption, etree.SubElement(table, "caption"))
        for row in source.iter("tr"):
            parent = row.getparent()
            part = {"thead": "head", "tfoot": "foot"}.get("" if parent is None else str(parent.tag), "body")
            line = etree.SubElement(table, "tr", part=part)
            for cell in row.iterfind("*"):
                element = self.add(line, "cell", cell)
                element.set("head", "1" if cell.tag == "th" else "")
                element.set("num", "1" if "num" in _classes(cell) else "")
                for span in ("colspan", "rowspan"):
                    element.set(span, cell.get(span) or "1")
                self.cell(cell, element)
        for line in node.iterfind("p"):
            self.block(line, table)
        set_columns(table)

    def cell(self, node: Element, target: Element) -> None:
        """Fill a cell; blocks within it become lines."""
        for child in _nodes(node):
            if not isinstance(child, str) and child.tag in _BLOCKS:
                if len(target) or (target.text or "").strip():
                    etree.SubElement(target, "br")
                for part in child.iterfind("li") if child.tag in ("ul", "ol") else [child]:
                    if part.tag == "li" and part.getprevious() is not None:
                        etree.SubElement(target, "br")
                    self.inline(part, target)
            else:
                self.inline_node(child, target)
        _trim(target)

    def chart(self, node: Element, target: Element) -> None:
        for svg in node.iterfind(".//svg"):
            chart = self.add(target, "chart", node)
            number = int(svg.get("data-n") or 0)
            caption = node.find("figcaption")
            if caption is not None:
                self.inline(caption, etree.SubElement(chart, "caption"))
            source, alt, width, height = read_svg(self.charts[number])
            self.charts[number] = source
            alt = alt or node.get("aria-label") or "".join(chart.itertext()) or "Biểu đồ"
            for name, value in (("n", number), ("alt", alt), ("width", width), ("height", height)):
                chart.set(name, str(value))

    def inline(self, source: Element, target: Element) -> None:
        for node in _nodes(source):
            self.inline_node(node, target)
        _trim(target)

    def inline_node(self, node: Element | str, target: Element) -> None:
        """Append text, or an inline element with what it holds."""
        if isinstance(node, str):
            text = _SPACE.sub(" ", node)
            _append(target, text[1:] if text[:1] == " " and _ends_in_space(target) else text)
            return
        reference = node if node.tag == "a" else node.find("a")
        if reference is not None and reference.get("role") == "doc-noteref":
            self.note(str(reference.get("href"))[1:], target)
            return
        if node.get("role") == "doc-backlink":
            return
        href = node.get("href") or ""
        if node.tag == "a" and re.match(r"#.|https?:|mailto:", href):
            element = etree.SubElement(target, "a", href=href)
        elif node.tag in _INLINE:
            element = etree.SubElement(target, _INLINE[str(node.tag)])
        else:
            element = target
        name = node.get("id")
        if name in self.linked and name not in self.ids:
            self.ids.add(str(name))
            etree.SubElement(element, "anchor", id=str(name))
        for child in _nodes(node):
            self.inline_node(child, element)

    def note(self, name: str, target: Element) -> None:
        """Put a note's text where its mark stands; a second mark only points to it."""
        note = etree.SubElement(target, "note", name=name)
        if name in self.ids or name not in self.notes:
            note.set("again", "1")
            return
        self.ids.add(name)
        self.cell(self.notes[name], note)


def read_svg(source: str) -> tuple[str, str, float, float]:
    """Return a chart as a file of its own, its description, and its size in points."""
    for prefix in ("xmlns:xlink", "xmlns"):
        if not re.search(rf"<svg\b[^>]*\s{prefix}=", source):
            space = "1999/xlink" if "xlink" in prefix else "2000/svg"
            source = source.replace("<svg", f'<svg {prefix}="http://www.w3.org/{space}"', 1)
    root = etree.fromstring(source.encode(), etree.XMLParser(recover=True, resolve_entities=False))
    named = (root.get("aria-labelledby") or "").split() + (root.get("aria-describedby") or "").split()
    texts = [_plain(node) for name in named for node in root.iter("{*}title", "{*}desc") if node.get("id") == name]
    texts = texts or [root.get("aria-label") or ""] + [_plain(node) for node in root.iterfind("{*}title")]
    box = [float(number) for number in re.findall(r"-?[\d.]+", root.get("viewBox") or "")]
    width, height = box[2:4] if len(box) == 4 and box[2] > 0 and box[3] > 0 else (_points(root, "width"), _points(root, "height"))
    return source, " ".join(filter(None, texts)), width, height


def _points(root: Element, name: str) -> float:
    found = re.match(r"[\d.]+", root.get(name) or "")
    return float(found.group()) if found else 400.0


def _classes(node: Element) -> set[str]:
    return set((node.get("class") or "").split())


def _nodes(source: Element) -> Iterator[Element | str]:
    """Yield the text and the elements of *source* that paper carries, in order."""
    if source.text:
        yield source.text
    for child in source:
        # Comments have a function for a tag.
        if isinstance(child.tag, str) and not _is_dropped(child):
            yield child
        if child.tail:
            yield child.tail


def _is_dropped(node: Element) -> bool:
    kind = _classes(node)
    folded_code = node.tag == "details" and "code" in kind
    return node.tag in _DROPPED_TAGS or node.get("hidden") is not None or folded_code or bool(kind & _DROPPED_CLASSES)


def _plain(node: Element) -> str:
    return " ".join("".join(node.itertext()).split())


def _append(target: Element, text: str) -> None:
    if len(target):
        target[-1].tail = (target[-1].tail or "") + text
    else:
        target.text = (target.text or "") + text


def _ends_in_space(target: Element) -> bool:
    while len(target) and not target[-1].tail and target[-1].tag != "note":
        target = target[-1]
    text = (target[-1].tail if len(target) else target.text) or ""
    return text.endswith(" ")


def _trim(target: Element) -> None:
    target.text = (target.text or "").lstrip(" \t\n")
    if len(target):
        target[-1].tail = (target[-1].tail or "").rstrip(" \t\n")
    else:
        target.text = target.text.rstrip(" \t\n")
