"""Part II.2.7: the money of the unions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from unionlib.tabulation import Table, listing

if TYPE_CHECKING:
    from unionlib.edition import Edition


def fund(edition: Edition) -> Table:
    """List the trade-union fund, one row each for collected and granted: money, share.

    Examples
    --------
    >>> from unionlib import load
    >>> fund(load(2019)).frame["Số tiền"].to_list()
    [31560946191.0, 19448344792.0]
    """
    rows = {
        "Kinh phí đã thu": (
            "fund_collected_amount",
            "share(fund_collected_amount, fund_collected_amount)",
        ),
        "Kinh phí đã cấp": ("fund_granted_amount", "fund_granted_share"),
    }
    return listing(
        edition,
        "fund",
        "Thu, cấp kinh phí công đoàn",
        rows,
        columns=("Số tiền", "So với số thu"),
        stub="Nội dung",
    )


def accounts(edition: Edition) -> Table:
    """List the use of bank accounts, one row per step: unions, those due, rate."""
    rows = {
        "Đã mở tài khoản": ("account_unions", "account_unions_due", "account_rate"),
        "Đã chuyển tiền qua tài khoản": (
            "account_transfer_unions",
            "account_unions",
            "account_transfer_rate",
        ),
    }
    return listing(
        edition,
        "accounts",
        "CĐCS khối sản xuất, kinh doanh mở và sử dụng tài khoản trung gian",
        rows,
        columns=("Đã thực hiện", "Trong tổng số", "Tỷ lệ"),
        stub="Bước",
    )
