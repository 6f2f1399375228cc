"""The findings of the reconciliation, as a list that the marks in the text lead to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

from unionlib.errors import UnionlibError
from unionlib.rules import SEVERITIES, Finding
from unionlib.show import markup


@dataclass(frozen=True)
class Findings:
    """A list of findings, one item each."""

    items: tuple[Finding, ...]

    def __str__(self) -> str:
        return "\n".join(map(str, self.items)) or "Không có."

    def __repr__(self) -> str:
        return str(self)

    def _repr_mimebundle_(self, **_: Any) -> dict[str, Any]:
        if not self.items:
            return markup.bundle("prose", "<p>Không có.</p>", str(self), ())
        # The heading above says what the findings are, unless they are of several kinds.
        mixed = len({item.severity for item in self.items}) > 1
        html = "".join(
            f'<li id="finding-{item.id}" class="{item.severity}">'
            f"{f'{SEVERITIES[item.severity]}. ' if mixed else ''}<strong>{escape(item.title)}:</strong> "
            f"{item.sentence(markup.data_element, escape)}</li>"
            for item in self.items
        )
        figures = [
            markup.figure(side, text, item.title)
            for item in self.items
            for side, text in zip((item.stated, item.computed), item.texts, strict=True)
        ]
        return markup.bundle("prose", f'<ol class="findings">{html}</ol>', str(self), figures)


def findings(items: Sequence[Finding]) -> None:
    """Print findings as a numbered list; without any, that there are none.

    Parameters
    ----------
    items : sequence of Finding
        As :mod:`unionlib.sections.reconciliation` gives them: ``contradictions(edition)``.
    """
    given = tuple(items)
    if not all(isinstance(item, Finding) for item in given):
        raise UnionlibError(
            "findings in các kết quả đối chiếu, như reconciliation.contradictions(edition)"
        )
    markup.show(Findings(given))
