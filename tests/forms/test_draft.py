"""The edition that collect begins: last year's imprint, still without number, date and signature."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from unionlib.errors import DataError
from unionlib.forms.draft import draft_files

if TYPE_CHECKING:
    from tests.helpers.data_root import Root

TOP = """\
year = 2019
status = "official"
source = "Làm bằng tay"
recipients = ["Tổng LĐLĐ Việt Nam", "Lưu: VT"]
"""
PLAIN = """
[document]
number = "15"
symbol = "BC-LĐLĐ"
date = 2019-12-31
abstract = "Kết quả năm 2019\\nvà nhiệm vụ năm 2020"

[signature]
name = "Trần Thị Ba"
signed = true
"""
WRITTEN = {
    "plainly": PLAIN,
    "with a comment behind the value": PLAIN.replace('"15"', '"15" # số đi'),
    "indented": PLAIN.replace("\nnumber", "\n  number").replace("\ndate", "\n\tdate"),
    "over several lines": PLAIN.replace('"Kết', '"""\nKết')
    .replace("\\n", "\n")
    .replace('2020"', '2020"""'),
    "as inline tables": """
document = {number = "15", symbol = "BC-LĐLĐ", date = "2019-12-31", \
abstract = "Kết quả năm 2019\\nvà nhiệm vụ năm 2020"}
signature = {name = "Trần Thị Ba", signed = true}
""",
    "with dotted and quoted keys": """
document."number" = "15"
document.symbol = "BC-LĐLĐ"
document.date = "2019-12-31"
'document'.abstract = 'Kết quả năm 2019\\nvà nhiệm vụ năm 2020'
signature.name = "Trần Thị Ba"
signature.signed = true
""".replace("'Kết", '"Kết').replace("2020'", '2020"'),
}


@pytest.mark.parametrize("mark", ["", "\ufeff"], ids=["UTF-8", "UTF-8 as Notepad writes it"])
@pytest.mark.parametrize("rest", WRITTEN.values(), ids=WRITTEN)
def test_however_last_year_is_written_the_draft_has_no_number_date_or_signature(
    root: Root, rest: str, mark: str
) -> None:
    """The draft can be opened, says what last year's said a year later, and is not issued yet."""
    root.write("2019/edition.toml", mark + TOP + rest)
    root.write("2020/edition.toml", _draft(root))
    assert root.load(2020).about == {
        "year": 2020,
        "status": "draft",
        "source": "Tổng hợp biểu số liệu của các đơn vị báo cáo năm 2020",
        "recipients": ["Tổng LĐLĐ Việt Nam", "Lưu: VT"],
        "document": {
            "number": "",
            "symbol": "BC-LĐLĐ",
            "date": "",
            "abstract": "Kết quả năm 2020\nvà nhiệm vụ năm 2021",
        },
        "signature": {"name": "Trần Thị Ba", "signed": False},
    }


def test_a_draft_without_a_year_before_says_no_more_than_it_knows(root: Root) -> None:
    """Year, status and source, which is all that opening it needs."""
    files = draft_files(root.path / "2020", 2020, None)
    assert files == {
        "edition.toml": 'year = 2020\nstatus = "draft"\n'
        'source = "Tổng hợp biểu số liệu của các đơn vị báo cáo năm 2020"\n'
    }


def test_words_in_another_encoding_are_a_fault_of_their_file(root: Root) -> None:
    """Last year's narrative saved as UTF-16 is named with its line, and is no draft."""
    root.write("2019/narrative/workforce.md", "## overview\n\nToàn tỉnh.\n".encode("utf-16"))
    with pytest.raises(DataError) as raised:
        _draft(root)
    assert [str(fault) for fault in raised.value.faults] == [
        "2019/narrative/workforce.md, dòng 1: tệp không phải mã UTF-8; hãy lưu lại với mã UTF-8"
    ]


def test_the_draft_is_laid_out_and_commented_as_last_year_is(root: Root) -> None:
    """Lists stay a line each, and the office's notes to itself stay beside what they are about."""
    written = TOP.replace('"Tổng LĐLĐ', '\n  # cấp trên\n  "Tổng LĐLĐ').replace(
        "2019", "2019 # năm"
    )
    root.write("2019/edition.toml", written + PLAIN.replace('"15"', '"15" # số đi'))
    expected = written.replace("2019", "2020").replace("official", "draft")
    expected = expected.replace(
        "Làm bằng tay", "Tổng hợp biểu số liệu của các đơn vị báo cáo năm 2020"
    )
    expected += (
        PLAIN.replace('"15"', '"" # số đi')
        .replace("2019-12-31", '""')
        .replace("2020", "2021")
        .replace("2019", "2020")
        .replace("true", "false")
    )
    assert _draft(root) == expected


def _draft(root: Root) -> str:
    return draft_files(root.path / "2020", 2020, root.load())["edition.toml"]
