"""Totals, parts and means, on figures that one adds up in one's head."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from unionlib.aggregate import parts, present, total
from unionlib.errors import AmbiguousTotal, ExpressionError, UnknownName
from unionlib.quantity import Quantity
from unionlib.sums import weighted_mean
from unionlib.tabulation import tabulate

if TYPE_CHECKING:
    from tests.helpers.data_root import Root
    from unionlib.edition import Edition

WORKFORCE = "2019/observations/workforce.csv"
WELFARE = "2019/observations/welfare.csv"


def test_a_stated_total_stands(edition: Edition) -> None:
    """It is taken as it is, from its one row."""
    result = total(edition, "members")
    assert (result.value, result.formula, len(result.rows)) == (100, "", 1)
    assert result.rows[0].ref == "2019/observations/workforce.csv:2"


def test_a_stated_total_stands_even_where_its_parts_differ(root: Root) -> None:
    """Nothing is resolved here: 100 stays, the parts give 101."""
    root.edit(WORKFORCE, "SXKD,,40,40", "SXKD,,41,41")
    edition = root.load()
    assert total(edition, "members").value == 100
    assert parts(edition, "members", "sector").value == 101


def test_a_year_as_period_may_be_a_number(edition: Edition) -> None:
    """80 members in 2018, 120 planned for 2020; a year that has none says so."""
    assert total(edition, "members", period=2018).value == 80
    assert total(edition, "members", period=2020).value == 120
    assert parts(edition, "members", "sector", period=2019).value == 100
    assert total(edition, "members", period=2018).label == "số đoàn viên – năm 2018"
    with pytest.raises(UnknownName, match="Kỳ '19' không có"):
        total(edition, "members", period=19)


def test_without_a_total_the_parts_are_added(edition: Edition) -> None:
    """80 and 45 employees are 125, and the formula says so."""
    result = total(edition, "employees")
    assert result.value == 125
    assert result.formula == (
        "số lao động – Hành chính, sự nghiệp (80) + số lao động – Sản xuất (45)"
    )


def test_a_total_given_in_two_ways_is_an_error(root: Root) -> None:
    """By sector or by sex: which one is not guessed."""
    root.edit(WORKFORCE, "members,,,,,100,100,I.1,\n", "")
    with pytest.raises(AmbiguousTotal, match=r"members: .* \(sector; sex\)"):
        total(root.load(), "members")


def test_units_beside_parts_are_two_ways_as_well(root: Root) -> None:
    """Ten parcels in May of the province, 55 of its districts: neither is the total."""
    root.append(WELFARE, "gift_parcels,,,MAY,10,10,II.1,")
    with pytest.raises(AmbiguousTotal, match=r"\(campaign; unit\)"):
        total(root.load(), "gift_parcels")


@pytest.mark.parametrize(
    ("unit", "campaign", "value"),
    [("", "", 55), ("province", "", 55), ("north", "", 35), ("", "TET", 50), ("south", "TET", 20)],
)
def test_units_roll_up(edition: Edition, unit: str, campaign: str, value: float) -> None:
    """North has 30 and 5, south 20: each level is the sum of the one below."""
    where = {"campaign": campaign} if campaign else {}
    assert total(edition, "gift_parcels", unit=unit, **where).value == value


def test_a_units_own_figure_stands_for_what_is_below(root: Root) -> None:
    """The province says 60; its districts' 55 are not added to it."""
    root.append(WELFARE, "gift_parcels,,province,,60,60,II.1,")
    assert total(root.load(), "gift_parcels").value == 60


def test_units_with_a_total_and_units_with_parts_go_together(root: Root) -> None:
    """South now states its 25 as a total: 30 + 5 + 25."""
    root.edit(WELFARE, "gift_parcels,,south,TET,20,20", "gift_parcels,,south,,25,25")
    assert total(root.load(), "gift_parcels").value == 60


def test_other_units_parts_do_not_make_a_units_total_ambiguous(root: Root) -> None:
    """North may be broken down in two ways; south's total is still its own."""
    root.append(WORKFORCE, "members,,north,HCSN,,3,03,I.1,", "members,,north,,FEMALE,2,02,I.1,",
                "members,,south,HCSN,,4,04,I.1,")  # fmt: skip
    assert total(root.load(), "members", unit="south").value == 4


