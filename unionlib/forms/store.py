"""Submissions as files of an edition: observations at unit level, and who has sent."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import NamedTuple

from unionlib import periods
from unionlib.codebook import Codebook
from unionlib.errors import DataError, Fault
from unionlib.files import as_csv, read_csv
from unionlib.forms.findings import inert
from unionlib.forms.layout import Form
from unionlib.forms.submission import Context, Submission
from unionlib.key import Key
from unionlib.observation import COLUMNS as FIXED
from unionlib.observations import read_observations
from unionlib.submissions import COLUMNS, Sent


def observation_files(
    folder: Path, book: Codebook, context: Context, accepted: Sequence[Submission]
) -> dict[str, str]:
    """Return the text of each section's file with the figures of accepted submissions.

    A unit's former figures are replaced, and so are those of units below it in a measure
    and period that it answers: its answer stands for theirs, and beside theirs a breakdown
    without a total would be a second way to the same total. What other units and the
    province as a whole have stays as it is.
    """
    kinds = {sent.kind for sent in accepted}
    asked = {sheet.section for kind in kinds for sheet in context.forms[kind].sheets}
    # A section that a unit is not asked about any more loses what the unit said before.
    there = {path.stem for path in (folder / "observations").glob("*.csv")}
    sections = dict.fromkeys(measure.section for measure in book)
    files = {}
    with _no_collector():
        for section in sections:
            if section in asked | there:
                text = _Section(section, folder, book, context, accepted).text()
                if text:
                    files[f"observations/{section}.csv"] = text
    return files


def check_written(folder: Path, files: Iterable[str], year: int, book: Codebook) -> None:
    """Read the observations of a folder that is about to be, as every command will.

    Raises
    ------
    DataError
        With each fault and the row that has it, which is nowhere to be looked up.
    """
    faults = []
    for name in files:
        found: list[Fault] = []
        read_observations(folder, Path(name).stem, year, book, found)
        lines = (folder / name).read_text("utf-8").splitlines() if found else []
        for fault in found:
            row = f"; chưa ghi vì dòng mới sẽ là: {lines[fault.line - 1]}" if fault.line else ""
            message = f"{fault.message}{row}"
            faults.append(Fault(fault.file, 0, fault.column, message))
    if faults:
        raise DataError(faults)


@contextmanager
def _no_collector() -> Iterator[None]:
    """Keep the garbage collector from going through rows by the thousand, none of them garbage."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


def submissions_file(known: Iterable[Sent]) -> str:
    """Return the text of ``submissions.csv``."""
    return as_csv(COLUMNS, ([getattr(sent, column) for column in COLUMNS] for sent in known))


class _Line(NamedTuple):
    """A line of a file of observations; its codes are those of the file's dimensions."""

    measure: str
    period: str
    unit: str
    codes: tuple[str, ...]
    value: str = ""
    printed: str = ""
    source: str = ""
    note: str = ""

    @property
    def cells(self) -> list[str]:
        """The line as the file has it."""
        return [*self[:3], *self.codes, *self[4:]]


class _Asked(NamedTuple):
    """What a form asks: its place in a submission, and its line but for unit and value.

    ``whole`` is what units cannot roll up: the province's, although its office has sent it.
    """

    place: int
    line: _Line
    whole: bool


