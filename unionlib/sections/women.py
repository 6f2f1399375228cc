"""Part II.2.6: women at work."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from unionlib.numbers import rounded
from unionlib.sections.emulation import given
from unionlib.tabulation import Table, listing

if TYPE_CHECKING:
    from unionlib.edition import Edition
    from unionlib.quantity import Quantity


def titles(edition: Edition) -> Table:
    """List the women's title, one row per step: women, those due, rate.

    The source counts registration, for the year, and award, named together with those of
    the school year, against two different bases; both stand.

    Examples
    --------
    >>> from unionlib import load
    >>> titles(load(2019)).frame["Nữ CNVCLĐ làm gốc so sánh"].to_list()
    [19028.0, 19307.0]
    """
    year = edition.year
    rows = {
        f"Đăng ký năm {year}": (
            "women_registered",
            "women_registered_due",
            "women_registration_rate",
        ),
        f"Đạt danh hiệu (nêu cùng năm học {year - 1} - {year})": (
            "women_title_holders",
            "women_title_due",
            "women_title_rate",
        ),
    }
    return listing(
        edition,
        "women-titles",
        "Danh hiệu “Giỏi việc nước, đảm việc nhà”: đăng ký và đạt",
        rows,
        columns=("Số nữ", "Nữ CNVCLĐ làm gốc so sánh", "Tỷ lệ"),
        stub="Bước",
    )


def committees_plan(edition: Edition) -> Quantity:
    """Return the plan that the achieved percentage implies: so many committees, and no fraction.

    Examples
    --------
    >>> from unionlib import load
    >>> str(committees_plan(load(2019)))
    '04'
    """
    plan = edition["women_committees_plan"]
    return plan if plan.value is None else replace(plan, value=float(rounded(plan.value, 0)))


def awards(edition: Edition) -> Table:
    """Tabulate the movement's awards, one row per authority and below it per form."""
    caption = "Khen thưởng phong trào “Giỏi việc nước, đảm việc nhà”"
    return given(edition, "women-awards", caption, "women_awards", ["authority", "award"])
