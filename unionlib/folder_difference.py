"""What two folders of one year say besides the values of their figures."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from unionlib.difference import Difference, compare, figures
from unionlib.edition import Edition
from unionlib.quantity import Quantity
from unionlib.rulebook import Rule, load_rules
from unionlib.tracking import checksum


def besides(before: Edition, after: Edition) -> list[Difference]:
    """Compare how figures of equal value are written, what was published, and all files.

    A file is told by its name where it differs in nothing of this.
    """
    rewritten, published = list(_rewritten(before, after)), list(_published(before, after))
    told = {f"observations/{item.section}" for item in (*compare(before, after), *rewritten)}
    told |= {"published"} if published else set()
    files = [name for name in _files(before, after) if name.with_suffix("").as_posix() not in told]
    differing = [Difference("", "file", name.as_posix(), "", None, None) for name in files]
    return [*rewritten, *published, *differing]


def _files(before: Edition, after: Edition) -> Iterator[Path]:
    """Yield what differs in the two folders, and in the codebooks beside them if both have one."""
    names = {
        path.relative_to(edition.folder)
        for edition in (before, after)
        for path in edition.folder.rglob("*")
        if path.is_file() and not path.name.startswith(".")
    }
    roots = [set(edition.data.glob("*.csv")) for edition in (before, after)]
    if all(roots):
        names |= {Path("..", path.name) for root in roots for path in root}
    for name in sorted(names):
        if checksum(before.folder / name) != checksum(after.folder / name):
            yield name


def _rewritten(before: Edition, after: Edition) -> Iterator[Difference]:
    old = {each.key: each for each in figures(before)}
    for b in figures(after):
        a = old.get(b.key)
        if a and a.quantity.value == b.quantity.value:
            told = [*_prints(a.quantity, b.quantity), *_sources(a.quantity, b.quantity)]
            if told:
                words = f"{b.label}: {'; '.join(told)}"
                entry, sides = b.measure, (a.quantity, b.quantity)
                yield Difference(entry.section, "written", words, entry.unit, *sides)


def _prints(old: Quantity, new: Quantity) -> Iterator[str]:
    if old.printed != new.printed:
        yield f"in {' → '.join(side.words if side.printed else '(trống)' for side in (old, new))}"


def _sources(old: Quantity, new: Quantity) -> Iterator[str]:
    if old.sources != new.sources:
        sides = (", ".join(side.sources) or "(trống)" for side in (old, new))
        yield f"nguồn {' → '.join(sides)}"


def _published(before: Edition, after: Edition) -> Iterator[Difference]:
    old, new = _stated(before), _stated(after)
    for name in dict.fromkeys((*old, *new)):
        rule, shown = new.get(name) or old[name]
        a, b = (of[name][1] if name in of else None for of in (old, new))
        if a and b and (a.value, a.printed) == (b.value, b.printed):
            continue
        kind = "changed" if a and b else "added" if b else "removed"
        words = f"{rule.message} (số đã in, {shown.rows[0].source})"
        if a and b and a.value == b.value:
            kind, words = "written", f"{words}: {next(_prints(a, b))}"
        yield Difference(rule.section, kind, words, shown.unit, a, b)


def _stated(edition: Edition) -> dict[str, tuple[Rule, Quantity]]:
    """Return the rules of ``published.csv`` by name, each with the figure that was printed."""
    return {rule.name: (rule, rule.published) for rule in load_rules(edition) if rule.published}
