"""Section II.2.1: its figures, worked out by hand from the signed report."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from unionlib import Edition
from unionlib.sections import rights


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        # II.2.1 notes 3 to 6
        ("conference_rate(sector=HCSN)", 98.522),
        ("conference_rate(sector=DNNN)", 100),
        ("conference_rate(sector=CTCP)", 76.786),
        ("dialogue_rate", 61.111),
        ("people_inspectorate_rate", 98.522),
        ("law_consultation_rate", 29.912),
        ("safety_month_rate", 98.494),
        ("safety_visit_average", 500_000),
    ],
)
def test_computed_figures(real: Edition, expression: str, value: float) -> None:
    """What is computed equals what the report's own figures give on paper."""
    assert float(real.quantity(expression)) == pytest.approx(value, rel=1e-4)


def test_nothing_due_gives_no_rate(edition_of: Callable[..., Edition]) -> None:
    """A sector with no unit due shows its zeros and leaves the rate open."""
    edition = edition_of(
        "rights",
        "measure,period,unit,sector,value,printed,source,note",
        "conference_units,,,HCSN,0,0,II,",
        "conference_units_due,,,HCSN,0,0,II,",
    )
    held, due, rate = (rights.conferences(edition).rows[0].figure(column) for column in range(3))
    assert held is not None
    assert due is not None
    assert rate is not None
    assert (held.value, due.value, rate.value) == (0, 0, None)
    assert "mẫu số bằng 0" in rate.reason
