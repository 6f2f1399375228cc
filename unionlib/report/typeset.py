"""Typst's layout of a paper, which the PDF and the Word file share.

Python only reduces the page to the tree of :mod:`unionlib.report.paper`; how each
part looks is said in ``templates/report.typ``, which reads that tree as data. No
text ever becomes Typst source, so nothing in it needs to be escaped.
"""

from __future__ import annotations

import contextlib
import json
import re
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
# How Typst names a letter that no typeface has; a mark or a selector after it is not named.
_MISSING = re.compile('the text `"(.+?)"` could not be displayed')
_MARKS = "[\u20d0-\u20ff\ufe00-\ufe0f]*"
_AROUND = 30  # letters that are told before and after
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
        Typst refused the document: it would not be accessible or archivable, or no typeface
        has a letter of it.
    """
    with _told(), _letters_told(serialized):
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


@contextlib.contextmanager
def _letters_told(serialized: bytes) -> Iterator[None]:
    """Tell which letters no typeface has, each with the words around it."""
    import typst

    try:
        yield
    except typst.TypstError as error:
        letters = dict.fromkeys(_MISSING.findall(error.diagnostic))
        if not letters:
            raise
        content = json.loads(serialized)
        parts = [etree.fromstring(part) for part in (content["tree"], *content["charts"])]
        text = " ".join(" ".join(str(said) for part in parts for said in part.itertext()).split())
        lines = "".join(f"\n  {_place(letter, text)}" for letter in letters)
        raise ReportError(
            "không lập được bản PDF, vì phông chữ không có các ký tự dưới đây; hãy thay chúng trong dữ liệu, "
            f"hoặc chỉ lập trang HTML, bản Word (--format html, --format docx):{lines}"
        ) from error


def _place(letter: str, text: str) -> str:
    """Return a letter as Typst names it, with its codes and the first words that have it."""
    letter = re.sub(r"\\u\{(\w+)\}", lambda code: chr(int(code[1], 16)), letter)
    found = max(
        re.finditer(re.escape(letter) + _MARKS, text), key=lambda m: len(m[0]), default=None
    )
    whole = found[0] if found else letter
    codes = " ".join(f"U+{ord(each):04X}" for each in whole)
    if not found:
        return f"{whole} ({codes})"
    around = text[max(0, found.start() - _AROUND) : found.end() + _AROUND].strip()
    return f"{whole} ({codes}): “…{around}…”"


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
