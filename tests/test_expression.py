"""The language of formulas: small, and nothing of Python beyond it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unionlib.errors import ExpressionError, UnionlibError, UnknownName
from unionlib.expression import evaluate, measures
from unionlib.syntax import names, parse

if TYPE_CHECKING:
    from tests.helpers.data_root import Root
    from unionlib.edition import Edition


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("members", 100),
        ("members(sector=SXKD)", 40),
        ("members(sector='SXKD')", 40),
        ("employees", 125),
        ("union_density", 80),
        ("union_density(sector=HCSN)", 75),
        ("members(period=previous)", 80),
        ("members(period=2018)", 80),
        ("members(period=mid)", 90),
        ("members(period=next)", 120),
        ("growth_rate", 25),
        ("change(members, members(period=previous))", 20),
        ("achievement(members, members(period=next))", 250 / 3),
        ("parts(members, sector)", 100),
        ("parts(gift_parcels, campaign, unit=north)", 35),
        ("gift_parcels(unit=north, campaign=TET)", 30),
        ("gift_parcels(campaign=TET)", 50),
        ("gift_average", 500_000),
        ("(members + employees) * 2 - 50 / 5", 440),
        ("100 - 30 - 20", 50),
        ("100 - (30 - 20)", 90),
        ("members\n  + employees", 225),
    ],
)
def test_formulas_compute(edition: Edition, text: str, value: float) -> None:
    """Each form of the language gives what one adds up in one's head."""
    assert evaluate(edition, text).value == pytest.approx(value, rel=1e-12)


def test_total_is_of_the_whole_table(edition: Edition) -> None:
    """Inside total(…) the row's selection is dropped, the table's and the period stay."""
    row = {"sector": "SXKD"}
    assert evaluate(edition, "share(members, total(members))", row).value == 40
    whole = {"sector": "HCSN"}
    assert evaluate(edition, "total(members)", row, whole).value == 60
    assert evaluate(edition, "total(members)", row | {"period": "previous"}).value == 80


def test_a_row_has_no_figure_of_what_is_not_divided_so(edition: Edition) -> None:
    """The total in every row would pass for the row's own; who wants it says so."""
    row = {"sector": "SXKD"}
    missing = evaluate(edition, "gift_amount", row)
    assert missing.value is None
    assert missing.reason == "không phân tổ theo “Khối”; cả tổng thì viết total(gift_amount)"
    assert evaluate(edition, "total(gift_amount)", row).value == 27_500_000
    assert evaluate(edition, "gift_amount", row, row).value == 27_500_000  # chosen for all rows
    assert evaluate(edition, "parts(gift_parcels, campaign)", row).reason == (
        "không phân tổ theo “Khối”; cả tổng thì viết total(parts(gift_parcels, campaign))"
    )
    assert evaluate(edition, "gift_parcels(campaign=TET)", row).reason == (
        "không phân tổ theo “Khối”; cả tổng thì viết total(gift_parcels(campaign=TET))"
    )
    # Without its quotes a period is a subtraction.
    half = evaluate(edition, "gift_amount(period='2019-H1')", row).reason
    assert half.endswith(" viết total(gift_amount(period='2019-H1'))")
    assert evaluate(edition, "total(parts(gift_parcels, campaign))", row).value == 55
    assert evaluate(edition, "parts(gift_parcels, campaign)", row, row).value == 55
    assert evaluate(edition, "parts(members, sector)", row).value == 40


def test_a_formula_is_divided_by_what_divides_all_of_it(edition: Edition) -> None:
    """Members are counted by sex, employees are not: density by sex would mix both."""
    with pytest.raises(UnionlibError, match="Phân tổ của union_density 'sex' không có"):
        evaluate(edition, "union_density(sex=FEMALE)")
    assert evaluate(edition, "union_density", {"sex": "FEMALE"}).value is None
    # 40 of 45, in the sector that both are counted by.
    density = evaluate(edition, "union_density(sector=SXKD)").value
    assert density == pytest.approx(100 * 40 / 45)


