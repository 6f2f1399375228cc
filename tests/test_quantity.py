"""Quantities: arithmetic that keeps unit, formula, rows and doubt."""

from __future__ import annotations

import math
import pickle
from copy import deepcopy
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from unionlib.errors import ExpressionError
from unionlib.numbers import parse_printed
from unionlib.observation import Observation
from unionlib.quantity import Quantity
from unionlib.ratios import achievement, change, growth, share
from unionlib.sums import summed, weighted_mean
from unionlib.writing import MONEY, PERCENT, POINTS

if TYPE_CHECKING:
    from collections.abc import Callable

ROW = Observation("members", "2019", "", (), 30.0, source="I.1", file="2019/x.csv", line=2)
OTHER = Observation("employees", "2019", "", (), 40.0, source="I.2", file="2019/x.csv", line=3)
MEMBERS = Quantity(30, "người", "đoàn viên", rows=(ROW,))
EMPLOYEES = Quantity(40, "người", "lao động", rows=(OTHER,))
RATE = Quantity(93, PERCENT, "tỷ lệ")
UNIONS = Quantity(200, "CĐCS", "CĐCS")


def _printed(text: str, unit: str) -> Quantity:
    printed = parse_printed(text)
    assert printed is not None
    return Quantity(printed.value, unit, printed=printed)


def test_share_carries_value_unit_formula_and_rows() -> None:
    """30 of 40 is 75%, from both rows."""
    result = share(MEMBERS, EMPLOYEES)
    assert (result.value, result.unit, str(result)) == (75.0, PERCENT, "75%")
    assert result.formula == "đoàn viên (30) / lao động (40)"
    assert result.rows == (ROW, OTHER)
    assert result.sources == ("I.1", "I.2")


@pytest.mark.parametrize("compute", [share, growth, achievement])
def test_nothing_is_a_share_of_zero(compute: Callable[[Quantity, Quantity], Quantity]) -> None:
    """A zero denominator gives a missing figure that names it."""
    result = compute(MEMBERS, Quantity(0, "người", "lao động"))
    assert result.value is None
    assert result.reason == "mẫu số bằng 0: lao động"
    staff = Quantity(5, "người", "cán bộ")
    assert (MEMBERS / (staff - staff)).reason == "mẫu số bằng 0: cán bộ (5) − cán bộ (5)"
    assert (MEMBERS / 0).reason == "mẫu số bằng 0: 0"
    assert not result
    assert str(result) == "(không tính được)"
    assert str(result + Quantity(1, PERCENT)) == "(không tính được)"


def test_missing_stays_missing_and_says_why() -> None:
    """What is unknown makes everything computed from it unknown."""
    unknown = Quantity.missing("không có số liệu: lao động", "người", "lao động")
    for result in (MEMBERS + unknown, unknown - MEMBERS, share(MEMBERS, unknown)):
        assert result.value is None
        assert result.reason == "không có số liệu: lao động"
        assert ROW in result.rows


def test_a_formula_names_what_is_missing_in_one_pair_of_brackets() -> None:
    """The label stands before the brackets; what is unnamed is its own words."""
    unknown = Quantity.missing("không có số liệu: lao động", "người", "lao động")
    assert unknown.operand == "lao động (chưa có số liệu)"
    assert replace(unknown, label="").operand == "(chưa có số liệu)"
    none = share(MEMBERS, Quantity(0, "người", "lao động"))
    assert none.operand == "(đoàn viên (30) / lao động (0))"
    none = replace(none, label="tỷ lệ")
    assert (none + none).formula == "tỷ lệ (không tính được) + tỷ lệ (không tính được)"


def test_a_difference_of_percentages_is_in_points() -> None:
    """61,11% is 22,11 percentage points above 39%, not 22,11% above it."""
    result = change(Quantity(61.11, PERCENT), Quantity(39, PERCENT))
    assert result.unit == POINTS
    assert str(result) == "22,11 điểm phần trăm"
    assert result.text("tăng/giảm") == "tăng 22,11 điểm phần trăm"


@pytest.mark.parametrize(
    ("left", "right", "unit"),
    [
        ("người", "người", "người"),
        ("", "người", "người"),
        (PERCENT, POINTS, PERCENT),
        (POINTS, PERCENT, PERCENT),
        (POINTS, POINTS, POINTS),
        ("CĐCS", "đơn vị", "CĐCS, đơn vị"),
        ("CĐCS, đơn vị", "CĐCS", "CĐCS, đơn vị"),
    ],
)
def test_sums_keep_the_unit(left: str, right: str, unit: str) -> None:
    """A pure number takes the other's, points on a percentage too; two counts are named both."""
    assert (Quantity(1, left) + Quantity(2, right)).unit == unit


