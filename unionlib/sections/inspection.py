"""Part II.2.8: the inspection committees."""

from __future__ import annotations

from typing import TYPE_CHECKING

from unionlib.tabulation import Table, tabulate

if TYPE_CHECKING:
    from unionlib.edition import Edition


def inspections_by_level(edition: Edition) -> Table:
    """Tabulate inspections, one row per level of union: number and share of all.

    Examples
    --------
    >>> from unionlib import load
    >>> inspections_by_level(load(2019)).frame["Số cuộc"].to_list()
    [19.0, 174.0, 193.0]
    """
    columns = {"Số cuộc": "inspections", "Tỷ trọng": "share(inspections, total(inspections))"}
    caption = "Các cuộc kiểm tra theo cấp công đoàn"
    return tabulate(edition, "inspections-by-level", caption, columns, by="level")
