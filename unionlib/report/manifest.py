"""``report.json``: what was made from what, down to every printed figure."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from unionlib.files import read_json
from unionlib.show.markup import figure
from unionlib.timeline import headline

if TYPE_CHECKING:
    from unionlib.edition import Edition
    from unionlib.report.job import Outcome
    from unionlib.rules import Reconciliation

# What `trace` and the index read of a figure: one without it was not written by this version.
FIGURE = {"text", "context", "value", "unit", "label", "rows"}
PACKAGES = ("unionlib", "pandas", "papermill", "nbconvert", "typst")


def write(
    path: Path,
    edition: Edition,
    inputs: Mapping[str, str],
    outcomes: Sequence[Outcome],
    figures: Sequence[Mapping[str, Any]],
    checked: Reconciliation,
) -> None:
    """Write the manifest; no time of day and no path of the machine is in it."""
    import platform
    from importlib import metadata

    content = {
        "year": edition.year,
        "status": edition.status,
        "title": edition.about["document"]["abstract"],
        "headline": [figure(key, key.text()) for key in headline(edition)],
        "inputs": dict(inputs),
        "versions": {name: metadata.version(name) for name in PACKAGES}
        | {"python": platform.python_version()},
        "sections": [{"section": outcome.section, "state": outcome.state} for outcome in outcomes],
        "figures": list(figures),
        "rules": len(checked.rules),
        "findings": [finding.as_dict() for finding in checked.findings],
    }
    path.write_text(_lines(content), "utf-8")


def read(path: Path, *needed: str) -> dict[str, Any]:
    """Return what :func:`write` wrote; empty where it was cut off, or lacks what is needed."""
    content = read_json(path)
    whole = content.keys() >= set(needed)
    lists = {"figures", "headline"} & set(needed)
    return content if whole and all(_are_figures(content[name]) for name in lists) else {}


def _are_figures(found: object) -> bool:
    return isinstance(found, list) and all(
        isinstance(each, dict) and each.keys() >= FIGURE for each in found
    )


def _lines(content: Mapping[str, Any]) -> str:
    """Return JSON with a line for each entry and for each item of a list, to search and compare."""
    entries = []
    for name, value in content.items():
        if isinstance(value, list):
            text = "[\n" + ",\n".join(map(_dumps, value)) + "\n]"
        else:
            text = _dumps(value)
        entries.append(f"{_dumps(name)}: {text}")
    return "{\n" + ",\n".join(entries) + "\n}\n"


def _dumps(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
