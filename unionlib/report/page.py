"""The assembled page: executed notebooks in, one self-contained HTML document out.

The straight line: :mod:`merge` joins the notebooks and numbers their headings,
:mod:`exporter` takes the one notebook through nbconvert, and what only the whole
page knows is filled in afterwards: numbers of tables (:mod:`exhibits`), references
and notes (:mod:`references`), traces (:mod:`tracing`).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple

from lxml import etree, html

from unionlib.periods import named_years
from unionlib.report.administrative import administrative
from unionlib.report.drawings import put_back
from unionlib.report.exhibits import number_exhibits, settle_ids
from unionlib.report.merge import Merged, Source, merge, read_sources
from unionlib.report.numbering import Heading, Ids
from unionlib.report.references import (
    Targets,
    check_page,
    fill_references,
    ids_of,
    move_footnotes,
)
from unionlib.report.tracing import make_traceable

CONTENTS_DEPTH = 3
# What no format can hold, nor anybody read: printed by a cell, or written as an entity.
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_COUNTED = re.compile(r"(?<=\d) (?=[^\W\d])")
_NO_FINDINGS: Mapping[str, Sequence[str]] = MappingProxyType({})


class Section(NamedTuple):
    """A section of the report: its name and its executed notebook, ``NN_name.ipynb``."""

    name: str
    notebook: Path


@dataclass(frozen=True)
class Page:
    """The page and what it printed.

    Parameters
    ----------
    html : str
        The whole document.
    tables : dict of str to str
        CSV text by file name, byte order mark and line ends included.
    figures : list of dict
        Every printed figure as its notebook gave it, with its ``section`` and its
        ``place``: the id of the table or heading where a reader finds it.
    """

    html: str
    tables: dict[str, str]
    figures: list[dict[str, Any]]

    def write(self, folder: Path) -> None:
        """Write ``report.html`` and ``tables/*.csv`` into a folder that has neither."""
        (folder / "report.html").write_text(self.html, "utf-8")
        (folder / "tables").mkdir()
        for name, text in self.tables.items():
            (folder / "tables" / name).write_text(text, "utf-8", newline="")


def build_page(
    sections: Sequence[Section],
    edition: Mapping[str, Any],
    findings: Mapping[str, Sequence[str]] = _NO_FINDINGS,
    outline: Sequence[Path] = (),
    lacking: str = "",
) -> Page:
    """Assemble the page.

    Parameters
    ----------
    sections : sequence of Section
        In order. A notebook whose file name begins with 90 or more is an appendix.
    edition : Mapping[str, Any]
        The parsed ``edition.toml``.
    findings : Mapping[str, Sequence[str]]
        By data row (``2019/observations/workforce.csv:41``): ids of findings. A
        figure all of whose rows a finding touches gets a mark that leads to ``#finding-ID``.
    outline : sequence of Path
        All notebooks in order, so that numbers stay right when only some sections
        are shown. Where they have outputs, the numbers of tables stay right as well.
    lacking : str
        Whose figures the province's totals are without: every page of a draft says so.

    Raises
    ------
    ReportError
        A reference leads nowhere, a heading skips a level, or an output would run
        or fetch something.
    """
    from unionlib.report.exporter import report_exporter

    ids = Ids(("noi-dung", "muc-luc"))
    sources = read_sources(sections, outline, named_years(int(edition["year"])))
    merged = merge(sources, ids)
    resources = {
        "unionlib": administrative(edition, lacking) | _structure(sources, merged.headings)
    }
    text, _ = report_exporter().from_notebook_node(merged.notebook, resources)
    return _finish(text, sources, merged, findings, ids)


def _finish(
    text: str,
    sources: Sequence[Source],
    merged: Merged,
    findings: Mapping[str, Sequence[str]],
    ids: Ids,
) -> Page:
    """Fill in what only the whole page knows."""
    text = _CONTROL.sub("", text)
    root = html.document_fromstring(text, parser=_parser())
    main = next(root.iter("main"))
    outputs: list[Any] = [div for div in main.iter("div") if "data-output" in div.attrib]
    renamed = settle_ids(outputs, merged, ids)
    labels, tables = number_exhibits(main, sources, merged)
    for wrapper in outputs:
        wrapper.drop_tag()
    drawings = [_CONTROL.sub("", svg) for svg in merged.drawings]
    drawn = (name for svg in drawings for name in re.findall(r'\bid="([^"]+)"', svg))
    here = frozenset([*ids_of(root), *drawn])
    make_traceable(main, findings, here)
    partial = not all(source.shown for source in sources)
    fill_references(main, Targets(merged.headings, labels, renamed, here, partial))
    move_footnotes(main)
    _hold_hyphens(main)
    _hold_units(main)
    check_page(root, drawings)
    written = html.tostring(root, encoding="unicode", doctype="<!doctype html>")
    figures = [
        {**figure, "section": output.section, "place": output.place}
        for output in merged.outputs
        for figure in output.about.get("figures", [])
    ]
    return Page(put_back(written, drawings) + "\n", tables, figures)


def _parser() -> html.HTMLParser:
    parser = html.HTMLParser(encoding=None, huge_tree=True)
    # Of lxml.html's own classes none is needed, and looking for them takes a call for each element.
    parser.set_element_class_lookup(etree.ElementDefaultClassLookup(element=html.HtmlElement))
    return parser


def _hold_hyphens(main: html.HtmlElement) -> None:
    """Let no line begin with the hyphen of “văn hóa - xã hội”: it would look like an item."""
    said = ".//text()[contains(., ' - ')][not(ancestor::pre or ancestor::code)]"
    for text in main.xpath(said):
        place = "tail" if text.is_tail else "text"
        setattr(text.getparent(), place, text.replace(" - ", "\u00a0- "))


def _hold_units(main: html.HtmlElement) -> None:
    """Let no line end between a figure and the word after it: “549,6” above “triệu” is another sum."""
    for figure in main.iter("data"):
        figure.text = _COUNTED.sub("\u00a0", figure.text or "")
        last = figure
        while not last.tail and (mark := last.getnext()) is not None and mark.tag == "sup":
            last = mark
        if last.tail and figure.text[-1:].isdigit() and _COUNTED.match("0" + last.tail, 1):
            last.tail = "\u00a0" + last.tail[1:]


def _structure(sources: Sequence[Source], headings: Sequence[Heading]) -> dict[str, Any]:
    """Return the sections with the headings that stand above them, and the contents."""
    sections: list[dict[str, Any]] = []
    listed: list[Heading] = []
    path: list[Heading] = []
    for source in sources:
        own = [heading for heading in headings if heading.section == source.name]
        # Run alone, "2.1" still stands below "II." and "2.".
        above = [h for h in path if own and h.level < own[0].level and h not in listed]
        for heading in own:
            path = [*(h for h in path if h.level < heading.level), heading]
        if source.shown:
            listed += [*above, *own]
            title = own[0].text if own else source.name
            sections.append(
                {"name": source.name, "appendix": source.appendix, "above": above, "title": title}
            )
    return {"sections": sections, "contents": _contents(listed)}


def _contents(headings: Sequence[Heading]) -> list[dict[str, Any]]:
    root: list[dict[str, Any]] = []
    below = [root]
    for heading in headings:
        if heading.level > CONTENTS_DEPTH:
            continue
        entry = {"id": heading.id, "number": heading.number, "text": heading.text, "below": []}
        del below[heading.level :]
        below[-1].append(entry)
        below.append(entry["below"])  # type: ignore[arg-type]
    return root
