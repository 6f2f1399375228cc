"""References and notes of the assembled page, and the checks before it goes out."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from lxml import etree

from unionlib.errors import ReportError
from unionlib.report.numbering import slug

if TYPE_CHECKING:
    from lxml.html import HtmlElement

    from unionlib.report.numbering import Heading

_LOADING = ("src", "srcset", "poster", "background", "data", "action", "formaction", "ping")
_FORBIDDEN = {"script", "iframe", "object", "embed", "base", "form", "foreignobject"}
_ADDRESS = re.compile(r"#|https?://|mailto:|data:text/csv;")
# In a drawing: whatever runs, or would be fetched.
_UNSAFE_DRAWING = re.compile(
    r"""<script|<foreignObject|\son\w+\s*=|href\s*=\s*["'](?!#|data:image/)|"""
    r"""url\(\s*["']?(?!#|data:)|@import""",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Targets:
    """What references can lead to.

    Parameters
    ----------
    headings : sequence of Heading
        All headings of the document, shown or not.
    labels : Mapping[str, str]
        How tables and charts are named, by id: ``Bảng 3``.
    renamed : Mapping[tuple[str, str], str]
        By section and id as written: the id now.
    ids : frozenset of str
        All ids of the page.
    partial : bool
        Whether sections are missing; then a target may be missing too.
    """

    headings: Sequence[Heading]
    labels: Mapping[str, str]
    renamed: Mapping[tuple[str, str], str]
    ids: frozenset[str]
    partial: bool

    def find(self, section: str, name: str) -> tuple[str, str]:
        """Return the id and the words for a reference; ``""`` for what is not there."""
        if name.startswith("sec-"):
            heading = self._heading(section, name.removeprefix("sec-"))
            if heading is None:
                return "", "mục khác"
            return (heading.id if heading.id in self.ids else ""), heading.place
        found = self.renamed.get((section, name), name)
        if found not in self.ids:
            return "", {"tbl-": "bảng", "fig-": "hình"}.get(name[:4], "mục") + " ở phần khác"
        places = {heading.id: heading.place for heading in self.headings}
        return found, self.labels.get(found) or places.get(found) or found

    def _heading(self, section: str, name: str) -> Heading | None:
        """Find a heading by its words, first in the same section, by its id, or by its section's name."""
        near = [h for h in self.headings if h.section == section and slug(h.text) == name]
        far = [h for h in self.headings if h.id == name]
        whole = [h for h in self.headings if h.section == name]
        return next(iter([*near, *far, *whole]), None)


def fill_references(main: HtmlElement, targets: Targets) -> None:
    """Give every empty reference its words and check where all of them lead.

    Raises
    ------
    ReportError
        With every reference to what is not there, by section and target.
    """
    faults = []
    for link in list(main.iter("a")):
        href = link.get("href", "")
        if not href.startswith("#"):
            continue
        section = section_of(link)
        target, words = targets.find(section, href[1:])
        if not "".join(link.itertext()).strip():
            link.text = words
        if target:
            link.set("href", f"#{target}")
        elif targets.partial:
            link.drop_tag()
        else:
            faults.append(f"mục '{section}' dẫn đến '{href}', không có trong báo cáo")
    if faults:
        raise ReportError("Tham chiếu không có đích: " + "; ".join(faults) + ".")


def section_of(element: HtmlElement) -> str:
    """Return the name of the section that an element stands in."""
    return next((s.get("data-section", "") for s in element.iterancestors("section")), "")


def move_footnotes(main: HtmlElement) -> None:
    """Move the notes to the end of the document, numbered; leave a mark at each place."""
    notes = next(
        section for section in main.iter("section") if section.get("role") == "doc-endnotes"
    )
    for span in list(main.iter("span")):
        if "footnote" not in span.get("class", "").split():
            continue
        n = len(notes[0]) + 1
        mark = etree.Element("sup", {"class": "fn"})
        link = etree.SubElement(
            mark, "a", {"id": f"fnref-{n}", "href": f"#fn-{n}", "role": "doc-noteref"}
        )
        link.text = str(n)
        parent = span.getparent()
        assert parent is not None  # noqa: S101 - it stands in main
        mark.tail, span.tail = span.tail, None
        parent.replace(span, mark)
        note = etree.SubElement(notes[0], "li", {"id": f"fn-{n}"})
        note.text = span.text
        note.extend(list(span))
        back = etree.SubElement(note, "a", {"href": f"#fnref-{n}", "role": "doc-backlink"})
        back.set("aria-label", f"Trở về chỗ đánh dấu chú thích {n}")
        back.text = "↩"
        before = back.getprevious()
        if before is not None:
            before.tail = f"{before.tail or ''} "
        else:
            note.text = f"{note.text or ''} "
    if not len(notes[0]):
        notes.drop_tree()


def ids_of(root: HtmlElement) -> list[str]:
    """Return the ids of a page's elements, in order."""
    found: Any = root.xpath("//@id")
    return [str(name) for name in found if name]


def check_page(root: HtmlElement, drawings: Iterable[str]) -> None:
    """Refuse a page that would run or fetch anything, or that uses an id twice.

    Raises
    ------
    ReportError
        Naming the section and the element.
    """
    faults = [f"id '{name}' có hai lần" for name, n in Counter(ids_of(root)).items() if n > 1]
    for element in root.iter(etree.Element):
        tag = str(element.tag)
        reasons = [tag] if tag in _FORBIDDEN else []
        for name, value in element.attrib.items():
            loads = name in _LOADING or (tag == "link" and name == "href")
            if name.startswith("on") or (loads and not value.startswith("data:")):
                reasons.append(f"{tag} {name}")
            if tag == "a" and name == "href" and not _ADDRESS.match(value):
                reasons.append(f"{tag} {name}='{value}'")
            if name == "style" and "url(" in value:
                reasons.append(f"{tag} style")
        faults += [f"mục '{section_of(element)}': {reason}" for reason in reasons]
    unsafe = (_UNSAFE_DRAWING.search(_without_words(svg)) for svg in drawings)
    faults += [f"hình: {found.group().strip()}" for found in unsafe if found]
    if faults:
        raise ReportError("Trang không đứng riêng một mình được: " + "; ".join(faults) + ".")


def _without_words(svg: str) -> str:
    """Return a drawing's markup alone: its words may say anything."""
    try:
        root = etree.fromstring(svg)
    except etree.XMLSyntaxError:  # where words end, only a browser could tell
        return svg
    for element in root.iter():
        element.tail = None
        if not str(element.tag).endswith("style"):
            element.text = None
    return etree.tostring(root, encoding="unicode")
