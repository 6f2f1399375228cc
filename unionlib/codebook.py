"""The codebook: every measure, code and unit that the data may use.

``data/measures.csv``, ``data/codes.csv`` and ``data/units.csv`` are read here and
nowhere else. Nothing is printed that is not in the codebook.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from unionlib.errors import DataError, Fault, UnknownName, suggest
from unionlib.files import read_csv

KINDS = ("count", "amount", "share", "mean", "plan", "limit", "derived")
MEASURES = ("measure", "section", "label", "unit", "kind", "aggregation", "dimensions",
            "formula", "definition")  # fmt: skip
CODES = ("dimension", "code", "label")
UNITS = ("unit", "label", "kind", "parent", "valid_from", "valid_to", "aliases")


@dataclass(frozen=True)
class Measure:
    """One entry of the codebook.

    Parameters
    ----------
    name, section, label, unit, kind : str
        Code, section that owns it, Vietnamese label, measuring unit and kind
        (one of ``KINDS``).
    aggregation : str
        How units roll up: ``sum``, ``mean:WEIGHT``, ``last`` or ``none``.
    dimensions : tuple of str
        The breakdown columns that it may use.
    formula : str
        The expression of a derived measure, else ``""``.
    definition : str
        What is counted, whose, and at which date (Vietnamese).
    """

    name: str
    section: str
    label: str
    unit: str
    kind: str
    aggregation: str
    dimensions: tuple[str, ...]
    formula: str
    definition: str


@dataclass(frozen=True)
class Unit:
    """One organisation of the tree: federation, upper-level or grassroots union.

    ``valid_from`` and ``valid_to`` are years, ``""`` where open; ``parent`` is the
    code of the organisation above, ``""`` at the root.
    """

    name: str
    label: str
    kind: str
    parent: str
    valid_from: str
    valid_to: str
    aliases: tuple[str, ...]

    def valid(self, year: int) -> bool:
        """Tell whether the unit exists in ``year``."""
        return int(self.valid_from or 0) <= year <= int(self.valid_to or 9999)


@dataclass(frozen=True)
class Codebook:
    """Measures, codes of each dimension (in display order) and units, by name."""

    measures: Mapping[str, Measure]
    codes: Mapping[str, Mapping[str, str]]
    dimensions: Mapping[str, str]
    units: Mapping[str, Unit]

    def __iter__(self) -> Iterator[Measure]:
        return iter(self.measures.values())

    def __getitem__(self, name: str) -> Measure:
        try:
            return self.measures[name]
        except KeyError:
            raise UnknownName("Chỉ tiêu", name, self.measures) from None

    def _ipython_key_completions_(self) -> list[str]:
        return list(self.measures)

    def code_label(self, dimension: str, code: str) -> str:
        """Return the Vietnamese label of a code; of a unit for ``dimension="unit"``."""
        if dimension == "unit":
            return self.units[code].label if code in self.units else code
        return self.codes[dimension].get(code, code)

    @property
    def sections(self) -> Mapping[str, str]:
        """The sections of the report in order, with their Vietnamese names."""
        return self.codes["section"]

    @cached_property
    def children(self) -> Mapping[str, tuple[str, ...]]:
        """The units directly below each unit; ``""``, the whole, has the roots."""
        below: dict[str, list[str]] = {}
        for name, unit in self.units.items():
            below.setdefault(unit.parent, []).append(name)
        return {parent: tuple(names) for parent, names in below.items()}


def load_codebook(data: Path) -> Codebook:
    """Read the codebook below a data root.

    Raises
    ------
    DataError
        With every fault of the three files: missing columns, duplicate codes,
        unknown kinds, dimensions without codes, parents that do not exist.
    """
    faults: list[Fault] = []
    measures: dict[str, Measure] = {}
    codes: dict[str, dict[str, str]] = {}
    dimensions: dict[str, str] = {}
    units: dict[str, Unit] = {}

    def fault(file: str, line: int, column: str, message: str) -> None:
        faults.append(Fault(file, line, column, message))

    for line, row in read_csv(data / "codes.csv", CODES, data, faults):
        if row["code"] == "":
            dimensions[row["dimension"]] = row["label"]
            codes.setdefault(row["dimension"], {})
        elif row["code"] in codes.setdefault(row["dimension"], {}):
            fault("codes.csv", line, "code", f"mã '{row['code']}' trùng lặp")
        else:
            codes[row["dimension"]][row["code"]] = row["label"]

    for line, row in read_csv(data / "measures.csv", MEASURES, data, faults):
        name, used = row["measure"], tuple(row["dimensions"].split())
        if not name.isidentifier():
            fault("measures.csv", line, "measure", f"'{name}' không phải là mã hợp lệ (a-z, 0-9, _)")
        if name in measures:
            fault("measures.csv", line, "measure", f"chỉ tiêu '{name}' trùng lặp")
        if row["kind"] not in KINDS:
            fault("measures.csv", line, "kind", f"loại '{row['kind']}' không có. {suggest(row['kind'], KINDS)}")
        if (row["kind"] == "derived") != bool(row["formula"]):
            fault("measures.csv", line, "formula", "chỉ tiêu 'derived' cần công thức; loại khác thì để trống")
        for dimension in used:
            if dimension not in codes:
                fault("measures.csv", line, "dimensions", f"'{dimension}' không có trong codes.csv. {suggest(dimension, codes)}")
        measures[name] = Measure(name, row["section"], row["label"], row["unit"], row["kind"],
                                 row["aggregation"], used, row["formula"], row["definition"])  # fmt: skip

    lines = {}
    for line, row in read_csv(data / "units.csv", UNITS, data, faults):
        if row["unit"] in units:
            fault("units.csv", line, "unit", f"đơn vị '{row['unit']}' trùng lặp")
        lines[row["unit"]] = line
        aliases = tuple(alias for alias in row["aliases"].split("|") if alias)
        units[row["unit"]] = Unit(row["unit"], row["label"], row["kind"], row["parent"],
                                  row["valid_from"], row["valid_to"], aliases)  # fmt: skip
    for name, unit in units.items():
        if unit.parent and unit.parent not in units:
            fault("units.csv", lines[name], "parent", f"đơn vị cấp trên '{unit.parent}' không có. {suggest(unit.parent, units)}")

    if faults:
        raise DataError(faults)
    return Codebook(measures, codes, dimensions, units)
