"""Figures by reporting unit and by year, on data that one adds up in one's head."""

from __future__ import annotations

import pytest

from tests.tiny import IMPRINT, Root
from unionlib.edition import Edition, load
from unionlib.errors import UnionlibError, UnknownName
from unionlib.quantity import Quantity
from unionlib.reporting import by_unit, ranking
from unionlib.show.multiples import multiples_chart, trends
from unionlib.timeline import headline, history, largest_change, load_years, section_trend, trend

WORKFORCE = "measure,period,unit,sector,sex,value,printed,source,note\n"


def with_years(root: Root) -> Root:
    """Give the root three reportable years: 80, 100 and 50 members of 100, 125, 125."""
    for year, members, employees in ((2017, 80, 100), (2018, 100, 125), (2019, 50, 125)):
        root.write(f"{year}/edition.toml", f'year = {year}\nstatus = "official"\n{IMPRINT}')
        rows = f"members,,,,,{members},,I.1,\nemployees,,,,,{employees},,I.2,\n"
        root.write(f"{year}/observations/workforce.csv", WORKFORCE + rows)
    root.write(
        "trends.csv",
        "section,figure,headline\nworkforce,members,1\nworkforce,union_density,1\nworkforce,employees,\n",
    )
    return root


def test_a_table_by_unit_has_a_row_per_reporting_unit_and_the_rolled_up_total(
    edition: Edition,
) -> None:
    """North gave 30 + 5 parcels, south 20: the province has 55."""
    table = by_unit(edition, "x", "Quà", {"Suất": "gift_parcels"})
    assert [(row.label, row.cells[0].value) for row in table.rows] == [  # type: ignore[union-attr]
        ("LĐLĐ huyện Bắc", 35.0),
        ("LĐLĐ huyện Nam", 20.0),
    ]
    assert table.total is not None
    assert float(table.total.figure(0) or 0) == 55.0


def test_a_figure_stated_for_the_province_is_not_told_by_unit(edition: Edition) -> None:
    """The 100 members were read as a whole; no table of units is made of them."""
    assert by_unit(edition, "x", "Đoàn viên", {"Đoàn viên": "members"}).rows == ()


def test_a_ranking_puts_the_largest_first_and_says_that_it_is_cut(edition: Edition) -> None:
    """Of two units the first one is north with 35."""
    table = by_unit(edition, "x", "Quà", {"Suất": "gift_parcels"})
    first = ranking(table, top=1)
    assert [row.label for row in first.rows] == ["LĐLĐ huyện Bắc"]
    assert first.total is None
    assert first.caption == "Quà: 1 đơn vị đứng đầu"
    assert ranking(table).caption == "Quà"


def test_history_ends_at_the_first_year_that_cannot_be_reported(root: Root) -> None:
    """2018 is there for comparison only: 2019 looks back on nothing."""
    assert [edition.year for edition in history(load(2019, root.path))] == [2019]
    assert [e.year for e in history(load(2019, with_years(root).path))] == [2017, 2018, 2019]


def test_a_trend_shows_each_year_and_the_change_from_first_to_last(root: Root) -> None:
    """80 → 50 members is −37,5 %; 80 % → 40 % density is −40 points."""
    editions = history(load(2019, with_years(root).path))
    table = section_trend(editions, "workforce")
    assert table.columns == ("2017", "2018", "2019", "2017–2019")
    members, density, employees = ([cell.value for cell in row.cells] for row in table.rows)  # type: ignore[union-attr]
    assert members == [80, 100, 50, -37.5]
    assert density == pytest.approx([80, 80, 40, -40])
    assert employees == [100, 125, 125, 25]


def test_what_changed_most_is_said_with_its_years(root: Root) -> None:
    """Members fell by 37,5 %, employees rose by 25 %: members moved most."""
    found = largest_change(section_trend(history(load(2019, with_years(root).path)), "workforce"))
    assert found["label"] == "số đoàn viên"
    assert (str(found["first"]), str(found["last"]), str(found["growth"])) == ("80", "50", "-37,5%")
    assert (found["from_year"], found["to_year"]) == ("2017", "2019")


def test_a_single_year_has_no_trend(edition: Edition) -> None:
    """One year beside nothing is no trend: no rows, so nothing is printed."""
    assert trend([edition], "x", "X", ["members"]).rows == ()


def test_years_without_a_report_are_refused_and_those_there_are_named(root: Root) -> None:
    """2016 is missing; the message names the years there are."""
    path = with_years(root).path
    assert [edition.year for edition in load_years("2017-2019", path)] == [2017, 2018, 2019]
    with pytest.raises(UnknownName, match="2017, 2018, 2019"):
        load_years("2016-2019", path)


def test_one_year_may_be_a_number_and_one_figure_a_text(root: Root) -> None:
    """As load(2019) takes it; 80 → 50 members are −37,5 %."""
    path = with_years(root).path
    assert [edition.year for edition in load_years(2019, path)] == [2019]
    (row,) = trend(load_years("2017-2019", path), "x", "X", "members").rows
    assert [float(cell) for cell in row.cells if isinstance(cell, Quantity)] == [80, 100, 50, -37.5]


def test_a_trend_of_no_year_and_of_no_section_is_refused(root: Root) -> None:
    """A section that is known but followed by no figure prints nothing, as before."""
    editions = history(load(2019, with_years(root).path))
    for make in (lambda: trends([], "workforce"), lambda: trend([], "x", "X", ["members"])):
        with pytest.raises(UnionlibError, match=r"^chưa có năm nào .* history\(edition\)"):
            make()
    with pytest.raises(UnknownName, match=r"^Phần 'workfroce' không có. Có phải là: workforce"):
        trends(editions, "workfroce")
    assert section_trend(editions, "welfare").rows == ()


@pytest.mark.parametrize("text", ["abc", "", "19", "2015-", "2015–2019", "0019", "2019;2020"])
def test_what_is_no_range_of_years_is_told_with_what_is(text: str) -> None:
    """To an analyst in a notebook too: an error of unionlib and not of the command line's parser."""
    allowed = "viết 2019, 2015-2024 hoặc 2015,2019"
    with pytest.raises(UnionlibError, match=f"^'{text}' không phải là năm; {allowed}$"):
        load_years(text)


def test_key_figures_are_those_that_trends_csv_marks(root: Root) -> None:
    """Members and density are marked, employees are not."""
    assert [str(figure) for figure in headline(load(2019, with_years(root).path))] == ["50", "40%"]


def test_small_multiples_draw_the_same_bytes_and_say_every_year(root: Root) -> None:
    """The description tells each figure of each year; two drawings are one."""
    table = section_trend(history(load(2019, with_years(root).path)), "workforce")
    chart = multiples_chart(table)
    assert chart.svg == multiples_chart(table).svg
    assert "2017: 80, 2018: 100, 2019: 50" in chart.description
