"""Figures of single unions, rolled up as they are read: Parquet, and CSV that is large."""

from __future__ import annotations

import math
import random
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tests.helpers.data_root import make_root
from unionlib import entries, observations
from unionlib.aggregate import parts, total
from unionlib.errors import AmbiguousTotal, DataError
from unionlib.register import Register
from unionlib.reporting import by_unit

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.helpers.data_root import Root
    from unionlib.edition import Edition

UNITS = """\
unit,label,kind,parent,valid_from,valid_to,aliases
province,LĐLĐ tỉnh Nhỏ,province,,,,
north,LĐLĐ huyện Bắc,district,province,,,
south,LĐLĐ huyện Nam,district,province,,,
works,CĐCS Nhà máy,grassroots,province,,,
cluster,Cụm Bắc,sector,north,,,
a,CĐCS A,grassroots,north,,,
b,CĐCS B,grassroots,cluster,,,
c,CĐCS C,grassroots,south,,,
d,CĐCS D,grassroots,south,,2018,
"""
CSV, PARQUET = "2019/observations/workforce.csv", "2019/observations/workforce.parquet"
Row = tuple[str, str, str, str, float]  # measure, unit, sector, sex, value

ROWS: list[Row] = [
    ("members", "a", "", "", 10),
    ("members", "b", "", "", 20),
    ("members", "c", "", "", 30),
    ("members", "works", "", "", 40),
    ("members", "a", "HCSN", "", 4),
    ("members", "c", "HCSN", "", 30),
    ("members", "works", "SXKD", "", 40),
    ("employees", "a", "HCSN", "", 20),
    ("employees", "b", "HCSN", "", 20),
    ("employees", "c", "HCSN", "", 40),
    ("employees", "works", "SXKD", "", 80),
    ("wage", "a", "HCSN", "", 4_000_000),
    ("wage", "b", "HCSN", "", 6_000_000),
    ("wage", "c", "HCSN", "", 7_000_000),
    ("staff", "", "HCSN", "", 7),
]


@pytest.fixture
def small(root: Root) -> Root:
    """Give the tiny root a tree of units and no figures of the year's workforce."""
    root.write("units.csv", UNITS)
    (root.path / CSV).unlink()
    return root


def _parquet(root: Root, rows: list[Row], **more: Any) -> Edition:
    """Write rows as Parquet and open the edition."""
    names = ("measure", "unit", "sector", "sex")
    columns: dict[str, Any] = {name: [str(row[n]) for row in rows] for n, name in enumerate(names)}
    columns["value"] = [float(row[4]) for row in rows]
    pq.write_table(pa.table(columns | more), root.path / PARQUET)
    return root.load()


def _csv(root: Root, rows: list[Row]) -> Edition:
    """Write rows as CSV and open the edition."""
    lines = [f"{m},,{u},{s},{x},{v:.15g},,phiếu," for m, u, s, x, v in rows]
    head = "measure,period,unit,sector,sex,value,printed,source,note"
    root.write(CSV, "\n".join([head, *lines, ""]))
    return root.load()


def _faults(edition: Edition) -> list[str]:
    with pytest.raises(DataError) as caught:
        edition.observed("members")
    return [str(fault) for fault in caught.value.faults]


def test_the_province_is_the_sum_of_its_unions(small: Root) -> None:
    """10 + 20 + 30 + 40 members, in one observation that stands for four rows."""
    members = total(_parquet(small, ROWS), "members")
    assert members.value == 100
    assert members.formula == "tổng của 4 số liệu thành phần"
    assert [(row.count, row.ref) for row in members.rows] == [(4, f"{PARQUET}#members")]


@pytest.mark.parametrize(("unit", "value"), [("north", 30), ("south", 30), ("works", 40)])
def test_a_reporting_unit_is_the_sum_of_those_below_it(small: Root, unit: str, value: int) -> None:
    """However far below; a grassroots union that reports itself is its own figure."""
    assert total(_parquet(small, ROWS), "members", unit=unit).value == value


