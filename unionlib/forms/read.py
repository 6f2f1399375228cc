"""The cells of a submitted workbook, and which form of which unit it is.

python-calamine reads values only: nothing is computed, run or followed.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

from python_calamine import CalamineWorkbook, SheetVisibleEnum

from unionlib.forms import layout
from unionlib.forms.archive import Package, Unsafe
from unionlib.forms.details import Details, details
from unionlib.forms.findings import clean
from unionlib.forms.legacy import is_unicode, readings, to_unicode
from unionlib.forms.units import key

_LONGEST = 2_000  # characters of a cell: much less of them is kept
_META = ("year", "unit", "kind", "version", "seal")


@dataclass(frozen=True)
class Page:
    """One sheet: its name as written, its rows from the top, the ranges of its merged cells."""

    name: str
    rows: Sequence[Sequence[object]]
    merged: Sequence[tuple[tuple[int, int], tuple[int, int]]]

    def at(self, row: int, column: int) -> object:
        """Return the value of a cell, ``""`` where there is none."""
        if row < len(self.rows) and column < len(self.rows[row]):
            return self.rows[row][column]
        return ""

    def covered(self, row: int, column: int) -> bool:
        """Tell whether a cell is gone behind the first of the cells that it is merged with."""
        return any(
            top <= row <= bottom and left <= column <= right and (row, column) != (top, left)
            for (top, left), (bottom, right) in self.merged
        )

    def says(self, row: int, column: int, text: str) -> bool:
        """Tell whether a cell says a text, however it is encoded, spaced and capitalised."""
        # An encoding takes at most three characters for one.
        written = str(self.at(row, column))[: 5 * len(text) + 20]
        return key(text) in map(key, (written, *readings(written)))


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
    def visible(self) -> list[str]:
        """Those of them that whoever opens the workbook sees."""
        known = self._book.sheets_metadata
        return [each.name for each in known if each.visible == SheetVisibleEnum.Visible]

    @cached_property
    def commented(self) -> bool:
        """Whether cells of it bear comments; of .xls that is not known."""
        return any("comments" in name.lower() for name in self.package.parts)

    @cached_property
    def details(self) -> Details:
        """What the values do not tell: fonts, formulas, errors."""
        return details(self.package)

    @cached_property
    def _read_as(self) -> dict[str, str]:
        """The sheets by the key of their names, for names in NFD or an old encoding."""
        return {key(name): name for name in self.sheets}

    def named(self, name: str) -> str:
        """Return the name of a sheet as the workbook writes it, ``""`` where it has none."""
        return name if name in self.sheets else self._read_as.get(key(name), "")

    def page(self, sheet_name: str) -> Page | None:
        """Return a sheet; None where there is no such one."""
        name = self.named(sheet_name)
        if not name:
            return None
        sheet = self._book.get_sheet_by_name(name)
        if sheet.total_height > 10_000:
            raise Unsafe("too-far", f"trang “{name}” có quá nhiều dòng; hãy xóa các dòng thừa")
        return Page(name, sheet.to_python(skip_empty_area=False), sheet.merged_cell_ranges or ())

    def text(self, page: Page, row: int, column: int) -> str:
        """Return the text of a cell in Unicode, whatever it was typed in."""
        value = page.at(row, column)
        if isinstance(value, float) and value.is_integer():
            return str(int(value))
        text = str(value)[:_LONGEST]
        if text.isascii() or is_unicode(text):
            return clean(text)
        return clean(to_unicode(text, self.details.font(page.name, row, column)))


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
    hidden = book.page(layout.META)
    if hidden is not None:
        told = {str(row[0]): str(hidden.at(place, 1)) for place, row in enumerate(hidden.rows)}
        year, unit, kind, version, seal = (told.get(name, "") for name in _META)
        return Identity(year, unit, kind, version, seal)
    cover = book.page(layout.COVER)
    form = "" if cover is None else str(cover.at(layout.COVER_FORM, 1)).strip()
    year, _, rest = form.partition("/")
    kind, _, version = rest.partition("/")
    return Identity(year, "", kind, version, hidden=False)


def cover_texts(book: Book) -> dict[int, str]:
    """Return what stands on the cover: the unit's name, who filled the form in."""
    cover = book.page(layout.COVER)
    if cover is None:
        return {}
    rows = (layout.COVER_UNIT, layout.COVER_AUTHOR, layout.COVER_PHONE)
    return {row: book.text(cover, row, 1) for row in rows}
