"""Processes that must not outlive others. Only the standard library is imported here."""

from __future__ import annotations

import contextlib
import os
import signal
import sys
import time
from collections.abc import Iterator
from pathlib import Path

_PR_SET_PDEATHSIG, _PR_SET_CHILD_SUBREAPER = 1, 36


def kill_group(group: int, number: int) -> None:
    """Send a signal to a process group, if it is still there."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(group, number)


def kill_children() -> None:
    """Kill all children of this process, and theirs as they become its own."""
    with contextlib.suppress(ChildProcessError):  # as soon as there is none
        for _ in range(100):  # no longer than a second: one of another user cannot be killed
            while os.waitpid(-1, os.WNOHANG)[0]:
                pass
            for pid in _children():
                with contextlib.suppress(ProcessLookupError, PermissionError):
                    os.kill(pid, signal.SIGKILL)
            time.sleep(0.01)


def _children() -> Iterator[int]:
    mine = str(os.getpid())
    for about in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):  # it has ended meanwhile
            if about.read_text("utf-8", "replace").rpartition(")")[2].split()[1] == mine:
                yield int(about.parent.name)


def die_with_parent(parent: int) -> None:
    """Let the system kill this process when its parent dies, where the system can."""
    if sys.platform == "linux":
        _prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != parent:  # it died before we asked
            os._exit(1)


def adopt_orphans() -> None:
    """Let descendants whose parents die become children of this process, where the system can."""
    _prctl(_PR_SET_CHILD_SUBREAPER, 1)


def _prctl(option: int, value: int) -> None:
    if sys.platform == "linux":
        import ctypes

        ctypes.CDLL(None).prctl(option, value)
