"""Laying a form out: which figure stands in which row of which sheet, in which words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import groupby

from unionlib import periods
from unionlib.codebook import Codebook
from unionlib.forms.layout import HEAD_ROWS, Field, Form, Sheet
from unionlib.forms.questions import Question
from unionlib.key import Key
from unionlib.letters import capital
from unionlib.relations import Relation, pieces


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
        sections.setdefault(book[question.key.measure].section, []).append(question)
    order = [name for name in book.sections if name in sections]
    sheets = []
    for number, section in enumerate(order, 1):
        title = book.sections[section]
        fields = _fields(book, year, sections[section])
        sheets.append(Sheet(_sheet_name(number, title), section, f"{number}. {title}", fields))
    usable = [
        relation
        for relation in relations
        if all(key in keys for key, _ in (*relation.left, *relation.right))
    ]
    return Form(year, kind, tuple(sheets), tuple(usable))


def _fields(book: Codebook, year: int, asked: Sequence[Question]) -> tuple[Field, ...]:
    fields: list[Field] = []
    row = HEAD_ROWS
    for name, group in groupby(asked, key=lambda question: question.key.measure):
        mine = list(group)
        keys = [question.key for question in mine]
        mine.sort(key=lambda question: _place(question.key, keys))
        keys = [question.key for question in mine]
        if keys[0].where and len(keys) > 1:
            # A measure that is asked by its parts and no whole has its name in its own row.
            label = f"{capital(book[name].label)}, chia ra:"
            fields.append(Field(None, label, "", "", row))
            row += 1
        fields += _measure(book, year, mine, {key: row + place for place, key in enumerate(keys)})
        row += len(keys)
    return tuple(fields)


def _measure(
    book: Codebook, year: int, asked: Sequence[Question], rows: Mapping[Key, int]
) -> Iterator[Field]:
    """Yield the rows of one measure."""
    keys = list(rows)
    for question in asked:
        key = question.key
        measure, above = book[key.measure], _above(key, keys)
        parts = pieces(key, question.total, keys) if question.total else []
        yield Field(
            key,
            _label(book, year, key, keys),
            measure.unit,
            measure.kind,
            rows[key],
            depth=_depth(key, keys),
            parts=tuple(rows[part] for part in parts),
            whole=rows[above] if above and measure.aggregation == "sum" else 0,
            weight=key._replace(measure=measure.weight) if measure.weight else None,
            hint=measure.definition,
            counted=measure.counted,
        )


def _above(key: Key, keys: Sequence[Key]) -> Key | None:
    """Return the nearest figure that a figure is a part of."""
    found = [each for each in keys if key.within(each)]
    return max(found, key=lambda each: len(each.where), default=None)


def _place(key: Key, keys: Sequence[Key]) -> tuple[int, ...]:
    """Return where a figure stands: right below the one that it is a part of."""
    above = _above(key, keys)
    return (*(_place(above, keys) if above else ()), keys.index(key))


def _depth(key: Key, keys: Sequence[Key]) -> int:
    above = _above(key, keys)
    if above:
        return 1 + _depth(above, keys)
    return int(bool(key.where) and len(keys) > 1)


def _label(book: Codebook, year: int, key: Key, keys: Sequence[Key]) -> str:
    measure, period, where = key
    above = _above(key, keys)
    told = set(above.where) if above else set()
    details = [
        f"{book.dimensions[name]}: {book.codes[name][code]}"
        for name, code in where
        if (name, code) not in told
    ]
    when = periods.words(periods.code(period, year)) if period else ""
    when = f"kế hoạch {when}" if period == "next" else when
    words = "; ".join([*details, when] if when else details)
    if details and len(keys) > 1:
        return words
    name = capital(book[measure].label)
    return f"{name} ({words})" if words else name


def _sheet_name(number: int, title: str) -> str:
    """Return a name that Excel accepts: at most 31 characters, some not allowed."""
    name = f"{number:02} " + re.sub(r"[\[\]:*?/\\]", " ", title)
    if len(name) > 31:
        # Half a phrase says nothing: "Phát triển đoàn viên, tổ".
        name = name[:32].rsplit("," if "," in name[:32] else " ", 1)[0][:31]
    return name.rstrip(" ,'")
