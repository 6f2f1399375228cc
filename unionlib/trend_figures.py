"""``data/trends.csv``: the figures that are followed over the years."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from unionlib.errors import DataError, Fault, UnionlibError, suggest
from unionlib.expression import evaluate
from unionlib.files import read_csv
from unionlib.notebooks import UNREADABLE, calls, read_cells, strings

if TYPE_CHECKING:
    from unionlib.edition import Edition

FILE = "trends.csv"
COLUMNS = ("section", "figure", "headline")


class Followed(NamedTuple):
    """A row: the figure of a section, whether it is a key one, and where the row stands."""

    line: int
    section: str
    figure: str
    headline: bool


def followed(edition: Edition) -> list[Followed]:
    """Read ``trends.csv``; without the file, nothing is followed.

    Raises
    ------
    DataError
        With every fault of the file, but figures that cannot be computed.
    """
    faults: list[Fault] = []
    rows = _rows(edition, faults)
    if faults:
        raise DataError(faults)
    return rows


def trend_faults(edition: Edition) -> Iterator[Fault]:
    """Yield what is wrong in ``trends.csv``, figures that cannot be computed included.

    A section computes its own figures only: else it would depend on every other's data.
    """
    faults: list[Fault] = []
    for row in _rows(edition, faults):
        try:
            evaluate(edition, row.figure)
        except UnionlibError as error:
            yield Fault(FILE, row.line, "figure", str(error))
    yield from faults


def unshown(edition: Edition, notebooks: Mapping[str, Path]) -> list[Fault]:
    """Return a fault for each section whose figures are followed and shown by no cell.

    Parameters
    ----------
    notebooks : mapping of str to Path
        Where each section's trends should be shown; of a section that is not named, nothing
        is expected.
    """
    first = {row.section: row.line for row in reversed(_rows(edition, []))}
    return [
        Fault(FILE, line, "section", f"'{name}': {path.name} thiếu ô trends(…, \"{name}\")")
        for name, line in first.items()
        if (path := notebooks.get(name)) and name not in _shown(path)
    ]


def _shown(notebook: Path) -> set[str]:
    """Return the sections whose trends the cells show that can be read."""
    code: list[ast.Module] = []
    with suppress(DataError):
        for cell in read_cells(notebook):
            if cell.kind == "code":
                with suppress(*UNREADABLE):
                    code.append(ast.parse(cell.source))
    return {text for tree in code for call in calls(tree, "trends") for _, text in strings(call)}


def _rows(edition: Edition, faults: list[Fault]) -> list[Followed]:
    path = edition.data / FILE
    sections = edition.codebook.sections
    seen: dict[tuple[str, str], int] = {}
    rows: list[Followed] = []
    for line, row in read_csv(path, COLUMNS, edition.data, faults, missing_ok=True):
        section, figure, headline = (row[column] for column in COLUMNS)
        if section not in sections:
            faults.append(
                Fault(FILE, line, "section", f"'{section}': {suggest(section, sections)}")
            )
        if (first := seen.setdefault((section, "".join(figure.split())), line)) != line:
            faults.append(Fault(FILE, line, "figure", f"trùng với dòng {first}"))
        if headline not in ("", "1"):
            message = f"'{headline}': viết 1 cho chỉ tiêu chính, còn lại để trống"
            faults.append(Fault(FILE, line, "headline", message))
        rows.append(Followed(line, section, figure, headline == "1"))
    return rows
