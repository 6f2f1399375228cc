"""What was added, removed and changed between two editions, figure by figure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from unionlib import periods
from unionlib.aggregate import observed_quantity
from unionlib.codebook import Measure
from unionlib.edition import Edition
from unionlib.key import Where
from unionlib.province import made_of_units, rolled_up
from unionlib.quantity import Quantity

PROVINCE, UNITS = "Số chung", "Theo đơn vị"


@dataclass(frozen=True)
class Difference:
    """One figure that two editions do not share: ``old`` or ``new`` may be None.

    ``kind`` is ``added``, ``removed`` or ``changed``; ``written`` where the value is the
    same and its print or source is not; ``file`` for a file that differs otherwise.
    ``absolute`` is after − before in the measure's unit, ``relative`` the same in per cent
    of before (None if that is 0). ``group`` tells the province's figures from those of
    units where an edition is made of these.
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
class Figure:
    """A figure of an edition: an observation, or a roll-up of the province."""

    edition: Edition
    measure: Measure
    period: str
    where: Where
    unit: str
    quantity: Quantity

    @property
    def key(self) -> tuple[object, ...]:
        """What it is, its period relative to the edition: this year's with this year's."""
        when = periods.shifted(self.period, -self.edition.year)
        return (self.measure.name, when, self.unit, frozenset(self.where))

    @property
    def label(self) -> str:
        """What it is in words."""
        keys = {**dict(self.where), "unit": self.unit}
        if self.period != self.edition.period():
            keys["period"] = self.period
        return self.edition.label(self.measure.name, keys)


def compare(before: Edition, after: Edition) -> list[Difference]:
    """Compare the figures of two editions, key by key, in the codebook's order.

    Where one is made of units' figures, the province's come first, as stated or rolled up,
    and those of units after them. Of two editions of one year a figure of equal value may
    still differ in its print or source.
    """
    apart = made_of_units(before) or made_of_units(after)
    old, new = (
        {each.key: each for each in figures(edition, rolled=apart)} for edition in (before, after)
    )
    found = []
    for key in dict.fromkeys((*new, *old)):
        a, b = old.get(key), new.get(key)
        shown = new.get(key) or old[key]
        sides = (a.quantity if a else None, b.quantity if b else None)
        kind = kind_of(*sides)
        label = shown.label
        if a and b and a.period != b.period != after.period():  # the label names the later one
            label = f"{label} (so với {periods.words(a.period)})"
        if kind == "written":
            # What is added up has no print of its own, and its parts' sources are told with them.
            observed = all(side and len(side.rows) == 1 for side in sides)
            told = [*prints(*sides), *_sources(*sides)] if observed else []
            if not told or before.year != after.year:
                continue
            label = f"{label}: {'; '.join(told)}"
        entry, group = shown.measure, group_of(shown.unit, apart=apart)
        found.append(Difference(entry.section, kind, label, entry.unit, *sides, group))
    return in_order(after, found)


def kind_of(old: Quantity | None, new: Quantity | None) -> str:
    """Return what became of a figure; ``written``: at most it is written otherwise."""
    if old and new:
        return "written" if old.value == new.value else "changed"
    return "added" if new else "removed"


def prints(old: Quantity | None, new: Quantity | None) -> Iterator[str]:
    """Yield how the source prints a figure, if otherwise than before."""
    if old and new and old.printed != new.printed:
        yield f"in {' → '.join(side.words if side.printed else '(trống)' for side in (old, new))}"


def _sources(old: Quantity | None, new: Quantity | None) -> Iterator[str]:
    if old and new and old.sources != new.sources:
        sides = (", ".join(side.sources) or "(trống)" for side in (old, new))
        yield f"nguồn {' → '.join(sides)}"


def group_of(unit: str, *, apart: bool) -> str:
    """Return the group of a figure; ``""`` where those of units are not listed ``apart``."""
    return (UNITS if unit else PROVINCE) if apart else ""


def in_order(edition: Edition, found: Iterable[Difference]) -> list[Difference]:
    """Sort differences by section, the province's before those of units.

    Of each, what is only written otherwise comes last: a corrected form under a new name
    changes the source of all its figures, and the value of a few.
    """
    order = {section: place for place, section in enumerate(edition.codebook.sections)}
    return sorted(
        found,
        key=lambda item: (
            item.group == UNITS,
            item.kind == "written",
            order.get(item.section, len(order)),
        ),
    )


def figures(edition: Edition, *, rolled: bool = False) -> Iterator[Figure]:
    """Yield every figure of an edition; ``rolled``: those too that its units add up to."""
    for measure in edition.codebook:
        if rolled:
            for (_, period, where), quantity in rolled_up(edition, measure.name).items():
                if quantity.value is not None:
                    yield Figure(edition, measure, period, where, "", quantity)
        for row in edition.observed(measure.name):
            quantity = observed_quantity(edition, row)
            yield Figure(edition, measure, row.period, row.where, row.unit, quantity)
