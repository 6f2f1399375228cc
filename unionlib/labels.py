"""What a measure is called with its selection and its period."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from unionlib.edition import Edition

PERIODS = {"": "năm", "H1": "6 tháng đầu năm", "H2": "6 tháng cuối năm"}


def label(edition: Edition, measure: str, where: Mapping[str, str]) -> str:
    """Return the label of a measure with its selection: ``Đoàn viên – Khối SXKD``."""
    book = edition.codebook
    details = [
        book.code_label(key, code) for key, code in where.items() if code and key != "period"
    ]
    if where.get("period"):
        details.append(period_label(edition.period(where["period"])))
    return " – ".join([book[measure].label, *details])


def period_label(period: str) -> str:
    """Return ``năm 2018`` or ``6 tháng đầu năm 2019``."""
    year, _, half = period.partition("-")
    return f"{PERIODS[half]} {year}"
