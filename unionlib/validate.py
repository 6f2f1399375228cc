"""Checking a whole edition: every file of it, all faults at once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from unionlib.errors import DataError, Fault, ReportError, UnionlibError
from unionlib.expression import evaluate
from unionlib.imprint import imprint_faults
from unionlib.quantity import MONEY, PERCENT, POINTS
from unionlib.rulebook import load_rules
from unionlib.submissions import submissions
from unionlib.timeline import trend_faults
from unionlib.words import (
    abbreviations,
    expression_faults,
    narratives,
    notebook_words,
    section_notebooks,
    typed_faults,
    unspoken,
)

if TYPE_CHECKING:
    from unionlib.edition import Edition


def validate(edition: Edition, notebooks: Path | None = None) -> None:
    """Check every data file of an edition against the codebook.

    Parameters
    ----------
    notebooks : Path, optional
        The folder of the section notebooks, to check what they say as well.

    Raises
    ------
    DataError
        With the faults of all files: metadata, observations (those of the year before
        too), narrative, rules, trends, abbreviations, submissions, formulas that cannot
        be computed, and figures that were typed into words.
    """
    faults = list(imprint_faults(edition))
    blocks = narratives(edition, faults)
    words = list(blocks.values())
    reported = edition.status != "comparison"  # which has no words, and needs none
    for path in _notebooks(edition, notebooks, faults) if notebooks and reported else ():
        words += notebook_words(path, blocks, faults)
    for text in words:
        faults += typed_faults(text)
    faults += _told(edition, abbreviations, submissions)
    unread: list[Fault] = []
    _observations(edition, unread)
    faults += unread
    if not unread:
        faults += [*_formulas(edition), *_told(edition, load_rules), *trend_faults(edition)]
        for text in words:
            faults += expression_faults(edition, text)
    if faults:
        raise DataError(list(dict.fromkeys(faults)))


def _notebooks(edition: Edition, folder: Path, faults: list[Fault]) -> Iterable[Path]:
    """Return the section notebooks of a folder; none at all is no fault of the data."""
    try:
        found = section_notebooks(folder)
    except DataError as error:
        faults += error.faults
    except ReportError:
        pass
    else:
        faults += unspoken(edition, folder, found)
        return found.values()
    return ()


def _observations(edition: Edition, faults: list[Fault]) -> None:
    """Read every observation of the edition and of the year that it is compared with."""
    book = edition.codebook
    try:
        before = edition.previous
    except DataError as error:
        faults += error.faults
        before = None
    for year in (before, edition):
        if year is None:
            continue
        folder = year.folder / "observations"
        for path in sorted([*folder.glob("*.csv"), *folder.glob("*.parquet")]):
            if path.stem not in book.sections:
                name = path.relative_to(edition.data).as_posix()
                allowed = ", ".join(book.sections)
                message = f"không có phần nào tên như vậy. Được phép: {allowed}."
                faults.append(Fault(name, 0, "", message))
        for section in book.sections:
            try:
                year.read_section(section)
            except DataError as error:
                faults += error.faults


def _formulas(edition: Edition) -> Iterator[Fault]:
    for measure in edition.codebook:
        if measure.formula:
            try:
                computed = evaluate(edition, measure.formula).unit
            except UnionlibError as error:
                yield Fault("measures.csv", measure.line, "formula", str(error))
                continue
            # What is counted has many names; money and percentages are what they are.
            if computed != measure.unit and {computed, measure.unit} & {MONEY, PERCENT, POINTS}:
                message = f"đơn vị là '{measure.unit}', công thức cho '{computed or 'số thuần'}'"
                yield Fault("measures.csv", measure.line, "unit", message)


def _told(edition: Edition, *readers: Callable[[Edition], object]) -> Iterator[Fault]:
    """Yield the faults of what would else be read only by the section that prints it."""
    for read in readers:
        try:
            read(edition)
        except DataError as error:
            yield from error.faults
