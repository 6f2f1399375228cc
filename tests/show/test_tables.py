"""Tables: rows, units, totals; labels are text."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

import pytest
from lxml import html

from unionlib.errors import ExpressionError, UnionlibError, UnknownName
from unionlib.export import save
from unionlib.quantity import Quantity
from unionlib.reporting import ranking
from unionlib.show.charts import bar_chart
from unionlib.show.markup import about
from unionlib.show.multiples import multiples
from unionlib.show.tables import plain, render
from unionlib.show.tables import table as show
from unionlib.tabulation import Row, Table, listing, tabulate

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.helpers.data_root import Root
    from unionlib.edition import Edition

HOSTILE = '<script>alert(1)</script> & "$x$" *a*'


def _tree(bundle: dict[str, Any]) -> html.HtmlElement:
    return html.fragment_fromstring(bundle["text/html"])


def _texts(bundle: dict[str, Any]) -> list[list[str]]:
    return [
        [cell.text_content() for cell in row.xpath("th|td")] for row in _tree(bundle).iter("tr")
    ]


def test_a_table_has_a_row_per_code_and_one_of_totals(edition: Edition) -> None:
    """In the codebook's order, with the unit below where it is one for all."""
    table = tabulate(edition, "m", "Đoàn viên", {"Số người": "members"}, by="sector")
    bundle = render(table)
    assert _texts(bundle) == [
        ["Khối", "Số người"],
        ["Hành chính, sự nghiệp", "60"],
        ["Sản xuất", "40"],
        ["Tổng số", "100"],
    ]
    assert bundle["text/plain"].splitlines()[0] == "Đoàn viên"
    assert table.frame["Số người"].to_list() == [60, 40, 100]
    assert table.note == ""


def test_a_breakdown_that_no_measure_has_is_told_with_those_they_have(edition: Edition) -> None:
    """Members have no campaign: a total alone would look as if figures were lacking."""
    columns = {"Tỷ lệ": "share(members, employees)"}
    with pytest.raises(UnknownName, match=r"'campaign' không có\. Được phép: sector, sex, unit\."):
        tabulate(edition, "m", "Đoàn viên", columns, by="campaign")
    with pytest.raises(UnknownName, match="'campaign' không có"):
        tabulate(edition, "m", "Đoàn viên", columns, by=("sector", "campaign"))


def test_a_column_without_any_figure_is_one_of_numbers(edition: Edition) -> None:
    """Employees of 2016 are nowhere: their sum is computed like others, where None is no number."""
    columns = {"2016": "employees(period=2016)", "2019": "employees"}
    frame = tabulate(edition, "m", "Lao động", columns, by="sector").frame
    assert [column.kind for column in frame.dtypes] == ["f", "f"]
    assert frame["2016"].isna().all()


def test_a_misspelt_measure_of_a_table_is_named(edition: Edition) -> None:
    """And not the dimension, which is none of what is not there."""
    with pytest.raises(UnknownName, match=r"^Chỉ tiêu 'membres' không có\. Có phải là: members"):
        tabulate(edition, "m", "Đoàn viên", {"Số": "membres"}, by="sector")


def test_each_row_of_a_list_has_as_many_figures_as_columns(edition: Edition) -> None:
    """One too many or too few is named with its row; an empty one is a figure that is not there."""
    columns = ("Năm nay", "Năm trước")
    for given, count in (("members", 1), (("members", "", "employees"), 3)):
        with pytest.raises(UnionlibError) as caught:
            listing(edition, "m", "Đoàn viên", {"Tổng": given}, columns=columns)
        assert str(caught.value) == (
            f"bảng m, dòng 'Tổng': có {count} công thức cho 2 cột (Năm nay, Năm trước)"
        )
    table = listing(edition, "m", "Đoàn viên", {"Tổng": ("members", "")}, columns=columns)
    assert table.frame.to_numpy().tolist() == [[100, None]]


