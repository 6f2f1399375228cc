"""Laying a form out: which figure stands in which row of which sheet, in which words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from unionlib.aggregate import period_label
from unionlib.codebook import Codebook
from unionlib.forms.layout import HEAD_ROWS, Field, Form, Sheet
from unionlib.forms.questions import Question
from unionlib.forms.relations import Key, Relation, pieces


def designs(
    book: Codebook,
    year: int,
    kinds: Iterable[str],
    asked: Sequence[Question],
    relations: Sequence[Relation],
) -> dict[str, Form]:
    """Lay out the form of each kind of unit; what is asked alike is laid out once."""
    done: dict[tuple[Question, ...], Form] = {}
    forms = {}
    for kind in kinds:
        mine = tuple(question for question in asked if question.of(kind))
        if mine not in done:
            done[mine] = _design(book, year, kind, mine, relations)
        forms[kind] = replace(done[mine], kind=kind)
    return forms


def _design(
    book: Codebook, year: int, kind: str, mine: Sequence[Question], relations: Sequence[Relation]
) -> Form:
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
