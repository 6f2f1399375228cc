"""The entries of the codebook as they stand in its files, row by row, with all their faults.

What one entry says of another (a formula, a weight, a parent) is looked at when all are
there: :mod:`unionlib.consistency`.
"""

from __future__ import annotations

import keyword
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from unionlib.codebook import OFFICE, Measure, Unit
from unionlib.errors import Fault, suggest
from unionlib.files import read_csv
from unionlib.observation import COLUMNS
from unionlib.periods import YEARS
from unionlib.syntax import FUNCTIONS, PARTS, TOTAL
from unionlib.tracking import exists

KINDS = ("count", "amount", "share", "rate", "mean", "plan", "limit", "derived")
MEASURES = ("measure", "section", "label", "unit", "kind", "aggregation", "dimensions",
            "formula", "definition")  # fmt: skip
UNIT_KINDS = ("province", "district", "sector", "grassroots", "office", "external")
CODES = ("dimension", "code", "label")
ASKED = "asked"
UNITS = ("unit", "label", "kind", "parent", "valid_from", "valid_to", "aliases")

# The most letters of a code, which names files; of a label, which a heading, a chart and the row
# of a form hold; of what is counted, which stands within Excel's 255 letters of advice.
MOST_CODE, MOST_LABEL, MOST_COUNTED = 100, 300, 50
MANY = 1 << 17  # bytes of units.csv from which on units are no longer read one by one

# Names that formulas and sentences use already.
RESERVED_NAMES = frozenset({*FUNCTIONS, PARTS, TOTAL, *YEARS})
A_NAME = "chữ cái không dấu, chữ số, gạch dưới; không trùng từ dành riêng"
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]*")
YEAR = re.compile(r"[0-9]{4}")


def is_name(text: str) -> bool:
    """Tell whether a text may be a code: a formula must be able to name it."""
    return bool(_NAME.fullmatch(text)) and not keyword.iskeyword(text)


def _too_long(row: Mapping[str, str], **most: int) -> Iterator[tuple[str, str]]:
    for column, limit in most.items():
        if len(row[column]) > limit:
            yield column, f"dài {len(row[column])} ký tự, nhiều nhất {limit}"


def read_codes(
    data: Path, faults: list[Fault]
) -> tuple[dict[str, str], dict[str, dict[str, str]], frozenset[tuple[str, str]]]:
    """Return the labels of the dimensions, the codes of each with theirs, and the office's own codes."""
    dimensions: dict[str, str] = {}
    codes: dict[str, dict[str, str]] = {}
    own = set()
    for line, row in read_csv(data / "codes.csv", CODES, data, faults, extra=(ASKED,)):
        dimension, code, asked = row["dimension"], row["code"], row.get(ASKED, "")
        problems = list(_code_problems(dimension, code, row["label"], asked))
        problems += _too_long(row, dimension=MOST_CODE, code=MOST_CODE, label=MOST_LABEL)
        if dimension not in dimensions and code:
            problems.append(
                ("dimension", f"'{dimension}' chưa có dòng đặt tên (mã để trống) ở trên")
            )
        if code in codes.get(dimension, ()) or (not code and dimension in dimensions):
            problems.append(("code", f"mã '{code}' trùng lặp"))
        faults += [Fault("codes.csv", line, column, message) for column, message in problems]
        known = codes.setdefault(dimension, {})
        if code:
            known[code] = row["label"]
        if asked:
            own.add((dimension, code))
        dimensions.setdefault(dimension, row["label"])
    return dimensions, codes, frozenset(own)


def _code_problems(dimension: str, code: str, label: str, asked: str) -> Iterator[tuple[str, str]]:
    if not is_name(dimension) or dimension in COLUMNS:
        yield "dimension", f"'{dimension}' không dùng làm tên phân tổ được ({A_NAME})"
    if code and not is_name(code):
        yield "code", f"'{code}' không phải là mã hợp lệ ({A_NAME})"
    if not label:
        yield "label", "thiếu tên gọi"
    if asked not in (("", OFFICE) if code else ("",)):
        allowed = f"để trống, hoặc {OFFICE}" if code else "để trống ở dòng đặt tên phân tổ"
        yield ASKED, f"'{asked}' không hợp lệ. Được phép: {allowed}"


