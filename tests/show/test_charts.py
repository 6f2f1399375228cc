"""Charts: what they draw, say and call themselves."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pytest

from unionlib.errors import UnionlibError, UnknownName
from unionlib.numbers import parse_printed
from unionlib.quantity import Quantity
from unionlib.show.charts import bar_chart, bars
from unionlib.show.drawing import FILLS, Chart
from unionlib.tabulation import Row, Table
from unionlib.writing import MONEY, POINTS

if TYPE_CHECKING:
    from playwright.sync_api import Page

PAPER, NIGHT = "#ffffff", "#16181c"
SVG = "{http://www.w3.org/2000/svg}"


def _table(*rows: tuple[str, float | None, float | None], unit: str = "đơn vị") -> Table:
    """Make a table of what was done and what was due."""
    made = (
        Row(
            label,
            tuple(
                Quantity.missing("chưa báo cáo", unit) if value is None else Quantity(value, unit)
                for value in values
            ),
            depth=int(label.startswith("–")),
        )
        for label, *values in rows
    )
    return Table("conferences", "Hội nghị theo khối", "Khối", ("Đã làm", "Phải làm"), tuple(made))


def _drawn(chart: Chart | None) -> Chart:
    assert chart is not None
    return chart


def test_a_chart_says_what_it_shows() -> None:
    """Those who do not see it hear title and figures, a pause between; the caption says the unit."""
    chart = _drawn(bar_chart(_table(("HCSN", 800, 812), ("DNNN", 4, 4))))
    assert chart.caption == "Hội nghị theo khối (đơn\u00a0vị)"
    assert chart.description == "Biểu đồ thanh ngang. HCSN: 800 đơn vị; DNNN: 04 đơn vị."
    root = ET.fromstring(chart.svg)  # noqa: S314 - our own drawing
    named = {element.get("id"): element.text for element in root.iter()}
    first, second = (root.get("aria-labelledby") or "").split()
    assert (named[first], named[second]) == (f"{chart.caption}.", chart.description)


def test_done_of_due_names_both_and_the_share() -> None:
    """Four of four is as long as 800 of 812: a share, says the caption; each bar tells both numbers."""
    chart = _drawn(bar_chart(_table(("HCSN", 800, 812), ("DNNN", 4, 4)), of=1))
    assert chart.caption == "Hội nghị theo khối (tỷ\u00a0lệ\u00a0%)"
    assert "HCSN: 800/812 = 98,52%; DNNN: 4/4 = 100%" in chart.description
    assert [figure["value"] for figure in chart.figures] == [800, 4, 812, 4]


def test_nothing_due_draws_no_share() -> None:
    """A share of nothing is no number, and the chart does not make one up."""
    chart = _drawn(bar_chart(_table(("HCSN", 0, 0), ("DNNN", 3, 4)), of=1))
    assert "HCSN" not in chart.description
    assert "DNNN: 3/4 = 75%" in chart.description


def test_a_bar_is_no_share_of_what_is_counted_otherwise() -> None:
    """Money by parcels is no percentage: 27,5 million of 55 is an error and not 50.000.000%."""
    rows = (Row("Tết", (Quantity(27.5e6, "đồng", "tiền quà"), Quantity(55, "suất", "số suất"))),)
    gifts = Table("gifts", "Quà", "Đợt", ("Tiền quà", "Suất quà"), rows)
    with pytest.raises(UnionlibError, match=r"khác đơn vị tính \(đồng, suất\)"):
        bar_chart(gifts, 0, of=1)


def test_a_column_may_be_named_by_its_heading() -> None:
    """As by its place; the heading of what is due, too."""
    table = _table(("HCSN", 800, 812), ("DNNN", 4, 4))
    for place, name in ((1, "Phải làm"), ([0, 1], ["Đã làm", "Phải làm"])):
        assert _drawn(bar_chart(table, name)).svg == _drawn(bar_chart(table, place)).svg
    assert _drawn(bar_chart(table, "Đã làm", of="Phải làm")) == _drawn(bar_chart(table, of=1))


@pytest.mark.parametrize(
    ("column", "message"),
    [
        (5, "Cột '5' không có. Được phép: 0 (Đã làm), 1 (Phải làm)."),
        ("Phai làm", "Cột 'Phai làm' không có. Có phải là: Phải làm?"),
    ],
)
def test_a_column_that_is_not_there_is_told_with_those_there_are(
    column: int | str, message: str
) -> None:
    """Whether it is drawn or is the whole of what is drawn."""
    table = _table(("HCSN", 800, 812))
    draws: list[Callable[[], Chart | None]] = [
        lambda: bar_chart(table, column),
        lambda: bar_chart(table, 0, of=column),
        lambda: bar_chart(table, [0, column]),
    ]
    for draw in draws:
        with pytest.raises(UnknownName) as caught:
            draw()
        assert str(caught.value) == message


@pytest.mark.parametrize("second", ["Phải làm", 1])
def test_a_second_column_is_not_taken_for_the_caption(second: str | int) -> None:
    """bars(t, "Đã làm", "Phải làm") would call what was done what was due."""
    table = _table(("HCSN", 800, 812))
    with pytest.raises(UnionlibError, match=rf"'Đã làm', {second!r}\]"):
        bar_chart(table, "Đã làm", second)  # type: ignore[arg-type]
    assert _drawn(bar_chart(table, "Đã làm", "Đã làm")).caption == "Đã làm (đơn\u00a0vị)"


def test_what_is_missing_is_left_out(capsys: pytest.CaptureFixture[str]) -> None:
    """A row without any figure is not drawn; without rows there is no chart."""
    chart = _drawn(bar_chart(_table(("HCSN", 5, None), ("DNNN", None, None)), [0, 1]))
    assert "DNNN" not in chart.description
    drawn = ET.fromstring(chart.svg)  # noqa: S314 - our own drawing
    assert [text.text for text in drawn.iter(f"{SVG}text")][-3:] == ["HCSN", "5", None]
    lengths = [float(bar.get("width", "")) for bar in drawn.iter(f"{SVG}rect")][2:]
    assert lengths[0] > lengths[1] == 0
    empty = _table(("HCSN", None, None))
    assert bar_chart(empty) is None
    bars(empty)
    assert capsys.readouterr().out == ""
    bars(_table(("HCSN", 800, 812)))
    assert "HCSN: 800 đơn vị." in capsys.readouterr().out


def test_money_in_millions_and_qualifiers_as_printed() -> None:
    """Over 568 million stays over 568 million."""
    over = parse_printed("trên 568 triệu")
    assert over is not None
    rows = (Row("Khối thi đua", (Quantity(568e6, "đồng", printed=over),)),)
    chart = _drawn(bar_chart(Table("support", "Hỗ trợ", "Nguồn", ("Tiền",), rows)))
    assert chart.caption == "Hỗ trợ (triệu\u00a0đồng)"
    assert [figure["text"] for figure in chart.figures] == ["trên 568"]


@pytest.mark.parametrize(
    ("amounts", "unit", "texts"),
    [
        ((999_999, 450), "đồng", ["999.999", "450"]),
        ((1_000_000, 10_000), "triệu\u00a0đồng", ["1", "0,01"]),
        ((-2_500_000, 0), "triệu\u00a0đồng", ["−2,5", "0"]),
        ((27_500_000, 4_000), "đồng", ["27.500.000", "4.000"]),
    ],
)
def test_the_amounts_say_the_scale_of_all(
    amounts: tuple[int, int], unit: str, texts: list[str]
) -> None:
    """In millions from one on, unless that would make 0 of a small one."""
    rows = tuple(
        Row(name, (Quantity(amount, MONEY),)) for name, amount in zip("ab", amounts, strict=True)
    )
    chart = _drawn(bar_chart(Table("x", "Hỗ trợ", "Nguồn", ("Tiền",), rows)))
    assert chart.caption == f"Hỗ trợ ({unit})"
    assert [figure["text"] for figure in chart.figures] == texts


def test_what_each_figure_says_itself_the_caption_does_not() -> None:
    """A percentage brings its sign, and of several units each figure its own."""
    shares = (Row("HCSN", (Quantity(99.46, "%"),)), Row("DNNN", (Quantity(100, "%"),)))
    counts = (Row("HCSN", (Quantity(441, "suất"),)), Row("DNNN", (Quantity(50, "CĐCS"),)))
    for rows, texts in ((shares, ["99,46%", "100%"]), (counts, ["441 suất", "50 CĐCS"])):
        chart = _drawn(bar_chart(Table("x", "Kết quả", "Khối", ("Số",), rows)))
        assert chart.caption == "Kết quả"
        assert [figure["text"] for figure in chart.figures] == texts


def test_what_is_part_of_another_is_hatched() -> None:
    """Of one series; of several the hatching tells them apart."""
    table = _table(("HCSN", 8, 9), ("– nữ", 4, 5), ("DNNN", 3, 3))
    for column, hatched in ((0, [False, True, False]), ([0, 1], [False] * 3 + [True] * 3)):
        root = ET.fromstring(_drawn(bar_chart(table, column)).svg)  # noqa: S314 - our own drawing
        looks = [area.get("fill", "").startswith("url") for area in root.iter(f"{SVG}rect")]
        assert looks[-len(hatched) :] == hatched


def test_a_description_says_each_unit_once() -> None:
    """What brings its unit with it, as percentage points do, is given none besides."""
    chart = _drawn(bar_chart(_table(("Mật độ", 2, 3), unit=POINTS)))
    assert chart.description == "Biểu đồ thanh ngang. Mật độ: 2 điểm phần trăm."


def test_caption_does_not_repeat_its_unit() -> None:
    """“Số suất quà” needs no “(suất)”."""
    table = _table(("Tết", 5, 6), unit="suất")
    assert _drawn(bar_chart(table, 0, "Số suất quà")).caption == "Số suất quà"
    unions = _table(("Bảo Lạc", 29, 55), unit="CĐCS")
    assert _drawn(bar_chart(unions, 0, "Số CĐCS")).caption == "Số CĐCS"


def test_bars_of_one_scale_measure_one_thing() -> None:
    """Parcels beside đồng would be bars of no length; unions and units are both counted."""
    for amount, unit, drawn in (
        (50, MONEY, False), (220_500_000, MONEY, False), (50, "%", False), (50, "CĐCS", True),
    ):  # fmt: skip
        row = Row("Tết", (Quantity(441, "suất"), Quantity(amount, unit)))
        table = Table("x", "Quà", "Đợt", ("Suất", "Tiền"), (row,))
        if drawn:
            assert bar_chart(table, [0, 1])
        else:
            with pytest.raises(UnionlibError, match="không vẽ chung"):
                bar_chart(table, [0, 1])
        assert bar_chart(table, 1)


def test_drawing_is_the_same_every_time() -> None:
    """No date, no random name: two runs give the same bytes."""
    table = _table(("HCSN", 800, 812), ("– trong đó nữ", 4, 4))
    assert _drawn(bar_chart(table, [0, 1])).svg == _drawn(bar_chart(table, [0, 1])).svg


def test_ids_are_of_the_chart() -> None:
    """Two charts of one table do not share an id, nor refer to each other."""
    table = _table(("HCSN", 800, 812), ("– nữ", 4, 4))
    one, two = _drawn(bar_chart(table)), _drawn(bar_chart(table, 1, id="due"))
    assert (one.id, two.id) == ("conferences", "due")
    assert not set(_ids(one.svg)) & set(_ids(one.narrow)), "both are in one page"
    for chart in (one, two):
        for svg in (chart.svg, chart.narrow):
            ids = set(_ids(svg))
            assert all(name.startswith(f"fig-{chart.id}-") for name in ids)
            assert set(re.findall(r"url\(#([^)]+)\)", svg)) <= ids
            assert set(re.findall(r'href="#([^"]+)"', svg)) <= ids


def _ids(svg: str) -> list[str]:
    return re.findall(r'\bid="([^"]+)"', svg)


def test_an_id_can_be_an_address() -> None:
    """One of a chart's own, as one of a table."""
    with pytest.raises(UnionlibError, match="'đã làm' không dùng làm mã"):
        bar_chart(_table(("HCSN", 800, 812)), id="đã làm")


