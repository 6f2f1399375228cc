"""A number that knows where it comes from.

A :class:`Quantity` carries its value, unit, label, the formula in words and the
observations behind it. Arithmetic on quantities gives quantities, so lineage is
never lost; a plain number is one without unit. A missing operand or a zero
denominator gives a missing quantity that says why, never a silent zero.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, field, replace
from html import escape
from numbers import Real

from unionlib import numbers
from unionlib.errors import ExpressionError
from unionlib.observation import Observation

MONEY, PERCENT, POINTS = "đồng", "%", "điểm phần trăm"
_ZERO = "mẫu số bằng 0"
_HUNDRED = re.compile(r"(?<![\d.,])100 [×/]|[×/] 100(?![\d.,])")


@dataclass(frozen=True)
class Quantity:
    """An immutable value with its unit, label, formula and observations.

    Parameters
    ----------
    value : float or None
        None where it is missing; ``reason`` then says why.
    unit : str
        ``người``, ``đồng``, ``%`` …; ``""`` for a pure number.
    label : str
        What it is, in Vietnamese.
    formula : str
        How it was computed, in Vietnamese with the operands' values; ``""`` if observed.
    rows : tuple of Observation
        Every observation behind it.
    printed : numbers.Printed or None
        How the source prints it, where it is one observation.
    reason : str
        Why it is missing.
    error : float
        How far the value may be off because its sources print rounded figures:
        half a step of the last printed digit, carried through arithmetic.

    Examples
    --------
    >>> members = Quantity(30088, "người", "đoàn viên")
    >>> employees = Quantity(30250, "người", "CNVCLĐ")
    >>> density = share(members, employees)
    >>> str(density), density.formula
    ('99,46%', 'đoàn viên (30.088) / CNVCLĐ (30.250)')
    """

    value: float | None
    unit: str = ""
    label: str = ""
    formula: str = ""
    rows: tuple[Observation, ...] = field(default=(), repr=False)
    printed: numbers.Printed | None = field(default=None, repr=False, compare=False)
    reason: str = ""
    error: float = field(default=0.0, repr=False, compare=False)

    @classmethod
    def missing(cls, reason: str, unit: str = "", label: str = "") -> Quantity:
        """Return a quantity without a value that says why."""
        return cls(None, unit, label, reason=reason)

    def __float__(self) -> float:
        return float("nan") if self.value is None else float(self.value)

    def __bool__(self) -> bool:
        return self.value is not None

    def __str__(self) -> str:
        return self.text()

    def __repr__(self) -> str:
        from unionlib.show.markup import trace

        return trace(self)

    def __format__(self, spec: str) -> str:
        return self.text(spec)

    def _repr_html_(self) -> str:
        from unionlib.show.markup import data_element, trace

        return f"<p>{data_element(self)} <small>{escape(trace(self))}</small></p>"

    @property
    def sources(self) -> tuple[str, ...]:
        """The places in the source behind it, in order, each once."""
        return tuple(dict.fromkeys(row.source for row in self.rows if row.source))

    def text(self, spec: str = "") -> str:
        """Write it as in a sentence.

        Parameters
        ----------
        spec : str
            ``đồng``, ``nghìn``, ``triệu`` or ``tỷ``: the scale of money;
            ``tăng/giảm``: a difference in words, its unit among them; ``tức``: that again as
            a second clause, nothing where it would add nothing; ``""``: an observed
            figure in the source's own scale and precision, a computed one as exact as
            what it is computed from. There money, percentages and percentage points bring
            their unit, a sentence names the others.
        """
        money = self.unit == MONEY or self.value is None
        if spec not in ("", "tăng/giảm", "tức", *(numbers.SCALES if money else ())):
            scales = ", ".join(name for name in numbers.SCALES if name)
            raise ExpressionError(f"không viết được '{spec}' cho số tính bằng {self.unit or 'số thuần'}; "
                                  f"được phép: tăng/giảm, tức, và với tiền: {scales}")  # fmt: skip
        if spec == "tức":
            return f", tức {self._moved}" if self.value else ""
        if self.value is None:
            return f"({self.absence})"
        if spec == "tăng/giảm":
            return self._moved
        printed = None if spec else self.printed
        lead = f"{self.printed.qualifier} " if self.printed and self.printed.qualifier else ""
        if self.unit == MONEY:
            if printed:
                return lead + numbers.money(self.value, printed.scale or "đồng", printed.decimals)
            return lead + numbers.money(self.value, spec or self._scale)
        decimals = printed.decimals if printed else self._decimals
        if self.unit == PERCENT:
            return lead + numbers.percent(self.value, decimals)
        if self.unit == POINTS:
            return f"{lead}{numbers.number(self.value, decimals)} {POINTS}"
        scale = printed.scale if printed else ""
        text = numbers.padded(numbers.number(self.value / numbers.SCALES[scale], decimals))
        return f"{lead}{text} {scale}".rstrip()

    @property
    def _scale(self) -> str | None:
        """In which scale money is written that no source prints: to the đồng only if known so."""
        rounded = self.value is not None and abs(self.value) >= 10**6 and self.error >= 10**3
        return "triệu" if rounded else None

    @property
    def _decimals(self) -> int | None:
        """How many decimals a computed figure has: none if it follows from “trên 568 triệu”."""
        if not self.formula or self.value is None or abs(self.value) < 10:
            return None
        return 0 if any(row.printed and row.printed.qualifier for row in self.rows) else None

    @property
    def _moved(self) -> str:
        """How it is said as a difference."""
        if not self.value:
            return "không đổi"
        size = replace(self, value=abs(self.value), printed=None).words
        if not re.search("[1-9]", size):  # it rounds to zero, and is none
            size = "không đáng kể"
        return f"{'tăng' if self.value > 0 else 'giảm'} {size}"

    @property
    def absence(self) -> str:
        """What a missing figure is: not there, or not to be computed from what is there."""
        return "không tính được" if self.reason.startswith(_ZERO) else "chưa có số liệu"

    @property
    def words(self) -> str:
        """How it stands alone: always with its unit."""
        bare = self.value is None or self.unit in ("", MONEY, PERCENT, POINTS)
        return self.text() if bare else f"{self.text()} {self.unit}"

    def cell(self, scale: str = "đồng", decimals: int | None = None) -> str:
        """Write it as in a table: no unit, no leading zero, money in ``scale``."""
        if self.value is None:
            return "…"
        if self.unit != MONEY:
            rough = self._decimals
            return numbers.number(self.value, decimals if rough is None else rough)
        return numbers.number(self.value / numbers.SCALES[scale], 0 if scale == MONEY else None)

    @property
    def operand(self) -> str:
        """How a formula names it: label and value, or the formula in brackets."""
        # "03" is a way of counting; a formula is arithmetic.
        text = re.sub(r"^0(?=[1-9]$)", "", self.text())
        if self.label:
            return f"{self.label} ({text.removesuffix(' đồng').strip('()')})"
        return f"({self.formula})" if self.formula else text

    def __add__(self, other: Quantity | float) -> Quantity:
        other = _figure(other)
        return _combine(self, other, "+", _common_unit(self, other))

    def __radd__(self, other: float) -> Quantity:
        return _figure(other) + self

    def __sub__(self, other: Quantity | float) -> Quantity:
        other = _figure(other)
        unit = _common_unit(self, other)
        points = self.unit == other.unit == PERCENT
        return _combine(self, other, "−", POINTS if points else unit)

    def __rsub__(self, other: float) -> Quantity:
        return _figure(other) - self

    def __mul__(self, other: Quantity | float) -> Quantity:
        other = _figure(other)
        units = [unit for unit in (self.unit, other.unit) if unit not in ("", PERCENT)]
        unit = MONEY if MONEY in units else next(iter(units), self.unit or other.unit)
        return _combine(self, other, "×", unit)

    def __rmul__(self, other: float) -> Quantity:
        return _figure(other) * self

    def __truediv__(self, other: Quantity | float) -> Quantity:
        other = _figure(other)
        unit = "" if self.unit == other.unit else self.unit
        return _combine(self, other, "/", unit)

    def __rtruediv__(self, other: float) -> Quantity:
        return _figure(other) / self


def _figure(operand: object) -> Quantity:
    """Return an operand of arithmetic as a quantity."""
    if isinstance(operand, Quantity):
        return operand
    if isinstance(operand, Real):
        return Quantity(float(operand))
    raise ExpressionError(f"không tính được với {operand!r:.60}: cần một số, hoặc một số liệu như "
                          "edition['members']")  # fmt: skip


def _common_unit(left: Quantity, right: Quantity) -> str:
    """Return the unit of a sum or a share's sides; money and percentages go with nothing else."""
    units = {unit for unit in (left.unit, right.unit) if unit}
    apart = units & {MONEY, PERCENT, POINTS}
    if len(units) == 2 and apart and units != {PERCENT, POINTS}:
        raise ExpressionError(f"không cộng, trừ, tính tỷ lệ được {left.operand} với {right.operand}: khác đơn vị tính "
                              f"({left.unit}, {right.unit})")  # fmt: skip
    return left.unit or right.unit


