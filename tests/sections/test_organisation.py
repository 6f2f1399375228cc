"""Section II.2.5: its figures, worked out by hand from the signed report."""

from __future__ import annotations

import pytest

from unionlib import Edition
from unionlib.sections import organisation


@pytest.mark.parametrize(
    ("expression", "value"),
    [
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
    ],
)
def test_computed_figures(real: Edition, expression: str, value: float) -> None:
    """What is computed equals what the report's own figures give on paper."""
    assert float(real.quantity(expression)) == pytest.approx(value, rel=1e-4)


def test_training_adds_up_classes_and_people(real: Edition) -> None:
    """19 classes with 1.759 and 6 with 385: 85,76 people a class, not the mean of means."""
    frame = organisation.training(real).frame
    assert frame["Lớp"].to_list() == [19, 6, 25]
    assert frame["Bình quân một lớp"].to_list() == pytest.approx([92.579, 64.167, 85.76], rel=1e-4)


def test_mergers_by_district(real: Edition) -> None:
    """55 to 29, 54 to 41 and 32 to 22, in the order of the tree of units."""
    frame = organisation.mergers(real).frame
    assert frame["Trước sắp xếp"].to_list() == [55, 54, 32, 141]
    assert frame["Sau sắp xếp"].to_list() == [29, 41, 22, 92]
    assert frame["Giảm"].to_list() == [26, 13, 10, 49]


def test_people_are_not_added_over_courses_or_decisions(real: Edition) -> None:
    """Note 15 has nine programmes, II.2.5 seven kinds of decision; one person may be in two."""
    courses, decisions = organisation.cadres_trained(real), organisation.personnel(real)
    assert courses.frame["Người"].to_list() == [2, 3, 3, 8, 6, 3, 1, 2, 1]
    assert decisions.frame["Người"].to_list() == [4, 13, 2, 3, 2, 1, 4]
    assert courses.total is None
    assert decisions.total is None
    assert not real.quantity("cadres_trained")


def test_party_admissions_follow_introductions(real: Edition) -> None:
    """759 of 1.106."""
    frame = organisation.party(real).frame
    assert frame["Đoàn viên"].to_list() == [1106, 759]
    assert frame["Tỷ lệ"].to_list() == pytest.approx([100, 68.626], rel=1e-4)
