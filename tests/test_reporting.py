"""Figures by reporting unit and by year, on data that one adds up in one's head."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Any

import pytest

from tests.helpers.data_root import IMPRINT, Root
from unionlib.edition import Edition, load
from unionlib.errors import DataError, UnionlibError, UnknownName
from unionlib.numbers import parse_printed
from unionlib.quantity import Quantity
from unionlib.reporting import by_unit, ranking
from unionlib.sections.sources import observations, submissions
from unionlib.show.canvas import WIDTH
from unionlib.show.markup import about
from unionlib.show.multiples import multiples, multiples_chart, trends
from unionlib.show.tables import render
from unionlib.submissions import coverage, lacking, lacking_whose
from unionlib.tabulation import Row, Table, tabulate
from unionlib.timeline import headline, history, load_years, moves, section_trend, trend

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


@pytest.mark.parametrize(
    ("federation", "said"),
    [
        ("LĐLĐ tỉnh Nhỏ,province", "Toàn tỉnh"),
        ("Liên đoàn Lao động thành phố Lớn,province", "Toàn thành phố"),
        ("Công đoàn ngành Y tế,sector", "Toàn hệ thống"),
    ],
)
def test_all_units_together_are_called_after_the_federation(
    root: Root, federation: str, said: str
) -> None:
    """A city under the centre is no province, and a union of a trade has none."""
    root.edit("units.csv", "LĐLĐ tỉnh Nhỏ,province", federation)
    columns = {"Suất quà": "gift_parcels"}
    total = by_unit(root.load(), "x", "X", columns).total
    assert total is not None
    assert total.label == said


def test_a_figure_stated_for_the_province_is_not_told_by_unit(root: Root) -> None:
    """The 100 members were read as a whole: 30 of a unit beside them make no table, nor does a total."""
    root.append("2019/observations/workforce.csv", "members,,north,,,30,30,I.1,")
    assert by_unit(root.load(), "x", "Đoàn viên", {"Đoàn viên": "members"}).lines == []


def test_a_ranking_puts_the_largest_first_and_says_that_it_is_cut(edition: Edition) -> None:
    """Of two units the first one is north with 35."""
    table = by_unit(edition, "x", "Quà", {"Suất": "gift_parcels"})
    first = ranking(table, top=1)
    assert [row.label for row in first.rows] == ["LĐLĐ huyện Bắc"]
    assert first.total is None
    assert first.caption == "Quà: 1 đơn vị đứng đầu"
    assert ranking(table).caption == "Quà"
    by_sector = tabulate(edition, "x", "Đoàn viên", {"Số": "members"}, by="sector")
    assert ranking(by_sector, top=1).caption == "Đoàn viên: 1 khối đứng đầu"


def test_history_ends_at_the_first_year_that_cannot_be_reported(root: Root) -> None:
    """2018 is there for comparison only: 2019 looks back on nothing."""
    assert [edition.year for edition in history(load(2019, root.path))] == [2019]
    assert [e.year for e in history(load(2019, with_years(root).path))] == [2017, 2018, 2019]


def test_history_looks_back_on_five_years(root: Root) -> None:
    """Of six that can be reported the first is left out."""
    for year in range(2014, 2020):
        root.write(f"{year}/edition.toml", f'year = {year}\nstatus = "official"\n{IMPRINT}')
    assert [e.year for e in history(load(2019, root.path))] == [2015, 2016, 2017, 2018, 2019]


def test_a_trend_shows_each_year_and_what_changed_since_the_last_and_the_first(root: Root) -> None:
    """100 → 50 members is −50 %, 80 → 50 is −37,5 %; 80 % → 40 % density is −40 points."""
    editions = history(load(2019, with_years(root).path))
    table = section_trend(editions, "workforce")
    changes = ("Tăng, giảm so với 2018", "Tăng, giảm so với 2017")
    assert table.columns == ("2017", "2018", "2019", *changes)
    labels = ["Số đoàn viên (người)", "Tỷ lệ đoàn viên (%)", "Số lao động (người)"]
    assert [row.label for row in table.rows] == labels
    members, density, employees = ([cell.value for cell in row.cells] for row in table.rows)  # type: ignore[union-attr]
    assert members == [80, 100, 50, -50, -37.5]
    assert density == pytest.approx([80, 80, 40, -40, -40])
    assert employees == [100, 125, 125, 0, 25]


@pytest.mark.parametrize(
    ("first", "last", "note"),
    [
        (99.4645, 99.8355, "Tăng, giảm tính từ số chưa làm tròn."),  # 99,46 → 99,84 and 0,37
        (99.4612, 99.8412, ""),  # 99,46 → 99,84 and 0,38
        (61.11, 39, ""),
        (50, None, ""),
    ],
)
def test_a_change_that_the_printed_figures_do_not_give_is_explained(
    root: Root, first: float, last: float | None, note: str
) -> None:
    """Points are subtracted in one's head; where that gives another figure, it is said why."""
    path = with_years(root).path
    for year, value in ((2018, first), (2019, last)):
        if value is not None:
            root.append(f"{year}/observations/workforce.csv", f"seminar_share,,,,,{value},,I.5,")
    table = trend([load(2018, path), load(2019, path)], "x", "X", ["seminar_share", "members"])
    assert table.note == note


