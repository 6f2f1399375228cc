"""Part II.2.3: information and education."""

from __future__ import annotations

from typing import TYPE_CHECKING

from unionlib.tabulation import Table, listing

if TYPE_CHECKING:
    from unionlib.edition import Edition


def sessions(edition: Edition) -> Table:
    """List what members were told face to face, one row per kind: times, people, mean.

    Examples
    --------
    >>> from unionlib import load
    >>> sessions(load(2019)).frame["Người dự"].to_list()
    [28690.0, 532.0]
    """
    rows = {
        "Cuộc tuyên truyền nghị quyết, chính sách, pháp luật": (
            "communication_events",
            "communication_participants",
            "participants_per_event",
        ),
        "Lớp về chính sách bảo hiểm": (
            "insurance_classes",
            "insurance_class_participants",
            "insurance_class_participants / insurance_classes",
        ),
    }
    return listing(
        edition,
        "communication-sessions",
        "Các cuộc tuyên truyền, lớp phổ biến chính sách",
        rows,
        columns=("Số cuộc, lớp", "Người dự", "Bình quân một cuộc, lớp"),
        stub="Hình thức",
    )
