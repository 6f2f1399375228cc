"""Replacing a folder whole, in one step, or not at all."""

from __future__ import annotations

import os
import shutil
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

DAY = 24 * 60 * 60
_AT_FDCWD, _RENAME_EXCHANGE = -100, 2


@contextmanager
def staging(folder: Path) -> Iterator[Path]:
    """Give an empty folder beside ``folder``, removed at the end whatever happens."""
    stage = folder.with_name(f".{folder.name}.{os.getpid()}")
    remove(stage)
    stage.mkdir(parents=True)
    try:
        yield stage
    finally:
        remove(stage)


def put_in_place(new: Path, folder: Path) -> None:
    """Put a folder that is complete in place of what was there.

    Raises
    ------
    OSError
        It could not be replaced (on Windows: one of its files is open); what was there
        is there again.
    """
    old = beside(folder, "old")
    remove(old)
    if not folder.exists():
        new.rename(folder)
        return
    if exchange(new, folder):
        remove(new)
        return
    folder.rename(old)
    try:
        new.rename(folder)
    except OSError:
        old.rename(folder)
        raise
    remove(old)


def recover(folder: Path) -> None:
    """Clean up after a run that was killed.

    What was there is put back if the run ended between the two renames of
    :func:`put_in_place`; staging folders of runs that are no more are removed.
    """
    old = beside(folder, "old")
    if old.exists() and not folder.exists():
        old.rename(folder)
    for stage in folder.parent.glob(f".{folder.name}.[0-9]*"):
        if not _in_use(stage):
            remove(stage)


def beside(folder: Path, state: str) -> Path:
    """Return where a folder stands while it is not in its place: ``.2019.old``."""
    return folder.with_name(f".{folder.name}.{state}")


def remove(folder: Path) -> None:
    """Remove what is there, if anything is; what a link leads to is not ours."""
    if folder.is_symlink() or folder.is_file():
        folder.unlink()
    shutil.rmtree(folder, ignore_errors=True)


def exchange(one: Path, other: Path) -> bool:
    """Exchange two folders in one step; False where the system cannot."""
    if sys.platform != "linux":
        return False
    import ctypes

    try:
        rename = ctypes.CDLL(None, use_errno=True).renameat2
    except (AttributeError, OSError):
        return False
    return bool(
        rename(_AT_FDCWD, os.fsencode(one), _AT_FDCWD, os.fsencode(other), _RENAME_EXCHANGE) == 0
    )


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
