"""The form of a kind of unit: its sheets, and in which cell each figure stands."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from unionlib.aggregate import period_label
from unionlib.codebook import Codebook
from unionlib.forms.questions import Question
from unionlib.forms.relations import Key, Relation, pieces

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
    hint : str
        The measure's definition.
    """

    key: Key | None
    label: str
    unit: str
    kind: str
    row: int
    depth: int = 0
    parts: tuple[int, ...] = ()
    whole: int = 0
    hint: str = ""

    @property
    def name(self) -> str:
        """The figure as an expression: ``members(sector=HCSN)``."""
        return "" if self.key is None else expression(self.key)

    @property
    def cell(self) -> str:
        """The cell of the figure: ``E12``."""
        return f"{chr(65 + VALUE)}{self.row + 1}"


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
        """Eight characters that change when any figure is asked differently or elsewhere."""
        content = [
            [sheet.name, [[field.name, field.row, field.parts] for field in sheet.figures]]
            for sheet in self.sheets
        ]
        text = json.dumps([FORMAT, self.year, self.kind, content], ensure_ascii=False)
        return hashlib.sha256(text.encode()).hexdigest()[:8]

    @cached_property
    def fields(self) -> tuple[Field, ...]:
        """Every figure, in the order of the sheets."""
        return tuple(field for sheet in self.sheets for field in sheet.figures)

    @cached_property
    def places(self) -> dict[Key, int]:
        """The position of each figure in :attr:`fields`."""
        return {
            field.key: place for place, field in enumerate(self.fields) if field.key is not None
        }


def seal(form: Form, unit: str) -> str:
    """Return the checksum by which a form's hidden page shows that it is untouched."""
    return hashlib.sha256(
        f"{FORMAT}|{form.year}|{form.kind}|{form.version}|{unit}".encode()
    ).hexdigest()[:16]


def expression(key: Key) -> str:
    """Write a figure as an expression.

    Examples
    --------
    >>> expression(("members", "next", (("sector", "HCSN"),)))
    'members(sector=HCSN, period=next)'
    """
    measure, period, where = key
    pairs = [f"{name}={code}" for name, code in where] + ([f"period={period}"] if period else [])
    return f"{measure}({', '.join(pairs)})" if pairs else measure


def design(
    book: Codebook, year: int, kind: str, asked: Sequence[Question], relations: Sequence[Relation]
) -> Form:
    """Lay out the form for units of a kind."""
    mine = [question for question in asked if question.of(kind)]
    keys = {question.key for question in mine}
    sections: dict[str, list[Question]] = {}
    for question in mine:
        sections.setdefault(book[question.key[0]].section, []).append(question)
    order = [name for name in book.codes.get("section", sections) if name in sections]
    order += [name for name in sections if name not in order]
    sheets = []
    for number, section in enumerate(order, 1):
        title = book.codes.get("section", {}).get(section, section)
        fields = _fields(book, year, sections[section])
        sheets.append(Sheet(_sheet_name(number, title), section, f"{number}. {title}", fields))
    usable = [
        relation
        for relation in relations
        if all(key in keys for key, _ in (*relation.left, *relation.right))
    ]
    return Form(year, kind, tuple(sheets), tuple(usable))


def _fields(book: Codebook, year: int, asked: Sequence[Question]) -> tuple[Field, ...]:
    rows: dict[Key, int] = {}
    keys = [question.key for question in asked]
    row, last = HEAD_ROWS, ""
    headings: dict[int, str] = {}
    for key in keys:
        # A measure that is asked by several parts and no whole has its name in its own row.
        if key[0] != last and key[2] and not _alone(key, keys):
            headings[row] = key[0]
            row += 1
        last = key[0]
        rows[key] = row
        row += 1
    fields = [
        Field(None, f"{_capital(book[name].label)}, chia ra:", "", "", row)
        for row, name in headings.items()
    ]
    for question in asked:
        above = _above(question.key, keys)
        parts = pieces(question.key, question.total, keys) if question.total else []
        measure = book[question.key[0]]
        fields.append(
            Field(
                question.key,
                _label(book, year, question.key, keys),
                measure.unit,
                measure.kind,
                rows[question.key],
                depth=_depth(question.key, keys),
                parts=tuple(rows[key] for key in parts),
                whole=rows[above] if above and measure.aggregation == "sum" else 0,
                hint=measure.definition,
            )
        )
    return tuple(sorted(fields, key=lambda field: field.row))


def _above(key: Key, keys: Sequence[Key]) -> Key | None:
    """Return the nearest figure that a figure is a part of."""
    found = [each for each in keys if each[:2] == key[:2] and set(each[2]) < set(key[2])]
    return max(found, key=lambda each: len(each[2]), default=None)


def _alone(key: Key, keys: Sequence[Key]) -> bool:
    return sum(each[0] == key[0] for each in keys) == 1


def _depth(key: Key, keys: Sequence[Key]) -> int:
    above = _above(key, keys)
    if above:
        return 1 + _depth(above, keys)
    return int(bool(key[2]) and not _alone(key, keys))


def _label(book: Codebook, year: int, key: Key, keys: Sequence[Key]) -> str:
    measure, period, where = key
    above = _above(key, keys)
    told = set(above[2]) if above else set()
    details = [
        f"{book.dimensions[name]}: {book.codes[name][code]}"
        for name, code in where
        if (name, code) not in told
    ]
    when = {
        "mid": period_label(f"{year}-H1"),
        "next": f"kế hoạch {period_label(str(year + 1))}",
    }.get(period, "")
    if details and _alone(key, keys):
        return (
            f"{_capital(book[measure].label)} ({'; '.join([*details, when] if when else details)})"
        )
    if details:
        return "; ".join([*details, when] if when else details)
    return _capital(book[measure].label) + (f" ({when})" if when else "")


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _sheet_name(number: int, title: str) -> str:
    """Return a name that Excel accepts: at most 31 characters, some not allowed."""
    name = f"{number:02} " + re.sub(r"[\[\]:*?/\\]", " ", title)
    if len(name) > 31:
        name = name[:32].rsplit(" ", 1)[0][:31]
    return name.rstrip(" ,'")
