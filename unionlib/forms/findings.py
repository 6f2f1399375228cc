"""What is wrong or to be asked about in the submissions, by file, sheet and cell."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from unionlib.errors import HIDDEN

ERROR, QUESTION = "error", "question"
SEVERITIES = {ERROR: "LỖI", QUESTION: "HỎI LẠI"}
_CELL = re.compile("([A-Z]+)([0-9]+)")
# A file with more findings than this is not corrected cell by cell.
MOST = 200


@dataclass(frozen=True)
class Finding:
    """One thing to correct (``error``) or to confirm (``question``).

    Parameters
    ----------
    file : str
        The file, relative to the folder of submissions; ``""`` where none is meant.
    sheet, cell : str
        Where it is; ``""`` where the whole file or sheet is meant.
    severity : str
        ``error`` or ``question``.
    kind : str
        A short code, the same for all findings of a kind: ``missing``, ``text-number``.
    message : str
        What is wrong and what to do, in Vietnamese.
    unit : str
        The reporting unit, where it is known.
    """

    file: str
    sheet: str
    cell: str
    severity: str
    kind: str
    message: str
    unit: str = ""

    @property
    def place(self) -> str:
        """``bao_lac.xlsx, 02 Đội ngũ!E12``."""
        where = f"{self.sheet}!{self.cell}" if self.cell else self.sheet
        return ", ".join(part for part in (clean(self.file), where) if part)

    @property
    def at(self) -> tuple[int, str]:
        """Row and column of the cell, of several the first: ``(12, "E")``; 0 and ``""`` for none."""
        cell = _CELL.match(self.cell)
        return (int(cell[2]), cell[1]) if cell else (0, "")

    @property
    def order(self) -> tuple[object, ...]:
        """Where it stands among others: by file, then as the workbook has its sheets and cells."""
        # The sheets of a form are numbered, but for its cover, the first of them.
        number = re.match("[0-9]*", self.sheet)
        row, column = self.at
        sheet = int(number[0] or 0) if number else 0
        return (self.file, sheet, self.sheet, row, len(column), column, self.severity)

    def __str__(self) -> str:
        lead = f"{self.place}: " if self.place else ""
        return f"{SEVERITIES[self.severity]}  {lead}{self.message}"


def clean(text: str, most: int = 300) -> str:
    r"""Return text that others may print and data may hold: one line, NFC, nothing hidden.

    Examples
    --------
    >>> clean("a\x1b[31m\r\nb\u202ec")
    'a [31m b c'
    """
    seen = HIDDEN.sub(" ", text[: 10 * most])  # of a text without end no more is looked at
    short = re.sub(r"\s+", " ", unicodedata.normalize("NFC", seen)).strip()
    return short if len(short) <= most else short[: most - 1] + "…"


def inert(text: str) -> str:
    """Return clean text that a spreadsheet does not take for a formula.

    Examples
    --------
    >>> inert("=1+1"), inert("- không có")
    ('“=1+1”', '“- không có”')
    """
    safe = clean(text)
    return f"“{safe}”" if safe[:1] in ("=", "+", "-", "@") else safe
