"""The warm process as its clients see it: start it early, ask it for kernels, close it.

Only the standard library is imported here, so that the zygote of
:mod:`unionlib.report.zygote` can be importing while this process still imports.
"""

from __future__ import annotations

import atexit
import contextlib
import json
import os
import select
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import weakref
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

# What the warm process imports, or calls, unless it is told otherwise. Not pandas: a
# section of the report needs it for nothing, and it is a third of the whole.
PRELOAD = ("unionlib.report.kernelapp", "unionlib.report.kernel:rehearse")
ROOT = str(Path(__file__).parents[2])  # where unionlib is, installed or not
_STOPPED = "The run was stopped"
_LONGEST = 80  # characters of a directory: a socket's whole path has at most 103

# What every kernel finds in its environment, forked or not.
DEFINED = {"PYTHONHASHSEED": "0"}
# The same, where the user did not decide otherwise. One thread per kernel: there are
# more kernels than processors, and a library's threads must not be there at the fork.
DEFAULTS = {
    "JE_ARROW_MALLOC_CONF": "background_thread:false",  # pyarrow's, for the same reason
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
}


def can_fork() -> bool:
    """Whether kernels can be forked here: not on Windows, nor where it was forbidden."""
    return hasattr(os, "fork") and os.environ.get("UNIONLIB_FORK", "1") != "0"


def private_directory() -> Path:
    """Make a directory for sockets, for this user only, with a short path."""
    temporary = tempfile.gettempdir()
    parent = temporary if len(temporary) < _LONGEST or os.name == "nt" else "/tmp"  # noqa: S108
    return Path(tempfile.mkdtemp(prefix="unionlib-", dir=parent))


def environment() -> dict[str, str]:
    """Return what kernels need in their environment and what is not there yet."""
    return {name: value for name, value in DEFAULTS.items() if name not in os.environ} | DEFINED


@dataclass(frozen=True)
class Ahead:
    """What the warm process reads of the data before kernels ask for it.

    The codebook is needed by all, first of all; the observations by several, and in a run
    of several years by each that looks back on them.
    """

    data: str
    years: tuple[int, ...]


class Child:
    """A forked kernel: the part of :class:`subprocess.Popen` that Jupyter uses."""

    stdin = stdout = stderr = None

    def __init__(self, connection: socket.socket) -> None:
        self.pid = 0
        self.ready = False
        self.returncode: int | None = None
        self._connection = connection
        self._poller = select.poll()  # select() takes no descriptor beyond 1023
        self._poller.register(connection, select.POLLIN)
        self._unread = b""

    def poll(self, timeout: float = 0) -> int | None:
        """Take note of what the zygote has sent; return the return code, if any."""
        if self.returncode is None and self._poller.poll(timeout * 1000):
            try:
                received = self._connection.recv(4096)
            except OSError:
                received = b""
            *lines, self._unread = (self._unread + received).split(b"\n")
            for line in lines:
                word, _, number = line.partition(b" ")
                if word == b"pid":
                    self.pid = int(number)
                elif word == b"ready":
                    self.ready = True
                else:
                    self.returncode = int(number)
            if not received and self.returncode is None:  # the zygote was killed, and this too
                self.returncode = -signal.SIGKILL
            if self.returncode is not None:
                self._connection.close()
        return self.returncode

    def wait(self, timeout: float | None = None) -> int:
        """Wait for the end of the kernel."""
        end = None if timeout is None else time.monotonic() + timeout
        while self.returncode is None:
            left = 60.0 if end is None else end - time.monotonic()
            if left < 0:
                raise subprocess.TimeoutExpired("kernel", timeout or 0)
            self.poll(left)
        return self.returncode

    def send_signal(self, number: int) -> None:
        """Signal the whole process group of the kernel."""
        if self.poll() is None:
            with contextlib.suppress(OSError):
                self._connection.sendall(b"%d\n" % number)

    def kill(self) -> None:
        """End the kernel and all that it started."""
        self.send_signal(signal.SIGKILL)

    def terminate(self) -> None:
        """Ask the kernel to end."""
        self.send_signal(signal.SIGTERM)


class Zygote:
    """A handle on a warm process; it imports while the caller goes on."""

    def __init__(self, preload: Sequence[str], ahead: Ahead | None) -> None:
        self.directory = private_directory()
        self.address = str(self.directory / "zygote")
        self._told = self.directory / "stderr"  # its own, and its kernels'
        with (
            self._told.open("wb") as told,
            socket.socket(socket.AF_UNIX) as listener,
        ):  # requests queue up from now on
            listener.bind(self.address)
            listener.listen(128)
            code = (
                # The same unionlib as here, whatever lies in the working directory.
                "import sys; sys.path[0] = sys.argv.pop(1); import unionlib; sys.path[0] = '';"
                "from unionlib.report.zygote import main; main()"
            )
            reading = json.dumps(asdict(ahead) if ahead else None)
            arguments = [ROOT, str(self.directory), str(listener.fileno()), reading, *preload]
            self.process = subprocess.Popen(
                [sys.executable, "-c", code, *arguments],
                # The kernels' shell is made there, and the user's profile stays out of it.
                env={**os.environ, **environment(), "IPYTHONDIR": f"{self.directory}/ipython"},
                stdin=subprocess.PIPE,
                stdout=subprocess.DEVNULL,  # what kernels print goes to their notebooks
                stderr=told,  # and no traceback of Jupyter's to whoever runs a report
                pass_fds=[listener.fileno()],
                start_new_session=True,  # Ctrl-C is the caller's: it then closes the zygote
            )

    def fork(self, connection_file: str, cwd: str | None, env: Mapping[str, str]) -> Child:
        """Ask for a kernel."""
        connection = socket.socket(socket.AF_UNIX)
        connection.connect(self.address)
        request = {"connection_file": connection_file, "cwd": cwd, "env": dict(env)}
        connection.sendall(json.dumps(request).encode() + b"\n")
        return Child(connection)

    def last_words(self) -> str:
        """Return the last line that the zygote or a kernel said of its own fault."""
        return (self._told.read_text("utf-8", "replace").splitlines() or [""])[-1]

    def close(self) -> None:
        """End the zygote and all its kernels; wait until they are gone."""
        if self.process.stdin:
            self.process.stdin.close()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        shutil.rmtree(self.directory, ignore_errors=True)


_current: Zygote | None = None
_ordinary: weakref.WeakSet[subprocess.Popen[bytes]] = weakref.WeakSet()
_closed = False
_lock = threading.Lock()


def is_warm() -> bool:
    """Whether this process has a zygote."""
    return _current is not None


def start(preload: Sequence[str] = PRELOAD, ahead: Ahead | None = None) -> Zygote:
    """Return this process's zygote; start it where there is none.

    Call it as early as possible: the zygote imports on another processor meanwhile.

    Raises
    ------
    RuntimeError
        Within :func:`closed`.
    """
    global _current  # noqa: PLW0603
    with _lock:
        if _closed:
            raise RuntimeError(_STOPPED)
        if _current is not None and _current.process.poll() is not None:
            _current.close()  # it died; its directory is still there
            _current = None
        if _current is None:
            _current = Zygote(preload, ahead)
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
