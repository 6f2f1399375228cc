"""What two folders of one year say besides their figures: what was published, and words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from unionlib.difference import Difference, group_of, kind_of, prints
from unionlib.edition import Edition
from unionlib.province import made_of_units
from unionlib.quantity import Quantity
from unionlib.rulebook import Rule, load_rules
from unionlib.tracking import checksum


def besides(before: Edition, after: Edition, found: Iterable[Difference]) -> list[Difference]:
    """Compare what was published, and all files.

    A file is told by its name where it differs in nothing else, nor in what was ``found``
    to differ in its figures.
    """
    published = list(_published(before, after))
    told = {f"observations/{item.section}" for item in found}
    told |= {"published"} if published else set()
    files = [name for name in _files(before, after) if name.with_suffix("").as_posix() not in told]
    return [
        *published,
        *(Difference("", "file", name.as_posix(), "", None, None) for name in files),
    ]


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


def _published(before: Edition, after: Edition) -> Iterator[Difference]:
    group = group_of("", apart=made_of_units(before) or made_of_units(after))
    old, new = _stated(before), _stated(after)
    for name in dict.fromkeys((*old, *new)):
        rule, shown = new.get(name) or old[name]
        a, b = (of[name][1] if name in of else None for of in (old, new))
        kind = kind_of(a, b)
        words = f"{rule.message} (số đã in, {shown.rows[0].source})"
        if kind == "written":
            if not (told := [*prints(a, b)]):
                continue
            words = f"{words}: {told[0]}"
        yield Difference(rule.section, kind, words, shown.unit, a, b, group)


def _stated(edition: Edition) -> dict[str, tuple[Rule, Quantity]]:
    """Return the rules of ``published.csv`` by name, each with the figure that was printed."""
    return {rule.name: (rule, rule.published) for rule in load_rules(edition) if rule.published}
