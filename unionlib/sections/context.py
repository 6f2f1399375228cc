"""Part I.1: what helps and what hinders; the enterprises of the province."""

from __future__ import annotations

from typing import TYPE_CHECKING

from unionlib.tabulation import Table, listing

if TYPE_CHECKING:
    from unionlib.edition import Edition


def enterprises_by_status(edition: Edition) -> Table:
    """List enterprises, one row per state of business: number and share of all.

    What is neither suspended nor locked is computed as the remainder.

    Examples
    --------
    >>> from unionlib import load
    >>> enterprises_by_status(load(2019)).frame["Doanh nghiệp"].to_list()
    [113.0, 324.0, 1439.0, 1876.0]
    """
    figures = {
        "Ngừng hoạt động": "enterprises(status=SUSPENDED)",
        "Đang bị khóa sổ": "enterprises(status=LOCKED)",
        "Còn lại": "enterprises_operating",
    }
    rows = {label: (figure, f"share({figure}, enterprises)") for label, figure in figures.items()}
    return listing(
        edition,
        "enterprises-by-status",
        "Doanh nghiệp trên địa bàn tỉnh theo tình trạng hoạt động",
        rows,
        columns=("Doanh nghiệp", "Tỷ trọng"),
        stub="Tình trạng",
        total={"Tổng số": ("enterprises", "share(enterprises, enterprises)")},
    )