@pytest.mark.parametrize(
    ("least", "unit"),
    [
        (10_000_000_000, "tỷ đồng"),
        (9_999_999_999, "triệu đồng"),
        (1_000_000, "triệu đồng"),
        (999_999, "đồng"),
    ],
)
def test_amounts_of_all_years_stand_in_one_scale(root: Root, least: int, unit: str) -> None:
    """In that of the least, from ten milliards or a million on: no year is printed as 0,00."""
    path = with_years(root).path
    head = "measure,period,unit,campaign,value,printed,source,note"
    for year, value in ((2018, 10**11), (2019, least)):
        root.write(f"{year}/observations/welfare.csv", f"{head}\ngift_amount,,,,{value},,II.3,\n")
    (row,) = trend([load(2018, path), load(2019, path)], "x", "X", "gift_amount").rows
    assert row.label == f"Tiền quà ({unit})"


def test_what_moved_most_comes_first(root: Root) -> None:
    """Members fell by 37,5 %, employees rose by 25 %; the density is a percentage itself."""
    found = moves(section_trend(history(load(2019, with_years(root).path)), "workforce"))
    assert [[str(figure) for figure in move] for move in found] == [
        ["80", "50", "−37,5%"],
        ["100", "125", "25%"],
    ]


def test_the_formula_of_a_change_tells_the_years_apart(root: Root) -> None:
    """Else it takes a figure from itself."""
    table = section_trend(history(load(2019, with_years(root).path)), "workforce")
    grown = "(số đoàn viên – năm 2019 (50) − số đoàn viên – năm 2017 (80)) / số đoàn viên – năm 2017 (80)"
    changes = [row.figure(4) for row in table.rows]
    assert [change.formula for change in changes[:2] if change] == [
        grown,
        "tỷ lệ đoàn viên – năm 2019 (40%) − tỷ lệ đoàn viên – năm 2017 (80%)",
    ]
    assert moves(table)[0].growth.formula == grown


def test_what_changed_most_is_said_of_several_and_with_units(
    root: Root, capsys: pytest.CaptureFixture[str]
) -> None:
    """Members fell most of the two that are no percentages; the unit stands once, behind both."""
    trends(history(load(2019, with_years(root).path)), "workforce")
    assert capsys.readouterr().out.startswith(
        "Từ năm 2017 đến năm 2019, trong các chỉ tiêu không tính bằng phần trăm, thay đổi nhiều "
        "nhất là số đoàn viên: giảm 37,5%, từ 80 xuống 50 người.\n"
        "So với năm 2018, thay đổi nhiều nhất là số đoàn viên: giảm 50%, từ 100 xuống 50 người.\n"
    )


def test_what_did_not_move_since_the_first_year_may_have_moved_since_the_last(
    root: Root, capsys: pytest.CaptureFixture[str]
) -> None:
    """From 80 over 100 to 80 again: only the second sentence is said, and which figures are meant."""
    with_years(root).edit("2019/observations/workforce.csv", "members,,,,,50,", "members,,,,,80,")
    root.edit("2017/observations/workforce.csv", "employees,,,,,100,", "employees,,,,,125,")
    trends(history(load(2019, root.path)), "workforce")
    assert capsys.readouterr().out.startswith(
        "So với năm 2018, trong các chỉ tiêu không tính bằng phần trăm, thay đổi nhiều nhất là "
        "số đoàn viên: giảm 20%, từ 100 xuống 80 người.\n"
    )