def test_a_breakdown_is_rolled_up_as_well(small: Root) -> None:
    """4 + 30 in public bodies, 40 in enterprises; what a union left out is none."""
    edition = _parquet(small, ROWS)
    assert total(edition, "members", sector="HCSN").value == 34
    assert total(edition, "members", sector="HCSN", unit="north").value == 4
    assert parts(edition, "members", "sector").value == 74


def test_a_total_that_nobody_states_is_the_sum_of_the_parts(small: Root) -> None:
    """20 + 20 + 40 + 80 employees, given by sector only."""
    assert total(_parquet(small, ROWS), "employees").value == 160


def test_a_mean_is_weighed_by_union(small: Root) -> None:
    """(4 × 20 + 6 × 20 + 7 × 40) / 80 = 6 million, by employees in the same sector."""
    edition = _parquet(small, ROWS)
    assert total(edition, "wage", sector="HCSN").value == 6_000_000
    assert total(edition, "wage", sector="HCSN", unit="north").value == 5_000_000
    formula = total(edition, "wage", sector="HCSN").formula
    assert formula == "bình quân của 3 số liệu thành phần"


def test_a_mean_is_weighed_by_the_same_period(small: Root) -> None:
    """1000 and 40 employees of 2018, 20 and 40 of 2019: (4 × 20 + 7 × 40) / 60 = 6."""
    rows: list[Row] = [
        ("employees", "a", "HCSN", "", 1000),
        ("employees", "c", "HCSN", "", 40),
        *[(measure, unit, "HCSN", "", value)
          for measure, unit, value in (("employees", "a", 20), ("employees", "c", 40),
                                       ("wage", "a", 4), ("wage", "c", 7))],
    ]  # fmt: skip
    edition = _parquet(small, rows, period=["2018", "2018", *[""] * 4])
    assert total(edition, "wage", sector="HCSN").value == 6


def test_a_mean_is_weighed_by_figures_of_another_section(small: Root) -> None:
    """5 of a's 35 parcels and 9 of c's 20 are 355 / 55, added up per reporting unit all the same."""
    pay = "pay,workforce,thu nhập bình quân,đồng,mean,mean:gift_parcels,,,Theo số suất quà."
    small.append("measures.csv", pay)
    small.write(
        "2019/observations/welfare.csv",
        "measure,period,unit,campaign,value,printed,source,note\n"
        "gift_parcels,,a,,35,,II.1,\ngift_parcels,,c,,20,,II.1,\n",
    )
    edition = _parquet(small, [("pay", "a", "", "", 5), ("pay", "c", "", "", 9)])
    assert total(edition, "pay").value == pytest.approx(355 / 55)
    assert {row.unit for row in edition.observed("pay")} == {"", "north", "south"}
    (small.path / "2019/observations/welfare.csv").unlink()  # now nobody knows what they weigh
    assert {row.unit for row in small.load().observed("pay")} == {"a", "c"}


def test_what_a_reporting_unit_states_is_not_rolled_up(small: Root) -> None:
    """The north and the works have said theirs, the south's and the whole are added up."""
    edition = _parquet(small, [*ROWS[:4], ("members", "north", "", "", 99)])
    rolled = {row.unit: row.rolled for row in edition.observed("members")}
    assert rolled == {"north": False, "works": False, "south": True, "": True}


def test_a_single_union_is_still_there(small: Root) -> None:
    """Whoever asks for it has its own figure, not the sum."""
    edition = _parquet(small, ROWS)
    assert total(edition, "members", unit="b").value == 20
    assert total(edition, "members", unit="cluster").value == 20


def test_a_units_own_figure_stands_for_those_below_it(small: Root) -> None:
    """The north says 99 itself: a and b do not count."""
    edition = _parquet(small, [*ROWS[:4], ("members", "north", "", "", 99)])
    assert total(edition, "members", unit="north").value == 99
    assert total(edition, "members").value == 99 + 30 + 40


def test_what_the_province_states_stands(small: Root) -> None:
    """120 for the whole, whatever the unions add up to; theirs are still theirs."""
    edition = _parquet(small, [*ROWS[:4], ("members", "", "", "", 120)])
    assert total(edition, "members").value == 120
    assert total(edition, "members", unit="north").value == 30


