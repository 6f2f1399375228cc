"""Section II.2.6: its figures, worked out by hand from the signed report."""

from __future__ import annotations

import pytest

from unionlib import Edition
from unionlib.quantity import Quantity
from unionlib.sections import women


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        # II.2.6 note 16: 18.729 of 19.028; 17.955 of 19.307; 5 committees are 125% of 4
        ("women_registration_rate", 98.429),
        ("women_title_rate", 92.997),
        ("women_awards", 297),
        ("women_committees_plan", 4),
    ],
)
def test_computed_figures(real: Edition, expression: str, value: float) -> None:
    """What is computed equals what the report's own figures give on paper."""
    assert float(real.quantity(expression)) == pytest.approx(value, rel=1e-4)


@pytest.mark.parametrize(
    ("committees", "achievement", "plan"),
    [(5, 125, 4), (4, 133, 3), (1, 123.9, 1), (7, 116.7, 6)],  # 4, 3,01, 0,81 and 6,00
)
def test_a_plan_of_committees_is_a_whole_number(
    real: Edition, monkeypatch: pytest.MonkeyPatch, committees: int, achievement: float, plan: int
) -> None:
    """Nobody plans 3,01 committees: the percentage that the plan is implied by was rounded."""
    implied = Quantity(committees, "đơn vị") / Quantity(achievement, "%")
    monkeypatch.setattr(type(real), "__getitem__", lambda *_: implied)
    assert float(women.committees_plan(real)) == plan


def test_titles_keep_their_two_bases(real: Edition) -> None:
    """Registration of 2019 is counted against 19.028 women, the award of a school year against 19.307."""
    frame = women.titles(real).frame
    periods = ["Đăng ký năm 2019", "Đạt danh hiệu (nêu cùng năm học 2018 - 2019)"]
    assert frame.index.to_list() == periods
    assert frame["Số nữ"].to_list() == [18729, 17955]
    assert frame["Nữ CNVCLĐ làm gốc so sánh"].to_list() == [19028, 19307]


def test_women_awards(real: Edition) -> None:
    """1 and 2; a flag, a certificate and 35; 7 and 250."""
    table = women.awards(real)
    assert table.frame["Cộng"].to_list() == [3, 3, 37, 1, 36, 257, 257, 297]
    assert table.rows[3].cells[1] is None
