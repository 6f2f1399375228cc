"""Section II.2.9: its figures, worked out by hand from the signed report."""

from __future__ import annotations

import pytest

from unionlib import Edition
from unionlib.sections import targets


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        # II.2.9: 9 + 14 of 26
        ("targets_reached_share", 88.462),
    ],
)
def test_computed_figures(real: Edition, expression: str, value: float) -> None:
    """What is computed equals what the report's own figures give on paper."""
    assert float(real.quantity(expression)) == pytest.approx(value, rel=1e-4)


def test_targets_end_in_the_stated_total(real: Edition) -> None:
    """9 + 14 + 3 = 26."""
    assert targets.targets_by_result(real).frame["Chỉ tiêu"].to_list() == [9, 14, 3, 26]
