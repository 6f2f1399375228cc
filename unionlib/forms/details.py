"""What the values of cells do not tell: formulas, errors, fonts, and per cent.

Looked up where a value raises the question. Of .xlsx in the parts that are unpacked
already; of .xls with xlrd, which reads styles and error codes (formulas it does not
tell: of those only the value counts).
"""

from __future__ import annotations

import io
import re
from collections.abc import Mapping
from functools import cached_property
from typing import Any, Protocol

from unionlib.forms.archive import Package, parse
from unionlib.forms.layout import VALUE, cell_name

_VALUE_COLUMN = chr(65 + VALUE).encode()
# No pattern looks beyond a "<" that it does not name: each costs the length of its part, once.
_FORMULA = re.compile(rb'<c r="' + _VALUE_COLUMN + rb'(\d+)"[^<>]*>\s*<f')
_FORMULA_ANY = re.compile(rb'<\w+:c r="' + _VALUE_COLUMN + rb'(\d+)"[^<>]*>\s*<\w+:f')
_VALUE = re.compile(  # of an open cell, behind its formula if it has one
    rb'<(?:\w+:)?c r="' + _VALUE_COLUMN + rb'(\d+)"([^<>]*)(?<!/)>\s*'
    rb"(?:<(?:\w+:)?f[^<>]*>(?:[^<]*</(?:\w+:)?f>)?\s*)?<(?:\w+:)?v>([^<]*)<"
)
# What a number format shows as it stands there, and the sections after its first one.
_LITERAL = re.compile(r'"[^"]*"|\\.|\[[^][]*\]|[_*].|;.*', re.DOTALL)
_PERCENT_FORMATS = {9: "0%", 10: "0.00%"}  # those that Excel does not write out
_ANY = "{*}"  # there are two namespaces: Excel also saves as “Strict Open XML”


class Details(Protocol):
    """What can be asked about a sheet beyond the values of its cells."""

    def formulas(self, sheet: str) -> set[int]:
        """Return the rows that hold a formula in the column of figures."""

    def errors(self, sheet: str) -> Mapping[int, str]:
        """Return the errors in the column of figures by row: ``#REF!``."""

    def font(self, sheet: str, row: int, column: int) -> str:
        """Return the name of a cell's font, ``""`` where it is not known."""

    def percent(self, sheet: str, row: int, column: int) -> bool:
        """Tell whether a cell shows its value as per cent: 0.985 as 98,5%."""


def details(package: Package) -> Details:
    """Return where to look for the details of a workbook."""
    return _Xlsx(package) if package.kind == "xlsx" else _Xls(package)


class _Xlsx:
    def __init__(self, package: Package) -> None:
        self._parts, self._sheets = package.parts, package.sheets

    def formulas(self, sheet: str) -> set[int]:
        content = self._content(sheet)
        pattern = _FORMULA if b"<c r=" in content else _FORMULA_ANY
        return {int(row) - 1 for row in pattern.findall(content)}

    def errors(self, sheet: str) -> Mapping[int, str]:
        content = self._content(sheet)
        if b't="e"' not in content:
            return {}
        found = _VALUE.findall(content)
        return {
            int(row) - 1: text.decode("utf-8", "replace")
            for row, tag, text in found
            if b't="e"' in tag
        }

    def font(self, sheet: str, row: int, column: int) -> str:
        place = self._style(sheet, row, column)
        return self._fonts[place] if place < len(self._fonts) else ""

    def percent(self, sheet: str, row: int, column: int) -> bool:
        return self._style(sheet, row, column) in self._percents

    def _style(self, sheet: str, row: int, column: int) -> int:
        cell = cell_name(row, column).encode()
        tag = re.search(rb'<(?:\w+:)?c r="' + cell + rb'"([^<>]*)>', self._content(sheet))
        style = re.search(rb'\ss="(\d+)"', tag[1]) if tag else None
        return int(style[1]) if style else 0

    @cached_property
    def _fonts(self) -> list[str]:
        """The font of each cell style."""
        names = [
            next((str(name.get("val", "")) for name in font.iter(f"{_ANY}name")), "")
            for font in self._styles.iterfind(f"{_ANY}fonts/{_ANY}font")
        ]
        used = self._used("fontId")
        return [names[place] if place < len(names) else "" for place in used]

    @cached_property
    def _percents(self) -> set[int]:
        """The cell styles that show per cent."""
        formats = _PERCENT_FORMATS | {
            int(each.get("numFmtId", 0)): str(each.get("formatCode", ""))
            for each in self._styles.iterfind(f"{_ANY}numFmts/{_ANY}numFmt")
        }
        used = enumerate(self._used("numFmtId"))
        return {place for place, each in used if _shows_percent(formats.get(each, ""))}

    def _used(self, what: str) -> list[int]:
        styles = self._styles.iterfind(f"{_ANY}cellXfs/{_ANY}xf")
        return [int(style.get(what, 0)) for style in styles]

    @cached_property
    def _styles(self) -> Any:
        return parse(self._parts.get("xl/styles.xml", b"<styleSheet/>"))

    def _content(self, sheet: str) -> bytes:
        return self._parts.get(self._sheets.get(sheet, ""), b"")


class _Xls:
    def __init__(self, package: Package) -> None:
        self._data = package.data

    @cached_property
    def _book(self) -> Any:
        import xlrd

        try:
            return xlrd.open_workbook(
                file_contents=self._data, formatting_info=True, logfile=io.StringIO()
            )
        except Exception:  # noqa: BLE001 - a damaged file fails in any way; details are then unknown
            return None

    def formulas(self, sheet: str) -> set[int]:  # noqa: ARG002 - xlrd does not tell formulas
        return set()

    def errors(self, sheet: str) -> Mapping[int, str]:
        if self._book is None or sheet not in self._book.sheet_names():
            return {}
        from xlrd import XL_CELL_ERROR, error_text_from_code

        page = self._book.sheet_by_name(sheet)
        if page.ncols <= VALUE:
            return {}
        cells = enumerate(page.col(VALUE))
        return {
            row: str(error_text_from_code.get(cell.value, "#"))
            for row, cell in cells
            if cell.ctype == XL_CELL_ERROR
        }

    def font(self, sheet: str, row: int, column: int) -> str:
        try:
            return str(self._book.font_list[self._style(sheet, row, column).font_index].name)
        except Exception:  # noqa: BLE001 - the same: then the text's content decides
            return ""

    def percent(self, sheet: str, row: int, column: int) -> bool:
        try:
            key = self._style(sheet, row, column).format_key
            return _shows_percent(self._book.format_map[key].format_str)
        except Exception:  # noqa: BLE001 - the same: then the value counts as it is
            return False

    def _style(self, sheet: str, row: int, column: int) -> Any:
        page = self._book.sheet_by_name(sheet)
        return self._book.xf_list[page.cell_xf_index(row, column)]


def _shows_percent(number_format: str) -> bool:
    """Tell whether a number format multiplies by a hundred, and not only writes the sign."""
    return "%" in _LITERAL.sub("", number_format)
