"""Figures typed by hand: digits in a text that are neither data nor part of a name.

Every quantity of the report is an expression in braces. What may hold digits besides:
dates and periods, numbers of documents, names in quotation marks, commemorations,
versions, ordinals, headings and the marks of lists. Everything else is a figure that
would stay as it is when the data changes.
"""

from __future__ import annotations

import re
from functools import cache

_DAY = r"(?:0?[1-9]|[12][0-9]|3[01])"
_MONTH = r"(?:0?[1-9]|1[0-2])"
_YEAR = r"(?:19|20)[0-9]{2}"
_LETTER = "A-Za-zÀ-ỹĐđ"
# Before one of these words a number counts, whatever the words before it say.
_COUNTED = (
    r"(?!\s*(?:nghìn|ngàn|triệu|tr|tỷ|tỉ|đồng|đ|phần\s+trăm|số|lần|lượt|suất|người|đoàn|đoàn\s+viên|công\s+nhân"
    r"|cán\s+bộ|đồng\s+chí|cá\s+nhân|tập\s+thể|gia\s+đình|hộ|cháu|nữ|lao\s+động|đơn\s+vị|doanh\s+nghiệp|cơ\s+sở"
    r"|chỉ\s+tiêu|nhiệm\s+vụ|phong\s+trào|vụ|vụ\s+việc|trường\s+hợp|đơn|hồ\s+sơ|bản|văn\s+bản|cuộc|lớp|buổi|đợt|hội\s+nghị"
    r"|giải|bài|tin|chuyên\s+mục|công\s+trình|sáng\s+kiến|đề\s+tài|nhà|căn|sân|chiếc|mặt\s+hàng|xã|huyện|CĐCS|CNVCLĐ)\b)"
)
# Days known by their date alone; another one needs the word "ngày" right before it.
_KNOWN_DAYS = (
    "3/2|03/02|03/2|27/2|8/3|08/3|08/03|20/3|26/3|30/4|1/5|01/5|01/05|7/5|15/5|19/5|1/6|01/6|5/6|28/6"
    "|27/7|28/7|19/8|2/9|02/9|02/09|10/10|13/10|15/10|20/10|9/11|18/11|20/11|1/12|3/12|22/12"
)
_DAYS = rf"(?<![0-9.,/])(?:{_KNOWN_DAYS})(?![0-9/]){_COUNTED}"
_OCCASION = (
    r"\b(?:[Nn]gày|[Ll]ễ|[Dd]ịp|[Mm]ừng|[Kk]ỷ\s+niệm|[Qq]uốc\s+(?:tế|khánh)|[Tt]hế\s+giới)\b"
)
_PAPERS = "Nghị quyết|Nghị định|Chỉ thị|Thông tư|Quyết định|Kết luận|Quy định"
_COUNTED_NAMES = "CĐCS|CĐ|LĐLĐ|CNVCLĐ|CNLĐ"

