"""What is typed as an argument: years and numbers, on the command line and in ``load_years``."""

from __future__ import annotations

import re

from unionlib.errors import UnionlibError

FORMATS = ("html", "pdf", "docx")  # of a report; all of them, unless told otherwise
TIMEOUT = 300.0  # seconds that one section of a report may take, unless told otherwise
_YEAR = "[1-9][0-9]{3}"
_LONGEST = 18  # digits: beyond, no number is meant


def year(text: str) -> int:
    """Read a year of four digits."""
    if not re.fullmatch(_YEAR, text):
        raise UnionlibError(f"'{text}' không phải là năm; viết bốn chữ số, như 2019")
    return int(text)


def years(text: str) -> list[int]:
    """Read ``2019``, ``2015-2024`` or ``2015,2019``.

    Examples
    --------
    >>> years("2015-2017,2019")
    [2015, 2016, 2017, 2019]
    """
    found: list[int] = []
    for part in text.split(","):
        match = re.fullmatch(f"({_YEAR})(?:-({_YEAR}))?", part.strip())
        if match is None:
            raise UnionlibError(f"'{text}' không phải là năm; viết 2019, 2015-2024 hoặc 2015,2019")
        first, last = int(match[1]), int(match[2] or match[1])
        if first > last:
            raise UnionlibError(f"'{text}': năm sau đứng sau, như {last}-{first}")
        found += range(first, last + 1)
    return list(dict.fromkeys(found))


def written(text: str) -> str:
    """Write the years of an argument as a reader sees them.

    Examples
    --------
    >>> written("2015-2017,2019")
    '2015 - 2017, 2019'
    """
    return ", ".join(part.strip().replace("-", " - ") for part in text.split(","))


def natural(text: str, least: int = 1) -> int:
    """Read a whole number that is not below the least.

    Examples
    --------
    >>> natural("8")
    8
    """
    if len(text) > _LONGEST and re.fullmatch("[0-9]+", text):
        raise UnionlibError(f"'{text}' dài quá; số nguyên có nhiều nhất {_LONGEST} chữ số")
    if not re.fullmatch("[0-9]+", text) or int(text) < least:
        raise UnionlibError(f"'{text}' không phải là số nguyên từ {least} trở lên")
    return int(text)
