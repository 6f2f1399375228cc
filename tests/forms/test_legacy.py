"""Text of before Unicode, and names of units as people write them."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unionlib.codebook import Unit
from unionlib.forms.legacy import tcvn3, to_unicode, vni, windows1258
from unionlib.forms.units import Names

SENTENCE = (
    "Tăng do sáp nhập các đơn vị; công đoàn cơ sở trường học được sắp xếp lại, "
    "Quỹ ủng hộ bão lũ ở huyện Nguyên Bình, những người thợ ngoài quốc doanh"
)
# The same sentence as Excel shows it where the font is missing.
IN_TCVN3 = (
    "T¨ng do s¸p nhËp c¸c ®¬n vÞ; c«ng ®oµn c¬ së tr\u00adêng häc ®\u00adîc s¾p xÕp l¹i, "  # noqa: RUF001
    "Quü ñng hé b·o lò ë huyÖn Nguyªn B×nh, nh÷ng ng\u00adêi thî ngoµi quèc doanh"
)
IN_VNI = (
    "Taêng do saùp nhaäp caùc ñôn vò; coâng ñoaøn cô sôû tröôøng hoïc ñöôïc saép xeáp laïi, "
    "Quyõ uûng hoä baõo luõ ôû huyeän Nguyeân Bình, nhöõng ngöôøi thôï ngoaøi quoác doanh"
)
VOWELS = "aăâeêioôơuưy"
TONES = ("", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323")


@pytest.mark.parametrize("text", [IN_TCVN3, IN_VNI, unicodedata.normalize("NFD", SENTENCE)])
def test_a_sentence_in_an_old_encoding_is_recognised_by_its_content(text: str) -> None:
    """TCVN3, VNI and decomposed text come out as the same sentence, without a font's name."""
    assert to_unicode(text) == SENTENCE


@pytest.mark.parametrize(
    ("text", "font", "meant"),
    [
        ("hé", ".VnTime", "hộ"),
        ("hé", "Times New Roman", "hé"),
        ("b¶o l¹c", ".VnTimeH", "BẢO LẠC"),
        ("lò", "VNI-Times", "lị"),
        ("lò", "Times New Roman", "lò"),
    ],
)
def test_the_font_decides_what_the_content_cannot(text: str, font: str, meant: str) -> None:
    """One word may be right in two encodings; then the font's name tells which it is."""
    assert to_unicode(text, font) == meant


@pytest.mark.parametrize(
    "text", ["café Zürich", "Đặng Văn Bảo", "HỘI NGHỊ", "5 % × 3", "résumé", ""]
)
def test_text_that_reads_well_is_left_alone(text: str) -> None:
    """Unicode text is not taken for an old encoding."""
    assert to_unicode(text) == text


def test_windows_1258_taken_for_1252_is_read_again() -> None:
    """Tone marks that became letters become tone marks again."""
    typed = unicodedata.normalize("NFD", "Bảo Lạc").encode("cp1258").decode("cp1252")
    assert typed != "Bảo Lạc"
    assert windows1258(typed) == to_unicode(typed) == "Bảo Lạc"


def test_every_vietnamese_vowel_has_one_code_in_tcvn3_and_vni() -> None:
    """No two codes of an encoding give the same letter, and none is missing."""
    letters = {unicodedata.normalize("NFC", vowel + tone) for vowel in VOWELS for tone in TONES} | {
        "đ"
    }
    codes = [chr(code) for code in range(0xA1, 0x100)]
    assert {tcvn3(code) for code in codes} >= {letter for letter in letters if not letter.isascii()}
    pairs = codes + [base + mark for base in "aeouyôö" for mark in codes]
    assert {vni(pair) for pair in pairs} >= {letter for letter in letters if not letter.isascii()}


@given(st.text(max_size=60))
def test_any_text_is_survived_and_ascii_unchanged(text: str) -> None:
    """Whatever a cell holds, the conversion neither fails nor touches plain ASCII."""
    converted = to_unicode(text)
    assert not text.isascii() or converted == text


UNITS = [
    Unit("bao_lac", "Liên đoàn Lao động huyện Bảo Lạc", "district", "p", "", "", ()),
    Unit("bao_lam", "Liên đoàn Lao động huyện Bảo Lâm", "district", "p", "", "", ()),
    Unit("hoa_an", "Liên đoàn Lao động huyện Hòa An", "district", "p", "", "", ()),
    Unit("city", "Liên đoàn Lao động thành phố Cao Bằng", "district", "p", "", "", ("LĐLĐ TP",)),
    Unit("ore", "Công đoàn cơ sở Công ty Khoáng sản", "grassroots", "p", "", "", ()),
    Unit("town", "Công đoàn thị trấn Nước Hai", "grassroots", "p", "", "", ()),
    Unit("old", "Liên đoàn Lao động thị xã Bắc Kạn", "district", "p", "", "", ()),
    Unit("farm", "Công đoàn ngành Nông nghiệp và Phát triển nông thôn", "sector", "p", "", "", ()),
]


@pytest.mark.parametrize(
    ("written", "unit"),
    [
        ("H. Bảo Lạc", "bao_lac"),
        ("LĐLĐ huyện Bảo Lạc", "bao_lac"),
        ("LĐLĐ\u00a0HUYỆN\u00a0 BẢO LẠC", "bao_lac"),
        (unicodedata.normalize("NFD", "Liên đoàn lao động huyện Bảo Lạc"), "bao_lac"),
        ("ldld huyen bao lac", "bao_lac"),
        ("Lien doan Lao dong huyện Bảo Lạc", "bao_lac"),
        ("LĐLĐ huyện B¶o L¹c", "bao_lac"),
        ("Lieân ñoaøn Lao ñoäng huyeän Baûo Laâm", "bao_lam"),
        ("LĐLĐ huyện Hoà An", "hoa_an"),
        ("HOÀ AN", "hoa_an"),
        ("TP. Cao Bằng", "city"),
        ("lđlđ tp", "city"),
        ("CĐ ngành Nông nghiệp & PTNT", "farm"),
        ("CĐCS Cty Khoáng sản", "ore"),
        ("CĐ TT Nước Hai", "town"),
        ("LĐLĐ TX. Bắc Kạn", "old"),
        ("huyện Bảo", ""),
        ("Bảo Lộc", ""),
        ("", ""),
    ],
)
def test_a_unit_is_found_by_what_people_write(written: str, unit: str) -> None:
    """Case, tone placement, prefix, abbreviation and encoding of a name do not matter."""
    assert Names(UNITS).find(written) == unit


def test_a_name_that_two_units_could_mean_is_not_guessed() -> None:
    """The town and the district of one name are told apart by their prefix or not at all."""
    both = [*UNITS, Unit("rural", "LĐLĐ huyện Cao Bằng", "district", "p", "", "", ())]
    names = Names(both)
    assert names.find("Cao Bằng") == ""
    assert names.find("h. Cao Bằng") == "rural"
    assert names.find("TP Cao Bằng") == "city"
