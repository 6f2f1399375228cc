"""Figures by reporting unit and by year, on data that one adds up in one's head."""

from __future__ import annotations

import pytest

from tests.tiny import IMPRINT, Root
from unionlib.edition import Edition, load
from unionlib.errors import UnionlibError, UnknownName
from unionlib.reporting import by_unit, ranking
from unionlib.sections.sources import coverage, observations, submissions
from unionlib.show.markup import about
from unionlib.show.multiples import multiples_chart
from unionlib.show.tables import render
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


def test_the_appendix_of_an_edition_by_units_lists_the_provinces_figures(root: Root) -> None:
    """70 + 25 members are one row of 95, cited by the two forms; each form's row is in the CSV file."""
    cells = [f'"{unit}.xlsx, 01 Lao động!E7"' for unit in ("north", "south")]
    root.write(
        "2019/observations/workforce.csv",
        WORKFORCE
        + f"members,,north,,,70,,{cells[0]},\nmembers,,south,,,25,,{cells[1]},\n"
        + f"members,2020,north,,,80,,{cells[0]},\nmembers,2020,south,,,30,,{cells[1]},\n"
        + f"employees,,north,HCSN,,60,,{cells[0]},\nseminar_share,,,,,33.3,,I.5,\n"
        + f"employees,,south,,,40,,{cells[1]},\n",
    )
    table = observations(root.load())[0]
    assert [(row.label, str(row.figure(0)), row.cells[1]) for row in table.rows] == [
        ("Số đoàn viên", "95", "biểu số liệu của 2 đơn vị"),
        ("Số đoàn viên (năm 2020)", "110", "biểu số liệu của 2 đơn vị"),
        ("Số lao động – Hành chính, sự nghiệp – LĐLĐ huyện Bắc", "60", cells[0].strip('"')),
        ("Số lao động – LĐLĐ huyện Nam", "40", cells[1].strip('"')),
        ("Tỷ lệ đơn vị hội thảo", "33,3%", "I.5"),
    ]
    assert table.note == (
        "Tổng hợp từ 7 số liệu; số liệu của từng đơn vị xem tệp observations-workforce.csv kèm theo."
    )
    filed = about(render(table))["table"]["rows"]
    assert ["Số đoàn viên – LĐLĐ huyện Nam", 25, cells[1].strip('"')] in filed
    assert len(filed) == 7


def test_the_figures_of_too_many_units_stay_in_the_data(
    root: Root, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The CSV file then has what the table shows, and the note does not send anybody there."""
    monkeypatch.setattr("unionlib.sections.sources.MOST", 1)
    rows = "members,,north,,,70,,,\nmembers,,south,,,25,,,\n"
    root.write("2019/observations/workforce.csv", WORKFORCE + rows)
    table = observations(root.load())[0]
    assert about(render(table))["table"]["rows"] == [["Số đoàn viên", 95, ""]]
    assert table.note.endswith("số liệu của từng đơn vị xem tệp dữ liệu kèm theo.")


def test_the_table_of_submissions_says_why_it_has_a_row_more_than_are_counted(root: Root) -> None:
    """Two districts are due; the office sends a form as well, and is not one of them."""
    root.append("units.csv", "own,Cơ quan LĐLĐ tỉnh Nhỏ,office,province,,,")
    lines = ("unit,state,file,checksum,version", "north,collected,a.xlsx,1,1", "south,missing,,,")
    root.write("2019/submissions.csv", "\n".join([*lines, "own,collected,b.xlsx,2,1"]) + "\n")
    edition = root.load()
    assert [str(figure) for figure in coverage(edition)] == ["01", "02"]
    table = submissions(edition)
    assert [row.label for row in table.rows] == [
        "LĐLĐ huyện Bắc",
        "LĐLĐ huyện Nam",
        "Cơ quan LĐLĐ tỉnh Nhỏ",
    ]
    assert table.note == "Cơ quan LĐLĐ tỉnh Nhỏ không tính vào số đơn vị phải báo cáo."


def test_what_cannot_be_rolled_up_is_a_gap_in_the_appendix_and_says_why(root: Root) -> None:
    """Where one district has parts in two ways and no total, the province's total is not guessed."""
    root.write(
        "2019/observations/workforce.csv",
        WORKFORCE
        + "members,,north,,,70,,,\nmembers,,south,,,25,,,\nmembers,,closed,HCSN,,3,,,\n"
        + "members,,closed,,FEMALE,2,,,\n",
    )
    root.edit(
        "units.csv",
        "closed,LĐLĐ huyện Cũ,district,province,,2018,",
        "closed,LĐLĐ huyện Cũ,district,province,,,",
    )
    first, *_ = observations(root.load())[0].rows
    figure = first.figure(0)
    assert figure is not None
    assert figure.value is None
    assert "nhiều cách phân tổ" in figure.reason


def test_the_appendix_of_a_signed_report_lists_every_row(edition: Edition) -> None:
    """A few districts beside the province are rows as their source has them, not added up."""
    welfare = observations(edition)[1]
    assert [(row.label, str(row.figure(0))) for row in welfare.rows] == [
        ("Số suất quà – Tết – LĐLĐ huyện Bắc", "30"),
        ("Số suất quà – Tháng Công nhân – LĐLĐ huyện Bắc", "05"),
        ("Số suất quà – Tết – LĐLĐ huyện Nam", "20"),
        ("Tiền quà", "27,5 triệu đồng"),
    ]
    assert welfare.note == ""
