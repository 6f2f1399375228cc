"""The warm process: this process's one zygote, started early and shared by all its runs."""

from __future__ import annotations

import atexit
import contextlib
import os
import signal
import subprocess
import threading
import weakref
from collections.abc import Iterator

from unionlib.report.forked import Ahead, Zygote

_STOPPED = "The run was stopped"

_current: Zygote | None = None
# Kernels that were not forked: they must end with the run, too.
_ordinary: weakref.WeakSet[subprocess.Popen[bytes]] = weakref.WeakSet()
_closed = False  # while a run that was stopped ends
_lock = threading.Lock()


def is_warm() -> bool:
    """Whether this process has a zygote."""
    return _current is not None


@contextlib.contextmanager
def scope() -> Iterator[None]:
    """Stop at the end the zygote that was started within; one that was there before stays."""
    before = is_warm()
    try:
        yield
    finally:
        if not before:
            stop()


def start(ahead: Ahead | None = None) -> Zygote | None:
    """Return this process's zygote; start it where there is none.

    Call it as early as possible: the zygote imports on another processor meanwhile.

    Returns
    -------
    Zygote or None
        None where the platform cannot fork, as Windows, or ``UNIONLIB_FORK=0`` forbids it.

    Raises
    ------
    RuntimeError
        Within :func:`closed`.
    """
    global _current  # noqa: PLW0603
    if not hasattr(os, "fork") or os.environ.get("UNIONLIB_FORK") == "0":
        return None
    with _lock:
        if _closed:
            raise RuntimeError(_STOPPED)
        if _current is not None and _current.process.poll() is not None:
            _current.close()  # it died; its directory is still there
            _current = None
        if _current is None:
            _current = Zygote(ahead)
            atexit.register(stop)
        return _current


def admit(kernel: subprocess.Popen[bytes]) -> None:
    """Take note of an ordinary kernel, which leads a process group where there are such.

    Raises
    ------
    RuntimeError
        Within :func:`closed`; the kernel is ended.
    """
    with _lock:
        _ordinary.add(kernel)
        if _closed:
            _end(kernel)
            raise RuntimeError(_STOPPED)


def _end(kernel: subprocess.Popen[bytes]) -> None:
    if kernel.poll() is None:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(kernel.pid, signal.SIGKILL) if hasattr(os, "killpg") else kernel.kill()


def _forget() -> None:
    """In a fork of this process: the zygote is the parent's, and must see its end."""
    global _current  # noqa: PLW0603
    if _current is not None and _current.process.stdin:
        _current.process.stdin.close()
        _current.process.returncode = 0  # not to be waited for
    _current = None


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_forget)


@contextlib.contextmanager
def closed() -> Iterator[None]:
    """End the zygote and all kernels of this process, and let nothing start others meanwhile."""
    global _closed  # noqa: PLW0603
    try:
        with _lock:
            _closed = True
            for kernel in _ordinary:
                _end(kernel)
        stop()
        yield
    finally:
        _closed = False


def stop() -> None:
    """Close this process's zygote, if it has one."""
    global _current  # noqa: PLW0603
    with _lock:
        if _current is not None:
            _current.close()
        _current = None
    atexit.unregister(stop)
