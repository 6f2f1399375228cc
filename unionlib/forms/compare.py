"""The figures of one submission against each other and against the year before."""

from __future__ import annotations

import math

from unionlib.forms.findings import ERROR, QUESTION
from unionlib.forms.layout import FACTOR, LEAST, Form
from unionlib.forms.submission import Submission
from unionlib.key import Figures
from unionlib.numbers import number

_CONFIRM = "Đề nghị xem lại; nếu đúng, nêu lý do ở cột “Ghi chú”."
_SIGNS = {"==": "khác", "<=": "lớn hơn", ">=": "nhỏ hơn"}


def compare(form: Form, sent: Submission, before: Figures, province: Figures) -> None:
    """Add what does not fit together, or changed much since the year before.

    ``province`` are its means of that year: a unit's first one is compared with them.
    """
    _rules(form, sent)
    _wholes(form, sent)
    _together(form, sent)
    _means(form, sent)
    _changes(form, sent, before, "năm trước")
    others = {key: old for key, old in province.items() if key not in before}
    _changes(form, sent, others, "mức bình quân chung năm trước")


def _changes(form: Form, sent: Submission, before: Figures, whose: str) -> None:
    values, keys = sent.values, form.keys
    for key, old in before.items():
        place = keys.get(key)
        if place is None or old < LEAST:
            continue
        value = values[place]
        if value > FACTOR * old or FACTOR * value < old:
            message = f"{number(value)} so với {whose} {number(old)}: chênh lệch lớn"
            _ask(form, sent, place, "change", message)


def _ask(form: Form, sent: Submission, place: int, kind: str, message: str) -> None:
    """Ask about a figure, with what the unit has said of it already."""
    told = sent.notes.get(place)
    note = f"Đơn vị ghi chú: {told}" if told else _CONFIRM
    cell = form.fields[place].cell
    sent.find(form.sheet_of[place], cell, kind, f"{message}. {note}", QUESTION)


def _rules(form: Form, sent: Submission) -> None:
    values = sent.values
    for relation, left_terms, right_terms in form.checks:
        left = right = 0.0
        for place, factor in left_terms:
            left += factor * values[place]
        for place, factor in right_terms:
            right += factor * values[place]
        gap = left - right
        # Not a number compares as False: what is not there breaks no rule.
        slack = 1e-9 * (abs(left) + abs(right) + 1.0)
        if {"<=": gap, ">=": -gap, "==": abs(gap)}[relation.sign] > slack:
            places = [place for place, _ in (*left_terms, *right_terms)]
            terms = ", ".join(
                f"{_cell(form, place, places[0])} = {number(values[place])}" for place in places
            )
            # What is only asked about is often no rule in words: “số A so với số B”.
            wrong = "không đúng quy tắc" if relation.strict else "chưa khớp"
            message = f"{wrong} “{relation.message}”: {number(left)} {_SIGNS[relation.sign]} {number(right)} ({terms})"
            if relation.strict:
                sheet, cell = form.sheet_of[places[0]], form.fields[places[0]].cell
                sent.find(sheet, cell, "rule", message)
            else:
                _ask(form, sent, places[0], "rule", message)


def _wholes(form: Form, sent: Submission) -> None:
    values, fields = sent.values, form.fields
    # A rule that only asks, or allows for rounding, lets through what no edition may hold.
    told = {
        (each.sheet, each.cell)
        for each in sent.findings
        if (each.kind, each.severity) == ("rule", ERROR)
    }
    for place, above in form.wholes:
        here = form.sheet_of[place], fields[place].cell
        if values[place] > values[above] and here not in told:
            whole = fields[above]
            message = f"bộ phận {number(values[place])} lớn hơn tổng số {number(values[above])} ở ô {whole.cell} ({whole.label})"
            sent.find(*here, "part-above-whole", message)


def _together(form: Form, sent: Submission) -> None:
    """Ask about parts that exceed their whole only together, as ``check`` will of the edition."""
    wrong = {(each.sheet, each.cell) for each in sent.findings if each.severity == ERROR}
    values, fields = sent.values, form.fields
    for above, parts in form.breakdowns:
        sheet, whole = form.sheet_of[above], fields[above]
        total = sum(values[place] for place in parts)
        exceeds = total - values[above] > 1e-9 * (abs(total) + 1.0)
        if exceeds and not any((sheet, fields[place].cell) in wrong for place in (above, *parts)):
            terms = " + ".join(
                f"{fields[place].cell} = {number(values[place])}"
                for place in parts
                if values[place]
            )
            message = f"các bộ phận cộng lại được {number(total)} ({terms}), lớn hơn tổng số {number(values[above])} ở ô {whole.cell} ({whole.label})"
            _ask(form, sent, parts[0], "parts-above-whole", message)


def _means(form: Form, sent: Submission) -> None:
    """Ask about a mean that is not there although it has a weight: the province's is without it."""
    told = {(each.sheet, each.cell) for each in sent.findings}
    values, fields = sent.values, form.fields
    for place, weight in form.weights:
        sheet, cell = form.sheet_of[place], fields[place].cell
        if math.isnan(values[place]) and values[weight] > 0 and (sheet, cell) not in told:
            message = f"mức bình quân ghi 0 hoặc để trống, trong khi ô {_cell(form, weight, place)} ghi {number(values[weight])} {fields[weight].unit}; nếu giữ nguyên, đơn vị không được tính vào mức bình quân chung"
            _ask(form, sent, place, "no-mean", message)


def _cell(form: Form, place: int, here: int) -> str:
    cell = form.fields[place].cell
    same = form.sheet_of[place] == form.sheet_of[here]
    return cell if same else f"{form.sheet_of[place]}!{cell}"
