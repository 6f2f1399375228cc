"""What is written of one page: PDF and Word, side by side."""

from __future__ import annotations

from collections.abc import Collection
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from unionlib.report.paper import Paper
    from unionlib.report.typeset import Layout

ON_PAPER = frozenset({"pdf", "docx"})


def get_ready(formats: Collection[str], last: Path | None) -> None:
    """Import and prepare what will be needed, while sections run.

    Parameters
    ----------
    formats : collection of str
        What will be written.
    last : Path or None
        The paper that the last run kept, if this one's will be much like it.
    """
    if ON_PAPER.intersection(formats):
        from unionlib.report import rehearsal

        if last:
            rehearsal.begin(last)
        from unionlib.report import docx  # noqa: F401
    from unionlib.report import page  # noqa: F401
    from unionlib.report.exporter import report_exporter

    report_exporter()

    if "pdf" in formats:
        import pikepdf  # noqa: F401


def make_room(formats: Collection[str]) -> None:
    """Free what earlier papers left in memory, before other years are written."""
    if ON_PAPER.intersection(formats):
        from unionlib.report import typeset

        typeset.forget()


def write_formats(page: str, folder: Path, formats: Collection[str], kept: Path) -> None:
    """Write ``report.pdf`` and ``report.docx``, whichever are asked for.

    Parameters
    ----------
    page : str
        The assembled page.
    folder : Path
        Where to write.
    formats : collection of str
        ``pdf`` and ``docx``; others are not written here.
    kept : Path
        Where to keep the paper, for the next run to rehearse.
    """
    if not ON_PAPER.intersection(formats):
        return
    from unionlib.report.paper import read_paper

    for name, content in make_formats(read_paper(page), formats, kept).items():
        (folder / f"report.{name}").write_bytes(content)


def make_formats(
    paper: Paper, formats: Collection[str], kept: Path | None = None
) -> dict[str, bytes]:
    """Return the files by format; the same paper gives the same bytes.

    Typst lays out and draws without Python's lock: the Word file's body is written meanwhile.

    Raises
    ------
    ReportError
        Typst refused the document: it would not be accessible or archivable.
    """
    from unionlib.report import rehearsal, typeset
    from unionlib.report.docx import make_docx
    from unionlib.report.pictures import draw_charts

    rehearsal.end()
    serialized = typeset.serialize(paper)
    made = {}
    with ThreadPoolExecutor(3, "formats") as pool:
        layout = pool.submit(typeset.lay_out, serialized)
        charts = pool.submit(draw_charts, paper.charts if "docx" in formats else ())
        pdf = pool.submit(_pdf, paper, serialized, layout) if "pdf" in formats else None
        if "docx" in formats:
            made["docx"] = make_docx(paper, layout, charts)
        if pdf:
            made["pdf"] = pdf.result()
    if kept:
        rehearsal.keep(serialized, charts.result(), kept)
    return made


def _pdf(paper: Paper, serialized: bytes, layout: Future[Layout]) -> bytes:
    from unionlib.report.tags import tag_row_headers
    from unionlib.report.typeset import to_pdf

    layout.result()  # Typst remembers it; begun beside it, this would lay out all a second time
    day = date.fromisoformat(str(paper.tree.get("date")))
    return tag_row_headers(to_pdf(serialized, day), paper.tree)
