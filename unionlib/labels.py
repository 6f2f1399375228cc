"""What a measure is called with its selection and its period."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from unionlib import periods

if TYPE_CHECKING:
    from unionlib.edition import Edition


def label(edition: Edition, measure: str, where: Mapping[str, str]) -> str:
    """Return the label of a measure with its selection: ``Đoàn viên – Khối SXKD``."""
    book = edition.codebook
    details = [
        book.code_label(key, code) for key, code in where.items() if code and key != "period"
    ]
    if where.get("period"):
        details.append(periods.words(edition.period(where["period"])))
    return " – ".join([book[measure].label, *details])
