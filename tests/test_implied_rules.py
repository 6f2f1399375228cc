"""A stated total and what its parts add up to: where they differ, it is said."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyarrow as pa
import pytest
from pyarrow import parquet as pq

from unionlib.cli import main
from unionlib.edition import load
from unionlib.rules import Finding, reconcile

if TYPE_CHECKING:
    from tests.helpers.data_root import Root

WELFARE = "2019/observations/welfare.csv"
WORKFORCE = "2019/observations/workforce.csv"


def implied(root: Root) -> list[Finding]:
    """Return the findings that no rule of the root declares."""
    return [f for f in reconcile(root.load()).findings if f.rule.name.startswith("implied: ")]


def stated(root: Root, *lines: str) -> list[Finding]:
    """Write gift parcels as welfare's only figures, and return the findings they imply."""
    head = "measure,period,unit,campaign,value,printed,source,note"
    rows = [f"gift_parcels,{line}" for line in lines]
    root.write(WELFARE, "\n".join([head, *rows, ""]))
    root.write("2019/published.csv", "figure,value,printed,source,note\n")
    return implied(root)


def test_a_total_that_its_units_do_not_add_up_to_is_a_contradiction(root: Root) -> None:
    """All three units (one of them closed in 2018) have answered: 8 + 9 are not 20."""
    (finding,) = stated(root, ",,,20,20,I.1,", ",north,,8,08,II.1,", ",south,,9,09,II.2,")
    assert (finding.severity, finding.rule.section) == ("error", "welfare")
    assert (float(finding.stated), float(finding.computed)) == (20, 17)
    assert finding.rows == (f"{WELFARE}:2", f"{WELFARE}:3", f"{WELFARE}:4")
    assert finding.suspects == finding.rows
    assert finding.message == (
        "Số suất quà: số chung phải bằng tổng các đơn vị: số liệu ghi 20 suất (I.1), tính lại được "
        "17 suất = số suất quà – LĐLĐ huyện Bắc (8) + LĐLĐ huyện Nam (9) (II.1, II.2); "
        "chênh 03 suất. Đề nghị đối chiếu lại với số liệu gốc và sửa số sai."
    )


def test_the_federations_own_office_is_not_waited_for(root: Root) -> None:
    """Two of three have answered, and the third is no union: 8 + 9 are not 20."""
    root.append("units.csv", "staff_office,Cơ quan LĐLĐ tỉnh,office,province,,,")
    (finding,) = stated(root, ",,,20,20,I.1,", ",north,,8,08,II.1,", ",south,,9,09,II.2,")
    assert (finding.rule.sign, float(finding.stated), float(finding.computed)) == ("==", 20, 17)


def test_units_that_exceed_the_total_need_not_be_all(root: Root) -> None:
    """The south has not answered, and the two groups of the north are more than 12 already."""
    root.append(
        "units.csv", "mill,CĐCS Nhà máy,grassroots,north,,,", "mine,CĐCS Mỏ,grassroots,north,,,"
    )
    (finding,) = stated(root, ",,,12,12,I.1,", ",mill,,8,08,II.1,", ",mine,,9,09,II.1,")
    assert (finding.rule.sign, float(finding.stated), float(finding.computed)) == ("<=", 17, 12)
    assert finding.suspects == (f"{WELFARE}:3", f"{WELFARE}:4", f"{WELFARE}:2")
    assert finding.message == (
        "Số suất quà: tổng các đơn vị không được quá số chung: "
        "17 suất = số suất quà – CĐCS Nhà máy (8) + CĐCS Mỏ (9) (II.1) vượt quá 12 suất (I.1). "
        "Đề nghị đối chiếu lại với số liệu gốc và sửa số sai."
    )


def test_a_figure_of_the_one_root_is_that_of_all_units(root: Root) -> None:
    """The province itself says 19 and not 20, whoever has not answered below it."""
    (finding,) = stated(root, ",,,20,20,I.1,", ",province,,19,19,II.1,")
    assert (finding.rule.sign, float(finding.stated), float(finding.computed)) == ("==", 20, 19)


def test_what_is_counted_at_a_date_adds_up_over_units_too(root: Root) -> None:
    """Of ``last`` no other date is added, but 8 and 9 parcels in stock are still not 20."""
    root.edit("measures.csv", "suất,count,sum", "suất,count,last")
    assert stated(root, ",,,20,20,I.1,", ",north,,8,08,II.1,", ",south,,9,09,II.2,")


def test_what_another_period_implies_is_named_by_it(root: Root) -> None:
    """8 and 9 are not 20 in the first half of the year either."""
    (finding,) = stated(
        root, *(f"2019-H1,{line},I.1," for line in (",,20,20", "north,,8,08", "south,,9,09"))
    )
    assert finding.rule.name == "implied: gift_parcels(period=2019-H1) by unit"
    assert finding.title.startswith("Số suất quà – 6 tháng đầu năm 2019: ")


def test_a_breakdown_that_exceeds_its_total_is_a_contradiction(root: Root) -> None:
    """8 + 7 are more than 12, of a unit as of the province."""
    (finding,) = stated(root, ",north,,12,12,I.1,", ",north,TET,8,08,I.1,", ",north,MAY,7,07,I.1,")
    assert finding.rule.name == "implied: gift_parcels(unit=north) by campaign"
    assert finding.id == "implied-gift-parcels-unit-north-by-campaign"
    assert finding.message.startswith(
        "Số suất quà – LĐLĐ huyện Bắc: tổng theo “Đợt” không được quá tổng số: 15 suất"
    )