@pytest.mark.parametrize("given", [30088, 0, None, (30088,)], ids=repr)
def test_a_number_typed_into_a_list_is_no_formula(edition: Edition, given: Any) -> None:
    """It comes from nowhere; the message shows what is written in its place."""
    with pytest.raises(ExpressionError, match=r'viết trong ngoặc kép, như "members", không phải'):
        listing(edition, "m", "Đoàn viên", {"Tổng": given})


@pytest.mark.parametrize("given", ["members", ["members"]])
def test_figures_of_a_table_have_names(edition: Edition, given: Any) -> None:
    """A text alone has no heading: the message shows how one is given."""
    message = (
        'bảng m: viết {"tên gọi": "chỉ tiêu"}, như {"Đoàn viên": "members"}, '
        f"không phải {given!r}"
    )
    totals = partial(listing, rows={"Số": "members"})
    for make in (
        partial(tabulate, by="sector"),
        listing,
        lambda *given: totals(*given[:3], total=given[3]),
    ):
        with pytest.raises(UnionlibError) as caught:
            make(edition, "m", "Đoàn viên", given)
        assert str(caught.value) == message


def test_headers_are_headers_for_those_who_hear_them(edition: Edition) -> None:
    """Columns and rows have a scope, the total stands in the foot."""
    table = tabulate(edition, "m", "Đoàn viên", {"Số": "members"}, by="sector")
    tree = _tree(render(table))
    assert tree.xpath("//thead//th/@scope") == ["col", "col"]
    assert tree.xpath("//thead//th/text()") == ["Khối", "Số"]  # its unit stands below
    assert tree.xpath("//tbody//th/@scope") == ["row", "row"]
    assert tree.xpath("//tfoot//th/text()") == ["Tổng số"]
    assert tree.xpath("//figure/@id | @id") == ["tbl-m"]
    assert tree.xpath("//p[@class='unit']/text()") == ["Đơn vị tính: người"]
    assert tree.xpath("//p[@class='source']/text()") == ["Nguồn: I.1"]


def test_cells_of_forms_are_cited_by_the_units_that_sent_them(root: Root) -> None:
    """Two districts' cells and the signed report: no list of cells below the table, each at its figure."""
    path = "2019/observations/workforce.csv"
    cells = [f'"{unit}.xlsx, 02 Lao động, tiền lương!E{row}"' for unit, row in
             (("north", 14), ("north", 15), ("south", 14), ("south", 15))]  # fmt: skip
    root.edit(path, "employees,,,HCSN,,80,80,I.2,\nemployees,,,SXKD,,45,45,I.2,\n", "")
    root.append(
        path,
        f"employees,,north,HCSN,,50,,{cells[0]},",
        f"employees,,north,SXKD,,25,,{cells[1]},",
        f"employees,,south,HCSN,,30,,{cells[2]},",
        f"employees,,south,SXKD,,20,,{cells[3]},",
    )
    columns = {"Lao động": "employees", "Đoàn viên": "members"}
    tree = _tree(render(tabulate(root.load(), "e", "Lao động", columns, by="sector")))
    assert tree.xpath("//p[@class='source']/text()") == ["Nguồn: I.1, biểu số liệu của 2 đơn vị"]
    traces = [data.get("data-trace") for data in tree.iter("data")]
    assert "north.xlsx, 02 Lao động, tiền lương!E14" in traces[0]
    assert "south.xlsx, 02 Lao động, tiền lương!E14" in traces[0]


def test_shares_of_the_total_add_up_within_the_selection(root: Root) -> None:
    """Of the women 30 of 50 are 60%, whatever part of all members they are."""
    path = "2019/observations/workforce.csv"
    root.append(path, "members,,,HCSN,FEMALE,30,30,I.1,", "members,,,SXKD,FEMALE,20,20,I.1,")
    columns = {"Tỷ trọng": "share(members, total(members))"}
    table = tabulate(root.load(), "m", "Nữ", columns, by="sector", where={"sex": "FEMALE"})
    assert [str(row.cells[0]) for row in table.rows] == ["60%", "40%"]
    assert table.total is not None
    assert str(table.total.cells[0]) == "100%"


