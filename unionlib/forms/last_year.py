"""Last year's figures of each reporting unit: shown beside the cell, and compared with."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from unionlib.codebook import Codebook
from unionlib.edition import Edition
from unionlib.forms.questions import given
from unionlib.key import Figures, Key
from unionlib.observation import Observation


def figures_before(
    reference: Edition | None,
    keys: Collection[Key],
    reporter: Mapping[str, str],
    office: str = "",
    own: Collection[Key] = (),
) -> dict[str, Figures]:
    """Return the figures of an edition by reporting unit, for the keys that are asked.

    Parameters
    ----------
    reference : Edition or None
        The edition of the year before; None gives nothing.
    keys : collection of Key
        What is asked.
    reporter : Mapping[str, str]
        The reporting unit at or above each unit; a unit's own figure stands for those
        below it, else theirs are rolled up as the codebook says.
    office, own : str, collection of Key
        The unit that is the federation's own office, and what only it is asked: of that
        the edition states the figure of the whole province.
    """
    found: dict[str, Figures] = {}
    if reference is None:
        return found
    book = reference.codebook
    needed = {key.measure for key in keys} | {
        weight for key in keys if (weight := book[key.measure].weight)
    }
    cells: dict[Key, dict[str, Observation]] = {}
    for measure in sorted(needed):
        for key, row in given(book, measure, reference):
            unit = office if key in own and not book.reporter(row.unit) else row.unit
            if unit in reporter:
                cells.setdefault(key, {})[unit] = row
    for key in keys:
        for unit, rows in _by_reporter(cells.get(key, {}), reporter).items():
            value = _rolled(book, key, rows, cells)
            if value is not None:
                found.setdefault(unit, {})[key] = value
    return found


def _by_reporter(
    rows: Mapping[str, Observation], reporter: Mapping[str, str]
) -> dict[str, list[Observation]]:
    """Group rows by reporting unit; the unit's own row alone where there is one."""
    grouped: dict[str, list[Observation]] = {}
    for unit, row in rows.items():
        if reporter[unit] not in rows or reporter[unit] == unit:
            grouped.setdefault(reporter[unit], []).append(row)
    return grouped


def _rolled(
    book: Codebook,
    key: Key,
    rows: Sequence[Observation],
    cells: Mapping[Key, Mapping[str, Observation]],
) -> float | None:
    if len(rows) == 1:
        return rows[0].value
    if book[key.measure].adds:
        return sum(row.value for row in rows)
    weights = cells.get(key._replace(measure=book[key.measure].weight), {})
    weighed = [(row.value, weights[row.unit].value) for row in rows if row.unit in weights]
    total = sum(weight for _, weight in weighed)
    return sum(value * weight for value, weight in weighed) / total if total else None