@pytest.mark.parametrize(
    ("figure", "said"),
    [
        ("members", "số đoàn viên giảm 37,5%, từ 80 xuống 50 người"),
        ("wage", "lương bình quân tăng 50%, từ 4,01 triệu đồng lên 6,02 triệu đồng"),
    ],
)
def test_one_figure_is_not_chosen_among_several(
    root: Root, capsys: pytest.CaptureFixture[str], figure: str, said: str
) -> None:
    """Beside a percentage there is nothing to choose; money brings its own unit, and one for both."""
    path = with_years(root).path
    root.append("2017/observations/workforce.csv", "wage,,,,,4012000,4.012.000đ,I.3,")
    root.append("2019/observations/workforce.csv", "wage,,,,,6018000,,I.3,")
    root.write(
        "trends.csv",
        f"section,figure,headline\nworkforce,{figure},\nworkforce,union_density,\n",
    )
    trends(history(load(2019, path)), "workforce")
    assert capsys.readouterr().out.startswith(f"Từ năm 2017 đến năm 2019, {said}.\n")


def test_a_year_that_lacks_units_is_told_and_its_fall_is_not(
    root: Root, capsys: pytest.CaptureFixture[str]
) -> None:
    """Members fell from 80 to 50, but south has not sent its form: that may be why."""
    path = with_years(root).path
    lines = ["unit,state,file,checksum,version", "north,collected,a.xlsx,1,1", "south,missing,,,"]
    root.write("2019/submissions.csv", "\n".join(lines) + "\n")
    trends(history(load(2019, path)), "workforce")
    shown = capsys.readouterr().out
    assert "thay đổi nhiều nhất" not in shown
    assert section_trend(history(load(2019, path)), "workforce").note == (
        "Năm 2019 chưa có số liệu của 01 đơn vị."
    )


def test_a_trend_leaves_out_what_no_year_has_and_names_units_where_there_are_some(
    root: Root,
) -> None:
    """Nobody counted bags; members for each employee are a number without a unit."""
    root.append("measures.csv", "bags,welfare,số túi quà,túi,count,sum,,,Túi quà.")
    editions = history(load(2019, with_years(root).path))
    figures = {"Túi": "bags", "Tỷ số": "members / employees", "Đoàn viên": "members"}
    labels = [row.label for row in trend(editions, "x", "X", figures).rows]
    assert labels == ["Tỷ số", "Đoàn viên (người)"]


def test_a_single_year_has_no_trend(edition: Edition) -> None:
    """One year beside nothing is no trend: no rows, so nothing is printed."""
    assert trend([edition], "x", "X", ["members"]).rows == ()


def test_years_without_a_report_are_refused_and_those_there_are_named(root: Root) -> None:
    """2018 is there to compare with, 2016 missing; the message names the years there are."""
    with pytest.raises(UnknownName, match=r"^Báo cáo năm '2018' không có\. Được phép: 2019"):
        load_years("2018-2019", root.path)
    path = with_years(root).path
    assert [edition.year for edition in load_years("2017-2019", path)] == [2017, 2018, 2019]
    with pytest.raises(UnknownName, match="2017, 2018, 2019"):
        load_years("2016-2019", path)


def test_without_years_every_year_that_has_a_report_is_opened(root: Root) -> None:
    """So the notebook of trends opens on any data; 2018 is there to compare with only."""
    assert [edition.year for edition in load_years(data=root.path)] == [2019]
    path = with_years(root).path
    assert [edition.year for edition in load_years("", path)] == [2017, 2018, 2019]


def test_one_year_may_be_a_number_and_one_figure_a_text(root: Root) -> None:
    """As load(2019) takes it; 80 → 50 members are −37,5 %."""
    path = with_years(root).path
    assert [edition.year for edition in load_years(2019, path)] == [2019]
    (row,) = trend(load_years("2017-2019", path), "x", "X", "members").rows
    assert [float(cell) for cell in row.cells if isinstance(cell, Quantity)] == [
        80,
        100,
        50,
        -50,
        -37.5,
    ]