class _Section:
    """The file of one section: what stays of it, and what is new."""

    def __init__(
        self,
        section: str,
        folder: Path,
        book: Codebook,
        context: Context,
        accepted: Sequence[Submission],
    ) -> None:
        self._book, self._year, self._accepted = book, context.year, accepted
        kept = _kept(folder, section, book, context.year)
        places = {
            kind: _places(context.forms[kind], section) for kind in {sent.kind for sent in accepted}
        }
        used = {name for row in kept for name in row}
        used |= {name for asked in places.values() for _, _, key in asked for name, _ in key.where}
        self._dimensions = [name for name in book.dimensions if name in used]
        self._kept = [
            _Line(codes=self._codes(row), **{name: row[name] for name in FIXED}) for row in kept
        ]
        self._asked = {
            kind: [self._asks(*each) for each in asked] for kind, asked in places.items()
        }

    def text(self) -> str:
        """Return the file: by unit, then in the order of the codebook; ``""`` for none."""
        lines = [*self._staying(), *self._new()]
        if not lines and not self._kept:
            return ""
        lines.sort(key=self._order())
        columns = (*FIXED[:3], *self._dimensions, *FIXED[3:])
        return as_csv(columns, (line.cells for line in lines))

    def _asks(self, place: int, cell: str, key: Key) -> _Asked:
        measure, period, where = key
        when = periods.code(period, self._year) if period else ""
        line = _Line(measure, when, "", self._codes(dict(where)), source=cell)
        return _Asked(place, line, not self._book.rolls_up(measure, dict(where)))

    def _codes(self, row: Mapping[str, str]) -> tuple[str, ...]:
        return tuple(row.get(name, "") for name in self._dimensions)

    def _staying(self) -> Iterator[_Line]:
        """Yield the lines that no submission takes the place of."""
        everything = [each for asked in self._asked.values() for each in asked]
        whole = {self._answer(each.line) + each.line.codes for each in everything if each.whole}
        answered = {
            kind: {self._answer(each.line) for each in asked} for kind, asked in self._asked.items()
        }
        answers = {sent.unit: answered[sent.kind] for sent in self._accepted}
        for line in self._kept:
            answer = self._answer(line)
            if not line.unit:
                gone = answer + line.codes in whole
            else:
                above = answers.get(self._book.reporter(line.unit), set())
                gone = line.unit in answers or answer in above
            if not gone:
                yield line

    def _answer(self, line: _Line) -> tuple[str, ...]:
        return (line.measure, line.period or str(self._year))

    def _new(self) -> Iterator[_Line]:
        for sent in self._accepted:
            file = inert(sent.file)
            for place, line, whole in self._asked[sent.kind]:
                value = sent.values[place]
                if value == value:  # noqa: PLR0124 - not NaN
                    # Not as a power of ten: 0.00001, and not 1e-05.
                    text = str(int(value)) if value.is_integer() else f"{Decimal(repr(value)):f}"
                    unit = "" if whole else sent.unit
                    source, note = f"{file}, {line.source}", sent.notes.get(place, "")
                    yield _Line(line.measure, line.period, unit, line.codes, text, "", source, note)

    def _order(self) -> Callable[[_Line], tuple[int, ...]]:
        """Return the key to sort lines by."""
        units = _numbered(self._book.units)
        measures = _numbered(self._book.measures)
        codes = [_numbered(self._book.codes[name]) for name in self._dimensions]

        @cache  # each unit is asked the same
        def place(measure: str, period: str, where: tuple[str, ...]) -> tuple[int, ...]:
            year = int(period[:4] or self._year) * 10 + 2 - period.endswith("H1")
            numbers = (known[code] for known, code in zip(codes, where, strict=True))
            return (measures[measure], year, *numbers)

        return lambda line: (units[line.unit], *place(line.measure, line.period, line.codes))


def _numbered(names: Iterable[str]) -> dict[str, int]:
    return {"": 0} | {name: number for number, name in enumerate(names, 1)}


def _places(form: Form, section: str) -> list[tuple[int, str, Key]]:
    """Return the figures of a section: place in the submission, cell, and what it is."""
    return [
        (form.keys[field.key], f"{sheet.name}!{field.cell}", field.key)
        for sheet in form.sheets
        if sheet.section == section
        for field in sheet.figures
        if field.key
    ]


def _kept(folder: Path, section: str, book: Codebook, year: int) -> list[dict[str, str]]:
    """Return the rows that are there.

    Raises
    ------
    DataError
        The file holds what the codebook does not know or a period that is none, or is in
        Parquet; nothing is overwritten then.
    """
    path = folder / "observations" / f"{section}.parquet"
    if path.is_file():
        message = "collect chỉ ghi tệp .csv, mà mỗi phần chỉ giữ được một trong hai; hãy chuyển tệp này sang .csv hoặc bỏ ra ngoài"
        raise DataError([Fault(path.relative_to(folder.parent).as_posix(), 0, "", message)])
    path = path.with_suffix(".csv")
    if not path.is_file():
        return []
    faults: list[Fault] = []
    name = path.relative_to(folder.parent).as_posix()
    rows = []
    known = {"measure": book.measures.keys(), "unit": {"", *book.units}}
    known |= {dimension: {"", *codes} for dimension, codes in book.codes.items()}
    for line, row in read_csv(path, FIXED, folder.parent, faults, extra=list(book.codes)):
        faults += [
            Fault(name, line, column, f"mã '{code}' không có trong danh mục")
            for column, code in row.items()
            if column in known and code not in known[column]
        ]
        if problem := periods.problem(row["period"], year):
            faults.append(Fault(name, line, "period", problem))
        rows.append(row)
    if faults:
        raise DataError(faults)
    return rows
