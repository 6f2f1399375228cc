"""``unionlib diff``: what was added, removed and changed between two editions."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from unionlib.codebook import Measure, load_codebook
from unionlib.edition import Edition, load, open_year
from unionlib.errors import UnionlibError
from unionlib.labels import label
from unionlib.quantity import PERCENT, POINTS, Observation, Quantity
from unionlib.root import default_data

_YEAR = re.compile("[0-9]{4}")


@dataclass(frozen=True)
class Difference:
    """One figure that two editions do not share: ``before`` or ``after`` may be None.

    ``kind`` is ``added``, ``removed`` or ``changed``; ``absolute`` is after − before in
    the measure's unit, ``relative`` the same in per cent of before (None if that is 0).
    """

    section: str
    kind: str
    label: str
    unit: str
    before: float | None
    after: float | None

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
        return {**vars(self), "absolute": self.absolute, "relative": self.relative}


def compare(before: Edition, after: Edition) -> list[Difference]:
    """Compare the figures of two editions, key by key, in the codebook's order.

    Periods are compared relative to their edition: this year's with this year's.
    """
    old, new = _figures(before), _figures(after)
    found = []
    for key in [*new, *(key for key in old if key not in new)]:
        a, b = old.get(key), new.get(key)
        if a and b and a.value == b.value:
            continue
        kind = "changed" if a and b else "added" if b else "removed"
        name, entry = _named(after, b) if b else _named(before, a)
        values = [side.value if side else None for side in (a, b)]
        found.append(Difference(entry.section, kind, name, entry.unit, *values))
    order = list(after.codebook.sections)
    return sorted(
        found, key=lambda item: order.index(item.section) if item.section in order else len(order)
    )


def _named(edition: Edition, row: Observation | None) -> tuple[str, Measure]:
    if row is None:
        raise KeyError("a difference has at least one side")
    keys = {**dict(row.where), "unit": row.unit}
    if row.period != edition.period():
        keys["period"] = row.period
    return label(edition, row.measure, keys), edition.codebook[row.measure]


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


def _figures(edition: Edition) -> dict[tuple[object, ...], Observation]:
    year = edition.year
    rows = (row for measure in edition.codebook for row in edition.observed(measure.name))
    return {
        (
            row.measure,
            int(row.period[:4]) - year,
            row.period[4:],
            row.unit,
            frozenset(row.where),
        ): row
        for row in rows
    }


def _report(found: list[Difference]) -> Iterator[str]:
    signs = {"added": "+ thêm", "removed": "- bớt", "changed": "~ đổi"}
    section = ""
    for item in found:
        if item.section != section:
            section = item.section
            yield f"\n[{section}]"
        sides = [_text(item.before, item.unit), _text(item.after, item.unit)]
        line = f"{signs[item.kind]}  {item.label}: {' → '.join(side for side in sides if side)}"
        if item.absolute is not None:
            relative = "" if item.relative is None else f", {Quantity(item.relative, '%')}"
            unit = POINTS if item.unit == PERCENT else item.unit
            line += f" ({Quantity(item.absolute, unit).text('tăng/giảm')}{relative})"
        yield line
    totals = ", ".join(
        f"{sum(item.kind == kind for item in found)} {words[2:]}" for kind, words in signs.items()
    )
    yield f"\n{totals}" if found else "Hai bộ số liệu giống nhau."


def _text(value: float | None, unit: str) -> str:
    return "" if value is None else Quantity(value, unit).words
