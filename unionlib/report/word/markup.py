"""Small pieces of WordprocessingML: elements, runs, paragraphs, fields, tables' borders.

``w("p", w("r", …), rsid="…")`` writes an element with its attributes, both in Word's
main namespace. The order of children matters to Word: the schema is a sequence.

Markup is text here and not a tree: a report has some 40,000 elements, of which nothing
is asked once they are written.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NewType
from xml.sax.saxutils import escape

# Text that is markup already. What comes from the paper becomes it by way of `escape`.
Xml = NewType("Xml", str)

NAMESPACES = {
    "w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "r": "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    "wp": "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
    "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
    "pic": "http://schemas.openxmlformats.org/drawingml/2006/picture",
}
EMU = 12700  # English metric units in a point
TWIPS = 20  # in a point
# What a reader of XML would turn into spaces in an attribute.
_QUOTED = {'"': "&quot;", "\t": "&#9;", "\n": "&#10;", "\r": "&#13;"}
_KEPT = {"\r": "&#13;"}


def w(tag: str, *children: Xml | None, **attributes: str | int) -> Xml:
    """Write an element of Word's main namespace; other namespaces are named in the call.

    Examples
    --------
    >>> w("jc", val="center")
    '<w:jc w:val="center"/>'
    >>> w("p", w("r"), None, **{"r:id": "a & b"})
    '<w:p r:id="a &amp; b"><w:r/></w:p>'
    """
    return element(
        f"w:{tag}",
        *children,
        **{name if ":" in name else f"w:{name}": value for name, value in attributes.items()},
    )


def element(tag: str, *children: Xml | None, **attributes: str | int) -> Xml:
    """Write an element whose name and attributes are given with their prefixes."""
    start = tag
    for name, value in attributes.items():
        quoted = value if isinstance(value, int) else escape(value, _QUOTED)
        start += f' {name}="{quoted}"'
    inner = "".join(filter(None, children))
    return Xml(f"<{start}>{inner}</{tag}>" if inner else f"<{start}/>")


def part(tag: str, *children: Xml) -> bytes:
    """Write a part of the package: its root, which declares all namespaces."""
    spaces = {f"xmlns:{prefix}": name for prefix, name in NAMESPACES.items()}
    root = w(tag, *children, **spaces)
    return f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n{root}'.encode()


def text(words: str, tag: str = "t") -> Xml:
    """Write an element that holds words, their spaces kept.

    Examples
    --------
    >>> text("a < b ")
    '<w:t xml:space="preserve">a &lt; b </w:t>'
    """
    return w(tag, Xml(escape(words, _KEPT)), **{"xml:space": "preserve"})


def run(words: str, formats: frozenset[str] = frozenset(), size: int = 0) -> Xml:
    """Write a run of text; *formats* are of strong, em, sup; *size* is in points."""
    content: list[Xml] = []
    for number, piece in enumerate(words.split("\t")):
        content += [w("tab")] if number else []
        content += [text(piece)] if piece else []
    return w("r", _properties(formats, size), *content)


def _properties(formats: frozenset[str], size: int) -> Xml | None:
    """Write the properties of a run, or None where there are none."""
    parts: list[Xml] = []
    if "strong" in formats:
        parts += [w("b"), w("bCs")]
    if "em" in formats:
        parts += [w("i"), w("iCs")]
    if size:
        parts += [w("sz", val=2 * size), w("szCs", val=2 * size)]
    if "sup" in formats:
        parts.append(w("vertAlign", val="superscript"))
    return w("rPr", *parts) if parts else None


def paragraph(style: str, content: Iterable[Xml] = (), *settings: Xml) -> Xml:
    """Write a paragraph of a style; *settings* go into its properties, in the schema's order."""
    return w("p", w("pPr", w("pStyle", val=style), *settings), *content)


def kept_with_next(block: Xml) -> Xml:
    """Hold a block on the page of the next one, if it is a :func:`paragraph`.

    Examples
    --------
    >>> kept_with_next(paragraph("Title"))
    '<w:p><w:pPr><w:pStyle w:val="Title"/><w:keepNext/></w:pPr></w:p>'
    """
    if not block.startswith("<w:p>") or "<w:keepNext/>" in block:
        return block
    return Xml(block.replace("/>", "/><w:keepNext/>", 1))  # after its style


def field(instruction: str, shown: str) -> list[Xml]:
    """Write the runs of a field and of what it shows until it is updated."""
    return [
        w("r", w("fldChar", fldCharType="begin")),
        w("r", text(f" {instruction} ", "instrText")),
        w("r", w("fldChar", fldCharType="separate")),
        run(shown),
        w("r", w("fldChar", fldCharType="end")),
    ]


def rule(length: float, room: float) -> Xml:
    """Write a centred horizontal rule of a length, within a block of a width, in points."""
    side = round(max(room - length, 0) / 2 * TWIPS)
    line = w("pBdr", w("top", val="single", sz=6, space=1, color="auto"))
    return paragraph("Rule", (), line, w("ind", left=side, right=side))


def narrowed(width: float, room: float) -> list[Xml]:
    """Return the indents that leave a paragraph a width: its lines then break there."""
    # Hardly any leave: with more, a line might hold a word that is to stand on the next.
    side = int((room - width - 0.5) / 2 * TWIPS)
    return [w("ind", left=side, right=side)] if side > 0 else []


def picture(number: int, relation: str, size: tuple[float, float], alt: str) -> Xml:
    """Write a run that holds a picture; *size* is in points."""
    width, height = (round(length * EMU) for length in size)
    about: dict[str, str | int] = {"id": number, "name": f"Hình {number}", "descr": alt}
    extent = {"cx": width, "cy": height}
    place = element("a:xfrm", element("a:off", x=0, y=0), element("a:ext", **extent))
    shape = element("a:prstGeom", element("a:avLst"), prst="rect")
    pic = element(
        "pic:pic",
        element("pic:nvPicPr", element("pic:cNvPr", **about), element("pic:cNvPicPr")),
        element(
            "pic:blipFill",
            element("a:blip", **{"r:embed": relation}),
            element("a:stretch", element("a:fillRect")),
        ),
        element("pic:spPr", place, shape),
    )
    inline = element(
        "wp:inline",
        element("wp:extent", **extent),
        element("wp:docPr", **about),
        element("a:graphic", element("a:graphicData", pic, uri=NAMESPACES["pic"])),
        **{f"dist{side}": 0 for side in ("T", "B", "L", "R")},
    )
    return w("r", w("drawing", inline))
