"""papermill's engine for a section: one kernel, one time limit, one look at what was read."""

from __future__ import annotations

import ast
import asyncio
import contextvars
import json
import logging
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Any

from unionlib.notebooks import reaches_further
from unionlib.report.lean_imports import lean_imports

# pyarrow.fs is there for notebooks on Hadoop; it doubles the time of the import.
with lean_imports("pyarrow.fs"):
    from papermill.clientwrap import PapermillNotebookClient
    from papermill.engines import NBClientEngine, papermill_engines
    from papermill.exceptions import PapermillExecutionError
    from papermill.execute import execute_notebook
    from papermill.iorw import write_ipynb
    from papermill.utils import find_first_tagged_cell_index

from jupyter_core.utils import ensure_event_loop
from nbclient.exceptions import CellTimeoutError, DeadKernelError

from unionlib.report.provision import Manager

if TYPE_CHECKING:
    from nbformat import NotebookNode

__all__ = ["CellTimeoutError", "DeadKernelError", "PapermillExecutionError", "Run", "run_notebook"]

NAME = "unionlib"
# Tags of the cells that papermill adds.
_ADDED = {"injected-parameters", "papermill-error-cell-tag"}
# An expression for the kernel to answer; an import would leave a name among the notebook's own.
_FILES = "__import__('sys').modules['unionlib.report.kernel'].read_files({!r})"


@dataclass
class Run:
    """What is known of a run besides its notebook, also when it fails."""

    output: Path
    timeout: float
    cwd: str | None = None
    data: str | None = None  # the root of the data
    wanted: Callable[[], bool] | None = None  # whether anybody waits for it; asked each second
    nb: NotebookNode | None = None
    cell: int | None = None
    injected: int = -1
    files: tuple[str, ...] | None = None

    @property
    def source_cell(self) -> int | None:
        """The last executed cell, counted in the source notebook."""
        if self.cell is None or not 0 <= self.injected <= self.cell:
            return self.cell
        return self.cell - 1  # papermill has put the injected parameters before it


class SectionClient(PapermillNotebookClient):  # type: ignore[misc]
    """Executes the cells of one section."""

    def __init__(self, nb_man: Any, run: Run, **kwargs: Any) -> None:
        self.run = run
        self.end = monotonic() + run.timeout
        super().__init__(
            nb_man,
            timeout_func=self.left,
            startup_timeout=max(1, int(run.timeout)),
            shell_timeout_interval=1,  # to see that a kernel has died
            iopub_timeout=max(1, int(run.timeout)),  # outputs may come long after their cell's end
            shutdown_kernel="immediate",  # a section leaves nothing to tidy up
            # Times of every message would make each notebook differ from the last.
            record_timing=False,
            **kwargs,
        )

    def left(self, _: NotebookNode) -> float:
        """Return the seconds that are left of the section's limit."""
        return max(0.001, self.end - monotonic())

    def create_kernel_manager(self) -> Manager:
        """Make a manager without looking up kernels that the machine may have."""
        self.km = Manager()
        return self.km

    def papermill_execute_cells(self) -> None:
        """Execute the cells, then ask which data files they read."""
        super().papermill_execute_cells()
        if self.nb.metadata.papermill.get("exception"):
            return
        cells = (cell.source for cell in self.nb.cells if cell.cell_type == "code")
        unseen = self.run.data if any(map(reaches_further, cells)) else None
        asked = {"files": _FILES.format(unseen)}
        question = self.kc.execute("", silent=True, user_expressions=asked)
        reply = self.wait_for_reply(question, self.nb.cells[-1])["content"]
        answer = reply.get("user_expressions", {}).get("files", {})
        if answer.get("status") == "ok":
            text = ast.literal_eval(answer["data"]["text/plain"])
            self.run.files = tuple(json.loads(text))

    async def _async_check_alive(self) -> None:
        """Look whether the kernel lives, each second that a cell takes, and whether it has to."""
        if self.run.wanted and not self.run.wanted():
            raise DeadKernelError("nobody waits for it any more")
        await super()._async_check_alive()

    def execute_cell(self, cell: NotebookNode, cell_index: int, **kwargs: Any) -> NotebookNode:
        """Execute a cell, and remember which one it is."""
        self.run.cell = cell_index
        executed: NotebookNode = super().execute_cell(cell, cell_index, **kwargs)
        return executed