def read_measures(
    data: Path, codes: Mapping[str, object], faults: list[Fault]
) -> dict[str, Measure]:
    """Return the measures by name; each fault is added with its line and column."""
    measures: dict[str, Measure] = {}
    for line, row in read_csv(data / "measures.csv", MEASURES, data, faults):
        name = row["measure"]
        problems = list(_measure_problems(row, codes))
        problems += _too_long(row, measure=MOST_CODE, label=MOST_LABEL, unit=MOST_COUNTED)
        if name in measures:
            problems.append(
                ("measure", f"chỉ tiêu '{name}' trùng lặp (dòng {measures[name].line})")
            )
        faults += [Fault("measures.csv", line, column, message) for column, message in problems]
        used = tuple(row["dimensions"].split())
        entry = Measure(name, row["section"], row["label"], row["unit"], row["kind"],
                        row["aggregation"], used, row["formula"], row["definition"], line)  # fmt: skip
        measures.setdefault(name, entry)
    return measures


def _measure_problems(
    row: Mapping[str, str], codes: Mapping[str, object]
) -> Iterator[tuple[str, str]]:
    if not is_name(row["measure"]) or row["measure"] in RESERVED_NAMES:
        yield "measure", f"'{row['measure']}' không dùng làm mã chỉ tiêu được ({A_NAME})"
    for column in ("label", "unit", "definition"):
        if not row[column]:
            yield column, "không được để trống"
    if row["kind"] not in KINDS:
        yield "kind", f"loại '{row['kind']}' không có. {suggest(row['kind'], KINDS)}"
    if (row["kind"] == "derived") != bool(row["formula"]):
        yield "formula", "chỉ tiêu 'derived' cần công thức; loại khác thì để trống"
    for dimension in row["dimensions"].split():
        if codes and dimension not in codes:
            yield (
                "dimensions",
                f"'{dimension}' không có trong codes.csv. {suggest(dimension, codes)}",
            )


def read_units(data: Path, faults: list[Fault]) -> Mapping[str, Unit]:
    """Return the units by code; thousands without a fault are read at once, as a register."""
    path = data / "units.csv"
    if exists(path) and path.stat().st_size >= MANY:
        from unionlib.register import read_register

        if register := read_register(data):
            return register
    units: dict[str, Unit] = {}
    for line, row in read_csv(path, UNITS, data, faults):
        name = row["unit"]
        problems = [*_unit_problems(row), *_too_long(row, unit=MOST_CODE, label=MOST_LABEL)]
        if name in units:
            problems.append(("unit", f"đơn vị '{name}' trùng lặp (dòng {units[name].line})"))
        faults += [Fault("units.csv", line, column, message) for column, message in problems]
        aliases = tuple(alias.strip() for alias in row["aliases"].split("|") if alias.strip())
        unit = Unit(name, row["label"], row["kind"], row["parent"], row["valid_from"],
                    row["valid_to"], aliases, line)  # fmt: skip
        units.setdefault(name, unit)
    return units


def _unit_problems(row: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    if not is_name(row["unit"]):
        yield "unit", f"'{row['unit']}' không phải là mã hợp lệ ({A_NAME})"
    if not row["label"]:
        yield "label", "không được để trống"
    if row["kind"] not in UNIT_KINDS:
        yield "kind", f"loại '{row['kind']}' không có. {suggest(row['kind'], UNIT_KINDS)}"
    years = [row[column] for column in ("valid_from", "valid_to")]
    for column, year in zip(("valid_from", "valid_to"), years, strict=True):
        if year and not YEAR.fullmatch(year):
            yield column, f"'{year}' không phải là năm (bốn chữ số; để trống nếu không rõ)"
    if all(YEAR.fullmatch(year) for year in years) and years[0] > years[1]:
        yield "valid_to", f"năm kết thúc {years[1]} trước năm bắt đầu {years[0]}"
