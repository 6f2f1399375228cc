"""Section II.1: its figures, worked out by hand from the signed report."""

from __future__ import annotations

import pytest

from unionlib import Edition
from unionlib.sections import leadership


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        # II.1: 68,9 of over 568 million
        ("new_rural_province_share", 12.130),
    ],
)
def test_computed_figures(real: Edition, expression: str, value: float) -> None:
    """What is computed equals what the report's own figures give on paper."""
    assert float(real.quantity(expression)) == pytest.approx(value, rel=1e-4)


def test_the_blocs_money_is_no_level_of_the_union(real: Edition) -> None:
    """II.1: 568 million of the whole bloc, 68,9 of the federation: 12%; the stub fits both."""
    table = leadership.new_rural_support(real)
    assert table.stub == "Nơi huy động"
    assert table.frame["Kinh phí"].to_list() == [68_900_000, 568_000_000]
    assert table.frame["Tỷ trọng"].to_list() == pytest.approx([12.130, 100], abs=0.001)
