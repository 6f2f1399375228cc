"""Section II.2.3: its figures, worked out by hand from the signed report."""

from __future__ import annotations

import pytest

from unionlib import Edition
from unionlib.sections import communication


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        # II.2.3: 28.690 people at 1.940 sessions; 10.044 million for 22 works, over 9.850 given
        ("participants_per_event", 14.789),
        ("anniversary_work_average", 456_545_454.5),
        ("anniversary_socialised_share", 98.068),
    ],
)
def test_computed_figures(real: Edition, expression: str, value: float) -> None:
    """What is computed equals what the report's own figures give on paper."""
    assert float(real.quantity(expression)) == pytest.approx(value, rel=1e-4)


def test_sessions_keep_the_qualifier_of_the_source(real: Edition) -> None:
    """Six classes were heard by "trên 532" people, 88,67 in each."""
    frame = communication.sessions(real).frame
    assert frame["Số cuộc, lớp"].to_list() == [1940, 6]
    assert frame["Bình quân một cuộc, lớp"].to_list() == pytest.approx([14.789, 88.667], rel=1e-4)
    assert "trên 532" in communication.sessions(real)._repr_mimebundle_()["text/plain"]
