"""Sections I to II.2.2: their figures against the signed report.

Expected values were worked out by hand from the report's text.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from unionlib import Edition, Table, load
from unionlib.sections import context, leadership, rights, welfare, workforce

ROOT = Path(__file__).parents[1]
TABLES: tuple[Callable[[Edition], Table], ...] = (
    context.enterprises_by_status,
    workforce.members_by_sector,
    workforce.office,
    workforce.committees,
    workforce.wages_by_ownership,
    leadership.new_rural_support,
    rights.conferences,
    rights.democracy,
    welfare.gifts_by_campaign,
    welfare.gifts_by_source,
    welfare.new_year_gifts,
    welfare.sports_courts,
    welfare.funds,
    welfare.shelters,
    welfare.restatements,
)


@pytest.fixture(scope="module")
def edition() -> Edition:
    """Open the real edition of 2019."""
    return load(2019, ROOT / "data")


# Figures


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        # I.1.2: 1.876 enterprises, 46 insured, 113 suspended, 324 locked
        ("enterprises_in_difficulty", 437),
        ("enterprises_in_difficulty_share", 23.294),
        ("enterprises_operating", 1439),
        ("insured_enterprise_share", 2.452),
        # I.2.1: 863 unions (69 fewer than at mid-year), 30.250 employees, 30.088 members
        ("union_density", 99.464),
        ("nonmembers", 162),
        ("female_member_share", 61.858),
        ("business_member_share", 10.971),
        ("members_per_union", 34.864),
        ("grassroots_unions_midyear", 932),
        ("office_fill_rate", 74.074),
        ("office_party_share", 85),
        # I.2.2: 317 of 30.250, after 235
        ("underemployment_rate", 1.048),
        ("underemployed_workers_change", 82),
        ("underemployed_workers_growth", 34.894),
        # I.2.3 note 1
        ("wage_gap", 1_200_000),
        # II.1: 68,9 of over 568 million
        ("new_rural_province_share", 12.130),
        # II.2.1 notes 3 to 6
        ("conference_rate(sector=HCSN)", 98.522),
        ("conference_rate(sector=DNNN)", 100),
        ("conference_rate(sector=CTCP)", 76.786),
        ("dialogue_rate", 61.111),
        ("people_inspectorate_rate", 98.522),
        ("law_consultation_rate", 29.912),
        ("safety_month_rate", 98.494),
        ("safety_visit_average", 500_000),
        # II.2.2: 1.517,2 million for 4.578 parcels, 511,9 and 1.005,3 by source
        ("gift_average_value", 331_411.1),
        ("gift_social_fund_share", 33.740),
        ("gift_enterprise_share", 66.260),
        ("gift_average_value(campaign=NEW_YEAR)", 352_440.0),
        ("gift_average_value(campaign=WORKERS_MONTH, level=PROVINCE)", 500_000),
        ("fundraising_rate(campaign=NEW_YEAR)", 34.615),
        ("sports_court_socialised_share", 62.963),
        ("shelter_allocated_average", 30_000),
        ("support_average_amount(fund=SHELTER)", 26_346_153.8),
        ("support_average_amount(fund=EMPLOYMENT)", 19_947_368.4),
        ("meal_rate", 39.286),
    ],
)
def test_computed_figures(edition: Edition, expression: str, value: float) -> None:
    """What is computed equals what the report's own figures give on paper."""
    assert float(edition.quantity(expression)) == pytest.approx(value, rel=1e-4)


def test_committees_show_seats_filled(edition: Edition) -> None:
    """Three bodies: 08/11, 30/32 and 05/05."""
    frame = workforce.committees(edition).frame
    assert frame["Hiện có"].to_list() == [8, 30, 5]
    assert frame["Theo cơ cấu"].to_list() == [11, 32, 5]
    assert frame["Tỷ lệ"].to_list() == pytest.approx([72.727, 93.75, 100], rel=1e-4)


