"""``unionlib check`` and ``unionlib trace``: what the office reads before signing."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from unionlib.edition import Edition, load
from unionlib.errors import DataError, Fault, UnionlibError
from unionlib.expression import measures
from unionlib.lineage import cite
from unionlib.observation import Observation
from unionlib.rules import SEVERITIES, Reconciliation, reconcile
from unionlib.sections.reconciliation import rules_by_section
from unionlib.show.markup import trace as in_words
from unionlib.validate import validate

APPENDICES = {"reconciliation": "Phụ lục Đối chiếu số liệu", "sources": "Phụ lục Nguồn số liệu"}


def check(year: int, data: Path, form: str = "text", notebooks: Path | None = None) -> int:
    """Check an edition and print what was found; return 1 with faults or errors, else 0."""
    content: dict[str, Any] = {
        "year": year,
        "faults": [],
        "rules": 0,
        "findings": [],
        "remarks": [],
    }
    status = 1
    try:
        edition = load(year, data)
        remarks = validate(edition, notebooks)
        checked = reconcile(edition)
    except DataError as error:
        content["faults"] = [vars(fault) for fault in error.faults]
        text = str(error)
    else:
        content["rules"] = len(checked.rules)
        content["findings"] = [finding.as_dict() for finding in checked.findings]
        content["remarks"] = [vars(remark) for remark in remarks]
        text = "\n".join(_report(edition, checked, remarks))
        status = 1 if checked.errors else 0
    print(json.dumps(content, ensure_ascii=False, indent=1) if form == "json" else text)
    return status


def _report(edition: Edition, checked: Reconciliation, remarks: Sequence[Fault]) -> Iterator[str]:
    for finding in checked.findings:
        yield f"{SEVERITIES[finding.severity].upper()}  {finding.rule.name}"
        yield f"    {finding.message}"
        yield f"    {' '.join(finding.rows)}"
    for remark in remarks:
        yield f"{SEVERITIES['note'].upper()}  {remark}"
    if checked.findings or remarks:
        yield ""
    yield str(rules_by_section(edition))


def trace(year: int, wanted: Sequence[str], data: Path, output: Path) -> int:
    """Print where figures come from, where the report prints them, what contradicts them."""
    edition = load(year, data)
    quantities = [edition.quantity(text) for text in wanted]
    checked = reconcile(edition)
    printed = _printed(output / str(year) / "report.json")
    for text, quantity in zip(wanted, quantities, strict=True):
        print(in_words(quantity))
        for name in sorted(measures(edition, text)):
            entry = edition.codebook[name]
            formula = f" = {entry.formula}" if entry.formula else ""
            print(f"  {name}{formula}: {entry.definition}")
        for row in quantity.rows:
            print(f"  {data.name}/{_row(row)}")
        refs = {row.ref for row in quantity.rows}
        places = dict.fromkeys(
            (figure["section"], figure["context"] or figure["text"])
            for figure in printed or ()
            if figure["value"] == quantity.value and set(figure["rows"]) == refs
        )
        for section, context in places:
            title = edition.codebook.sections.get(section) or APPENDICES.get(section, section)
            print(f"  in tại: {title}, “{context}”")
        if printed is None and edition.reportable:
            print(
                f"  (chưa có báo cáo năm {year}; chạy unionlib report {year} để biết số này được in ở đâu)"
            )
        for finding in checked.findings:
            if refs & set(finding.rows):
                print(f"  {SEVERITIES[finding.severity].upper()}: {finding.message}")
        print()
    return 0


def _row(row: Observation) -> str:
    where = ", ".join(f"{key}={code}" for key, code in (("unit", row.unit), *row.where) if code)
    selected = f" ({where})" if where else ""
    note = f" – {row.note}" if row.note else ""
    return f"{row.ref}  {row.measure}{selected} {row.period}: {row.value:.15g}, {cite([row.source])}{note}"


def _printed(manifest: Path) -> list[dict[str, Any]] | None:
    """Return the figures that the report prints; None where there is no report yet."""
    from unionlib.report.manifest import read

    if not manifest.is_file():
        return None
    if not (content := read(manifest, "figures")):
        raise UnionlibError(f"không đọc được {manifest}; hãy lập lại báo cáo")
    figures: list[dict[str, Any]] = content["figures"]
    return figures