_ALLOWED = [
    r"^ {0,3}\#{1,6}[ ].*$",  # a heading
    r"^\s*(?:[-*>]\s+)*[0-9]{1,2}[.)]\s",  # the mark of a list
    # (1), (2) in running text
    r"(?:^|[.;:,–*-]\s*|\b(?:gồm|là|và|hoặc|mục|điểm)\s+)\([0-9]{1,2}\)",
    r"\]\([^)\n]*\)",  # where a link leads
    r"“[^”{}]{1,200}”",  # a name in quotation marks
    # 06/CT-UBND, 191/2013/NĐ-CP, 1191-QĐ/TU, 9c/NQ-BCH
    rf"(?<![\w.,/])[0-9]+[a-z]?(?:/{_YEAR})?[-/][A-ZĐ][{_LETTER}]+[0-9]*(?:[-/&][A-ZĐ][{_LETTER}]*)*",
    rf"\bsố\s+[0-9]+[a-z]?/[A-ZĐ][{_LETTER}]*",
    rf"\b(?:{_PAPERS})\s+(?:số\s+)?[0-9]{{1,4}}[a-z]?(?![\w.,]*[0-9%]){_COUNTED}",
    rf"\b(?:Điều|Khoản|khoản)\s+[0-9]{{1,2}}[a-z]?(?![\w.,]*[0-9%]){_COUNTED}",
    # dates, from the longest
    rf"(?<![0-9.,/]){_DAY}/{_MONTH}/{_YEAR}(?![0-9/])",
    rf"\bngày\s+{_DAY}\s+tháng\s+{_MONTH}(?:\s+năm\s+{_YEAR})?",
    rf"\bngày\s+{_DAY}/{_MONTH}(?![0-9/])",
    rf"\btháng\s+{_MONTH}\s+năm\s+{_YEAR}",
    rf"(?<![0-9.,/])(?:tháng\s+)?{_MONTH}/{_YEAR}(?![0-9/])",
    rf"\b[Tt]háng\s+{_MONTH}(?![0-9.,/%]*[0-9%]){_COUNTED}",
    rf"\bngày\s+{_DAY}(?![0-9.,/%]*[0-9%]){_COUNTED}",
    rf"\b[0-9]{{1,2}}\s+tháng\s+(?:đầu|cuối)\s+năm(?:\s+{_YEAR})?",
    rf"\b(?:[Nn]ăm|[Nn]ăm\s+học|[Gg]iai\s+đoạn|[Nn]hiệm\s+kỳ|[Kk]hóa)\s+{_YEAR}(?:(?:\s*[-–,]\s*|\s+và\s+){_YEAR})*(?![0-9.,/%]*[0-9%])",
    r"\([12][0-9]{3}\s*[-–]\s*[12][0-9]{3}\)",
    rf"{_OCCASION}[^0-9.,;:¤]{{0,60}}{_DAYS}(?:\)?\s*(?:[-–,]|và)[^0-9.,;:¤]{{0,60}}{_DAYS})*",
    # commemorations and ordinals
    r"\b[Kk]ỷ\s+niệm\s+(?:lần\s+thứ\s+[0-9]+|[0-9]+\s+năm)\b",
    r"\b[0-9]+\s+năm\s+(?:[Nn]gày|thực\s+hiện|thành\s+lập|truyền\s+thống|[Cc]hiến\s+thắng)",
    r"\b(?:thứ|đối\s+tượng)\s+[0-9]{1,3}(?![\w.,/%])",
    # a name with a number: Quản lý văn bản 4.0, COVID-19, QH14
    rf"(?<![0-9.,/])[1-9]\.0(?![0-9.,/%]){_COUNTED}",
    rf"(?<![{_LETTER}])(?!(?:{_COUNTED_NAMES})\b)[A-ZĐ][{_LETTER}]*-?[0-9]{{1,2}}(?![0-9.,/%]*[0-9%]){_COUNTED}",
]
_BRACES = re.compile(r"(?<!\\)\{[^{}]*\}")
# ½, ² and ① are as typed as 1 is, but for the one of m². Roman numerals are letters: quý II.
_DIGIT = r"(?:[\d¹¼-¾⁰⁴-⁹₀-₉⅐-⅟↉①-⒛⓪-⓿❶-➓]|(?<!m)[²³])"
_FIGURE = re.compile(rf"{_DIGIT}+(?:[.,/]{_DIGIT}+)*\s?%?")


def typed_figures(text: str) -> list[tuple[int, str]]:
    """Return the figures typed into a text, each with its line counted from 1.

    Examples
    --------
    >>> typed_figures("Ngày 31/12/2019 có {members} đoàn viên, đạt 99,46%.")
    [(1, '99,46%')]
    >>> typed_figures("Nghị định 191/2013/NĐ-CP; nhân kỷ niệm 90 năm thành lập")
    []
    """
    for allowed in (_BRACES, *_passes()):
        text = allowed.sub(_blank, text)
    return [
        (text.count("\n", 0, match.start()) + 1, match[0].strip())
        for match in _FIGURE.finditer(text)
    ]


@cache
def _passes() -> list[re.Pattern[str]]:
    # When they are first needed: compiling them takes longer than most imports.
    return [re.compile(pattern, re.MULTILINE) for pattern in _ALLOWED]


def _blank(match: re.Match[str]) -> str:
    # A mark and not a space: what stood on both sides must not grow together.
    return re.sub(r"[^\n]", "¤", match[0])
