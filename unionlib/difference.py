"""``unionlib diff``: what was added, removed and changed between two editions."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from unionlib.aggregate import observed_quantity
from unionlib.codebook import Measure, load_codebook
from unionlib.edition import Edition, load, open_year
from unionlib.errors import UnionlibError
from unionlib.files import checksum
from unionlib.labels import label
from unionlib.quantity import PERCENT, POINTS, Observation, Quantity
from unionlib.root import default_data
from unionlib.rulebook import load_rules

_YEAR = re.compile("[0-9]{4}")


@dataclass(frozen=True)
class Difference:
    """One figure that two editions do not share: ``before`` or ``after`` may be None.

    ``kind`` is ``added``, ``removed`` or ``changed``; ``written`` where the value is the
    same and its print or source is not; ``file`` for a file that differs otherwise.
    ``absolute`` is after − before in the measure's unit, ``relative`` the same in per cent
    of before (None if that is 0).
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
    return _by_section(after, found)


def besides(before: Edition, after: Edition) -> list[Difference]:
    """Compare what two folders of one year say besides the values of their figures.

    How a figure of equal value is written, what ``published.csv`` holds, and then each
    file that differs in nothing of this.
    """
    rewritten, published = list(_rewritten(before, after)), list(_published(before, after))
    told = {f"observations/{item.section}" for item in (*compare(before, after), *rewritten)}
    told |= {"published"} if published else set()
    files = {
        path.relative_to(edition.folder)
        for edition in (before, after)
        for path in edition.folder.rglob("*")
        if path.is_file() and not path.name.startswith(".")
    }
    differing = [
        Difference("", "file", file.as_posix(), "", None, None)
        for file in sorted(files)
        if file.with_suffix("").as_posix() not in told
        and checksum(before.folder / file) != checksum(after.folder / file)
    ]
    return [*rewritten, *published, *differing]


def _by_section(edition: Edition, found: list[Difference]) -> list[Difference]:
    order = list(edition.codebook.sections)
    return sorted(
        found, key=lambda item: order.index(item.section) if item.section in order else len(order)
    )


def _rewritten(before: Edition, after: Edition) -> Iterator[Difference]:
    old = _figures(before)
    for key, b in _figures(after).items():
        a = old.get(key)
        if a is None or a.value != b.value:
            continue
        told = []
        if a.printed != b.printed:
            prints = [
                observed_quantity(after, row).words if row.printed else "(trống)" for row in (a, b)
            ]
            told.append(f"in {' → '.join(prints)}")
        if a.source != b.source:
            told.append(f"nguồn {a.source or '(trống)'} → {b.source or '(trống)'}")
        if told:
            name, entry = _named(after, b)
            name = f"{name}: {'; '.join(told)}"
            yield Difference(entry.section, "written", name, entry.unit, a.value, b.value)


def _published(before: Edition, after: Edition) -> Iterator[Difference]:
    old, new = (
        {
            rule.name: (rule, rule.published)
            for rule in load_rules(edition)
            if rule.published is not None
        }
        for edition in (before, after)
    )
    for name in dict.fromkeys((*old, *new)):
        rule, stated = new[name] if name in new else old[name]
        values = [of[name][1].value if name in of else None for of in (old, new)]
        told = f"{rule.message} (số đã in, {stated.rows[0].source})"
        kind = "changed" if name in old and name in new else "added" if name in new else "removed"
        if kind == "changed" and values[0] == values[1]:
            earlier = old[name][1]
            if earlier.printed == stated.printed:
                continue
            kind, told = "written", f"{told}: in {earlier.words} → {stated.words}"
        yield Difference(rule.section, kind, told, stated.unit, *values)


def _named(edition: Edition, row: Observation | None) -> tuple[str, Measure]:
    if row is None:
        raise KeyError("a difference has at least one side")
    keys = {**dict(row.where), "unit": row.unit}
    if row.period != edition.period():
        keys["period"] = row.period
    return label(edition, row.measure, keys), edition.codebook[row.measure]


def diff(before: str, after: str, data: Path | None, form: str = "text") -> int:
    """Print the differences between two years or two folders of an edition; return 0."""
    sides = _open(before, data), _open(after, data)
    found = compare(*sides)
    if sides[0].year == sides[1].year:
        found = _by_section(sides[1], [*found, *besides(*sides)])
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
    files = [item.label for item in found if item.kind == "file"]
    found = [item for item in found if item.kind != "file"]
    if any(item.kind == "written" for item in found):
        signs["written"] = "~ ghi khác"
    section = ""
    for item in found:
        if item.section != section:
            section = item.section
            yield f"\n[{section}]"
        if item.kind == "written":
            yield f"{signs[item.kind]}  {item.label}"
            continue
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
    named = ", ".join(files)
    if found:
        yield f"\n{totals}"
        if files:
            yield f"Khác nhau ở tệp: {named}."
    elif files:
        yield f"Các số liệu giống nhau; khác nhau ở tệp: {named}."
    else:
        yield "Hai bộ số liệu giống nhau."


def _text(value: float | None, unit: str) -> str:
    return "" if value is None else Quantity(value, unit).words
