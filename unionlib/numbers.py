"""Vietnamese numbers, read and written.

CLDR ``vi``: ``.`` groups thousands, ``,`` is the decimal mark. Money has the
scales *nghìn* (10³), *triệu* (10⁶) and *tỷ* (10⁹ đồng). Below zero the minus sign (−) is
written, as in formulas; a hyphen is read too. Babel would do the plain numbers, but
neither the scales nor the reading back, and costs every start-up.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context, Decimal

SCALES = {"": 1, "đồng": 1, "nghìn": 10**3, "triệu": 10**6, "tỷ": 10**9}
WORDS = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín", "mười")  # 0 … 10
_CONTEXT = Context(prec=400)  # every float, written out

_PRINTED = re.compile(
    r"(?P<qualifier>trên|hơn|gần|khoảng|từ)?\s*"
    r"(?P<sign>[-−])?(?P<whole>[0-9]{1,3}(?:\.[0-9]{3})+|[0-9]+)(?:,(?P<decimals>[0-9]{1,15}))?\s*"
    r"(?P<scale>nghìn|triệu|tỷ)?\s*(?:đồng|đ|%)?"
)

# How far below and above the number a qualified figure may be meant, in units of its last digit that is not 0.
_REACHES = {"trên": (0, 1), "hơn": (0, 1), "từ": (0, 1), "gần": (1, 0), "khoảng": (0.5, 0.5)}


@dataclass(frozen=True, slots=True)
class Printed:
    """A figure as a document prints it: its value and how exactly it is given.

    Parameters
    ----------
    value : float
        The number in its own unit (đồng, %, người …).
    qualifier : str
        ``trên``, ``hơn`` … before the number, or ``""``.
    scale : str
        ``nghìn``, ``triệu``, ``tỷ`` or ``""``.
    decimals : int
        Digits after the decimal mark, in that scale.
    """

    value: float
    qualifier: str = ""
    scale: str = ""
    decimals: int = 0

    @property
    def step(self) -> float:
        """The worth of one unit in the last printed digit."""
        return float(SCALES[self.scale] / 10**self.decimals)

    @property
    def reach(self) -> tuple[float, float]:
        """How far below and above its number the figure may be meant, by its qualifier.

        Examples
        --------
        >>> parse_printed("trên 40.000").reach, parse_printed("gần 850").reach
        ((0.0, 10000.0), (10.0, 0.0))
        >>> parse_printed("trên 2,30").reach  # 2.3 / 0.01 is 229.99999999999997
        (0.0, 0.1)
        >>> parse_printed("khoảng 9,5 triệu").reach, parse_printed("850").reach
        ((50000.0, 50000.0), (0.0, 0.0))
        """
        digits = str(round(self.value / self.step))
        unit = self.step * 10 ** (len(digits) - len(digits.rstrip("0")))
        below, above = _REACHES.get(self.qualifier, (0, 0))
        return below * unit, above * unit


def parse_printed(text: str) -> Printed | None:
    """Read a printed figure; None where it is not one.

    Examples
    --------
    >>> parse_printed("1.517.200.000đ").value
    1517200000.0
    >>> parse_printed("1,440 triệu")
    Printed(value=1440000.0, qualifier='', scale='triệu', decimals=3)
    >>> parse_printed("trên 850").qualifier
    'trên'
    >>> parse_printed("99,46%").step
    0.01
    >>> parse_printed("chín")
    """
    match = _PRINTED.fullmatch(text.strip())
    if match is None:
        return None
    digits = match["whole"].replace(".", "")
    decimals = match["decimals"] or ""
    scale = match["scale"] or ""
    value = Decimal(f"{'-' if match['sign'] else ''}{digits}.{decimals or '0'}") * SCALES[scale]
    return Printed(float(value), match["qualifier"] or "", scale, len(decimals))


def parse_ends(text: str) -> list[Printed]:
    """Read a printed figure, both ends of a printed range, or one of :data:`WORDS`; else empty.

    Examples
    --------
    >>> [end.value for end in parse_ends("2-3 triệu")]
    [2000000.0, 3000000.0]
    >>> [end.value for end in parse_ends("99%")], parse_ends("không rõ")
    ([99.0], [])
    >>> [end.value for end in parse_ends("chín")]
    [9.0]
    """
    if (word := text.casefold()) in WORDS:
        return [Printed(float(WORDS.index(word)))]
    whole = parse_printed(text)
    if whole is not None:
        return [whole]
    first, _, last = text.replace("–", "-").partition("-")
    upper = parse_printed(last)
    # The scale word stands once, after the upper end.
    lower = parse_printed(first if upper is None else f"{first.strip()} {upper.scale}")
    lower = lower or parse_printed(first)
    return [lower, upper] if lower and upper else []


def rounded(value: float, decimals: int = 2) -> Decimal:
    """Round half up, as a person would.

    Examples
    --------
    >>> rounded(2.675), rounded(5.27 * 1250 / 100), rounded(-26)
    (Decimal('2.68'), Decimal('65.88'), Decimal('-26.00'))
    """
    value = float(value)
    # 65.875, though binary arithmetic made 65.87499999999999 of it.
    exact = Decimal(repr(value) if value.is_integer() else f"{value:.15g}")
    if not exact.is_finite():
        raise ValueError(f"{value} is no number that can be written")
    return exact.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP, _CONTEXT)


def number(value: float, decimals: int | None = None) -> str:
    """Write a number the Vietnamese way, rounded half up.

    Parameters
    ----------
    value : float
        The number.
    decimals : int, optional
        Digits after the decimal mark; by default at most two, without trailing zeros.

    Examples
    --------
    >>> number(30088)
    '30.088'
    >>> number(99.4645), number(98.5), number(-26), number(2.675)
    ('99,46', '98,5', '−26', '2,68')
    >>> number(1.44, 3)
    '1,440'
    """
    written = rounded(value, 2 if decimals is None else decimals)
    text = f"{written:,f}"
    if decimals is None:
        text = text.rstrip("0").rstrip(".")
    if not written:
        text = text.removeprefix("-")
    return text.translate({ord(","): ".", ord("."): ",", ord("-"): "−"})


def money(value: float, scale: str | None = None, decimals: int | None = None) -> str:
    """Write an amount of đồng, in a scale that loses nothing unless one is named.

    Examples
    --------
    >>> money(511_900_000), money(9_000_000), money(700_000)
    ('511,9 triệu đồng', '9 triệu đồng', '700.000 đồng')
    >>> money(31_560_946_191)
    '31.560.946.191 đồng'
    >>> money(31_560_946_191, "tỷ")
    '31,56 tỷ đồng'
    >>> money(967_800_000 / 2746)
    '352.440 đồng'
    """
    if scale is None:
        short = abs(value) >= 10**6 and round(value) % 10**5 == 0
        scale = "triệu" if short else "đồng"
    if decimals is None and SCALES[scale] == 1:
        decimals = 0  # nothing is paid in fractions of a đồng; an average is no finer
    text = number(value / SCALES[scale], decimals)
    return f"{text} đồng" if scale in ("", "đồng") else f"{text} {scale} đồng"


def percent(value: float, decimals: int | None = None) -> str:
    """Write a percentage.

    Examples
    --------
    >>> percent(99.46449), percent(85.0)
    ('99,46%', '85%')
    """
    return f"{number(value, decimals)}%"


def padded(text: str) -> str:
    """Give a one-digit count its administrative leading zero.

    Examples
    --------
    >>> padded("3"), padded("12"), padded("0")
    ('03', '12', '0')
    """
    return f"0{text}" if len(text) == 1 and text in "123456789" else text