HOSTILE = [
    "__import__('os').system('touch hacked')",
    "().__class__.__bases__[0].__subclasses__()",
    "members.__class__",
    "edition.data",
    "lambda: 1",
    "(lambda: members)()",
    "[members for members in (1,)]",
    "{1: 2}",
    "f'{members}'",
    "members if members else 1",
    "members and employees",
    "members == 1",
    "members := 1",
    "members, employees",
    "*members",
    "members[0]",
    "members(*employees)",
    "members(**employees)",
    "-members",
    "not members",
    "members ** 2",
    "9 ** 9 ** 9 ** 9",
    "members // 2",
    "members % 2",
    "members @ employees",
    "members << 40",
    "'x' * 1000000000",
    "'text'",
    "True",
    "None",
    "1j",
    "...",
    "await members",
    "yield",
    "eval('1')",
    "open('/etc/passwd')",
    "print(members)",
    "members; employees",
    "members # comment",
    "members\x00",
    "thànhviên",
    "",
    " ",
    "members(",
    "members)",
    "share(members)",
    "share(members, employees, 1)",
    "share(members, employees, sector=SXKD)",
    "total(members, sector=SXKD)",
    "parts(members)",
    "parts(members + 1, sector)",
    "members(sector=SXKD, sector=HCSN)",
    "members(sector=members + 1)",
    "1e999",
    "9" * 400,
    "1" + "0" * 16,
    "9" * 5000,
    "(" * 40 + "1" + ")" * 40 + "+ x" * 400,
    "share(" * 20 + "members" + ", 1)" * 20,
    "(" * 100_000,
    "members+" * 100_000 + "1",
    "-" * 900 + "1",
]


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_input_is_refused_in_words(edition: Edition, text: str) -> None:
    """It is neither executed nor does it break the reader: one sentence says what is wrong."""
    with pytest.raises(ExpressionError) as caught:
        evaluate(edition, text)
    message = str(caught.value)
    assert message.startswith("công thức '")
    assert len(message) < 200
    assert "\n" not in message


@given(st.text(max_size=40) | st.text(alphabet="membrs(),+-*/=' 12.", max_size=40))
def test_any_text_is_read_or_refused(text: str) -> None:
    """There is no third way."""
    try:
        parse(text)
    except ExpressionError:
        return
    names(text)


def test_formulas_have_a_depth(edition: Edition) -> None:
    """Twelve growths of growths are read, thirteen are not."""
    deep = "growth(" * 12 + "members" + ", 1)" * 12
    parse(deep)
    one_more = ("growth({}, 1)", "growth(1, {})", "1 + {}", "{} + 1", "total({})")
    for text in (each.format(deep) for each in one_more):
        with pytest.raises(ExpressionError, match="lồng nhau quá 12 cấp"):
            parse(text)


def test_a_long_sum_is_not_deep(edition: Edition) -> None:
    """A hundred terms are fine: 100 × 100 members."""
    assert evaluate(edition, " + ".join(["members"] * 100)).value == 10_000


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("membres", "Chỉ tiêu 'membres' không có. Có phải là: members?"),
        ("members(sector=SXKT)", "Mã của sector 'SXKT' không có. Có phải là: SXKD?"),
        (
            "members(level=X)",
            "Phân tổ của members 'level' không có. Được phép: sector, sex, unit, period.",
        ),
        ("members(unit=nort)", "Đơn vị 'nort' không có. Có phải là: north?"),
        (
            "union_density(campaign=TET)",
            "Phân tổ của union_density 'campaign' không có. Được phép: sector, unit, period.",
        ),
        (
            "members(edition=X)",
            "Phân tổ của members 'edition' không có. Được phép: sector, sex, unit, period.",
        ),
        (
            "parts(members, measure)",
            "Phân tổ của members 'measure' không có. Được phép: sector, sex.",
        ),
        (
            "members(period=2019H1)",
            (
                "công thức 'members(period=2019H1)': không đọc được; "
                "viết như share(members, employees)"
            ),
        ),
        (
            "members(period=2019-H1)",
            (
                "công thức 'members(period=2019-H1)': members: chọn bằng khóa=mã, "
                "ví dụ members(sector=SXKD), members(period='2019-H1')"
            ),
        ),
        ("members(period='2019-H3')", "Kỳ '2019-H3' không có. Có phải là: 2019-H1, 2019?"),
        (
            "shaer(members, employees)",
            "công thức 'shaer(members, employees)': không có hàm 'shaer'. Có phải là: share?",
        ),
        (
            "members(SXKD)",
            (
                "công thức 'members(SXKD)': không có hàm 'members'. Được phép: share, change, growth, "
                "achievement, parts, total. Chọn phân tổ thì viết như members(sector=SXKD)."
            ),
        ),
        (
            "members * 1,5",
            "công thức 'members * 1,5': dấu phẩy chỉ dùng trong hàm; số thập phân viết với dấu chấm, như 1.5",
        ),
    ],
)
def test_a_wrong_name_is_told_with_what_is_allowed(
    edition: Edition, text: str, message: str
) -> None:
    """A misspelt name suggests the nearest one."""
    with pytest.raises(UnionlibError) as caught:
        evaluate(edition, text)
    assert str(caught.value).startswith(message)


