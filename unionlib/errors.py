"""Errors of unionlib.

All errors derive from :class:`UnionlibError`, so that the command line can print
any of them as plain sentences and never as a traceback::

    UnionlibError
    ├── DataError            faults in the files below data/, all at once
    ├── UnknownName          a measure, code, unit or year that does not exist
    ├── ExpressionError      a formula that cannot be read
    ├── AmbiguousTotal       several breakdowns, no stated total: say which one
    └── ReportError          a run that could not produce the report
"""

from __future__ import annotations

import difflib
import errno
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from unionlib.letters import unaccented

# Control and format characters, private use, halves of surrogates, the replacement
# character: what a person cannot see, and what could steer a terminal.
HIDDEN = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f"
    r"\ud800-\uf8ff\ufeff\ufff9-\uffff\U000e0000-\U0010ffff]"
)
_SHOWN = 20
_SECTIONS = Path(__file__).parent / "sections"
FULL = "ổ đĩa đã đầy; hãy xóa bớt tệp rồi gõ lại lệnh"


def visible(text: str) -> str:
    r"""Write hidden characters as escapes, so that no name can steer a terminal.

    Examples
    --------
    >>> visible("a\x1b[31m")
    'a\\x1b[31m'
    """
    return HIDDEN.sub(lambda match: ascii(match[0])[1:-1], text)


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong in a data file, in words that a clerk can act on.

    Parameters
    ----------
    file : str
        The file, relative to the data root: ``2019/observations/workforce.csv``.
    line : int
        Line in the file, counted from 1; 0 where the whole file is meant.
    column : str
        Name of the column, in ``edition.toml`` of the key, or ``""``.
    message : str
        What is wrong and what is allowed, in Vietnamese.
    """

    file: str
    line: int
    column: str
    message: str

    def __post_init__(self) -> None:
        for name in ("file", "column", "message"):
            object.__setattr__(self, name, " ".join(visible(getattr(self, name)).split("\n")))

    def __lt__(self, other: Fault) -> bool:
        return self._place < other._place

    @property
    def _place(self) -> tuple[object, ...]:
        """Where it is told: cell 9 of a notebook before its cell 10."""
        parts = re.split("([0-9]+)", self.file)
        numbered = [int(part) if place % 2 else part for place, part in enumerate(parts)]
        return numbered, self.line, self.column, self.message

    def __str__(self) -> str:
        line = f", dòng {self.line}" if self.line else ""
        kind = "khóa" if self.file.endswith(".toml") else "cột"
        column = f", {kind} {self.column}" if self.column else ""
        return f"{self.file}{line}{column}: {self.message}"


class UnionlibError(Exception):
    """Base of every error that unionlib raises on purpose."""

    def __init__(self, message: str) -> None:
        super().__init__(visible(message))

    def _render_traceback_(self) -> list[str]:
        """Return what IPython shows: the lines of cells and sections that led to it, and its words.

        Those of the library would fill a screen above the words; ``%debug`` walks all of them.
        """
        import traceback

        lines = []
        for frame in traceback.extract_tb(self.__traceback__):
            path = Path(frame.filename)
            in_cell = not path.is_file()
            if frame.line and (in_cell or path.parent == _SECTIONS):
                begin = "Dòng" if in_cell else f"{path.name}, dòng"
                lines.append(f"{begin} {frame.lineno}: {frame.line}")
        return [*lines, str(self)]


class DataError(UnionlibError):
    """The data files hold faults; :attr:`faults` lists all of them."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        self.faults = tuple(sorted(faults))
        lines = "\n".join(f"  {fault}" for fault in self.faults)
        super().__init__(f"{len(self.faults)} lỗi trong dữ liệu:\n{lines}")


class UnknownName(UnionlibError):
    """A name that is not in its list; the message suggests the nearest ones."""

    def __init__(self, kind: str, name: object, allowed: Iterable[str]) -> None:
        name = name if isinstance(name, str) else f"{name!r:.60}"
        super().__init__(f"{kind} '{name}' không có. {suggest(name, allowed)}")


class ExpressionError(UnionlibError):
    """A formula that is not in the small language of :mod:`unionlib.syntax`."""


class AmbiguousTotal(UnionlibError):
    """A total is not stated, and its parts are given in more than one way."""


class ReportError(UnionlibError):
    """The report could not be made; the last good one is untouched."""


def is_full(error: Exception) -> bool:
    """Tell whether the disk had no room left; then :data:`FULL` says it."""
    return isinstance(error, OSError) and error.errno == errno.ENOSPC


def suggest(name: str, allowed: Iterable[str]) -> str:
    """Say what is allowed, the nearest names first.

    Examples
    --------
    >>> suggest("member", ["members", "employees"])
    'Có phải là: members?'
    >>> suggest("Bảo Lạc", ["bao_lac", "hoa_an"])
    'Có phải là: bao_lac?'
    >>> suggest("xyz", ["HCSN", "SXKD"])
    'Được phép: HCSN, SXKD.'
    """
    names = list(allowed)
    # A number is not a misspelt word: of years, all are named.
    near = [] if name.isdigit() else _near(name, names)
    if near:
        return f"Có phải là: {', '.join(near)}?"
    if not names:
        return "Danh sách được phép đang trống."
    shown = ", ".join(names[:_SHOWN]) + (", …" if len(names) > _SHOWN else "")
    return f"Được phép: {shown}."


def _near(name: str, names: Sequence[str]) -> list[str]:
    """Return the names like this one, whatever their case and accents: codes have none."""
    folded: dict[str, str] = {}
    for known in names:
        folded.setdefault(unaccented(known), known)
    # A name pasted from elsewhere may be a whole page: what is near is short.
    sought = unaccented(name[:100])
    found = [sought] if sought in folded else difflib.get_close_matches(sought, folded, n=3)
    return [folded[known] for known in found]
