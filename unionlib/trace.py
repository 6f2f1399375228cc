"""``unionlib trace``: where a number comes from, who prints it, and what contradicts it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from unionlib.edition import Edition, load
from unionlib.errors import UnionlibError
from unionlib.expression import measures
from unionlib.lineage import cite
from unionlib.observation import Observation
from unionlib.quantity import Quantity
from unionlib.rules import SEVERITIES, reconcile
from unionlib.show.markup import trace as in_words

APPENDICES = {"reconciliation": "Phụ lục Đối chiếu số liệu", "sources": "Phụ lục Nguồn số liệu"}


def trace(year: int, wanted: Sequence[str], data: Path, output: Path) -> int:
    """Print where figures come from, where the report prints them, what contradicts them."""
    edition = load(year, data)
    quantities: list[Quantity] = []
    wrong: list[str] = []
    for text in wanted:
        try:
            quantities.append(edition.quantity(text))
        except UnionlibError as error:
            wrong.append(str(error))
    if wrong:
        raise UnionlibError("\n".join(dict.fromkeys(wrong)))
    findings = reconcile(edition).findings
    printed = _printed(output / str(year) / "report.json")
    for text, quantity in zip(wanted, quantities, strict=True):
        refs = {row.ref for row in quantity.rows}
        lines = [
            *_definitions(edition, text),
            *(f"{data.name}/{_row(row)}" for row in quantity.rows),
        ]
        if printed is not None:
            lines += dict.fromkeys(_places(edition, quantity, refs, printed))
        elif edition.reportable:
            lines.append(
                f"(chưa có báo cáo năm {year}; chạy unionlib report {year} để biết số này được in ở đâu)"
            )
        lines += [
            f"{SEVERITIES[finding.severity].upper()}: {finding.message}"
            for finding in findings
            if refs & set(finding.rows)
        ]
        print("\n  ".join([in_words(quantity), *lines]), end="\n\n")
    return 0


def _definitions(edition: Edition, text: str) -> Iterator[str]:
    """Yield what the codebook says of each measure of an expression."""
    for name in sorted(measures(edition, text)):
        entry = edition.codebook[name]
        formula = f" = {entry.formula}" if entry.formula else ""
        yield f"{name}{formula}: {entry.definition}"


def _row(row: Observation) -> str:
    where = ", ".join(f"{key}={code}" for key, code in (("unit", row.unit), *row.where) if code)
    selected = f" ({where})" if where else ""
    note = f" – {row.note}" if row.note else ""
    return f"{row.ref}  {row.measure}{selected} {row.period}: {row.value:.15g}, {cite([row.source])}{note}"


def _places(
    edition: Edition, quantity: Quantity, refs: set[str], printed: Sequence[dict[str, Any]]
) -> Iterator[str]:
    """Yield the sentences, tables and charts of the report that print a figure."""
    for figure in printed:
        alike = figure["value"] == quantity.value and set(figure["rows"]) == refs
        # Figures that are missing have no rows to be told apart by.
        if alike and (refs or figure["label"] == quantity.label):
            section = figure["section"]
            title = edition.codebook.sections.get(section) or APPENDICES.get(section, section)
            yield f"in tại: {title}, “{figure['context'] or figure['text']}”"


def _printed(manifest: Path) -> list[dict[str, Any]] | None:
    """Return the figures that the report prints; None where there is no report yet."""
    from unionlib.report.manifest import read

    if not manifest.is_file():
        return None
    if not (content := read(manifest, "figures")):
        raise UnionlibError(f"không đọc được {manifest}; hãy lập lại báo cáo")
    figures: list[dict[str, Any]] = content["figures"]
    return figures