def _combine(left: Quantity, right: Quantity, sign: str, unit: str) -> Quantity:
    formula = f"{left.operand} {sign} {right.operand}"
    if _HUNDRED.search(formula):  # which turns per cent into shares: not a second time by "%"
        formula = formula.replace("%)", ")")
    rows = tuple(dict.fromkeys(left.rows + right.rows))
    for side in (left, right):
        if side.value is None:
            return Quantity(None, unit, formula=formula, rows=rows, reason=side.reason)
    a, b = float(left), float(right)
    if sign == "/" and b == 0:
        reason = f"{_ZERO}: {right.label or right.formula or right.text()}"
        return Quantity(None, unit, formula=formula, rows=rows, reason=reason)
    value, error = {
        "+": lambda: (a + b, left.error + right.error),
        "−": lambda: (a - b, left.error + right.error),
        "×": lambda: (a * b, abs(b) * left.error + abs(a) * right.error),
        "/": lambda: (a / b, (left.error + abs(a / b) * right.error) / abs(b)),
    }[sign]()
    if not math.isfinite(value):
        return Quantity(None, unit, formula=formula, rows=rows, reason="số lớn quá")
    return Quantity(value, unit, formula=formula, rows=rows, error=error)


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
    part, whole = _figure(part), _figure(whole)
    _ = _common_unit(part, whole)
    ratio = part / whole
    value = None if ratio.value is None else ratio.value * 100
    return replace(ratio, value=value, unit=PERCENT, error=ratio.error * 100)


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
    return _figure(now) - before


def growth(now: Quantity | float, before: Quantity | float) -> Quantity:
    """Return ``(now − before) / before`` in per cent; missing where before is 0.

    Examples
    --------
    >>> str(growth(Quantity(110, "người"), Quantity(100, "người")))
    '10%'
    """
    return share(change(now, before), before)
