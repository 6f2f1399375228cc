"""Typst's layout of a paper, which the PDF and the Word file share.

Python only reduces the page to the tree of :mod:`unionlib.report.paper`; how each
part looks is said in ``templates/report.typ``, which reads that tree as data. No
text ever becomes Typst source, so nothing in it needs to be escaped.
"""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from lxml import etree

from unionlib.errors import ReportError
from unionlib.report.fonts import find_face

if TYPE_CHECKING:
    import typst

    from unionlib.report.paper import Paper

TEMPLATE = Path(__file__).parent / "templates" / "report.typ"
# Accessible and archivable at once; Typst refuses what would break either.
STANDARDS: list[typst.PDFStandard] = ["ua-1", "a-2a"]
_AGE = 10  # Typst forgets what more compilations than these have not used


@dataclass(frozen=True)
class Layout:
    """What the layout of a paper tells the Word file, which has none of its own.

    Attributes
    ----------
    pages : sequence of str
        The printed page number of each heading, in order.
    widths : mapping
        The widths in points of the letterhead's lines and of the title.
    """

    pages: Sequence[str]
    widths: Mapping[str, float]


def serialize(paper: Paper) -> bytes:
    """Return a paper as the template reads it: its tree as XML, its charts as SVG."""
    tree = etree.tostring(paper.tree, encoding="unicode")
    return json.dumps({"tree": tree, "charts": paper.charts}).encode()


def lay_out(serialized: bytes) -> Layout:
    """Lay out a paper that :func:`serialize` wrote; most of a PDF's time goes into it.

    Raises
    ------
    ReportError
        Typst refused the document.
    """
    with _told():
        told = json.loads(_compiler(serialized).query("<layout>", field="value", one=True))
    return Layout(told["pages"], dict(told["widths"]))


def to_pdf(serialized: bytes, day: date) -> bytes:
    """Return the PDF of a paper; fast after :func:`lay_out`.

    Parameters
    ----------
    serialized : bytes
        The paper, from :func:`serialize`.
    day : date
        When the document says that it was made: its own date, never the clock's.

    Raises
    ------
    ReportError
        Typst refused the document: it would not be accessible or archivable.
    """
    with _told():
        pdf = _compiler(serialized).compile(
            format="pdf",
            pdf_standards=STANDARDS,
            timestamp=datetime(day.year, day.month, day.day, tzinfo=UTC),
        )
    assert isinstance(pdf, bytes)  # noqa: S101 - one document, not a list of pictures
    return pdf


def forget() -> None:
    """Have Typst forget all papers but the last one.

    It remembers what its last ten compilations used: in a run of many years the papers of
    five, a gigabyte. A compilation of nothing counts as well, and takes a millisecond.
    """
    import typst

    for _ in range(_AGE - 2):  # the last paper's own two are still to come, of PDF and charts
        typst.Compiler(b"", font_paths=fonts()).compile(format="svg")


@contextlib.contextmanager
def _told() -> Iterator[None]:
    """Tell what Typst did not like as an error of the report."""
    import typst

    try:
        yield
    except typst.TypstError as error:
        raise ReportError(
            f"Typst: {error.message}. {' '.join(error.hints)}\n{error.diagnostic}"
        ) from error
    except RuntimeError as error:  # what a query raises
        raise ReportError(f"Typst: {error}") from error


def _compiler(serialized: bytes) -> typst.Compiler:
    """Return Typst with a paper and its typeface before it, good for one call."""
    import typst

    files = {"main.typ": TEMPLATE.read_bytes(), "paper.json": serialized}
    family, _ = find_face()
    # The wheel's own types do not name files in memory, which its documentation does.
    return typst.Compiler(files, font_paths=fonts(), sys_inputs={"face": family})  # type: ignore[type-var]


@cache
def fonts() -> typst.Fonts:
    """Return the fonts that Typst may see: its own, and the folder of the chosen face."""
    import typst

    _, folder = find_face()
    return typst.Fonts(include_system_fonts=False, font_paths=[folder] if folder else [])