@pytest.mark.parametrize("write", [_csv, _parquet])
def test_a_table_by_unit_has_a_row_per_reporting_unit(
    small: Root, write: Callable[[Root, list[Row]], Edition]
) -> None:
    """Three rows and not eight, in the order of the tree, and the province's last."""
    table = by_unit(write(small, ROWS), "x", "X", {"Đoàn viên": "members"})
    assert [row.label for row in table.lines] == [
        "LĐLĐ huyện Bắc",
        "LĐLĐ huyện Nam",
        "CĐCS Nhà máy",
        "Toàn tỉnh",
    ]
    assert table.frame["Đoàn viên"].to_list() == [30, 30, 40, 100]


def test_a_large_csv_file_is_rolled_up(small: Root, monkeypatch: pytest.MonkeyPatch) -> None:
    """And is cited by what selects its rows; a small one by their lines."""
    lines = {row.ref for row in total(_csv(small, ROWS), "members").rows}
    assert lines == {f"{CSV}:{line}" for line in (2, 3, 4, 5)}
    monkeypatch.setattr(observations, "LARGE", 0)
    members = total(small.load(), "members")
    assert (members.value, members.sources) == (100, ("phiếu",))
    assert [row.ref for row in members.rows] == [f"{CSV}#members"]


def test_a_large_csv_file_may_be_quoted_throughout(
    small: Root, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As Calc writes it, asked to quote all text."""
    monkeypatch.setattr(observations, "LARGE", 0)
    row = '"members","","{}","{}","","","phiếu",""'
    head = '"measure","period","unit","value","printed","sex","source","note"'
    small.write(CSV, "\n".join([head, row.format("a", 10), row.format("works", 20), ""]))
    assert total(small.load(), "members").value == 30


def test_a_large_csv_file_of_reporting_units_keeps_its_lines(
    small: Root, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What units have sent in themselves is traced to where it was sent."""
    monkeypatch.setattr(observations, "LARGE", 0)
    rows: list[Row] = [("members", "north", "", "", 5), ("members", "works", "", "", 6)]
    members = total(_csv(small, rows), "members")
    assert [row.ref for row in members.rows] == [f"{CSV}:2", f"{CSV}:3"]
    # A file of which half is of units below them is not mostly so.
    rows += [("members", "c", "", "", 7), ("employees", "c", "HCSN", "", 8)]
    members = total(_csv(small, rows), "members")
    assert {row.ref for row in members.rows} == {f"{CSV}:2", f"{CSV}:3", f"{CSV}:4"}


def test_a_fault_in_a_large_csv_file_is_told_with_its_line(
    small: Root, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Row by row, as in a small one."""
    monkeypatch.setattr(observations, "LARGE", 0)
    edition = _csv(small, [*ROWS, ("members", "e", "", "", 1), ("members", "a", "", "", -1)])
    faults = _faults(edition)
    assert any("dòng 17, cột unit: đơn vị 'e'" in fault for fault in faults)
    assert any("dòng 18, cột measure: trùng với dòng 2" in fault for fault in faults)
    _csv(small, ROWS)
    small.edit(CSV, "members,,c,,,30,,phiếu,", "members,,c,,,30,,,")
    assert _faults(small.load()) == [f"{CSV}, dòng 4, cột source: không được để trống"]


def test_a_thousands_dot_in_a_large_csv_file_is_told_as_in_a_small_one(
    small: Root, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two thousand members are not two; three decimals of a wage are what they are."""
    monkeypatch.setattr(observations, "LARGE", 0)
    _csv(small, ROWS)
    assert small.read(CSV).count(",4000000,") == small.read(CSV).count("members,,c,,,30,") == 1
    small.edit(CSV, ",4000000,", ",4000000.125,")
    assert total(small.load(), "members", unit="south").rows[0].ref == f"{CSV}#members(unit=south)"
    small.edit(CSV, "members,,c,,,30,", "members,,c,,,2.000,")
    assert _faults(small.load()) == [
        f"{CSV}, dòng 4, cột value: 2.000: số đếm phải là số nguyên, viết liền không có dấu chấm"
    ]


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        (("memberz", "a", "", "", 1), "dòng 16, cột measure: chỉ tiêu 'memberz' không có"),
        (("union_density", "a", "", "", 1), "cột measure: 'union_density' được tính từ công thức"),
        (("gift_parcels", "a", "", "", 1), "cột measure: 'gift_parcels' thuộc tệp welfare"),
        (("members", "e", "", "", 1), "dòng 16, cột unit: đơn vị 'e' không có trong danh mục"),
        (("members", "d", "", "", 1), "cột unit: đơn vị 'd' không còn hoặc chưa có trong năm 2019"),
        (("members", "b", "X", "", 1), "cột sector: mã 'X' không có trong danh mục"),
        (("staff", "b", "", "FEMALE", 1), "cột sex: 'staff' không phân tổ theo sex"),
        (("members", "a", "", "", 10), "cột measure: 'members' trùng lặp ở 1 dòng (đơn vị đầu tiên: a)"),
        (("members", "b", "", "FEMALE", -1), "cột value: 'members', -1: số liệu không thể âm"),
        (("members", "b", "", "FEMALE", 1.5), "cột value: 'members', 1.5: số đếm phải là số nguyên"),
        (("members", "b", "", "FEMALE", math.nan), "cột value: 'members', nan: không phải là số"),
        (("members", "b", "", "FEMALE", 1e16), "số lớn quá"),
        (("seminar_share", "", "", "", 101), "không thể quá 100"),
        (("members", "b", "", "FEMALE", 21), "bộ phận 21 lớn hơn tổng số 20 (1 dòng, đơn vị đầu tiên: b)"),
    ],
)  # fmt: skip
def test_parquet_is_checked_as_csv_is(small: Root, row: Row, fault: str) -> None:
    """Each fault is named, with the file, the column and where it begins."""
    faults = _faults(_parquet(small, [*ROWS, row]))
    assert any(fault in found and found.startswith(PARQUET) for found in faults), faults


