"""What figures are compared with: a share of a whole, a plan, the year before."""

from __future__ import annotations

from unionlib.quantity import Quantity, as_quantity, check_alike, combine
from unionlib.writing import PERCENT


def share(part: Quantity | float, whole: Quantity | float) -> Quantity:
    """Return ``part`` as a percentage of ``whole``; missing where the whole is 0.

    Raises
    ------
    ExpressionError
        Their units differ, and one is money or a percentage.

    Examples
    --------
    >>> str(share(Quantity(17, "người", "đảng viên"), Quantity(20, "người", "cán bộ")))
    '85%'
    """
    part, whole = as_quantity(part), as_quantity(whole)
    check_alike(part, whole)
    return combine(part, whole, "/", PERCENT, 100)


def achievement(actual: Quantity | float, plan: Quantity | float) -> Quantity:
    """Return what was reached as a percentage of what was planned.

    Examples
    --------
    >>> str(achievement(Quantity(229, "người", "kết nạp"), Quantity(110, "người", "kế hoạch")))
    '208,18%'
    """
    return share(actual, plan)


def change(now: Quantity | float, before: Quantity | float) -> Quantity:
    """Return ``now − before``, in their unit.

    Examples
    --------
    >>> change(Quantity(29, "CĐCS", "sau"), Quantity(55, "CĐCS", "trước")).value
    -26.0
    """
    return as_quantity(now) - before


def growth(now: Quantity | float, before: Quantity | float) -> Quantity:
    """Return ``(now − before) / before`` in per cent; missing where before is 0.

    Examples
    --------
    >>> str(growth(Quantity(110, "người"), Quantity(100, "người")))
    '10%'
    """
    return share(change(now, before), before)
