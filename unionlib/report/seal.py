"""The seal of a finished report: what it was made from, and what it consists of.

By it the next run knows whether anything has changed, and what somebody has edited.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from unionlib.files import read_json
from unionlib.report.snapshot import Snapshot
from unionlib.tracking import checksum

if TYPE_CHECKING:
    from unionlib.report.job import Outcome

SEAL = ".seal.json"


def unchanged(folder: Path, snapshot: Snapshot) -> bool:
    """Tell whether the report is there, whole, and made from the very same inputs."""
    sealed = read_json(folder / SEAL)
    if sealed.get("inputs") != snapshot.fingerprint:
        return False
    expected = {Path(name): known for name, known in sealed["further"].items()}
    expected |= {folder / name: known for name, known in sealed["files"].items()}
    return all(checksum(path) == known for path, known in expected.items())


def edited(folder: Path) -> list[Path]:
    """Return what lies in a report and is not as its run left it: changed, or added."""
    known = read_json(folder / SEAL).get("files")
    if known is None:  # nobody knows how the run left it
        return []
    return [
        path
        for name, path in _files(folder).items()
        # Programs leave hidden files where they have opened one.
        if not any(part.startswith((".", "~")) for part in Path(name).parts)
        and known.get(name) != checksum(path)
    ]


def seal(stage: Path, snapshot: Snapshot, outcomes: Iterable[Outcome]) -> None:
    """Seal a finished report.

    One whose inputs changed while it was made, or are not all known, is left without:
    nobody knows which state each section has seen, so the next run must look again.

    Parameters
    ----------
    stage : Path
        Where the report lies.
    outcomes : iterable of Outcome
        Of all sections.
    """
    read: set[str] = set()
    for outcome in outcomes:
        if outcome.files is None:
            return
        read.update(outcome.files)
    if not snapshot.settled(read) or not snapshot.holds():
        return
    files = {name: checksum(path) for name, path in _files(stage).items()}
    content = {"inputs": snapshot.fingerprint, "further": snapshot.others(read), "files": files}
    (stage / SEAL).write_text(json.dumps(content, indent=1), "utf-8")


def _files(folder: Path) -> dict[str, Path]:
    """Return the files of a report by their names in it."""
    found = sorted(path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path for path in found}
