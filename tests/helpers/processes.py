"""Looking at processes that a test has started, and waiting for what they do."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable
from pathlib import Path


def alive(pid: int) -> bool:
    """Whether a process runs; one that only waits to be reaped does not."""
    try:
        return _about(pid)[0] != "Z"
    except OSError:
        return False


def parent(pid: int) -> int:
    """Return the process that started a process."""
    return int(_about(pid)[1])


def children(pid: int) -> list[int]:
    """Return the processes that a process has started."""
    found = []
    for path in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):  # it has ended meanwhile
            if parent(int(path.name)) == pid:
                found.append(int(path.name))
    return found


def gone(*pids: int, within: float = 5) -> bool:
    """Whether processes have ended, or do in a while."""
    return soon(lambda: not any(map(alive, pids)), within)


def soon(true: Callable[[], bool], within: float = 20) -> bool:
    """Whether something comes true in a while."""
    end = time.monotonic() + within
    while not true():
        if time.monotonic() > end:
            return False
        time.sleep(0.02)
    return True


def _about(pid: int) -> list[str]:
    """Return what the system tells of a process: its state, its parent, and more."""
    return Path(f"/proc/{pid}/stat").read_text("utf-8").rpartition(")")[2].split()
