"""Looking at the data: views and their code, finding, exporting, and how objects show themselves."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest

from unionlib.aggregate import total
from unionlib.edition import Edition
from unionlib.errors import AmbiguousTotal, UnionlibError, UnknownName
from unionlib.export import csv_bytes, save
from unionlib.quantity import Quantity
from unionlib.rules import reconcile
from unionlib.search import find
from unionlib.show import markup
from unionlib.tabulation import Row, Table
from unionlib.view import View, dimensions, view

if TYPE_CHECKING:
    from pathlib import Path

    from tests.helpers.data_root import Root

HOSTILE = "<script>alert(1)</script>"


def rerun(edition: Edition, found: View, monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """Run the code of a view as a section's notebook would, and give what it shows."""
    shown: list[Any] = []
    monkeypatch.setattr(markup, "show", shown.append)
    names = {"edition": edition, "data": str(edition.data)}
    exec(found.code, names)  # noqa: S102 - that is the point
    assert names["edition"] is edition, "the rest of the notebook would tell of another year"
    return shown


@pytest.mark.parametrize("years", [(), (2018, 2019), 2018], ids=["year", "years", "other year"])
def test_the_code_of_every_view_makes_that_view(
    real: Edition, monkeypatch: pytest.MonkeyPatch, years: Any
) -> None:
    """Each measure by each of its dimensions: pasted and run, the code shows the same."""
    made = 0
    step = 10 if years else 1  # another year is opened anew for each view
    for measure in list(real.codebook.measures)[::step]:
        for by in ("", *dimensions(real, [measure])):
            try:
                found = view(real, measure, by=by, years=years)
            except AmbiguousTotal:
                continue
            shown = rerun(real, found, monkeypatch)
            assert [str(table) for table in shown[:1]] == [str(found)]
            assert shown[1:] == [chart for chart in [found.chart] if chart]
            made += len(shown)
    assert made > (10 if years else 300)


def test_a_breakdown_has_its_parts_and_its_total(edition: Edition) -> None:
    """What stands in the file is what stands in the table."""
    found = view(edition, ["members", "employees"], by="sector")
    assert found.frame.to_numpy().tolist() == [[60, 80], [40, 45], [100, 125]]
    assert found.chart is not None


@pytest.mark.parametrize(
    ("measure", "options", "id", "caption", "rows"),
    [
        (["members", "employees"], {"by": "sector"}, "members-employees-by-sector",
         "Số đoàn viên; số lao động theo khối", ["Hành chính, sự nghiệp", "Sản xuất"]),
        (["members", "employees", "wage"], {}, "members-employees",
         "Số đoàn viên và 2 chỉ tiêu khác", ["Số đoàn viên", "Số lao động", "Lương bình quân"]),
        ("gift_parcels", {"by": "campaign", "unit": ["north", "south"]}, "gift-parcels-by-campaign-north",
         "Số suất quà theo đợt và đơn vị",
         ["LĐLĐ huyện Bắc – Tết", "LĐLĐ huyện Bắc – Tháng Công nhân", "LĐLĐ huyện Nam – Tết",
          "LĐLĐ huyện Nam – Tháng Công nhân"]),
        ("gift_parcels", {"unit": "north"}, "gift-parcels-north",
         "Số suất quà – LĐLĐ huyện Bắc", ["LĐLĐ huyện Bắc"]),
        (["members", "employees"], {"by": "sector", "years": [2018, 2019]}, "members-employees-by-sector-years",
         "Số đoàn viên; số lao động theo khối, các năm 2018–2019",
         ["Số đoàn viên – Hành chính, sự nghiệp (người)", "Số đoàn viên – Sản xuất (người)",
          "Số lao động – Hành chính, sự nghiệp (người)", "Số lao động – Sản xuất (người)"]),
        ("share(members, employees)", {}, "share-members-employees",
         "share(members, employees)", ["share(members, employees)"]),
    ],
)  # fmt: skip
def test_a_view_says_what_it_shows(
    edition: Edition,
    monkeypatch: pytest.MonkeyPatch,
    measure: str | list[str],
    options: dict[str, Any],
    id: str,
    caption: str,
    rows: list[str],
) -> None:
    """Its caption names what was chosen, each row what the others are not, and its code makes the same."""
    found = view(edition, measure, **options)
    assert (found.id, found.caption) == (id, caption)
    assert [row.label for row in found.rows] == rows
    shown = rerun(edition, found, monkeypatch)
    assert str(shown[0]) == str(found)
    assert shown[1:] == [chart for chart in [found.chart] if chart]


