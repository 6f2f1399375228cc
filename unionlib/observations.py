"""Reading and checking the observations of one section.

Every fault of the file is reported at once, with line, column and what is allowed.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from pathlib import Path

from unionlib.codebook import Codebook, Measure
from unionlib.errors import Fault, suggest
from unionlib.files import exists, read_csv
from unionlib.quantity import Observation
from unionlib.show.numbers import parse_printed

COLUMNS = ("measure", "period", "unit", "value", "printed", "source", "note")
_PERIOD = re.compile(r"\d{4}(-H[12])?")
_NUMBER = re.compile(r"-?\d+(\.\d+)?")


def read_observations(
    folder: Path, section: str, year: int, codebook: Codebook, faults: list[Fault]
) -> list[Observation]:
    """Read ``<folder>/observations/<section>.csv``; no file means no observations.

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
    if not exists(path):
        return []
    root = folder.parent
    file = path.relative_to(root).as_posix()
    rows: list[Observation] = []
    seen: dict[tuple[object, ...], int] = {}
    for line, cells in read_csv(path, COLUMNS, root, faults, extra=True):
        problems = list(_problems(cells, section, year, codebook))
        faults += [Fault(file, line, column, message) for column, message in problems]
        if problems:
            continue
        where = tuple(
            (name, code) for name, code in cells.items() if code and name not in COLUMNS
        )
        period = cells["period"] or str(year)
        key = (cells["measure"], period, cells["unit"], where)
        if key in seen:
            faults.append(Fault(file, line, "measure", f"trùng với dòng {seen[key]}"))
        seen[key] = line
        printed = parse_printed(cells["printed"]) if cells["printed"] else None
        rows.append(Observation(cells["measure"], period, cells["unit"], where,
                                float(cells["value"]), printed, cells["source"],
                                cells["note"], file, line))  # fmt: skip
    faults += _parts_above_whole(rows, codebook)
    return rows


def _problems(
    cells: dict[str, str], section: str, year: int, codebook: Codebook
) -> Iterable[tuple[str, str]]:
    """Yield ``(column, message)`` for everything that is wrong in a row."""
    measure = codebook.measures.get(cells["measure"])
    if measure is None:
        yield "measure", f"chỉ tiêu '{cells['measure']}' không có trong danh mục. {suggest(cells['measure'], codebook.measures)}"
    elif measure.kind == "derived":
        yield "measure", f"'{measure.name}' được tính từ công thức, không nhập số liệu"
    elif measure.section != section:
        yield "measure", f"'{measure.name}' thuộc tệp {measure.section}.csv"
    if cells["period"] and not _PERIOD.fullmatch(cells["period"]):
        yield "period", f"kỳ '{cells['period']}' không hợp lệ. Được phép: trống, 2019, 2019-H1."
    unit = codebook.units.get(cells["unit"])
    if cells["unit"] and unit is None:
        yield "unit", f"đơn vị '{cells['unit']}' không có trong danh mục. {suggest(cells['unit'], codebook.units)}"
    elif unit and not unit.valid(year):
        yield "unit", f"đơn vị '{cells['unit']}' không còn hoặc chưa có trong năm {year}"
    for name, code in cells.items():
        if name in COLUMNS:
            continue
        if name not in codebook.codes:
            yield name, f"không phải là phân tổ. {suggest(name, codebook.codes)}"
        elif code and code not in codebook.codes[name]:
            yield name, f"mã '{code}' không có trong danh mục. {suggest(code, codebook.codes[name])}"
        elif code and measure and name not in measure.dimensions:
            allowed = ", ".join(measure.dimensions) or "không phân tổ"
            yield name, f"'{measure.name}' không phân tổ theo {name}. Được phép: {allowed}."
    yield from _value_problems(cells, measure)


def _value_problems(cells: dict[str, str], measure: Measure | None) -> Iterable[tuple[str, str]]:
    text = cells["value"]
    if not _NUMBER.fullmatch(text):
        yield "value", f"'{text}' không phải là số (viết liền, dấu chấm thập phân: 30250 hoặc 99.46)"
        return
    value = float(text)
    if value < 0:
        yield "value", f"{text}: số liệu không thể âm"
    if measure and measure.kind == "count" and not value.is_integer():
        yield "value", f"{text}: số đếm phải là số nguyên"
    if measure and measure.kind == "share" and value > 100:
        yield "value", f"{text}: tỷ lệ phần trăm của một bộ phận không thể quá 100"
    if cells["printed"]:
        printed = parse_printed(cells["printed"])
        if printed and not math.isclose(printed.value, value, rel_tol=1e-12):
            yield "printed", f"'{cells['printed']}' là {printed.value:.15g}, khác value {text}"


def _parts_above_whole(rows: list[Observation], codebook: Codebook) -> Iterable[Fault]:
    """Yield a fault for each part that is larger than the stated total of its measure."""
    totals = {(row.measure, row.period, row.unit): row for row in rows if not row.where}
    for row in rows:
        whole = totals.get((row.measure, row.period, row.unit))
        additive = codebook[row.measure].aggregation == "sum"
        if row.where and whole and additive and row.value > whole.value:
            message = f"bộ phận {row.value:.15g} lớn hơn tổng số {whole.value:.15g} (dòng {whole.line})"
            yield Fault(row.file, row.line, "value", message)
