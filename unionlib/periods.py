"""Periods: what a blank, ``previous``, ``next`` and ``mid`` mean in an edition, and their codes.

Data write the code of a period, ``2018`` or ``2019-H1``; formulas and forms name it as
seen from the edition, and so do sentences its years. A blank is the edition's own year.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

CODE = re.compile(r"[0-9]{4}(-H[12])?")
NEAR = 5  # years before and after the edition's that figures may be of: a term of office
# How many years from the edition's, and which half of that year.
_NAMED = {"": (0, ""), "previous": (-1, ""), "next": (1, ""), "mid": (0, "-H1")}
NAMES = tuple(filter(None, _NAMED))
YEARS = {"year": 0, "previous_year": -1, "next_year": 1}  # names of years in sentences
_WORDS = {"": "năm", "H1": "6 tháng đầu năm", "H2": "6 tháng cuối năm"}


def code(name: str, year: int) -> str:
    """Return the code that a name means in the edition of a year; a code stands as it is.

    Examples
    --------
    >>> code("", 2019), code("previous", 2019), code("mid", 2019), code("2017", 2019)
    ('2019', '2018', '2019-H1', '2017')
    """
    if name not in _NAMED:
        return name
    years, half = _NAMED[name]
    return f"{year + years}{half}"


def name(period: str, year: int, names: Iterable[str]) -> str | None:
    """Return which of the names means a code in the edition of a year.

    Examples
    --------
    >>> name("2020", 2019, ("", "mid", "next")), name("2018", 2019, ("", "mid", "next"))
    ('next', None)
    """
    return next((each for each in names if code(each, year) == period), None)


def shifted(period: str, years: int) -> str:
    """Return the same period some years later.

    Examples
    --------
    >>> shifted("2019-H1", 1)
    '2020-H1'
    """
    return f"{int(period[:4]) + years}{period[4:]}"


def named_years(year: int) -> dict[str, str]:
    """Return what the names of :data:`YEARS` stand for in the report of a year.

    Examples
    --------
    >>> named_years(2019)
    {'year': '2019', 'previous_year': '2018', 'next_year': '2020'}
    """
    return {name: str(year + step) for name, step in YEARS.items()}


def words(period: str) -> str:
    """Return ``năm 2018`` or ``6 tháng đầu năm 2019``."""
    year, _, half = period.partition("-")
    return f"{_WORDS[half]} {year}"


def problem(period: str, year: int) -> str:
    """Return what is wrong with the period of a row in the edition of a year, ``""`` if nothing.

    Examples
    --------
    >>> problem("2018", 2019), problem("", 2019)
    ('', '')
    >>> problem("2109", 2019)
    "kỳ '2109' không hợp lệ. Được phép: trống, 2019, 2019-H1, và các năm từ 2014 đến 2024."
    """
    if not period or (CODE.fullmatch(period) and abs(int(period[:4]) - year) <= NEAR):
        return ""
    allowed = f"trống, {year}, {year}-H1, và các năm từ {year - NEAR} đến {year + NEAR}"
    return f"kỳ '{period}' không hợp lệ. Được phép: {allowed}."
