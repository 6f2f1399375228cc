"""Sections II.2.3 to IV: their figures against the signed report.

Expected values were worked out by hand from the report's text.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from unionlib import Edition, Table, load
from unionlib.quantity import Quantity
from unionlib.sections import (
    communication,
    emulation,
    finance,
    inspection,
    organisation,
    plan,
    targets,
    women,
)

ROOT = Path(__file__).parents[1]
TABLES: tuple[Callable[[Edition], Table], ...] = (
    communication.sessions,
    emulation.awards_by_authority,
    emulation.awards_in_full,
    organisation.training,
    organisation.mergers,
    organisation.cadres_trained,
    organisation.personnel,
    organisation.party,
    women.titles,
    women.awards,
    finance.fund,
    finance.accounts,
    inspection.inspections_by_level,
    targets.targets_by_result,
    plan.next_targets,
)


@pytest.fixture(scope="module")
def edition() -> Edition:
    """Open the real edition of 2019."""
    return load(2019, ROOT / "data")


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        # II.2.3: 28.690 people at 1.940 sessions; 10.044 million for 22 works, over 9.850 given
        ("participants_per_event", 14.789),
        ("anniversary_work_average", 456_545_454.5),
        ("anniversary_socialised_share", 98.068),
        # II.2.4 note 13: 53 from the Confederation, 25 from the province, 362 from the federation
        ("awards", 440),
        ("awards(recipient=COLLECTIVE)", 77),
        ("awards(recipient=INDIVIDUAL)", 363),
        ("parts(award_nominations, recipient)", 6),
        # II.2.5: 229 of 110 planned, 10 unions, 123 and 299 in the software, 759 of 1.106
        ("new_members_achievement", 208.182),
        ("members_per_new_union", 22.9),
        ("participants_per_class", 85.76),
        ("participants_per_class(course=UNION_WORK)", 92.579),
        ("software_union_rate", 14.253),
        ("software_member_rate", 0.99375),
        ("unions_merged(unit=bao_lac)", 26),
        ("unions_merged(unit=thong_nong)", 10),
        ("unions_merged(unit=bao_lam)", 13),
        ("unions_merged", 49),
        ("party_admission_rate", 68.626),
        # II.2.6 note 16: 18.729 of 19.028; 17.955 of 19.307; 5 committees are 125% of 4
        ("women_registration_rate", 98.429),
        ("women_title_rate", 92.997),
        ("women_awards", 297),
        ("women_committees_plan", 4),
        # II.2.7: 31,56 billion is 103% of the budget, 19,45 granted; 25 of 42, 9 of 25
        ("fund_budget_implied_amount", 30_641_695_331),
        ("fund_granted_share", 61.622),
        ("account_rate", 59.524),
        ("account_transfer_rate", 36),
        # II.2.8: 19 of 193
        ("inspections_province_share", 9.845),
        # II.2.9: 9 + 14 of 26
        ("targets_reached_share", 88.462),
        # III.2.1: 55 of 73
        ("agreement_rate", 75.342),
        # IV.2, IV.5
        ("agreement_coverage_target(period=next)", 70),
        ("organising_employees_min(period=next)", 10),
    ],
)
def test_computed_figures(edition: Edition, expression: str, value: float) -> None:
    """What is computed equals what the report's own figures give on paper."""
    assert float(edition.quantity(expression)) == pytest.approx(value, rel=1e-4)


@pytest.mark.parametrize(
    ("committees", "achievement", "plan"),
    [(5, 125, 4), (4, 133, 3), (1, 123.9, 1), (7, 116.7, 6)],  # 4, 3,01, 0,81 and 6,00
)
def test_a_plan_of_committees_is_a_whole_number(
    edition: Edition,
    monkeypatch: pytest.MonkeyPatch,
    committees: int,
    achievement: float,
    plan: int,
) -> None:
    """Nobody plans 3,01 committees: the percentage that the plan is implied by was rounded."""
    implied = Quantity(committees, "đơn vị") / Quantity(achievement, "%")
    monkeypatch.setattr(type(edition), "__getitem__", lambda *_: implied)
    assert float(women.committees_plan(edition)) == plan


def test_sessions_keep_the_qualifier_of_the_source(edition: Edition) -> None:
    """Six classes were heard by "trên 532" people, 88,67 in each."""
    frame = communication.sessions(edition).frame
    assert frame["Số cuộc, lớp"].to_list() == [1940, 6]
    assert frame["Bình quân một cuộc, lớp"].to_list() == pytest.approx([14.789, 88.667], rel=1e-4)
    assert "trên 532" in communication.sessions(edition)._repr_mimebundle_()["text/plain"]


def test_awards_by_authority(edition: Edition) -> None:
    """3 + 9 + 2 and 23 + 15 + 1; 10 and 15; 6 + 37 + 1 + 4 + 1 + 4 and 247 + 49 + 8 + 5."""
    frame = emulation.awards_by_authority(edition).frame
    assert frame["Tập thể"].to_list() == [14, 10, 53, 77]
    assert frame["Cá nhân"].to_list() == [39, 15, 309, 363]
    assert frame["Cộng"].to_list() == [53, 25, 362, 440]