@pytest.mark.parametrize(
    "lines",
    [
        (",,,17,17,I.1,", ",north,,8,08,II.1,", ",south,,9,09,II.2,"),
        (",,,20,20,I.1,", ",north,,8,08,II.1,"),
        (",,,20,20,I.1,", ",north,TET,8,08,II.1,", ",south,,9,09,II.2,"),
        (",,,20,20,I.1,", ",,TET,8,08,I.1,", ",,MAY,7,07,I.1,"),
        (",north,,8,08,II.1,", ",south,,9,09,II.2,", ",south,TET,9,09,II.2,"),
        ("2019-H1,,,5,05,I.1,", ",north,,8,08,II.1,", ",south,,9,09,II.2,"),
        (",,,20,20,I.1,", ",province,TET,8,08,I.1,", ",north,,9,09,II.1,"),
    ],
    ids=["they agree", "a unit is missing", "a unit gives a part only", "codes need not be all", "no total", "another period",
         "given in two ways"],
)  # fmt: skip
def test_parts_within_the_total_are_no_finding(root: Root, lines: tuple[str, ...]) -> None:
    """What is not there may make up the difference."""
    assert stated(root, *lines) == []


def test_the_rounding_of_printed_parts_is_rounding(root: Root) -> None:
    """Two parts, each good to 0,05 triệu, may exceed their total by 0,1."""
    root.append(
        WELFARE,
        'gift_amount,,,TET,20000000,"20,0 triệu",II.3,',
        'gift_amount,,,MAY,7600000,"7,6 triệu",II.3,',
    )
    assert [finding.severity for finding in implied(root)] == ["rounding"]


def test_what_a_rule_declares_is_not_told_twice(root: Root) -> None:
    """60 + 41 are more than 100: the rule says it."""
    root.edit(WORKFORCE, "SXKD,,40,40", "SXKD,,41,41")
    assert [f.rule.name for f in reconcile(root.load()).findings] == ["members-by-sector"]


def test_the_signed_report_implies_nothing_that_it_does_not_declare() -> None:
    """Its two totals below their parts have rules of their own."""
    checked = reconcile(load(2019))
    assert [r for r in checked.rules if r.name.startswith("implied: ")] == []


def test_the_counts_of_a_section_still_add_up(root: Root) -> None:
    """An implied relation is a rule where it does not hold, and is not counted elsewhere."""
    stated(root, ",,,20,20,I.1,", ",north,,8,08,II.1,", ",south,,9,09,II.2,")
    edition = root.load()
    counts = reconcile(edition).by_section(edition)
    assert dict(counts["welfare"]) == {"rules": 1, "error": 1}
    assert dict(counts["workforce"]) == {"rules": 3, "hold": 3}


def test_check_says_it(root: Root, capsys: pytest.CaptureFixture[str]) -> None:
    """As it says every contradiction, with its rows and exit status 1."""
    stated(root, ",,,20,20,I.1,", ",north,,8,08,II.1,", ",south,,9,09,II.2,")
    assert main(["check", "2019", "--data", str(root.path)]) == 1
    shown = capsys.readouterr().out
    assert shown.startswith("MÂU THUẪN  implied: gift_parcels by unit\n    Số suất quà: ")
    assert f"\n    {WELFARE}:2 {WELFARE}:3 {WELFARE}:4\n" in shown


def _parcels(root: Root, values: list[float], units: list[str]) -> str:
    """Write parcels as Parquet: stated, of two unions, of units by campaign; return the file's name."""
    root.append(
        "units.csv", "mill,CĐCS Nhà máy,grassroots,north,,,", "mine,CĐCS Mỏ,grassroots,south,,,"
    )
    root.write("2019/published.csv", "figure,value,printed,source,note\n")
    (root.path / WELFARE).unlink()
    columns = {
        "measure": ["gift_parcels"] * 5,
        "unit": ["", "mill", "mine", *units],
        "campaign": ["", "", "", "TET", "MAY"],
        "value": values,
    }
    file = "2019/observations/welfare.parquet"
    pq.write_table(pa.table(columns), root.path / file)
    return file


def test_what_is_rolled_up_is_compared_with_what_is_stated(root: Root) -> None:
    """8 and 9 of two unions, 20 stated: the rows are no longer there one by one."""
    file = _parcels(root, [20.0, 8.0, 9.0, 5.0, 4.0], ["mill", "mill"])
    by_unit, by_campaign = implied(root)
    assert (float(by_unit.stated), float(by_unit.computed)) == (20, 17)
    assert by_unit.rows[:2] == (f"{file}#gift_parcels", f"{file}#gift_parcels(unit=north)")
    assert by_campaign.rule.name == "implied: gift_parcels(unit=north) by campaign"
    assert (float(by_campaign.stated), float(by_campaign.computed)) == (9, 8)


def test_what_is_rolled_up_by_code_is_not_told_twice(root: Root) -> None:
    """15 stated, 8 + 9 of two unions, all of it by campaign: one contradiction, as row by row."""
    _parcels(root, [15.0, 8.0, 9.0, 8.0, 9.0], ["mill", "mine"])
    (found,) = implied(root)
    assert found.rule.name == "implied: gift_parcels by unit"
    assert found.texts == ("15 suất", "17 suất")