@pytest.mark.parametrize(("left", "right"), [(MONEY, "suất"), (PERCENT, "người"), (MONEY, PERCENT)])
def test_money_and_percentages_go_with_nothing_else(left: str, right: str) -> None:
    """đồng plus parcels is a mistake in a formula, and named as one."""
    with pytest.raises(ExpressionError, match="khác đơn vị tính"):
        Quantity(1, left) + Quantity(2, right)


@pytest.mark.parametrize("compute", [share, growth, achievement])
@pytest.mark.parametrize(("left", "right"), [("người", MONEY), (MONEY, "suất"), (PERCENT, "người")])
def test_nothing_is_a_share_of_what_is_counted_otherwise(
    compute: Callable[[Quantity, Quantity], Quantity], left: str, right: str
) -> None:
    """People are no part of đồng: what cannot be added is no share either."""
    with pytest.raises(ExpressionError, match=f"khác đơn vị tính \\({left}, {right}\\)"):
        compute(Quantity(30, left, "đoàn viên"), Quantity(40, right, "tiền quà"))


def test_a_share_is_of_like_or_of_a_pure_number() -> None:
    """Unions and units are both counted; a number without unit goes with all."""
    assert share(Quantity(1, "CĐCS"), Quantity(4, "đơn vị")).value == 25
    assert share(Quantity(1, MONEY), Quantity(4)).value == 25


def test_a_plain_number_is_a_quantity_without_unit() -> None:
    """On either side of a sign and in each function, as it is in a formula."""
    for result, value, unit in (
        (MEMBERS / 2, 15, "người"),
        (MEMBERS + 1, 31, "người"),
        (MEMBERS - 1.5, 28.5, "người"),
        (2 * MEMBERS, 60, "người"),
        (100 - MEMBERS, 70, "người"),
        (60 / MEMBERS, 2, ""),
        (sum([MEMBERS, EMPLOYEES]), 70, "người"),
        (share(MEMBERS, 120), 25, PERCENT),
        (change(MEMBERS, 20), 10, "người"),
        (growth(MEMBERS, 20), 50, PERCENT),
    ):
        assert isinstance(result, Quantity)
        assert (result.value, result.unit) == (value, unit)
        assert ROW in result.rows
    assert (MEMBERS / 2).formula == "đoàn viên (30) / 2"


def test_what_is_no_number_is_named() -> None:
    """A measure's name is not its figure."""
    for compute in (share, change, growth, Quantity.__add__):
        with pytest.raises(ExpressionError, match="không tính được với 'employees'"):
            compute(MEMBERS, "employees")  # type: ignore[arg-type]


def test_products_and_quotients_have_their_unit() -> None:
    """Parcels times đồng is đồng, đồng by parcels too; like by like is a pure number."""
    parcels, worth = Quantity(441, "suất"), Quantity(700_000, MONEY)
    assert ((parcels * worth).value, (parcels * worth).unit) == (308_700_000, MONEY)
    assert ((worth / parcels).unit, (parcels / parcels).unit) == (MONEY, "")
    assert (Quantity(50, PERCENT) * parcels).unit == "suất"


def test_what_no_float_holds_is_missing() -> None:
    """No infinity gets through."""
    huge = Quantity(1e200, "người")
    assert (huge * huge).value is None
    assert (huge * huge).reason == "số lớn quá"


@pytest.mark.parametrize(
    ("printed", "unit", "text"),
    [
        ("03", "người", "03"),
        ("511,9 triệu", MONEY, "511,9 triệu đồng"),
        ("1,440 triệu", MONEY, "1,440 triệu đồng"),
        ("700.000đ", MONEY, "700.000 đồng"),
        ("trên 850", "CĐCS", "trên 850"),
        ("99%", PERCENT, "99%"),
        ("1,2 triệu", "lượt", "1,2 triệu"),
    ],
)
def test_an_observed_figure_is_written_as_its_source_does(
    printed: str, unit: str, text: str
) -> None:
    """Scale, decimals, qualifier and leading zero are the source's."""
    assert _printed(printed, unit).text() == text


def test_money_takes_the_scale_asked_for() -> None:
    """Only money has scales."""
    assert Quantity(27_500_000, MONEY).text("triệu") == "27,5 triệu đồng"
    with pytest.raises(ExpressionError, match="triệu"):
        MEMBERS.text("triệu")
    with pytest.raises(ExpressionError, match="xyz"):
        Quantity(1, MONEY).text("xyz")


