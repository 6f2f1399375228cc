"""Reading and checking the observations of one section.

Every fault of the file is reported at once, with line, column and what is allowed.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from unionlib import periods
from unionlib.codebook import Codebook, Measure
from unionlib.errors import Fault, suggest
from unionlib.files import read_csv
from unionlib.numbers import WORDS, Printed, parse_ends
from unionlib.observation import COLUMNS, Observation
from unionlib.quantity import rounding
from unionlib.tracking import exists
from unionlib.writing import MONEY, PERCENT

_NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?")
# Vietnamese writes 2.000 for two thousand: a count that is written so is refused, not read as 2.
GROUPED = r"\.[0-9]{3}$"
LARGE = 1 << 15  # bytes: in larger files, rows of single unions are rolled up as they are read
LARGEST = 10**15  # beyond it a float is not exact to the đồng


def read_observations(
    folder: Path, section: str, year: int, codebook: Codebook, faults: list[Fault]
) -> list[Observation]:
    """Read ``<folder>/observations/<section>.csv``; no file means no observations.

    A large file, or one in Parquet (``<section>.parquet``), is rolled up to reporting
    units and the province as it is read; see :mod:`unionlib.rollup`.

    Parameters
    ----------
    folder : Path
        The folder of the edition, ``data/2019``.
    section, year, codebook
        The section's name, the edition's year, and the codebook to check against.
    faults : list of Fault
        What is wrong is added here; a faulty row is left out of the result.
    """
    path = folder / "observations" / f"{section}.csv"
    if exists(path.with_suffix(".parquet")) or (exists(path) and path.stat().st_size >= LARGE):
        from unionlib.rollup import read_rolled

        if (rolled := read_rolled(folder, section, year, codebook, faults)) is not None:
            return rolled
    if not exists(path):
        return []
    root = folder.parent
    file = path.relative_to(root).as_posix()
    rows: list[Observation] = []
    seen: dict[tuple[object, ...], int] = {}
    for line, cells in read_csv(path, COLUMNS, root, faults, extra=codebook.codes):
        where = tuple((key, code) for key, code in cells.items() if code and key not in COLUMNS)
        period = cells["period"] or str(year)
        problems = list(_problems(cells, section, year, codebook))
        key = (cells["measure"], period, cells["unit"], frozenset(where))
        if key in seen:
            problems.append(("measure", f"trùng với dòng {seen[key]}"))
        seen.setdefault(key, line)
        faults += [Fault(file, line, column, message) for column, message in problems]
        if problems:
            continue
        value = float(cells["value"])
        rows.append(Observation(cells["measure"], period, cells["unit"], where,
                                value, _as_printed(cells["printed"], value), cells["source"],
                                cells["note"], file, line))  # fmt: skip
    faults += _parts_above_whole(rows, codebook)
    return rows


def _problems(
    cells: Mapping[str, str], section: str, year: int, codebook: Codebook
) -> Iterator[tuple[str, str]]:
    """Yield ``(column, message)`` for everything that is wrong in a row."""
    measure = codebook.measures.get(cells["measure"])
    for name, code in cells.items():
        if name not in COLUMNS or name in ("measure", "period", "unit"):
            if problem := code_problem(name, code, section, year, codebook):
                yield name, problem
            elif measure and code and name not in (*COLUMNS, *measure.dimensions):
                allowed = ", ".join(measure.dimensions) or "không phân tổ"
                yield name, f"'{measure.name}' không phân tổ theo {name}. Được phép: {allowed}."
    yield from _value_problems(cells["value"], measure)
    yield from _printed_problems(cells["printed"], cells["value"], measure)
    if not cells["source"]:
        yield "source", "không được để trống"


def code_problem(
    column: str, code: str, section: str, year: int, book: Codebook, suffix: str = ".csv"
) -> str:
    """Return what is wrong with a code of a section's file in itself, ``""`` if nothing.

    ``suffix`` is that of the file.
    """
    if column == "measure":
        measure = book.measures.get(code)
        if measure is None:
            return f"chỉ tiêu '{code}' không có trong danh mục. {suggest(code, book.measures)}"
        if measure.kind == "derived":
            return f"'{code}' được tính từ công thức, không nhập số liệu"
        elsewhere = f"'{code}' thuộc tệp {measure.section}{suffix}"
        return elsewhere if measure.section != section else ""
    if not code:
        return ""
    if column == "period":
        return periods.problem(code, year)
    if column == "unit":
        unit = book.units.get(code)
        if unit is None:
            return f"đơn vị '{code}' không có trong danh mục. {suggest(code, book.units)}"
        gone = f"đơn vị '{code}' không còn hoặc chưa có trong năm {year}"
        return "" if unit.valid(year) else gone
    known = book.codes[column]
    return "" if code in known else f"mã '{code}' không có trong danh mục. {suggest(code, known)}"


def _value_problems(text: str, measure: Measure | None) -> Iterator[tuple[str, str]]:
    if not _NUMBER.fullmatch(text):
        yield (
            "value",
            f"'{text}' không phải là số (viết liền, dấu chấm thập phân: 30250 hoặc 99.46)",
        )
        return
    dotted = re.search(GROUPED, text) is not None
    for is_so, reason in impossible(
        float(text), measure, lambda value: dotted or not value.is_integer()
    ):
        if is_so:
            yield "value", f"{text}: {reason}"


def impossible(
    value: Any, measure: Measure | None, has_fraction: Callable[[Any], Any]
) -> Iterator[tuple[Any, str]]:
    """Yield, for each reason why a value is impossible, whether it applies, and the reason.

    Parameters
    ----------
    value : float or array of float
        For an array, what is yielded is an array too: whether it applies to each value.
    measure : Measure or None
        Whose value it is, if that is known.
    has_fraction : callable
        Tells of a value, or of each of an array, whether it is no whole number.
    """
    kind = measure.kind if measure else ""
    yield value < 0, "số liệu không thể âm"
    yield value >= LARGEST, "số lớn quá, kiểm tra đơn vị tính"
    if measure and measure.counted:
        money = kind == "amount" or measure.unit == MONEY
        what = f"số tiền tính bằng {measure.unit}," if money else "số đếm"
        yield has_fraction(value), f"{what} phải là số nguyên, viết liền không có dấu chấm"
    if kind == "share":
        yield value > 100, "tỷ lệ phần trăm của một bộ phận không thể quá 100"


def _printed_problems(text: str, value: str, measure: Measure | None) -> Iterator[tuple[str, str]]:
    """Yield what is wrong with a printed figure; none is printed where it is blank."""
    ends = parse_ends(text)
    if text and not ends:
        examples = "30.250, 511,9 triệu, trên 850, 99%, 2-3 triệu"
        spoken = f"bằng chữ từ {WORDS[0]} đến {WORDS[-1]}"
        yield "printed", f"'{text}' không đọc được; viết như {examples}, hoặc {spoken}"
    if ends and _NUMBER.fullmatch(value) and _as_printed(text, float(value)) is None:
        read = " hoặc ".join(f"{end.value:.15g}" for end in ends)
        yield "printed", f"'{text}' là {read}, khác value {value}"
    if not ends:
        return
    for mark, unit in (("%", PERCENT), ("đồng", MONEY), ("đ", MONEY)):
        if measure and text.endswith(mark) and measure.unit != unit:
            yield "printed", f"'{text}' ghi {mark}, nhưng '{measure.name}' tính bằng {measure.unit}"


def _as_printed(text: str, value: float) -> Printed | None:
    """Return the printed figure, or the end of a printed range, that is the value."""
    ends = (end for end in parse_ends(text) if math.isclose(end.value, value, rel_tol=1e-12))
    return next(ends, None)


def _parts_above_whole(rows: list[Observation], codebook: Codebook) -> Iterator[Fault]:
    """Yield a fault for each part that is larger than the whole stated beside it.

    The whole of a part is the total of its measure, and for a unit's figure also the
    province's with the same breakdown. What their rounding explains is possible.
    """
    stated = {(row.measure, row.period, row.unit, frozenset(row.where)): row for row in rows}
    for row in rows:
        entry = codebook[row.measure]
        if entry.aggregation != "sum":
            continue
        own = frozenset(row.where)
        wholes = [
            stated.get((row.measure, row.period, row.unit, frozenset())) if own else None,
            stated.get((row.measure, row.period, "", own)) if row.unit else None,
        ]
        for whole in wholes:
            if whole is None:
                continue
            doubt = rounding(row.printed, entry.unit) + rounding(whole.printed, entry.unit)
            doubt += row.printed.reach[0] if row.printed else 0.0
            doubt += whole.printed.reach[1] if whole.printed else 0.0
            if row.value - whole.value > doubt:
                message = f"bộ phận {row.value:.15g} lớn hơn tổng số {whole.value:.15g} (dòng {whole.line})"
                yield Fault(row.file, row.line, "value", message)
                break
