"""Section II.2.8: its figures, worked out by hand from the signed report."""

from __future__ import annotations

import pytest

from unionlib import Edition
from unionlib.sections import inspection


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        # II.2.8: 19 of 193
        ("inspections_province_share", 9.845),
    ],
)
def test_computed_figures(real: Edition, expression: str, value: float) -> None:
    """What is computed equals what the report's own figures give on paper."""
    assert float(real.quantity(expression)) == pytest.approx(value, rel=1e-4)


def test_inspections_end_in_the_stated_total(real: Edition) -> None:
    """19 + 174 = 193."""
    assert inspection.inspections_by_level(real).frame["Số cuộc"].to_list() == [19, 174, 193]
