"""Section I.2: its figures, worked out by hand from the signed report."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from unionlib import Edition
from unionlib.sections import workforce


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        # I.2.1: 863 unions (69 fewer than at mid-year), 30.250 employees, 30.088 members
        ("union_density", 99.464),
        ("nonmembers", 162),
        ("female_member_share", 61.858),
        ("business_member_share", 10.971),
        ("members_per_union", 34.864),
        ("grassroots_unions_midyear", 932),
        ("office_fill_rate", 74.074),
        ("office_party_share", 85),
        # I.2.2: 317 of 30.250, after 235
        ("underemployment_rate", 1.048),
        ("underemployed_workers_change", 82),
        ("underemployed_workers_growth", 34.894),
        # I.2.3 note 1
        ("wage_gap", 1_200_000),
    ],
)
def test_computed_figures(real: Edition, expression: str, value: float) -> None:
    """What is computed equals what the report's own figures give on paper."""
    assert float(real.quantity(expression)) == pytest.approx(value, rel=1e-4)


def test_committees_show_seats_filled(real: Edition) -> None:
    """Three bodies: 08/11, 30/32 and 05/05."""
    frame = workforce.committees(real).frame
    assert frame["Hiện có"].to_list() == [8, 30, 5]
    assert frame["Theo cơ cấu"].to_list() == [11, 32, 5]
    assert frame["Tỷ lệ"].to_list() == pytest.approx([72.727, 93.75, 100], rel=1e-4)


def test_wages_end_in_the_stated_mean(real: Edition) -> None:
    """The mean over all is the report's 5.600.000, not the mean of the four kinds."""
    frame = workforce.wages_by_ownership(real).frame
    assert frame["Bình quân tháng"].to_list() == [4.9e6, 5.5e6, 6.1e6, 5.9e6, 5.6e6]


def test_office_counts_posts(real: Edition) -> None:
    """27 posts granted, 20 people, one on contract, 17 party members, 1 + 2 + 4 + 2 + 4."""
    assert workforce.office(real).frame["Số liệu"].to_list() == [27, 20, 1, 17, 1, 2, 4, 2, 4]


def test_total_is_the_sum_where_none_is_stated(edition_of: Callable[..., Edition]) -> None:
    """Sectors alone give the whole and the shares."""
    edition = edition_of(
        "workforce",
        "measure,period,unit,sector,value,printed,source,note",
        "members,,,HCSN,30,30,I,",
        "members,,,SXKD,10,10,I,",
    )
    frame = workforce.members_by_sector(edition).frame
    assert frame["Đoàn viên"].to_list() == [30, 10, 40]
    assert frame["Tỷ trọng"].to_list() == [75, 25, 100]


@pytest.mark.parametrize(
    ("rows", "share"),
    [
        (("underemployed_workers,2020,,20,20,I,", "employees,2020,,1000,1.000,I,"), 2),
        (("underemployment_share,2020,,0.74,,I,",), 0.74),
        (
            (
                "underemployed_workers,2020,,20,20,I,",
                "employees,2020,,1000,1.000,I,",
                "underemployment_share,2020,,2.01,,I,",
            ),
            2,
        ),
        ((), None),
    ],
)
def test_last_years_underemployment_is_computed_or_else_as_it_was_stated(
    edition_of: Callable[..., Edition], rows: tuple[str, ...], share: float | None
) -> None:
    """20 of 1.000 are 2%; the report of 2019 states 0,74% of the year before, and not of whom."""
    edition = edition_of("workforce", "measure,period,unit,value,printed,source,note", *rows)
    assert workforce.underemployment_before(edition).value == share


def test_bodies_without_a_quota_have_no_rate(edition_of: Callable[..., Edition]) -> None:
    """Members in office are shown although nobody said how many seats there are."""
    edition = edition_of(
        "workforce",
        "measure,period,unit,body,value,printed,source,note",
        "committee_members,,,EXECUTIVE,30,30,I,",
    )
    frame = workforce.committees(edition).frame
    assert frame.index.to_list() == ["Ban Chấp hành"]
    assert frame["Hiện có"].to_list() == [30]
    assert frame["Tỷ lệ"].isna().all()
