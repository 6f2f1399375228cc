"""Part IV: the tasks of the year to come."""

from __future__ import annotations

from typing import TYPE_CHECKING

from unionlib.tabulation import Table, listing

if TYPE_CHECKING:
    from unionlib.edition import Edition


def next_targets(edition: Edition) -> Table:
    """List what next year's tasks put in figures, one row each: this year, the least next year."""
    year = edition.year
    rows = {
        "Tỷ lệ có thỏa ước lao động tập thể": (
            "agreement_rate",
            "agreement_coverage_target(period=next)",
        ),
        "Quy mô lao động của doanh nghiệp cần vận động": (
            "",
            "organising_employees_min(period=next)",
        ),
    }
    return listing(
        edition,
        "next-targets",
        f"Chỉ tiêu định lượng của năm {year + 1}",
        rows,
        columns=(f"Thực hiện năm {year}", f"Tối thiểu năm {year + 1}"),
        stub="Nội dung",
    )