def test_a_trend_of_no_year_and_of_no_section_is_refused(root: Root) -> None:
    """A section that is known but followed by no figure prints nothing, as before."""
    editions = history(load(2019, with_years(root).path))
    for make in (lambda: trends([], "workforce"), lambda: trend([], "x", "X", ["members"])):
        with pytest.raises(UnionlibError, match=r"^chưa có năm nào .* history\(edition\)"):
            make()
    with pytest.raises(UnknownName, match=r"^Phần 'workfroce' không có. Có phải là: workforce"):
        trends(editions, "workfroce")
    assert section_trend(editions, "welfare").rows == ()


@pytest.mark.parametrize("text", ["abc", " ", "19", "2015-", "2015–2019", "0019", "2019;2020", 0])
def test_what_is_no_range_of_years_is_told_with_what_is(text: str | int) -> None:
    """To an analyst in a notebook too: an error of unionlib and not of the command line's parser."""
    allowed = "viết 2019, 2015-2024 hoặc 2015,2019"
    with pytest.raises(UnionlibError, match=f"^'{text}' không phải là năm; {allowed}$"):
        load_years(text)


def test_what_is_wrong_in_trends_csv_is_told_at_once(root: Root) -> None:
    """A mark that is none, a figure followed twice, however it is spaced, and one that is not there."""
    root.write(
        "trends.csv",
        "section,figure,headline\n"
        "workforce,members,2\n"
        'workforce,"share(members, employees)",0\n'
        'workforce,"share(members,employees)",1\n'
        "welfare,members,\n"
        "workforce,membres,\n"
        "work,employees,\n",
    )
    assert root.faults() == [
        "trends.csv, dòng 2, cột headline: '2': viết 1 cho chỉ tiêu chính, còn lại để trống",
        "trends.csv, dòng 3, cột headline: '0': viết 1 cho chỉ tiêu chính, còn lại để trống",
        "trends.csv, dòng 4, cột figure: trùng với dòng 3",
        "trends.csv, dòng 6, cột figure: Chỉ tiêu 'membres' không có. Có phải là: members?",
        "trends.csv, dòng 7, cột section: phần 'work' không có. Có phải là: workforce?",
    ]
    with pytest.raises(DataError, match="dòng 2, cột headline"):
        headline(root.load())


def test_key_figures_are_those_that_trends_csv_marks(root: Root) -> None:
    """Members and density are marked, employees are not."""
    assert [str(figure) for figure in headline(load(2019, with_years(root).path))] == ["50", "40%"]


def test_small_multiples_draw_the_same_bytes_and_say_every_year(root: Root) -> None:
    """The description tells each figure of each year; two drawings are one."""
    table = section_trend(history(load(2019, with_years(root).path)), "workforce")
    chart = multiples_chart(table)
    assert chart.svg == multiples_chart(table).svg
    assert "2017: 80, 2018: 100, 2019: 50" in chart.description


def test_small_multiples_write_a_figure_as_the_table_above_does() -> None:
    """In million đồng, as the name of the panel says, with “trên”; a gap is told in words."""
    money, people, gap = "Kinh phí (triệu đồng)", "Người dự (người)", Quantity(None, "người")
    fund = tuple(Quantity(value, "đồng") for value in (7_118_852_923, 7_550_862_063))
    over = Quantity(532, "người", printed=parse_printed("trên 532"))
    rows = (
        Row(money, (*fund, None), unit="triệu đồng"),
        Row(people, (gap, over, None), unit="người"),
    )
    chart = multiples_chart(Table("x", "X", "Chỉ tiêu", ("2018", "2019", "Tăng, giảm"), rows))
    assert f"{money} – 2018: 7.118,85, 2019: 7.550,86." in chart.description
    assert f"{people} – 2018: (chưa có số liệu), 2019: trên 532." in chart.description
    assert [figure["text"] for figure in chart.figures] == ["7.118,85", "7.550,86", "trên 532"]
    assert ">7.550,86<" in chart.svg


