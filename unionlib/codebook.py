"""The codebook: every measure, code and unit that the data may use.

``data/measures.csv``, ``data/codes.csv`` and ``data/units.csv`` are read here and
nowhere else. Nothing is printed that is not in the codebook.
"""

from __future__ import annotations

import keyword
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from unionlib.errors import DataError, Fault, UnknownName, suggest
from unionlib.files import exists, read_csv, remembered

if TYPE_CHECKING:
    from unionlib.tree import Tree

KINDS = ("count", "amount", "share", "rate", "mean", "plan", "limit", "derived")
MEASURES = ("measure", "section", "label", "unit", "kind", "aggregation", "dimensions",
            "formula", "definition")  # fmt: skip
CODES = ("dimension", "code", "label")
UNITS = ("unit", "label", "kind", "parent", "valid_from", "valid_to", "aliases")

MANY = 1 << 17  # bytes of units.csv from which on units are no longer read one by one

# Names that formulas and sentences use already.
RESERVED_NAMES = frozenset({
    "share", "change", "growth", "achievement", "parts", "total",
    "year", "previous_year", "next_year",
})  # fmt: skip
# Columns of the observations that are no breakdown.
RESERVED_KEYS = frozenset({"measure", "period", "unit", "value", "printed", "source", "note"})
A_NAME = "chữ cái không dấu, chữ số, gạch dưới; không trùng từ dành riêng"
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]*")
YEAR = re.compile(r"[0-9]{4}")


def is_name(text: str) -> bool:
    """Tell whether a text may be a code: a formula must be able to name it."""
    return bool(_NAME.fullmatch(text)) and not keyword.iskeyword(text)


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
    line : int
        Where it stands in ``measures.csv``.
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
    line: int = field(default=0, compare=False)

    def __str__(self) -> str:
        return f"{self.name}: {self.label} ({self.unit})"

    def _repr_html_(self) -> str:
        from unionlib.show.cards import measure_card

        return measure_card(self)


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
    line: int = field(default=0, compare=False)

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

    def __repr__(self) -> str:
        from unionlib.show.cards import codebook_words

        return codebook_words(self)

    def _repr_html_(self) -> str:
        from unionlib.show.cards import codebook_card

        return codebook_card(self)

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
        named = {measure.section: measure.section for measure in self}
        return self.codes.get("section") or named

    @cached_property
    def children(self) -> Mapping[str, tuple[str, ...]]:
        """The units directly below each unit; ``""``, the whole, has the roots."""
        below: dict[str, list[str]] = {}
        for name, parent in zip(self.units, column(self.units, "parent"), strict=True):
            below.setdefault(parent, []).append(name)
        return {parent: tuple(names) for parent, names in below.items()}

    @cached_property
    def tree(self) -> Tree:
        """The units as arrays, to add up the figures of many."""
        from unionlib.register import Register
        from unionlib.tree import grow

        return self.units.tree if isinstance(self.units, Register) else grow(self.units)

    def reporter(self, unit: str) -> str:
        """Return the reporting unit at or above a unit; ``""`` at the root, and for the whole."""
        while unit in self.units and unit not in self._reporting:
            unit = self.units[unit].parent
        return unit

    @cached_property
    def reporting(self) -> tuple[str, ...]:
        """The units directly below the root; with several roots, the roots."""
        top = self.children.get("", ())
        return self.children.get(top[0], ()) if len(top) == 1 else top

    @cached_property
    def _reporting(self) -> frozenset[str]:
        return frozenset(self.reporting)


def column(units: Mapping[str, Unit], name: str) -> Sequence[str]:
    """Return ``parent``, ``valid_from`` or ``valid_to`` of all units, in order."""
    if isinstance(units, dict):
        return [getattr(unit, name) for unit in units.values()]
    from unionlib.register import Register

    return units.column(name) if isinstance(units, Register) else ()


def load_codebook(data: Path) -> Codebook:
    """Read the codebook below a data root.

    Raises
    ------
    DataError
        With every fault of the three files: missing columns, names that are not codes,
        duplicates, unknown kinds, dimensions, sections, weights and parents, formulas
        that cannot be read, and what refers to itself.
    """
    return remembered(("codebook", data), lambda: _read_codebook(data))


def _read_codebook(data: Path) -> Codebook:
    from unionlib.consistency import check_references

    faults: list[Fault] = []
    dimensions, codes = _read_codes(data, faults)
    measures = _read_measures(data, codes, faults)
    units = _read_units(data, faults)
    book = Codebook(measures, codes, dimensions, units)
    faults += check_references(book)
    if faults:
        raise DataError(faults)
    return book


