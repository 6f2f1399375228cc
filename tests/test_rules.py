"""Reconciliation: what holds, what is rounding, what is a contradiction."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from unionlib.errors import DataError
from unionlib.quantity import Quantity
from unionlib.rulebook import Rule, published_quantity
from unionlib.rules import Finding, judge, misprinted, reconcile
from unionlib.writing import MONEY, PERCENT

if TYPE_CHECKING:
    from tests.helpers.data_root import Root
    from unionlib.edition import Edition

RULES = "2019/rules.csv"
RULES_HEAD = "rule,section,relation,severity,message,advice"
WORKFORCE = "2019/observations/workforce.csv"


@pytest.mark.parametrize(
    ("printed", "unit", "computed", "verdict"),
    [
        ("99%", "%", 99.46, ""),
        ("99%", "%", 99.5, ""),
        ("99%", "%", 98.5, ""),
        ("99%", "%", 99.51, "rounding"),
        ("99%", "%", 99.99, "rounding"),
        ("99%", "%", 100.0, "error"),
        ("99%", "%", 98.49, "error"),
        ("76,7%", "%", 76.79, "rounding"),
        ("76,7%", "%", 76.8, "error"),
        ("76,7%", "%", 76.75, ""),
        ("76,7%", "%", 76.64, "error"),
        ("-5,3%", "%", -5.39, "rounding"),
        ("-5,3%", "%", 5.3, "error"),
        ("39%", "%", 61.11, "error"),
        ("125", "người", 125, ""),
        ("125", "người", 126, "error"),
        ("34", "người", 34.4, ""),
        ("34", "người", 34.86, "rounding"),
        ("34", "người", 35.2, "error"),
        ("511,9 triệu", MONEY, 511_940_000, ""),
        ("511,9 triệu", MONEY, 511_990_000, "rounding"),
        ("511,9 triệu", MONEY, 512_000_000, "error"),
        ("1.517.200.000đ", MONEY, 1_517_200_001, "error"),
        ("31.560.946.191đ", MONEY, 31_560_946_190, "error"),
        ("0%", "%", 0.4, ""),
    ],
)
def test_rounding_is_judged_by_the_digits_printed(
    printed: str, unit: str, computed: float, verdict: str
) -> None:
    """Half of the last digit holds, a whole one is rounding, more is a contradiction.

    An equation says the same whichever side is written first.
    """
    stated, figure = published_quantity(printed, unit), Quantity(computed, unit)
    assert judge(stated, "==", figure) == judge(figure, "==", stated) == verdict


@pytest.mark.parametrize(
    ("printed", "unit", "computed", "verdict"),
    [
        ("trên 40.000", "người", 40_800, ""),
        ("trên 40.000", "người", 39_999, "error"),
        ("trên 40.000", "người", 50_001, "error"),
        ("hơn 9.850 triệu", MONEY, 9_858_000_000, ""),
        ("hơn 9.850 triệu", MONEY, 9_871_000_000, "error"),
        ("gần 850", "người", 843, ""),
        ("gần 850", "người", 851, "error"),
        ("khoảng 30.000", "người", 25_500, ""),
        ("khoảng 30.000", "người", 36_000, "error"),
        ("trên 20", "lượt", 802.59, "error"),
    ],
)
def test_a_qualified_figure_means_what_its_word_allows(
    printed: str, unit: str, computed: float, verdict: str
) -> None:
    """Up to one unit of its last digit that is not 0: “trên 40.000” is 40.800, and not 39.999."""
    stated, figure = published_quantity(printed, unit), Quantity(computed, unit)
    assert judge(stated, "==", figure) == judge(figure, "==", stated) == verdict


def test_a_part_may_exceed_a_total_that_is_said_to_be_more() -> None:
    """40.800 are within “trên 40.000”; what is “gần 40.000” does not reach them, nor what is exact."""
    for total, verdict in (("trên 40.000", ""), ("gần 40.000", "error"), ("40.000", "error")):
        part, whole = Quantity(40_800, "người"), published_quantity(total, "người")
        assert judge(part, "<=", whole) == judge(whole, ">=", part) == verdict
    # 50.100 that are good to 200 may be 49.900, which “trên 40.000” allows.
    part, whole = Quantity(50_100, "người", error=200), published_quantity("trên 40.000", "người")
    assert judge(part, "<=", whole) == judge(whole, "==", part) == "rounding"


@pytest.mark.parametrize(
    ("stated", "sign", "computed", "verdict"),
    [
        (3, "<=", 3, ""),
        (3, "<=", 2, "error"),
        (3, ">=", 3, ""),
        (3, ">=", 4, "error"),
        (0.1 + 0.2, "==", 0.3, ""),
        (0.1 + 0.2, "<=", 0.3, ""),
        (0.1 + 0.2 - 0.3, "==", 0, ""),
        (1e12, "==", 1e12 - 1, "error"),
    ],
)
def test_exact_figures_are_compared_exactly(
    stated: float, sign: str, computed: float, verdict: str
) -> None:
    """Up to what binary arithmetic itself loses."""
    assert judge(Quantity(stated), sign, Quantity(computed)) == verdict


def test_the_rounding_of_what_lies_behind_explains_a_difference() -> None:
    """Three parts, each good to 0,05 triệu, may miss their sum by 0,15."""
    parts = Quantity(29_900_000, MONEY, error=150_000)
    assert judge(Quantity(30_000_000, MONEY), "==", parts) == "rounding"
    assert judge(Quantity(30_000_000, MONEY), "<=", parts) == "rounding"
    assert judge(Quantity(30_050_000, MONEY), "==", parts) == "rounding"
    assert judge(Quantity(30_100_000, MONEY), "==", parts) == "error"
    people = Quantity(28, "người", error=0.7)  # 27 counted people are below 27,3
    assert judge(published_quantity("27", "người"), "==", people) == "error"


def test_what_holds_gives_no_finding(edition: Edition) -> None:
    """Three rules and two printed figures, all of them right."""
    checked = reconcile(edition)
    assert (len(checked.rules), checked.findings, checked.skipped) == (5, (), ())


def test_a_contradiction_is_said_in_a_sentence(root: Root) -> None:
    """Both sides, where they stand, by how much, and what to do."""
    root.edit(WORKFORCE, "SXKD,,40,40", "SXKD,,41,41")
    (finding,) = reconcile(root.load()).errors
    assert finding.rule.name == "members-by-sector"
    assert finding.difference == -1
    assert finding.rows == (f"{WORKFORCE}:2", f"{WORKFORCE}:3", f"{WORKFORCE}:4")
    assert finding.message == (
        "Đoàn viên bằng tổng các khối: số liệu ghi 100 người (I.1), tính lại được 101 người = "
        "số đoàn viên – Hành chính, sự nghiệp (60) + Sản xuất (41); "
        "chênh 01 người. Đề nghị đối chiếu lại với số liệu gốc và sửa số sai."
    )
    assert finding.as_dict()["stated"] == 100
    assert finding.as_dict()["rows"] == list(finding.rows)


def test_a_difference_of_percentages_is_in_points(root: Root) -> None:
    """Printed 39%, computed 80%: 41 percentage points."""
    root.edit("2019/published.csv", "union_density,80,80%", "union_density,39,39%")
    (finding,) = reconcile(root.load()).findings
    assert finding.severity == "error"
    assert "; chênh 41 điểm phần trăm. " in finding.message
    assert finding.rows[0] == "2019/published.csv:2"


def test_a_printed_figure_may_be_cut_off(root: Root) -> None:
    """79,4% would round 79,37%; 79,3% is cut off, and the clerk is told what is right."""
    root.edit(WORKFORCE, "employees,,,SXKD,,45,45", "employees,,,SXKD,,46,46")
    root.edit("2019/published.csv", "union_density,80,80%", 'union_density,79.3,"79,3%"')
    (finding,) = reconcile(root.load()).findings
    assert (finding.severity, round(float(finding.computed), 2)) == ("rounding", 79.37)
    assert finding.message.endswith("bị cắt bớt chữ số; làm tròn đúng là 79,4%.")


def test_only_what_is_cut_off_is_called_so() -> None:
    """1.599 đồng printed as 1 nghìn is, on either side; 400 beside 22 / 5%, from 400 to 489, is not."""
    rule = Rule("x", "welfare", "a", "==", "b", "error", "m", "")
    exact, cut = published_quantity("1.599đ", MONEY), published_quantity("1 nghìn", MONEY)
    base = published_quantity("22", "người") / published_quantity("5%", PERCENT)
    for stated, computed, ending in (
        (exact, cut, "bị cắt bớt chữ số; làm tròn đúng là 2 nghìn đồng."),
        (cut, exact, "bị cắt bớt chữ số; làm tròn đúng là 2 nghìn đồng."),
        (published_quantity("400", "người"), base, "Chênh lệch trong phạm vi làm tròn."),
        (published_quantity("488", "người"), base, "Chênh lệch trong phạm vi làm tròn."),
    ):
        assert judge(stated, "==", computed) == "rounding"
        assert Finding(rule, "rounding", stated, computed).message.endswith(ending)
    assert judge(published_quantity("489", "người"), "==", base) == "error"  # 22 / 489 is 4,499%


@pytest.mark.parametrize(("printed", "quoted"), [("39,39%", "39%"), ("80,80%", "")])
def test_only_a_misprinted_figure_is_quoted(root: Root, printed: str, quoted: str) -> None:
    """39% beside 80% is; what holds, was never printed, or has no figures to compare is not."""
    root.edit("2019/published.csv", "union_density,80,80%", f"union_density,{printed}")
    figure = misprinted(root.load(), "union_density")
    assert (str(figure) if figure else "") == quoted
    assert not misprinted(root.load(), "members")
    root.edit(WORKFORCE, "employees,,,HCSN,,80,80,I.2,\nemployees,,,SXKD,,45,45,I.2,\n", "")
    assert not misprinted(root.load(), "union_density")


@pytest.mark.parametrize(
    ("relation", "words"),
    [
        ("members <= staff(sector=HCSN)", "100 người (I.1) vượt quá 07 người (I.4)"),
        ("staff(sector=HCSN) >= members", "07 người (I.4) thấp hơn 100 người (I.1)"),
    ],
)
def test_too_much_and_too_little_are_two_words(root: Root, relation: str, words: str) -> None:
    """≤ is exceeded, ≥ is not reached."""
    root.write(RULES, f'{RULES_HEAD}\nx,workforce,"{relation}",,Thông điệp,Sửa đi.\n')
    (finding,) = reconcile(root.load()).findings
    assert finding.message == f"Thông điệp: {words}. Sửa đi."


def test_a_note_stays_a_note_and_comes_last(root: Root) -> None:
    """Where definitions may differ a breach is no contradiction."""
    root.edit(WORKFORCE, "members,,,,,100,100", "members,,,,,130,130")
    checked = reconcile(root.load())
    found = [(finding.rule.name, finding.severity) for finding in checked.findings]
    assert found == [
        ("members-by-sector", "error"),
        ("published: union_density (I.1)", "error"),
        ("members-within-employees", "note"),
    ]
    assert len(checked.errors) == 2


def test_a_rule_without_figures_is_skipped_and_counted(root: Root) -> None:
    """It neither holds nor fails."""
    root.write(RULES, f"{RULES_HEAD}\nx,workforce,staff == 9,,Thông điệp,\n")
    edition = root.load()
    checked = reconcile(edition)
    assert [rule.name for rule in checked.skipped] == ["x"]
    assert checked.by_section(edition)["workforce"] == {"rules": 5, "hold": 4, "skipped": 1}
    assert checked.by_section(edition)["welfare"] == {"rules": 1, "hold": 1}


def test_all_faults_of_the_rules_are_told_at_once(root: Root) -> None:
    """Every cell of every row, with its line."""
    root.write(
        RULES,
        f"{RULES_HEAD}\n"
        "a,workforc,members = 1,fatal,,\n"
        ",workforce,members == 1 == 2,,m,\n"
        "c,workforce,membres <= employes,,m,\n"
        "d,workforce,members == __import__('os'),,m,\n"
        "e,workforce,gift_amount == members,,m,\n"
        "e,workforce,members == 100,,m,\n"
        "f,workforce,members ==,,m,\n"
        "lương,workforce,members == members,,m,\n",
    )
    assert [fault.removeprefix(f"{RULES}, dòng ") for fault in root.faults()] == [
        "2, cột message: không được để trống",
        "2, cột relation: 'members = 1' cần đúng một dấu ==, <= hoặc >=",
        "2, cột section: phần 'workforc' không có. Có phải là: workforce?",
        "2, cột severity: mức độ 'fatal' không có. Được phép: trống, error, note.",
        "3, cột relation: 'members == 1 == 2' cần đúng một dấu ==, <= hoặc >=",
        "3, cột rule: không được để trống",
        "4, cột relation: Chỉ tiêu 'employes' không có. Có phải là: employees?",
        "4, cột relation: Chỉ tiêu 'membres' không có. Có phải là: members?",
        (
            "5, cột relation: công thức '__import__('os')': không có hàm '__import__'. "
            "Được phép: share, change, growth, achievement, parts, total. "
            "Chọn phân tổ thì viết như members(sector=SXKD)."
        ),
        "6, cột relation: hai vế khác đơn vị tính: người, đồng",
        "7, cột rule: 'e' trùng lặp",
        "8, cột relation: công thức '': không đọc được; viết như share(members, employees)",
        "9, cột rule: 'lương' không dùng làm mã được (a-z, 0-9, dấu -)",
    ]


def test_all_faults_of_the_published_figures_are_told_at_once(root: Root) -> None:
    """Figures that cannot be computed, that are none, that contradict their own value."""
    root.append(
        "2019/published.csv",
        "union_densiti,80,80%,I.1,",
        "growth_rate,25,hai lăm,I.1,",
        "growth_rate,nan,25%,I.1,",
        'growth_rate,25.1,"25,2%",I.1,',
        "growth_rate,25,25%,,",
        "union_density,80,80%,I.1,",
    )
    assert [fault.removeprefix("2019/published.csv, dòng ") for fault in root.faults()] == [
        "4, cột figure: Chỉ tiêu 'union_densiti' không có. Có phải là: union_density?",
        (
            "5, cột printed: 'hai lăm' không phải là số in trong báo cáo; "
            "viết như 98,52% hoặc 30.250"
        ),
        "6, cột value: 'nan' không phải là số (viết liền, dấu chấm thập phân)",
        "7, cột printed: '25,2%' là 25.2, khác value 25.1",
        "8, cột source: không được để trống",
        "9, cột figure: 'published: union_density (I.1)' trùng lặp",
    ]


def test_one_figure_may_be_printed_in_two_places(root: Root) -> None:
    """Right in one and wrong in the other: two rules, one finding."""
    root.append("2019/published.csv", "union_density,81,81%,III.1,")
    (finding,) = reconcile(root.load()).findings
    assert finding.rule.name == "published: union_density (III.1)"
    assert finding.id == "published-union-density-iii-1"


def test_a_year_may_have_its_own_form_of_a_rule(root: Root) -> None:
    """Of the same name, it takes the place of the general one; the rest stay."""
    before = {rule.name for rule in reconcile(root.load()).rules}
    rule = "members-by-sector,workforce,members == 99,,Số đoàn viên phải đúng,Sửa đi."
    root.write(RULES, f"{RULES_HEAD}\n{rule}\n")
    checked = reconcile(root.load())
    assert before == {rule.name for rule in checked.rules}
    (finding,) = checked.findings
    assert finding.message == (
        "Số đoàn viên phải đúng: số liệu ghi 100 người (I.1), chỗ khác ghi 99; "
        "chênh 01 người. Sửa đi."
    )


def test_what_a_figure_is_measured_by_is_not_suspected(root: Root) -> None:
    """Of an inequality the limit is marked only where it is one figure; of an equation all."""
    rows = [
        "a,workforce,members <= staff(sector=HCSN) + 1,,m,",
        "b,workforce,members <= staff(sector=HCSN) + staff(sector=SXKD),,m,",
    ]
    root.write(RULES, "\n".join([RULES_HEAD, *rows, ""]))
    found = {finding.rule.name: finding for finding in reconcile(root.load()).findings}
    assert len(found["a"].suspects) == len(found["a"].rows) == 2
    assert found["b"].suspects == (f"{WORKFORCE}:2",)
    assert len(found["b"].rows) == 3


def test_money_is_compared_in_one_scale() -> None:
    """What was printed in triệu is not held against an amount in đồng, and unions are whole."""
    printed = published_quantity("549,6 triệu", "đồng")
    sums = Quantity(540_600_000, "đồng", formula="a + b")
    rule = Rule("x", "welfare", "a", "==", "b", "error", "m", "")
    assert Finding(rule, "error", printed, sums).texts == ("549,6 triệu đồng", "540,6 triệu đồng")
    whole = published_quantity("1.517.200.000đ", "đồng")
    assert Finding(rule, "error", whole, sums).texts[1] == "540.600.000 đồng"
    finer = Quantity(540_612_345, "đồng", formula="a + b")
    assert Finding(rule, "error", printed, finer).texts[1] == "540.612.345 đồng"
    hundredths = Quantity(540_650_000, "đồng", formula="a + b")
    assert Finding(rule, "error", printed, hundredths).texts[1] == "540,65 triệu đồng"
    for value, unit, text in (
        (802.59, "CĐCS", "khoảng 803 CĐCS"),
        (99.59, "CĐCS", "99,59 CĐCS"),
        (802.59, "", "802,59"),
    ):
        computed = Quantity(value, unit, formula="a × b")
        assert Finding(rule, "error", printed, computed).texts[1] == text


def test_faulty_observations_are_no_fault_of_the_rules(root: Root) -> None:
    """They are told once, as they are, and not once per rule."""
    root.append(WORKFORCE, "members,,,,,x,,I.1,")
    with pytest.raises(DataError) as caught:
        reconcile(root.load())
    assert {fault.file for fault in caught.value.faults} == {WORKFORCE}


def _planted(root: Root, line: int, column: int, value: str) -> list[Finding]:
    lines = root.read(WORKFORCE).splitlines()
    cells = lines[line - 1].split(",")
    cells[column] = value
    cells[column + 1] = ""
    lines[line - 1] = ",".join(cells)
    root.write(WORKFORCE, "\n".join(lines) + "\n")
    return list(reconcile(root.load()).findings)


@pytest.mark.parametrize(
    ("line", "value"), [(2, "101"), (3, "61"), (4, "39"), (8, "81"), (9, "44")]
)
def test_a_digit_changed_is_found(root: Root, line: int, value: str) -> None:
    """In each figure that a rule covers."""
    assert _planted(root, line, 5, value)
