"""Checking a whole edition: every file of it, all faults at once."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from pathlib import Path

from unionlib.edition import Edition, open_year
from unionlib.errors import DataError, Fault, ReportError, UnionlibError
from unionlib.expression import evaluate
from unionlib.files import strays
from unionlib.imprint import imprint_faults, is_signed
from unionlib.notebook_text import notebook_words
from unionlib.notebooks import COMPARE, section_faults, section_notebooks
from unionlib.proofread import expression_faults, markup_faults, typed_faults, unprinted
from unionlib.rulebook import load_rules
from unionlib.section_tables import table_faults
from unionlib.submissions import submissions, unanswered
from unionlib.trend_figures import strange, trend_faults, unshown
from unionlib.words import abbreviations, copied, narratives
from unionlib.writing import MONEY, PERCENT, POINTS


def validate(edition: Edition, notebooks: Path | None = None) -> list[Fault]:
    """Check every data file of an edition against the codebook.

    Parameters
    ----------
    notebooks : Path, optional
        The folder of the section notebooks, to check what they say as well.

    Returns
    -------
    list of Fault
        What is no fault, but should be known before the report goes out: units whose
        figures are not in, sentences that lack their figure, blocks of the narrative that
        are not printed, files of it that are still last year's.

    Raises
    ------
    DataError
        With the faults of all files: metadata, observations (those of the year before
        too), narrative (if signed, also what is still last year's), rules, trends,
        abbreviations, submissions, formulas that cannot be computed, figures that were
        typed into words, Markdown that cannot be printed, and tables of the sections'
        modules that cannot be made.
    """
    faults = list(imprint_faults(edition))
    blocks = narratives(edition, faults)
    faults += strays(
        edition.folder / "narrative", edition.codebook.sections, (".md",), edition.data
    )
    words = list(blocks.values())
    # What is only compared with has no words, and needs none.
    read = _notebooks(edition, notebooks, faults) if notebooks and edition.reportable else ()
    printed: set[str] = set()
    for path in read:
        words += notebook_words(path, edition, blocks, printed, faults)
    for text in words:
        faults += [*typed_faults(text), *markup_faults(text)]
    faults += _told(edition, abbreviations, submissions)
    remarks = list(unprinted(blocks, printed)) if read else []
    (faults if is_signed(edition.about) else remarks).extend(copied(edition))
    if legible := _legible(edition, _observations(edition, faults)):
        faults += [*_formulas(legible), *_told(legible, load_rules), *trend_faults(legible)]
        for text in words:
            faults += expression_faults(legible, text, remarks)
        for path in read:
            faults += table_faults(legible, path)
    if faults:
        raise DataError(list(dict.fromkeys(faults)))
    remarks += unanswered(edition)
    return sorted(dict.fromkeys(remarks))


def _notebooks(edition: Edition, folder: Path, faults: list[Fault]) -> Collection[Path]:
    """Return the section notebooks of a folder; none at all is no fault of the data."""
    try:
        found = section_notebooks(folder)
    except DataError as error:
        faults += error.faults
    except ReportError:
        pass
    else:
        faults += [*section_faults(edition, folder, found), *unshown(edition, found)]
        faults += strange(edition, [*found.values(), folder / COMPARE])
        return found.values()
    return ()


def _observations(edition: Edition, faults: list[Fault]) -> list[tuple[int, str]]:
    """Read every observation of the edition and of the year that it is compared with.

    Returns the year and the section of each file that cannot be read; of metadata, no section.
    """
    book = edition.codebook
    unread: list[tuple[int, str]] = []
    try:
        before = edition.previous
    except DataError as error:
        faults += error.faults
        unread.append((edition.year - 1, ""))
        before = None
    for year in (before, edition):
        if year is None:
            continue
        folder = year.folder / "observations"
        faults += strays(folder, book.sections, (".csv", ".parquet"), edition.data)
        for section in book.sections:
            try:
                year.read_section(section)
            except DataError as error:
                faults += error.faults
                unread.append((year.year, section))
    return unread


def _legible(edition: Edition, unread: Sequence[tuple[int, str]]) -> Edition | None:
    """Return the edition without what cannot be read: no misspelt row hides a misspelt formula.

    None where the metadata of the year before cannot be read.
    """
    if not unread:
        return edition
    # Opened anew: the caller's edition goes on saying what cannot be read.
    legible = open_year(edition.year, edition.data, edition.codebook)
    try:
        years = {each.year: each for each in (legible.previous, legible) if each}
    except DataError:
        return None
    for year, section in unread:
        years[year].leave_out(section)
    return legible


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
