"""The body of the Word file, block by block, from the tree of a paper."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from lxml import etree

from unionlib.report.paper.columns import TEXT_WIDTH
from unionlib.report.paper.tree import Element
from unionlib.report.typeset import Layout
from unionlib.report.word import front, markup
from unionlib.report.word.inline import Inline
from unionlib.report.word.markup import Xml, paragraph, run, text, w
from unionlib.report.word.tables import make_table
from unionlib.show.lettering import ems

DEPTHS = 3  # of lists that have a level of their own


class Body(Inline):
    """Builds the body.

    Attributes
    ----------
    content : list of Xml
        The blocks of the body, in order.
    starts : list of int
        Where each numbered list starts; the first is list 3 of the numbering part.
    """

    def __init__(self, paper: Element) -> None:
        super().__init__(paper)
        self.content: list[Xml] = []
        self._open: list[tuple[int, Callable[[Layout], Iterable[Xml]]]] = []
        self.starts: list[int] = []
        self._headings = list(paper.iter("h2", "h3", "h4", "h5"))
        if banner := paper.get("banner"):
            edges = (
                w(side, val="single", sz=6, space=4, color="auto")
                for side in ("top", "left", "bottom", "right")
            )
            room = markup.narrowed(ems(banner) * 12, TEXT_WIDTH)
            self.add(paragraph("Banner", [run(banner)], w("pBdr", *edges), *room))
        self.blocks(paper)
        if paper.find("appendix") is None:
            self.add(self.section())

    def add(self, *blocks: Xml) -> None:
        """Append blocks to the body."""
        self.content += blocks

    def later(self, make: Callable[[Layout], Iterable[Xml]]) -> None:
        """Leave a place for blocks that need the layout."""
        self._open.append((len(self.content), make))
        self.add(Xml(""))

    def settle(self, layout: Layout) -> None:
        """Fill in what waits for the layout of the same paper."""
        for place, make in self._open:
            self.content[place] = Xml("".join(make(layout)))
        self._open.clear()

    def blocks(self, nodes: Iterable[Element], depth: int = 0) -> None:
        """Append blocks of the paper; `depth` is that of the list around them."""
        for node in nodes:
            tag = str(node.tag)
            if tag in ("ul", "ol"):
                self.items(node, depth)
            elif tag == "table":
                self.add(*make_table(self, node))
            else:
                _KINDS[tag](self, node)

    def paragraph(self, node: Element, style: str = "BodyText") -> None:
        """Append a paragraph."""
        if node.get("class") == "accompanied":
            style = "Accompanied"
        self._add_text(node, paragraph(style, self.marked(node, self.inline(node))))

    def _add_text(self, node: Element, block: Xml) -> None:
        self.add(markup.kept_with_next(block) if node.get("keep") else block)

    def preformatted(self, node: Element) -> None:
        """Append text whose lines are meant."""
        lines = (node.text or "").split("\n")
        content = [part for line in lines for part in (w("r", w("br")), run(line))][1:]
        self.add(paragraph("Preformatted", self.marked(node, content)))

    def quote(self, node: Element) -> None:
        """Append a quotation; lists and tables in it are what they are outside."""
        for part in node:
            if part.tag == "p":
                self.paragraph(part, "Quote")
            else:
                self.blocks([part])

    def heading(self, node: Element) -> None:
        """Append a heading; an appendix's own starts a page."""
        number = self._headings.index(node)
        parent = node.getparent()
        settings = [w("pageBreakBefore")] if number == 0 else []
        if node.tag == "h2" and parent is not None and parent.tag == "appendix":
            after = parent.getprevious()
            settings = (
                [w("pageBreakBefore")] if after is not None and after.tag == "appendix" else []
            )
            settings += [w("spacing", before=0), w("ind", firstLine=0), w("jc", val="center")]
        content = self.inline(node)
        if name := node.get("name"):
            plain = w("rPr", w("caps", val=0))
            content = [w("r", plain, text(name), w("br")), *content]
        content = self.bookmark(f"_Toc{number:08}", self.marked(node, content))
        self.add(paragraph(f"Heading{int(str(node.tag)[1]) - 1}", content, *settings))

    def items(self, node: Element, depth: int) -> None:
        """Append a list, and the lists within it."""
        style, number = "ListBullet", 1
        if node.tag == "ol":
            self.starts.append(int(node.get("start") or 1))
            style, number = "ListNumber", 2 + len(self.starts)
        level = min(depth, DEPTHS - 1)
        place = w("numPr", w("ilvl", val=level), w("numId", val=number))
        for item in node.iterfind("li"):
            parts = list(item)
            if not parts or parts[0].tag != "p":  # its mark stands by a line of words
                parts.insert(0, etree.Element("p", keep="1" if parts else ""))
            for position, part in enumerate(parts):
                if part.tag != "p":
                    self.blocks([part], depth + 1)
                elif position == 0:
                    content = self.marked(item, self.marked(part, self.inline(part)))
                    self._add_text(part, paragraph(style, content, place))
                else:
                    indent = w("ind", left=720 * (level + 1))
                    self._add_text(part, paragraph("ListContinue", self.inline(part), indent))

    def chart(self, node: Element) -> None:
        """Append a chart and its caption."""
        number = int(node.get("n") or 0)
        size = (float(node.get("width") or 1), float(node.get("height") or 1))
        image = markup.picture(number + 1, f"rIdChart{number}", size, node.get("alt") or "")
        self.add(paragraph("Figure", self.marked(node, [image])))
        caption = node.find("caption")
        if caption is not None:
            space = w("spacing", before=98, after=190)
            self.add(paragraph("Caption", self.inline(caption), space))

    def letterhead(self, node: Element) -> None:
        """Append issuer and nation side by side."""
        self.later(lambda layout: [front.letterhead(self, node, layout.widths)])

    def title(self, node: Element) -> None:
        """Append the title and its rule."""
        self.later(lambda layout: front.title(self, node, layout.widths))

    def contents(self, node: Element) -> None:
        """Append the table of contents."""

        def make(layout: Layout) -> list[Xml]:
            listed = zip(self._headings, layout.pages, strict=True)
            named = [
                (f"_Toc{number:08}", heading, page) for number, (heading, page) in enumerate(listed)
            ]
            return [front.contents(node.text or "", named)]

        self.later(make)

    def closing(self, node: Element) -> None:
        """Append recipients and signature."""
        # A signature never stands on a page without a line of what it signs.
        self.content[-1] = markup.kept_with_next(self.content[-1])
        self.add(*front.closing(self, node))

    def appendix(self, node: Element) -> None:
        """Append an appendix; with the first one, the appendices' own page numbers begin."""
        before, after = node.getprevious(), node.getnext()
        if before is None or before.tag != "appendix":
            self.add(paragraph("Rule", (), self.section()))
        self.blocks(node)
        if after is None:
            self.add(self.section(appendices=True))

    def section(self, *, appendices: bool = False) -> Xml:
        """Write the properties of the report or of its appendices: page, header, page numbers."""
        header = w("headerReference", type="default", **{"r:id": "rIdHeader"})
        numbers: dict[str, str | int] = (
            {"fmt": "upperRoman", "start": 1} if appendices else {"fmt": "decimal"}
        )
        edges = {"top": 1134, "right": 851, "bottom": 1134, "left": 1701}
        return w(
            "sectPr",
            *(header, w("pgSz", w=11906, h=16838)),
            w("pgMar", **edges, header=510, footer=567, gutter=0),
            w("pgNumType", **numbers),
            None if appendices else w("titlePg"),
        )


_KINDS: dict[str, Callable[[Body, Element], None]] = {
    "p": Body.paragraph,
    "pre": Body.preformatted,
    "quote": Body.quote,
    **dict.fromkeys(("h2", "h3", "h4", "h5"), Body.heading),
    "chart": Body.chart,
    "letterhead": Body.letterhead,
    "title": Body.title,
    "contents": Body.contents,
    "closing": Body.closing,
    "appendix": Body.appendix,
}
