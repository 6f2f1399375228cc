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
        By data row: the findings that touch it. A figure is marked where a finding
        touches all rows behind it.
    ids : frozenset of str
        All ids of the page; a finding that is not on it is marked without a link.
    """
    explained = [e for e in main.iter(etree.Element) if e.get("id", "").startswith(PREFIX)]
    # Where the findings are explained, marks would only lead in a circle.
    explaining = {section_of(e) for e in explained}
    titles = {
        str(e.get("id")).removeprefix(PREFIX): "".join(bold.itertext()).rstrip(":")
        for e in explained
        for bold in e.findall("strong")[:1]
    }
    explained_in = next((section_of(e) for e in explained), "")
    touched: dict[str, set[str]] = {}
    for row, names in findings.items():
        for name in names:
            touched.setdefault(name, set()).add(row)
    for datum in list(main.iter("data")):
        kinds = datum.get("class", "").split()
        if "q" not in kinds:
            continue
        # A figure computed from one doubtful number and nine sound ones is not marked: the
        # finding says nothing of it, and marks at every average would hide the ten that count.
        rows = datum.get("data-rows", "").split()
        found = dict.fromkeys(
            name for row in rows for name in findings.get(row, ()) if touched[name].issuperset(rows)
        )
        trace = datum.get("data-trace", "")
        datum.attrib.pop("title", None)  # the notebook's tooltip
        if found and "missing" not in kinds and section_of(datum) not in explaining:
            words = f"Cần đối chiếu: {'; '.join(titles.get(name, name) for name in found)}"
            _mark(datum, list(found), ids, words, explained_in)
            explained_in = ""  # once is enough
            trace = " · ".join(filter(None, [trace, words]))
        if trace:
            datum.attrib.update({"data-trace": trace, "aria-description": trace, "tabindex": "0"})


def _mark(
    datum: HtmlElement, found: Sequence[str], ids: frozenset[str], label: str, section: str
) -> None:
    """Put one mark after a figure; it leads to the first finding and names all.

    The first mark of the page has a note that says which section explains them.
    """
    mark = etree.Element("sup", {"class": "finding"})
    target = next((name for name in found if PREFIX + name in ids), None)
    words = {"aria-label": label}
    if target is None:
        etree.SubElement(mark, "span", {"role": "img", **words}).text = "◊"
    else:
        etree.SubElement(mark, "a", {"href": f"#{PREFIX}{target}", **words}).text = "◊"
    mark.tail, datum.tail = datum.tail, None
    datum.addnext(mark)
    if section:
        note = etree.Element("span", {"class": "footnote"})
        note.text = "Số liệu có dấu ◊ mâu thuẫn với số liệu khác trong báo cáo; xem "
        etree.SubElement(note, "a", {"href": f"#sec-{section}"}).tail = "."
        note.tail, mark.tail = mark.tail, None
        mark.addnext(note)
