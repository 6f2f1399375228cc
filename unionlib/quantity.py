"""A number that knows where it comes from.

A :class:`Quantity` carries its value, unit, label, the formula in words and the
observations behind it. Arithmetic on quantities gives quantities, so lineage is
never lost; a plain number is one without unit. A missing operand or a zero
denominator gives a missing quantity that says why, never a silent zero. How it is
written is said in :mod:`unionlib.writing`.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, field
from html import escape
from numbers import Real

from unionlib import numbers, writing
from unionlib.errors import ExpressionError
from unionlib.observation import Observation
from unionlib.writing import MONEY, PERCENT, POINTS

ZERO_DIVISOR = "mẫu số bằng 0"  # begins the reason why a quotient is missing
_HUNDREDTHS = (PERCENT, POINTS)
# A product has the unit of the factor that stands first here: đồng × người are đồng,
# người × % are người. What is counted, người, stands in place 1.
_TAKES = {MONEY: 0, POINTS: 2, PERCENT: 3, "": 4}


@dataclass(frozen=True, eq=False)
class Quantity:
    """An immutable value with its unit, label, formula and observations.

    A percentage means what it says: 93% × 200 người is 186 người, 5 đơn vị / 125% is
    4 đơn vị, 50% × 50% is 25%, 50% / 25% the pure number 2. Two are equal that have value
    and unit in common; a plain number is compared by value. For pandas, numpy and
    ``round`` take ``figure.value``.

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
    >>> unions = Quantity(863, "CĐCS", "CĐCS")
    >>> average = members / unions
    >>> str(average), average.formula
    ('34,86', 'đoàn viên (30.088) / CĐCS (863)')
    >>> members > 30_000
    True
    """

    value: float | None
    unit: str = ""
    label: str = ""
    formula: str = ""
    rows: tuple[Observation, ...] = field(default=(), repr=False)
    printed: numbers.Printed | None = field(default=None, repr=False)
    reason: str = ""
    error: float = field(default=0.0, repr=False)

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

    @property
    def qualifier(self) -> str:
        """What its source prints before the number: ``trên``, ``gần`` …; mostly ``""``."""
        return self.printed.qualifier if self.printed else ""

    @property
    def bounds(self) -> tuple[float, float]:
        """Between what it lies by its qualifier; without one, its value twice."""
        below, above = self.printed.reach if self.printed else (0.0, 0.0)
        return float(self) - below, float(self) + above

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
        return writing.text(self, spec)

    @property
    def absence(self) -> str:
        """What a missing figure is: not there, or not to be computed from what is there."""
        return "không tính được" if self.reason.startswith(ZERO_DIVISOR) else "chưa có số liệu"

    @property
    def words(self) -> str:
        """How it stands alone: always with its unit."""
        return writing.words(self)

    def cell(self, scale: str = "đồng", decimals: int | None = None) -> str:
        """Write it as in a table: no unit, no leading zero, money in ``scale``."""
        return writing.cell(self, scale, decimals)

    @property
    def operand(self) -> str:
        """How a formula names it: label and value, or the formula in brackets."""
        return writing.operand(self)

    def __add__(self, other: Quantity | float) -> Quantity:
        other = as_quantity(other)
        return combine(self, other, "+", _sum_unit(self, other))

    def __radd__(self, other: float) -> Quantity:
        return as_quantity(other) + self

    def __sub__(self, other: Quantity | float) -> Quantity:
        other = as_quantity(other)
        points = self.unit == other.unit == PERCENT
        return combine(self, other, "−", POINTS if points else _common_unit(self, other))

    def __rsub__(self, other: float) -> Quantity:
        return as_quantity(other) - self

    def __mul__(self, other: Quantity | float) -> Quantity:
        other = as_quantity(other)
        unit = min(self.unit, other.unit, key=lambda unit: _TAKES.get(unit, 1))
        parted = self.unit and other.unit and {self.unit, other.unit} & {*_HUNDREDTHS}
        return combine(self, other, "×", unit, 100 if parted else 1)

    def __rmul__(self, other: float) -> Quantity:
        return as_quantity(other) * self

    def __truediv__(self, other: Quantity | float) -> Quantity:
        other = as_quantity(other)
        alike = self.unit == other.unit or {self.unit, other.unit} == {*_HUNDREDTHS}
        parted = other.unit in _HUNDREDTHS and self.unit not in _HUNDREDTHS
        return combine(self, other, "/", "" if alike else self.unit, 100 if parted else 1)

    def __rtruediv__(self, other: float) -> Quantity:
        return as_quantity(other) / self

    def __neg__(self) -> Quantity:
        return self * -1

    def __abs__(self) -> Quantity:
        return -self if self.value is not None and self.value < 0 else self

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Quantity | Real):
            return NotImplemented
        figure = other if isinstance(other, Quantity) else Quantity(float(other))
        return self.value == figure.value and len({self.unit, figure.unit} - {""}) < 2

    def __hash__(self) -> int:
        return hash(self.value)

    def __lt__(self, other: Quantity | float) -> bool:
        a, b = _ordered(self, other)
        return a < b

    def __le__(self, other: Quantity | float) -> bool:
        a, b = _ordered(self, other)
        return a <= b

    def __gt__(self, other: Quantity | float) -> bool:
        a, b = _ordered(self, other)
        return a > b

    def __ge__(self, other: Quantity | float) -> bool:
        a, b = _ordered(self, other)
        return a >= b


def apart(units: Iterable[str]) -> bool:
    """Tell whether figures in these units cannot be added, compared or drawn together.

    What is counted has many names, and a pure number goes with all; money and percentages
    go with nothing else.

    Examples
    --------
    >>> apart(["CĐCS", "đơn vị"]), apart([MONEY, "suất"]), apart([PERCENT, POINTS])
    (False, True, False)
    """
    found = {unit for unit in units if unit}
    return len(found) > 1 and bool(found & {MONEY, *_HUNDREDTHS}) and found != {*_HUNDREDTHS}


def rounding(printed: numbers.Printed | None, unit: str) -> float:
    """Return how far a printed figure may be off: by half a step of its last digit.

    A whole number is exact, but of a percentage and of money in triệu.
    """
    if printed is None or (printed.step == 1 and unit != PERCENT):
        return 0.0
    return printed.step / 2


def as_quantity(operand: object) -> Quantity:
    """Return an operand of arithmetic as a quantity."""
    if isinstance(operand, Quantity):
        return operand
    if isinstance(operand, Real) and math.isfinite(operand):
        return Quantity(float(operand))
    raise ExpressionError(f"không tính được với {operand!r:.60}: cần một số, hoặc một số liệu như "
                          "edition['members']")  # fmt: skip


def _ordered(left: Quantity, right: Quantity | float) -> tuple[float, float]:
    """Return the values of two figures that can be compared."""
    right = as_quantity(right)
    check_alike(left, right)
    for side in (left, right):
        if side.value is None:
            raise ExpressionError(f"không so sánh được {left.operand} với {right.operand}")
    return float(left), float(right)


def check_alike(left: Quantity, right: Quantity) -> None:
    """Refuse to add, compare or divide what has nothing in common."""
    if apart((left.unit, right.unit)):
        raise ExpressionError(f"không cộng, trừ, so sánh, tính tỷ lệ được {left.operand} với {right.operand}: "
                              f"khác đơn vị tính ({left.unit}, {right.unit})")  # fmt: skip


def _common_unit(left: Quantity, right: Quantity) -> str:
    """Return the unit of a difference; points and a percentage are a percentage."""
    check_alike(left, right)
    return PERCENT if PERCENT in (left.unit, right.unit) else left.unit or right.unit


def _sum_unit(left: Quantity, right: Quantity) -> str:
    """Return the unit of a sum: of what is counted differently, the names of both."""
    common = _common_unit(left, right)
    if common == PERCENT or not (left.unit and right.unit):
        return common
    return ", ".join(dict.fromkeys([*left.unit.split(", "), *right.unit.split(", ")]))


def combine(left: Quantity, right: Quantity, sign: str, unit: str, hundred: float = 1) -> Quantity:
    """Return ``left sign right`` as a quantity with its formula, rows and precision.

    Parameters
    ----------
    sign : str
        ``+``, ``−``, ``×`` or ``/``.
    hundred : float
        100 where a percentage is one of two factors or the divisor (93% × 200 are 186), or
        a quotient is to be a percentage; else 1.
    """
    formula = f"{left.operand} {sign} {right.operand}"
    rows = tuple(dict.fromkeys(left.rows + right.rows))
    for side in (left, right):
        if side.value is None:
            return Quantity(None, unit, formula=formula, rows=rows, reason=side.reason)
    a, b = float(left), float(right)
    if sign == "/" and b == 0:
        reason = f"{ZERO_DIVISOR}: {right.label or right.formula or right.text()}"
        return Quantity(None, unit, formula=formula, rows=rows, reason=reason)
    match sign:
        case "+":
            value, error = a + b, left.error + right.error
        case "−":
            value, error = a - b, left.error + right.error
        case "×":
            value = a * b / hundred
            error = abs(b) * left.error + abs(a) * right.error + left.error * right.error
            error /= hundred
        case _:
            value = a * hundred / b
            # The least that the divisor may be; a quotient by what may be 0 may be anything.
            least = abs(b) - right.error
            error = left.error * hundred + abs(value) * right.error
            error = error / least if least > 0 else math.inf
    if not math.isfinite(value):
        return Quantity(None, unit, formula=formula, rows=rows, reason="số lớn quá")
    return Quantity(value, unit, formula=formula, rows=rows, error=error)
