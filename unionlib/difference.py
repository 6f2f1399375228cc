"""``unionlib diff``: what was added, removed and changed between two editions."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from unionlib.aggregate import observed_quantity
from unionlib.codebook import Measure, load_codebook
from unionlib.edition import Edition, load, open_year
from unionlib.errors import UnionlibError
from unionlib.labels import label
from unionlib.province import by_units, rolled_up
from unionlib.quantity import PERCENT, POINTS, Quantity
from unionlib.root import default_data

PROVINCE, UNITS = "Toàn tỉnh", "Theo đơn vị"
_YEAR = re.compile("[0-9]{4}")


@dataclass(frozen=True)
class Difference:
    """One figure that two editions do not share: ``old`` or ``new`` may be None.

    ``kind`` is ``added``, ``removed`` or ``changed``; ``absolute`` is after − before in
    the measure's unit, ``relative`` the same in per cent of before (None if that is 0).
    ``group`` tells the province's figures from those of units where an edition is made of
    these.
    """

    section: str
    kind: str
    label: str
    unit: str
    old: Quantity | None
    new: Quantity | None
    group: str = ""

    @property
    def before(self) -> float | None:
        """The value before."""
        return self.old.value if self.old else None

    @property
    def after(self) -> float | None:
        """The value after."""
        return self.new.value if self.new else None

    @property
    def absolute(self) -> float | None:
        """After − before, in the measure's unit."""
        return None if self.before is None or self.after is None else self.after - self.before

    @property
    def relative(self) -> float | None:
        """The change in per cent of before."""
        return (
            None if self.absolute is None or not self.before else 100 * self.absolute / self.before
        )

    def as_dict(self) -> dict[str, Any]:
        """Return the difference for ``--format json``."""
        names = ("section", "kind", "label", "unit", "before", "after", "absolute", "relative")
        return {name: getattr(self, name) for name in names}


@dataclass(frozen=True)
class _Figure:
    """A figure of an edition: an observation, or a roll-up of the province."""

    edition: Edition
    measure: Measure
    period: str
    where: tuple[tuple[str, str], ...]
    unit: str
    quantity: Quantity

    @property
    def key(self) -> tuple[object, ...]:
        """What it is, its period relative to the edition: this year's with this year's."""
        years = int(self.period[:4]) - self.edition.year
        return (self.measure.name, years, self.period[4:], self.unit, frozenset(self.where))

    @property
    def label(self) -> str:
        """What it is in words."""
        keys = {**dict(self.where), "unit": self.unit}
        if self.period != self.edition.period():
            keys["period"] = self.period
        return label(self.edition, self.measure.name, keys)


def compare(before: Edition, after: Edition) -> list[Difference]:
    """Compare the figures of two editions, key by key, in the codebook's order.

    Where one is made of units' figures, the province's come first, as stated or rolled up,
    and those of units after them.
    """
    apart = by_units(before) or by_units(after)
    old, new = (
        {each.key: each for each in _figures(edition, rolled=apart)} for edition in (before, after)
    )
    pairs = [
        (old.get(key), new.get(key)) for key in [*new, *(key for key in old if key not in new)]
    ]
    pairs = [(a, b) for a, b in pairs if not (a and b and a.quantity.value == b.quantity.value)]
    found = []
    for a, b in pairs:
        if shown := b or a:
            kind = "changed" if a and b else "added" if b else "removed"
            group = (UNITS if shown.unit else PROVINCE) if apart else ""
            sides = (a.quantity if a else None, b.quantity if b else None)
            entry = shown.measure
            found.append(Difference(entry.section, kind, shown.label, entry.unit, *sides, group))
    order = {section: place for place, section in enumerate(after.codebook.sections)}
    return sorted(
        found, key=lambda item: (item.group == UNITS, order.get(item.section, len(order)))
    )


def _figures(edition: Edition, *, rolled: bool) -> Iterator[_Figure]:
    for measure in edition.codebook:
        if rolled:
            for (period, where), quantity in rolled_up(edition, measure.name).items():
                if quantity.value is not None:
                    yield _Figure(edition, measure, period, where, "", quantity)
        for row in edition.observed(measure.name):
            quantity = observed_quantity(edition, row)
            yield _Figure(edition, measure, row.period, row.where, row.unit, quantity)


def diff(before: str, after: str, data: Path | None, form: str = "text") -> int:
    """Print the differences between two years or two folders of an edition; return 0."""
    found = compare(_open(before, data), _open(after, data))
    if form == "json":
        print(json.dumps([item.as_dict() for item in found], ensure_ascii=False, indent=1))
    else:
        print("\n".join(_report(found)))
    return 0


def _open(name: str, data: Path | None) -> Edition:
    if _YEAR.fullmatch(name):
        return load(int(name), data)
    folder = Path(name).resolve()
    if not _YEAR.fullmatch(folder.name) or not folder.is_dir():
        raise UnionlibError(
            f"'{name}' không phải là năm hay thư mục của một năm (ví dụ 2019, data-moi/2019)"
        )
    if (folder.parent / "measures.csv").is_file():
        return load(int(folder.name), folder.parent)
    # A year that came in alone is read with the codebook that it is compared under.
    return open_year(int(folder.name), folder.parent, load_codebook(data or default_data()))


def _report(found: list[Difference]) -> Iterator[str]:
    signs = {"added": "+ thêm", "removed": "- bớt", "changed": "~ đổi"}
    heading = ("", "")
    for item in found:
        if item.group != heading[0]:
            yield f"\n{item.group.upper()}"
        if (item.group, item.section) != heading:
            yield f"\n[{item.section}]"
        heading = (item.group, item.section)
        yield f"{signs[item.kind]}  {item.label}: {_sides(item)}"
    yield "" if found else "Hai bộ số liệu giống nhau."
    for group in dict.fromkeys(item.group for item in found):
        kinds = Counter(item.kind for item in found if item.group == group)
        counts = ", ".join(f"{kinds[kind]} {words[2:]}" for kind, words in signs.items())
        yield f"{group}: {counts}" if group else counts


def _sides(item: Difference) -> str:
    text = " → ".join(side.words for side in (item.old, item.new) if side)
    if item.absolute is None:
        return text
    # The words say which way it went.
    relative = "" if item.relative is None else f", tức {Quantity(abs(item.relative), '%')}"
    unit = POINTS if item.unit == PERCENT else item.unit
    return f"{text} ({Quantity(item.absolute, unit).text('tăng/giảm')}{relative})"
