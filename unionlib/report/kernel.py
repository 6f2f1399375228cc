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
    import os as _os
    X=_os.environ.get("X","")
    class IPKernelApp(IPKernelApp):
        if "a" in X:
            def parse_command_line(self, argv=None): pass
        if "h" in X:
            def init_heartbeat(self): pass
        if "c" in X:
            def init_control(self, context):
                super().init_control(context); self.shell_channel_thread=None
        if "p" in X:
            def init_pdb(self): pass
        if "l" in X:
            def load_config_file(self, *a, **k): pass
    config = Config()
    if "f" in X: config.IPKernelApp.capture_fd_output = False
    config.HistoryManager.enabled = False
    # The user's profile, start-up files and history stay out: a report is no session.
    os.environ["IPYTHONDIR"] = str(Path(connection_file).parent / "ipython")
    app = IPKernelApp.instance(config=config, connection_file=connection_file)
    app.initialize([])
    ready()
    app.start()


def rehearse() -> None:
    """Do once, before any fork, what every kernel would do for the first time.

    Imports that come late, fonts that are read at the first drawing, tables of
    formats: a kernel of its own would spend more on them than on its cells.
    """
    from unionlib.report.lean import lean_imports

    # The debugger takes longer to import than all the rest, and nobody debugs a report.
    with lean_imports("debugpy"):
        import ipykernel.debugger
    import io

    import IPython.core.completerlib
    import IPython.core.debugger
    import IPython.core.pylabtools
    import IPython.extensions.storemagic
    import pandas as pd
    import tornado.platform.asyncio  # noqa: F401
    from matplotlib.figure import Figure

    repr(pd.DataFrame({"a": ["b"], "c": [1.0]}))
    pd.DataFrame({"a": ["b"], "c": [1.0]})._repr_html_()  # type: ignore[operator]
    figure = Figure()
    axes = figure.subplots()
    axes.bar(["Đoàn viên"], [1], label="Ấ")
    axes.legend()
    figure.savefig(io.BytesIO(), format="svg", bbox_inches="tight")
