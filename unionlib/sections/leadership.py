"""Part II.1: direction, management and the emulation bloc that the federation leads."""

from __future__ import annotations

from typing import TYPE_CHECKING

from unionlib.tabulation import Table, tabulate

if TYPE_CHECKING:
    from unionlib.edition import Edition


def new_rural_support(edition: Edition) -> Table:
    """Tabulate the bloc's money for a new rural commune, one row per level that gave.

    The total is what the whole bloc raised.

    Examples
    --------
    >>> from unionlib import load
    >>> new_rural_support(load(2019)).frame["Kinh phí"].to_list()
    [68900000.0, 568000000.0]
    """
    columns = {
        "Kinh phí": "new_rural_support_amount",
        "Tỷ trọng": "share(new_rural_support_amount, total(new_rural_support_amount))",
    }
    return tabulate(
        edition,
        "new-rural-support",
        "Kinh phí huy động hỗ trợ xã xây dựng nông thôn mới",
        columns,
        by="level",
        total="Toàn khối thi đua",
    )