@pytest.mark.parametrize("of", [None, 1])
def test_a_chart_for_a_phone_says_the_same_in_less_width(of: int | None) -> None:
    """The same title, description, labels and figures, and bars of the same proportions."""
    chart = _drawn(bar_chart(_table(("HCSN", 800, 812), ("DNNN", 400, 800)), of=of))
    wide, narrow = (ET.fromstring(svg) for svg in (chart.svg, chart.narrow))  # noqa: S314
    assert [e.text for e in wide.iter() if e.text] == [e.text for e in narrow.iter() if e.text]
    assert (wide.get("width"), narrow.get("width")) == ("475pt", "260pt")
    lengths = [
        [float(e.get("width", "")) for e in svg.iter(f"{SVG}rect")] for svg in (wide, narrow)
    ]
    shrunk = [narrow / wide for wide, narrow in zip(*lengths, strict=True)]
    assert all(each == pytest.approx(shrunk[0], rel=0.001) for each in shrunk)
    assert shrunk[0] < 0.6


def test_a_notebook_shows_a_chart_once() -> None:
    """Which drawing fits is said by the page's style sheet; where there is none, one is hidden."""
    chart = _drawn(bar_chart(_table(("HCSN", 800, 812))))
    html = chart._repr_mimebundle_()["text/html"]
    assert html.count("<svg") == 2
    assert html.count('<svg class="narrow" display="none"') == 1


