"""Part II.2.4: emulation movements and the awards that they led to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from unionlib.tabulation import Row, Table, tabulate

if TYPE_CHECKING:
    from unionlib.edition import Edition


def awards_by_authority(edition: Edition) -> Table:
    """Tabulate awards, one row per authority: to collectives, to individuals, together.

    Examples
    --------
    >>> from unionlib import load
    >>> awards_by_authority(load(2019)).frame["Cá nhân"].to_list()
    [39.0, 15.0, 309.0, 363.0]
    """
    caption = "Khen thưởng theo cấp và đối tượng"
    return given(edition, "awards-by-authority", caption, "awards", ["authority"])


def awards_in_full(edition: Edition) -> Table:
    """Tabulate awards, one row per authority, below it per form, below that per merit."""
    caption = "Khen thưởng theo cấp, hình thức và nội dung"
    by = ["authority", "award", "occasion"]
    return given(edition, "awards-in-full", caption, "awards", by)


def given(edition: Edition, id: str, caption: str, measure: str, by: Sequence[str]) -> Table:
    """Tabulate awards of a measure by dimensions: to collectives, to individuals, together.

    A report names the awards that were given and no others: where none is named none
    was given, and the cell stays empty instead of saying that a figure is missing.
    """
    columns = {
        "Tập thể": f"{measure}(recipient=COLLECTIVE)",
        "Cá nhân": f"{measure}(recipient=INDIVIDUAL)",
        "Cộng": measure,
    }
    table = tabulate(edition, id, caption, columns, by=by)
    return replace(table, rows=tuple(_without_gaps(row) for row in table.rows))


def _without_gaps(row: Row) -> Row:
    return replace(row, cells=tuple(cell or None for cell in row.cells))
