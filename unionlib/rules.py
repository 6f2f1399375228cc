"""Reconciliation: the relations that the figures must satisfy, and where they do not.

The rules themselves are data, read by :mod:`unionlib.rulebook`; here they are evaluated
and what does not hold is put into words.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from unionlib.expression import evaluate
from unionlib.quantity import PERCENT, POINTS, Quantity
from unionlib.rulebook import COLUMNS, Rule, load_rules, published_quantity

if TYPE_CHECKING:
    from unionlib.edition import Edition

__all__ = [
    "COLUMNS",
    "SEVERITIES",
    "Finding",
    "Reconciliation",
    "Rule",
    "judge",
    "load_rules",
    "published_quantity",
    "reconcile",
]

SEVERITIES = ("error", "rounding", "note")
ROUNDING = "Chênh lệch trong phạm vi làm tròn, hoặc do cắt bớt chữ số thay vì làm tròn."
ADVICE = "Đề nghị đối chiếu lại với số liệu gốc và sửa số sai."


@dataclass(frozen=True)
class Finding:
    """A rule that does not hold, with both sides and the rows behind them."""

    rule: Rule
    severity: str
    stated: Quantity
    computed: Quantity

    def __repr__(self) -> str:
        from unionlib.show.cards import finding_words

        return finding_words(self)

    def _repr_html_(self) -> str:
        from unionlib.show.cards import finding_card

        return finding_card(self)

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
        return self.sentence(lambda quantity: quantity.words)

    def sentence(self, write: Callable[[Quantity], str], word: Callable[[str], str] = str) -> str:
        """Return the message with its figures and words written by the functions given."""
        stated, computed = write(self.stated), write(self.computed)
        unit = self.stated.unit or self.computed.unit
        gap = Quantity(abs(self.difference), POINTS if unit == PERCENT else unit).words
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
    # What binary arithmetic loses; one đồng in ten thousand billion is still seen.
    slack = 1e-13 * max(abs(a), abs(b), 1.0)
    if (sign == "<=" and a <= b + slack) or (sign == ">=" and a >= b - slack):
        return ""
    half = _half_step(stated, b)
    if sign == "==" and abs(a - b) <= half + slack:
        return ""
    cut = a * b >= 0 and 0 <= abs(b) - abs(a) < 2 * half - slack
    if (sign == "==" and cut) or abs(a - b) <= half + computed.error + slack:
        return "rounding"
    return "error"


def _half_step(stated: Quantity, computed: float) -> float:
    """Return how far a stated figure may be from its true value: half its last digit.

    A whole number is exact where the figure is counted, and rounded where it is a mean.
    """
    whole = abs(computed - round(computed)) < 1e-9
    if stated.error or whole or stated.printed is None:
        return stated.error
    return stated.printed.step / 2
