"""Vietnamese numbers: what is written can be read back."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unionlib.numbers import (
    SCALES,
    Printed,
    money,
    number,
    padded,
    parse_ends,
    parse_printed,
    percent,
)


@given(st.integers(-(10**15), 10**15))
def test_whole_numbers_come_back_as_they_were(value: int) -> None:
    """Reading what was written gives the same number."""
    assert parse_printed(number(value)) == Printed(float(value))


@given(st.integers(-(10**11), 10**11), st.integers(0, 4))
def test_decimals_come_back_with_their_precision(value: int, decimals: int) -> None:
    """A number with decimals keeps value and digits."""
    exact = value / 10**decimals
    read = parse_printed(number(exact, decimals))
    assert read is not None
    assert read.decimals == decimals
    assert math.isclose(read.value, exact, rel_tol=1e-15, abs_tol=1e-9)


@given(st.integers(0, 10**6), st.sampled_from(["đồng", "nghìn", "triệu", "tỷ"]))
def test_money_comes_back_from_its_scale(value: int, scale: str) -> None:
    """An amount written with all its digits in any scale is the same amount."""
    amount = value * SCALES[scale]
    read = parse_printed(money(amount, scale, 0))
    assert read is not None
    assert read.value == amount


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_any_float_can_be_written(value: float) -> None:
    """However large or small, a number is digits, dots, one comma and the minus sign."""
    assert set(number(value)) <= set("−0123456789.,")


@given(st.text())
def test_reading_never_raises(text: str) -> None:
    """What is no figure is None, not an error."""
    read = parse_printed(text)
    assert read is None or math.isfinite(read.value)
    parse_ends(text)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "0"),
        (-0.001, "0"),
        (-26, "−26"),
        (999.995, "1.000"),
        (1234.5, "1.234,5"),
        (2.675, "2,68"),
        (5.27 * 1250 / 100, "65,88"),  # 65,875 but for binary arithmetic
        (1e30, "1" + ".000" * 10),
    ],
)
def test_number_is_written_the_vietnamese_way(value: float, text: str) -> None:
    """Dots group, a comma divides, halves go up, zero has no sign."""
    assert number(value) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (1_000_000, "1 triệu đồng"),
        (-2_500_000, "−2,5 triệu đồng"),
        (900_000, "900.000 đồng"),
        (2_050_000, "2.050.000 đồng"),
        (2_000_050, "2.000.050 đồng"),
    ],
)
def test_money_is_shortened_only_where_nothing_is_lost(value: float, text: str) -> None:
    """From a million on, and to a tenth of it."""
    assert money(value) == text


@pytest.mark.parametrize("value", [math.inf, -math.inf, math.nan])
def test_what_is_no_number_is_not_written(value: float) -> None:
    """Infinity never reaches a report."""
    with pytest.raises(ValueError, match="no number"):
        number(value)


@pytest.mark.parametrize(
    ("text", "value", "step"),
    [
        ("30.250", 30250, 1),
        ("03", 3, 1),
        ("511,9 triệu", 511_900_000, 100_000),
        ("1,440 triệu", 1_440_000, 1_000),
        ("1.440 triệu", 1_440_000_000, 1_000_000),
        ("1.517.200.000đ", 1_517_200_000, 1),
        ("trên 9.850 triệu đồng", 9_850_000_000, 1_000_000),
        ("99,46%", 99.46, 0.01),
        ("0,74 %", 0.74, 0.01),
        ("2 tỷ", 2_000_000_000, 1_000_000_000),
    ],
)
def test_printed_figures_are_read(text: str, value: float, step: float) -> None:
    """Value and worth of the last digit follow from what is printed."""
    read = parse_printed(text)
    assert read is not None
    assert (read.value, read.step) == (value, step)


@pytest.mark.parametrize(
    "text", ["", "ba", "1.44", "12.3456", "1,2,3", "٣", "\uff11\uff12", "5tr", "--5"]
)
def test_what_is_not_vietnamese_notation_is_not_guessed(text: str) -> None:
    """A point is never a decimal mark, and only digits 0 to 9 count."""
    assert parse_printed(text) is None


@pytest.mark.parametrize(
    ("text", "ends"),
    [
        ("2-3 triệu", [2_000_000, 3_000_000]),
        ("700 nghìn – 1,2 triệu", [700_000, 1_200_000]),
        ("-5", [-5]),
        ("−5", [-5]),
        ("3 - ba", []),
        ("ba", [3]),
        ("Mười", [10]),
        ("ba mươi", []),
        ("không rõ", []),
    ],
)
def test_both_ends_of_a_range_are_read(text: str, ends: list[float]) -> None:
    """The scale after the upper end holds for the lower one too."""
    assert [end.value for end in parse_ends(text)] == ends


def test_small_counts_get_their_zero() -> None:
    """One digit is written as two, zero and numbers below it are not."""
    assert [padded(text) for text in ("1", "9", "0", "10", "-3")] == ["01", "09", "0", "10", "-3"]


def test_percent_rounds_half_up() -> None:
    """Two decimals at most, none that are zero."""
    assert (percent(61.115), percent(85), percent(0.745, 1)) == ("61,12%", "85%", "0,7%")


def test_more_digits_than_any_figure_has_are_none() -> None:
    """They could not be rounded, and no document prints them."""
    assert parse_printed("1," + "3" * 15) is not None
    assert parse_printed("1," + "3" * 400) is None