def test_wages_end_in_the_stated_mean(edition: Edition) -> None:
    """The mean over all is the report's 5.600.000, not the mean of the four kinds."""
    frame = workforce.wages_by_ownership(edition).frame
    assert frame["Bình quân tháng"].to_list() == [4.9e6, 5.5e6, 6.1e6, 5.9e6, 5.6e6]


def test_office_counts_posts(edition: Edition) -> None:
    """27 posts granted, 20 people, one on contract, 17 party members, 1 + 2 + 4 + 2 + 4."""
    assert workforce.office(edition).frame["Số liệu"].to_list() == [27, 20, 1, 17, 1, 2, 4, 2, 4]


def test_gifts_are_divided_as_the_report_divides_them(edition: Edition) -> None:
    """New Year by province and grassroots, Workers' Month by province and all below it."""
    table = welfare.gifts_by_campaign(edition)
    assert [row.depth for row in table.rows] == [0, 1, 1, 0, 1, 1]
    assert table.frame["Suất quà"].to_list() == [2746, 609, 2137, 1832, 18, 1814, 4578]
    money = [None if not (cell := row.figure(1)) else float(cell) for row in table.rows]
    assert money == [967.8e6, None, None, 549.6e6, 9e6, 531.6e6]


def test_new_year_gifts_by_programme_and_donor(edition: Edition) -> None:
    """441 with 326 and 100, 230 with 160, 20 and 50, and 2.297; 96 million given on visits."""
    table = welfare.new_year_gifts(edition)
    parcels = {row.label: float(row.cells[0]) for row in table.rows if row.figure(0)}  # type: ignore[arg-type]
    assert sorted(parcels.values()) == [20, 50, 100, 160, 230, 326, 441, 2297]
    assert parcels["– Tổ chức, đơn vị, doanh nghiệp đóng góp"] == 326
    assert table.frame.loc["LĐLĐ tỉnh và các đoàn công tác đến thăm", "Tiền quà"] == 96e6
    assert table.total is None


def test_restatements_name_each_difference(edition: Edition) -> None:
    """1.517,4 for 1.517,2 million; 2.968 for 2.746; 326 + 100 + 15 are 441; 540,6 for 549,6 million."""
    differences = welfare.restatements(edition).frame["Chênh lệch"].to_list()
    expected = [0, 200_000, 0, 0, 222, 0, 0, 0, -9_000_000, 0, 0, 0]
    assert differences == pytest.approx(expected)


def test_the_blocs_money_is_no_level_of_the_union(edition: Edition) -> None:
    """II.1: 568 million of the whole bloc, 68,9 of the federation: 12%; the stub fits both."""
    table = leadership.new_rural_support(edition)
    assert table.stub == "Nơi huy động"
    assert table.frame["Kinh phí"].to_list() == [68_900_000, 568_000_000]
    assert table.frame["Tỷ trọng"].to_list() == pytest.approx([12.130, 100], abs=0.001)


def test_remarks_of_the_data_stand_below_the_table(edition: Edition) -> None:
    """An amount that was kept as printed says so where it is shown, unless the table speaks."""
    assert "Phân bổ dịp Tết: Báo cáo nguồn ghi “1,440 triệu”, " in welfare.shelters(edition).note
    assert welfare.funds(edition).note.count("không nêu tên quỹ chi") == 1
    assert welfare.restatements(edition).note.startswith("Chênh lệch: ")


@pytest.mark.parametrize("make", TABLES)
def test_tables_are_complete(edition: Edition, make: Callable[[Edition], Table]) -> None:
    """Every table has rows, a caption that begins like a title, and an id of its own."""
    table = make(edition)
    assert table.rows
    assert table.caption[:1].isupper()
    assert re.fullmatch(r"[a-z]+(-[a-z]+)*", table.id)
    assert [other(edition).id for other in TABLES].count(table.id) == 1


# Editions made by hand


