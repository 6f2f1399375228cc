"""Part II.1: direction, management and the emulation bloc that the federation leads."""

from __future__ import annotations

from typing import TYPE_CHECKING

from unionlib.tabulation import Table, listing

if TYPE_CHECKING:
    from unionlib.edition import Edition


def new_rural_support(edition: Edition) -> Table:
    """List the bloc's money for a new rural commune: the federation's share, the whole.

    Examples
    --------
    >>> from unionlib import load
    >>> new_rural_support(load(2019)).frame["Kinh phí"].to_list()
    [68900000.0, 568000000.0]
    """
    whole, own = "new_rural_support_amount", "new_rural_support_amount(level=PROVINCE)"
    return listing(
        edition,
        "new-rural-support",
        "Kinh phí huy động hỗ trợ xã xây dựng nông thôn mới",
        {"LĐLĐ tỉnh": (own, "new_rural_province_share")},
        columns=("Kinh phí", "Tỷ trọng"),
        stub="Nơi huy động",
        total={"Toàn khối thi đua": (whole, f"share({whole}, {whole})")},
    )