def test_ink_follows_the_page() -> None:
    """Text is the page's own colour, the ground is open, and nothing is fetched."""
    svg = _drawn(bar_chart(_table(("Tiền $ & <b>", 800, 812)), [0, 1])).svg
    assert "currentColor" in svg
    assert "#010203" not in svg
    assert not re.search(r'(href|src)="(?!#)', svg)
    assert "<metadata" not in svg


def test_bars_are_as_long_as_their_figures() -> None:
    """Half as many, half as long; nothing is a bar of no length."""
    svg = _drawn(bar_chart(_table(("HCSN", 800, 1), ("DNNN", 400, 1), ("HTX", 0, 1)))).svg
    lengths = [float(bar.get("width", "")) for bar in ET.fromstring(svg).iter(f"{SVG}rect")]  # noqa: S314
    assert lengths[1] == pytest.approx(lengths[0] / 2, abs=0.01)
    assert lengths[2] == 0


@pytest.mark.parametrize("of", [None, 1])
@pytest.mark.parametrize("drawing", ["svg", "narrow"])
def test_each_figure_stands_behind_its_bar_and_the_longest_fills_the_width(
    drawing: str, of: int | None
) -> None:
    """Before the bar stands its row's label, at its height; a part longer than the whole has room."""
    table = _table(("HCSN", 600, 800), ("DNNN", 410, 400))
    root = ET.fromstring(getattr(_drawn(bar_chart(table, of=of)), drawing))  # noqa: S314
    boxes = [
        [float(box.get(name, "")) for name in ("x", "y", "width", "height")]
        for box in root.iter(f"{SVG}rect")
    ]
    texts = [
        (float(text.get("x", "")), float(text.get("y", "")), text.text or "")
        for text in root.iter(f"{SVG}text")
    ]
    rows = [(box, box) for box in boxes] if of is None else list(pairwise(boxes))[::2]
    room = []
    for (bar, frame), label, figure in zip(rows, texts[:2], texts[2:], strict=True):
        x, y, _, height = bar
        end = x + max(bar[2], frame[2])
        assert 0 < label[0] < x == frame[0] < end < figure[0] < end + 10
        # Letters of ten points stand 6.6 high on their line.
        assert all(y < line - 6.6 < line < y + height for _, line, _ in (label, figure))
        # In Times a digit is half an em wide.
        wide = {"/": 2.78, " ": 2.5, "=": 5.64, ",": 2.5, "%": 8.33}
        room.append(
            float(root.get("width", "")[:-2]) - figure[0] - sum(wide.get(c, 5) for c in figure[2])
        )
    assert 0 < min(room) < 5


