"""Putting a finished report in place: whole, in one step, or not at all."""

from __future__ import annotations

import filecmp
import itertools
import os
import shutil
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

DAY = 24 * 60 * 60


@contextmanager
def staging(folder: Path) -> Iterator[Path]:
    """Give an empty folder beside ``folder``, removed at the end whatever happens."""
    stage = folder.with_name(f".{folder.name}.{os.getpid()}")
    shutil.rmtree(stage, ignore_errors=True)
    (stage / "sections").mkdir(parents=True)
    try:
        yield stage
    finally:
        shutil.rmtree(stage, ignore_errors=True)


def publish(stage: Path, folder: Path) -> None:
    """Put what was made in place of what was there.

    Raises
    ------
    OSError
        It could not be replaced (on Windows: one of its files is open); what was there
        is there again.
    """
    old = _old(folder)
    _remove(old)
    if folder.exists():
        folder.rename(old)
    try:
        stage.rename(folder)
    except OSError:
        recover(folder)
        raise
    _remove(old)


def recover(folder: Path) -> None:
    """Clean up after a run that was killed.

    The last report is put back if the run ended between the two renames of
    :func:`publish`; staging folders of runs that are no more are removed.
    """
    old = _old(folder)
    if old.exists() and not folder.exists():
        old.rename(folder)
    for stage in folder.parent.glob(f".{folder.name}.[0-9]*"):
        if not _in_use(stage):
            shutil.rmtree(stage, ignore_errors=True)


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
    """Leave notebooks that failed beside a report's folder, to be opened and mended."""
    target = failed(folder)
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir(parents=True)
    for notebook in notebooks:
        if notebook.exists():
            shutil.copy(notebook, target / notebook.name)


def _remove(old: Path) -> None:
    if old.is_symlink() or old.is_file():  # what a link leads to is not ours
        old.unlink()
    shutil.rmtree(old, ignore_errors=True)


def _old(folder: Path) -> Path:
    return folder.with_name(f".{folder.name}.old")


def _in_use(stage: Path) -> bool:
    """Tell whether the run that made a staging folder may still be there."""
    if os.name == "nt":  # there, os.kill would end the process instead of asking for it
        return time.time() - stage.stat().st_mtime < DAY
    number = stage.suffix[1:]
    if not number.isdecimal():  # of whoever it is, of no run
        return True
    try:
        os.kill(int(number), 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
