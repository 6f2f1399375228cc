"""Part II.2.5: members, grassroots unions, and the people who lead them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from unionlib.tabulation import Table, listing, tabulate

if TYPE_CHECKING:
    from unionlib.edition import Edition


def training(edition: Edition) -> Table:
    """Tabulate training, one row per course: classes, people, people per class.

    Examples
    --------
    >>> from unionlib import load
    >>> training(load(2019)).frame["Người dự"].to_list()
    [1759.0, 385.0, 2144.0]
    """
    columns = {
        "Lớp": "training_classes",
        "Người dự": "training_participants",
        "Bình quân một lớp": "participants_per_class",
    }
    return tabulate(edition, "training", "Các lớp tập huấn", columns, by="course", total="Cộng")


def mergers(edition: Edition) -> Table:
    """Tabulate grassroots unions, one row per union above them: before, after, fewer.

    Examples
    --------
    >>> from unionlib import load
    >>> mergers(load(2019)).frame["Giảm"].to_list()
    [26.0, 13.0, 10.0, 49.0]
    """
    columns = {
        "Trước sắp xếp": "unions_before_merger",
        "Sau sắp xếp": "unions_after_merger",
        "Giảm": "unions_merged",
    }
    caption = "Công đoàn cơ sở trước và sau khi sắp xếp lại các trường học"
    return tabulate(edition, "mergers", caption, columns, by="unit", total="Cộng")


def cadres_trained(edition: Edition) -> Table:
    """Tabulate cadres sent to courses, one row per programme.

    It has no total: one person may have been sent to several.
    """
    caption = "Cán bộ được cử đi đào tạo, bồi dưỡng"
    columns = {"Người": "cadres_trained"}
    return tabulate(edition, "cadres-trained", caption, columns, by="training", total="")


def personnel(edition: Edition) -> Table:
    """Tabulate decisions on staff, one row per kind; no total, for the same reason."""
    caption = "Quyết định về nhân sự"
    columns = {"Người": "personnel_decisions"}
    return tabulate(edition, "personnel", caption, columns, by="decision", total="")


def party(edition: Edition) -> Table:
    """List how members came to the Party, one row per step: number, share of the first."""
    rows = {
        "Được giới thiệu cho Đảng": (
            "party_candidates",
            "share(party_candidates, party_candidates)",
        ),
        "Được xét kết nạp Đảng": ("party_admissions", "party_admission_rate"),
    }
    return listing(
        edition,
        "party",
        "Đoàn viên ưu tú được giới thiệu, xét kết nạp Đảng",
        rows,
        columns=("Đoàn viên", "Tỷ lệ"),
        stub="Bước",
    )