def test_money_is_in_millions_only_where_nothing_is_lost(edition: Edition) -> None:
    """4 and 6 triệu are; 500.000 beside 27,5 triệu is too; 450 đồng is not."""
    lines = {"Tiền quà": "gift_amount", "Một suất": "gift_average"}
    assert _texts(render(listing(edition, "g", "Quà", lines)))[1:] == [
        ["Tiền quà", "27,5"],
        ["Một suất", "0,5"],
    ]
    lines["Một phần"] = "gift_amount / 1000000 * 16.4"
    bundle = render(listing(edition, "g", "Quà", lines))
    assert _texts(bundle)[1:] == [
        ["Tiền quà", "27.500.000"],
        ["Một suất", "500.000"],
        ["Một phần", "451"],
    ]
    assert _tree(bundle).xpath("//p[@class='unit']/text()") == ["Đơn vị tính: đồng"]


def test_different_units_stand_in_their_cells(edition: Edition) -> None:
    """Where a column has several units, each figure brings its own."""
    table = listing(
        edition, "x", "Chung", {"a": "members", "b": "union_density", "c": "gift_amount"}
    )
    assert _texts(render(table))[1:] == [["a", "100 người"], ["b", "80%"], ["c", "27,5 triệu đồng"]]


def test_a_file_names_the_units_of_a_column_that_mixes_them(edition: Edition) -> None:
    """In a last column, each row's own; a column of one unit has it in its heading."""
    rows = {"a": ("members", "members"), "b": ("gift_amount", ""), "c": ("", "employees")}
    table = listing(edition, "x", "Chung", rows, columns=("Một", "Hai"))
    assert plain(table)["header"] == ["Chỉ tiêu", "Một", "Hai (người)", "Đơn vị tính"]
    assert plain(table)["rows"] == [
        ["a", 100, 100, "người"],
        ["b", 27500000, None, "đồng"],
        ["c", None, 125, ""],
    ]
    rows = {"a": ("members", "gift_amount"), "b": ("gift_amount", "members")}
    table = listing(edition, "x", "Chung", rows, columns=("Một", "Hai"))
    assert [row[-1] for row in plain(table)["rows"]] == ["người; đồng", "đồng; người"]


def test_a_row_may_say_its_unit_itself() -> None:
    """Its money is in that scale on the page and in the file; a percentage beside it is none."""
    gifts, members = "Tiền quà (triệu đồng)", "Đoàn viên (người)"
    money, growth = Quantity(27_500_000, "đồng"), Quantity(10, "%")
    rows = (
        Row(gifts, (money, growth), unit="triệu đồng"),
        Row(members, (Quantity(100, "người"), growth), unit="người"),
        Row("Nữ (người)", (None, None), unit="người"),
    )
    table = Table("x", "Chung", "Chỉ tiêu", ("2019", "Tăng"), rows)
    assert _texts(render(table)) == [
        ["Chỉ tiêu", "2019", "Tăng (%)"],
        [gifts, "27,5", "10"],
        [members, "100", "10"],
        ["Nữ (người)", "", ""],
    ]
    assert plain(table)["header"] == ["Chỉ tiêu", "2019", "Tăng (%)"]
    assert plain(table)["rows"] == [
        [gifts, 27.5, 10],
        [members, 100, 10],
        ["Nữ (người)", None, None],
    ]


def test_a_file_takes_no_part_of_a_part_for_a_formula(edition: Edition) -> None:
    """Its label begins with two dashes there, and with a plus on the page."""
    rows = {"a": "members", "– b": "members", "+ c": "members"}
    table = listing(edition, "x", "Chung", rows)
    assert [row[0] for row in plain(table)["rows"]] == ["a", "– b", "– – c"]
    assert [row[0] for row in _texts(render(table))] == ["Chỉ tiêu", "a", "– b", "+ c"]
    rows = _tree(render(table)).xpath("//tbody/tr")
    assert [row.get("class") for row in rows] == [None, "depth-1", "depth-2"]