def test_a_mean_is_weighted_by_the_codebook(edition: Edition) -> None:
    """(4 × 80 + 6 × 45) / 125 = 4.72 million."""
    assert total(edition, "wage").value == pytest.approx(4_720_000)


def test_a_mean_without_weights_is_missing(root: Root) -> None:
    """Half of the weights is not enough to weigh with."""
    root.edit(WORKFORCE, "employees,,,SXKD,,45,45,I.2,\n", "")
    result = total(root.load(), "wage")
    assert result.value is None
    assert result.reason == "không có số liệu: số lao động – Sản xuất – năm 2019"


PAY = "pay,workforce,thu nhập bình quân,đồng,mean,mean:gift_parcels,sex,,Quà không chia theo giới."


def test_parts_that_nothing_weighs_are_no_way_to_a_mean_of_units(root: Root) -> None:
    """(5 × 35 + 9 × 20) / 55 = 355 / 55: what women get, by province or by unit, is not in it."""
    root.append("measures.csv", PAY)
    root.append(WORKFORCE, "pay,,north,,,5,,I.1,", "pay,,south,,,9,,I.1,",
                "pay,,,,FEMALE,7,,I.1,", "pay,,south,,FEMALE,8,,I.1,")  # fmt: skip
    edition = root.load()
    assert total(edition, "pay").value == pytest.approx(355 / 55)
    assert total(edition, "pay", sex="FEMALE").value == 7


def test_a_mean_that_nothing_weighs_names_the_unit(root: Root) -> None:
    """Where two units answer it all the same, the first of them is told."""
    root.append("measures.csv", PAY)
    root.append(WORKFORCE, "pay,,north,,FEMALE,5,,I.1,", "pay,,south,,FEMALE,9,,I.1,")
    result = total(root.load(), "pay", sex="FEMALE")
    assert result.value is None
    assert result.reason == "số suất quà – LĐLĐ huyện Bắc: không phân tổ như chỉ tiêu"


def test_what_does_not_add_up_is_not_added(edition: Edition) -> None:
    """Seven and two posts of different offices are not nine, and the whole is not one of them."""
    result = total(edition, "staff")
    assert (result.value, result.reason) == (None, "số cán bộ: không cộng gộp được")
    unknown = total(edition, "staff", period=2017)
    assert unknown.reason == "không có số liệu: số cán bộ – năm 2017"
    assert total(edition, "staff", sector="HCSN").value == 7


def test_what_does_not_add_up_may_be_stated_of_the_one_root(root: Root) -> None:
    """The province's nine posts are those of the whole; its districts' are not."""
    root.append(WORKFORCE, "staff,,north,,,5,05,I.4,", "staff,,province,SXKD,,3,03,I.4,")
    assert not total(root.load(), "staff")
    root.append(WORKFORCE, "staff,,province,,,9,09,I.4,", "staff,,province,HCSN,,4,04,I.4,")
    assert total(root.load(), "staff").value == 9


@pytest.mark.parametrize(
    ("measure", "value", "printed", "error"),
    [
        ("wage", "4000000", "4 triệu", 500_000),
        ("seminar_share", "33.3", '"33,3%"', 0.05),
        ("seminar_share", "33", "33%", 0.5),
        ("seminar_share", "33", "", 0),
        ("members", "33", "33", 0),
    ],
)
def test_a_figure_is_as_exact_as_it_is_printed(
    root: Root, measure: str, value: str, printed: str, error: float
) -> None:
    """Good to half of its last digit; what is counted in ones is exact."""
    root.append(WORKFORCE, f"{measure},2018,,,,{value},{printed},I.1,")
    assert total(root.load(), measure, period=2018).error == error


def test_the_year_before_is_read_from_its_own_edition(edition: Edition) -> None:
    """80 members in 2018, from the row of 2018."""
    result = total(edition, "members", period="previous")
    assert (result.value, result.label) == (80, "số đoàn viên – năm 2018")
    assert result.rows[0].ref == "2018/observations/workforce.csv:2"


