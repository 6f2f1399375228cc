"""The findings of the reconciliation, as a list that the marks in the text lead to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

from unionlib.quantity import Quantity
from unionlib.rules import Finding
from unionlib.show import markup

NAMES = {"error": "Mâu thuẫn", "rounding": "Làm tròn", "note": "Lưu ý"}


@dataclass(frozen=True)
class Findings:
    """A list of findings, one item each."""

    items: tuple[Finding, ...]

    def __str__(self) -> str:
        lines = [f"{NAMES[item.severity]}: {item.message}" for item in self.items]
        return "\n".join(lines) or "Không có."

    def __repr__(self) -> str:
        return str(self)

    def _repr_mimebundle_(self, **_: Any) -> dict[str, Any]:
        if not self.items:
            return markup.bundle("prose", "<p>Không có.</p>", str(self), ())
        html = "".join(
            f'<li id="finding-{item.id}" class="{item.severity}">'
            f"<strong>{NAMES[item.severity]}.</strong> {item.sentence(_write, escape)}</li>"
            for item in self.items
        )
        figures = [
            markup.figure(side, side.text(), item.rule.message)
            for item in self.items
            for side in (item.stated, item.computed)
        ]
        return markup.bundle("prose", f'<ol class="findings">{html}</ol>', str(self), figures)


def findings(items: Sequence[Finding]) -> None:
    """Print findings as a numbered list."""
    markup.show(Findings(tuple(items)))


def _write(quantity: Quantity) -> str:
    return markup.data_element(quantity)