def test_missing_empty_and_zero_are_three_things(edition: Edition) -> None:
    """Three dots, nothing, and 0."""
    table = listing(edition, "x", "Chung", {"a": "staff", "b": "", "c": "members - members"})
    assert _texts(render(table))[1:] == [["a", "…"], ["b", ""], ["c", "0"]]
    assert [row[1] for row in about(render(table))["table"]["rows"]] == [None, None, 0]


def test_words_from_anywhere_are_text(root: Root) -> None:
    """Caption, headings, labels, notes, units and sources may want to be markup."""
    root.edit("2019/observations/workforce.csv", "SXKD,,40,40,I.1,", 'SXKD,,40,40,"I.<b>1</b>",')
    edition = root.load()
    cell = replace(edition.quantity("members(sector=SXKD)"), unit=HOSTILE)
    table = Table("x", HOSTILE, HOSTILE, (HOSTILE,), (Row(HOSTILE, (cell,)),), None, HOSTILE)
    bundle = render(table)
    tree = _tree(bundle)
    assert not tree.xpath("//script | //b")
    assert tree.xpath("//caption/text()") == [HOSTILE]
    assert tree.xpath("//thead//th/text()") == [HOSTILE, HOSTILE]
    assert tree.xpath("//tbody//th/text()") == [HOSTILE]
    assert tree.xpath("//p[@class='unit']/text()") == [f"Đơn vị tính: {HOSTILE}"]
    assert tree.xpath("//p[@class='note']/text()") == [HOSTILE]
    assert tree.xpath("//p[@class='source']/text()") == ["Nguồn: I.<b>1</b>"]
    assert about(bundle)["table"]["rows"] == [[HOSTILE, 40]]


def test_figures_of_a_table_know_their_rows(edition: Edition) -> None:
    """As those of a sentence do; in place of a sentence they have the table's caption."""
    table = tabulate(edition, "m", "Đoàn viên", {"Số": "members"}, by="sector")
    figures = about(render(table))["figures"]
    assert [(figure["text"], figure["rows"]) for figure in figures] == [
        (text, [f"2019/observations/workforce.csv:{line}"])
        for text, line in (("60", 3), ("40", 4), ("100", 2))
    ]
    assert {figure["context"] for figure in figures} == {"Đoàn viên"}


def test_units_are_rows_too(edition: Edition) -> None:
    """Districts in the order of the tree; those without figures are left out."""
    table = tabulate(edition, "u", "Quà", {"Suất": "gift_parcels"}, by="unit")
    assert [
        (row.label, row.cells[0].value) for row in table.rows if isinstance(row.cells[0], Quantity)
    ] == [
        ("LĐLĐ huyện Bắc", 35),
        ("LĐLĐ huyện Nam", 20),
    ]


def test_a_table_without_rows_is_still_a_table(root: Root) -> None:
    """A year may have no figures yet."""
    root.write(
        "2019/observations/welfare.csv", "measure,period,unit,campaign,value,printed,source,note\n"
    )
    table = tabulate(root.load(), "g", "Quà", {"Suất": "gift_parcels"}, by="campaign")
    assert _texts(render(table)) == [["Đợt", "Suất"], ["Tổng số", "…"]]