def test_of_what_does_not_add_up_a_unit_has_its_parts(
    root: Root, monkeypatch: pytest.MonkeyPatch
) -> None:
    """North's staff of one sector, 3, and neither the province's 7 and 2 nor a total."""
    root.append("2019/observations/workforce.csv", "staff,,north,HCSN,,3,03,I.4,")
    found = view(root.load(), "staff", by="sector", unit="north")
    assert found.frame.iloc[:, 0].to_dict() == {"Hành chính, sự nghiệp": 3}
    assert str(rerun(root.load(), found, monkeypatch)[0]) == str(found)


def test_a_formula_has_no_units(edition: Edition) -> None:
    """It is computed of measures, each of which has its own."""
    with pytest.raises(UnionlibError, match="là công thức: chỉ chọn được đơn vị"):
        view(edition, "share(members, employees)", unit="north")


def test_several_units_have_a_row_each(edition: Edition, monkeypatch: pytest.MonkeyPatch) -> None:
    """By unit and by campaign at once; one unit is a selection."""
    found = view(edition, "gift_parcels", by="campaign", unit=["north", "south"])
    assert [(row.label, row.cells[0]) for row in found.rows][:1] == [
        ("LĐLĐ huyện Bắc – Tết", found.rows[0].cells[0])
    ]
    assert [float(row.figure(0) or Quantity(None)) for row in found.rows[:3]] == [30, 5, 20]
    assert str(rerun(edition, found, monkeypatch)[0]) == str(found)
    one = view(edition, "gift_parcels", by="campaign", unit="north")
    assert one.frame.iloc[:, 0].to_list() == [30, 5, 35]


def test_by_unit_the_units_chosen_are_listed_and_no_other(
    root: Root, monkeypatch: pytest.MonkeyPatch
) -> None:
    """North has 35 parcels and east 7; south's 20 are in no row, and in no total."""
    root.append("units.csv", "east,LĐLĐ huyện Đông,district,province,,,")
    root.append("2019/observations/welfare.csv", "gift_parcels,,east,TET,7,07,II.1,")
    edition = root.load()
    found = view(edition, "gift_parcels", by="unit", unit=["north", "east"])
    assert found.caption == "Số suất quà theo đơn vị"
    assert found.frame.iloc[:, 0].to_dict() == {"LĐLĐ huyện Bắc": 35, "LĐLĐ huyện Đông": 7}
    assert str(rerun(edition, found, monkeypatch)[0]) == str(found)
    one = view(edition, "gift_parcels", by="unit", unit="east")
    assert one.caption == "Số suất quà – LĐLĐ huyện Đông"
    assert one.frame.iloc[:, 0].to_dict() == {"LĐLĐ huyện Đông": 7}
    over = view(edition, "gift_parcels", by="unit", unit="east", years=[2018, 2019])
    assert [row.label for row in over.rows] == ["LĐLĐ huyện Đông (suất)"]
    assert len(view(edition, "gift_parcels", by="unit", unit=("",)).rows) == 3


def test_units_and_measures_of_one_name_have_a_row_each(root: Root) -> None:
    """Two schools are called so, and two counts: the second is told apart by its code."""
    root.append("units.csv", "far,LĐLĐ huyện Bắc,district,province,,,")
    root.append("2019/observations/welfare.csv", "gift_parcels,,far,TET,7,07,II.2,")
    root.append("measures.csv", "bags,welfare,suất quà,suất,count,sum,campaign,,Túi quà.")
    root.append("2019/observations/welfare.csv", "bags,,north,TET,3,03,II.2,")
    edition = root.load()
    units = view(edition, "gift_parcels", unit=["north", "far"])
    assert units.frame.iloc[:, 0].to_dict() == {
        "LĐLĐ huyện Bắc": 35,
        "LĐLĐ huyện Bắc (unit=far)": 7,
    }
    label = edition.codebook["gift_parcels"].label
    root.edit("measures.csv", "bags,welfare,suất quà,", f"bags,welfare,{label},")
    both = view(root.load(), ["gift_parcels", "bags"])
    assert both.frame.iloc[:, 0].to_list() == [62, 3]  # 30 + 5 + 20 + 7