@pytest.fixture
def small(tmp_path: Path) -> Callable[..., Edition]:
    """Make an edition of 2021 with the real codebook and the rows given."""

    def make(section: str, *rows: str) -> Edition:
        for name in ("measures.csv", "codes.csv", "units.csv"):
            shutil.copy(ROOT / "data" / name, tmp_path / name)
        folder = tmp_path / "2021" / "observations"
        folder.mkdir(parents=True)
        (folder.parent / "edition.toml").write_text('year = 2021\nstatus = "draft"\n', "utf-8")
        (folder / f"{section}.csv").write_text("\n".join(rows) + "\n", "utf-8")
        return load(2021, tmp_path)

    return make


def test_total_is_the_sum_where_none_is_stated(small: Callable[..., Edition]) -> None:
    """Sectors alone give the whole and the shares."""
    edition = small(
        "workforce",
        "measure,period,unit,sector,value,printed,source,note",
        "members,,,HCSN,30,30,I,",
        "members,,,SXKD,10,10,I,",
    )
    frame = workforce.members_by_sector(edition).frame
    assert frame["Đoàn viên"].to_list() == [30, 10, 40]
    assert frame["Tỷ trọng"].to_list() == [75, 25, 100]


@pytest.mark.parametrize(
    ("rows", "share"),
    [
        (("underemployed_workers,2020,,20,20,I,", "employees,2020,,1000,1.000,I,"), 2),
        (("underemployment_share,2020,,0.74,,I,",), 0.74),
        (
            (
                "underemployed_workers,2020,,20,20,I,",
                "employees,2020,,1000,1.000,I,",
                "underemployment_share,2020,,2.01,,I,",
            ),
            2,
        ),
        ((), None),
    ],
)
def test_last_years_underemployment_is_computed_or_else_as_it_was_stated(
    small: Callable[..., Edition], rows: tuple[str, ...], share: float | None
) -> None:
    """20 of 1.000 are 2%; the report of 2019 states 0,74% of the year before, and not of whom."""
    edition = small("workforce", "measure,period,unit,value,printed,source,note", *rows)
    assert workforce.underemployment_before(edition).value == share


def test_nothing_due_gives_no_rate(small: Callable[..., Edition]) -> None:
    """A sector with no unit due shows its zeros and leaves the rate open."""
    edition = small(
        "rights",
        "measure,period,unit,sector,value,printed,source,note",
        "conference_units,,,HCSN,0,0,II,",
        "conference_units_due,,,HCSN,0,0,II,",
    )
    held, due, rate = (rights.conferences(edition).rows[0].figure(column) for column in range(3))
    assert held is not None
    assert due is not None
    assert rate is not None
    assert (held.value, due.value, rate.value) == (0, 0, None)
    assert "mẫu số bằng 0" in rate.reason


def test_bodies_without_a_quota_have_no_rate(small: Callable[..., Edition]) -> None:
    """Members in office are shown although nobody said how many seats there are."""
    edition = small(
        "workforce",
        "measure,period,unit,body,value,printed,source,note",
        "committee_members,,,EXECUTIVE,30,30,I,",
    )
    frame = workforce.committees(edition).frame
    assert frame.index.to_list() == ["Ban Chấp hành"]
    assert frame["Hiện có"].to_list() == [30]
    assert frame["Tỷ lệ"].isna().all()


def test_a_fund_of_units_is_added_up(small: Callable[..., Edition]) -> None:
    """Two districts report what they gave; the province shows the sum and the mean."""
    edition = small(
        "welfare",
        "measure,period,unit,fund,value,printed,source,note",
        "support_recipients,,bao_lac,SHELTER,2,02,II,",
        "support_recipients,,hoa_an,SHELTER,3,03,II,",
        "support_amount,,bao_lac,SHELTER,60000000,60 triệu,II,",
        "support_amount,,hoa_an,SHELTER,40000000,40 triệu,II,",
    )
    assert welfare.funds(edition).frame.iloc[0].to_list() == [5, 100e6, 20e6]
