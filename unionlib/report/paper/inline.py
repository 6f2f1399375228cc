"""Inline content: text, emphasis, links, and notes put where their marks stand."""

from __future__ import annotations

import re

from lxml import etree

from unionlib.report.paper.tree import BLOCKS, Element, append, carried, classes, trim

_INLINE = {
    "strong": "strong",
    "b": "strong",
    "em": "em",
    "i": "em",
    "cite": "em",
    "sup": "sup",
    "sub": "sub",
    "code": "code",
    "kbd": "code",
    "br": "br",
}


class Inline:
    """Copies inline content; keeps the ids that something leads to, each once."""

    def __init__(self, root: Element) -> None:
        notes = root.iterfind(".//section[@role='doc-endnotes']//li[@id]")
        self.notes = {str(note.get("id")): note for note in notes}
        self.linked = {str(a.get("href"))[1:] for a in root.iterfind(".//a[@href]")}
        self.ids: set[str] = set()

    def add(self, target: Element, tag: str, source: Element) -> Element:
        """Append an element that keeps the id of its source where something leads to it."""
        element = etree.SubElement(target, tag)
        name = source.get("id") or ""
        if name in self.linked and name not in self.ids:
            self.ids.add(name)
            element.set("id", name)
        return element

    def cell(self, node: Element, target: Element) -> None:
        """Fill a cell; blocks within it become lines."""
        for child in carried(node):
            if not isinstance(child, str) and child.tag in BLOCKS:
                if len(target) or (target.text or "").strip():
                    etree.SubElement(target, "br")
                for part in child.iterfind("li") if child.tag in ("ul", "ol") else [child]:
                    if part.tag == "li" and part.getprevious() is not None:
                        etree.SubElement(target, "br")
                    self.inline(part, target)
            else:
                self.inline_node(child, target)
        trim(target)

    def inline(self, source: Element, target: Element) -> None:
        """Fill a block with the inline content of another."""
        for node in carried(source):
            self.inline_node(node, target)
        trim(target)

    def inline_node(self, node: Element | str, target: Element) -> None:
        """Append text, or an inline element with what it holds."""
        if isinstance(node, str):
            append(target, node)
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
            if "finding" in classes(node):
                element.set("mark", "1")
        else:
            element = target
        name = node.get("id") or ""
        if name in self.linked and name not in self.ids:
            self.ids.add(name)
            etree.SubElement(element, "anchor", id=name)
        for child in carried(node):
            self.inline_node(child, element)

    def note(self, name: str, target: Element) -> None:
        """Put a note's text where its mark stands; a second mark only points to it."""
        note = etree.SubElement(target, "note", name=name)
        if name in self.ids or name not in self.notes:
            note.set("again", "1")
            return
        self.ids.add(name)
        self.cell(self.notes[name], note)
