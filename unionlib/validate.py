"""Checking a whole edition: every file of it, all faults at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from unionlib.errors import DataError, Fault, UnionlibError
from unionlib.expression import evaluate
from unionlib.files import read_csv
from unionlib.observations import read_observations

if TYPE_CHECKING:
    from unionlib.edition import Edition


def validate(edition: Edition) -> None:
    """Check every data file of an edition against the codebook.

    Raises
    ------
    DataError
        With the faults of all files: observations, narrative, published figures,
        rules, and formulas of the codebook that cannot be computed.
    """
    faults: list[Fault] = []
    book = edition.codebook
    sections = dict.fromkeys(measure.section for measure in book)
    for path in sorted((edition.folder / "observations").glob("*")):
        if path.suffix == ".csv" and path.stem not in sections:
            name = path.relative_to(edition.data).as_posix()
            allowed = ", ".join(sections)
            faults.append(Fault(name, 0, "", f"không có phần nào tên như vậy. Được phép: {allowed}."))
    for section in sections:
        read_observations(edition.folder, section, edition.year, book, faults)
    if not faults:
        faults += _formulas(edition) + _texts(edition) + _rules(edition)
    if faults:
        raise DataError(faults)


def _formulas(edition: Edition) -> list[Fault]:
    faults: list[Fault] = []
    rows = read_csv(edition.data / "measures.csv", (), edition.data, [], extra=True)
    for line, row in rows:
        if row["formula"]:
            try:
                evaluate(edition, row["measure"])
            except UnionlibError as error:
                faults.append(Fault("measures.csv", line, "formula", str(error)))
    return faults


def _texts(edition: Edition) -> list[Fault]:
    """Check that every expression in the narrative can be computed."""
    from unionlib.show.prose import fields

    faults = []
    for path in sorted((edition.folder / "narrative").glob("*.md")):
        name = path.relative_to(edition.data).as_posix()
        for line, text in enumerate(path.read_text("utf-8").splitlines(), 1):
            for expression in fields(text):
                if expression in ("year", "previous_year", "next_year"):
                    continue
                try:
                    evaluate(edition, expression)
                except UnionlibError as error:
                    faults.append(Fault(name, line, "", f"{{{expression}}}: {error}"))
    return faults


def _rules(edition: Edition) -> list[Fault]:
    from unionlib.rules import load_rules

    try:
        load_rules(edition)
    except DataError as error:
        return list(error.faults)
    return []
