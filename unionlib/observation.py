"""An observation: one row of the data, and the columns of its file."""

from __future__ import annotations

import re
from dataclasses import dataclass

from unionlib.numbers import Printed

# What every file has; beside them stand the breakdown columns of its section.
COLUMNS = ("measure", "period", "unit", "value", "printed", "source", "note")
PERIOD = re.compile(r"[0-9]{4}(-H[12])?")
NEAR = 5  # years before and after the edition's that figures may be of: a term of office


def period_problem(period: str, year: int) -> str:
    """Return what is wrong with the period of a row in the edition of a year, ``""`` if nothing.

    Examples
    --------
    >>> period_problem("2018", 2019), period_problem("", 2019)
    ('', '')
    >>> period_problem("2109", 2019)
    "kỳ '2109' không hợp lệ. Được phép: trống, 2019, 2019-H1, và các năm từ 2014 đến 2024."
    """
    if not period or (PERIOD.fullmatch(period) and abs(int(period[:4]) - year) <= NEAR):
        return ""
    allowed = f"trống, {year}, {year}-H1, và các năm từ {year - NEAR} đến {year + NEAR}"
    return f"kỳ '{period}' không hợp lệ. Được phép: {allowed}."


@dataclass(frozen=True, eq=False)
class Observation:
    """One row of ``data/*/observations``: what, where, broken down how, how much.

    Parameters
    ----------
    measure, period, unit : str
        Codes; ``unit`` is ``""`` for the whole province.
    where : tuple of (str, str)
        The breakdown columns that are filled in: ``(("sector", "SXKD"),)``.
    value : float
        In the measure's own unit (đồng, never triệu; 99.46 for 99,46%).
    printed : Printed or None
        The precision and scale in which the source gave it.
    source, note : str
        Where it was read, and a remark.
    file, line : str, int
        Where it stands in ``data/``.
    count : int
        How many rows it stands for (over one where unit-level rows were rolled up).
    rolled : bool
        Whether it was added up from the figures of units below.
    """

    measure: str
    period: str
    unit: str
    where: tuple[tuple[str, str], ...]
    value: float
    printed: Printed | None = None
    source: str = ""
    note: str = ""
    file: str = ""
    line: int = 0
    count: int = 1
    rolled: bool = False

    @property
    def ref(self) -> str:
        """``2019/observations/workforce.csv:41``, the row as the report cites it.

        Rows that are not kept one by one are cited by what selects them, as a formula
        would: ``2019/observations/workforce.csv#members(sector=SXKD,unit=bao_lac)``.
        """
        if self.line or not self.file:
            return f"{self.file}:{self.line}" if self.line else ""
        keys = [*self.where, *([("unit", self.unit)] if self.unit else [])]
        if not self.file.startswith(self.period):
            keys.append(("period", self.period))
        chosen = ",".join(f"{name}={code}" for name, code in keys)
        return f"{self.file}#{self.measure}({chosen})" if chosen else f"{self.file}#{self.measure}"
