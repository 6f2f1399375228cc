"""Reconciliation: the relations that the figures must satisfy, and where they do not.

Rules are data. ``data/rules.csv`` holds for every year, ``data/<year>/rules.csv``
adds what one year brings, and each row of ``published.csv`` is a rule too: what the
signed report printed must be what its own figures give.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from unionlib.errors import DataError, Fault, UnionlibError
from unionlib.expression import evaluate, measures
from unionlib.files import read_csv
from unionlib.quantity import MONEY, PERCENT, Observation, Quantity
from unionlib.show.numbers import Printed, parse_printed

if TYPE_CHECKING:
    from unionlib.edition import Edition

COLUMNS = ("rule", "section", "relation", "severity", "message", "advice")
PUBLISHED = ("figure", "value", "printed", "source", "note")
SEVERITIES = ("error", "rounding", "note")
ROUNDING = "Chênh lệch trong phạm vi làm tròn, hoặc do cắt bớt chữ số thay vì làm tròn."
ADVICE = "Đề nghị đối chiếu lại với số liệu gốc và sửa số sai."


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


@dataclass(frozen=True)
class Finding:
    """A rule that does not hold, with both sides and the rows behind them."""

    rule: Rule
    severity: str
    stated: Quantity
    computed: Quantity

    @property
    def id(self) -> str:
        """A name for links: ``gifts-tet-by-programme``."""
        return re.sub(r"[^a-z0-9]+", "-", self.rule.name.lower()).strip("-")

    @property
    def difference(self) -> float:
        """Stated minus computed, in the unit of both."""
        return float(self.stated) - float(self.computed)

    @property
    def rows(self) -> tuple[str, ...]:
        """Every row of data behind either side."""
        both = (*self.stated.rows, *self.computed.rows)
        return tuple(dict.fromkeys(row.ref for row in both))

    @property
    def message(self) -> str:
        """What is wrong and what to do, in Vietnamese, for the person who can mend it."""
        return self.sentence(_with_unit)

    def sentence(
        self, write: Callable[[Quantity], str], word: Callable[[str], str] = str
    ) -> str:
        """Return the message with its figures and words written by the functions given."""
        stated, computed = write(self.stated), write(self.computed)
        gap = _with_unit(Quantity(abs(self.difference), self.stated.unit))
        formula = f" = {self.computed.formula}" if self.computed.formula else ""
        sources = [source for source in self.computed.sources if source not in self.stated.sources]
        read = f" ({', '.join(sources[:3])})" if sources else ""
        where = f" ({', '.join(self.stated.sources[:3])})" if self.stated.sources else ""
        if self.rule.sign == "==":
            compared = (
                f"báo cáo ghi {stated}{word(where)}, đối chiếu được {computed}"
                f"{word(formula + read)}; chênh {word(gap)}"
            )
        else:
            breach = "vượt quá" if self.rule.sign == "<=" else "thấp hơn"
            compared = f"{stated}{word(where)} {breach} {computed}{word(formula + read)}"
        advice = self.rule.advice or ADVICE
        if self.severity == "rounding":
            advice = ROUNDING
        return f"{word(self.rule.message)}: {compared}. {word(advice)}"

    def as_dict(self) -> dict[str, Any]:
        """Return the finding for ``--format json`` and ``report.json``."""
        return {
            "rule": self.rule.name,
            "section": self.rule.section,
            "severity": self.severity,
            "stated": self.stated.value,
            "computed": self.computed.value,
            "difference": round(self.difference, 6),
            "unit": self.stated.unit,
            "rows": list(self.rows),
            "message": self.message,
        }


@dataclass(frozen=True)
class Reconciliation:
    """All rules of an edition, evaluated: what holds, what does not, what has no figures."""

    rules: tuple[Rule, ...]
    findings: tuple[Finding, ...]
    skipped: tuple[Rule, ...]

    @property
    def errors(self) -> tuple[Finding, ...]:
        """The findings that are contradictions beyond rounding."""
        return tuple(finding for finding in self.findings if finding.severity == "error")

    def by_section(self, edition: Edition) -> dict[str, Counter[str]]:
        """Count, per section: ``rules``, ``hold``, ``skipped`` and each severity."""
        broken = {finding.rule.name: finding.severity for finding in self.findings}
        skipped = {rule.name for rule in self.skipped}
        counts: dict[str, Counter[str]] = {name: Counter() for name in edition.codebook.sections}
        for rule in self.rules:
            state = "skipped" if rule.name in skipped else broken.get(rule.name, "hold")
            counts.setdefault(rule.section, Counter()).update(["rules", state])
        return {name: count for name, count in counts.items() if count}


def reconcile(edition: Edition) -> Reconciliation:
    """Evaluate every rule of an edition.

    Raises
    ------
    DataError
        A rule cannot be read or names something that does not exist; all at once.
    """
    rules = load_rules(edition)
    findings, skipped = [], []
    for rule in rules:
        stated = rule.published or evaluate(edition, rule.left)
        computed = evaluate(edition, rule.right)
        if stated.value is None or computed.value is None:
            skipped.append(rule)
        elif severity := judge(stated, rule.sign, computed):
            severity = "note" if severity == "error" and rule.severity == "note" else severity
            findings.append(Finding(rule, severity, stated, computed))
    order = {name: place for place, name in enumerate(SEVERITIES)}
    findings.sort(key=lambda finding: order[finding.severity])
    return Reconciliation(tuple(rules), tuple(findings), tuple(skipped))


def judge(stated: Quantity, sign: str, computed: Quantity) -> str:
    """Compare two sides; ``""`` where the relation holds, else ``error`` or ``rounding``.

    A printed figure holds if it is the computed one rounded to the digits printed; it
    is ``rounding`` if it was cut off instead, or if the rounding of the figures behind
    it explains the difference.

    Examples
    --------
    >>> printed = lambda text: published_quantity(text, "%")
    >>> judge(printed("99%"), "==", Quantity(99.46, "%"))
    ''
    >>> judge(printed("76,7%"), "==", Quantity(76.79, "%"))
    'rounding'
    >>> judge(printed("39%"), "==", Quantity(61.11, "%"))
    'error'
    """
    a, b = float(stated), float(computed)
    slack = 1e-9 * max(abs(a), abs(b), 1.0)
    if sign == "<=" and a <= b + slack or sign == ">=" and a >= b - slack:
        return ""
    if sign == "==" and abs(a - b) <= max(stated.error, slack) + slack:
        return ""
    cut = stated.error > 0 and 0 <= b - a < 2 * stated.error + slack
    if (sign == "==" and cut) or abs(a - b) <= stated.error + computed.error + slack:
        return "rounding"
    return "error"


def published_quantity(text: str, unit: str, label: str = "", *rows: Observation) -> Quantity:
    """Return a printed figure as a quantity with the precision of its digits."""
    printed = parse_printed(text) or Printed(float("nan"))
    exact = printed.step == 1 and unit != PERCENT
    error = 0.0 if exact else printed.step / 2
    return Quantity(printed.value, unit, label, rows=rows, printed=printed, error=error)


def load_rules(edition: Edition) -> list[Rule]:
    """Read the rules of an edition, its published figures included."""
    faults: list[Fault] = []
    rules: list[Rule] = []
    for path in (edition.data / "rules.csv", edition.folder / "rules.csv"):
        if path.is_file():
            name = path.relative_to(edition.data).as_posix()
            for line, row in read_csv(path, COLUMNS, edition.data, faults):
                rules += _checked(partial(_rule, row), edition, name, line, "relation", faults)
    path = edition.folder / "published.csv"
    if path.is_file():
        name = path.relative_to(edition.data).as_posix()
        for line, row in read_csv(path, PUBLISHED, edition.data, faults):
            rules += _checked(partial(_published, edition, row, name, line), edition, name, line, "figure", faults)
    seen: set[str] = set()
    for rule in rules:
        if rule.name in seen:
            faults.append(Fault("rules.csv", 0, "rule", f"quy tắc '{rule.name}' trùng lặp"))
        seen.add(rule.name)
    if faults:
        raise DataError(faults)
    return rules


def _checked(make: Any, edition: Edition, file: str, line: int, column: str, faults: list[Fault]) -> Iterator[Rule]:
    """Yield the rule of a row, or note what is wrong with it."""
    try:
        rule = make()
        for side in (rule.left, rule.right):
            evaluate(edition, side)
            measures(edition, side)
        yield rule
    except (UnionlibError, ValueError) as error:
        faults.append(Fault(file, line, column, str(error)))


def _rule(row: dict[str, str]) -> Rule:
    sides = re.split(r"\s*(==|<=|>=)\s*", row["relation"])
    if len(sides) != 3:
        raise ValueError(f"'{row['relation']}' cần đúng một dấu ==, <= hoặc >=")
    if row["severity"] not in ("", "error", "note"):
        raise ValueError(f"mức độ '{row['severity']}' không có. Được phép: trống, error, note.")
    severity = row["severity"] or "error"
    left, sign, right = sides
    return Rule(row["rule"], row["section"], left, sign, right, severity, row["message"], row["advice"])


def _published(edition: Edition, row: dict[str, str], file: str, line: int) -> Rule:
    quantity = edition.quantity(row["figure"])
    if parse_printed(row["printed"]) is None:
        raise ValueError(f"'{row['printed']}' không phải là số in trong báo cáo")
    origin = Observation(row["figure"], "", "", (), float(row["value"]), None, row["source"],
                         row["note"], file, line)  # fmt: skip
    stated = published_quantity(row["printed"], quantity.unit, quantity.label, origin)
    if abs(float(stated) - float(row["value"])) > 1e-9:
        raise ValueError(f"'{row['printed']}' khác value {row['value']}")
    name = re.match(r"\w+", row["figure"])
    section = edition.codebook[name[0]].section if name and name[0] in edition.codebook.measures else ""
    message = quantity.label or row["figure"]
    return Rule(f"published: {row['figure']} ({row['source']})", section, row["figure"], "==", row["figure"],
                "error", message, row["note"], stated)  # fmt: skip


def _with_unit(quantity: Quantity) -> str:
    text = quantity.text()
    return text if quantity.unit in ("", MONEY, PERCENT) else f"{text} {quantity.unit}"
