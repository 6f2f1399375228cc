"""The words of an edition: its narrative and its abbreviations.

What its notebooks say is read in :mod:`unionlib.notebook_text`, and all of it checked in
:mod:`unionlib.proofread`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from unionlib.errors import DataError, Fault
from unionlib.files import read_csv, read_text
from unionlib.root import reportable
from unionlib.tracking import checksum

if TYPE_CHECKING:
    from unionlib.edition import Edition

_HEADING = re.compile(r"^##[ \t]+(.*?)[ \t]*$", re.MULTILINE)


@dataclass(frozen=True)
class Words:
    """A piece of text, where it begins, and the names that its braces may use besides.

    ``names`` is None where a notebook passes names that only running it can tell;
    ``years_only`` where nothing but years is filled in, as in a notebook's Markdown;
    ``sure`` unless it is printed on a condition.
    """

    file: str
    line: int
    text: str
    names: frozenset[str] | None = frozenset()
    years_only: bool = False
    sure: bool = True


def abbreviations(edition: Edition) -> dict[str, str]:
    """Return what abbreviations mean, as ``data/abbreviations.csv`` lists them; without it, none.

    Raises
    ------
    DataError
        With every fault of the file.
    """
    faults: list[Fault] = []
    meanings: dict[str, str] = {}
    path = edition.data / "abbreviations.csv"
    columns = ("abbreviation", "meaning")
    for line, row in read_csv(path, columns, edition.data, faults, missing_ok=True):
        for column, text in row.items():
            if not text:
                faults.append(Fault(path.name, line, column, "để trống"))
        if row["abbreviation"] in meanings:
            message = f"'{row['abbreviation']}' trùng lặp"
            faults.append(Fault(path.name, line, "abbreviation", message))
        meanings[row["abbreviation"]] = row["meaning"]
    if faults:
        raise DataError(faults)
    return meanings


def read_narrative(path: Path, root: Path, faults: list[Fault]) -> dict[str, Words]:
    """Return the blocks of a narrative file by their heading."""
    text = read_text(path, root, faults)
    if text is None:
        return {}
    name = path.relative_to(root).as_posix()
    before, *parts = _HEADING.split(text)
    if before.strip():
        faults.append(Fault(name, 1, "", "có nội dung trước tiêu đề '## tên_mục' đầu tiên"))
    blocks: dict[str, Words] = {}
    line = 1 + before.count("\n")
    for heading, body in zip(parts[::2], parts[1::2], strict=True):
        if not re.fullmatch("[a-z][a-z0-9_]*", heading):
            faults.append(Fault(name, line, "", f"tiêu đề '{heading}' phải là mã (a-z, 0-9, _)"))
        if heading in blocks:
            faults.append(Fault(name, line, "", f"mục '{heading}' trùng lặp"))
        blocks[heading] = Words(name, line, body)
        line += body.count("\n")
    return blocks


def narratives(edition: Edition, faults: list[Fault]) -> dict[str, Words]:
    """Return every block of an edition's narrative by ``section.block``."""
    found: dict[str, Words] = {}
    for path in sorted((edition.folder / "narrative").glob("*.md")):
        blocks = read_narrative(path, edition.data, faults)
        found |= {f"{path.stem}.{name}": words for name, words in blocks.items()}
    return found


def copied(edition: Edition) -> list[Fault]:
    """Return a fault for each narrative file that is last year's to the letter.

    Last year is the latest one before this that has a report. A sample is left out: its
    words are the same each year on purpose.
    """
    before = max((year for year in reportable(edition.data) if year < edition.year), default=0)
    if not before or edition.status == "synthetic":
        return []
    message = f"còn nguyên văn của năm {before}; hãy viết lại cho năm {edition.year}"
    return [
        Fault(path.relative_to(edition.data).as_posix(), 0, "", message)
        for path in sorted((edition.folder / "narrative").glob("*.md"))
        if checksum(path) == checksum(edition.data / str(before) / "narrative" / path.name)
    ]