def test_awards_in_full_name_form_and_merit(edition: Edition) -> None:
    """Nine forms, fourteen merits, 18 figures; where nothing was given the cell is empty."""
    table = emulation.awards_in_full(edition)
    assert [row.depth for row in table.rows].count(0) == 3
    assert [row.depth for row in table.rows].count(1) == 9
    leaves = [row for row in table.rows if row.depth == 2]
    assert len(leaves) == 14
    given = [row.figure(column) for row in leaves for column in (0, 1)]
    assert sorted(float(cell) for cell in given if cell) == [
        1, 1, 1, 2, 3, 4, 4, 5, 6, 8, 9, 10, 15, 15, 23, 37, 49, 247,
    ]  # fmt: skip
    assert given.count(None) == 10


def test_training_adds_up_classes_and_people(edition: Edition) -> None:
    """19 classes with 1.759 and 6 with 385: 85,76 people a class, not the mean of means."""
    frame = organisation.training(edition).frame
    assert frame["Lớp"].to_list() == [19, 6, 25]
    assert frame["Bình quân một lớp"].to_list() == pytest.approx([92.579, 64.167, 85.76], rel=1e-4)


def test_mergers_by_district(edition: Edition) -> None:
    """55 to 29, 54 to 41 and 32 to 22, in the order of the tree of units."""
    frame = organisation.mergers(edition).frame
    assert frame["Trước sắp xếp"].to_list() == [55, 54, 32, 141]
    assert frame["Sau sắp xếp"].to_list() == [29, 41, 22, 92]
    assert frame["Giảm"].to_list() == [26, 13, 10, 49]


def test_people_are_not_added_over_courses_or_decisions(edition: Edition) -> None:
    """Note 15 has nine programmes, II.2.5 seven kinds of decision; one person may be in two."""
    courses, decisions = organisation.cadres_trained(edition), organisation.personnel(edition)
    assert courses.frame["Người"].to_list() == [2, 3, 3, 8, 6, 3, 1, 2, 1]
    assert decisions.frame["Người"].to_list() == [4, 13, 2, 3, 2, 1, 4]
    assert courses.total is None
    assert decisions.total is None
    assert not edition.quantity("cadres_trained")


def test_party_admissions_follow_introductions(edition: Edition) -> None:
    """759 of 1.106."""
    frame = organisation.party(edition).frame
    assert frame["Đoàn viên"].to_list() == [1106, 759]
    assert frame["Tỷ lệ"].to_list() == pytest.approx([100, 68.626], rel=1e-4)


def test_titles_keep_their_two_bases(edition: Edition) -> None:
    """Registration of 2019 is counted against 19.028 women, the award of a school year against 19.307."""
    frame = women.titles(edition).frame
    periods = ["Đăng ký năm 2019", "Đạt danh hiệu (nêu cùng năm học 2018 - 2019)"]
    assert frame.index.to_list() == periods
    assert frame["Số nữ"].to_list() == [18729, 17955]
    assert frame["Nữ CNVCLĐ làm gốc so sánh"].to_list() == [19028, 19307]


def test_women_awards(edition: Edition) -> None:
    """1 and 2; a flag, a certificate and 35; 7 and 250."""
    table = women.awards(edition)
    assert table.frame["Cộng"].to_list() == [3, 3, 37, 1, 36, 257, 257, 297]
    assert table.rows[3].cells[1] is None


def test_fund_and_accounts(edition: Edition) -> None:
    """To the đồng; transfers are counted against the accounts opened."""
    assert finance.fund(edition).frame["Số tiền"].to_list() == [31_560_946_191, 19_448_344_792]
    frame = finance.accounts(edition).frame
    assert frame["Đã thực hiện"].to_list() == [25, 9]
    assert frame["Trong tổng số"].to_list() == [42, 25]


def test_inspections_and_targets_end_in_the_stated_total(edition: Edition) -> None:
    """19 + 174 = 193; 9 + 14 + 3 = 26."""
    assert inspection.inspections_by_level(edition).frame["Số cuộc"].to_list() == [19, 174, 193]
    assert targets.targets_by_result(edition).frame["Chỉ tiêu"].to_list() == [9, 14, 3, 26]


def test_next_targets_are_next_years(edition: Edition) -> None:
    """75,34% now, 70% and more next year; enterprises with 10 employees and more."""
    table = plan.next_targets(edition)
    assert table.columns == ("Thực hiện năm 2019", "Tối thiểu năm 2020")
    assert table.frame["Tối thiểu năm 2020"].to_list() == [70, 10]
    assert table.rows[1].cells[0] is None
    assert "70% trở lên" in table.note


@pytest.mark.parametrize("make", TABLES)
def test_tables_are_complete(edition: Edition, make: Callable[[Edition], Table]) -> None:
    """Every table has rows, a caption that begins like a title, and an id of its own."""
    table = make(edition)
    assert table.rows
    assert table.caption[:1].isupper()
    assert re.fullmatch(r"[a-z]+(-[a-z]+)*", table.id)
    assert [other(edition).id for other in TABLES].count(table.id) == 1
