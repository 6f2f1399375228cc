"""What a cell holds instead of a number, and what was meant where one can tell."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata

from unionlib.forms.findings import clean

_DIGITS = re.compile(r"[+-]?\d+")
_GROUPED = re.compile(r"[+-]?\d{1,3}([., ])\d{3}(?:\1\d{3})*")
_DECIMAL = re.compile(r"[+-]?\d+[.,]\d+")
_WORDS = re.compile(r"([+-]?\d[\d., ]*)\s*([^\d\s].*)")
_NONE = ("không", "không có", "ko", "k", "0 có", "-", "–", "—", "x", "/")


def not_a_number(value: object) -> tuple[str, str]:
    """Say what a cell holds instead of a number, and what was meant where one can tell.

    Examples
    --------
    >>> not_a_number("12 người")
    ('text-number', 'ô ghi chữ “12 người” trông giống số; hãy ghi lại số 12, không kèm chữ')
    >>> not_a_number("chưa rõ")[0]
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
        return "text-number", f"{lead} {text.replace('.', ',')} theo dấu thập phân của máy"
    if match := _WORDS.fullmatch(text):
        digits = match[1].strip()
        plain = (
            re.sub("[., ]", "", digits)
            if _GROUPED.fullmatch(digits) or _DIGITS.fullmatch(digits)
            else digits
        )
        scale = any(word in text.casefold() for word in ("nghìn", "ngàn", "triệu", "tỷ", "tỉ"))
        return (
            "text-number",
            f"{lead} bằng đồng, đủ các chữ số 0" if scale else f"{lead} {plain}, không kèm chữ",
        )
    if text.casefold() in _NONE:
        return "not-a-number", f"ô ghi “{shown}”; nếu không có thì ghi số 0"
    return "not-a-number", f"ô ghi “{shown}”, không phải số"