def test_a_measure_whose_formula_cannot_be_is_not_taken_for_a_word(root: Root) -> None:
    """Members by wages is no percentage; asked for by its code, the measure says so."""
    root.append("measures.csv", 'm_share,workforce,tỷ lệ,%,derived,,,"share(members, wage)",Thử.')
    with pytest.raises(ExpressionError, match=r"khác đơn vị tính \(người, đồng\)"):
        _ = root.load()["m_share"]


def test_unknown_names_have_their_own_error(edition: Edition) -> None:
    """So that a caller can tell them from formulas that cannot be read."""
    with pytest.raises(UnknownName):
        evaluate(edition, "nothing")


def test_names_and_measures_of_a_formula(edition: Edition) -> None:
    """Names are those written; measures also those behind derived ones."""
    assert names("share(members(sex=FEMALE), total(wage))").measures == {"members", "wage"}
    assert names("parts(members, sector, sex=FEMALE)").selections == (
        ("members", "sector", ""),
        ("members", "sex", "FEMALE"),
    )
    assert measures(edition, "union_density") == {"union_density", "members", "employees"}


def test_formulas_that_share_parts_are_computed_once(root: Root) -> None:
    """Each of 12 formulas doubles the one before; 2^12 ways, yet 12 computations."""
    lines = [
        f"m{n + 1},workforce,m,người,derived,,,m{n} + m{n} + m{n} + m{n},d" for n in range(1, 11)
    ]
    root.append("measures.csv", "m1,workforce,m,người,derived,,,members,d", *lines)
    edition = root.load()
    assert evaluate(edition, "m11").value == 100 * 4**10
    assert len(edition.computed) == 11


def test_what_cannot_be_computed_says_why(edition: Edition) -> None:
    """A figure that is not there is missing, with the reason, not an error."""
    result = evaluate(edition, "members(unit=south) / staff")
    assert result.value is None
    assert result.reason == "không có số liệu: số đoàn viên – LĐLĐ huyện Nam, kỳ 2019"


def test_what_is_no_text_is_no_formula(edition: Edition) -> None:
    """Nothing, a number, a list and a figure are refused in words, not by Python."""
    for value in (None, 5, ["members"], edition["members"]):
        with pytest.raises(ExpressionError, match="cần một công thức viết trong ngoặc kép"):
            _ = edition[value]  # type: ignore[index]


def test_an_edition_has_its_measures(edition: Edition) -> None:
    """As a dictionary has its keys."""
    assert "members" in edition
    assert "member" not in edition
    assert 0 not in edition
    assert list(edition)[:2] == ["members", "employees"]


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("members * union_density", 80, "người"),
        ("members / union_density", 125, "người"),
        ("union_density / seminar_share * seminar_share", 80, "%"),
        ("members + gift_parcels", 155, "người, suất"),
    ],
)
def test_formulas_have_the_unit_of_what_they_count(
    edition: Edition, text: str, value: float, unit: str
) -> None:
    """80% of 100 members are 80; members and parcels together are neither."""
    figure = evaluate(edition, text)
    assert figure.value == pytest.approx(value, rel=1e-12)
    assert figure.unit == unit
