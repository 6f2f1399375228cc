"""Part II.2.1: the rights and lawful interests of members and workers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from unionlib.tabulation import Table, listing, tabulate

if TYPE_CHECKING:
    from unionlib.edition import Edition


def conferences(edition: Edition) -> Table:
    """Tabulate conferences of staff and workers, one row per sector: held, due, rate.

    Examples
    --------
    >>> from unionlib import load
    >>> conferences(load(2019)).frame["Đã tổ chức"].to_list()
    [800.0, 4.0, 43.0, 847.0]
    """
    columns = {
        "Đã tổ chức": "conference_units",
        "Phải tổ chức": "conference_units_due",
        "Tỷ lệ": "conference_rate",
    }
    caption = "Hội nghị cán bộ, công chức, viên chức, hội nghị người lao động theo khối"
    return tabulate(edition, "conferences", caption, columns, by="sector", total="Cộng")


def democracy(edition: Edition) -> Table:
    """List further forms of democracy at work, one row each: in place, due, rate."""
    rows = {
        "Đối thoại tại nơi làm việc": (
            "dialogue_enterprises",
            "dialogue_enterprises_due",
            "dialogue_rate",
        ),
        "Ban Thanh tra nhân dân": (
            "people_inspectorate_units",
            "people_inspectorate_units_due",
            "people_inspectorate_rate",
        ),
        "Quy chế dân chủ ở cơ sở": ("", "", "democracy_regulation_share"),
    }
    return listing(
        edition,
        "democracy-at-work",
        "Đối thoại, thanh tra nhân dân, quy chế dân chủ ở cơ sở",
        rows,
        columns=("Đã thực hiện", "Thuộc diện", "Tỷ lệ"),
        stub="Hình thức",
    )
