"""Charts whose words and sizes are hard on them."""

from __future__ import annotations

import pytest
from lxml import etree

from unionlib.quantity import Quantity
from unionlib.show.charts import bar_chart
from unionlib.tabulation import Row, Table

HOSTILE = [
    "$x^2$",
    r"\frac{a}{b} $",
    "<script>&amp;</script>",
    "_ẩn",
    "{a}",
    "%s %d",
    "",
    " ",
    "漢字",
]


def _table(labels: list[str], heads: tuple[str, ...] = ("Số suất",)) -> Table:
    cells = tuple(Quantity(7, "suất") for _ in heads)
    return Table("hard", "Tên <b> $y$", "Đợt", heads, tuple(Row(label, cells) for label in labels))


@pytest.mark.parametrize("label", HOSTILE)
def test_any_label_is_drawn_as_it_stands(label: str) -> None:
    """No mathematics, no markup; the picture stays well-formed and tells its figures."""
    chart = bar_chart(_table([label, "Tết"]))
    assert chart is not None
    tree = etree.fromstring(chart.svg.encode())
    words = [element.text for element in tree if str(element.tag).endswith(("title", "desc"))]
    assert str(words[0]).startswith("Tên <b> $y$")
    assert f"{label}: 07 suất" in str(words[1])
    assert "<script" not in chart.svg


def test_any_heading_stands_in_the_legend() -> None:
    """Also one that begins with an underscore or wants to be mathematics."""
    heads = ("_một", "$hai$")
    chart = bar_chart(_table(["Tết", "Tháng Công nhân"], heads), (0, 1))
    assert chart is not None
    assert "_một – Tết: 07 suất" in chart.description
    texts = [element.text for element in etree.fromstring(chart.svg.encode()).iter("{*}text")]
    assert texts[:2] == ["_một", "$hai$"]


def test_a_long_heading_goes_on_in_a_second_line_of_the_legend() -> None:
    """On a phone it was cut off; what has no room beside it stands below, as the bars do."""
    head = "Số đoàn viên được tuyên truyền, phổ biến pháp luật trong năm"
    chart = bar_chart(_table(["Tết"], (head, "Ngắn", "Dài hơn một chút")), (0, 1, 2))
    assert chart is not None
    # A line of the legend takes 15 points, those of one heading 12 from one to the next; 4 are
    # left below it, and 4 above the bars, of which each takes 16.
    wide = [(head, 10.9), ("Ngắn", 10.9), ("Dài hơn một chút", 25.9)]
    first, second = "Số đoàn viên được tuyên truyền,", "phổ biến pháp luật trong năm"
    narrow = [(first, 10.9), (second, 22.9), ("Ngắn", 10.9), ("Dài hơn một chút", 40.9)]
    for svg, legend, marks, top in (
        (chart.svg, wide, [3.5, 3.5, 18.5], 34 + 4),
        (chart.narrow, narrow, [3.5, 3.5, 33.5], 49 + 4),
    ):
        tree = etree.fromstring(svg.encode())
        texts = [(text.text, float(text.get("y", ""))) for text in tree.iter("{*}text")]
        assert texts[: len(legend)] == legend
        edges = [float(area.get("y", "")) for area in tree.iter("{*}rect")]
        assert edges == [*marks, top, top + 16, top + 32]
        assert all(8 <= float(area.get("height", "")) < 16 for area in tree.iter("{*}rect"))


def test_one_long_label_makes_its_own_row_taller_and_no_other() -> None:
    """All rows were as tall as its own, and fifteen of them taller than a page."""
    long = "Công đoàn cơ sở Trung tâm Ứng dụng tiến bộ khoa học và công nghệ, Kiểm định, Hiệu chuẩn"
    chart = bar_chart(_table([long, *(f"Đơn vị {number}" for number in range(14))]))
    assert chart is not None
    tree = etree.fromstring(chart.svg.encode())
    lines = [text for text in tree.iter("{*}text") if (text.text or "-") in long]
    assert len(lines) >= 3
    height = float((tree.get("viewBox") or "").split()[-1])
    # A row takes 24 points, that of the label 12 for each line and 4; 2 are left above and below.
    assert height == pytest.approx(14 * 24 + 12 * len(lines) + 4 + 2 + 2)


@pytest.mark.parametrize("count", [1, 40])
def test_one_row_or_forty_can_be_drawn(count: int) -> None:
    """And twice the same."""
    table = _table(
        [f"Đơn vị {number} có tên rất dài để phải xuống dòng" for number in range(count)]
    )
    first, second = bar_chart(table), bar_chart(table)
    assert first is not None
    assert second is not None
    assert first.svg == second.svg
    assert first.description.count("07 suất") == count


def test_zero_and_missing_are_told_apart() -> None:
    """Zero is a figure and is told, what is missing is not."""
    rows = (
        Row("không", (Quantity(0, "suất"),)),
        Row("thiếu", (Quantity.missing("không có"),)),
        Row("ba", (Quantity(3, "suất"),)),
    )
    chart = bar_chart(Table("z", "Quà", "Đợt", ("Suất",), rows))
    assert chart is not None
    assert "không: 0 suất" in chart.description
    assert "thiếu" not in chart.description
