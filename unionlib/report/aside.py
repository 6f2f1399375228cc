"""What is kept beside a report: files that somebody changed, notebooks that failed."""

from __future__ import annotations

import filecmp
import itertools
import shutil
from collections.abc import Sequence
from pathlib import Path


def set_aside(files: Sequence[Path], folder: Path) -> Path | None:
    """Keep what somebody has changed in a report that is about to be replaced.

    Returns
    -------
    Path or None
        ``<folder>-edited``, where copies are; nothing that lies there is written over.
    """
    aside = folder.with_name(f"{folder.name}-edited")
    for path in files:
        wanted = aside / path.relative_to(folder)
        numbered = (wanted.with_stem(f"{wanted.stem}-{number}") for number in itertools.count(2))
        free = (
            target
            for target in itertools.chain([wanted], numbered)
            if not target.exists() or filecmp.cmp(path, target, shallow=False)
        )
        target = next(free)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(path, target)
    return aside if files else None


def failed(folder: Path) -> Path:
    """Return where notebooks that failed are left: ``<folder>-failed``."""
    return folder.with_name(f"{folder.name}-failed")


def keep(notebooks: Sequence[Path], folder: Path) -> None:
    """Move notebooks that failed beside a report's folder, to be opened and mended.

    A copy would need room, and a full disk may be why they failed.
    """
    target = failed(folder)
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir(parents=True)
    for notebook in notebooks:
        if notebook.exists():
            notebook.replace(target / notebook.name)
