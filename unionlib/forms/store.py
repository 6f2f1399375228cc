"""Submissions as files of an edition: observations at unit level, and who has sent."""

from __future__ import annotations

import gc
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path

from unionlib.codebook import Codebook
from unionlib.errors import DataError, Fault
from unionlib.files import as_csv, read_csv
from unionlib.forms.findings import inert
from unionlib.forms.layout import Form
from unionlib.forms.submission import Context, Submission
from unionlib.observation import COLUMNS as FIXED
from unionlib.observations import read_observations
from unionlib.relations import Key
from unionlib.submissions import COLUMNS, Sent

_TAIL = ("value", "printed", "source", "note")


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
        self._asked = {
            kind: _places(context.forms[kind], section) for kind in {sent.kind for sent in accepted}
        }
        self._kept = _kept(folder, section, book)
        keys = [key for asked in self._asked.values() for _, _, key in asked]
        used = {name for _, _, where in keys for name, _ in where}
        used |= {name for row in self._kept for name in row}
        self._dimensions = [name for name in book.dimensions if name in used]
        self._codes = [
            {"": 0} | {code: place for place, code in enumerate(book.codes[name], 1)}
            for name in self._dimensions
        ]
        self._measures = {name: place for place, name in enumerate(book.measures)}

    def text(self) -> str:
        """Return the file: by unit, then in the order of the codebook; ``""`` for none."""
        units = {"": 0} | {name: place for place, name in enumerate(self._book.units, 1)}
        stays = [(self._order(row), row) for row in self._staying()]
        rows = [(units[row[2]], *each) for each in stays for row in [each[1]]]
        rows += [(units[row[2]], *each) for each in self._new() for row in [each[1]]]
        if not rows and not self._kept:
            return ""
        rows.sort(key=lambda row: row[:2])
        columns = ("measure", "period", "unit", *self._dimensions, *_TAIL)
        return as_csv(columns, (row for _, _, row in rows))

    def _staying(self) -> Iterator[list[str]]:
        """Yield the rows that no submission takes the place of."""
        whole = {key for key in map(self._identity, self._whole()) if key}
        answered = {
            kind: {(row[0], self._when(row)) for _, _, key in asked for row in [self._start(key)]}
            for kind, asked in self._asked.items()
        }
        answers = {sent.unit: answered[sent.kind] for sent in self._accepted}
        for row in map(self._cells, self._kept):
            if not row[2]:
                gone = self._identity(row) in whole
            else:
                above = answers.get(self._book.reporter(row[2]), set())
                gone = row[2] in answers or (row[0], self._when(row)) in above
            if not gone:
                yield row

    def _when(self, row: Sequence[str]) -> str:
        return row[1] or str(self._year)

    def _new(self) -> Iterable[tuple[tuple[int, ...], list[str]]]:
        templates = {
            kind: [
                (place, self._order(row), row, source, self._for_all(key))
                for place, source, key in asked
                for row in [self._start(key)]
            ]
            for kind, asked in self._asked.items()
        }
        for sent in self._accepted:
            file = inert(sent.file)
            for place, order, start, source, for_all in templates[sent.kind]:
                value = sent.values[place]
                if value == value:  # noqa: PLR0124 - not NaN
                    # Not as a power of ten: 0.00001, and not 1e-05.
                    text = str(int(value)) if value.is_integer() else f"{Decimal(repr(value)):f}"
                    row = [*start, text, "", f"{file}, {source}", sent.notes.get(place, "")]
                    if not for_all:
                        row[2] = sent.unit
                    yield order, row

    def _whole(self) -> Iterable[list[str]]:
        """Return what the submissions say of the province as a whole."""
        return (
            self._start(key)
            for asked in self._asked.values()
            for _, _, key in asked
            if self._for_all(key)
        )

    def _for_all(self, key: Key) -> bool:
        # What units cannot roll up is the province's, although its office has sent it.
        return not self._book.rolls_up(key[0], dict(key[2]))

    def _start(self, key: Key) -> list[str]:
        measure, period, where = key
        codes = dict(where)
        when = {"": "", "mid": f"{self._year}-H1", "next": str(self._year + 1)}[period]
        return [measure, when, "", *(codes.get(name, "") for name in self._dimensions)]

    def _cells(self, row: Mapping[str, str]) -> list[str]:
        columns = ("measure", "period", "unit", *self._dimensions, *_TAIL)
        return [row.get(column, "") for column in columns]

    def _identity(self, row: Sequence[str]) -> tuple[str, ...]:
        return (row[0], self._when(row), *row[3 : 3 + len(self._dimensions)])

    def _order(self, row: Sequence[str]) -> tuple[int, ...]:
        codes = row[3 : 3 + len(self._dimensions)]
        year = int(row[1][:4] or self._year) * 10 + 2 - row[1].endswith("H1")
        places = (codes_[code] for codes_, code in zip(self._codes, codes, strict=True))
        return (self._measures[row[0]], year, *places)


def _places(form: Form, section: str) -> list[tuple[int, str, Key]]:
    """Return the figures of a section: place in the submission, cell, and what it is."""
    found = []
    place = 0
    for sheet in form.sheets:
        for field in sheet.figures:
            if sheet.section == section and field.key is not None:
                found.append((place, f"{sheet.name}!{field.cell}", field.key))
            place += 1
    return found


def _kept(folder: Path, section: str, book: Codebook) -> list[dict[str, str]]:
    """Return the rows that are there.

    Raises
    ------
    DataError
        The file holds what the codebook does not know, or is in Parquet; nothing is
        overwritten then.
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
    for line, row in read_csv(path, FIXED, folder.parent, faults, extra=list(book.codes)):
        wrong = [
            column
            for column, known in (("measure", book.measures), ("unit", {"": "", **book.units}))
            if row[column] not in known
        ]
        wrong += [
            column for column in book.codes if row.get(column, "") not in {"", *book.codes[column]}
        ]
        faults += [
            Fault(name, line, column, f"mã '{row[column]}' không có trong danh mục")
            for column in wrong
        ]
        rows.append(row)
    if faults:
        raise DataError(faults)
    return rows
