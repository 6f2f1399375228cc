"""What the codebook says about itself: names that exist, nothing that needs itself."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from unionlib.errors import ExpressionError, Fault, suggest
from unionlib.syntax import FUNCTIONS, Names, names

if TYPE_CHECKING:
    from unionlib.codebook import Codebook, Measure

HOW = ("sum", "mean:CHỈ_TIÊU", "last", "none")
DEEPEST = 12  # levels of units, formulas in formulas: more is a mistake


def check_references(book: Codebook) -> Iterator[Fault]:
    """Yield a fault for each reference within the codebook that leads nowhere or in a circle."""
    used: dict[str, Names] = {}
    for measure in book:
        problems = [*_section(book, measure), *_aggregation(book, measure)]
        try:
            used[measure.name] = names(measure.formula) if measure.formula else Names()
        except ExpressionError as error:
            problems.append(("formula", str(error)))
        else:
            problems += [("formula", text) for text in unknown_names(book, used[measure.name])]
        for column, message in problems:
            yield Fault("measures.csv", measure.line, column, message)
    for name, path in _circles({name: sorted(found.measures) for name, found in used.items()}):
        yield Fault("measures.csv", book[name].line, "formula", f"công thức {path}")
    yield from _parents(book)


def _section(book: Codebook, measure: Measure) -> Iterator[tuple[str, str]]:
    if measure.section not in book.sections:
        yield "section", unknown_section(measure.section, book.sections)


def _aggregation(book: Codebook, measure: Measure) -> Iterator[tuple[str, str]]:
    how, _, weight = measure.aggregation.partition(":")
    if measure.kind == "derived":
        if measure.aggregation:
            yield "aggregation", "chỉ tiêu 'derived' để trống cách cộng gộp"
    elif how == "mean":
        base = book.measures.get(weight)
        if base is None:
            yield "aggregation", f"quyền số '{weight}' không có. {suggest(weight, book.measures)}"
        elif base.aggregation != "sum":
            yield "aggregation", f"quyền số '{weight}' phải là chỉ tiêu cộng được (sum)"
    elif measure.aggregation not in ("sum", "last", "none"):
        yield "aggregation", f"'{measure.aggregation}' không có. Được phép: {', '.join(HOW)}."


def unknown_names(book: Codebook, used: Names) -> Iterator[str]:
    """Yield what to say of each name of an expression that the codebook does not know."""
    for name in sorted(used.measures - set(book.measures)):
        yield f"chỉ tiêu '{name}' không có. {suggest(name, [*book.measures, *FUNCTIONS])}"
    for name, key, code in used.selections:
        entry = book.measures.get(name)
        if entry is None or key == "period":
            continue
        codes: Mapping[str, object] = book.units if key == "unit" else book.codes.get(key, {})
        if key != "unit" and not entry.formula and key not in entry.dimensions:
            yield f"'{name}' không phân tổ theo '{key}'. {suggest(key, entry.dimensions)}"
        elif code and code not in codes:
            yield f"mã '{code}' của '{key}' không có. {suggest(code, codes)}"


def unknown_section(name: str, sections: Iterable[str]) -> str:
    """Say that there is no such section, and which there are."""
    return f"phần '{name}' không có. {suggest(name, sections)}"


def _parents(book: Codebook) -> Iterator[Fault]:
    if not isinstance(book.units, dict):
        return  # a register of units was checked as a whole when it was read
    above: dict[str, Sequence[str]] = {}
    for name, unit in book.units.items():
        above[name] = [unit.parent] if unit.parent else []
        if unit.parent and unit.parent not in book.units:
            message = (
                f"đơn vị cấp trên '{unit.parent}' không có. {suggest(unit.parent, book.units)}"
            )
            yield Fault("units.csv", unit.line, "parent", message)
    for name, path in _circles(above):
        yield Fault("units.csv", book.units[name].line, "parent", f"cấp trên {path}")


def _circles(uses: Mapping[str, Sequence[str]]) -> Iterator[tuple[str, str]]:
    """Yield each name that needs itself, or too many others, and what to say of it."""
    depth: dict[str, int] = {}
    for start in uses:
        yield from _descend(start, uses, depth)


def _descend(
    start: str, uses: Mapping[str, Sequence[str]], depth: dict[str, int]
) -> Iterator[tuple[str, str]]:
    # A loop and not a recursion: a chain may be as long as its author likes.
    path = {start: iter(uses[start])} if start not in depth else {}
    while path:
        name = next(reversed(path))
        below = next((other for other in path[name] if other in uses), None)
        if below is None:
            path.pop(name)
            depth[name] = 1 + max((depth.get(other, 0) for other in uses[name]), default=0)
            if depth[name] == DEEPEST + 1:
                yield name, f"lồng nhau quá {DEEPEST} cấp"
        elif below in path:
            chain = [*path][[*path].index(below) :]
            yield below, f"quay vòng về chính nó: {' → '.join([*chain, below])}"
        elif below not in depth:
            path[below] = iter(uses[below])
