"""The codebook: every measure, code and unit that the data may use.

Nothing is printed that is not in the codebook. Its files, ``data/measures.csv``,
``data/codes.csv`` and ``data/units.csv``, are read in :mod:`unionlib.entries`, units by
the thousand in :mod:`unionlib.register`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from unionlib.errors import DataError, Fault, UnknownName
from unionlib.key import Key, Where
from unionlib.tracking import remembered
from unionlib.writing import PERCENT

if TYPE_CHECKING:
    from unionlib.observation import Observation
    from unionlib.tree import Tree


OFFICE = "office"  # the kind of unit that the federation's own office is


@dataclass(frozen=True)
class Measure:
    """One entry of the codebook.

    Parameters
    ----------
    name, section, label, unit, kind : str
        Code, section that owns it, Vietnamese label, measuring unit and kind
        (one of :data:`unionlib.entries.KINDS`).
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

    @property
    def adds(self) -> bool:
        """Whether its figures add up, over units and over parts."""
        return self.aggregation in ("sum", "last")

    @property
    def weight(self) -> str:
        """The measure that weighs its figures in a mean, ``""`` where it is no mean."""
        how, _, weight = self.aggregation.partition(":")
        return weight if how == "mean" else ""

    @property
    def counted(self) -> bool:
        """Whether it counts things or đồng, so that its values are whole numbers."""
        planned = self.kind in ("plan", "limit") and self.unit != PERCENT
        return planned or self.kind in ("count", "amount")

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

    @property
    def years(self) -> str:
        """The years in which it exists, in words; ``""`` for all."""
        ends = (("từ", self.valid_from), ("đến", self.valid_to))
        return " ".join(f"{word} năm {year}" for word, year in ends if year)


@dataclass(frozen=True)
class Codebook:
    """Measures, codes of each dimension and units, by name; sections in the report's order.

    ``own_codes`` are the codes, each with its dimension, of what the federation itself does.
    """

    measures: Mapping[str, Measure]
    codes: Mapping[str, Mapping[str, str]]
    dimensions: Mapping[str, str]
    units: Mapping[str, Unit]
    sections: Mapping[str, str]
    own_codes: frozenset[tuple[str, str]] = frozenset()

    def __iter__(self) -> Iterator[Measure]:
        return iter(self.measures.values())

    def __getitem__(self, name: str) -> Measure:
        try:
            return self.measures[name]
        except (KeyError, TypeError):  # also of a list of names, or of none
            raise UnknownName("Chỉ tiêu", name, self.measures) from None

    def rolls_up(self, measure: str, dimensions: Iterable[str]) -> bool:
        """Tell whether a measure's figures by some dimensions make those of units above.

        A mean needs its weight by the same dimensions.
        """
        entry = self[measure]
        if entry.weight:
            return set(dimensions) <= set(self[entry.weight].dimensions)
        return entry.aggregation != "none"

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

    def ordered(self, where: Mapping[str, str]) -> Where:
        """Return the codes of a breakdown in the order of the codebook, however it was written."""
        return tuple((name, where[name]) for name in self.dimensions if name in where)

    def key(self, row: Observation, period: str | None = None) -> Key:
        """Return which figure a row gives; ``period`` is how the key is to name its period."""
        where = self.ordered(dict(row.where))
        return Key(row.measure, row.period if period is None else period, where)

    def own(self, key: Key) -> bool:
        """Tell whether a figure is what the federation itself did: no unit below it can know."""
        return not self.own_codes.isdisjoint(key.where)

    @cached_property
    def levels(self) -> tuple[str, ...]:
        """The dimensions that tell who did it: of their codes one is the federation's own."""
        own = Counter(dimension for dimension, _ in self.own_codes)
        return tuple(dimension for dimension in self.dimensions if own[dimension] == 1)

    def places(self, key: Key, dimensions: Iterable[str]) -> list[int]:
        """Return where the codes of a figure stand in their lists, from 1; 0 for the total."""
        codes = dict(key.where)
        return [[*self.codes[name]].index(codes[name]) + 1 if name in codes else 0
                for name in dimensions]  # fmt: skip

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

    def within(self, unit: str, above: str) -> bool:
        """Tell whether a unit is another one, or below it."""
        while unit != above and unit in self.units:
            unit = self.units[unit].parent
        return unit == above

    @cached_property
    def reporting(self) -> tuple[str, ...]:
        """The units directly below the root; with several roots, the roots."""
        top = self.children.get("", ())
        return self.children.get(top[0], ()) if len(top) == 1 else top

    def due(self, year: int) -> list[Unit]:
        """Return the reporting units that answer in a year, the federation's own office included."""
        units = (self.units[name] for name in self.reporting)
        return [unit for unit in units if unit.kind != "external" and unit.valid(year)]

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
    from unionlib.entries import read_codes, read_measures, read_units

    faults: list[Fault] = []
    dimensions, codes, own_codes = read_codes(data, faults)
    sections = codes.pop("section", {})  # listed with the codes, and no way to break a figure down
    dimensions.pop("section", "")
    measures = read_measures(data, codes, faults)
    units = read_units(data, faults)
    book = Codebook(measures, codes, dimensions, units, sections, own_codes)
    if not faults and not sections:
        message = "thiếu các phần của báo cáo: dòng 'section,<mã>,<tên>' cho mỗi phần"
        faults.append(Fault("codes.csv", 0, "dimension", message))
    if sections and measures and units:  # else every name of a file that cannot be read is unknown
        faults += check_references(book)
    if faults:
        raise DataError(faults)
    return book
