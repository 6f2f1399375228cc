"""IPython's kernel without what a report's sections have no use for."""

from __future__ import annotations

import codecs
import logging
import os
import select
import threading
from collections.abc import Iterator
from copy import deepcopy
from typing import Any

from ipykernel.compiler import XCachingCompiler
from ipykernel.iostream import OutStream
from ipykernel.ipkernel import IPythonKernel
from ipykernel.kernelapp import IPKernelApp
from ipykernel.zmqshell import ZMQInteractiveShell
from traitlets.config import Config

_PIPE = 1 << 16  # bytes, all that a pipe holds

CONFIG = Config()
CONFIG.App.outstream_class = f"{__name__}.Stream"
CONFIG.App.kernel_class = f"{__name__}.Kernel"
CONFIG.HistoryManager.enabled = False
# Drawn at random each time that a client asks who is there, which is more often on a slow
# machine: the cells' random numbers would depend on it. On some days none is drawn.
CONFIG.InteractiveShell.enable_tip = False
# A wait before each reply, for clients that do not look for the word "idle": ours does.
CONFIG.IPythonKernel._execute_sleep = 0.0  # noqa: SLF001 (an option, whatever its name)


def make_shell() -> None:
    """Make the shell of all kernels that are forked from this process: a third of their start."""
    # A copy: the shell adds to its configuration what the application does not know.
    config = deepcopy(CONFIG)
    shell = ZMQInteractiveShell.instance(config=config, compiler_class=XCachingCompiler)
    # Let the patterns be compiled that every cell is read with, those of long texts too.
    shell.transform_cell('"""Lời văn."""')


class Stream(OutStream):
    """Standard output or error of a kernel; what code in C writes stands in its own cell.

    ipykernel leaves what comes through the file descriptor to a thread, which may be too
    late for its cell, and which cuts letters of several bytes in two. And it wakes the
    thread that sends six times a cell, whether there is anything to send or not.
    """

    _fid: Any  # the end of the pipe that is read; the other is the file descriptor

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self._taking = threading.Lock()
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")
        super().__init__(*args, **kwargs)  # type: ignore[no-untyped-call]

    def flush(self) -> None:
        """Send all that was written so far, if anything was."""
        if self._should_watch and self._is_master_process():  # type: ignore[no-untyped-call]
            self._take()
        if self._buffers:
            super().flush()  # type: ignore[no-untyped-call]

    def _watch_pipe_fd(self) -> None:
        while _is_readable(self._fid, None) and self._should_watch and self._take():
            pass

    def _take(self) -> bool:
        """Take over what is in the pipe, all at once; tell whether more can come."""
        with self._taking:
            if not _is_readable(self._fid, 0):
                return True
            written = os.read(self._fid, _PIPE)
            self.write(self._decoder.decode(written))
            return bool(written)

    def _flush_buffers(self) -> Iterator[tuple[dict[str, Any], str]]:
        """Yield what is to be sent; half a pair of surrogates, which no message holds, as its code."""
        for parent, text in super()._flush_buffers():  # type: ignore[no-untyped-call]
            yield parent, text.encode("utf-8", "backslashreplace").decode()


def _is_readable(descriptor: int, timeout: float | None) -> bool:
    poller = select.poll()  # select() takes no descriptor beyond 1023
    poller.register(descriptor, select.POLLIN)
    return bool(poller.poll(timeout))


class NoThread:
    """Stands for the thread of subshells, of which ipykernel asks at each ``await`` of a cell."""

    parent_thread = property(lambda _: threading.main_thread())  # where cells run

    def __bool__(self) -> bool:
        """Tell that it is none."""
        return False


class Kernel(IPythonKernel):
    """A kernel that has no subshells, whatever stands for their thread."""

    _supports_kernel_subshells = False


class App(IPKernelApp):
    """The application of one kernel."""

    def parse_command_line(self, argv: list[str] | None = None) -> None:
        """Take no command line: making its parser is a fifth of a kernel's start."""

    def init_control(self, context: Any) -> None:
        """Have no subshells: every message would pass through one more thread."""
        super().init_control(context)  # type: ignore[no-untyped-call]
        self.shell_channel_thread = NoThread()

    def init_iopub(self, context: Any) -> None:
        """Hold all messages until they are fetched: ZMQ drops those beyond a thousand."""
        context.sndhwm = 0  # no mark
        super().init_iopub(context)  # type: ignore[no-untyped-call]

    def init_kernel(self) -> None:
        """Make the kernel; a shell that was there before does not know it."""
        super().init_kernel()  # type: ignore[no-untyped-call]
        self.log.setLevel(logging.WARNING)  # or each message is written down, and dropped
        shell = self.kernel.shell
        shell.parent = shell.kernel = self.kernel
        shell.ipython_dir, shell.profile_dir = self.ipython_dir, self.profile_dir

    def init_heartbeat(self) -> None:
        """Have no heartbeat, which costs three threads: the client asks the provisioner."""
