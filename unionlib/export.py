"""Tables as files: CSV and Excel, figures with all their digits, text as text."""

from __future__ import annotations

import io
from pathlib import Path
from typing import TYPE_CHECKING, Any

from unionlib.errors import UnionlibError
from unionlib.show import markup

if TYPE_CHECKING:
    from unionlib.tabulation import Table


def save(table: Table, path: str | Path) -> Path:
    """Write a table as CSV or Excel, by the ending of the name; figures keep all digits."""
    path = Path(path)
    content = {".csv": csv_bytes, ".xlsx": excel_bytes}.get(path.suffix.lower())
    if content is None:
        raise UnionlibError(f"{path.name}: tên tệp phải kết thúc bằng .csv hoặc .xlsx")
    path.write_bytes(content(table))
    return path


def csv_bytes(table: Table) -> bytes:
    """Return a table as CSV that a spreadsheet opens as it is meant."""
    from unionlib.report.spreadsheet import csv_text

    return csv_text(_plain(table)).encode()


def excel_bytes(table: Table) -> bytes:
    """Return a table as an Excel workbook; text is text, whatever it begins with."""
    import xlsxwriter

    plain = _plain(table)
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        bold, wrapped = book.add_format({"bold": True}), book.add_format({"text_wrap": True})
        number = book.add_format({"num_format": "#,##0.##"})
        whole = book.add_format({"num_format": "#,##0"})
        sheet.write_string(0, 0, plain["caption"], bold)
        for line, row in enumerate([plain["header"], *plain["rows"]], 2):
            for place, value in enumerate(row):
                if isinstance(value, int | float):
                    sheet.write_number(line, place, value, whole if value == int(value) else number)
                elif value is not None:
                    sheet.write_string(line, place, str(value), bold if line == 2 else wrapped)
        sheet.set_column(0, 0, 44)
        sheet.set_column(1, len(plain["header"]), 18)
        sheet.freeze_panes(3, 1)
    return file.getvalue()


def _plain(table: Table) -> dict[str, Any]:
    plain: dict[str, Any] = markup.about(table._repr_mimebundle_())["table"]
    return plain