@pytest.mark.parametrize(
    ("value", "text"),
    [(5, "tăng 05 người"), (-12, "giảm 12 người"), (0, "không đổi")],
)
def test_a_change_is_said_in_words(value: float, text: str) -> None:
    """More, less or the same, with what is counted; never a minus sign, nor "không đổi người"."""
    assert Quantity(value, "người").text("tăng/giảm") == text


@pytest.mark.parametrize(
    ("printed", "unit", "text"),
    [
        ("trên 850", "CĐCS", "tăng trên 850 CĐCS"),
        ("-1,440 triệu", MONEY, "giảm 1,440 triệu đồng"),
        ("-0,5%", PERCENT, "giảm 0,5%"),
    ],
)
def test_a_change_that_the_source_states_is_written_as_it_does(
    printed: str, unit: str, text: str
) -> None:
    """More than 850 is not 850; the scale and the last digit stay too."""
    assert _printed(printed, unit).text("tăng/giảm") == text


@pytest.mark.parametrize(
    ("now", "before", "text"),
    [
        (100_002, 100_000, "tăng không đáng kể"),
        (100_000, 100_002, "giảm không đáng kể"),
        (100_005, 100_000, "tăng 0,01%"),
        (100_000, 100_000, "không đổi"),
    ],
)
def test_a_change_that_rounds_to_nothing_is_a_change(now: float, before: float, text: str) -> None:
    """0,002% more is not "tăng 0%", nor the same; 0,005% rounds up to what can be printed."""
    assert growth(Quantity(now, "người"), Quantity(before, "người")).text("tăng/giảm") == text


@pytest.mark.parametrize(
    ("now", "before", "text"),
    [(110, 100, ", tức tăng 10%"), (90, 100, ", tức giảm 10%"), (100, 100, ""), (5, 0, "")],
)
def test_a_second_clause_is_left_out_where_it_says_nothing(
    now: float, before: float, text: str
) -> None:
    """After "không đổi", and where there was nothing to grow from."""
    assert growth(Quantity(now, "người"), Quantity(before, "người")).text("tức") == text


def test_a_small_change_in_points_or_money_is_a_change_too() -> None:
    """A five-hundredth of a point, and a third of a đồng: neither is written with a zero."""
    points = change(Quantity(61.111, PERCENT), Quantity(61.109, PERCENT))
    assert points.text("tăng/giảm") == "tăng không đáng kể"
    assert Quantity(-1 / 3, MONEY).text("tăng/giảm") == "giảm không đáng kể"


def test_formulas_count_without_leading_zeros() -> None:
    """03 is three in arithmetic, but 0,5% stays what it is."""
    three = Quantity(3, "người", "cán bộ")
    half = Quantity(0.5, PERCENT, "tỷ lệ")
    assert (three.operand, half.operand) == ("cán bộ (3)", "tỷ lệ (0,5%)")
    assert Quantity(0, "người", "cán bộ").operand == "cán bộ (0)"


@pytest.mark.parametrize(
    ("result", "value", "unit", "formula"),
    [
        (RATE * UNIONS, 186, "CĐCS", "tỷ lệ (93%) × CĐCS (200)"),
        (UNIONS * RATE, 186, "CĐCS", "CĐCS (200) × tỷ lệ (93%)"),
        (RATE * Quantity(50, PERCENT), 46.5, PERCENT, "tỷ lệ (93%) × 50%"),
        (RATE * 2, 186, PERCENT, "tỷ lệ (93%) × 2"),
        (RATE / 3, 31, PERCENT, "tỷ lệ (93%) / 3"),
        (UNIONS / Quantity(125, PERCENT), 160, "CĐCS", "CĐCS (200) / 125%"),
        (7 / Quantity(100, PERCENT), 7, "", "7 / 100%"),
        (RATE / Quantity(31, PERCENT), 3, "", "tỷ lệ (93%) / 31%"),
        ((RATE - 1 * RATE) / RATE, 0, "", "(tỷ lệ (93%) − (1 × tỷ lệ (93%))) / tỷ lệ (93%)"),
        (UNIONS * change(RATE, Quantity(43, PERCENT)), 100, "CĐCS",
         "CĐCS (200) × (tỷ lệ (93%) − 43%)"),
        (change(RATE, Quantity(43, PERCENT)) * UNIONS, 100, "CĐCS",
         "(tỷ lệ (93%) − 43%) × CĐCS (200)"),
    ],
)  # fmt: skip
def test_per_cent_means_what_it_says(
    result: Quantity, value: float, unit: str, formula: str
) -> None:
    """93% of 200 unions is 186 unions, and so its printed formula says."""
    assert (result.value, result.unit, result.formula) == (value, unit, formula)