@pytest.mark.parametrize(
    ("measure", "value", "reason"),
    [
        ("members", -1, "số liệu không thể âm"),
        ("members", 1.5, "số đếm phải là số nguyên, viết liền không có dấu chấm"),
        ("dues", 1500.5, "số tiền tính bằng đồng, phải là số nguyên, viết liền không có dấu chấm"),
        ("seminar_share", 101, "tỷ lệ phần trăm của một bộ phận không thể quá 100"),
    ],
)
def test_what_no_value_may_be_is_told_of_every_file(
    small: Root, measure: str, value: float, reason: str
) -> None:
    """In the same words, whether it is read row by row or by the thousand."""
    small.append("measures.csv", "dues,workforce,đoàn phí,đồng,amount,sum,,,Đoàn phí đã thu.")
    rows: list[Row] = [(measure, "a", "", "", value)]
    assert _faults(_csv(small, rows)) == [f"{CSV}, dòng 2, cột value: {value:.15g}: {reason}"]
    (small.path / CSV).unlink()
    told = f"{PARQUET}, dòng 1, cột value: '{measure}', {value:.15g}: {reason} (1 dòng)"
    assert _faults(_parquet(small, rows)) == [told]


def test_each_unknown_unit_is_told_at_its_own_row(small: Root) -> None:
    """The first row of each and not the first of all: rows 2 and 5, of six."""
    units = ["a", "mill", "b", "mill", "plant", "mill"]
    rows: list[Row] = [("members", unit, "", "", 1) for unit in units]
    reason = (
        "không có trong danh mục. Được phép: province, north, south, works, cluster, a, b, c, d."
    )
    assert _faults(_parquet(small, rows)) == [
        f"{PARQUET}, dòng 2, cột unit: đơn vị 'mill' {reason} (3 dòng)",
        f"{PARQUET}, dòng 5, cột unit: đơn vị 'plant' {reason} (1 dòng)",
    ]


