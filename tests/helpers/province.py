"""A sample province for forms: 17 upper-level unions, 33 affiliated ones, and its own office."""

from __future__ import annotations

import csv
import io
import random
import re
import shutil
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.worksheet.worksheet import Worksheet

from tests.helpers import PROJECT
from unionlib.codebook import load_codebook
from unionlib.forms.collect import Collection, context_of
from unionlib.forms.findings import Finding
from unionlib.forms.layout import Form
from unionlib.forms.questions import latest
from unionlib.forms.submission import Context
from unionlib.forms.units import root
from unionlib.forms.write import workbook
from unionlib.key import Figures, Key
from unionlib.observations import read_observations

YEAR = 2020
UNIT, OFFICE = "bao_lac", "co_quan"
DATA = PROJECT / "data"
_DISTRICTS = (
    "Hà Quảng",
    "Nguyên Bình",
    "Thạch An",
    "Trùng Khánh",
    "Hạ Lang",
    "Phục Hòa",
    "Trà Lĩnh",
    "Quảng Hòa",
)
_COMPANIES = (
    "Công ty cổ phần Khoáng sản",
    "Bệnh viện Đa khoa",
    "Công ty TNHH Thủy điện",
    "Trường Cao đẳng Sư phạm",
)


def make_province(folder: Path, upper: int = 17, grassroots: int = 33) -> Path:
    """Write a data root with the real codebook, rules and 2019, and a full tree of units."""
    data = folder / "data"
    shutil.copytree(DATA, data, ignore=shutil.ignore_patterns("2020", ".*"))
    with (data / "units.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    top = next(row[0] for row in rows[1:] if row[3] == "")
    named = [row for row in rows[1:] if row[3] == top and not (row[5] and int(row[5]) < YEAR)]
    named = [row for row in named if row[2] not in ("office", "grassroots", "external")]
    for number in range(upper - len(named)):
        label = _DISTRICTS[number] if number < len(_DISTRICTS) else f"Thứ {number}"
        rows.append(
            [
                f"district_{number:04}",
                f"Liên đoàn Lao động huyện {label}",
                "district",
                top,
                "",
                "",
                "",
            ]
        )
    for number in range(grassroots):
        label = f"Công đoàn cơ sở {_COMPANIES[number % 4]} số {number + 1}"
        rows.append([f"base_{number:04}", label, "grassroots", top, "", "", ""])
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    (data / "units.csv").write_text(text.getvalue(), "utf-8")
    return data


def make_context(data: Path) -> Context:
    """Return what submissions of the province are judged by."""
    book = load_codebook(data)
    return context_of(book, YEAR, data, latest(YEAR, data, book))


def make_forms(data: Path, context: Context) -> dict[str, bytes]:
    """Write the form of every unit, in memory."""
    issuer = root(load_codebook(data)).label
    return {
        name: workbook(context.forms[unit.kind], unit, issuer, context.before.get(name, {}))
        for name, unit in context.units.items()
    }


def figures(form: Form, seed: str) -> Figures:
    """Make up figures that break no rule, totals included."""
    return _Maker(form, random.Random(seed)).make()  # noqa: S311 - nothing secret


class _Maker:
    """Figures at random, then changed until parts, wholes and rules agree."""

    def __init__(self, form: Form, rng: random.Random) -> None:
        self._form = form
        self._parts: dict[Key, list[Key]] = {}
        self._wholes: list[tuple[Key, Key]] = []
        self._made = {field.key: _figure(field.kind, rng) for field in form.fields if field.key}
        for sheet in form.sheets:
            rows = {field.row: field.key for field in sheet.figures if field.key}
            for field in sheet.figures:
                if field.key and field.parts:
                    self._parts[field.key] = [rows[row] for row in field.parts]
                if field.key and field.whole:
                    self._wholes.append((field.key, rows[field.whole]))

    def make(self) -> Figures:
        for _ in range(200):
            self._add_up()
            if not any([self._mend_wholes(), self._mend_rules()]):
                return self._made
        raise AssertionError("the figures made up do not come to rest")

    def _add_up(self) -> None:
        for _ in range(4):
            for key, parts in self._parts.items():
                self._made[key] = sum(self._made[part] for part in parts)

    def _mend_wholes(self) -> bool:
        broken = [pair for pair in self._wholes if self._made[pair[0]] > self._made[pair[1]]]
        for part, whole in broken:
            self._raise(whole, self._made[part] - self._made[whole])
        return bool(broken)

    def _mend_rules(self) -> bool:
        changed = False
        for relation in self._form.relations:
            self._add_up()
            left, right = (
                sum(factor * self._made[key] for key, factor in side)
                for side in (relation.left, relation.right)
            )
            small = (left < right and relation.sign != "<=") or (
                left > right and relation.sign == "<="
            )
            large = left > right and relation.sign == "=="
            if small or large:
                side = relation.left if left < right else relation.right
                key = next(key for key, factor in side if factor > 0)
                self._raise(key, abs(left - right))
                changed = True
        return changed

    def _raise(self, key: Key, by: float) -> None:
        while key in self._parts:
            key = self._parts[key][0]
        self._made[key] += by


def _figure(kind: str, rng: random.Random) -> float:
    if kind == "share":
        return rng.randint(500, 9999) / 100
    if kind in ("mean", "rate"):
        return float(rng.randint(10, 90) * 100_000)
    if kind == "amount":
        return float(rng.randint(1, 900) * 1_234_567)
    return float(rng.choice((0, 1, 2, 3, 5, 8, 13, 21, 340, 5_600)))


def fill(form: Form, content: bytes, values: Mapping[Key, float]) -> bytes:
    """Type figures into the cells of a form, as a program would that saves all else as it is."""
    source = zipfile.ZipFile(io.BytesIO(content))
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as target:
        for info in source.infolist():
            part = source.read(info)
            match = re.fullmatch(r"xl/worksheets/sheet(\d+)\.xml", info.filename)
            if match and 2 <= int(match[1]) <= len(form.sheets) + 1:
                for field in form.sheets[int(match[1]) - 2].figures:
                    if field.key and field.key in values and not field.parts:
                        cell = rb'(<c r="' + field.cell.encode() + rb'"[^>]*)/>'
                        part, count = re.subn(cell, rb"\1><v>%r</v></c>" % values[field.key], part)
                        assert count == 1, field.cell
            target.writestr(info, part)
    return buffer.getvalue()


class Province:
    """A data root with its forms and a filled-in copy of each, to be changed by tests."""

    def __init__(self, folder: Path, upper: int, grassroots: int) -> None:
        self.data = make_province(folder, upper, grassroots)
        self.context = make_context(self.data)
        self.blank = make_forms(self.data, self.context)
        self.figures: dict[str, Figures] = {}
        self.filled: dict[str, bytes] = {}
        for name, content in self.blank.items():
            form = self.form(name)
            self.figures[name] = figures(form, name)
            self.filled[name] = fill(form, content, self.figures[name])

    def form(self, unit: str = UNIT) -> Form:
        """Give the form of a unit."""
        return self.context.forms[self.context.units[unit].kind]

    def cell(self, name: str, unit: str = UNIT) -> tuple[str, str]:
        """Give the sheet and cell of a figure: ``members(sex=FEMALE)``."""
        for sheet in self.form(unit).sheets:
            for field in sheet.figures:
                if field.name == name:
                    return sheet.name, field.cell
        raise KeyError(name)


def asking(data: Path, output: Path, *options: str) -> list[str]:
    """Give the command line that writes the year's forms into a folder."""
    return ["forms", str(YEAR), "--data", str(data), "--output", str(output), *options]


def collecting(sent: Path, data: Path, findings: Path, *options: str) -> list[str]:
    """Give the command line that collects the year from a folder of submissions."""
    place = ["--data", str(data), "--findings", str(findings)]
    return ["collect", str(YEAR), str(sent), *place, *options]


def observed(data: Path) -> dict[tuple[str, str, str, frozenset[tuple[str, str]]], float]:
    """Read the observations of the year with the library's own loader."""
    book = load_codebook(data)
    found = {}
    for section in dict.fromkeys(measure.section for measure in book):
        faults: list[Any] = []
        for row in read_observations(data / str(YEAR), section, YEAR, book, faults):
            if not row.rolled:
                found[row.measure, row.period, row.unit, frozenset(row.where)] = row.value
        assert not faults
    return found


def expected(
    province: Province, units: Mapping[str, Figures]
) -> dict[tuple[str, str, str, frozenset[tuple[str, str]]], float]:
    """Say what the data must hold when these figures were sent."""
    book = load_codebook(province.data)
    periods = {"": str(YEAR), "mid": f"{YEAR}-H1", "next": str(YEAR + 1)}
    found = {}
    for unit, sent in units.items():
        for (measure, period, where), value in sent.items():
            entry = book[measure]
            if entry.kind == "mean" and value == 0:
                continue
            # Pay by kind of employer has nothing to weigh it with: it is the province's.
            alone = entry.aggregation == "none" or (measure == "average_monthly_wage" and where)
            whose = "" if alone else unit
            found[measure, periods[period], whose, frozenset(where)] = value
    return found


def only(result: Collection, kind: str) -> Finding:
    """Give the one finding of a kind."""
    found = [finding for finding in result.findings if finding.kind == kind]
    assert len(found) == 1, [str(finding) for finding in result.findings]
    return found[0]


Change = Callable[[openpyxl.Workbook, Province], Any]


def sheet_of(book: openpyxl.Workbook, name: str) -> Worksheet:
    """Give a sheet by name."""
    found = book[name]
    assert isinstance(found, Worksheet)
    return found


def put(name: str, value: Any, unit: str = UNIT, **style: Any) -> Change:
    """Say how to type a value into the cell of a figure in a unit's form."""

    def change(book: openpyxl.Workbook, province: Province) -> None:
        sheet, cell = province.cell(name, unit)
        sheet_of(book, sheet)[cell] = value
        for key, setting in style.items():
            setattr(sheet_of(book, sheet)[cell], key, setting)

    return change


def changed(province: Province, change: Change, unit: str = UNIT) -> bytes:
    """Change a filled-in form as openpyxl would save it."""
    book = openpyxl.load_workbook(io.BytesIO(province.filled[unit]))
    change(book, province)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def rewritten(
    source: zipfile.ZipFile, change: Callable[[str, bytes], bytes], **more: bytes
) -> bytes:
    """Pack a workbook again with some parts changed or added."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as target:
        for info in source.infolist():
            target.writestr(info.filename, change(info.filename, source.read(info)))
        for name, content in more.items():
            target.writestr(name, content)
    return buffer.getvalue()
