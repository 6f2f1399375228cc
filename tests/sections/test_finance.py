"""Section II.2.7: its figures, worked out by hand from the signed report."""

from __future__ import annotations

import pytest

from unionlib import Edition
from unionlib.sections import finance


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        # II.2.7: 31,56 billion is 103% of the budget, 19,45 granted; 25 of 42, 9 of 25
        ("fund_budget_implied_amount", 30_641_695_331),
        ("fund_granted_share", 61.622),
        ("account_rate", 59.524),
        ("account_transfer_rate", 36),
    ],
)
def test_computed_figures(real: Edition, expression: str, value: float) -> None:
    """What is computed equals what the report's own figures give on paper."""
    assert float(real.quantity(expression)) == pytest.approx(value, rel=1e-4)


def test_fund_and_accounts(real: Edition) -> None:
    """To the đồng; transfers are counted against the accounts opened."""
    assert finance.fund(real).frame["Số tiền"].to_list() == [31_560_946_191, 19_448_344_792]
    frame = finance.accounts(real).frame
    assert frame["Đã thực hiện"].to_list() == [25, 9]
    assert frame["Trong tổng số"].to_list() == [42, 25]
