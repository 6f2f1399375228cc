"""Section II.2.2: its figures, worked out by hand from the signed report."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from unionlib import Edition
from unionlib.sections import welfare


@pytest.mark.parametrize(
    ("expression", "value"),
    [
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
def test_computed_figures(real: Edition, expression: str, value: float) -> None:
    """What is computed equals what the report's own figures give on paper."""
    assert float(real.quantity(expression)) == pytest.approx(value, rel=1e-4)


def test_gifts_are_divided_as_the_report_divides_them(real: Edition) -> None:
    """New Year by province and grassroots, Workers' Month by province and all below it."""
    table = welfare.gifts_by_campaign(real)
    assert [row.depth for row in table.rows] == [0, 1, 1, 0, 1, 1]
    assert table.frame["Suất quà"].to_list() == [2746, 609, 2137, 1832, 18, 1814, 4578]
    money = [None if not (cell := row.figure(1)) else float(cell) for row in table.rows]
    assert money == [967.8e6, None, None, 549.6e6, 9e6, 531.6e6]


def test_new_year_gifts_by_programme_and_donor(real: Edition) -> None:
    """441 with 326 and 100, 230 with 160, 20 and 50, and 2.297; 96 million given on visits."""
    table = welfare.new_year_gifts(real)
    parcels = {row.label: float(row.cells[0]) for row in table.rows if row.figure(0)}  # type: ignore[arg-type]
    assert sorted(parcels.values()) == [20, 50, 100, 160, 230, 326, 441, 2297]
    assert parcels["– Tổ chức, đơn vị, doanh nghiệp đóng góp"] == 326
    assert table.frame.loc["LĐLĐ tỉnh và các đoàn công tác đến thăm", "Tiền quà"] == 96e6
    assert table.total is None


def test_restatements_name_each_difference(real: Edition) -> None:
    """1.517,4 for 1.517,2 million; 2.968 for 2.746; 326 + 100 + 15 are 441; 540,6 for 549,6 million."""
    differences = welfare.restatements(real).frame["Chênh lệch"].to_list()
    expected = [0, 200_000, 0, 0, 222, 0, 0, 0, -9_000_000, 0, 0, 0]
    assert differences == pytest.approx(expected)


def test_remarks_of_the_data_stand_below_the_table(real: Edition) -> None:
    """An amount that was kept as printed says so where it is shown, unless the table speaks."""
    assert "Phân bổ dịp Tết: Báo cáo nguồn ghi “1,440 triệu”, " in welfare.shelters(real).note
    assert welfare.funds(real).note.count("không nêu tên quỹ chi") == 1
    assert welfare.restatements(real).note.startswith("Chênh lệch: ")


def test_a_fund_of_units_is_added_up(edition_of: Callable[..., Edition]) -> None:
    """Two districts report what they gave; the province shows the sum and the mean."""
    edition = edition_of(
        "welfare",
        "measure,period,unit,fund,value,printed,source,note",
        "support_recipients,,bao_lac,SHELTER,2,02,II,",
        "support_recipients,,hoa_an,SHELTER,3,03,II,",
        "support_amount,,bao_lac,SHELTER,60000000,60 triệu,II,",
        "support_amount,,hoa_an,SHELTER,40000000,40 triệu,II,",
    )
    assert welfare.funds(edition).frame.iloc[0].to_list() == [5, 100e6, 20e6]
