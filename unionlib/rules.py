"""Reconciliation: the relations that the figures must satisfy, and where they do not.

The rules themselves are data, read by :mod:`unionlib.rulebook`; here they are evaluated
and what does not hold is put into words.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from unionlib import numbers
from unionlib.expression import evaluate
from unionlib.implied_rules import implied
from unionlib.letters import capital
from unionlib.lineage import brief, cite
from unionlib.quantity import Quantity
from unionlib.rulebook import ADVICE, Rule, load_rules, printed_figure
from unionlib.writing import MONEY, PERCENT, POINTS, WRITTEN

if TYPE_CHECKING:
    from unionlib.edition import Edition

SEVERITIES = {"error": "Mâu thuẫn", "rounding": "Làm tròn", "note": "Lưu ý"}
ROUNDING = "Chênh lệch trong phạm vi làm tròn."
CUT = "Số đã in bị cắt bớt chữ số; làm tròn đúng là"
# What binary arithmetic may lose; a difference of one đồng in 9 000 tỷ is still seen.
_SLACK = 1e-13


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
    def suspects(self) -> tuple[str, ...]:
        """The rows whose figures are marked ◊ in the text.

        Of an equation those of both sides. Of an inequality, those of the side that breaks
        it, and the limit where that is one observation: a limit that is computed is a
        yardstick, and its rows, such as the number of members, stand behind so many figures
        that marking them would cast doubt on all.
        """
        limit = self.computed.rows
        if self.rule.sign != "==" and len(limit) > 1:
            limit = ()
        return tuple(dict.fromkeys(row.ref for row in (*self.stated.rows, *limit)))

    @property
    def title(self) -> str:
        """The relation that does not hold, in words."""
        return capital(self.rule.message)

    @property
    def texts(self) -> tuple[str, str]:
        """Both sides as the sentence writes them, money in one scale."""
        return self.stated.words, _alike(self.computed, self.stated)

    @property
    def message(self) -> str:
        """What is wrong and what to do, in Vietnamese, for the person who can mend it."""
        return f"{self.title}: {self.sentence(lambda _, text: text)}"

    def sentence(
        self, write: Callable[[Quantity, str], str], word: Callable[[str], str] = str
    ) -> str:
        """Return what the sides are and what to do, written by the functions given.

        Parameters
        ----------
        write : callable
            Writes a side: the quantity and its text.
        word : callable
            Writes everything else.
        """
        stated, computed = map(write, (self.stated, self.computed), self.texts)
        sources = [source for source in self.computed.sources if source not in self.stated.sources]
        left = stated + word(_formula(self.stated) + _read(self.stated.sources))
        right = computed + word(_formula(self.computed) + _read(sources))
        unit = self.stated.unit or self.computed.unit
        gap = Quantity(abs(self.difference), POINTS if unit == PERCENT else unit).words
        if self.rule.sign == "==":
            first = "tính được" if self.stated.formula else "số liệu ghi"
            second = "tính lại được" if self.computed.formula else "chỗ khác ghi"
            compared = f"{first} {left}, {second} {right}; chênh {word(gap)}"
        else:
            compared = f"{left} {'vượt quá' if self.rule.sign == '<=' else 'thấp hơn'} {right}"
        return f"{compared}. {word(self._advice)}"

    @property
    def _advice(self) -> str:
        if self.severity != "rounding":
            return self.rule.advice or ADVICE
        pairs = ((self.stated, self.computed), (self.computed, self.stated))
        for figure, whole in pairs if self.rule.sign == "==" else ():
            printed = figure.printed
            if printed and not printed.qualifier and _cut_off(figure, whole):
                right = replace(whole, printed=replace(printed, value=float(whole)))
                return f"{CUT} {right.words}."
        return ROUNDING

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


def _formula(side: Quantity) -> str:
    return f" = {brief(side.formula)}" if side.formula else ""


def _read(sources: Sequence[str]) -> str:
    return f" ({cite(sources, 3)})" if sources else ""


def _alike(computed: Quantity, stated: Quantity) -> str:
    """Write the computed side to be compared at a glance with the stated one.

    Money stands in the scale of the stated amount where no digit is lost, and a
    computed count has no fraction: nobody looks for 802,59 unions.
    """
    value = float(computed)
    if computed.unit == MONEY and computed.formula and stated.printed:
        scale = stated.printed.scale or MONEY
        if (value / numbers.SCALES[scale] * 100).is_integer():
            return computed.text(scale)
    counted = computed.unit not in WRITTEN
    if counted and computed.formula and not value.is_integer() and abs(value) >= 100:
        return f"khoảng {numbers.number(value, 0)} {computed.unit}"
    return computed.words


@dataclass(frozen=True)
class Reconciliation:
    """All rules of an edition, evaluated: what holds, what does not, what has no figures."""

    rules: tuple[Rule, ...]
    findings: tuple[Finding, ...]
    skipped: tuple[Rule, ...]

    def of(self, severity: str) -> tuple[Finding, ...]:
        """Return the findings of one of :data:`SEVERITIES`."""
        return tuple(finding for finding in self.findings if finding.severity == severity)

    @property
    def errors(self) -> tuple[Finding, ...]:
        """The findings that are contradictions beyond rounding."""
        return self.of("error")

    def by_section(self, edition: Edition) -> dict[str, Counter[str]]:
        """Count, per section: ``rules``, ``hold``, ``skipped`` and each severity."""
        broken = {finding.rule.name: finding.severity for finding in self.findings}
        skipped = {rule.name for rule in self.skipped}
        counts: dict[str, Counter[str]] = {name: Counter() for name in edition.codebook.sections}
        for rule in self.rules:
            state = "skipped" if rule.name in skipped else broken.get(rule.name, "hold")
            counts.setdefault(rule.section, Counter()).update(["rules", state])
        return {name: count for name, count in counts.items() if count}


@lru_cache(maxsize=2)  # an appendix asks for it in every cell
def reconcile(edition: Edition) -> Reconciliation:
    """Evaluate every rule of an edition, and what its stated totals imply without one.

    Of the latter only what does not hold counts as a rule, unless one is declared of the
    same rows.

    Raises
    ------
    DataError
        A rule cannot be read or names something that does not exist; all at once.
    """
    rules = load_rules(edition)
    findings, skipped = [], []
    declared = set()
    for rule in rules:
        stated = rule.published or evaluate(edition, rule.left)
        computed = evaluate(edition, rule.right)
        declared.add(frozenset(stated.rows + computed.rows))
        if stated.value is None or computed.value is None:
            skipped.append(rule)
        elif severity := judge(stated, rule.sign, computed):
            severity = "note" if severity == "error" and rule.severity == "note" else severity
            findings.append(Finding(rule, severity, stated, computed))
    for rule, stated, computed in implied(edition):
        severity = judge(stated, rule.sign, computed)
        if severity and frozenset(stated.rows + computed.rows) not in declared:
            rules.append(rule)
            findings.append(Finding(rule, severity, stated, computed))
    order = {name: place for place, name in enumerate(SEVERITIES)}
    findings.sort(key=lambda finding: order[finding.severity])
    return Reconciliation(tuple(rules), tuple(findings), tuple(skipped))


def misprinted(edition: Edition, figure: str) -> Quantity:
    """Return a figure as the source prints it, where that is not what its data give.

    It is missing where nothing was printed, or where it holds. No other rule is
    evaluated: a section that quotes the figure depends on no other section's data.

    Examples
    --------
    >>> from unionlib import load
    >>> str(misprinted(load(2019), "dialogue_rate")), bool(misprinted(load(2019), "union_density"))
    ('39%', False)
    """
    stated, computed = printed_figure(edition, figure), evaluate(edition, figure)
    if stated and computed and judge(stated, "==", computed) == "error":
        return stated
    return Quantity.missing(f"{figure}: không có số in khác")


def judge(stated: Quantity, sign: str, computed: Quantity) -> str:
    """Compare two sides; ``""`` where the relation holds, else ``error`` or ``rounding``.

    A printed figure holds if it is the other one rounded to the digits printed, or if its
    qualifier allows the other one (“trên 850” is 856); it is ``rounding`` if it was cut off
    instead, or if the rounding of the figures behind it explains the difference. Which side
    of an equation it stands on does not matter.

    Examples
    --------
    >>> from unionlib.rulebook import published_quantity
    >>> printed = lambda text: published_quantity(text, "%")
    >>> judge(printed("99%"), "==", Quantity(99.46, "%"))
    ''
    >>> judge(printed("76,7%"), "==", Quantity(76.79, "%"))
    'rounding'
    >>> judge(printed("39%"), "==", Quantity(61.11, "%"))
    'error'
    """
    a, b = float(stated), float(computed)
    slack = _SLACK * max(abs(a), abs(b), 1.0)
    (a_low, a_high), (b_low, b_high) = stated.bounds, computed.bounds
    at_most, at_least = a_low <= b_high + slack, a_high >= b_low - slack
    if {"<=": at_most, ">=": at_least, "==": at_most and at_least}[sign]:
        return ""
    gap = max(a_low - b_high, b_low - a_high)  # between what their words allow
    if sign != "==":
        return "rounding" if gap <= _half_step(stated, b) + computed.error + slack else "error"
    sides = ((stated, computed), (computed, stated))
    halves = [_half_step(side, float(other)) for side, other in sides]
    printed = [half for half, (side, _) in zip(halves, sides, strict=True) if side.printed]
    if gap <= max(printed, default=0.0) + slack:
        return ""
    cut = any(_cut_off(side, other) for side, other in sides)
    return "rounding" if cut or gap <= sum(halves) + slack else "error"


def _cut_off(printed: Quantity, whole: Quantity) -> bool:
    """Tell whether a printed figure has the digits of another, cut off where they should be rounded."""
    a, b = float(printed), float(whole)
    step = 2 * _half_step(printed, b) if printed.printed else 0.0
    return a * b >= 0 and 0 <= abs(b) - abs(a) < step - _SLACK * max(abs(b), 1.0)


def _half_step(figure: Quantity, other: float) -> float:
    """Return how far a figure may be from its true value: half its last digit.

    A whole number is exact where the figure is counted, and rounded where it is a mean.
    """
    whole = abs(other - round(other)) < 1e-9
    if figure.error or whole or figure.printed is None:
        return figure.error
    return figure.printed.step / 2
