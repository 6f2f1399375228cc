"""Figures that say where they come from, without scripts.

The tooltip is drawn by the style sheet from ``data-trace``, so that it is in no
copied text. For a screen reader the same words stand in ``aria-description``: it is
read when a figure gets the focus and not while the text is read on, where a
``title`` would be read by some readers at every figure, by others never, and would
show a second tooltip beside the first.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from lxml import etree

from unionlib.report.references import section_of

if TYPE_CHECKING:
    from lxml.html import HtmlElement

PREFIX = "finding-"


def make_traceable(
    main: HtmlElement, findings: Mapping[str, Sequence[str]], ids: frozenset[str]
) -> None:
    """Let every figure take the focus and describe itself; mark those with findings.

    Parameters
    ----------
    main : HtmlElement
        The body of the page.
    findings : Mapping[str, Sequence[str]]
        By data row: the findings that touch it.
    ids : frozenset of str
        All ids of the page; a finding that is not on it is marked without a link.
    """
    # Where the findings are explained, marks would only lead in a circle.
    explaining = {
        section_of(e) for e in main.iter(etree.Element) if e.get("id", "").startswith(PREFIX)
    }
    for datum in list(main.iter("data")):
        if "q" not in datum.get("class", "").split():
            continue
        found = dict.fromkeys(
            name for row in datum.get("data-rows", "").split() for name in findings.get(row, ())
        )
        trace = datum.get("data-trace", "")
        datum.attrib.pop("title", None)
        if found and section_of(datum) not in explaining:
            _mark(datum, list(found), ids)
            trace = " · ".join(filter(None, [trace, f"Cần đối chiếu: {', '.join(found)}"]))
        if trace:
            datum.attrib.update({"data-trace": trace, "aria-description": trace, "tabindex": "0"})


def _mark(datum: HtmlElement, found: Sequence[str], ids: frozenset[str]) -> None:
    """Put one mark after a figure; it leads to the first finding and names all."""
    mark = etree.Element("sup", {"class": "finding screen"})
    target = next((name for name in found if PREFIX + name in ids), None)
    words = {"aria-label": f"Cần đối chiếu: {', '.join(found)}"}
    if target is None:
        etree.SubElement(mark, "span", {"role": "img", **words}).text = "◊"
    else:
        etree.SubElement(mark, "a", {"href": f"#{PREFIX}{target}", **words}).text = "◊"
    mark.tail, datum.tail = datum.tail, None
    datum.addnext(mark)
