"""Replacing a folder whole, in one step, or not at all."""

from __future__ import annotations

import os
import shutil
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from glob import escape
from pathlib import Path

from unionlib.locks import lock, locked

DAY = 24 * 60 * 60
_AT_FDCWD, _RENAME_EXCHANGE = -100, 2


@contextmanager
def staging(folder: Path) -> Iterator[Path]:
    """Give an empty folder beside ``folder``, removed at the end whatever happens.

    It is locked meanwhile, for others to see that it is in use: the number of a process
    says nothing to another machine, or to another container.
    """
    folder.parent.mkdir(parents=True, exist_ok=True)
    with ExitStack() as stack:
        with locked(folder.parent):
            number = int.from_bytes(os.urandom(6), "big")  # no other run's, on no machine
            stage = beside(folder, str(number))
            stage.mkdir()
            stack.callback(remove, stage)
            stack.enter_context(locked(stage))
        yield stage


def publish(stage: Path, folder: Path) -> None:
    """Put a staging folder in its place as :func:`put_in_place` does, one run at a time."""
    with locked(folder.parent):
        put_in_place(stage, folder)


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
    with locked(folder.parent):
        if old.exists() and not folder.exists():
            old.rename(folder)
        for stage in folder.parent.glob(f".{escape(folder.name)}.*"):
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
    if not stage.suffix[1:].isdecimal():  # of whoever it is, of no run
        return True
    try:
        os.close(lock(stage, wait=False))
    except BlockingIOError:
        return True
    except OSError:
        return time.time() - stage.stat().st_mtime < DAY
    return False
