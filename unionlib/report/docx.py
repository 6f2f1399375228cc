"""The Word file: the assembled page as a document that a clerk would have made.

The package is written directly: its styles, numbering and settings are this
project's own (``templates/word``), its body comes from :mod:`unionlib.report.word`.
What only a layout can tell (page numbers in the contents, the length of a rule under
a line) is taken from Typst's layout of the same paper.
"""

from __future__ import annotations

import io
import zipfile
from concurrent.futures import Future
from pathlib import Path

from lxml import etree

from unionlib.report.paper import Paper
from unionlib.report.paper.tree import Element
from unionlib.report.typeset import Layout
from unionlib.report.word.body import DEPTHS, Body
from unionlib.report.word.markup import NAMESPACES, Xml, field, paragraph, part, run, w

TEMPLATES = Path(__file__).parent / "templates" / "word"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPES = {
    "word/document.xml": "wordprocessingml.document.main",
    "word/styles.xml": "wordprocessingml.styles",
    "word/numbering.xml": "wordprocessingml.numbering",
    "word/settings.xml": "wordprocessingml.settings",
    "word/footnotes.xml": "wordprocessingml.footnotes",
    "word/header.xml": "wordprocessingml.header",
}


def make_docx(paper: Paper, layout: Future[Layout], charts: Future[list[bytes]]) -> bytes:
    """Return the Word file of a paper; the same paper gives the same bytes.

    Parameters
    ----------
    paper : Paper
        The page reduced to what paper carries.
    layout, charts : Future
        The layout of the same paper and the pictures of its charts; they are awaited when
        the body has been written.
    """
    body = Body(paper.tree)
    body.settle(layout.result())
    pictures = charts.result()
    parts: dict[str, bytes] = {
        "[Content_Types].xml": _content_types(),
        "_rels/.rels": _relations(
            ("rId1", "officeDocument", "word/document.xml"),
            ("rId2", f"{_PACKAGE}/relationships/metadata/core-properties", "docProps/core.xml"),
        ),
        "docProps/core.xml": _core(paper.tree),
        "word/document.xml": part("document", w("body", *body.content)),
        "word/footnotes.xml": _footnotes(body.notes),
        "word/header.xml": _header(paper.tree.get("banner") or ""),
        "word/numbering.xml": _numbering(body.starts),
        "word/settings.xml": (TEMPLATES / "settings.xml").read_bytes(),
        "word/styles.xml": (TEMPLATES / "styles.xml").read_bytes(),
        "word/_rels/document.xml.rels": _relations(
            ("rIdStyles", "styles", "styles.xml"),
            ("rIdNumbering", "numbering", "numbering.xml"),
            ("rIdSettings", "settings", "settings.xml"),
            ("rIdFootnotes", "footnotes", "footnotes.xml"),
            ("rIdHeader", "header", "header.xml"),
            *((f"rIdChart{n}", "image", f"media/chart{n + 1}.png") for n in range(len(pictures))),
            *((f"rIdL{n}", "hyperlink", link) for n, link in enumerate(body.links)),
        ),
    }
    parts |= {f"word/media/chart{n + 1}.png": chart for n, chart in enumerate(pictures)}
    return _zip(parts)


def _header(banner: str) -> bytes:
    """Write the header: the page number, and the status of an edition that is not official."""
    lines = [paragraph("Header", field("PAGE", "2"))]
    if banner:
        lines.append(paragraph("Header", [run(banner, frozenset({"strong"}), size=9)]))
    return part("hdr", *lines)


def _footnotes(notes: list[Xml]) -> bytes:
    lines = [("separator", -1), ("continuationSeparator", 0)]
    marks = [w("footnote", w("p", w("r", w(kind))), type=kind, id=number) for kind, number in lines]
    return part("footnotes", *marks, *notes)


def _numbering(starts: list[int]) -> bytes:
    """Write the numbering: that of the template, and a number for each numbered list."""
    end = "</w:numbering>"
    numbers = ""
    for number, start in enumerate(starts, 3):
        # On every level: a list within a list would go on from the one before it.
        levels = (w("lvlOverride", w("startOverride", val=start), ilvl=n) for n in range(DEPTHS))
        numbers += w("num", w("abstractNumId", val=2), *levels, numId=number)
    template = (TEMPLATES / "numbering.xml").read_text("utf-8")
    return template.replace(end, numbers + end).encode()


def _core(tree: Element) -> bytes:
    """Write the document's properties; the day is the document's, never the clock's."""
    spaces = {
        "cp": f"{_PACKAGE}/metadata/core-properties",
        "dc": "http://purl.org/dc/elements/1.1/",
        "dcterms": "http://purl.org/dc/terms/",
        "xsi": "http://www.w3.org/2001/XMLSchema-instance",
    }
    core = etree.Element(f"{{{spaces['cp']}}}coreProperties", nsmap=spaces)
    author = tree.get("author") or ""
    for name, text in (
        ("dc:title", tree.get("title")), ("dc:creator", author), ("cp:lastModifiedBy", author),
        ("dc:language", tree.get("lang")), ("cp:contentStatus", tree.get("banner") or None), ("cp:revision", "1"),
        ("dcterms:created", f"{tree.get('date')}T00:00:00Z"), ("dcterms:modified", f"{tree.get('date')}T00:00:00Z"),
    ):  # fmt: skip
        if text is not None:
            prefix, local = name.split(":")
            element = etree.SubElement(core, f"{{{spaces[prefix]}}}{local}")
            element.text = text
            if prefix == "dcterms":
                element.set(f"{{{spaces['xsi']}}}type", "dcterms:W3CDTF")
    return _xml(core)


def _content_types() -> bytes:
    types = etree.Element("Types", xmlns=f"{_PACKAGE}/content-types")
    for extension, kind in (
        ("rels", "application/vnd.openxmlformats-package.relationships+xml"), ("xml", "application/xml"), ("png", "image/png"),
    ):  # fmt: skip
        etree.SubElement(types, "Default", Extension=extension, ContentType=kind)
    for path, kind in _TYPES.items():
        name = f"application/vnd.openxmlformats-officedocument.{kind}+xml"
        etree.SubElement(types, "Override", PartName=f"/{path}", ContentType=name)
    kind = "application/vnd.openxmlformats-package.core-properties+xml"
    etree.SubElement(types, "Override", PartName="/docProps/core.xml", ContentType=kind)
    return _xml(types)


def _relations(*relations: tuple[str, str, str]) -> bytes:
    root = etree.Element("Relationships", xmlns=f"{_PACKAGE}/relationships")
    for name, kind, target in relations:
        address = kind if "/" in kind else f"{NAMESPACES['r']}/{kind}"
        relation = etree.SubElement(root, "Relationship", Id=name, Type=address, Target=target)
        if kind == "hyperlink":
            relation.set("TargetMode", "External")
    return _xml(root)


def _xml(root: Element) -> bytes:
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


def _zip(parts: dict[str, bytes]) -> bytes:
    """Pack the parts; neither order nor time of day differ from run to run."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            about = zipfile.ZipInfo(name)  # its time is the first of January 1980
            about.compress_type = (
                zipfile.ZIP_STORED if name.endswith(".png") else zipfile.ZIP_DEFLATED
            )
            about.external_attr = 0o644 << 16
            about.create_system = 3
            archive.writestr(about, content)
    return packed.getvalue()