class SectionEngine(NBClientEngine):  # type: ignore[misc]
    """Papermill's engine with kernels of our own; the caller keeps the notebook if it fails."""

    @classmethod
    def execute_managed_notebook(cls, nb_man: Any, kernel_name: str, *, run: Run, **_: Any) -> None:
        """Execute; see :class:`SectionClient`."""
        run.nb = nb_man.nb
        run.nb.metadata.papermill["output_path"] = str(run.output)
        _name_added_cells(run.nb)
        run.injected = find_first_tagged_cell_index(run.nb, "injected-parameters")
        SectionClient(nb_man, run, kernel_name=kernel_name).execute(cwd=run.cwd)


papermill_engines.register(NAME, SectionEngine)
# A failure is in the outcome; without a handler, logging would print it a second time.
logging.getLogger("papermill").addHandler(logging.NullHandler())


def run_notebook(notebook: Path, parameters: Mapping[str, object], run: Run) -> None:
    """Execute a notebook with papermill, and write it whole or not at all.

    A notebook that fails is written too, with papermill's marks where it stopped.
    """
    run.data = str(parameters["data"]) if "data" in parameters else None
    # Jupyter keeps an event loop per context and never closes it: give it one of ours.
    contextvars.Context().run(_run_in_loop, notebook, parameters, run)


def _run_in_loop(notebook: Path, parameters: Mapping[str, object], run: Run) -> None:
    loop = ensure_event_loop()
    mine = not loop.is_running()  # one that runs is JupyterLab's, in whose kernel we are
    try:
        _run(notebook, parameters, run)
    finally:
        if mine:
            _let_go(loop)
            loop.close()
            asyncio.set_event_loop(None)


def _let_go(loop: asyncio.AbstractEventLoop) -> None:
    """End what nbclient leaves waiting where a cell is stopped: asyncio would complain of it."""
    left = asyncio.all_tasks(loop)
    for task in left:
        task.cancel()
    loop.run_until_complete(asyncio.gather(*left, return_exceptions=True))


def _run(notebook: Path, parameters: Mapping[str, object], run: Run) -> None:
    run.output.parent.mkdir(parents=True, exist_ok=True)
    temporary = run.output.with_name(f".{os.getpid()}-{run.output.stem}.ipynb")
    try:
        executed = execute_notebook(
            _literal(notebook),
            _literal(temporary),
            parameters=dict(parameters),
            engine_name=NAME,
            kernel_name="python3",
            language="python",
            request_save_on_cell_execute=False,
            progress_bar=False,
            run=run,
        )
        _refuse_exit(executed, run)
    except BaseException:
        if run.nb is not None:
            _name_added_cells(run.nb)
            write_ipynb(run.nb, str(temporary))
            temporary.replace(run.output)
        raise
    else:
        temporary.replace(run.output)
    finally:
        temporary.unlink(missing_ok=True)


def _refuse_exit(executed: NotebookNode, run: Run) -> None:
    """Fail where a cell asked Python to end, which papermill takes for the notebook's end."""
    if executed.metadata.papermill.get("exception"):
        message = "a section ends with its last cell"
        raise PapermillExecutionError(run.cell, None, "", "SystemExit", message, [])


def _literal(path: Path) -> str:
    """Escape braces: papermill would fill them in from the parameters."""
    return str(path).replace("{", "{{").replace("}", "}}")


def _name_added_cells(nb: NotebookNode) -> None:
    """Replace the random ids of the cells that papermill adds."""
    for number, cell in enumerate(nb.cells):
        if "id" in cell and _ADDED.intersection(cell.metadata.get("tags", [])):
            cell.id = f"papermill-{number}"
