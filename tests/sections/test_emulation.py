"""Section II.2.4: its figures, worked out by hand from the signed report."""

from __future__ import annotations

import pytest

from unionlib import Edition
from unionlib.sections import emulation


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        # II.2.4 note 13: 53 from the Confederation, 25 from the province, 362 from the federation
        ("awards", 440),
        ("awards(recipient=COLLECTIVE)", 77),
        ("awards(recipient=INDIVIDUAL)", 363),
        ("parts(award_nominations, recipient)", 6),
    ],
)
def test_computed_figures(real: Edition, expression: str, value: float) -> None:
    """What is computed equals what the report's own figures give on paper."""
    assert float(real.quantity(expression)) == pytest.approx(value, rel=1e-4)


def test_awards_by_authority(real: Edition) -> None:
    """3 + 9 + 2 and 23 + 15 + 1; 10 and 15; 6 + 37 + 1 + 4 + 1 + 4 and 247 + 49 + 8 + 5."""
    frame = emulation.awards_by_authority(real).frame
    assert frame["Tập thể"].to_list() == [14, 10, 53, 77]
    assert frame["Cá nhân"].to_list() == [39, 15, 309, 363]
    assert frame["Cộng"].to_list() == [53, 25, 362, 440]


def test_awards_in_full_name_form_and_merit(real: Edition) -> None:
    """Nine forms, fourteen merits, 18 figures; where nothing was given the cell is empty."""
    table = emulation.awards_in_full(real)
    assert [row.depth for row in table.rows].count(0) == 3
    assert [row.depth for row in table.rows].count(1) == 9
    leaves = [row for row in table.rows if row.depth == 2]
    assert len(leaves) == 14
    given = [row.figure(column) for row in leaves for column in (0, 1)]
    assert sorted(float(cell) for cell in given if cell) == [
        1, 1, 1, 2, 3, 4, 4, 5, 6, 8, 9, 10, 15, 15, 23, 37, 49, 247,
    ]  # fmt: skip
    assert given.count(None) == 10