def test_shares_fill_their_frames() -> None:
    """Three of four fill three quarters of the frame, all frames are of one length; less than nothing fills none."""
    rows = ("HCSN", 3, 4), ("DNNN", 50, 50), ("HTX", 5, 4), ("NN", -1, 4)
    svg = _drawn(bar_chart(_table(*rows), of=1)).svg
    bars = [float(box.get("width", "")) for box in ET.fromstring(svg).iter(f"{SVG}rect")]  # noqa: S314
    parts, frames = bars[::2], bars[1::2]
    assert set(frames) == {frames[0]}
    assert parts == pytest.approx([frames[0] * part for part in (0.75, 1, 1.25, 0)], abs=0.01)


def test_words_of_a_chart_can_be_searched() -> None:
    """Labels and figures are text as it stands, with no markup of their own."""
    svg = _drawn(bar_chart(_table(("Tiền $ & <b>", 800, 812)))).svg
    texts = [element.text for element in ET.fromstring(svg).iter(f"{SVG}text")]  # noqa: S314
    assert texts == ["Tiền $ & <b>", "800"]


@pytest.mark.parametrize("ground", [PAPER, NIGHT])
def test_bars_stand_out_by_day_and_night(ground: str) -> None:
    """WCAG asks 3 : 1 of what one must see to understand a picture."""
    for colour, _ in FILLS:
        light, dark = sorted((_luminance(colour), _luminance(ground)), reverse=True)
        assert (light + 0.05) / (dark + 0.05) >= 3


