"""Sentences: figures are filled in, and nothing from the data is ever markup."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from lxml import html

from unionlib.errors import DataError, UnionlibError, UnknownName
from unionlib.quantity import Quantity
from unionlib.ratios import share
from unionlib.sentences import fields
from unionlib.show.markup import about
from unionlib.show.prose import Prose, narrate, prose

if TYPE_CHECKING:
    from tests.helpers.data_root import Root
    from unionlib.edition import Edition

HOSTILE = "<script>alert(1)</script> {{7*7}} {members} $x$ *sao* `mã` [a](b) ![c](d) & \"'"


def _figures(result: Prose) -> list[str]:
    root = html.fragment_fromstring(result.html, create_parent="div")
    return [str(element.text) for element in root.iter("data")]


def test_figures_are_filled_in_with_their_lineage(edition: Edition) -> None:
    """The sentence reads as one, and each figure knows its rows."""
    result = prose(edition, "Có {members} đoàn viên, đạt {union_density}.")
    assert str(result) == "Có 100 đoàn viên, đạt 80%."
    assert result.html == (
        '<p>Có <data class="q" value="100" data-unit="người" '
        'data-rows="2019/observations/workforce.csv:2" '
        'data-trace="số đoàn viên: 100 người · Nguồn: I.1">100</data> đoàn viên, đạt '
        '<data class="q" value="80" data-unit="%" data-rows="2019/observations/workforce.csv:2 '
        '2019/observations/workforce.csv:8 2019/observations/workforce.csv:9" '
        'data-trace="tỷ lệ đoàn viên: 80% = số đoàn viên (100) / số lao động (125) · '
        'Nguồn: I.1, I.2">80%</data>.</p>'
    )
    assert [figure["value"] for figure in result.figures] == [100, 80]
    assert about(result._repr_mimebundle_())["figures"][0]["rows"] == [
        "2019/observations/workforce.csv:2"
    ]


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("{year} {previous_year} {next_year}", "2019 2018 2020"),
        ("{gift_amount}", "27,5 triệu đồng"),
        ("{gift_amount:đồng}", "27.500.000 đồng"),
        ("{gift_average:triệu}", "0,5 triệu đồng"),
        ("{gift_average: triệu}", "0,5 triệu đồng"),
        ("{change(members, members(period=previous)):tăng/giảm}", "tăng 20 người"),
        ("đổi{growth(members, members):tức}.", "đổi."),
        ("tăng{growth(members, members(period=previous)):tức}.", "tăng, tức tăng 25%."),
        ("{staff(sector=HCSN)}", "07"),
        (
            "{change(union_density, union_density(sector=HCSN))}",
            "5 điểm phần trăm",
        ),
        ("{gift_parcels(campaign=TET, unit=north)}", "30"),
        ("{staff}", "(chưa có số liệu)"),
        (r"\{members\}", "{members}"),
        ("`{members}`", "{members}"),
        ("**{members}** *{employees}*", "100 125"),
        ("[xem {members}](#tbl-x)", "xem 100"),
        ("{share(members,\nemployees)}", "80%"),
    ],
)
def test_braces_say_what_is_asked(edition: Edition, text: str, plain: str) -> None:
    """Scales, differences in words, years, selections; escaped braces are braces."""
    assert str(prose(edition, text)) == plain


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("đạt {rate}.", "đạt (không tính được)."),
        ("thực hiện ({rate}).", "thực hiện (không tính được)."),
        ("({staff} người, bằng {rate})", "(chưa có số liệu người, bằng không tính được)"),
        ("(một) {staff}, *(hai {rate})*", "(một) (chưa có số liệu), (hai không tính được)"),
        (
            "a) {staff}, b) ({rate}; {staff})",
            "a) (chưa có số liệu), b) (không tính được; chưa có số liệu)",
        ),
    ],
)
def test_within_brackets_what_is_missing_has_none(edition: Edition, text: str, plain: str) -> None:
    """“((chưa có số liệu))” is what a reader stumbles over; a zero below is not missing data."""
    rate = share(Quantity(0, "đơn vị"), Quantity(0, "đơn vị", "đơn vị"))
    result = prose(edition, text, rate=rate)
    assert str(result) == plain
    assert [figure["text"] for figure in result.figures] == _figures(result)


def test_passed_names_are_text(edition: Edition) -> None:
    """Markup, templates and braces in a passed string are printed, not read."""
    result = prose(edition, "Tên: {name}.", name=HOSTILE)
    root = html.fragment_fromstring(result.html)
    assert root.text_content() == f"Tên: {HOSTILE}."
    assert [element.tag for element in root.iter()] == ["p"]
    assert result.figures == ()


def test_any_name_may_be_passed(edition: Edition) -> None:
    """Those of the function's own parameters too."""
    said = prose(edition, "{text}, {edition}", text="Năm cũ", edition="bản in")
    assert "Năm cũ, bản in" in said.html


