"""A warm process that forks: one copy of all imports, a fresh process per kernel.

The zygote imports the heavy libraries once and then waits. For each request it
forks a child, which becomes a kernel. It holds no ZMQ context and no thread, so that a
fork copies nothing half-done; only where large CSV files were read ahead, idle ones of
Arrow's, which Arrow makes anew in a child.

Every child has its connection, and lives no longer than it:

- the client ends the connection, or dies: the zygote kills the child's process group;
- the child ends: the zygote reaps it, kills what it left behind in its process
  group, and sends its return code; what left that group becomes the zygote's own
  (PR_SET_CHILD_SUBREAPER), which kills it when no child is left that it may serve;
- the process that started the zygote dies, even by SIGKILL: the zygote's standard
  input ends, it kills all children, removes the private directory, and exits;
- the zygote itself is killed: the kernel of the system kills the children
  (PR_SET_PDEATHSIG, where there is one).

Only the standard library is imported here, because the zygote is started before
anything else is.
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import json
import os
import selectors
import shutil
import signal
import socket
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from unionlib.processes import adopt_orphans, die_with_parent, kill_children, kill_group

_STDIN = 0


class _Zygote:
    """The loop of the warm process."""

    def __init__(self, directory: Path, listener: socket.socket, ahead: Iterator[None]) -> None:
        self.directory = directory
        self.ahead: Iterator[None] | None = ahead
        self.listener = listener
        self.children: dict[int, socket.socket] = {}
        self.selector = selectors.DefaultSelector()
        # A child's end wakes the loop through this pair.
        self.woken, self.waker = socket.socketpair()
        os.set_blocking(self.waker.fileno(), False)
        signal.set_wakeup_fd(self.waker.fileno(), warn_on_full_buffer=False)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        self.selector.register(self.listener, selectors.EVENT_READ)
        self.selector.register(self.woken, selectors.EVENT_READ)
        self.selector.register(_STDIN, selectors.EVENT_READ)

    def serve(self) -> dict[str, Any] | None:
        """Fork until the parent is gone; in a child, return its request."""
        while True:
            events = self.selector.select(0 if self.ahead else None)
            if not events:
                self.read_ahead()
            for key, _ in events:
                if key.fileobj is self.listener:
                    request = self.fork(self.listener.accept()[0])
                    if request is not None:
                        return request
                elif key.fileobj is self.woken:
                    self.woken.recv(4096)
                    self.reap()
                elif key.fd == _STDIN:
                    self.close()
                    return None
                else:
                    self.obey(key.data)

    def read_ahead(self) -> None:
        """Read a little of the data while nobody asks for a kernel."""
        if self.ahead and next(self.ahead, self) is self:
            self.ahead = None

    def fork(self, connection: socket.socket) -> dict[str, Any] | None:
        """Fork a child for one request; return the request in the child only."""
        with connection.makefile("rb") as stream:
            line = stream.readline()
        if not line.endswith(b"\n"):  # the client died while it asked
            connection.close()
            return None
        gc.freeze()  # a collection in a child would touch, and so copy, every page
        try:
            pid = os.fork()
        except OSError:  # no room for one more: its section fails, the others go on
            connection.close()
            return None
        if pid == 0:
            gc.enable()
            return {**json.loads(line), "ready": self.become_child(connection)}
        with contextlib.suppress(OSError):  # the child does it too: whoever is first
            os.setpgid(pid, pid)
        self.children[pid] = connection
        self.selector.register(connection, selectors.EVENT_READ, pid)
        _send(connection, f"pid {pid}")
        return None

    def become_child(self, connection: socket.socket) -> Callable[[], None]:
        """Let go of all that is the zygote's; return what tells the client: ready."""
        zygote = os.getppid()
        os.setpgid(0, 0)
        die_with_parent(zygote)
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        for other in (self.listener, self.woken, self.waker, *self.children.values()):
            other.close()
        self.selector.close()
        nothing = os.open(os.devnull, os.O_RDONLY)
        os.dup2(nothing, _STDIN)
        os.close(nothing)

        def ready() -> None:
            _send(connection, "ready")
            connection.close()

        return ready

    def reap(self) -> None:
        """Collect what has ended; where it was a kernel, tell its client."""
        with contextlib.suppress(ChildProcessError):  # none is left
            while True:
                pid, status = os.waitpid(-1, os.WNOHANG)
                if not pid:
                    return
                connection = self.children.pop(pid, None)
                if connection is None:  # left behind by a kernel's own child
                    continue
                kill_group(pid, signal.SIGKILL)
                with contextlib.suppress(KeyError):  # its client was gone already
                    self.selector.unregister(connection)
                if not self.children:
                    kill_children()
                _send(connection, f"exit {os.waitstatus_to_exitcode(status)}")
                connection.close()

    def obey(self, pid: int) -> None:
        """Send the signals that a client asks for; a client that is gone asks for SIGKILL."""
        connection = self.children.get(pid)
        if connection is None:  # reaped in this very round of the loop
            return
        asked = b""
        with contextlib.suppress(OSError):
            asked = connection.recv(4096)
        if asked:
            for number in asked.split():
                kill_group(pid, int(number))
        else:
            kill_group(pid, signal.SIGKILL)
            self.selector.unregister(connection)

    def close(self) -> None:
        """Leave nothing behind."""
        for pid in self.children:
            kill_group(pid, signal.SIGKILL)
        for pid in self.children:
            os.waitpid(pid, 0)
        kill_children()
        shutil.rmtree(self.directory, ignore_errors=True)


def _send(connection: socket.socket, line: str) -> None:
    with contextlib.suppress(OSError):  # the other side may be gone: then nobody asks
        connection.sendall(line.encode() + b"\n")


def _preload(names: Sequence[str]) -> None:
    """Import modules, and call what stands behind a colon: ``module:function``.

    A module that cannot be imported is left for the notebook that needs it, whose
    cell then shows the error.
    """
    for name in names:
        module, _, function = name.partition(":")
        with contextlib.suppress(Exception):
            loaded = importlib.import_module(module)
            if function:
                getattr(loaded, function)()


def main() -> None:
    """Run the warm process: ``directory listener ahead module…`` are its arguments."""
    gc.disable()  # what is imported and read here stays: there is nothing to collect
    directory, listener, reading = Path(sys.argv[1]), int(sys.argv[2]), json.loads(sys.argv[3])
    _preload(sys.argv[4:])
    ahead = _ahead(**reading) if reading else iter(())
    next(ahead, None)  # the codebook, which every kernel needs
    adopt_orphans()
    zygote, pid = _Zygote(directory, socket.socket(fileno=listener), ahead), os.getpid()
    try:
        request = zygote.serve()
    except BaseException:
        if os.getpid() == pid:
            zygote.close()
        raise
    if request is not None:
        from unionlib.report.kernel import run_kernel

        run_kernel(**request)
    else:
        os._exit(0)  # at once: there is nothing to tidy up but memory, which the system does


def _ahead(data: str, years: Sequence[int]) -> Iterator[None]:
    from unionlib.report.kernel import read_ahead

    return read_ahead(Path(data), years)