def test_a_name_too_long_for_its_panel_says_that_it_goes_on() -> None:
    """Three lines have room; a name cut off where it may end means something else."""
    name = "Tỷ lệ công đoàn cấp trên trực tiếp cơ sở, " * 3
    row = Row(name, (Quantity(80, "%"), Quantity(90, "%"), None), unit="%")
    svg = multiples_chart(Table("x", "X", "Chỉ tiêu", ("2018", "2019", "Tăng, giảm"), (row,))).svg
    lines = re.findall(r">([^<>]*)</text>", svg)[1:4]
    said, dots = " ".join(lines)[:-1], lines[2][-1]
    assert (name[: len(said)], dots) == (said, "…")


def test_no_line_of_a_name_ends_within_the_unit() -> None:
    """“(triệu” above “đồng)” reads as if something were missing."""
    years = (Quantity(80_000_000, "đồng"), Quantity(90_000_000, "đồng"), None)
    rows = [Row(f"{'Chi ' * n}(triệu đồng)", years, unit="triệu đồng") for n in range(1, 16)]
    table = Table("x", "X", "Chỉ tiêu", ("2018", "2019", "Tăng, giảm"), tuple(rows))
    units = re.findall(
        r"\([^<>]*", multiples_chart(table).svg.partition("<desc")[2].partition("</desc>")[2]
    )
    assert set(units) == {"(triệu\u00a0đồng)"}


def _drawn(*figures: tuple[float | None, ...]) -> str:
    """Return the drawing of figures over the years from 2017 on, a panel for each."""
    heads = (*(str(2017 + place) for place in range(len(figures[0]))), "Tăng, giảm")
    rows = [
        Row(f"Số {place}", (*(_people(value) for value in values), None))
        for place, values in enumerate(figures)
    ]
    return multiples_chart(Table("x", "X", "Chỉ tiêu", heads, tuple(rows))).svg


def _people(value: float | None) -> Quantity | None:
    return None if value is None else Quantity(value, "người")


def _points(svg: str) -> list[list[tuple[float, float]]]:
    """Return the points of the data's lines, panel by panel."""
    lines = re.findall(r'<polyline points="([^"]+)" fill="none" stroke="#', svg)
    return [
        [(float(x), float(y)) for x, y in (point.split(",") for point in line.split())]
        for line in lines
    ]


@pytest.mark.parametrize("panels", [1, 2, 3])
def test_a_row_of_panels_stands_in_the_middle(panels: int) -> None:
    """As far from the left as from the right, under a caption in the middle."""
    xs = [x for line in _points(_drawn(*[(80, 100)] * panels)) for x, _ in line]
    assert min(xs) == pytest.approx(WIDTH - max(xs), abs=0.02)


def test_a_second_row_of_panels_begins_below_the_first() -> None:
    """Of four the last one stands at the left, 100 pt under the first, and nothing is cut off."""
    svg = _drawn(*[(80, 100)] * 4)
    first, *_, fourth = _points(svg)
    assert [(x, round(y, 2)) for x, y in fourth] == [(x, round(y + 100, 2)) for x, y in first]
    # Two rows, and a line of 8,5 pt letters on twice as much.
    assert f'viewBox="0 0 {WIDTH:g} 217"' in svg
    assert f'<text x="{WIDTH / 2:g}" y="211.39" text-anchor="middle"' in svg


def test_a_small_change_is_drawn_small() -> None:
    """863 to 860 is a third of a per cent, and falls by less than a twentieth of what 80 to 40 does."""
    small, large, none = _points(_drawn((863, 860), (80, 40), (5, 5)))
    fall = large[1][1] - large[0][1]
    assert fall > 0
    assert 0 < small[1][1] - small[0][1] < fall / 20
    assert none[0][1] == none[1][1] == sum(y for _, y in large) / 2