def test_a_quantity_may_be_passed(edition: Edition) -> None:
    """With a label that wants to be markup."""
    result = prose(edition, "Có {n}.", n=Quantity(3, "người", HOSTILE))
    element = html.fragment_fromstring(result.html).find("data")
    assert element is not None
    assert element.get("data-trace") == f"{HOSTILE}: 03 người"
    assert (element.text, element.tail) == ("03", ".")


def test_a_bare_number_may_not_be_passed(edition: Edition) -> None:
    """It came from no row; the message names the figure and not an unknown measure."""
    with pytest.raises(UnionlibError) as caught:
        prose(edition, "Có {x} đoàn viên.", x=5)  # type: ignore[arg-type]
    assert str(caught.value) == "x=5: cần một số liệu như edition['members'], hoặc chữ"


def test_labels_from_the_data_are_text(root: Root) -> None:
    """A code's label may hold anything; it is never markup, a template or mathematics."""
    label = "<b>*Sản* $x$ {{members}} `y` &amp;</b>"
    root.edit("codes.csv", "sector,SXKD,Sản xuất", f"sector,SXKD,{label}")
    result = prose(root.load(), "{members(sector=SXKD)}")
    element = html.fragment_fromstring(result.html).find("data")
    assert element is not None
    assert element.get("data-trace") == f"số đoàn viên – {label}: 40 người · Nguồn: I.1"
    assert "<b>" not in result.html


def test_html_and_pictures_in_a_text_are_not_taken_over(edition: Edition) -> None:
    """The report asks no other host for anything, and holds no foreign markup."""
    result = prose(
        edition,
        "<img src=x onerror=alert(1)> ![p](https://x.example/p.png) [l](javascript:alert(1))",
    )
    tags = {element.tag for element in html.fragment_fromstring(result.html).iter()}
    assert tags <= {"p", "a"}
    assert "javascript" not in "".join(html.fragment_fromstring(result.html).xpath("//@href"))


@pytest.mark.parametrize("text", ["# Một", "### Một", "Một\n---", "Một\n==="])
def test_no_sentence_is_a_heading(edition: Edition, text: str) -> None:
    """The page alone numbers them; as an h1, a second title, it stood on no paper."""
    assert "<h" not in prose(edition, text).html.replace("<hr />", "")


def test_footnotes_hold_figures_and_markup(edition: Edition) -> None:
    """The note stands at its mark, with brackets inside it in pairs."""
    result = prose(edition, "Quà^[Gồm {gift_parcels} suất, *xem* [phụ lục](#a).] được tặng.")
    assert str(result) == "QuàGồm 55 suất, xem phụ lục. được tặng."
    note = html.fragment_fromstring(result.html).find("span")
    assert note is not None
    assert note.get("class") == "footnote"
    assert note.text_content() == "Gồm 55 suất, xem phụ lục."
    assert _figures(result) == ["55"]


def test_a_note_that_is_not_closed_is_text(edition: Edition) -> None:
    """Nothing is swallowed."""
    assert str(prose(edition, "Quà^[không đóng {members}")) == "Quà^[không đóng 100"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "Toàn tỉnh có {membres} đoàn viên.",
            (
                "trong câu “Toàn tỉnh có {membres} đoàn viên.”: "
                "Chỉ tiêu 'membres' không có. Có phải là: members?"
            ),
        ),
        (
            "Có {members:triệu} đoàn viên.",
            (
                "trong câu “Có {members:triệu} đoàn viên.”: không viết được 'triệu' cho số tính bằng người; "
                "được phép: tăng/giảm, tức, và với tiền: đồng, nghìn, triệu, tỷ"
            ),
        ),
        (
            "Quà trị giá {gift_amount:ty}.",
            (
                "trong câu “Quà trị giá {gift_amount:ty}.”: không viết được 'ty' cho số tính bằng đồng; "
                "được phép: tăng/giảm, tức, và với tiền: đồng, nghìn, triệu, tỷ"
            ),
        ),
        (
            "Có {staff:ty} cán bộ.",  # which has no figure
            (
                "trong câu “Có {staff:ty} cán bộ.”: không viết được 'ty' cho số tính bằng người; "
                "được phép: tăng/giảm, tức, và với tiền: đồng, nghìn, triệu, tỷ"
            ),
        ),
        (
            "Có {{members}}.",
            "dấu ngoặc nhọn lẻ (viết \\{ nếu muốn in ra) trong câu “Có {{members}}.”",
        ),
        (
            "Có {members đoàn viên.",
            "dấu ngoặc nhọn lẻ (viết \\{ nếu muốn in ra) trong câu “Có {members đoàn viên.”",
        ),
        (
            "Có members} đoàn viên.",
            "dấu ngoặc nhọn lẻ (viết \\{ nếu muốn in ra) trong câu “Có members} đoàn viên.”",
        ),
        (
            "Có {}.",
            "trong câu “Có {}.”: công thức '': không đọc được; viết như share(members, employees)",
        ),
    ],
)
def test_a_wrong_expression_names_its_sentence(edition: Edition, text: str, message: str) -> None:
    """Whoever wrote it finds it."""
    with pytest.raises(UnionlibError) as caught:
        prose(edition, text)
    assert str(caught.value) == message


