"""The letterhead, the title, the contents and the signature of the Word file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from unionlib.report.paper.columns import TEXT_WIDTH
from unionlib.report.paper.tree import Element, pieces
from unionlib.report.word.inline import Inline
from unionlib.report.word.markup import TWIPS, Xml, field, narrowed, paragraph, rule, run, w

LISTED = {"h2": "TOC1", "h3": "TOC2", "h4": "TOC3"}  # the headings in the contents
_LINES = {
    "parent": "LetterheadParent",
    "name": "LetterheadName",
    "country": "LetterheadName",
    "motto": "LetterheadMotto",
    "date": "LetterheadDate",
}
_RULES = {"name": 0.4, "motto": 1.0}  # below which lines, as what share of their length


def letterhead(writer: Inline, node: Element, widths: Mapping[str, float]) -> Xml:
    """Write the issuer's block and the nation's, side by side."""
    right = min(widths.get("country", 250) + 8, TEXT_WIDTH * 0.6)
    rooms = {"issuer": TEXT_WIDTH - right, "nation": right}
    cells = []
    for side, room in rooms.items():
        content: list[Xml] = []
        for line in node.iterfind(f"{side}/p"):
            kind = line.get("class") or ""
            width = widths.get(kind, room)
            settings = narrowed(width, room) if kind in ("parent", "name") else []
            style = _LINES.get(kind, "Letterhead")
            content.append(paragraph(style, writer.inline(line), *settings))
            if kind in _RULES:
                content.append(rule(width * _RULES[kind], room))
        cells.append(content)
    return _frame(list(rooms.values()), cells)


def title(writer: Inline, node: Element, widths: Mapping[str, float]) -> Iterator[Xml]:
    """Yield the kind of the document, what it is about, and the rule below."""
    width = widths.get("title", TEXT_WIDTH)
    for number, part in enumerate(node):
        above = [w("spacing", before=480)] if number == 0 else []
        yield paragraph("Title", writer.inline(part), *above, *narrowed(width, TEXT_WIDTH))
    yield rule(width * 0.4, TEXT_WIDTH)


def contents(name: str, headings: Sequence[tuple[str, Element, str]]) -> Xml:
    """Write the table of contents: a field that Word updates, its entries filled in.

    Parameters
    ----------
    name : str
        What stands above it.
    headings : sequence of tuple
        Each heading's bookmark, the heading, and its page.
    """
    entries = []
    for bookmark, heading, page in headings:
        if heading.tag in LISTED:
            before = f"{heading.get('name')}. " if heading.get("name") else ""
            shown = [
                run(before + _words(heading)),
                run("\t"),
                *field(f"PAGEREF {bookmark} \\h", page),
            ]
            entries.append((LISTED[str(heading.tag)], [w("hyperlink", *shown, anchor=bookmark)]))
    if entries:
        *begin, _, end = field(r'TOC \o "1-3" \h \z \u', "")
        entries[0][1][:0] = begin
        entries[-1][1].append(end)
    listed = [paragraph(style, content) for style, content in entries]
    gallery = w("docPartObj", w("docPartGallery", val="Table of Contents"), w("docPartUnique"))
    above = paragraph("TOCHeading", [run(name)])
    return w("sdt", w("sdtPr", gallery), w("sdtContent", above, *listed))


def closing(writer: Inline, node: Element) -> Iterator[Xml]:
    """Yield the recipients and the signature, side by side on one page."""
    left = [
        paragraph("RecipientsHeading", writer.inline(line))
        for line in node.iterfind("recipients/p")
    ]
    left += [
        paragraph(
            "Recipients", writer.inline(line), w("numPr", w("ilvl", val=0), w("numId", val=2))
        )
        for line in node.iterfind("recipients/*/li/p")
    ]
    lines = node.findall("signature/p")
    signed = any(line.get("class") == "signed" for line in lines)
    right = []
    for line in lines:
        style = "SignatureSigned" if line.get("class") == "signed" else "Signature"
        room = [] if signed or line.get("class") != "name" else [w("spacing", before=1400)]
        right.append(paragraph(style, writer.inline(line), *room))
    yield paragraph("BodyText", (), w("keepNext"))
    yield _frame([TEXT_WIDTH / 2] * 2, [left, right])
    if node.getnext() is None:
        yield paragraph("Rule")  # Word wants a paragraph after a table


def _words(node: Element) -> str:
    """Return a heading's words without its notes."""
    kept = (part for part in pieces(node) if isinstance(part, str) or part.tag != "note")
    return "".join(part if isinstance(part, str) else _words(part) for part in kept).strip()


def _frame(rooms: Sequence[float], cells: Sequence[list[Xml]]) -> Xml:
    """Write a table without borders that holds blocks side by side."""
    widths = [round(room * TWIPS) for room in rooms]
    margins = w("tblCellMar", w("left", w=0, type="dxa"), w("right", w=0, type="dxa"))
    about = [w("tblW", w=sum(widths), type="dxa"), w("tblLayout", type="fixed"), margins]
    places = (
        w("tc", w("tcPr", w("tcW", w=width, type="dxa")), *(content or [paragraph("Normal")]))
        for width, content in zip(widths, cells, strict=True)
    )
    grid = w("tblGrid", *(w("gridCol", w=width) for width in widths))
    return w("tbl", w("tblPr", *about), grid, w("tr", w("trPr", w("cantSplit")), *places))
