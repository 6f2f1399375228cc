"""Appendix: the relations that the figures must satisfy, and where they do not."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from unionlib.quantity import Quantity
from unionlib.rules import SEVERITIES, Finding, reconcile
from unionlib.tabulation import Row, Table

if TYPE_CHECKING:
    from unionlib.edition import Edition

STATES = {
    "rules": "Quy tắc",
    "hold": "Đúng",
    **SEVERITIES,
    "skipped": "Không có số liệu",
}


def contradictions(edition: Edition) -> tuple[Finding, ...]:
    """Return the findings that go beyond rounding and have to be mended."""
    return reconcile(edition).errors


def roundings(edition: Edition) -> tuple[Finding, ...]:
    """Return the findings within the precision of what was printed."""
    return reconcile(edition).of("rounding")


def notes(edition: Edition) -> tuple[Finding, ...]:
    """Return the findings where definitions or dates may differ."""
    return reconcile(edition).of("note")


def rules_by_section(edition: Edition) -> Table:
    """One row per section of the report: how many rules it has and how many hold."""
    checked = reconcile(edition)
    counts = checked.by_section(edition)
    rows = [_row(edition.codebook.sections[name], counts[name]) for name in counts]
    columns = tuple(STATES.values())
    caption = "Kết quả đối chiếu số liệu theo phần của báo cáo"
    return Table(
        "rules-by-section", caption, "Phần", columns, tuple(rows), _row("Tổng số", _total(counts))
    )


def summary(edition: Edition) -> dict[str, Quantity]:
    """Return the number of rules, of those that hold, and of each kind of finding."""
    count = _total(reconcile(edition).by_section(edition))
    return {name: Quantity(count[name], label=label) for name, label in STATES.items()}


def _total(counts: Mapping[str, Mapping[str, int]]) -> dict[str, int]:
    return {state: sum(count[state] for count in counts.values()) for state in STATES}


def _row(label: str, count: Mapping[str, int]) -> Row:
    return Row(
        label,
        tuple(Quantity(count[state], label=f"{name} – {label}") for state, name in STATES.items()),
    )
