"""Tables as CSV files that a spreadsheet opens as they are meant."""

from __future__ import annotations

import base64
import csv
import io
import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from lxml import etree

if TYPE_CHECKING:
    from lxml.html import HtmlElement

# What a spreadsheet takes for a formula; the full-width signs too.
_FORMULA = tuple("=+-@\t\r\uff1d\uff0b\uff0d\uff20")
_NUMBER = re.compile(r"[+-]?\d+([.,]\d+)*%?")


def attach(figure: HtmlElement, file: str, text: str, label: str) -> None:
    """Add the download to a table.

    The file is in the link itself, so that it is there when the page is mailed alone.
    """
    packed = base64.b64encode(text.encode()).decode()
    link = etree.Element("a", {"class": "csv", "download": file})
    link.set("href", f"data:text/csv;charset=utf-8;base64,{packed}")
    link.set("aria-label", f"CSV: {label}")
    link.text = "CSV"
    # Before the lines on unit and source: it floats beside the first of them.
    figure.insert(1, link)


def csv_text(table: Mapping[str, Any]) -> str:
    r"""Write a table as CSV that Excel opens as it is meant.

    The byte order mark tells Excel that it is UTF-8; numbers keep all their digits
    and a decimal point; text that would be a formula gets an apostrophe before it.

    Examples
    --------
    >>> csv_text({"header": ["Đơn vị", "%"], "rows": [["=1+1", 99.46], ["Bảo Lạc", None]]})
    "\ufeffĐơn vị,%\n'=1+1,99.46\nBảo Lạc,\n"
    """
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    for row in [table.get("header", []), *table.get("rows", [])]:
        writer.writerow([_cell(value) for value in row])
    return "\ufeff" + buffer.getvalue()


def _cell(value: object) -> object:
    if isinstance(value, str) and value.startswith(_FORMULA) and not _NUMBER.fullmatch(value):
        return f"'{value}"
    return value
