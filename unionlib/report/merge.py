"""Many executed notebooks become one, with every heading numbered.

Of a cell's outputs only those of the project's own mime type are printed, and trusted as
HTML: of any other nobody could trace the figures. Their drawings are set aside before
anything parses the page (:mod:`unionlib.report.drawings`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from textwrap import shorten
from typing import TYPE_CHECKING, Any

from unionlib.errors import ReportError
from unionlib.report.drawings import take_out
from unionlib.report.lean_imports import lean_imports
from unionlib.report.markdown import Title, pictures, titles
from unionlib.report.numbering import Heading, Ids, number_headings
from unionlib.report.volatile import strip_volatile
from unionlib.show.markup import about

if TYPE_CHECKING:
    from nbformat import NotebookNode

FIRST_APPENDIX = 90


@dataclass(frozen=True)
class Source:
    """A notebook of the outline: executed and shown, or only counted."""

    name: str
    appendix: bool
    notebook: NotebookNode
    shown: bool


@dataclass
class Output:
    """A trusted output: where it stands and what it says of itself.

    ``place`` is the id at which a reader finds it: its table, else its heading.
    """

    section: str
    place: str
    about: Mapping[str, Any]


@dataclass
class Merged:
    """The one notebook, and what was learnt on the way."""

    notebook: NotebookNode
    headings: list[Heading]
    outputs: list[Output] = field(default_factory=list)
    drawings: list[str] = field(default_factory=list)


def read_sources(
    sections: Sequence[tuple[str, Path]], outline: Sequence[Path], years: Mapping[str, str]
) -> list[Source]:
    """Read the executed notebooks, and of the outline those that were not executed.

    Parameters
    ----------
    sections : sequence of (str, Path)
        Name and executed notebook of each section to show.
    outline : sequence of Path
        All notebooks in order; a section is recognised by its file's name.
    years : Mapping[str, str]
        What ``{year}`` and the like in Markdown cells stand for.
    """
    executed = {path.name: (name, path) for name, path in sections}
    order = [path.name for path in outline]
    files = [executed.get(path.name, ("", path)) for path in outline]
    files += [executed[name] for name in executed if name not in order]
    return [
        Source(
            name or path.stem.partition("_")[2],
            _number(path) >= FIRST_APPENDIX,
            _read(path, years),
            shown=bool(name),
        )
        for name, path in files
    ]


def merge(sources: Sequence[Source], ids: Ids) -> Merged:
    """Join the cells of the sources that are shown, the headings of all numbered.

    Raises
    ------
    ReportError
        Cells print what is not the library's, all of them told; or a heading skips a level.
    """
    found = [[_titles(cell) for cell in source.notebook.cells] for source in sources]
    headings = number_headings(
        [
            (source.name, source.appendix, [title for cell in cells for title in cell])
            for source, cells in zip(sources, found, strict=True)
        ],
        ids,
    )
    with lean_imports():
        from nbformat import NotebookNode
    # Minor version 4 has no cell ids; those of several notebooks may be the same.
    empty = NotebookNode(nbformat=4, nbformat_minor=4, metadata={}, cells=[])
    merged = Merged(empty, headings)
    numbered = iter(headings)
    for source, cells in zip(sources, found, strict=True):
        place = ""
        for cell, own_titles in zip(source.notebook.cells, cells, strict=True):
            own = [next(numbered) for _ in own_titles]
            place = own[-1].id if own else place
            if source.shown:
                listed = [{"id": heading.id, "number": heading.number} for heading in own]
                cell.metadata["unionlib"] = {"section": source.name, "headings": listed}
                cell.pop("id", None)
                for output in cell.get("outputs", []):
                    _adopt(output, source.name, place, merged)
                merged.notebook.cells.append(cell)
    if faults := [fault for source in sources if source.shown for fault in _foreign(source)]:
        raise ReportError(
            "báo cáo chỉ in những gì truy được nguồn (say, narrate, table, bars, …); hãy bỏ hình, "
            "lệnh in hoặc giá trị ở dòng cuối của các ô sau:"
            + "".join(f"\n  {each}" for each in faults)
        )
    return merged


def _foreign(source: Source) -> Iterator[str]:
    """Yield what the cells of a section show that is not the library's, but for warnings."""
    # papermill has added one, which nobody counts.
    written = (
        cell
        for cell in source.notebook.cells
        if "injected-parameters" not in cell.metadata.get("tags", [])
    )
    for number, cell in enumerate(written, 1):
        if cell.cell_type == "markdown":  # on paper it would not even stand
            for address in pictures(cell.source):
                yield f"{source.name}, ô {number}: hình '{address:.60}'"
        for output in cell.get("outputs", []):
            match output.output_type:
                case "stream":
                    said = output.text if output.name == "stdout" else ""
                case "error":
                    said = f"{output.ename}: {output.evalue}"
                case _:
                    own = "unionlib" in output.metadata
                    said = "" if own else output.data.get("text/plain", ", ".join(output.data))
            if words := shorten(said, 80, placeholder=" …"):
                yield f"{source.name}, ô {number}: {words}"


def _adopt(output: NotebookNode, section: str, place: str, merged: Merged) -> None:
    """Mark an output with its number, its drawings set aside."""
    payload = about(output.get("data", {}))
    output.setdefault("metadata", {}).pop("unionlib", None)
    if not payload:
        return
    output.data["text/html"] = take_out(output.data["text/html"], merged.drawings)
    output.metadata["unionlib"] = len(merged.outputs)
    merged.outputs.append(Output(section, place, payload))


def _read(path: Path, years: Mapping[str, str]) -> NotebookNode:
    with lean_imports():
        from nbformat.v4.nbjson import reads
    # The version's own reader: papermill wrote the file, it needs no validation.
    notebook: NotebookNode = reads(path.read_text(encoding="utf-8"))
    strip_volatile(notebook)
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            for name, year in years.items():
                cell.source = cell.source.replace(f"{{{name}}}", year)
    return notebook


def _titles(cell: Mapping[str, Any]) -> list[Title]:
    return titles(cell["source"]) if cell["cell_type"] == "markdown" else []


def _number(path: Path) -> int:
    match = re.match(r"\d+", path.name)
    return int(match.group()) if match else 0
