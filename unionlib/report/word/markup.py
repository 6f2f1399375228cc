"""Small pieces of WordprocessingML: elements, runs, paragraphs, fields, tables' borders.

``w("p", w("r", …), rsid="…")`` makes an element with its attributes, both in Word's
main namespace. The order of children matters to Word: the schema is a sequence.
"""

from __future__ import annotations

from collections.abc import Iterable

from lxml import etree

from unionlib.report.paper.tree import Element

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
WP = "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"
A = "http://schemas.openxmlformats.org/drawingml/2006/main"
PIC = "http://schemas.openxmlformats.org/drawingml/2006/picture"
XML_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
NAMESPACES = {"w": W, "r": R, "wp": WP, "a": A, "pic": PIC}
EMU = 12700  # English metric units in a point
TWIPS = 20  # in a point


def w(tag: str, *children: Element | None, **attributes: str | int) -> Element:
    """Make an element of Word's main namespace.

    Examples
    --------
    >>> w("jc", val="center").get(f"{{{W}}}val")
    'center'
    """
    element = etree.Element(f"{{{W}}}{tag}", nsmap={"w": W})
    for name, value in attributes.items():
        element.set(f"{{{W}}}{name}", str(value))
    element.extend(child for child in children if child is not None)
    return element


def run(
    text: str, formats: frozenset[str] = frozenset(), style: str = "", size: int = 0
) -> Element:
    """Make a run of text; *formats* are of strong, em, sup, sub; *size* is in points."""
    element = w("r", properties(formats, style, size))
    for number, piece in enumerate(text.split("\t")):
        if number:
            element.append(w("tab"))
        if piece:
            content = w("t")
            content.text = piece
            content.set(XML_SPACE, "preserve")
            element.append(content)
    return element


def properties(
    formats: frozenset[str] = frozenset(), style: str = "", size: int = 0
) -> Element | None:
    """Make the properties of a run, or None where there are none."""
    parts: list[Element] = []
    if style:
        parts.append(w("rStyle", val=style))
    if "strong" in formats:
        parts += [w("b"), w("bCs")]
    if "em" in formats:
        parts += [w("i"), w("iCs")]
    if size:
        parts += [w("sz", val=2 * size), w("szCs", val=2 * size)]
    for name, value in (("sup", "superscript"), ("sub", "subscript")):
        if name in formats:
            parts.append(w("vertAlign", val=value))
    return w("rPr", *parts) if parts else None


def paragraph(style: str, content: Iterable[Element] = (), *settings: Element) -> Element:
    """Make a paragraph of a style; *settings* go into its properties, in the schema's order."""
    element = w("p", w("pPr", w("pStyle", val=style), *settings))
    element.extend(content)
    return element


def field(instruction: str, shown: str) -> list[Element]:
    """Make the runs of a field and of what it shows until it is updated."""
    code = w("instrText")
    code.text = f" {instruction} "
    code.set(XML_SPACE, "preserve")
    return [
        w("r", w("fldChar", fldCharType="begin")),
        w("r", code),
        w("r", w("fldChar", fldCharType="separate")),
        run(shown),
        w("r", w("fldChar", fldCharType="end")),
    ]


def rule(length: float, room: float) -> Element:
    """Make a centred horizontal rule of a length, within a block of a width, in points."""
    side = round(max(room - length, 0) / 2 * TWIPS)
    line = w("pBdr", w("top", val="single", sz=6, space=1, color="auto"))
    return paragraph("Rule", (), line, w("ind", left=side, right=side))


def narrowed(width: float, room: float) -> list[Element]:
    """Return the indents that leave a paragraph a width: its lines then break there."""
    # Hardly any leave: with more, a line might hold a word that is to stand on the next.
    side = int((room - width - 0.5) / 2 * TWIPS)
    return [w("ind", left=side, right=side)] if side > 0 else []


def picture(number: int, relation: str, size: tuple[float, float], alt: str) -> Element:
    """Make a run that holds a picture; *size* is in points."""
    width, height = (round(length * EMU) for length in size)
    inline = etree.Element(f"{{{WP}}}inline", nsmap=NAMESPACES)
    for side in ("T", "B", "L", "R"):
        inline.set(f"dist{side}", "0")
    etree.SubElement(inline, f"{{{WP}}}extent", cx=str(width), cy=str(height))
    etree.SubElement(inline, f"{{{WP}}}docPr", id=str(number), name=f"Hình {number}", descr=alt)
    graphic = etree.SubElement(inline, f"{{{A}}}graphic")
    data = etree.SubElement(graphic, f"{{{A}}}graphicData", uri=PIC)
    pic = etree.SubElement(data, f"{{{PIC}}}pic")
    about = etree.SubElement(pic, f"{{{PIC}}}nvPicPr")
    etree.SubElement(about, f"{{{PIC}}}cNvPr", id=str(number), name=f"Hình {number}", descr=alt)
    etree.SubElement(about, f"{{{PIC}}}cNvPicPr")
    fill = etree.SubElement(pic, f"{{{PIC}}}blipFill")
    etree.SubElement(fill, f"{{{A}}}blip").set(f"{{{R}}}embed", relation)
    etree.SubElement(etree.SubElement(fill, f"{{{A}}}stretch"), f"{{{A}}}fillRect")
    shape = etree.SubElement(pic, f"{{{PIC}}}spPr")
    place = etree.SubElement(shape, f"{{{A}}}xfrm")
    etree.SubElement(place, f"{{{A}}}off", x="0", y="0")
    etree.SubElement(place, f"{{{A}}}ext", cx=str(width), cy=str(height))
    etree.SubElement(etree.SubElement(shape, f"{{{A}}}prstGeom", prst="rect"), f"{{{A}}}avLst")
    return w("r", w("drawing", inline))