def test_neighbours_differ_without_colour() -> None:
    """Filled and hatched take turns, so that a copy in black and white is readable."""
    assert all(bool(a[1]) != bool(b[1]) for a, b in pairwise(FILLS))
    assert len({hatch for _, hatch in FILLS if hatch}) == 2


def _luminance(colour: str) -> float:
    channels = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    red, green, blue = (
        c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.browser
@pytest.mark.parametrize("drawing", ["svg", "narrow"])
def test_long_labels_and_values_stay_inside(page: Page, drawing: str) -> None:
    """Labels and headings wrap and the value of the longest bar is not cut."""
    label = "Công đoàn cấp trên trực tiếp cơ sở và công đoàn cơ sở tặng đoàn viên khó khăn"
    table = replace(_table((label, 1_234_567, 1), ("Ngắn", 5, 0)), columns=(label, "Phải làm"))
    chart = _drawn(bar_chart(table, [0, 1]))
    page.set_content(getattr(chart, drawing))
    frame, texts = page.evaluate(
        """() => {
            const box = e => (({left, right, top, bottom}) => [left, right, top, bottom])(e.getBoundingClientRect());
            const svg = document.querySelector("svg");
            return [box(svg), [...svg.querySelectorAll("text")].map(box)];
        }"""
    )
    assert len(texts) >= 6
    left, right, top, bottom = frame
    assert all(left <= a and b <= right and top <= c and d <= bottom for a, b, c, d in texts)
