"""How a quantity is written: in a sentence, alone, in a table and in a formula."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from unionlib import numbers
from unionlib.errors import ExpressionError

if TYPE_CHECKING:
    from unionlib.quantity import Quantity

MONEY, PERCENT, POINTS = "đồng", "%", "điểm phần trăm"
# The units that are part of a figure's text; any other names what is counted, and is left
# to the sentence around it.
WRITTEN = ("", MONEY, PERCENT, POINTS)


def text(figure: Quantity, spec: str) -> str:
    """Write a figure as in a sentence; see :meth:`unionlib.quantity.Quantity.text`."""
    money = figure.unit == MONEY or figure.value is None
    if spec not in ("", "tăng/giảm", "tức", *(numbers.SCALES if money else ())):
        scales = ", ".join(name for name in numbers.SCALES if name)
        raise ExpressionError(f"không viết được '{spec}' cho số tính bằng {figure.unit or 'số thuần'}; "
                              f"được phép: tăng/giảm, tức, và với tiền: {scales}")  # fmt: skip
    if spec == "tức":
        return f", tức {_moved(figure)}" if figure.value else ""
    if figure.value is None:
        return f"({figure.absence})"
    if spec == "tăng/giảm":
        return _moved(figure)
    printed = None if spec else figure.printed
    lead = f"{figure.qualifier} " if figure.qualifier else ""
    if figure.unit == MONEY:
        if printed:
            return lead + numbers.money(figure.value, printed.scale, printed.decimals)
        return lead + numbers.money(figure.value, spec or _scale(figure))
    decimals = printed.decimals if printed else _decimals(figure)
    if figure.unit == PERCENT:
        # Of “trên 568 triệu” a part is about some per cent, but the whole is exactly 100%.
        lead = lead or ("khoảng " if _rough(figure) and figure.value != 100 else "")
        return lead + numbers.percent(figure.value, decimals)
    if figure.unit == POINTS:
        return f"{lead}{numbers.number(figure.value, decimals)} {POINTS}"
    scale = printed.scale if printed else ""
    written = numbers.padded(numbers.number(figure.value / numbers.SCALES[scale], decimals))
    return f"{lead}{written} {scale}".rstrip()


def words(figure: Quantity) -> str:
    """Write a figure that stands alone: always with its unit."""
    return (
        figure.text()
        if figure.value is None or figure.unit in WRITTEN
        else f"{figure.text()} {figure.unit}"
    )


def cell(figure: Quantity, scale: str, decimals: int | None) -> str:
    """Write a figure as in a table: no unit, no leading zero, money in ``scale``."""
    if figure.value is None:
        return "…"
    if figure.unit != MONEY:
        rough = _decimals(figure)
        return numbers.number(figure.value, decimals if rough is None else rough)
    return numbers.number(figure.value / numbers.SCALES[scale], 0 if scale == MONEY else None)


def operand(figure: Quantity) -> str:
    """Name a figure in a formula: label and value, or its own formula in brackets."""
    # A sentence writes “03 đơn vị”; in a formula the number has no leading zero.
    written = re.sub(r"^0(?=[1-9]$)", "", figure.text())
    if figure.label:
        return f"{figure.label} ({written.removesuffix(' đồng').strip('()')})"
    return f"({figure.formula})" if figure.formula else written


def _scale(figure: Quantity) -> str | None:
    """Return the scale of computed money: triệu where it is not known to the đồng."""
    rounded = figure.value is not None and abs(figure.value) >= 10**6 and figure.error >= 10**3
    return "triệu" if rounded else None


def _decimals(figure: Quantity) -> int | None:
    """Return how many decimals a figure has: none if it follows from “trên 568 triệu”."""
    return 0 if _rough(figure) and figure.value is not None and abs(figure.value) >= 10 else None


def _rough(figure: Quantity) -> bool:
    """Tell whether a figure follows from one like “trên 568 triệu”."""
    return bool(figure.formula) and any(
        row.printed and row.printed.qualifier for row in figure.rows
    )


def _moved(figure: Quantity) -> str:
    """Say a figure as a difference."""
    if not figure.value:
        return "không đổi"
    size = words(replace(figure, value=abs(figure.value)))
    if not re.search("[1-9]", size):  # it rounds to zero, and is none
        size = "không đáng kể"
    return f"{'tăng' if figure.value > 0 else 'giảm'} {size}"
