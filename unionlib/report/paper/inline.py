"""Inline content: text, emphasis, links, and notes put where their marks stand."""

from __future__ import annotations

import re

from lxml import etree

from unionlib.report.paper.tree import Element, append, carried, classes, trim

_KEPT = {"strong", "em", "sup", "code", "br"}  # with their names; others give way to their words


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
        if name := self._claim(source):
            element.set("id", name)
        return element

    def inline(self, source: Element, target: Element) -> None:
        """Fill a block or a cell with the inline content of another."""
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
        elif node.tag in _KEPT:
            element = etree.SubElement(target, str(node.tag))
            if "finding" in classes(node):
                element.set("mark", "1")
        else:
            element = target
        if name := self._claim(node):
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
        self.inline(self.notes[name], note)

    def _claim(self, source: Element) -> str:
        """Return an element's id where something leads to it, and only once; else ``""``."""
        name = source.get("id") or ""
        if name not in self.linked or name in self.ids:
            return ""
        self.ids.add(name)
        return name
