"""Text in the encodings of before Unicode: TCVN3 (ABC), VNI, Windows-1258, and NFD.

In a spreadsheet such text consists of Latin letters that look Vietnamese only in its
font: ``B¶o L¹c`` in .VnTime, ``Baûo Laïc`` in VNI-Times. The font's name decides
where it is known; else the reading with the most words that are possible Vietnamese
syllables does, and a text that reads well as it stands is left alone.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator

_TCVN3_CODES = "µ¸¶·¹¨»¾¼½Æ©ÇÊÈÉË®ÌÐÎÏÑªÒÕÓÔÖ×ÝØÜÞßãáâä«åèæçé¬êíëìîïóñòô\u00adõøö÷ùúýûüþ¡¢§£¤¥¦"  # noqa: RUF001 - one of them looks like a comma
_TCVN3_LETTERS = "àáảãạăằắẳẵặâầấẩẫậđèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵĂÂĐÊÔƠƯ"
_TCVN3 = str.maketrans(_TCVN3_CODES, _TCVN3_LETTERS)


def _vni() -> dict[str, str]:
    tones = {"ø": "\u0300", "ù": "\u0301", "õ": "\u0303", "û": "\u0309", "ï": "\u0323"}
    circumflex = {"à": "\u0300", "á": "\u0301", "ã": "\u0303", "å": "\u0309", "ä": "\u0323"}
    breve = {"è": "\u0300", "é": "\u0301", "ü": "\u0303", "ú": "\u0309", "ë": "\u0323"}
    table = {"ñ": "đ", "ô": "ơ", "ö": "ư", "æ": "ỉ", "ó": "ĩ", "ò": "ị", "î": "ỵ"}
    for base in "aeouyôö":
        for mark, tone in tones.items():
            table[base + mark] = table.get(base, base) + tone
    for base in "aeo":
        table[f"{base}â"] = f"{base}\u0302"
        for mark, tone in circumflex.items():
            table[base + mark] = f"{base}\u0302{tone}"
    table["aê"] = "ă"
    for mark, tone in breve.items():
        table[f"a{mark}"] = f"ă{tone}"
    capitals = {}
    for code, letter in table.items():
        for form in (code.upper(), code[0].upper() + code[1:]):
            capitals[form] = letter.upper() if len(letter) == 1 else letter[0].upper() + letter[1:]
    return {
        code: unicodedata.normalize("NFC", letter) for code, letter in (capitals | table).items()
    }


_VNI = _vni()
_VNI_CODE = re.compile("|".join(sorted(map(re.escape, _VNI), key=len, reverse=True)))

# Onset, vowels and coda of a syllable, tones taken off: enough to tell words from noise.
_SYLLABLE = re.compile(
    r"(?:ngh|ng|nh|gh|gi|kh|ph|th|tr|ch|qu|[bcdđghklmnpqrstvx])?"
    r"(?:uy(?:nh|n|[pt])?|(?:uyê|iê|yê|uô|ươ|oă|oa|oe|uâ|uê|[aăâeêioôơuưy])(?:ng|nh|[mn]|(?P<stop>ch|[cpt]))?"
    r"|oai|oay|oeo|uai|uay|uây|uôi|ươi|ươu|uya|uyu|iêu|yêu|uơ|ia|ua|ưa|ai|ao|au|ay|âu|ây|eo|êu|iu|oi|ôi|ơi|ui|ưi|ưu)"
)
_TONES = re.compile("[\u0300\u0301\u0303\u0309\u0323]")
_NOT_A_VOWEL = re.compile("[bcdđghklmnpqrstvxz][\u0300\u0301\u0303\u0309\u0323]")


def tcvn3(text: str, *, capitals: bool = False) -> str:
    """Read TCVN3 (ABC) text; ``capitals`` for a face whose name ends in H.

    Examples
    --------
    >>> tcvn3("B¶o L¹c"), tcvn3("b¶o l¹c", capitals=True)
    ('Bảo Lạc', 'BẢO LẠC')
    """
    read = text.translate(_TCVN3)
    return read.upper() if capitals else read


def vni(text: str) -> str:
    """Read VNI text.

    Examples
    --------
    >>> vni("Coâng ñoaøn huyeän Baûo Laïc")
    'Công đoàn huyện Bảo Lạc'
    """
    return _VNI_CODE.sub(lambda match: _VNI[match[0]], text)


def windows1258(text: str) -> str:
    """Read Windows-1258 text that was taken for Windows-1252.

    Examples
    --------
    >>> windows1258("BaÒo Laòc")
    'Bảo Lạc'
    """
    return _recoded(text, "cp1258")


def utf8(text: str) -> str:
    """Read UTF-8 text that was taken for Windows-1252."""
    return _recoded(text, "utf-8")


_TYPOGRAPHY = frozenset(bytes(range(0x80, 0xA0)).decode("cp1252", "ignore"))
_READINGS: tuple[Callable[[str], str], ...] = (tcvn3, vni, windows1258, utf8)


def to_unicode(text: str, font: str = "") -> str:
    """Return text as NFC Unicode, whatever encoding it was typed in.

    Parameters
    ----------
    text : str
        The text of a cell.
    font : str
        The name of its font, where it is known.

    Examples
    --------
    >>> to_unicode("Lª ThÞ Hoa"), to_unicode("Đặng Văn Bảo")
    ('Lê Thị Hoa', 'Đặng Văn Bảo')
    >>> to_unicode("b¶o l¹c", ".VnTimeH")
    'BẢO LẠC'
    """
    composed = unicodedata.normalize("NFC", text).replace("\u00a0", " ")
    if composed.isascii() or is_unicode(composed):
        return composed
    name = font.casefold()
    if name.startswith(".vn"):
        # NBSP and the soft hyphen are letters' codes there, so the text as it came.
        return tcvn3(text, capitals=name.endswith("h")).replace("\u00a0", " ")
    if name.startswith(("vni-", "vni ")):
        return vni(text).replace("\u00a0", " ")
    best, score = composed, _likeness(composed)
    for reading in _READINGS:
        candidate = unicodedata.normalize("NFC", _words_read(reading, text).replace("\u00a0", " "))
        if (likeness := _likeness(candidate)) > score:
            best, score = candidate, likeness
    return best


def readings(text: str) -> Iterator[str]:
    """Yield what a text is in each of the old encodings, likely or not."""
    for reading in _READINGS:
        yield reading(text).replace("\u00a0", " ")


def is_unicode(text: str) -> bool:
    """Tell whether text holds letters that none of the old encodings could have.

    They had Latin letters only, up to ÿ; what Windows-1252 adds is typography.
    """
    return any(character > "ÿ" and character not in _TYPOGRAPHY for character in text)


def _words_read(reading: Callable[[str], str], text: str) -> str:
    """Read a text word by word; what has no letter, ×, is a sign and no word."""
    return re.sub(
        r"\S+", lambda word: reading(word[0]) if any(map(str.isalpha, word[0])) else word[0], text
    )


def _recoded(text: str, encoding: str) -> str:
    try:
        return unicodedata.normalize("NFC", text.encode("cp1252").decode(encoding))
    except UnicodeError:
        return text


def _likeness(text: str) -> float:
    """Return the share of words beyond ASCII that are possible Vietnamese syllables."""
    words = [word for word in _split(text) if not word.isascii()]
    if not words:
        return 1.0 if text.isascii() else 0.0
    return sum(_is_syllable(word) for word in words) / len(words)


def _split(text: str) -> list[str]:
    """Split at spaces; symbols stay, for in the old encodings they are letters."""
    return [word.strip(".,;:()[]“”\"'!?-–/0123456789") for word in text.split()]


def _is_syllable(word: str) -> bool:
    if word[1:] not in (word[1:].lower(), word[1:].upper()):
        return False
    decomposed = unicodedata.normalize("NFD", word.casefold())
    tones = _TONES.findall(decomposed)
    match = _SYLLABLE.fullmatch(unicodedata.normalize("NFC", _TONES.sub("", decomposed)))
    if match is None or len(tones) > 1 or _NOT_A_VOWEL.search(decomposed):
        return False
    # A syllable that ends in a stop bears no other tones than sắc and nặng.
    return not match["stop"] or tones in (["\u0301"], ["\u0323"])