def test_years_stand_side_by_side(edition: Edition) -> None:
    """A year that is there for comparison only has its column too; then comes the change.

    A line is drawn from year to year, and no bars.
    """
    found = view(edition, "members", years=[2018, 2019])
    assert found.chart is not None
    assert (
        "đường nhỏ theo năm. Số đoàn viên (người) – 2018: 80, 2019: 100." in found.chart.description
    )
    assert found.columns == ("2018", "2019", "Tăng, giảm so với 2018")
    assert [float(cell) for cell in found.rows[0].cells if isinstance(cell, Quantity)] == [
        80,
        100,
        25,
    ]


def test_another_year_is_opened_in_the_call_and_named(edition: Edition) -> None:
    """In a notebook of 2019 its caption says which year it is, and its id is another."""
    found = view(edition, "members", years=2018)
    assert (found.id, found.caption) == ("members-2018", "Số đoàn viên, năm 2018")
    assert found.frame.iloc[:, 0].to_list() == [80]
    assert "    load(2018, data),\n" in found.code
    own = view(edition, "members", years=2019)
    assert (own.id, own.caption) == ("members", "Số đoàn viên")


def test_a_view_is_broken_down_by_what_any_of_its_years_has(root: Root) -> None:
    """2019 states members for the province only, 2020 by unit: north has 70 of 120."""
    root.write("2020/edition.toml", 'year = 2020\nstatus = "comparison"\n')
    root.write(
        "2020/observations/workforce.csv",
        "measure,period,unit,sector,sex,value,printed,source,note\n"
        "members,,north,,,70,70,I.1,\nmembers,,south,,,50,50,I.1,\n",
    )
    edition = root.load()
    over = view(edition, "members", by="unit", years=[2019, 2020])
    assert [(row.label, float(row.figure(1) or 0)) for row in over.rows] == [
        ("LĐLĐ huyện Bắc (người)", 70),
        ("LĐLĐ huyện Nam (người)", 50),
    ]
    alone = view(edition, "members", by="unit", years=2020)
    assert alone.frame.iloc[:, 0].to_list() == [70, 50, 120]
    with pytest.raises(UnknownName, match="Phân tổ của members 'unit' không có"):
        view(edition, "members", by="unit")


@pytest.mark.parametrize("years", ["2018-2019", "2018,2019", ["2018", "2019"], (2019, 2018)])
def test_a_view_takes_years_as_load_years_does(edition: Edition, years: Any) -> None:
    """In whatever form, they stand in their order."""
    assert view(edition, "members", years=years).columns == (
        "2018",
        "2019",
        "Tăng, giảm so với 2018",
    )
    assert view(edition, "members", years="2018").frame.iloc[:, 0].to_list() == [80]
    with pytest.raises(UnionlibError, match="'2018–2019' không phải là năm; viết 2019, 2015-2024"):
        view(edition, "members", years="2018–2019")


def test_a_view_names_what_it_does_not_know(edition: Edition) -> None:
    """A misspelt measure, unit, dimension or year suggests the nearest."""
    for measure, options, near in (
        ("member", {}, "Có phải là: members"),
        ("members", {"unit": "nort"}, "Có phải là: north"),
        ("members", {"by": "sectr"}, "Có phải là: sector"),
        ("members", {"years": 2030}, "2018, 2019"),
    ):
        with pytest.raises(UnknownName, match=near):
            view(edition, measure, **options)
    with pytest.raises(UnionlibError, match="ít nhất một"):
        view(edition, [])


def test_a_measure_is_found_by_its_name_without_accents_and_when_misspelt(edition: Edition) -> None:
    """Words in any order; else the nearest codes."""
    assert [row.label for row in find(edition, "vien doan so").rows] == ["members"]
    assert "members" in [row.label for row in find(edition, "membres").rows]
    assert find(edition, "zzzzzz").rows == ()


def test_a_measure_asked_for_by_its_name_is_told_with_its_code(real: Edition) -> None:
    """The shortest names first: they are nearest to what was asked."""
    with pytest.raises(UnionlibError) as caught:
        _ = real["số đoàn viên"]
    assert str(caught.value).startswith(
        "'số đoàn viên' không phải là mã chỉ tiêu. Có phải là: members (số đoàn viên công đoàn), "
    )


