"""The cells of a submitted workbook, and which form of which unit it is.

python-calamine reads values only: nothing is computed, run or followed.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

from python_calamine import CalamineWorkbook

from unionlib.forms import layout
from unionlib.forms.archive import Package, Unsafe
from unionlib.forms.details import Details, details
from unionlib.forms.findings import clean
from unionlib.forms.legacy import is_unicode, to_unicode

_LONGEST = 2_000  # characters of a cell: much less of them is kept
_META = ("year", "unit", "kind", "version", "seal")


@dataclass(frozen=True)
class Page:
    """One sheet: its rows from the top, and the ranges of its merged cells."""

    rows: Sequence[Sequence[object]]
    merged: Sequence[tuple[tuple[int, int], tuple[int, int]]]

    def at(self, row: int, column: int) -> object:
        """Return the value of a cell, ``""`` where there is none."""
        if row < len(self.rows) and column < len(self.rows[row]):
            return self.rows[row][column]
        return ""


@dataclass(frozen=True)
class Identity:
    """What a workbook says it is; all ``""`` where it says nothing."""

    year: str = ""
    unit: str = ""
    kind: str = ""
    version: str = ""
    seal: str = ""
    hidden: bool = True


@dataclass(frozen=True)
class Book:
    """An opened workbook."""

    package: Package
    _book: CalamineWorkbook = field(repr=False)

    @cached_property
    def sheets(self) -> list[str]:
        """The names of its sheets, as written."""
        return list(self._book.sheet_names)

    @cached_property
    def details(self) -> Details:
        """What the values do not tell: fonts, formulas, errors."""
        return details(self.package)

    def page(self, name: str, rows: int | None = None) -> Page | None:
        """Return the first rows of a sheet, or all; None where there is no such sheet."""
        if name not in self.sheets:
            return None
        sheet = self._book.get_sheet_by_name(name)
        if sheet.total_height > 0 and sheet.total_height > 10_000:
            raise Unsafe("too-far", f"trang “{name}” có quá nhiều dòng; hãy xóa các dòng thừa")
        content = sheet.to_python(skip_empty_area=False, nrows=rows)
        return Page(content, sheet.merged_cell_ranges or ())

    def text(self, page: Page, sheet: str, row: int, column: int) -> str:
        """Return the text of a cell in Unicode, whatever it was typed in."""
        value = page.at(row, column)
        if isinstance(value, float) and value.is_integer():
            return str(int(value))
        text = str(value)[:_LONGEST]
        if text.isascii() or is_unicode(text):
            return clean(text)
        return clean(to_unicode(text, self.details.font(sheet, row, column)))


def open_book(package: Package) -> Book:
    """Open a workbook that was found to be harmless.

    Raises
    ------
    Unsafe
        The reader cannot make sense of it.
    """
    try:
        return Book(package, CalamineWorkbook.from_filelike(io.BytesIO(package.data)))
    except (KeyboardInterrupt, SystemExit, MemoryError):
        raise
    except BaseException as error:  # a panic of the reader derives from BaseException
        raise Unsafe("damaged", "tệp hỏng, không đọc được; hãy mở bằng Excel và lưu lại") from error


def identify(book: Book) -> Identity:
    """Tell which form a workbook is: by its hidden page, else by what its cover says."""
    hidden = book.page(layout.META, 10)
    if hidden is not None:
        told = {str(row[0]): str(row[1]) for row in hidden.rows if len(row) > 1}
        year, unit, kind, version, seal = (told.get(name, "") for name in _META)
        return Identity(year, unit, kind, version, seal)
    cover = book.page(layout.COVER, 12)
    form = "" if cover is None else str(cover.at(layout.COVER_FORM, 1)).strip()
    year, _, rest = form.partition("/")
    kind, _, version = rest.partition("/")
    return Identity(year, "", kind, version, hidden=False)


def cover_texts(book: Book) -> dict[int, str]:
    """Return what stands on the cover: the unit's name, who filled the form in."""
    cover = book.page(layout.COVER, 12)
    if cover is None:
        return {}
    rows = (layout.COVER_UNIT, layout.COVER_AUTHOR, layout.COVER_PHONE)
    return {row: book.text(cover, layout.COVER, row, 1) for row in rows}
