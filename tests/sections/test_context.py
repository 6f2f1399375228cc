"""Section I.1: its figures, worked out by hand from the signed report."""

from __future__ import annotations

import pytest

from unionlib import Edition


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        # I.1.2: 1.876 enterprises, 46 insured, 113 suspended, 324 locked
        ("enterprises_in_difficulty", 437),
        ("enterprises_in_difficulty_share", 23.294),
        ("enterprises_operating", 1439),
        ("insured_enterprise_share", 2.452),
    ],
)
def test_computed_figures(real: Edition, expression: str, value: float) -> None:
    """What is computed equals what the report's own figures give on paper."""
    assert float(real.quantity(expression)) == pytest.approx(value, rel=1e-4)
