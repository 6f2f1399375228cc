"""What stands above an appendix: its number, its name, and the document that it comes with."""

from __future__ import annotations

import re

from lxml import etree

from unionlib.report.paper.tree import Element

_NUMBER = re.compile(r"(Phụ lục [IVXLC]+)\. ")


def set_heads(paper: Element, said: str) -> None:
    """Give each appendix its number on a line of its own, and say what it comes with.

    Parameters
    ----------
    paper : lxml.etree._Element
        The paper, its letterhead and title included.
    said : str
        All words of the page: where they name the issuer, the name is not in capitals.
    """
    lines = _accompanied(paper, said)
    for appendix in paper.iterfind("appendix"):
        heading = appendix.find("h2")
        if heading is None:
            continue
        if numbered := _NUMBER.match(heading.text or ""):
            heading.set("name", numbered[1])
            heading.text = (heading.text or "")[numbered.end() :]
        if lines:
            below = etree.Element("p", {"class": "accompanied"})
            below.text, etree.SubElement(below, "br").tail = lines
            heading.addnext(below)


def _accompanied(paper: Element, said: str) -> tuple[str, str] | None:
    """Return the two lines that name the document, its number and day open where they are."""
    head = {line.get("class"): line.text or "" for line in paper.iterfind("letterhead/*/p")}
    kind = paper.findtext("title/kind")
    day = re.search(r"ngày.*", head.get("date", ""))
    if not (kind and day and head.get("number") and head.get("name")):
        return None
    number = head["number"].removeprefix("Số:")
    written = re.search(re.escape(head["name"]), said, re.IGNORECASE)
    issuer = written[0] if written else head["name"]
    return f"(Kèm theo {kind.capitalize()} số{number}", f"{day[0]} của {issuer})"
