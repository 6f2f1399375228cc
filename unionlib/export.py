"""Tables as files: CSV and Excel, figures with all their digits, text as text."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from unionlib.errors import UnionlibError
from unionlib.show.tables import plain
from unionlib.tabulation import Table, check_table

# What a spreadsheet takes for a formula; the full-width signs too.
_FORMULA = tuple("=+-@\t\r\uff1d\uff0b\uff0d\uff20")
_NUMBER = re.compile(r"[+-]?\d+([.,]\d+)*%?")


def save(table: Table, path: str | Path) -> Path:
    """Write a table as CSV or Excel, by the ending of the name; figures keep all digits."""
    check_table(table)
    path = Path(path)
    content = {".csv": csv_bytes, ".xlsx": excel_bytes}.get(path.suffix.lower())
    if content is None:
        raise UnionlibError(f"{path.name}: tên tệp phải kết thúc bằng .csv hoặc .xlsx")
    if not path.parent.is_dir():
        raise UnionlibError(f"không có thư mục {path.parent}; hãy tạo trước")
    path.write_bytes(content(table))
    return path


def csv_bytes(table: Table) -> bytes:
    """Return a table as CSV that a spreadsheet opens as it is meant."""
    return csv_text(plain(table)).encode()


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


def excel_bytes(table: Table) -> bytes:
    """Return a table as an Excel workbook; text is text, whatever it begins with."""
    import xlsxwriter

    rows = plain(table)
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        bold, wrapped = book.add_format({"bold": True}), book.add_format({"text_wrap": True})
        number = book.add_format({"num_format": "#,##0.##"})
        whole = book.add_format({"num_format": "#,##0"})
        sheet.write_string(0, 0, rows["caption"], bold)
        for line, row in enumerate([rows["header"], *rows["rows"]], 2):
            for place, value in enumerate(row):
                if isinstance(value, int | float):
                    sheet.write_number(line, place, value, whole if value == int(value) else number)
                elif value is not None:
                    sheet.write_string(line, place, str(value), bold if line == 2 else wrapped)
        sheet.set_column(0, 0, 44)
        sheet.set_column(1, len(rows["header"]), 18)
        sheet.freeze_panes(3, 1)
    return file.getvalue()


def _cell(value: object) -> object:
    if isinstance(value, str) and value.startswith(_FORMULA) and not _NUMBER.fullmatch(value):
        return f"'{value}"
    return value
