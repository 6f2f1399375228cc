"""What a cell holds instead of a number, and what was meant where one can tell."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata

from unionlib.forms.findings import clean

_DIGITS = re.compile(r"[+-]?\d+")
_GROUPED = re.compile(r"[+-]?\d{1,3}([., ])\d{3}(?:\1\d{3})*")
_DECIMAL = re.compile(r"([+-]?\d+)[.,](\d+)")
_WORDS = re.compile(r"([+-]?\d[\d., ]*)\s*([^\d\s].*)")
_NONE = ("không", "không có", "ko", "k", "0 có", "-", "–", "—", "x", "/")


def not_a_number(value: object, *, whole: bool) -> tuple[str, str]:
    """Say what a cell holds instead of a number, and what was meant where one can tell.

    Parameters
    ----------
    value : object
        What the cell holds.
    whole : bool
        Whether the figure has no decimals: people, unions, đồng.

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
        return "not-a-number", "ô ghi TRUE/FALSE, không phải số"
    if isinstance(value, dt.date | dt.time | dt.timedelta):
        return "not-a-number", f"ô thành ngày giờ ({value}); hãy định dạng lại là số và ghi lại"
    shown = clean(str(value), 60)
    text = clean(unicodedata.normalize("NFKC", str(value)))
    lead = f"ô ghi chữ “{shown}” trông giống số; hãy ghi lại số"
    if text.startswith("#"):
        return "formula-error", f"ô báo lỗi {shown}; hãy ghi lại số liệu"
    if _DIGITS.fullmatch(text):
        return "text-number", f"{lead} {text}, định dạng số chứ không phải văn bản"
    if _GROUPED.fullmatch(text):
        return (
            "text-number",
            f"{lead} {re.sub('[., ]', '', text)}, không gõ dấu phân cách hàng nghìn",
        )
    if _DECIMAL.fullmatch(text):
        how = "" if whole else " theo dấu thập phân của máy"
        return "text-number", f"{lead} {_plain(text, whole=whole)}{how}"
    if match := _WORDS.fullmatch(text):
        plain = _plain(match[1].strip(), whole=whole)
        scale = any(word in text.casefold() for word in ("nghìn", "ngàn", "triệu", "tỷ", "tỉ"))
        return (
            "text-number",
            f"{lead} bằng đồng, đủ các chữ số 0" if scale else f"{lead} {plain}, không kèm chữ",
        )
    if text.casefold() in _NONE:
        return "not-a-number", f"ô ghi “{shown}”; nếu không có thì ghi số 0"
    return "not-a-number", f"ô ghi “{shown}”, không phải số"


def _plain(digits: str, *, whole: bool) -> str:
    """Say how to write a number; where it has to be whole and has decimals, what it may be."""
    if _GROUPED.fullmatch(digits) or _DIGITS.fullmatch(digits):
        return re.sub("[., ]", "", digits)
    decimal = _DECIMAL.fullmatch(digits)
    if not decimal:
        return digits
    units, decimals = decimal.groups()
    if not whole:
        return f"{units},{decimals}"
    if decimals.strip("0"):
        return "nguyên, không có phần thập phân"
    return f"nguyên: {units} hay {units}{decimals}"  # decimals, or a misplaced separator
