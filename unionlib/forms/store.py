"""Submissions as files of an edition: observations at unit level, and who has sent."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from unionlib.codebook import Codebook
from unionlib.errors import DataError, Fault
from unionlib.files import read_csv
from unionlib.forms.check import Context, Submission
from unionlib.forms.coverage import COLUMNS, Sent
from unionlib.forms.findings import inert
from unionlib.forms.layout import Field, Form
from unionlib.observations import COLUMNS as FIXED

Row = dict[str, str]


def observation_files(
    folder: Path, book: Codebook, context: Context, accepted: Sequence[Submission]
) -> dict[str, str]:
    """Return the text of each section's file with the figures of accepted submissions.

    A unit's former figures are replaced; those of all other units, of units below it and
    of the province as a whole stay as they are.
    """
    sections = {
        sheet.section: None for sent in accepted for sheet in context.forms[sent.kind].sheets
    }
    replaced = _Replaced(context, book, accepted)
    # A section that a unit is not asked about any more loses what the unit said before.
    sections |= {
        path.stem: None
        for path in sorted((folder / "observations").glob("*.csv"))
        if path.stem in {measure.section for measure in book}
    }
    files = {}
    for section in sections:
        header, kept = _kept(folder, section, replaced, book)
        rows = [*kept, *_rows(section, context, book, accepted)]
        if rows or header:
            files[f"observations/{section}.csv"] = _text(rows, header, book)
    return files


def submissions_file(known: Iterable[Sent]) -> str:
    """Return the text of ``submissions.csv``."""
    return _csv(COLUMNS, ([getattr(sent, column) for column in COLUMNS] for sent in known))


class _Replaced:
    """Which rows give way to those of accepted submissions."""

    def __init__(self, context: Context, book: Codebook, accepted: Sequence[Submission]) -> None:
        self._units = {sent.unit for sent in accepted}
        self._whole = {
            (field.key[0], _period(field.key[1], context.year), frozenset(field.key[2]))
            for sent in accepted
            for field in context.forms[sent.kind].fields
            if field.key is not None and _for_all(field.key[0], book)
        }

    def __contains__(self, row: Row) -> bool:
        if row["unit"]:
            return row["unit"] in self._units
        where = frozenset((name, code) for name, code in row.items() if code and name not in FIXED)
        return (row["measure"], row["period"], where) in self._whole


def _for_all(measure: str, book: Codebook) -> bool:
    """Tell whether a figure stands for the whole province and not for its office.

    What units cannot roll up is the province's or it is nobody's.
    """
    return book[measure].aggregation in ("none", "")


def _rows(
    section: str, context: Context, book: Codebook, accepted: Sequence[Submission]
) -> Iterator[Row]:
    chosen: dict[str, list[tuple[int, str, Field]]] = {}
    for sent in accepted:
        form = context.forms[sent.kind]
        if sent.kind not in chosen:
            chosen[sent.kind] = list(_fields(form, section))
        file = inert(sent.file)
        for place, sheet, field in chosen[sent.kind]:
            value = sent.values[place]
            if value == value and field.key is not None:
                measure, period, where = field.key
                yield {
                    "measure": measure,
                    "period": _period(period, form.year),
                    "unit": "" if _for_all(measure, book) else sent.unit,
                    **dict(where),
                    "value": str(int(value)) if value.is_integer() else repr(value),
                    "printed": "",
                    "source": f"{file}, {sheet}!{field.cell}",
                    "note": sent.notes.get(place, ""),
                }


def _period(period: str, year: int) -> str:
    return {"": "", "mid": f"{year}-H1", "next": str(year + 1)}[period]


def _fields(form: Form, section: str) -> Iterator[tuple[int, str, Field]]:
    place = 0
    for sheet in form.sheets:
        for field in sheet.figures:
            if sheet.section == section:
                yield place, sheet.name, field
            place += 1


def _kept(
    folder: Path, section: str, replaced: _Replaced, book: Codebook
) -> tuple[list[str], list[Row]]:
    """Return the columns and the rows of a section that stay."""
    path = folder / "observations" / f"{section}.csv"
    if not path.is_file():
        return [], []
    faults: list[Fault] = []
    rows = [row for _, row in read_csv(path, FIXED, folder.parent, faults, extra=list(book.codes))]
    if faults:
        raise DataError(faults)
    with path.open(encoding="utf-8-sig", newline="") as file:
        header = next(csv.reader(file), [])
    return header, [row for row in rows if row not in replaced]


def _text(rows: Sequence[Row], header: Sequence[str], book: Codebook) -> str:
    used = {name for row in rows for name in row} | set(header)
    dimensions = [name for name in book.dimensions if name in used and name not in FIXED]
    measures = {name: place for place, name in enumerate(book.measures)}
    units = {name: place for place, name in enumerate(book.units, 1)}
    codes = {
        name: {code: place for place, code in enumerate(book.codes[name], 1)} for name in dimensions
    }

    def order(row: Row) -> tuple[object, ...]:
        where = [codes[name].get(row.get(name, ""), 0) for name in dimensions]
        return (units.get(row["unit"], 0), measures.get(row["measure"], 0), row["period"], where)

    columns = ("measure", "period", "unit", *dimensions, "value", "printed", "source", "note")
    return _csv(
        columns, ([row.get(name, "") for name in columns] for row in sorted(rows, key=order))
    )


def _csv(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(rows)
    return text.getvalue()