def _read_codes(
    data: Path, faults: list[Fault]
) -> tuple[dict[str, str], dict[str, dict[str, str]]]:
    """Return the labels of the dimensions, and the codes of each with their labels."""
    dimensions: dict[str, str] = {}
    codes: dict[str, dict[str, str]] = {}
    for line, row in read_csv(data / "codes.csv", CODES, data, faults):
        dimension, code = row["dimension"], row["code"]
        problems = list(_code_problems(dimension, code, row["label"]))
        if dimension not in dimensions and code:
            problems.append(
                ("dimension", f"'{dimension}' chưa có dòng đặt tên (mã để trống) ở trên")
            )
        if code in codes.get(dimension, ()) or (not code and dimension in dimensions):
            problems.append(("code", f"mã '{code}' trùng lặp"))
        faults += [Fault("codes.csv", line, column, message) for column, message in problems]
        known = codes.setdefault(dimension, {})
        if code:
            known[code] = row["label"]
        dimensions.setdefault(dimension, row["label"])
    return dimensions, codes


def _code_problems(dimension: str, code: str, label: str) -> Iterator[tuple[str, str]]:
    if not is_name(dimension) or dimension in RESERVED_KEYS:
        yield "dimension", f"'{dimension}' không dùng làm tên phân tổ được ({A_NAME})"
    if code and not is_name(code):
        yield "code", f"'{code}' không phải là mã hợp lệ ({A_NAME})"
    if not label:
        yield "label", "thiếu tên gọi"


def _read_measures(
    data: Path, codes: Mapping[str, object], faults: list[Fault]
) -> dict[str, Measure]:
    measures: dict[str, Measure] = {}
    for line, row in read_csv(data / "measures.csv", MEASURES, data, faults):
        name = row["measure"]
        problems = list(_measure_problems(row, codes))
        if name in measures:
            problems.append(
                ("measure", f"chỉ tiêu '{name}' trùng lặp (dòng {measures[name].line})")
            )
        faults += [Fault("measures.csv", line, column, message) for column, message in problems]
        used = tuple(row["dimensions"].split())
        entry = Measure(name, row["section"], row["label"], row["unit"], row["kind"],
                        row["aggregation"], used, row["formula"], row["definition"], line)  # fmt: skip
        measures.setdefault(name, entry)
    return measures


def _measure_problems(
    row: Mapping[str, str], codes: Mapping[str, object]
) -> Iterator[tuple[str, str]]:
    if not is_name(row["measure"]) or row["measure"] in RESERVED_NAMES:
        yield "measure", f"'{row['measure']}' không dùng làm mã chỉ tiêu được ({A_NAME})"
    for column in ("label", "unit", "definition"):
        if not row[column]:
            yield column, "không được để trống"
    if row["kind"] not in KINDS:
        yield "kind", f"loại '{row['kind']}' không có. {suggest(row['kind'], KINDS)}"
    if (row["kind"] == "derived") != bool(row["formula"]):
        yield "formula", "chỉ tiêu 'derived' cần công thức; loại khác thì để trống"
    for dimension in row["dimensions"].split():
        if dimension not in codes:
            yield (
                "dimensions",
                f"'{dimension}' không có trong codes.csv. {suggest(dimension, codes)}",
            )


def _read_units(data: Path, faults: list[Fault]) -> Mapping[str, Unit]:
    path = data / "units.csv"
    if exists(path) and path.stat().st_size >= MANY:
        from unionlib.register import read_register

        if register := read_register(data):
            return register
    units: dict[str, Unit] = {}
    for line, row in read_csv(data / "units.csv", UNITS, data, faults):
        name = row["unit"]
        problems = list(_unit_problems(row))
        if name in units:
            problems.append(("unit", f"đơn vị '{name}' trùng lặp (dòng {units[name].line})"))
        faults += [Fault("units.csv", line, column, message) for column, message in problems]
        aliases = tuple(alias.strip() for alias in row["aliases"].split("|") if alias.strip())
        unit = Unit(name, row["label"], row["kind"], row["parent"], row["valid_from"],
                    row["valid_to"], aliases, line)  # fmt: skip
        units.setdefault(name, unit)
    return units


def _unit_problems(row: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    if not is_name(row["unit"]):
        yield "unit", f"'{row['unit']}' không phải là mã hợp lệ ({A_NAME})"
    if not row["label"]:
        yield "label", "không được để trống"
    years = [row[column] for column in ("valid_from", "valid_to")]
    for column, year in zip(("valid_from", "valid_to"), years, strict=True):
        if year and not YEAR.fullmatch(year):
            yield column, f"'{year}' không phải là năm (bốn chữ số; để trống nếu không rõ)"
    if all(YEAR.fullmatch(year) for year in years) and years[0] > years[1]:
        yield "valid_to", f"năm kết thúc {years[1]} trước năm bắt đầu {years[0]}"