def test_a_fault_is_told_where_its_figures_begin(small: Root) -> None:
    """In whatever order rows stand: 12 of 10 in the second, totals with 1.5 from the third on."""
    rows: list[Row] = [
        ("staff", "", "HCSN", "", 7),
        ("members", "", "HCSN", "", 12),
        ("members", "works", "", "", 40),
        ("members", "a", "", "", 1.5),
        ("members", "", "", "", 10),
    ]
    more, count = "lớn hơn tổng số 10 (1 dòng, đơn vị đầu tiên", "số đếm phải là số nguyên"
    assert _faults(_parquet(small, rows)) == [
        f"{PARQUET}, dòng 2, cột value: 'members': bộ phận 12 {more}: số chung)",
        f"{PARQUET}, dòng 3, cột value: 'members', 1.5: {count}, viết liền không có dấu chấm (1 dòng)",
        f"{PARQUET}, dòng 3, cột value: 'members': bộ phận 40 {more}: works)",
    ]


def test_a_number_that_is_none_is_told_as_that_only(small: Root) -> None:
    """What is infinite is no number that is too large, and no count with a fraction."""
    rows: list[Row] = [("members", "a", "", "", math.inf), ("members", "b", "", "", math.nan)]
    assert _faults(_parquet(small, rows)) == [
        f"{PARQUET}, dòng 1, cột value: 'members', inf: không phải là số (2 dòng)"
    ]


def test_columns_are_checked(small: Root) -> None:
    """One that is not known, and one that holds something else."""
    faults = _faults(_parquet(small, ROWS, colour=["red"] * len(ROWS), sex=[1] * len(ROWS)))
    assert f"{PARQUET}, cột colour: cột lạ" in " ".join(faults)
    assert f"{PARQUET}, cột sex: phải là chữ, không phải int64" in faults


def test_a_column_that_is_blank_throughout_is_blank(small: Root) -> None:
    """So does pandas write one: of no type in particular."""
    nothing = pa.nulls(len(ROWS))
    assert total(_parquet(small, ROWS, note=nothing, period=nothing), "members").value == 100


def test_one_name_is_one_column(small: Root) -> None:
    """Which of two holds is not guessed."""
    table = pa.table({"measure": ["members"], "unit": ["a"], "value": [1.0]})
    pq.write_table(table.append_column("value", pa.array([2.0])), small.path / PARQUET)
    assert _faults(small.load()) == [f"{PARQUET}, cột value: cột trùng lặp"]


def test_a_source_that_could_steer_a_terminal_is_a_fault(small: Root) -> None:
    """It would be printed by trace, and stand below a table."""
    faults = _faults(_parquet(small, ROWS, source=["\x1b]0;X\x07"] * len(ROWS)))
    assert faults == [
        f"{PARQUET}, cột source: '\\x1b]0;X\\x07' có ký tự không thấy được hoặc chưa dựng sẵn (NFC)"
    ]


def test_a_missing_number_and_a_broken_file_are_faults(small: Root) -> None:
    """Neither is a traceback."""
    columns = {"measure": ["members"], "unit": ["a"], "value": pa.array([None], pa.float64())}
    pq.write_table(pa.table(columns), small.path / PARQUET)
    assert _faults(small.load()) == [f"{PARQUET}, cột value: thiếu số ở 1 dòng"]
    small.write(PARQUET, b"PAR1 and nothing else")
    assert "không đọc được Parquet" in _faults(small.load())[0]


@pytest.mark.parametrize("name", ["measure", "unit", "sector", "source"])
def test_what_is_no_text_is_a_fault_of_its_file(small: Root, name: str) -> None:
    """A list of texts, and bytes that are no UTF-8, which other programs may write as text."""
    ends = pa.py_buffer(np.array([0, 1], np.int32))
    bytes_ = pa.StringArray.from_buffers(1, ends, pa.py_buffer(b"\xff"))
    row: dict[str, Any] = {"measure": ["members"], "unit": ["a"], "value": [1.0]}
    pq.write_table(pa.table(row | {name: bytes_}), small.path / PARQUET)
    (told,) = _faults(small.load())
    assert told.startswith(f"{PARQUET}: không đọc được Parquet: ")
    pq.write_table(pa.table(row | {name: pa.array([["a"]])}), small.path / PARQUET)
    (told,) = _faults(small.load())
    assert told.startswith(f"{PARQUET}, cột {name}: phải là chữ, không phải list<")


