"""An observation: one row of the data, and the columns of its file."""

from __future__ import annotations

from dataclasses import dataclass

from unionlib.key import Where
from unionlib.numbers import Printed

# What every file has; beside them stand the breakdown columns of its section.
COLUMNS = ("measure", "period", "unit", "value", "printed", "source", "note")


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
    where: Where
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
