"""Tables and charts of the assembled page: ids, numbers, captions."""

from __future__ import annotations

import base64
import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from lxml import etree

from unionlib.export import csv_text
from unionlib.show.markup import about

if TYPE_CHECKING:
    from lxml.html import HtmlElement

    from unionlib.report.merge import Merged, Source
    from unionlib.report.numbering import Ids

SHORT = 22  # letters of a cell that is not broken where there is room
LONG = 20  # letters beyond which the heading of a column of figures asks for some width


def settle_ids(
    outputs: Sequence[HtmlElement], merged: Merged, ids: Ids
) -> dict[tuple[str, str], str]:
    """Make the ids within all outputs unique in the page.

    Parameters
    ----------
    outputs : sequence of HtmlElement
        The element around each output, in order.
    merged : Merged
        Drawings are renamed in place.
    ids : Ids
        Ids taken so far.

    Returns
    -------
    dict
        By section and id as the section wrote it: the id that it has now.
    """
    now: dict[tuple[str, str], str] = {}
    for wrapper, output in zip(outputs, merged.outputs, strict=True):
        for element in wrapper.iter("*"):
            if name := element.get("id"):
                new = ids.new(name)
                now.setdefault((output.section, name), new)
                element.set("id", new)
        for svg in wrapper.iter("svg"):
            n = int(svg.get("data-n", ""))
            names = re.findall(r'\bid="([^"]+)"', merged.drawings[n])
            renamed = {name: new for name in names if (new := ids.new(name)) != name}
            merged.drawings[n] = _rename(merged.drawings[n], renamed)
    return now


def _rename(svg: str, renamed: Mapping[str, str]) -> str:
    """Rename ids in a drawing, and what refers to them."""
    if not renamed:
        return svg
    name = r'[^"\s)]+'

    def ids(match: re.Match[str]) -> str:
        words = (renamed.get(word, word) for word in match[2].split())
        return match[1] + " ".join(words) + match[3]

    svg = re.sub(rf'(\b(?:id|aria-labelledby|aria-describedby)=")({name}(?: {name})*)(")', ids, svg)
    svg = re.sub(rf'(\bhref="#)({name})(")', ids, svg)
    return re.sub(rf"(url\(#)({name})(\))", ids, svg)


def number_exhibits(
    main: HtmlElement, sources: Sequence[Source], merged: Merged
) -> tuple[dict[str, str], dict[str, str]]:
    """Give tables and charts their numbers through the document; attach each table's CSV file.

    Returns
    -------
    labels : dict
        How a reference names each: ``{"tbl-funds": "Bảng 3"}``.
    tables : dict
        CSV text by file name.
    """
    labels: dict[str, str] = {}
    tables: dict[str, str] = {}
    counts = {"table": 0, "chart": 0}
    sections = {section.get("data-section"): section for section in main.iter("section")}
    for source in sources:
        if not source.shown:
            # Numbers go on after a section that is not shown, if its outputs are known.
            for cell in source.notebook.cells:
                for output in cell.get("outputs", []):
                    kind = about(output.get("data", {})).get("kind")
                    if kind in counts:
                        counts[kind] += 1
            continue
        for wrapper in list(sections[source.name].iter("div")):
            if "data-output" not in wrapper.attrib:
                continue
            output = merged.outputs[int(wrapper.attrib["data-output"])]
            for figure in list(wrapper.iter("figure")):
                kind = "table" if "table" in figure.get("class", "").split() else "chart"
                counts[kind] += 1
                label = f"{'Bảng' if kind == 'table' else 'Hình'} {counts[kind]}"
                name = figure.get("id", "")
                labels[name] = label
                _number_caption(figure, label, f"{name}-caption")
                if kind == "table":
                    output.place = name
                    _let_scroll(figure, f"{name}-caption")
                    _align(figure)
                    file = f"{name.removeprefix('tbl-')}.csv"
                    tables[file] = csv_text(output.about.get("table", {}))
                    _attach(figure, file, tables[file], label)
    return labels, tables


def _number_caption(figure: HtmlElement, label: str, name: str) -> None:
    """Put the number before the caption, which gets an id."""
    caption = next(figure.iter("caption", "figcaption"))
    number = etree.Element("span", {"class": "number"})
    number.text = f"{label}."
    number.tail = f" {caption.text or ''}"
    caption.text = None
    caption.insert(0, number)
    caption.set("id", name)


def _let_scroll(figure: HtmlElement, name: str) -> None:
    """Put a table, which may be too wide, into a group that can scroll; its caption names it.

    Charts are drawn for several widths: the style sheet shows the one that fits.
    """
    about = {"class": "scroll", "role": "group", "tabindex": "0", "aria-labelledby": name}
    scroll = etree.Element("div", about)
    body = figure[0]
    figure.insert(0, scroll)
    scroll.append(body)


def _attach(figure: HtmlElement, file: str, text: str, label: str) -> None:
    """Add the download to a table.

    The file is in the link itself, so that it is there when the page is mailed alone.
    """
    packed = base64.b64encode(text.encode()).decode()
    link = etree.Element("a", {"class": "csv", "download": file})
    link.set("href", f"data:text/csv;charset=utf-8;base64,{packed}")
    link.set("aria-label", f"CSV: {label}")
    link.text = "CSV"
    # Before the lines on unit and source: it floats beside the first of them.
    figure.insert(1, link)


def _align(figure: HtmlElement) -> None:
    """Mark columns of words, whose headings stand on the left and short words on one line.

    And long headings of figures, which lines of one word would make tall.
    """
    for cell in figure.iter("th", "td"):
        cell.attrib.pop("style", None)  # the notebook's, which has no style sheet
    head, body = next(figure.iter("thead"), None), next(figure.iter("tbody"), None)
    if head is None or body is None or not len(head) or not len(body):
        return
    for place, (title, first) in enumerate(zip(head[-1], body[0], strict=False)):
        if first.tag != "td" or "num" in first.get("class", "").split():
            if place and len(title.text_content()) > LONG:
                title.set("class", "long")
            continue
        title.set("class", "words")
        cells = [row[place] for row in body if len(row) > place]
        if all(len(cell.text_content()) <= SHORT for cell in cells):
            for cell in cells:
                cell.set("class", "short")
