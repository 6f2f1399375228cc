"""Kernels forked on request: the zygote of :mod:`unionlib.report.zygote` as its parent sees it.

Only the standard library is imported here, so that the zygote can be importing while
this process still imports.
"""

from __future__ import annotations

import contextlib
import json
import os
import select
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass

from unionlib.report.surroundings import environment, private_directory, python

# What the zygote imports, or calls. Not pandas: a section of the report needs it for
# nothing, and it is a third of the whole.
PRELOAD = ("unionlib.report.kernelapp", "unionlib.report.kernel:rehearse")


@dataclass(frozen=True)
class Ahead:
    """What the zygote reads of the data before kernels ask for it.

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

    def __init__(self, ahead: Ahead | None) -> None:
        self.directory = private_directory()
        self.address = str(self.directory / "zygote")
        self._told = self.directory / "stderr"  # its own, and its kernels'
        with (
            self._told.open("wb") as told,
            socket.socket(socket.AF_UNIX) as listener,
        ):  # requests queue up from now on
            listener.bind(self.address)
            listener.listen(128)
            reading = json.dumps(asdict(ahead) if ahead else None)
            self.process = subprocess.Popen(
                python(
                    "from unionlib.report.zygote import main; main()",
                    *(str(self.directory), str(listener.fileno()), reading, *PRELOAD),
                ),
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
        with contextlib.suppress(FileNotFoundError):  # closed meanwhile: it had died
            return (self._told.read_text("utf-8", "replace").splitlines() or [""])[-1]
        return ""

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
