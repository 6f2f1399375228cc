"""IPython's kernel without what a report's sections have no use for."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

from ipykernel.compiler import XCachingCompiler
from ipykernel.kernelapp import IPKernelApp
from ipykernel.zmqshell import ZMQInteractiveShell
from traitlets.config import Config

CONFIG = Config({"HistoryManager": {"enabled": False}})


def make_shell() -> None:
    """Make the shell of all kernels that are forked from this process: a third of their start."""
    # A copy: the shell adds to its configuration what the application does not know.
    config = deepcopy(CONFIG)
    shell = ZMQInteractiveShell.instance(config=config, compiler_class=XCachingCompiler)
    shell.transform_cell('"""What every cell goes through."""')


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
        self.kernel.shell.parent = self.kernel.shell.kernel = self.kernel

    def init_heartbeat(self) -> None:
        """Have no heartbeat, which costs three threads: the client asks the provisioner."""
