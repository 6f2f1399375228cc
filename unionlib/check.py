"""``unionlib check``: every fault of the data, every contradiction between its figures."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from unionlib.edition import Edition, load
from unionlib.errors import DataError, Fault
from unionlib.rules import SEVERITIES, Reconciliation, reconcile
from unionlib.sections.reconciliation import rules_by_section
from unionlib.validate import validate

SHOWN = 12  # rows of a finding: a sum over fifty units has hundreds


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
        yield f"    {_places(finding.rows)}"
    for remark in remarks:
        yield f"{SEVERITIES['note'].upper()}  {remark}"
    if checked.findings or remarks:
        yield ""
    yield str(rules_by_section(edition))


def _places(rows: Sequence[str]) -> str:
    more = len(rows) - SHOWN
    told = f" … và {more} dòng nữa (--format json nêu đủ)" if more > 0 else ""
    return " ".join(rows[:SHOWN]) + told
