"""Part II.2.9: the targets that the Confederation set."""

from __future__ import annotations

from typing import TYPE_CHECKING

from unionlib.tabulation import Table, tabulate

if TYPE_CHECKING:
    from unionlib.edition import Edition


def targets_by_result(edition: Edition) -> Table:
    """Tabulate targets, one row per result: number and share of all.

    Examples
    --------
    >>> from unionlib import load
    >>> targets_by_result(load(2019)).frame["Chỉ tiêu"].to_list()
    [9.0, 14.0, 3.0, 26.0]
    """
    columns = {"Chỉ tiêu": "targets", "Tỷ trọng": "share(targets, total(targets))"}
    caption = "Chỉ tiêu theo kết quả thực hiện"
    return tabulate(edition, "targets-by-result", caption, columns, by="result")
