"""What is written of one page: PDF and Word, side by side."""

from __future__ import annotations

from collections.abc import Collection
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path


def get_ready(formats: Collection[str]) -> None:
    """Import what will be needed, while sections run and this process has nothing to do."""
    from unionlib.report import exporter, page  # noqa: F401

    if {"pdf", "docx"}.intersection(formats):
        from unionlib.report import docx  # noqa: F401
        from unionlib.report.fonts import find_face

        find_face()
    if "pdf" in formats:
        import pikepdf  # noqa: F401


def write_formats(page: str, folder: Path, formats: Collection[str]) -> None:
    """Write ``report.pdf`` and ``report.docx``, whichever are asked for.

    Both rest on one layout by Typst. It computes without Python's lock, so that the
    pictures of the Word file are drawn beside it.

    Parameters
    ----------
    page : str
        The assembled page.
    folder : Path
        Where to write.
    formats : collection of str
        ``pdf`` and ``docx``; others are not written here.
    """
    if not {"pdf", "docx"}.intersection(formats):
        return
    from unionlib.report.docx import draw_charts, make_docx
    from unionlib.report.paper import read_paper
    from unionlib.report.pdf import make_pdf

    paper = read_paper(page)
    with ThreadPoolExecutor(1, "charts") as pool:
        drawn = pool.submit(draw_charts, paper.charts) if "docx" in formats else None
        if "pdf" in formats:
            (folder / "report.pdf").write_bytes(make_pdf(paper))
        if drawn is not None:
            (folder / "report.docx").write_bytes(make_docx(paper, drawn.result()))