def test_an_optional_table_is_left_out_where_it_has_no_row(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Any other says that there are no figures; one of a row, or of a total alone, is shown."""
    empty = Table("x", "Quà", "Đợt", ("Suất",), ())
    assert _texts(render(empty)) == [["Đợt", "Suất"], ["(chưa có số liệu)", ""]]
    show(empty, optional=True)
    assert capsys.readouterr().out == ""
    row = Row("Tết", (Quantity(30, "suất"),))
    for table in (replace(empty, rows=(row,)), replace(empty, total=row)):
        assert _texts(render(table)) == [["Đợt", "Suất"], ["Tết", "30"]]
        show(table, optional=True)
        assert "Tết" in capsys.readouterr().out
    show(empty)
    assert "Quà" in capsys.readouterr().out


def test_a_table_of_another_period_has_that_periods_rows(root: Root) -> None:
    """At mid-year there were two sectors, at its end is one."""
    path = "2019/observations/workforce.csv"
    root.append(path, "members,2019-H1,,HCSN,,50,50,I.1,", "members,2019-H1,,SXKD,,40,40,I.1,")
    root.edit(path, "members,,,SXKD,,40,40,I.1,\n", "")
    where = {"period": "mid"}
    made = tabulate(root.load(), "m", "Giữa năm", {"Số": "members"}, by="sector", where=where)
    assert made.frame["Số"].to_list() == [50, 40, 90]


@pytest.mark.parametrize("period", ["previous", "2018", 2018], ids=repr)
def test_a_table_of_the_year_before_has_the_rows_of_its_edition(
    root: Root, period: str | int
) -> None:
    """They stand in 2018's own file; its total alone would be a table without rows."""
    root.append("2018/observations/workforce.csv", "members,,,HCSN,,55,55,I.1,")
    where = {"period": period}
    made = tabulate(root.load(), "m", "Năm trước", {"Số": "members"}, by="sector", where=where)
    assert made.frame["Số"].to_list() == [55, 80]


@pytest.mark.parametrize("by", [None, (), ("sector", "sector")])
def test_a_table_is_divided_by_something_once(edition: Edition, by: Any) -> None:
    """By nothing there are no rows, by the same twice each row is its own part."""
    with pytest.raises(UnionlibError, match="vài phân tổ khác nhau"):
        tabulate(edition, "x", "x", {"Số": "members"}, by=by)


def test_a_selection_is_a_mapping(edition: Edition) -> None:
    """A word is none, and shown how one is written."""
    with pytest.raises(UnionlibError, match=r"như .*SXKD"):
        tabulate(edition, "x", "x", {"a": "members"}, by="sector", where="sex")  # type: ignore[arg-type]


def test_a_list_has_one_total(edition: Edition) -> None:
    """A second one would be lost."""
    total = {"Tổng": "members", "Cộng": "employees"}
    with pytest.raises(UnionlibError, match="chỉ có một dòng tổng, không phải 2"):
        listing(edition, "x", "x", {"a": "members"}, total=total)


@pytest.mark.parametrize("use", [bar_chart, show, multiples, ranking, save])
def test_what_is_no_table_is_refused(edition: Edition, use: Callable[..., object]) -> None:
    """A frame of pandas looks like one, and has no captions and no sources."""
    made = tabulate(edition, "x", "x", {"a": "members"}, by="sector")
    for value in (made.frame, None, [made]):
        with pytest.raises(UnionlibError, match="cần một bảng"):
            use(value, **({"path": "x.csv"} if use is save else {}))


def test_a_dimension_that_does_not_exist_is_an_error(edition: Edition) -> None:
    """With what is allowed, not a KeyError."""
    with pytest.raises(UnknownName, match="'level' không có"):
        tabulate(edition, "x", "x", {"Số": "members"}, by="level")


def test_a_chosen_unit_is_the_only_row(edition: Edition) -> None:
    """Of its 35 parcels its row and the total are made, not the rows of others."""
    made = tabulate(
        edition, "x", "Quà", {"Suất": "gift_parcels"}, by="unit", where={"unit": "north"}
    )
    assert made.frame["Suất"].to_list() == [35, 35]  # 30 + 5


def test_a_misspelt_dimension_of_a_selection_is_an_error(edition: Edition) -> None:
    """Passed over, it would give the figures of the whole."""
    with pytest.raises(UnknownName, match="sectr"):
        tabulate(edition, "x", "Y", {"a": "members"}, by="sector", where={"sectr": "SXKD"})


def test_what_three_dots_stand_for_is_said_where_they_stand(edition: Edition) -> None:
    """Below a table with a figure that is not there, and below no other."""
    said = "Dấu “…”: chưa có số liệu."
    missing = listing(edition, "x", "Y", {"Năm 2015": "members(period=2015)"})
    assert said in render(missing)["text/html"]
    assert "Dấu" not in render(listing(edition, "x", "Y", {"Đoàn viên": "members"}))["text/html"]
    zero = {"Bình quân": "members / (members - members)"}
    assert "Dấu “…”: không tính được." in render(listing(edition, "x", "Y", zero))["text/html"]
    both = zero | {"Năm 2015": "members(period=2015)"}
    said = "Dấu “…”: chưa có số liệu hoặc không tính được."
    assert said in render(listing(edition, "x", "Y", both))["text/html"]


def test_what_is_said_of_a_row_is_not_said_again_of_its_parts(root: Root) -> None:
    """A part of which something else is said has that alone."""
    root.edit(
        "2019/observations/welfare.csv", "north,TET,30,30,II.1,", "north,TET,30,30,II.1,Làm tròn"
    )
    root.edit(
        "2019/observations/welfare.csv", "north,MAY,5,05,II.1,", "north,MAY,5,05,II.1,Ước tính"
    )
    rows = {"Bắc": "gift_parcels(unit=north, campaign=TET)"}
    rows |= {"– Tết": "gift_parcels(unit=north, campaign=TET)"}
    rows |= {"– Tháng Năm": "gift_parcels(unit=north, campaign=MAY)"}
    made = listing(root.load(), "x", "Quà", rows)
    assert made.note == "Bắc: Làm tròn. Tháng Năm: Ước tính."
    again = {"Bắc": rows["Bắc"], "Cũng Bắc": rows["Bắc"]}
    made = listing(root.load(), "x", "Quà", again)
    assert made.note == "Bắc: Làm tròn. Cũng Bắc: Làm tròn."


def test_the_fuller_of_two_notes_of_a_row_is_said(root: Root) -> None:
    """“Làm tròn” is in “Số làm tròn” already."""
    path = "2019/observations/welfare.csv"
    root.edit(path, "north,TET,30,30,II.1,", "north,TET,30,30,II.1,Làm tròn")
    root.edit(path, "north,MAY,5,05,II.1,", "north,MAY,5,05,II.1,Số làm tròn")
    columns = {code: f"gift_parcels(campaign={code})" for code in ("TET", "MAY")}
    made = tabulate(root.load(), "x", "Quà", columns, by="unit", total="")
    assert made.note == "LĐLĐ huyện Bắc: Số làm tròn."


def test_a_table_by_two_dimensions_lists_the_second_below_the_first(root: Root) -> None:
    """30 women among the 60 of public bodies; of enterprises nothing is known by sex."""
    root.append("2019/observations/workforce.csv", "members,,,HCSN,FEMALE,30,30,I.1,")
    made = tabulate(root.load(), "m", "Đoàn viên", {"Số": "members"}, by=("sector", "sex"))
    assert [(row.label, row.depth) for row in made.rows] == [
        ("Hành chính, sự nghiệp", 0),
        ("– Nữ", 1),
        ("Sản xuất", 0),
    ]
    assert made.frame["Số"].to_list() == [60, 30, 40, 100]


def test_what_only_last_year_had_stands_in_a_row_too(root: Root) -> None:
    """7 parcels in May 2018, none in 2019: the total of 2018 counts them, and so does a row."""
    root.write("2019/observations/welfare.csv",
               "measure,period,unit,campaign,value,printed,source,note\n"
               "gift_parcels,,,TET,30,30,I.1,\n"
               "gift_parcels,2018,,TET,20,20,I.1,\n"
               "gift_parcels,2018,,MAY,7,07,I.1,\n")  # fmt: skip
    columns = {"2018": "gift_parcels(period=previous)", "2019": "gift_parcels"}
    made = tabulate(root.load(), "g", "Quà", columns, by="campaign")
    assert made.frame["2018"].to_list() == [20, 7, 27]
    assert [str(cell) for cell in made.rows[1].cells] == ["07", "(chưa có số liệu)"]


def test_below_a_unit_stand_the_parts_that_it_has(root: Root) -> None:
    """The south gave nothing in May, and no row says so."""
    made = tabulate(root.load(), "g", "Quà", {"Suất": "gift_parcels"}, by=("unit", "campaign"))
    assert [(row.name, float(row.figure(0) or 0)) for row in made.rows] == [
        ("LĐLĐ huyện Bắc", 35),
        ("Tết", 30),
        ("Tháng Công nhân", 5),
        ("LĐLĐ huyện Nam", 20),
        ("Tết", 20),
    ]


def test_computed_figures_of_a_column_line_up(root: Root) -> None:
    """A third is 33,33, beside it 35 is 35,00; what was read as 33,3 stays as it was read."""
    rows = {
        "Một phần ba": "share(members(sector=HCSN) / 3, members(sector=HCSN))",
        "Tính tròn": "share(members(sector=HCSN) - 25, members)",
        "Đọc được": "seminar_share",
    }
    assert _texts(render(listing(root.load(), "x", "Y", rows)))[1:] == [
        ["Một phần ba", "33,33"],
        ["Tính tròn", "35,00"],
        ["Đọc được", "33,3"],
    ]


def test_shares_that_do_not_add_up_as_printed_are_explained(root: Root) -> None:
    """1 and 799 of 800 are printed 0,13 and 99,88: 100,01. Of 60 and 40 nothing need be said."""
    said = "Tỷ trọng cộng lại khác 100 do làm tròn."
    root.write(
        "2019/observations/welfare.csv",
        "measure,period,unit,campaign,value,printed,source,note\n"
        "gift_parcels,,north,TET,1,01,II.1,\ngift_parcels,,south,MAY,799,799,II.1,\n",
    )
    columns = {"Tỷ trọng": "share(gift_parcels, total(gift_parcels))"}
    rounded = render(tabulate(root.load(), "g", "Quà", columns, by="campaign"))
    assert [row[1] for row in _texts(rounded)] == ["Tỷ trọng (%)", "0,13", "99,88", "100,00"]
    assert said in rounded["text/html"]
    parts = render(tabulate(root.load(), "g", "Quà", columns, by=("campaign", "unit")))
    assert said in parts["text/html"]
    members = {"Tỷ trọng": "share(members, total(members))"}
    exact = render(tabulate(root.load(), "m", "Đoàn viên", members, by="sector"))
    assert said not in exact["text/html"]
    people = render(tabulate(root.load(), "m", "Đoàn viên", {"Số": "members"}, by="sector"))
    assert said not in people["text/html"]


@pytest.mark.parametrize("name", ["", "../../zz", "x y", "Đoàn-viên", "A", "x/y", "-x", "x.y"])
def test_what_cannot_be_a_files_name_is_no_id(edition: Edition, name: str) -> None:
    """It names the table's file and its place in the page."""
    with pytest.raises(UnionlibError, match="không dùng làm mã của bảng, biểu đồ được"):
        tabulate(edition, name, "Đoàn viên", {"Số": "members"}, by="sector")
    table = tabulate(edition, "members-by_sector2", "Đoàn viên", {"Số": "members"}, by="sector")
    if name:  # a chart's own; without one, it has its table's
        with pytest.raises(UnionlibError, match="không dùng làm mã"):
            bar_chart(table, id=name)


def test_a_heading_does_not_repeat_its_unit_in_capitals() -> None:
    """“CĐCS” needs no “(CĐCS)”."""
    cells = (Quantity(29, "CĐCS", "sau"), Quantity(2, "người", "cán bộ"))
    made = Table("x", "X", "Đơn vị", ("CĐCS", "Cán bộ"), (Row("Bảo Lạc", cells),))
    assert _texts(render(made))[0] == ["Đơn vị", "CĐCS", "Cán bộ (người)"]


def test_a_files_heading_does_not_say_the_same_twice() -> None:
    """“Lớp” needs no “(lớp)”; a file has no unit below it, so that “Suất quà” keeps its own."""
    cells = (Quantity(2, "lớp", "lớp"), Quantity(3, "suất", "quà"), Quantity(29, "CĐCS", "sau"))
    made = Table("x", "X", "Đơn vị", ("Lớp", "Suất quà", "CĐCS"), (Row("Bảo Lạc", cells),))
    assert plain(made)["header"] == ["Đơn vị", "Lớp", "Suất quà (suất)", "CĐCS"]
