"""Locks of folders, which end with the process that holds them, wherever it runs."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Hold a folder's lock, where there are such locks."""
    with ExitStack() as stack:
        with suppress(OSError):
            stack.callback(os.close, lock(folder, wait=True))
        yield


def lock(folder: Path, *, wait: bool) -> int:
    """Return a handle that holds a folder's lock until it is closed, or its process ends.

    Raises
    ------
    BlockingIOError
        Somebody else holds it, and nobody is to wait.
    OSError
        There are no such locks: on Windows, on some network drives.
    """
    try:
        import fcntl
    except ImportError as error:
        raise OSError from error
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX if wait else fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BaseException:
        os.close(handle)
        raise
    return handle
