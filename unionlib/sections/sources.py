"""Appendix: every observation with its source, the codebook, the abbreviations."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from unionlib.aggregate import observed_quantity
from unionlib.labels import label, period_label
from unionlib.quantity import Observation
from unionlib.show.lineage import cite
from unionlib.show.numbers import number
from unionlib.submissions import STATES
from unionlib.submissions import submissions as sent_in
from unionlib.tabulation import Row, Table
from unionlib.words import abbreviations as known_abbreviations

if TYPE_CHECKING:
    from unionlib.edition import Edition

MANY = 1000


def observations(edition: Edition) -> list[Table]:
    """One table per section, one row per observation: what, how much, where it was read.

    An edition made of unit-level figures has too many rows to print; there the
    province's figures are listed, and the rows stay in ``data/``.
    """
    tables = []
    for section, rows in _by_section(edition).items():
        many = len(rows) > MANY or any(row.rolled for row in rows)
        shown = [row for row in rows if not row.unit] if many else rows
        listed = tuple(_row(edition, row) for row in shown)
        count = number(sum(row.count for row in rows if not (row.rolled and row.unit)))
        note = f"Tổng hợp từ {count} số liệu theo đơn vị, xem tệp dữ liệu kèm theo." if many else ""
        caption = f"Số liệu gốc: {edition.codebook.code_label('section', section)}"
        name = f"observations-{section}"
        tables.append(Table(name, caption, "Chỉ tiêu", ("Số liệu", "Nơi ghi"), listed, note=note))
    return tables


def submissions(edition: Edition) -> Table:
    """Tabulate who has sent in figures and who has not, one row per reporting unit.

    It has no rows where the edition was not collected with forms.
    """
    units = edition.codebook.units
    rows = tuple(
        Row(units[sent.unit].label, (STATES[sent.state], sent.file)) for sent in sent_in(edition)
    )
    caption = "Tình hình gửi biểu số liệu của các đơn vị"
    return Table("submissions", caption, "Đơn vị", ("Trạng thái", "Tệp"), rows)


def measures(edition: Edition) -> Table:
    """Tabulate the codebook: one row per measure, its measuring unit and definition."""
    # How a measure is computed, its definition says in words; the formula is for analysts
    # and stands in ``data/measures.csv``.
    rows = tuple(
        Row(_opened(entry.label), (entry.unit, entry.definition)) for entry in edition.codebook
    )
    columns = ("Đơn vị tính", "Định nghĩa")
    return Table("measures", "Danh mục chỉ tiêu", "Chỉ tiêu", columns, rows)


def abbreviations(edition: Edition) -> Table:
    """One row per abbreviation that the edition uses, with its meaning.

    Examples
    --------
    >>> from unionlib import load
    >>> [row.label for row in abbreviations(load(2019)).rows][:4]
    ['ATVSLĐ', 'CĐ', 'CĐCS', 'CNH']
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


def _row(edition: Edition, row: Observation) -> Row:
    name = label(edition, row.measure, {**dict(row.where), "unit": row.unit})
    if row.period != edition.period():
        name = f"{name} ({period_label(row.period)})"
    return Row(
        _opened(name), (replace(observed_quantity(edition, row), label=name), cite([row.source]))
    )


def _opened(text: str) -> str:
    """Return a label as it opens a row: with a capital."""
    return text[:1].upper() + text[1:]