def test_doubt_reaches_to_the_farthest_that_a_product_or_a_quotient_may_be() -> None:
    """Of 40 to 60%: 200 × 60% are 120, 200 / 40% are 500, not 480; 220 × 60% are 132."""
    rate = Quantity(50, PERCENT, error=10)
    assert (rate * UNIONS).error == 120 - 100
    assert (UNIONS / rate).error == (-UNIONS / rate).error == 500 - 400
    assert (rate * replace(UNIONS, error=20)).error == 132 - 100
    assert (UNIONS / Quantity(50, PERCENT, error=50)).error == math.inf  # by 0%, if that bad


def test_figures_are_ordered_by_value() -> None:
    """The larger of two, the largest, the distance: of like with like, or with plain numbers."""
    assert MEMBERS < EMPLOYEES
    assert EMPLOYEES >= MEMBERS > 29.5
    assert 30 <= MEMBERS <= 30
    assert max(MEMBERS, EMPLOYEES) is EMPLOYEES
    assert sorted([EMPLOYEES, MEMBERS]) == [MEMBERS, EMPLOYEES]
    assert str(abs(MEMBERS - EMPLOYEES)) == "10"
    assert str(-MEMBERS) == "−30"
    for figure in (MEMBERS, Quantity(0.5), Quantity(0)):
        assert abs(figure) is figure
    with pytest.raises(ExpressionError, match="khác đơn vị tính"):
        _ = Quantity(5, MONEY) > MEMBERS
    with pytest.raises(ExpressionError, match="không so sánh được"):
        _ = Quantity.missing("không có số liệu", "người") > MEMBERS


def test_figures_are_equal_that_say_the_same() -> None:
    """The same number of the same, also copied or as a plain number; đồng are no people."""
    copied = pickle.loads(pickle.dumps(MEMBERS))  # noqa: S301 - our own bytes
    assert copied == MEMBERS == deepcopy(MEMBERS) == 30
    assert hash(copied) == hash(MEMBERS) == hash(30)
    assert MEMBERS != 31
    assert Quantity(30, MONEY) != MEMBERS
    assert MEMBERS != "30"


def test_no_number_that_is_none_gets_in() -> None:
    """Neither infinity nor what pandas writes for nothing."""
    for value in (float("nan"), float("inf")):
        with pytest.raises(ExpressionError, match="cần một số"):
            MEMBERS * value


@pytest.mark.parametrize("count", [2, 9])
def test_a_mean_is_of_like(count: int) -> None:
    """People and đồng have no mean, however many they are; each value has one weight."""
    values, weights = [MEMBERS, *[Quantity(5, MONEY)] * (count - 1)], [EMPLOYEES] * count
    for given in ((values, weights), (weights, values)):
        with pytest.raises(ExpressionError, match="khác đơn vị tính"):
            weighted_mean(*given)
    for fewer in ([], weights[1:]):
        with pytest.raises(ExpressionError, match="mỗi số liệu một quyền số"):
            weighted_mean(fewer and weights, fewer)


@pytest.mark.parametrize("count", [2, 9])
def test_a_mean_of_percentages_is_one(count: int) -> None:
    """60% that weighs as much as all the others with 90% gives 75%."""
    rates = [Quantity(60, PERCENT), *[Quantity(90, PERCENT)] * (count - 1)]
    mean = weighted_mean(rates, [Quantity(count - 1, "người"), *[1] * (count - 1)])
    assert (mean.value, mean.unit) == (75, PERCENT)


def test_a_mean_of_many_figures_says_how_many() -> None:
    """Nine figures that no row of the data stands behind are nine."""
    mean = weighted_mean([Quantity(2, "người")] * 9, [1] * 9)
    assert mean.formula == "bình quân của 9 số liệu thành phần"


def test_a_mean_of_many_figures_keeps_their_rows_and_doubt() -> None:
    """4 that weighs 8 ± 1 and eight times 2 give 3; to 0,5 each, and 1 × (4 − 3) of the weight: 9 / 16."""
    values = [Quantity(4, MONEY, rows=(ROW,), error=0.5), *[Quantity(2, MONEY, error=0.5)] * 8]
    weights = [Quantity(8, "người", rows=(OTHER,), error=1), *[Quantity(1, "người")] * 8]
    mean = weighted_mean(values, weights)
    assert (mean.value, mean.error, mean.rows) == (3, 0.5625, (ROW, OTHER))


