"""Becoming a kernel: what a forked child does, and an ordinary kernel too."""

from __future__ import annotations

import os
import random
from collections.abc import Callable, Mapping
from pathlib import Path


def run_kernel(
    connection_file: str,
    cwd: str | None = None,
    env: Mapping[str, str] | None = None,
    ready: Callable[[], None] = lambda: None,
) -> None:
    """Be an IPython kernel until it is told to end.

    Parameters
    ----------
    connection_file : str
        Where the manager wrote the addresses; its directory is private to the run.
    cwd, env : optional
        Working directory and environment; without them, those that the process has.
    ready : callable
        Called when the kernel can be connected to.
    """
    import numpy as np
    from ipykernel.kernelapp import IPKernelApp
    from traitlets.config import Config

    if env is not None:
        os.environ.clear()
        os.environ.update(env)
    if cwd is not None:
        os.chdir(cwd)
    random.seed(0)
    np.random.seed(0)  # noqa: NPY002 (the generator of libraries that know no other)
    config = Config()
    config.HistoryManager.enabled = False
    # The user's profile, start-up files and history stay out: a report is no session.
    os.environ["IPYTHONDIR"] = str(Path(connection_file).parent / "ipython")
    app = IPKernelApp.instance(config=config, connection_file=connection_file)
    app.initialize([])
    ready()
    app.start()


def rehearse() -> None:
    """Import what a kernel imports only when it starts, so that forked ones find it."""
    from unionlib.report.lean import lean_imports

    # The debugger takes longer to import than all the rest, and nobody debugs a report.
    with lean_imports("debugpy"):
        import ipykernel.debugger
    import IPython.core.completerlib
    import IPython.core.debugger
    import IPython.extensions.storemagic
    import tornado.platform.asyncio  # noqa: F401
