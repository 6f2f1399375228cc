"""The form of a kind of unit: its sheets, and in which cell each figure stands."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from functools import cached_property

from unionlib.key import Key
from unionlib.relations import Relation

# Counts up when the place of a cell changes, so that older forms are told apart.
FORMAT = 1
HEAD_ROWS = 5  # rows above the first figure, counted from 0: title, unit, switch, headings
NUMBER, LABEL, UNIT, BEFORE, VALUE, NOTE, CHECK, KEY = range(8)  # the columns of a sheet
COVER, META = "Hướng dẫn", "_unionlib"
SWITCH = 2  # the row where a unit says that a sheet does not concern it
YES, NO = "Có", "Không"
# Rows of the cover, in its column B, from 0.
COVER_UNIT, COVER_YEAR, COVER_FORM, COVER_AUTHOR, COVER_PHONE, COVER_APPROVED = range(4, 10)
# Fewer than this is no base to measure a change by; more than this factor is asked about.
LEAST, FACTOR = 10, 2


# Positions of figures in a form, each with its factor.
Terms = tuple[tuple[int, float], ...]


@dataclass(frozen=True)
class Field:
    """A row of a form: one figure to fill in, or computed from others, or a heading.

    Parameters
    ----------
    key : Key or None
        What is asked; None for a heading.
    label : str
        The words of the row, in Vietnamese.
    unit, kind : str
        Of the measure.
    row : int
        The row in its sheet, from 0.
    depth : int
        How far it is indented.
    parts : tuple of int
        Where the figure is a total: the rows that add up to it.
    whole : int
        The row that it cannot exceed; 0 for none.
    weight : Key or None
        Where the figure is a mean: what it is weighted by.
    hint : str
        The measure's definition.
    counted : bool
        Whether the figure is a whole number.
    """

    key: Key | None
    label: str
    unit: str
    kind: str
    row: int
    depth: int = 0
    parts: tuple[int, ...] = ()
    whole: int = 0
    weight: Key | None = None
    hint: str = ""
    counted: bool = False

    @cached_property
    def name(self) -> str:
        """The figure as an expression: ``members(sector=HCSN)``."""
        return "" if self.key is None else str(self.key)

    @cached_property
    def cell(self) -> str:
        """The cell of the figure: ``E12``."""
        return cell_name(self.row)


@dataclass(frozen=True)
class Sheet:
    """One section of the report: its sheet's name, its title and rows."""

    name: str
    section: str
    title: str
    fields: tuple[Field, ...]

    @cached_property
    def figures(self) -> tuple[Field, ...]:
        """The rows that hold a figure."""
        return tuple(field for field in self.fields if field.key is not None)

    @cached_property
    def inputs(self) -> tuple[Field, ...]:
        """The rows with a cell to fill in."""
        return tuple(field for field in self.figures if not field.parts)

    @cached_property
    def totals(self) -> tuple[Field, ...]:
        """The rows that are computed, each after those that it is computed of."""
        return tuple(field for field in reversed(self.figures) if field.parts)

    @cached_property
    def questions(self) -> dict[int, str]:
        """What each row asks, in its own words behind those of the rows that it is a part of."""
        asked, path = {}, list[str]()
        for field in self.fields:
            path = [*path[: field.depth], field.label.removesuffix(", chia ra:")]
            asked[field.row] = " – ".join(path)
        return asked


@dataclass(frozen=True)
class Form:
    """What units of one kind are asked in one year.

    ``relations`` are the rules that one submission can be checked against.
    """

    year: int
    kind: str
    sheets: tuple[Sheet, ...]
    relations: tuple[Relation, ...]

    @cached_property
    def version(self) -> str:
        """Eight characters that change when any figure is asked differently or elsewhere.

        In other words, too: whoever has the former ones has written over nothing.
        """
        content = [
            [
                sheet.name,
                [
                    [field.name, field.label, field.unit, field.row, field.parts]
                    for field in sheet.fields
                ],
            ]
            for sheet in self.sheets
        ]
        text = json.dumps([FORMAT, self.year, self.kind, content], ensure_ascii=False)
        return hashlib.sha256(text.encode()).hexdigest()[:8]

    @cached_property
    def fields(self) -> tuple[Field, ...]:
        """Every figure, in the order of the sheets."""
        return tuple(field for sheet in self.sheets for field in sheet.figures)

    @cached_property
    def keys(self) -> dict[Key, int]:
        """The position of each figure in :attr:`fields`."""
        return {field.key: place for place, field in enumerate(self.fields) if field.key}

    @cached_property
    def sheet_of(self) -> tuple[str, ...]:
        """The sheet of each figure."""
        return tuple(sheet.name for sheet in self.sheets for _ in sheet.figures)

    @cached_property
    def checks(self) -> tuple[tuple[Relation, Terms, Terms], ...]:
        """The relations with the positions of their figures."""
        return tuple(
            (
                relation,
                tuple((self.keys[key], factor) for key, factor in relation.left),
                tuple((self.keys[key], factor) for key, factor in relation.right),
            )
            for relation in self.relations
        )

    @cached_property
    def weights(self) -> tuple[tuple[int, int], ...]:
        """The positions of each mean and of what it is weighted by, where both are asked."""
        return tuple(
            (place, self.keys[field.weight])
            for place, field in enumerate(self.fields)
            if field.weight in self.keys
        )

    @cached_property
    def wholes(self) -> tuple[tuple[int, int], ...]:
        """The positions of each part and its whole."""
        rows = {
            (sheet.name, field.row): self.keys[field.key]
            for sheet in self.sheets
            for field in sheet.figures
            if field.key
        }
        return tuple(
            (place, rows[self.sheet_of[place], field.whole])
            for place, field in enumerate(self.fields)
            if field.whole
        )

    @cached_property
    def breakdowns(self) -> tuple[tuple[int, tuple[int, ...]], ...]:
        """The positions of each whole and of its several parts by the same dimensions."""
        ways: dict[tuple[int, tuple[str, ...]], list[int]] = {}
        for place, above in self.wholes:
            part, whole = self.fields[place].key, self.fields[above].key
            if part and whole:
                ways.setdefault((above, part.beyond(whole)), []).append(place)
        return tuple((above, tuple(parts)) for (above, _), parts in ways.items() if len(parts) > 1)


def cell_name(row: int, column: int = VALUE) -> str:
    """Write a cell as Excel does; by default one in the column of figures.

    Examples
    --------
    >>> [cell_name(11, column) for column in (VALUE, 25, 26, 701)]
    ['E12', 'Z12', 'AA12', 'ZZ12']
    """
    before = chr(64 + column // 26) if column >= 26 else ""
    return f"{before}{chr(65 + column % 26)}{row + 1}"


def seal(form: Form, unit: str) -> str:
    """Return the checksum by which a form's hidden page shows that it is untouched."""
    return hashlib.sha256(
        f"{FORMAT}|{form.year}|{form.kind}|{form.version}|{unit}".encode()
    ).hexdigest()[:16]
