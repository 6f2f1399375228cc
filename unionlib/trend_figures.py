"""``data/trends.csv``: the figures that are followed over the years."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from unionlib.consistency import unknown_section
from unionlib.errors import DataError, Fault, UnionlibError
from unionlib.expression import evaluate
from unionlib.files import read_csv
from unionlib.notebooks import calls, readable_code, strings

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
        if (path := notebooks.get(name)) and name not in {shown for *_, shown in _shown(path)}
    ]


def strange(edition: Edition, notebooks: Iterable[Path]) -> list[Fault]:
    """Return a fault for each cell that would show the trends of a section that there is not."""
    sections = edition.codebook.sections
    return [
        Fault(where, line, "", unknown_section(name, sections))
        for path in notebooks
        for where, line, name in _shown(path)
        if name not in sections
    ]


def _shown(notebook: Path) -> Iterator[tuple[str, int, str]]:
    """Yield the sections whose trends the cells show that can be read, with cell and line."""
    for where, tree in readable_code(notebook):
        for call in calls(tree, "trends"):
            for argument in [*call.args[1:], *(key.value for key in call.keywords)]:
                yield from ((where, *found) for found in strings(argument))


def _rows(edition: Edition, faults: list[Fault]) -> list[Followed]:
    path = edition.data / FILE
    sections = edition.codebook.sections
    seen: dict[tuple[str, str], int] = {}
    rows: list[Followed] = []
    for line, row in read_csv(path, COLUMNS, edition.data, faults, missing_ok=True):
        section, figure, headline = (row[column] for column in COLUMNS)
        if section not in sections:
            faults.append(Fault(FILE, line, "section", unknown_section(section, sections)))
        if (first := seen.setdefault((section, "".join(figure.split())), line)) != line:
            faults.append(Fault(FILE, line, "figure", f"trùng với dòng {first}"))
        if headline not in ("", "1"):
            message = f"'{headline}': viết 1 cho chỉ tiêu chính, còn lại để trống"
            faults.append(Fault(FILE, line, "headline", message))
        rows.append(Followed(line, section, figure, headline == "1"))
    return rows
