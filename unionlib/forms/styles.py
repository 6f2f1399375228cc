"""How workbooks look: an office's paper, and yellow where something is to be filled in."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

_BASE = {"font_name": "Times New Roman", "font_size": 12, "valign": "vcenter"}
_BOX = _BASE | {"border": 1, "border_color": "#7F7F7F"}
_GREY, _YELLOW = "#E7E6E6", "#FFF9DB"
STYLES: Mapping[str, dict[str, Any]] = {
    "text": _BASE,
    "wrapped": _BASE | {"text_wrap": True, "valign": "top"},
    "title": _BASE | {"bold": True, "font_size": 14},
    "strong": _BASE | {"bold": True},
    "head": _BOX | {"bold": True, "text_wrap": True, "align": "center", "bg_color": _GREY},
    "letter": _BOX | {"italic": True, "align": "center", "font_size": 10},
    "number": _BOX | {"align": "center", "font_size": 11},
    "unit": _BOX | {"align": "center", "text_wrap": True, "font_size": 11},
    "heading": _BOX | {"bold": True, "text_wrap": True},
    "before": _BOX | {"align": "right", "indent": 1, "num_format": "#,##0.##;-#,##0.##;0", "font_color": "#404040"},
    "before0": _BOX | {"align": "right", "indent": 1, "num_format": "#,##0", "font_color": "#404040"},
    "total": _BOX | {"align": "right", "indent": 1, "num_format": "#,##0", "bold": True, "bg_color": _GREY},
    "input": _BOX | {"align": "right", "indent": 1, "bg_color": _YELLOW, "locked": False},
    "input0": _BOX | {"align": "right", "indent": 1, "num_format": "#,##0", "bg_color": _YELLOW, "locked": False},
    "choice": _BOX | {"bold": True, "align": "center", "bg_color": _YELLOW, "locked": False},
    "entry": _BOX | {"bg_color": _YELLOW, "locked": False, "num_format": "@"},
    "note": _BOX | {"text_wrap": True, "bg_color": _YELLOW, "locked": False, "num_format": "@", "font_size": 11},
    "check": _BOX | {"text_wrap": True, "font_color": "#B00020", "font_size": 11},
    "cell": _BOX | {"text_wrap": True},
    "count": _BOX | {"align": "center"},
    "link": _BOX | {"font_color": "#0B5394", "underline": 1},
    **{f"label{depth}": _BOX | {"text_wrap": True, "indent": depth * 2} for depth in range(6)},
}  # fmt: skip


def name_book(book: Any, title: str, year: int) -> None:
    """Give a workbook its title, and a fixed date: the same data give the same file."""
    created = dt.datetime(year, 1, 1)  # noqa: DTZ001 - the format has no time zones
    book.set_properties({"title": title, "author": "unionlib", "created": created})


def set_on_paper(page: Any, *, landscape: bool) -> None:
    """Have a sheet printed on A4, as wide as the paper, its pages numbered."""
    page.set_paper(9)
    page.set_landscape() if landscape else page.set_portrait()
    page.fit_to_pages(1, 0)
    page.set_footer('&C&"Times New Roman,Regular"&10Trang &P/&N')