@pytest.mark.parametrize(
    "values",
    [
        # Ten years: the words at an end reach over the year beside it and half the way to the next.
        (17807, 23196, 21132, 20259, 23039, 22981, 20696, 19587, 22870, 22222),
        (22222, 22870, 19587, 20696, 22981, 23039, 20259, 21132, 23196, 17807),
        (95600, 93160, 94240, 94420, 91690, 96400, 93250, 93990, 91340, 92070),
        (80, 100),
        (80, 80, 80),
    ],
)
def test_no_line_runs_through_the_figures_at_its_ends(values: tuple[int, ...]) -> None:
    """A digit of Times is half an em wide, a full stop a quarter; both stand 0.66 em high."""
    svg = _drawn(values)
    size, (points,) = 8.5, _points(svg)
    for end, way in ((0, 1), (-1, -1)):
        said = f"{values[end]:,}".replace(",", ".")
        (y,) = {
            float(found) - 0.33 * size
            for x, found, words in re.findall(r'<text x="([^"]+)" y="([^"]+)"[^>]*>([^<]+)<', svg)
            if words == said and float(x) == points[end][0]
        }
        length = (len(said.replace(".", "")) / 2 + said.count(".") / 4) * size
        for step in range(101):
            x = points[end][0] + way * length * step / 100
            assert abs(_height_at(points, x) - y) > 0.33 * size


@pytest.mark.parametrize(
    ("values", "said"),
    [
        # Counted since 2020 only: both figures are wider than the way between the two years.
        ((None, None, None, 1_234_567, 1_234_890), ["1.234.567", "1.234.890"]),
        ((None, 1_234_890, 1_234_567, None, None), ["1.234.890", "1.234.567"]),
        ((1_234_567, 1_234_567, None, None, None), ["1.234.567", "1.234.567"]),
        ((None, None, None, None, 1_234_567), ["1.234.567"]),
        ((863, None, None, None, None), ["863"]),
    ],
)
def test_figures_of_few_years_stand_apart_and_within_the_panel(
    values: tuple[float | None, ...], said: list[str]
) -> None:
    """They were written over each other, the first beyond the edge; that of a single year was not."""
    svg = _drawn(*[values] * 3)
    size, left = 8.5, WIDTH - (WIDTH - 2 * 18) / 3  # of the third of three panels, 18 points apart
    found = re.findall(r'<text x="([^"]+)" y="([^"]+)"([^>]*)>([0-9.]+)<', svg)
    words = [each for each in found if each[-1] not in ("2017", "2021")][-len(said) :]
    assert [text for *_, text in words] == said
    boxes = []
    for x, y, look, text in words:
        # As above: a digit is half an em wide, a full stop a quarter.
        length = (len(text.replace(".", "")) / 2 + text.count(".") / 4) * size
        begin = float(x) - (length if "end" in look else 0)
        assert left <= begin < begin + length <= WIDTH
        boxes.append((begin, begin + length, float(y)))
    for (begin, end, y), (other, far, below) in pairwise(boxes):
        assert end < other or far < begin or abs(y - below) > 0.66 * size
    heights = [y for _, y in _points(svg)[-1]]
    assert all(y < min(heights) or y - 0.66 * size > max(heights) for *_, y in boxes)


def _height_at(points: list[tuple[float, float]], x: float) -> float:
    (left, from_), (right, to) = next(
        pair for pair in pairwise(points) if pair[0][0] - 0.01 <= x <= pair[1][0] + 0.01
    )
    return from_ + (to - from_) * (x - left) / (right - left)


def test_it_is_said_that_panels_do_not_begin_at_zero() -> None:
    """To those who see them and to those who hear them."""
    svg = _drawn((80, 100))
    said = "Mỗi chỉ tiêu có thang đo riêng, không nhất thiết bắt đầu từ 0."
    assert [line.endswith(f"{said}</{line[1:5]}>") for line in svg.split("\n") if said in line] == [
        True,
        True,
    ]


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
    assert ["Số đoàn viên – LĐLĐ huyện Nam", 25, cells[1].strip('"'), "người"] in filed
    assert len(filed) == 7


