"""The province's figures that are not stated, but rolled up from its units."""

from __future__ import annotations

from typing import TYPE_CHECKING

from unionlib.aggregate import total
from unionlib.errors import AmbiguousTotal
from unionlib.key import Key
from unionlib.quantity import Quantity

if TYPE_CHECKING:
    from unionlib.edition import Edition


def made_of_units(edition: Edition) -> bool:
    """Tell whether most observations of an edition are of units, and not of the province."""
    rows = [row for measure in edition.codebook for row in edition.observed(measure.name)]
    return 2 * sum(bool(row.unit) for row in rows) > len(rows)


def rolled_up(edition: Edition, measure: str) -> dict[Key, Quantity]:
    """Return the province's figures of a measure that several units give and it does not state.

    What one unit alone gives is that unit's figure. One that cannot be rolled up is missing
    and says why.
    """
    given: dict[Key, list[str]] = {}
    for row in edition.observed(measure):
        given.setdefault(edition.codebook.key(row), []).append(row.unit)
    return {
        key: _total(edition, key) for key, units in given.items() if len(units) > 1 and all(units)
    }


def _total(edition: Edition, key: Key) -> Quantity:
    measure, period, where = key
    own = period == edition.period()
    try:
        return total(edition, measure, period="" if own else period, **dict(where))
    except AmbiguousTotal as error:
        return Quantity.missing(str(error), edition.codebook[measure].unit)
