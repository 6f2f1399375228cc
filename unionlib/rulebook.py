"""The rules that figures must satisfy, as they stand in the data.

``data/rules.csv`` holds for every year, ``data/<year>/rules.csv`` adds what one year
brings (a rule of the same name takes the place of the general one: mostly to give
advice that only that year's figures allow), and each row of ``published.csv`` is a rule
too: what the signed report printed must be what its own figures give.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Container, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from unionlib.consistency import unknown_section
from unionlib.errors import DataError, Fault, UnionlibError
from unionlib.expression import evaluate
from unionlib.files import read_csv
from unionlib.numbers import Printed, parse_printed
from unionlib.observation import Observation
from unionlib.quantity import Quantity, apart, rounding
from unionlib.syntax import names

if TYPE_CHECKING:
    from pathlib import Path

    from unionlib.codebook import Codebook
    from unionlib.edition import Edition

COLUMNS = ("rule", "section", "relation", "severity", "message", "advice")
PUBLISHED = ("figure", "value", "printed", "source", "note")
ADVICE = "Đề nghị đối chiếu lại với số liệu gốc và sửa số sai."
_NUMBER = re.compile(r"-?[0-9]{1,15}(\.[0-9]+)?")

Problems = Iterator[tuple[str, str]]


@dataclass(frozen=True)
class Rule:
    """A relation ``left sign right`` between two expressions.

    ``severity`` is what a breach counts as: ``error``, or ``note`` where definitions
    or dates may differ. ``published`` is set where the left side is a printed figure.
    """

    name: str
    section: str
    left: str
    sign: str
    right: str
    severity: str
    message: str
    advice: str
    published: Quantity | None = None


def published_quantity(text: str, unit: str, label: str = "", *rows: Observation) -> Quantity:
    """Return a printed figure as a quantity with the precision of its digits."""
    printed = parse_printed(text) or Printed(float("nan"))
    error = rounding(printed, unit)
    return Quantity(printed.value, unit, label, rows=rows, printed=printed, error=error)


def load_rules(edition: Edition) -> list[Rule]:
    """Read the rules of an edition, its published figures included.

    Raises
    ------
    DataError
        With every fault of the files: relations that cannot be read or computed, sides
        of different kinds, unknown sections, figures that are none, duplicates.
    """
    faults: list[Fault] = []
    rules: dict[str, Rule] = {}
    relations = partial(_relation_problems, edition)
    for folder in (edition.data, edition.folder):
        path = folder / "rules.csv"
        rules |= read_rules(path, edition.data, edition.codebook, relations, faults)
    path = edition.folder / "published.csv"
    name = path.relative_to(edition.data).as_posix()
    for line, row in read_csv(path, PUBLISHED, edition.data, faults, missing_ok=True):
        title = f"published: {row['figure']} ({row['source']})"
        problems = [*_published_problems(edition, row), *_twice("figure", title, rules)]
        faults += [Fault(name, line, column, message) for column, message in problems]
        if not problems:
            rules[title] = _published(edition, row, title, name, line)
    if faults:
        raise DataError(faults)
    return list(rules.values())


def read_rules(
    path: Path,
    root: Path,
    book: Codebook,
    problems: Callable[[str], Problems],
    faults: list[Fault],
) -> dict[str, Rule]:
    """Return the rules of a file by name; without the file, none.

    Parameters
    ----------
    path, root : Path
        The file and the data root.
    book : Codebook
        Whose sections the rules are of.
    problems : callable
        Yields what is wrong with a relation that could be read.
    faults : list of Fault
        What is wrong is added here; a faulty rule is left out of the result.
    """
    name = path.relative_to(root).as_posix()
    rules: dict[str, Rule] = {}
    seen: set[str] = set()
    for line, row in read_csv(path, COLUMNS, root, faults, missing_ok=True):
        left, sign, right = sides(row["relation"])
        wrong = [*_row_problems(book, row), *_twice("rule", row["rule"], seen)]
        wrong += problems(row["relation"]) if sign else ()
        faults += [Fault(name, line, column, message) for column, message in wrong]
        seen.add(row["rule"])
        if not wrong:
            severity = row["severity"] or "error"
            rules[row["rule"]] = Rule(row["rule"], row["section"], left, sign, right,
                                      severity, row["message"], row["advice"])  # fmt: skip
    return rules


def printed_figure(edition: Edition, figure: str) -> Quantity:
    """Return what the signed report printed for a figure that follows from others.

    Only the rows of that figure are looked at; without one it is missing.
    """
    path = edition.folder / "published.csv"
    name = path.relative_to(edition.data).as_posix()
    for line, row in read_csv(path, PUBLISHED, edition.data, [], missing_ok=True):
        if row["figure"] == figure and not any(_published_problems(edition, row)):
            return _stated(edition, row, name, line)
    return Quantity.missing(f"{figure}: không có số đã in")


def _twice(column: str, name: str, rules: Container[str]) -> Problems:
    if name in rules:
        yield column, f"'{name}' trùng lặp"


def _row_problems(book: Codebook, row: Mapping[str, str]) -> Problems:
    """Yield ``(column, message)`` for what is wrong in a rule before anything is computed."""
    for column in ("rule", "message"):
        if not row[column]:
            yield column, "không được để trống"
    if not re.fullmatch("[a-z0-9-]*", row["rule"]):
        yield "rule", f"'{row['rule']}' không dùng làm mã được (a-z, 0-9, dấu -)"
    sections = book.sections
    if row["section"] not in sections:
        yield "section", unknown_section(row["section"], sections)
    if row["severity"] not in ("", "error", "note"):
        yield "severity", f"mức độ '{row['severity']}' không có. Được phép: trống, error, note."
    if not sides(row["relation"])[1]:
        yield "relation", f"'{row['relation']}' cần đúng một dấu ==, <= hoặc >="


def _relation_problems(edition: Edition, relation: str) -> Problems:
    left, _, right = sides(relation)
    figures = []
    for side in (left, right):
        try:
            figures.append(evaluate(edition, side))
        except DataError:
            raise  # the observations are at fault, not the rule
        except UnionlibError as error:
            yield "relation", str(error)
    units = {figure.unit for figure in figures}
    if apart(units):
        yield "relation", f"hai vế khác đơn vị tính: {', '.join(sorted(units))}"


def sides(relation: str) -> tuple[str, str, str]:
    """Return left side, sign and right side; no sign where there is not exactly one."""
    found = re.split(r"\s*(==|<=|>=)\s*", relation)
    return (found[0], found[1], found[2]) if len(found) == 3 else ("", "", "")


def _published_problems(edition: Edition, row: Mapping[str, str]) -> Problems:
    try:
        evaluate(edition, row["figure"])
    except DataError:
        raise
    except UnionlibError as error:
        yield "figure", str(error)
    printed = parse_printed(row["printed"])
    if printed is None:
        yield (
            "printed",
            f"'{row['printed']}' không phải là số in trong báo cáo; viết như 98,52% hoặc 30.250",
        )
    if not _NUMBER.fullmatch(row["value"]):
        yield "value", f"'{row['value']}' không phải là số (viết liền, dấu chấm thập phân)"
    elif printed and not math.isclose(printed.value, float(row["value"]), rel_tol=1e-12):
        yield "printed", f"'{row['printed']}' là {printed.value:.15g}, khác value {row['value']}"
    if not row["source"]:
        yield "source", "không được để trống"


def _published(edition: Edition, row: Mapping[str, str], title: str, file: str, line: int) -> Rule:
    stated = _stated(edition, row, file, line)
    named = sorted(names(row["figure"]).measures)
    section = edition.codebook[named[0]].section if named else ""
    advice = f"{row['note'].rstrip('.')}. {ADVICE}" if row["note"] else ADVICE
    return Rule(title, section, row["figure"], "==", row["figure"],
                "error", stated.label or row["figure"], advice, stated)  # fmt: skip


def _stated(edition: Edition, row: Mapping[str, str], file: str, line: int) -> Quantity:
    """Return a row of ``published.csv`` as a quantity that knows where it stands."""
    figure = evaluate(edition, row["figure"])
    origin = Observation(row["figure"], "", "", (), float(row["value"]), None, row["source"],
                         row["note"], file, line)  # fmt: skip
    return published_quantity(row["printed"], figure.unit, figure.label, origin)
