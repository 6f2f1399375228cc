"""Appendix: the figures with their sources, the codebook, the abbreviations."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from unionlib import periods
from unionlib.aggregate import observed_quantity
from unionlib.codebook import OFFICE
from unionlib.key import Key
from unionlib.letters import capital
from unionlib.lineage import cite, gathered
from unionlib.numbers import number
from unionlib.observation import Observation
from unionlib.province import made_of_units, rolled_up
from unionlib.submissions import STATES
from unionlib.submissions import submissions as sent_in
from unionlib.tabulation import Row, Table
from unionlib.words import abbreviations as known_abbreviations

if TYPE_CHECKING:
    from unionlib.edition import Edition

MOST = 5000  # figures of units in the CSV file of a table


def observations(edition: Edition) -> list[Table]:
    """One table per section, one row per observation: what, how much, where it was read.

    An edition made of its units' figures has too many rows to print; there the province's
    are listed, as stated or rolled up. The units' stand in the CSV file of the table, or,
    where they are too many or were rolled up as they were read, only in ``data/``.
    """
    tables = []
    together = made_of_units(edition)
    for section, rows in _by_section(edition).items():
        caption = f"Số liệu gốc: {edition.codebook.sections[section]}"
        name = f"observations-{section}"
        filed = len(rows) <= MOST and not any(row.rolled for row in rows)
        every = tuple(_row(edition, row) for row in rows) if filed or not together else ()
        shown, note = every, ""
        if together:
            shown = tuple(_of_province(edition, rows))
            count = number(sum(row.count for row in rows if not (row.rolled and row.unit)))
            file = f"tệp {name}.csv" if filed else "tệp dữ liệu"
            note = f"Tổng hợp từ {count} số liệu; số liệu của từng đơn vị xem {file} kèm theo."
        columns = ("Số liệu", "Nơi ghi")
        tables.append(Table(name, caption, "Chỉ tiêu", columns, shown, note=note, filed=every))
    return tables


def submissions(edition: Edition) -> Table:
    """Tabulate who has sent in figures and who has not, one row per reporting unit.

    It has no rows where the edition was not collected with forms.
    """
    units, sent = edition.codebook.units, sent_in(edition)
    rows = tuple(Row(units[each.unit].label, (STATES[each.state], each.file)) for each in sent)
    caption = "Tình hình gửi biểu số liệu của các đơn vị"
    offices = [units[each.unit].label for each in sent if units[each.unit].kind == OFFICE]
    note = f"{', '.join(offices)} không tính vào số đơn vị phải báo cáo." if offices else ""
    return Table("submissions", caption, "Đơn vị", ("Trạng thái", "Tệp"), rows, note=note)


def measures(edition: Edition) -> Table:
    """Tabulate the codebook: one row per measure, its measuring unit and definition."""
    # How a measure is computed, its definition says in words; the formula is for analysts
    # and stands in ``data/measures.csv``.
    rows = tuple(
        Row(capital(entry.label), (entry.unit, entry.definition)) for entry in edition.codebook
    )
    columns = ("Đơn vị tính", "Định nghĩa")
    return Table("measures", "Danh mục chỉ tiêu", "Chỉ tiêu", columns, rows)


def abbreviations(edition: Edition) -> Table:
    """One row per abbreviation that the edition uses, with its meaning.

    Examples
    --------
    >>> from unionlib import load
    >>> [row.label for row in abbreviations(load(2019)).rows][:4]
    ['ATVSLĐ', 'CĐCS', 'CNH', 'CNVCLĐ']
    """
    used = _words(edition)
    rows = tuple(
        Row(short, (meaning,))
        for short, meaning in known_abbreviations(edition).items()
        if short in used
    )
    return Table("abbreviations", "Chữ viết tắt", "Chữ viết tắt", ("Nghĩa",), rows)


def _words(edition: Edition) -> set[str]:
    """Return the words of an edition: its narrative, labels, units and recipients."""
    book = edition.codebook
    texts = [
        *(text for section in book.sections for text in edition.blocks(section).values()),
        *(entry.label for entry in book),
        *book.sections.values(),
        *(book.code_label(name, code) for name, codes in book.codes.items() for code in codes),
        *map(str, edition.about.get("recipients", [])),
    ]
    # A document's number (05-CT/TW) is a name and abbreviates nothing to be explained.
    return {word for text in texts for word in re.findall(r"(?<![\w/-])[\w&]+(?![\w/-])", text)}


def _by_section(edition: Edition) -> dict[str, list[Observation]]:
    rows: dict[str, list[Observation]] = {}
    for entry in edition.codebook:
        rows.setdefault(entry.section, []).extend(edition.observed(entry.name))
    return {section: found for section, found in rows.items() if found}


def _of_province(edition: Edition, rows: Iterable[Observation]) -> Iterator[Row]:
    """Yield a row per figure: the province's, as stated or rolled up, else the one unit's."""
    given: dict[Key, list[Observation]] = {}
    for row in rows:
        given.setdefault(edition.codebook.key(row), []).append(row)
    rolled = {name: rolled_up(edition, name) for name in {measure for measure, _, _ in given}}
    for key, found in given.items():
        measure, period, where = key
        if (figure := rolled[measure].get(key)) is not None:
            sources = gathered(row.source for row in found)
            name = _name(edition, measure, period, dict(where))
            yield Row(capital(name), (replace(figure, label=name), cite(sources)))
        else:
            stated = [row for row in found if not row.unit]
            yield from (_row(edition, row) for row in stated or found)


def _row(edition: Edition, row: Observation) -> Row:
    name = _name(edition, row.measure, row.period, {**dict(row.where), "unit": row.unit})
    figure = observed_quantity(edition, row)
    return Row(capital(name), (replace(figure, label=name), cite([row.source])))


def _name(edition: Edition, measure: str, period: str, where: Mapping[str, str]) -> str:
    name = edition.label(measure, where)
    return name if period == edition.period() else f"{name} ({periods.words(period)})"