def test_text_is_text_however_long_it_may_be(small: Root) -> None:
    """Polars and pandas write text that may be longer than 2 GB, which Arrow calls another type."""
    columns = {"measure": pa.array(["members"], pa.large_string()), "unit": ["a"], "value": [1.0]}
    pq.write_table(pa.table(columns), small.path / PARQUET)
    assert total(small.load(), "members").value == 1


def test_a_section_has_one_file(small: Root) -> None:
    """CSV and Parquet of one name: which one holds is not guessed."""
    _csv(small, ROWS)
    faults = _faults(_parquet(small, ROWS))
    assert faults == [f"{PARQUET}: có cả tệp .csv cùng tên; chỉ giữ một trong hai"]


def test_a_period_far_from_its_year_is_told_of_parquet_too(small: Root) -> None:
    """2109 is 2019 mistyped."""
    (fault,) = _faults(_parquet(small, ROWS[:2], period=["2109", "2019"]))
    assert fault.startswith(f"{PARQUET}, dòng 1, cột period: kỳ '2109' không hợp lệ. ")


def test_a_period_of_its_own_is_cited(small: Root) -> None:
    """The first half of the year is no part of the year."""
    edition = _parquet(small, ROWS[:4], period=["2019-H1", "2019-H1", "2019", None])
    assert total(edition, "members").value == 70
    half = total(edition, "members", period="mid")
    assert half.value == 30
    assert half.rows[0].ref == f"{PARQUET}#members(period=2019-H1)"


@pytest.mark.parametrize("write", [_csv, _parquet])
def test_what_one_unit_gives_in_two_ways_is_unclear_there_alone(
    small: Root, write: Callable[[Root, list[Row]], Edition]
) -> None:
    """Works gives members by sector and by sex, so has two totals; A gives 4 in one way, B 3 in the other."""
    rows: list[Row] = [
        ("members", "works", "HCSN", "", 2),
        ("members", "works", "SXKD", "", 2),
        ("members", "works", "", "FEMALE", 1),
        ("members", "a", "HCSN", "", 4),
        ("members", "b", "", "FEMALE", 3),
    ]
    edition = write(small, rows)
    assert total(edition, "members", unit="north").value == 7
    for unit in ("works", ""):
        with pytest.raises(AmbiguousTotal):
            total(edition, "members", unit=unit)


def test_what_is_unclear_of_one_code_is_clear_of_another(small: Root) -> None:
    """In firms B gives its members by sex and by age; in public bodies A by sex and B by age: 1 + 2."""
    small.append("codes.csv", "age,,Tuổi", "age,YOUNG,Trẻ")
    small.edit("measures.csv", "sum,sector sex,", "sum,sector sex age,")
    rows: list[Row] = [
        ("members", "a", "HCSN", "FEMALE", 1),
        ("members", "b", "HCSN", "", 2),
        ("members", "b", "SXKD", "FEMALE", 4),
        ("members", "b", "SXKD", "", 4),
    ]
    edition = _parquet(small, rows, age=["", "YOUNG", "", "YOUNG"])
    assert total(edition, "members", unit="north", sector="HCSN").value == 3
    with pytest.raises(AmbiguousTotal):
        total(edition, "members", unit="north", sector="SXKD")


MEASURES = {
    "members": ("sector", "sex"),
    "employees": ("sector",),
    "wage": ("sector",),
    "staff": ("sector",),
}
CHOSEN: tuple[dict[str, str], ...] = (
    {},
    {"sector": "HCSN"},
    {"sector": "SXKD"},
    {"sex": "FEMALE"},
    {"sector": "HCSN", "sex": "FEMALE"},
)
ASKED = ("", "province", "north", "south", "works", "cluster", "a")


def _any_rows(chance: random.Random) -> list[Row]:
    """Return figures that some units give whole, some in parts, and some for others."""
    rows: list[Row] = []
    often, above = chance.choice([0.1, 0.3, 0.6, 0.9]), chance.choice([0.0, 0.0, 0.1, 0.3])
    for measure, dimensions in MEASURES.items():
        for where in CHOSEN:
            if not set(where) <= set(dimensions) or chance.random() < 0.4:
                continue
            for unit in ("", "province", "north", "south", "works", "cluster", "a", "b", "c"):
                high = {"": 3, "province": 3, "north": 2, "south": 2, "cluster": 2}.get(unit, 1)
                if chance.random() < (above if high > 1 else often):
                    value = chance.randint(1, 9) + 10 ** (3 - len(where)) * 10**high
                    rows.append(
                        (measure, unit, where.get("sector", ""), where.get("sex", ""), value)
                    )
    chance.shuffle(rows)
    return rows


