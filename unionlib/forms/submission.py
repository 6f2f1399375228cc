"""A submission, and what every submission of a year is judged by."""

from __future__ import annotations

from array import array
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from unionlib.codebook import Unit
from unionlib.forms.findings import ERROR, Finding
from unionlib.forms.layout import Form
from unionlib.forms.questions import Question
from unionlib.forms.units import Names
from unionlib.key import Figures


@dataclass(frozen=True)
class Context:
    """What every submission of a year is judged by.

    Parameters
    ----------
    year : int
        The reporting year.
    asked : sequence of Question
        What its forms ask.
    forms : Mapping[str, Form]
        The form of each kind of unit.
    units : Mapping[str, Unit]
        The units that are to report.
    federation : Unit
        The one that they report to.
    before : Mapping[str, Figures]
        Their figures of the year before.
    province : Figures
        The province's means of the year before, for units that had none of their own.
    """

    year: int
    asked: Sequence[Question]
    forms: Mapping[str, Form]
    units: Mapping[str, Unit]
    federation: Unit
    before: Mapping[str, Figures]
    province: Figures

    @cached_property
    def _names(self) -> Names:
        return Names((self.federation, *self.units.values()))

    def named(self, name: str) -> str:
        """Return the code of the unit that a name means, else ``""``.

        The federation's own name is no unit's: “tỉnh Cao Bằng” is not the city of Cao Bằng.
        """
        found = self._names.find(name)
        return found if found in self.units else ""


@dataclass
class Submission:
    """A file that was sent: whose it is, its figures, and what was found.

    ``values`` are in the order of the form's fields, NaN where there is none.
    """

    file: str
    checksum: str = ""
    unit: str = ""
    kind: str = ""
    version: str = ""
    values: array[float] = field(default_factory=lambda: array("d"))
    notes: dict[int, str] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    contact: str = ""

    @property
    def clean(self) -> bool:
        """Tell whether nothing has to be corrected."""
        return not any(finding.severity == ERROR for finding in self.findings)

    @property
    def acceptable(self) -> bool:
        """Tell whether it is known whose form it is, and nothing in it has to be corrected."""
        return bool(self.unit and self.kind) and self.clean

    def find(self, sheet: str, cell: str, kind: str, message: str, severity: str = ERROR) -> None:
        """Add a finding about a cell, a sheet or the whole file."""
        self.findings.append(Finding(self.file, sheet, cell, severity, kind, message, self.unit))
