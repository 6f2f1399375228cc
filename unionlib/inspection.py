"""``unionlib check`` and ``unionlib trace``: what the office reads before signing."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from unionlib.edition import Edition, load
from unionlib.errors import DataError
from unionlib.expression import measures
from unionlib.rules import SEVERITIES, Reconciliation, reconcile
from unionlib.show.markup import trace as in_words
from unionlib.validate import validate

NAMES = {"error": "MÂU THUẪN", "rounding": "LÀM TRÒN", "note": "LƯU Ý"}


def check(year: int, data: Path, form: str = "text") -> int:
    """Check an edition and print what was found; return 1 with errors, else 0."""
    edition = load(year, data)
    try:
        validate(edition)
        checked = reconcile(edition)
    except DataError as error:
        if form == "json":
            faults = [vars(fault) for fault in error.faults]
            print(json.dumps({"year": year, "faults": faults, "findings": []}, ensure_ascii=False, indent=1))
        else:
            print(error)
        return 1
    if form == "json":
        findings = [finding.as_dict() for finding in checked.findings]
        content = {"year": year, "faults": [], "rules": len(checked.rules), "findings": findings}
        print(json.dumps(content, ensure_ascii=False, indent=1))
    else:
        print("\n".join(_report(edition, checked)))
    return 1 if checked.errors else 0


def _report(edition: Edition, checked: Reconciliation) -> Iterator[str]:
    for finding in checked.findings:
        yield f"{NAMES[finding.severity]}  {finding.rule.name}"
        yield f"    {finding.message}"
        yield f"    {' '.join(finding.rows)}"
    if checked.findings:
        yield ""
    heads = ["Phần", "Quy tắc", "Đúng", *(NAMES[name].capitalize() for name in SEVERITIES), "Không có số liệu"]
    keys = ["rules", "hold", *SEVERITIES, "skipped"]
    counts = checked.by_section(edition)
    total = sum(counts.values(), Counter())
    titles = edition.codebook.codes.get("section", {})
    lines = [[titles.get(name, name), *(str(count[key]) for key in keys)] for name, count in [*counts.items(), ("Cộng", total)]]
    widths = [max(len(line[i]) for line in [heads, *lines]) for i in range(len(heads))]
    for line in [heads, *lines]:
        yield "  ".join(text.ljust(w) if i == 0 else text.rjust(w) for i, (text, w) in enumerate(zip(line, widths, strict=True)))


def trace(year: int, wanted: Sequence[str], data: Path, output: Path) -> int:
    """Print where figures come from, where the report prints them, what contradicts them."""
    edition = load(year, data)
    checked = reconcile(edition)
    manifest = output / str(year) / "report.json"
    figures = json.loads(manifest.read_text("utf-8"))["figures"] if manifest.is_file() else []
    for text in wanted:
        quantity = edition.quantity(text)
        print(in_words(quantity))
        for name in sorted(measures(edition, text)):
            entry = edition.codebook[name]
            formula = f" = {entry.formula}" if entry.formula else ""
            print(f"  {name}{formula}: {entry.definition}")
        for row in quantity.rows:
            where = ", ".join(f"{key}={code}" for key, code in row.where)
            note = f" – {row.note}" if row.note else ""
            print(f"  {data.name}/{row.ref}  {row.measure}{f' ({where})' if where else ''} {row.period}: {row.value:.15g}, {row.source}{note}")
        refs = {row.ref for row in quantity.rows}
        for figure in figures:
            if figure["value"] == quantity.value and set(figure["rows"]) == refs:
                print(f"  in tại: {figure['section']}, “{figure.get('context') or figure['text']}”")
        if not manifest.is_file():
            print(f"  (chưa có báo cáo năm {year}; chạy unionlib report {year} để biết số này được in ở đâu)")
        for finding in checked.findings:
            if refs & set(finding.rows):
                print(f"  {NAMES[finding.severity]}: {finding.message}")
        print()
    return 0