def test_more_rows_than_a_table_shows_are_cited_by_file() -> None:
    """Of 101 rows one for 60 of a file and one for 41 of another, with what they share; 100 stay."""
    public, women = ("sector", "HCSN"), ("sex", "FEMALE")
    rows = [
        Observation("members", "2019", "x", (public, women), 2.0, source="I.1", file="2019/a.csv"),
        *[Observation("members", "2019", "x", (public,), 2.0, source="I.1", file="2019/a.csv")
          for _ in range(59)],
        *[Observation("members", "2019", "x", (public,), 2.0, source=f"I.{n}", file="2019/b.csv",
                      count=3) for n in range(41)],
    ]  # fmt: skip
    figures = [Quantity(row.value, "người", rows=(row,)) for row in rows]
    whole = summed(figures)
    assert (whole.value, whole.formula) == (202, "tổng của 183 số liệu thành phần")  # 60 + 3 × 41
    assert [(row.ref, row.value, row.count, row.source, row.rolled) for row in whole.rows] == [
        ("2019/a.csv#members(sector=HCSN)", 120, 60, "I.1", True),
        ("2019/b.csv#members(sector=HCSN)", 82, 123, "", True),
    ]
    assert summed(figures[1:]).rows == tuple(rows[1:])


def test_standing_alone_a_figure_has_its_unit() -> None:
    """Words bring the unit that a sentence would supply, once."""
    figures = [MEMBERS, Quantity(5, MONEY), Quantity(5, PERCENT), Quantity(5, POINTS), Quantity(5)]
    assert [figure.words for figure in figures] == [
        "30 người",
        "5 đồng",
        "5%",
        "5 điểm phần trăm",
        "05",
    ]


def test_doubt_adds_up() -> None:
    """Two figures rounded to 0,1 triệu are together good to 0,1 triệu."""
    one = Quantity(1_000_000, MONEY, error=50_000)
    assert (one + one).error == 100_000
    assert (one - one).error == 100_000
    assert share(one, Quantity(2_000_000, MONEY)).error == 2.5


@pytest.mark.parametrize(
    ("printed", "step", "text"),
    [
        ("10.044 triệu", 10**6, "456,55 triệu đồng"),  # to 22.727 đồng; 456.545.455 says more
        ("10.044.000.000đ", 0, "456.545.455 đồng"),
        ("9 triệu", 10**6, "409.091 đồng"),  # 0,41 triệu would say less than is known
        ("22 triệu", 10**6, "1 triệu đồng"),
        ("10.044,00 triệu", 10**4, "456.545.455 đồng"),  # to 227 đồng
    ],
)
def test_an_average_is_no_finer_than_its_amount(printed: str, step: int, text: str) -> None:
    """Of an amount stated in triệu it is written in triệu, where it reaches a million."""
    assert str(replace(_printed(printed, MONEY), error=step / 2) / 22) == text


@pytest.mark.parametrize(
    ("printed", "in_a_column", "text"),
    [
        ("trên 568 triệu", "12", "khoảng 12%"),
        ("568 triệu", "12,13", "12,13%"),
        ("trên 650 triệu", "11", "khoảng 11%"),
        ("trên 2.000 triệu", "3,45", "khoảng 3,45%"),  # 3% would say less than is known
    ],
)
def test_a_share_of_what_is_not_known_exactly_is_whole(
    printed: str, in_a_column: str, text: str
) -> None:
    """68,9 of more than 568 are about 12 per cent, and of 568 exactly 12,13."""
    given = parse_printed(printed)
    assert given is not None
    row = replace(ROW, value=given.value, printed=given)
    part = share(Quantity(68_900_000, MONEY), Quantity(given.value, MONEY, rows=(row,)))
    assert (part.cell(decimals=2), str(part)) == (in_a_column, text)
    whole = Quantity(given.value, MONEY, rows=(row,))
    assert str(share(whole, whole)) == "100%"


def test_html_of_a_figure_cannot_be_broken_out_of() -> None:
    """A label is text, in attributes too."""
    shown = Quantity(1, "người", '<script>alert("x")</script>')._repr_html_()
    assert "<script" not in shown
    assert "&lt;script&gt;alert(&quot;x&quot;)" in shown