def test_the_parts_of_the_year_before_are_read_from_its_own_edition(root: Root) -> None:
    """50 and 30 members in 2018, named by that year; what 2019 says of 2018 itself goes first."""
    root.append("2018/observations/workforce.csv", "members,,,HCSN,,50,50,I.1,",
                "members,,,SXKD,,30,30,I.1,")  # fmt: skip
    result = parts(root.load(), "members", "sector", period="previous")
    assert (result.value, [row.ref for row in result.rows]) == (
        80,
        [f"2018/observations/workforce.csv:{line}" for line in (3, 4)],
    )
    assert result.formula == (
        "số đoàn viên – Hành chính, sự nghiệp – năm 2018 (50) "
        "+ số đoàn viên – Sản xuất – năm 2018 (30)"
    )
    root.append(WORKFORCE, "members,2018,,SXKD,,33,33,I.1,")
    assert parts(root.load(), "members", "sector", period="previous").value == 33


@pytest.mark.parametrize("whole", ["", "province"])
def test_last_years_total_hides_nothing_else_of_last_year(root: Root, whole: str) -> None:
    """2019 states the 81 members of 2018; those of the north and by sector are its own edition's."""
    root.append("2018/observations/workforce.csv", "members,,north,,,44,44,I.1,",
                "members,,,HCSN,,50,50,I.1,", "members,,,SXKD,,30,30,I.1,")  # fmt: skip
    root.append(WORKFORCE, f"members,2018,{whole},,,81,81,I.1,", "members,,north,,,55,55,I.1,")
    edition = root.load()
    assert total(edition, "members", period="previous").value == 81
    assert parts(edition, "members", "sector", period="previous").value == 80
    growth = "growth(members, members(period=previous))"
    by_unit = tabulate(edition, "x", "Tăng", {"Tăng (%)": growth}, by="unit", total="")
    assert by_unit.frame["Tăng (%)"].to_list() == [25.0]
    before = {"period": "previous"}
    of_units = tabulate(edition, "x", "Trước", {"Số": "members"}, by="unit", where=before, total="")
    assert of_units.frame["Số"].to_list() == [44.0]
    by_sector = tabulate(edition, "x", "Trước", {"Số": "members"}, by="sector", where=before)
    assert by_sector.frame["Số"].to_list() == [50.0, 30.0, 81.0]


def test_nothing_known_is_missing_and_never_zero(edition: Edition) -> None:
    """The reason names what was looked for and when."""
    result = total(edition, "gift_amount", campaign="MAY")
    assert result.value is None
    assert result.reason == "không có số liệu: tiền quà – Tháng Công nhân, kỳ 2019"


def test_a_unit_that_is_no_more_is_not_waited_for(root: Root) -> None:
    """Sentences of last year name it: they are to be rewritten, not filled in by its form."""
    root.append("units.csv", "old,LĐLĐ huyện Cũ,district,province,,2018,")
    result = total(root.load(), "members", unit="old")
    assert result.reason == (
        "không có số liệu: số đoàn viên – LĐLĐ huyện Cũ, kỳ 2019; theo units.csv đơn vị này chỉ có đến năm 2018"
    )
    root.append("units.csv", "new,LĐLĐ huyện Mới,district,province,2020,,")
    planned = total(root.load(), "members", unit="new", period=2020)
    assert planned.reason == "không có số liệu: số đoàn viên – LĐLĐ huyện Mới – năm 2020"


def test_parts_are_the_sum_over_a_dimension(edition: Edition) -> None:
    """Only codes that are there, in the codebook's order."""
    assert parts(edition, "gift_parcels", "campaign").value == 55
    assert parts(edition, "gift_parcels", "campaign", unit="south").value == 20  # none in May
    assert present(edition, "gift_parcels", "campaign") == ["TET", "MAY"]
    missing = parts(edition, "gift_amount", "campaign")
    assert (missing.value, missing.reason) == (None, "không có số liệu theo Đợt: tiền quà")


