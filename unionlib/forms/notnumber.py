"""What a cell holds instead of a number, and what was meant where one can tell."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata

from unionlib.forms.findings import clean
from unionlib.letters import unaccented

_NEGATIVE = re.compile("[-\N{MINUS SIGN}][0-9]")
_DIGITS = re.compile(r"\+?[0-9]+")
_GROUPED = re.compile(r"\+?[1-9][0-9]{0,2}([., ])[0-9]{3}(?:\1[0-9]{3})*")
_DECIMAL = re.compile(
    r"(\+?(?:[1-9][0-9]{0,2}([., ])[0-9]{3}(?:\2[0-9]{3})*|[0-9]+))(?!\2)[.,]([0-9]+)"
)
# A number, then words: what begins with a sign or holds digits may belong to the number.
_WORDS = re.compile(r"(\+?[0-9](?:[0-9., ]*[0-9])?) ?([^\W\d_][^0-9]*|%)")
_SCALES = {"trăm", "nghìn", "ngàn", "ng", "k", "vạn", "triệu", "tr", "trđ", "tỷ", "tỉ"}
_SCALES |= {"chục", "tá", "đôi", "cặp", "rưỡi", "rưởi"}
_SCALES_PLAIN = {unaccented(each) for each in _SCALES}
_ALLOWED = "chỉ ghi bằng chữ số, không có thì ghi số 0"
_NONE = ("không", "không có", "ko", "k", "-", "–", "—", "x", "/")


def not_a_number(value: object, *, whole: bool, money: bool = False) -> tuple[str, str]:
    """Say what a cell holds instead of a number, and what was meant where one can tell.

    Parameters
    ----------
    value : object
        What the cell holds.
    whole : bool
        Whether the figure has no decimals: people, unions, đồng.
    money : bool
        Whether it is in đồng.

    Examples
    --------
    >>> not_a_number("12 người", whole=True)
    ('text-number', 'ô ghi chữ “12 người” trông giống số; hãy ghi lại số 12, không kèm chữ')
    >>> not_a_number("90.0", whole=True)[1]
    'ô ghi chữ “90.0” trông giống số; hãy ghi lại số nguyên: 90 hay 900'
    >>> not_a_number("chưa rõ", whole=True)[0]
    'not-a-number'
    """
    if isinstance(value, bool):
        return "not-a-number", f"ô ghi TRUE/FALSE, không phải số; {_ALLOWED}"
    if isinstance(value, dt.date | dt.time | dt.timedelta):
        shown = f" ({value:%d/%m/%Y})" if isinstance(value, dt.date) else ""
        return "not-a-number", f"ô thành ngày giờ{shown}; hãy định dạng lại là số và ghi lại"
    shown = clean(str(value), 60)
    text = clean(unicodedata.normalize("NFKC", clean(str(value))))
    lead = f"ô ghi chữ “{shown}” trông giống số; hãy ghi lại số"
    if text.startswith("#"):
        return "formula-error", f"ô báo lỗi {shown}; hãy ghi lại số liệu"
    if _NEGATIVE.match(text):
        return "out-of-range", f"ô ghi chữ “{shown}”: số liệu không thể âm; {_ALLOWED}"
    meant, how = _meant(text, whole=whole, money=money)
    if meant:
        return "text-number", f"{lead} {meant}{how}"
    match = _WORDS.fullmatch(text)
    # 50% of people or of đồng are not 50 of them.
    if match and not (match[2] == "%" and (whole or money)):
        meant, _ = _meant(match[1], whole=whole, money=money)
        # Without accents “3 ty” may be 3 tỷ as well as 3 công ty.
        scales = _SCALES_PLAIN if text.isascii() else _SCALES
        if scales.intersection(re.findall(r"\w+", match[2].casefold())):
            meant = "đầy đủ bằng chữ số" + (" (tiền tính bằng đồng)" if money else "")
        if meant:
            return "text-number", f"{lead} {meant}, không kèm chữ"
    if text.casefold() in _NONE:
        return "not-a-number", f"ô ghi “{shown}”; nếu không có thì ghi số 0"
    return "not-a-number", f"ô ghi “{shown}”, không phải số; {_ALLOWED}"


def _meant(text: str, *, whole: bool, money: bool) -> tuple[str, str]:
    """Return the number that a text is, as it is to be typed, and how; ``""`` for none.

    Where it has to be whole and has decimals, it is said what it may be.
    """
    if _DIGITS.fullmatch(text):
        return str(int(text)), ", định dạng số chứ không phải văn bản"
    ungrouped = ", không gõ dấu phân cách hàng nghìn"
    if grouped := _GROUPED.fullmatch(text):
        digits = re.sub("[+., ]", "", text)
        if whole or money or grouped[1] == " " or text.count(grouped[1]) > 1:
            return digits, ungrouped
        # In a percentage 1.234 may be either.
        return f"{digits} hay {digits[:-3]},{digits[-3:]}", " theo dấu thập phân của máy"
    decimal = _DECIMAL.fullmatch(text)
    if not decimal:
        return "", ""
    units, decimals = str(int(re.sub("[., ]", "", decimal[1]))), decimal[3]
    if not whole:
        how = " theo dấu thập phân của máy"
        return f"{units},{decimals}", f"{how}{ungrouped}" if decimal[2] else how
    if decimals.strip("0"):
        return "nguyên, không có phần thập phân", ""
    if decimal[2] or units == "0":
        return units, ungrouped
    return f"nguyên: {units} hay {units}{decimals}", ""  # decimals, or a misplaced separator
