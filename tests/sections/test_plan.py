"""Section IV: its figures, worked out by hand from the signed report."""

from __future__ import annotations

import pytest

from unionlib import Edition
from unionlib.sections import plan


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        # III.2.1: 55 of 73
        ("agreement_rate", 75.342),
        # IV.2, IV.5
        ("agreement_coverage_target(period=next)", 70),
        ("organising_employees_min(period=next)", 10),
    ],
)
def test_computed_figures(real: Edition, expression: str, value: float) -> None:
    """What is computed equals what the report's own figures give on paper."""
    assert float(real.quantity(expression)) == pytest.approx(value, rel=1e-4)


def test_next_targets_are_next_years(real: Edition) -> None:
    """75,34% now, 70% and more next year; enterprises with 10 employees and more."""
    table = plan.next_targets(real)
    assert table.columns == ("Thực hiện năm 2019", "Tối thiểu năm 2020")
    assert table.frame["Tối thiểu năm 2020"].to_list() == [70, 10]
    assert table.rows[1].cells[0] is None
    assert "70% trở lên" in table.note