def test_a_long_sentence_is_shown_around_the_fault(edition: Edition) -> None:
    """Sixty signs before it, forty after."""
    with pytest.raises(UnionlibError) as caught:
        prose(edition, f"{'a' * 100} {{x}} {'b' * 100}")
    assert f"“…{'a' * 59} {{x}} {'b' * 39}…”" in str(caught.value)


def test_fields_tell_line_expression_and_format() -> None:
    """Also in nested lists and notes, never in code."""
    text = "Có {a}.\n\n- một {b:triệu}\n    - hai\n      {c}^[{d}]\n\n`{e}`\n"
    assert fields(text) == [(1, "a", ""), (3, "b", "triệu"), (5, "c", ""), (5, "d", "")]


def test_narrative_blocks_are_found_by_their_heading(
    root: Root, capsys: pytest.CaptureFixture[str]
) -> None:
    """With any line ends; a wrong name is told with the right ones."""
    root.write(
        "2019/narrative/welfare.md", "## one\r\n\r\nMột\r\n\r\n## two\r\n\r\nHai {members}\r\n"
    )
    edition = root.load()
    assert edition.narrative("welfare") == {"one": "Một", "two": "Hai {members}"}
    narrate(edition, "welfare.two")
    assert "Hai 100" in capsys.readouterr().out
    with pytest.raises(UnknownName) as caught:
        narrate(edition, "welfare.tow")
    assert str(caught.value) == "Mục của narrative/welfare.md 'tow' không có. Có phải là: two?"
    with pytest.raises(UnknownName, match=r"Phần 'welfar' không có\. Có phải là: welfare\?"):
        narrate(edition, "welfar.two")
    (root.path / "2019/narrative/workforce.md").unlink()
    with pytest.raises(DataError, match=r"narrative/workforce\.md: không tìm thấy tệp"):
        narrate(edition, "workforce.x")


def test_faults_of_a_narrative_are_told_at_once(root: Root) -> None:
    """Text before the first heading, headings that are no keys or come twice, expressions."""
    root.write(
        "2019/narrative/welfare.md",
        "Lời dẫn\n\n## one\n\nCó {membres}\nvà {members}.\n\n## Tình hình\n\n## one\n\nBa {gift_parcels:tỷ\n",
    )
    assert [fault.removeprefix("2019/narrative/welfare.md, dòng ") for fault in root.faults()] == [
        "1: có nội dung trước tiêu đề '## tên_mục' đầu tiên",
        "8: tiêu đề 'Tình hình' phải là mã (a-z, 0-9, _)",
        "10: mục 'one' trùng lặp",
        "12: dấu ngoặc nhọn lẻ (viết \\{ nếu muốn in ra) trong câu “Ba {gift_parcels:tỷ”",
    ]
    root.write("2019/narrative/welfare.md", "## one\n\nCó {membres}\nvà {members:tỷ}.\n")
    assert [fault.removeprefix("2019/narrative/welfare.md, dòng ") for fault in root.faults()] == [
        "3: {membres}: Chỉ tiêu 'membres' không có. Có phải là: members?",
        (
            "4: {members}: không viết được 'tỷ' cho số tính bằng người; "
            "được phép: tăng/giảm, tức, và với tiền: đồng, nghìn, triệu, tỷ"
        ),
    ]


def test_a_narrative_in_another_encoding_is_a_fault(root: Root) -> None:
    """And not a traceback."""
    root.write("2019/narrative/welfare.md", "## one\n\nHành chính\n".encode("cp1258"))
    assert root.faults() == [
        "2019/narrative/welfare.md, dòng 3: tệp không phải mã UTF-8; hãy lưu lại với mã UTF-8"
    ]