def test_the_figures_of_too_many_units_stay_in_the_data(
    root: Root, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The CSV file then has what the table shows, and the note does not send anybody there."""
    monkeypatch.setattr("unionlib.sections.sources.MOST", 1)
    rows = "members,,north,,,70,,I.1,\nmembers,,south,,,25,,I.1,\n"
    root.write("2019/observations/workforce.csv", WORKFORCE + rows)
    table = observations(root.load())[0]
    assert about(render(table))["table"]["rows"] == [["Số đoàn viên", 95, "I.1"]]
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


@pytest.mark.parametrize(
    ("south", "own", "whose"),
    [
        ("missing", "missing", "01 đơn vị và cơ quan liên đoàn"),
        ("returned", "collected", "01 đơn vị"),
        ("collected", "missing", "cơ quan liên đoàn"),
        ("collected", "collected", ""),
    ],
)
def test_the_office_is_not_counted_among_the_units_that_are_lacking(
    root: Root, south: str, own: str, whose: str
) -> None:
    """Of 01/02 units one is lacking: the banner and the appendix count the same ones."""
    root.append("units.csv", "own,Cơ quan LĐLĐ tỉnh Nhỏ,office,province,,,")
    states = {"north": "collected", "south": south, "own": own}
    lines = (f"{unit},{state},,," for unit, state in states.items())
    root.write(
        "2019/submissions.csv", "\n".join(["unit,state,file,checksum,version", *lines]) + "\n"
    )
    assert lacking_whose(root.load()) == whose


def test_who_is_to_report_units_csv_says_until_the_report_is_signed(root: Root) -> None:
    """A district added after the last collection is missing, one that was closed is not waited for."""
    lines = ("unit,state,file,checksum,version", "north,collected,a.xlsx,1,1", "south,missing,,,")
    root.write("2019/submissions.csv", "\n".join(lines) + "\n")
    root.append("units.csv", "west,LĐLĐ huyện Tây,district,province,,,")
    assert [each.unit for each in lacking(root.load())] == ["south", "west"]
    _, due = coverage(root.load())
    assert [row.ref for row in due.rows] == [
        "2019/submissions.csv:2",
        "2019/submissions.csv:3",
        "units.csv:6",
    ]
    root.edit("units.csv", "province,2010,,", "province,2010,2018,")
    assert [each.unit for each in lacking(root.load())] == ["west"]
    # What was signed is what was known then.
    root.edit("2019/edition.toml", "signed = false", "signed = true")
    assert [each.unit for each in lacking(root.load())] == ["south"]


def test_what_cannot_be_rolled_up_is_a_gap_in_the_appendix_and_says_why(root: Root) -> None:
    """Where one district has parts in two ways and no total, the province's total is not guessed."""
    root.write(
        "2019/observations/workforce.csv",
        WORKFORCE
        + "members,,north,,,70,,I.1,\nmembers,,south,,,25,,I.1,\nmembers,,closed,HCSN,,3,,I.1,\n"
        + "members,,closed,,FEMALE,2,,I.1,\n",
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


def test_a_year_without_a_figure_moves_no_other() -> None:
    """Before an empty cell as before a missing figure: the 5 of 2018 stands at 2018, not at 2017."""
    known = Quantity(5.0, "người", "cán bộ")
    empty, missing = (
        multiples_chart(Table("x", "X", "Chỉ tiêu", ("2017", "2018", "2019"), (row,)))
        for row in (
            Row("Cán bộ", (None, known, known)),
            Row("Cán bộ", (Quantity.missing("chưa gửi", "người"), known, known)),
        )
    )
    assert "Cán bộ – 2017: (chưa có số liệu), 2018: 5, 2019: 5." in empty.description
    assert empty == missing


def test_multiples_are_of_years(edition: Edition) -> None:
    """Of sectors there is no line from left to right."""
    made = tabulate(edition, "x", "Đoàn viên", {"Số": "members", "Hai": "members"}, by="sector")
    with pytest.raises(UnionlibError, match="multiples vẽ bảng theo năm"):
        multiples(made)


def test_a_single_edition_is_no_years(edition: Edition) -> None:
    """How to come by the years is said."""
    with pytest.raises(UnionlibError, match=r"lấy các năm bằng history\(edition\)"):
        trend(edition, "x", "X", "members")  # type: ignore[arg-type]


def test_a_formula_without_a_name_is_its_own(root: Root) -> None:
    """A row called " (người)" says nothing."""
    editions = history(load(2019, with_years(root).path))
    (row,) = trend(editions, "x", "X", "members + employees").rows
    assert row.label == "members + employees (người)"


@pytest.mark.parametrize("top", [0, -1, "hai"])
def test_a_ranking_has_a_first_place(edition: Edition, top: Any) -> None:
    """-1 would drop the last row."""
    made = tabulate(edition, "x", "Đoàn viên", {"Số": "members"}, by="sector")
    with pytest.raises(UnionlibError, match="không phải là số nguyên từ 1"):
        ranking(made, top)
