"""IPython's kernel without what a report's sections have no use for."""

from __future__ import annotations

import logging
import threading
from copy import deepcopy
from typing import Any

from ipykernel.compiler import XCachingCompiler
from ipykernel.iostream import OutStream
from ipykernel.kernelapp import IPKernelApp
from ipykernel.zmqshell import ZMQInteractiveShell
from traitlets.config import Config

CONFIG = Config()
CONFIG.App.outstream_class = f"{__name__}.Stream"
CONFIG.HistoryManager.enabled = False
# A wait before each reply, for clients that do not look for the word "idle": ours does.
CONFIG.IPythonKernel._execute_sleep = 0.0  # noqa: SLF001 (an option, whatever its name)


def make_shell() -> None:
    """Make the shell of all kernels that are forked from this process: a third of their start."""
    # A copy: the shell adds to its configuration what the application does not know.
    config = deepcopy(CONFIG)
    shell = ZMQInteractiveShell.instance(config=config, compiler_class=XCachingCompiler)
    shell.transform_cell('"""What every cell goes through."""')


class Stream(OutStream):
    """Standard output or error, six times a cell flushed: in one errand and not in two."""

    def flush(self) -> None:
        """Have the thread that sends send what was written, and wait until it did."""
        sender = getattr(self.pub_thread, "thread", None)
        if sender is None or not sender.is_alive() or sender is threading.current_thread():
            super().flush()  # type: ignore[no-untyped-call]
            return
        sent = threading.Event()

        def send() -> None:
            try:
                self._flush()  # type: ignore[no-untyped-call]
            finally:
                sent.set()

        self.pub_thread.schedule(send)
        sent.wait(self.flush_timeout)


class App(IPKernelApp):
    """The application of one kernel."""

    def parse_command_line(self, argv: list[str] | None = None) -> None:
        """Take no command line: making its parser is a fifth of a kernel's start."""

    def init_control(self, context: Any) -> None:
        """Have no subshells: every message would pass through one more thread."""
        super().init_control(context)  # type: ignore[no-untyped-call]
        self.shell_channel_thread = None

    def init_kernel(self) -> None:
        """Make the kernel; a shell that was there before does not know it."""
        super().init_kernel()  # type: ignore[no-untyped-call]
        self.log.setLevel(logging.WARNING)  # or each message is written down, and dropped
        self.kernel.shell.parent = self.kernel.shell.kernel = self.kernel

    def init_heartbeat(self) -> None:
        """Have no heartbeat, which costs three threads: the client asks the provisioner."""