def _answer(edition: Edition, measure: str, unit: str, where: dict[str, str]) -> object:
    try:
        value = total(edition, measure, unit=unit, **where).value
    except AmbiguousTotal:
        return "ambiguous"
    except DataError:
        return "fault"
    return None if value is None else pytest.approx(value)


@pytest.mark.parametrize("seed", range(60))
def test_rolled_up_or_row_by_row_the_answers_are_the_same(tmp_path: Path, seed: int) -> None:
    """Whatever is asked, of whatever is given: totals, parts, means, units, ambiguities."""
    rows = _any_rows(random.Random(seed))  # noqa: S311 - figures to test with
    slow, fast = (make_root(tmp_path / name) for name in ("slow", "fast"))
    for root in (slow, fast):
        root.write("units.csv", UNITS)
        (root.path / CSV).unlink()
    one, other = _csv(slow, rows), _parquet(fast, rows)
    for measure, dimensions in MEASURES.items():
        for where in CHOSEN:
            for unit in ASKED if set(where) <= set(dimensions) else ():
                given = (measure, unit, where)
                assert _answer(other, *given) == _answer(one, *given), given


def test_a_register_of_units_is_as_good_as_a_list(
    small: Root, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Read by column, the same units; with a fault in it, read line by line."""
    small.append("units.csv", "y,CĐCS Y,grassroots,north,,,CĐ Y | Y")
    listed = small.load().codebook
    monkeypatch.setattr(entries, "MANY", 0)
    register = small.load().codebook
    assert isinstance(register.units, Register)
    assert dict(register.units) == dict(listed.units)
    assert (register.children, register.reporting) == (listed.children, listed.reporting)
    assert register.tree.group.tolist() == listed.tree.group.tolist()
    assert "a" in register.units
    assert "zzz" not in register.units
    small.append("units.csv", "x,CĐCS X,grassroots,nowhere,,,", "a,CĐCS A,grassroots,north,,,")
    with pytest.raises(DataError, match=r"(?s)dòng 12, cột parent.*dòng 13, cột unit: .*trùng lặp"):
        small.load()


@pytest.mark.parametrize(
    "line",
    [
        "x,CĐCS X ,grassroots,north,,,",
        "x,,grassroots,north,,,",
        "x,CĐCS A\u0301,grassroots,north,,,",  # not composed
        "x-y,CĐCS X,grassroots,north,,,",
        "class,CĐCS X,grassroots,north,,,",
        "x,CĐCS X,grassroots,x,,,",
        "x,CĐCS X,grassroots,north,2020,2018,",
        "x,CĐCS X,grassroots,north,20,,",
        '"x","CĐCS\nX",grassroots,north,,,',
        "x,CĐCS X,grassroots",
        "x,CĐCS X,grasroots,north,,,",
        f"x,{'X' * 300},grassroots,north,,,",
        f"x,{'X' * 301},grassroots,north,,,",
        f"{'x' * 101},CĐCS X,grassroots,north,,,",
        # North is the second level, so l10 the twelfth, and l11 one too many.
        "\n".join(f"l{n},Cấp {n},district,{f'l{n - 1}' if n else 'north'},,," for n in range(11)),
        "\n".join(f"l{n},Cấp {n},district,{f'l{n - 1}' if n else 'north'},,," for n in range(12)),
    ],
)
def test_an_unusual_register_is_read_line_by_line(
    small: Root, monkeypatch: pytest.MonkeyPatch, line: str
) -> None:
    """Whatever is not plain is left to the reader that tells faults by line."""
    small.append("units.csv", line)

    def outcome() -> object:
        try:
            return dict(small.load().codebook.units)
        except DataError as error:
            return str(error)

    before = outcome()
    monkeypatch.setattr(entries, "MANY", 0)
    assert outcome() == before
