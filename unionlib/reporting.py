"""What figures of single units add to a section: a table by unit, and who leads it.

Both are empty where the province's figure was stated itself and not rolled up from its
units, so that a notebook may always ask for them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from unionlib import arguments
from unionlib.expression import evaluate
from unionlib.letters import uncapital
from unionlib.tabulation import Table, check_table, tabulate

if TYPE_CHECKING:
    from unionlib.codebook import Codebook
    from unionlib.edition import Edition

TOP = 15  # bars that still can be read


def by_unit(edition: Edition, id: str, caption: str, columns: Mapping[str, str]) -> Table:
    """Tabulate expressions by reporting unit, with the province's figure as the total row.

    Parameters
    ----------
    columns : Mapping[str, str]
        Heading → expression; the first decides whether there are figures of units.

    Returns
    -------
    Table
        One row per reporting unit in the order of the tree; no rows where the province's
        figure was stated as a whole.
    """
    whole = evaluate(edition, next(iter(columns.values())))
    if whole.value is None or any(not row.unit and not row.rolled for row in whole.rows):
        return Table(id, caption, "Đơn vị", tuple(columns), ())
    return tabulate(edition, id, caption, columns, by="unit", total=_all_units(edition.codebook))


def ranking(table: Table, top: int = TOP) -> Table:
    """Return the rows with the largest figures in the first column, the largest first.

    Rows without a figure are left out, and so is the total; equal figures keep the order
    of the table.

    Parameters
    ----------
    table : Table
        Mostly one by ``unit``.
    top : int
        How many rows at most; the caption says so where there are more.

    Examples
    --------
    >>> from unionlib import load, tabulate
    >>> t = tabulate(load(2019), "x", "Đoàn viên", {"Đoàn viên": "members"}, by="sector")
    >>> ranking(t, 1).frame["Đoàn viên"].to_list()
    [26787.0]
    """
    check_table(table)
    top = arguments.natural(str(top))
    rows = [row for row in table.rows if row.figure(0)]
    rows.sort(key=lambda row: -float(row.figure(0) or 0))
    heads = rows[:top]
    rank = f"{top} {uncapital(table.stub.partition(',')[0])} đứng đầu"
    caption = table.caption if len(heads) == len(rows) else f"{table.caption}: {rank}"
    return replace(table, rows=tuple(heads), total=None, caption=caption)


def _all_units(book: Codebook) -> str:
    """Return what all units together are called, after the federation that they belong to.

    Examples
    --------
    >>> from unionlib import load
    >>> _all_units(load(2019).codebook)
    'Toàn tỉnh'
    """
    top = book.units[book.children[""][0]]
    if top.kind != "province":
        return "Toàn hệ thống"
    return "Toàn thành phố" if "thành phố" in top.label.lower() else "Toàn tỉnh"