def test_more_than_eight_parts_keep_value_rows_and_doubt(root: Root) -> None:
    """Ten units with 0,1 triệu each, known to half of that: 1 triệu, give or take 0,5."""
    units = [f"unit{n},Đơn vị {n},district,province,,," for n in range(10)]
    root.append("units.csv", *units)
    rows = [f'gift_amount,,unit{n},,100000,"0,1 triệu",II.3,' for n in range(10)]
    root.edit(WELFARE, 'gift_amount,,,,27500000,"27,5 triệu",II.3,\n', "")
    root.append(WELFARE, *rows)
    result = total(root.load(), "gift_amount")
    assert (result.value, result.error, len(result.rows)) == (1_000_000, 500_000, 10)
    assert result.formula == "tổng của 10 số liệu thành phần"


def test_labels_join_their_selection_with_a_dash(edition: Edition) -> None:
    """Code labels have commas of their own."""
    where = {"sector": "HCSN", "unit": "north", "period": "mid"}
    assert edition.label("members", where) == (
        "số đoàn viên – Hành chính, sự nghiệp – LĐLĐ huyện Bắc – 6 tháng đầu năm 2019"
    )


def test_a_derived_measure_has_no_total_of_its_own(edition: Edition) -> None:
    """It is computed, and the error says how to ask for it."""
    with pytest.raises(ExpressionError, match=r"edition\.quantity\('union_density'\)"):
        total(edition, "union_density")


@pytest.mark.parametrize(
    ("where", "message"),
    [
        ({"level": "X"}, "Phân tổ của members 'level' không có. Được phép: sector, sex."),
        ({"sector": "sxkd"}, "Mã của sector 'sxkd' không có. Có phải là: SXKD?"),
        ({"unit": "x"}, "Đơn vị 'x' không có. Được phép: province, north, south, closed."),
        (
            {"period": "last"},
            "Kỳ 'last' không có. Được phép: previous, next, mid, 2019, 2019-H1.",
        ),
    ],
)
def test_a_selection_that_does_not_exist_is_an_error(
    edition: Edition, where: dict[str, str], message: str
) -> None:
    """It is never silently everything, nor silently nothing."""
    with pytest.raises(UnknownName) as caught:
        total(edition, "members", **where)
    assert str(caught.value) == message


def test_a_mean_with_no_weight_at_all_is_missing() -> None:
    """No members, no mean per member."""
    result = weighted_mean([Quantity(4, "đồng")], [Quantity(0, "người", "số lao động")])
    assert result.value is None
    assert result.unit == "đồng"
    assert result.reason.startswith("mẫu số bằng 0")


@pytest.mark.parametrize("measure", ["wage", "seminar_share"])
def test_averages_and_percentages_are_not_added_up(
    edition: Edition, root: Root, measure: str
) -> None:
    """4 and 6 million đồng of wages are no 10 million; staff that is not added up over units is."""
    root.edit("measures.csv", "%,share,none,,", "%,share,none,sector,")
    with pytest.raises(ExpressionError, match="không cộng lại được"):
        parts(root.load(), measure, "sector")
    assert parts(edition, "staff", "sector").value == 9


def test_what_is_computed_has_no_parts(edition: Edition) -> None:
    """The advice for a total, to ask for the figure by its name, would give no parts either."""
    with pytest.raises(ExpressionError, match="được tính từ công thức, không có các phần để cộng"):
        parts(edition, "union_density", "sector")


def test_rows_of_a_misspelt_unit_are_not_those_of_all(edition: Edition) -> None:
    """Those of every unit came back in its place."""
    with pytest.raises(UnknownName, match=r"Đơn vị 'nort' không có\. Có phải là: north"):
        edition.observed("members", unit="nort")


def test_a_code_is_a_text(edition: Edition) -> None:
    """Nothing, a number and a list are no code of a unit or a breakdown."""
    with pytest.raises(ExpressionError, match="unit=None: cần một mã"):
        total(edition, "members", unit=None)  # type: ignore[arg-type]
    for code in (None, 5, ["SXKD"]):
        with pytest.raises(ExpressionError, match="cần một mã viết trong ngoặc kép"):
            total(edition, "members", sector=code)  # type: ignore[arg-type]
    for name in (None, ["members"]):
        with pytest.raises(UnknownName, match="Chỉ tiêu"):
            total(edition, name)  # type: ignore[arg-type]
