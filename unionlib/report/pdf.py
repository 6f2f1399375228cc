"""The PDF: the assembled page, set by Typst in the layout of Decree 30/2020/NĐ-CP.

Python only reduces the page to the tree of :mod:`unionlib.report.paper`; how each
part looks is said in ``templates/report.typ``, which reads that tree as XML. No
text ever becomes Typst source, so nothing in it needs to be escaped.
"""

from __future__ import annotations

from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from lxml import etree

from unionlib.errors import ReportError
from unionlib.report.fonts import find_face
from unionlib.report.paper import Paper, read_paper
from unionlib.report.tags import tag_row_headers

if TYPE_CHECKING:
    import typst

TEMPLATE = Path(__file__).parent / "templates" / "report.typ"
# Accessible and archivable at once; Typst refuses what would break either.
STANDARDS: list[typst.PDFStandard] = ["ua-1", "a-2a"]


def write_pdf(html: str, path: Path) -> None:
    """Write the assembled page as PDF/UA-1 and PDF/A-2a.

    Parameters
    ----------
    html : str
        The assembled page.
    path : Path
        The file to write.

    Raises
    ------
    ReportError
        Typst refused the document: it would not be accessible or archivable.
    """
    path.write_bytes(make_pdf(read_paper(html)))


def make_pdf(paper: Paper) -> bytes:
    """Return the PDF of a paper; the same paper gives the same bytes."""
    import typst

    year, month, day = map(int, str(paper.tree.get("date")).split("-"))
    try:
        pdf = compiler(paper).compile(
            format="pdf", pdf_standards=STANDARDS, timestamp=datetime(year, month, day, tzinfo=UTC)
        )
    except typst.TypstError as error:
        raise ReportError(
            f"Typst: {error.message}. {' '.join(error.hints)}\n{error.diagnostic}"
        ) from error
    assert isinstance(pdf, bytes)  # noqa: S101 - one document, not a list of pictures
    return tag_row_headers(pdf, paper.tree)


@lru_cache(maxsize=1)
def compiler(paper: Paper) -> typst.Compiler:
    """Return Typst with the paper, its charts and its typeface laid out before it.

    The last one is kept: PDF and Word ask for the same layout, which takes most of the time.
    """
    import typst

    for chart in paper.tree.iter("chart"):
        if chart.find("svg") is None:
            etree.SubElement(chart, "svg").text = paper.charts[int(chart.get("n") or 0)]
    family, folder = find_face()
    return typst.Compiler(
        TEMPLATE,
        ignore_system_fonts=True,
        font_paths=[folder] if folder else [],
        sys_inputs={"paper": etree.tostring(paper.tree, encoding="unicode"), "face": family},
    )