def test_figures_are_keys(edition: Edition) -> None:
    """Each gives the total of the measure, and is offered by completion."""
    assert edition["members"].value == 100
    assert edition["share(members, employees)"].value == 80
    assert edition._ipython_key_completions_() == list(edition.codebook.measures)


def test_what_is_shown_is_escaped(edition: Edition) -> None:
    """A label from the data is text in every card, and whole on a terminal."""
    quantity = Quantity(3.0, HOSTILE, HOSTILE)
    table = Table("t", HOSTILE, HOSTILE, (HOSTILE, "b"), (Row(HOSTILE, (quantity, HOSTILE)),))
    for card in (quantity._repr_html_(), table._repr_mimebundle_()["text/html"]):
        assert "<script" not in card
        assert "&lt;script&gt;" in card
    assert HOSTILE in repr(quantity)
    assert HOSTILE in repr(table)


def test_every_object_has_a_card_and_a_line(real: Edition) -> None:
    """An edition, a codebook, a measure, a figure and a finding, in words an office reads."""
    finding = reconcile(real).findings[0]
    for shown, words in (
        (real, "Năm 2019"),
        (real.codebook, "Danh mục"),
        (total(real, "members"), "số đoàn viên công đoàn: 30.088 người"),
        (finding, "Mâu thuẫn"),
    ):
        assert words in repr(shown)
        assert words.partition(":")[0] in shown._repr_html_()
    assert "số đoàn viên công đoàn" in real.codebook["members"]._repr_html_()


def test_exports_keep_text_as_text_and_every_digit(edition: Edition, tmp_path: Path) -> None:
    """A label that begins like a formula is none, in CSV and in Excel."""
    value = Quantity(31560946191.0, "đồng", "thu")
    table = Table("t", "Thu", "Đơn vị", ("Số tiền",), (Row("=1+1", (value,)), Row("x", (None,))))
    rows = list(csv.reader(io.StringIO(csv_bytes(table).decode("utf-8-sig"))))
    assert rows == [["Đơn vị", "Số tiền (đồng)"], ["'=1+1", "31560946191"], ["x", ""]]
    sheet = openpyxl.load_workbook(save(table, tmp_path / "a.xlsx")).active
    assert sheet is not None
    cells = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=3)]
    assert cells == [["Đơn vị", "Số tiền (đồng)"], ["=1+1", 31560946191], ["x", None]]
    assert sheet["A4"].data_type == "s"
    with pytest.raises(UnionlibError, match="csv"):
        save(table, tmp_path / "a.doc")
    with pytest.raises(UnionlibError, match=r"^không có thư mục .*nowhere; hãy tạo trước$"):
        save(table, tmp_path / "nowhere" / "a.csv")


def test_the_panel_offers_what_a_measure_has(edition: Edition) -> None:
    """Choosing a measure changes breakdowns and units; what fails is said in place."""
    from unionlib.panel import _Panel

    panel = _Panel(edition)
    assert panel.by.value == "sector"
    assert "Sản xuất" in panel.answer.value
    panel.measures.value = ["gift_parcels"]
    assert dict(panel.by.options) == {"(không)": "", "Đợt": "campaign", "Đơn vị": "unit"}
    panel.by.value = "unit"
    assert "LĐLĐ huyện Bắc" in panel.answer.value
    panel.search.value = "luong"
    assert [name for _, name in panel.measures.options] == ["wage", "gift_parcels"]
    assert "Giữ Ctrl" in panel.hint.value
    panel.search.value = "xyzxyz"
    assert [name for _, name in panel.measures.options] == ["gift_parcels"]  # as it is chosen
    assert "Không có chỉ tiêu nào như thế" in panel.hint.value
    panel.measures.value = []
    assert "hãy chọn ít nhất một chỉ tiêu" in panel.answer.value


def test_the_panel_says_what_is_wrong_with_a_file(root: Root) -> None:
    """Whichever click comes upon it first."""
    from unionlib.panel import _Panel

    root.append("2019/observations/welfare.csv", "gift_parcels,,nobody,,1,01,II.1,")
    panel = _Panel(root.load())
    panel.measures.value = ["gift_parcels"]
    assert "đơn vị &#x27;nobody&#x27; không có trong danh mục" in panel.answer.value
