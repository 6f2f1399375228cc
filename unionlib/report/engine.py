"""papermill's engine for a section: one kernel, one time limit, one look at what was read."""

from __future__ import annotations

import ast
import json
from dataclasses import dataclass
from time import monotonic
from typing import Any

from unionlib.report.lean import lean_imports

# pyarrow.fs is there for notebooks on Hadoop; it doubles the time of the import.
with lean_imports("rfc3987_syntax", "pyarrow.fs"):
    from papermill.clientwrap import PapermillNotebookClient
    from papermill.engines import NBClientEngine, papermill_engines

from nbclient.exceptions import DeadKernelError
from nbformat import NotebookNode

from unionlib.report.provision import Manager

NAME = "unionlib"
_FILES = "__import__('json').dumps([str(f) for f in __import__('unionlib').files_read()])"


@dataclass
class Run:
    """What is known of a run besides its notebook, also when it fails."""

    timeout: float
    cwd: str | None = None
    nb: NotebookNode | None = None
    cell: int | None = None
    files: tuple[str, ...] = ()


class SectionClient(PapermillNotebookClient):  # type: ignore[misc]
    """Executes the cells of one section."""

    def __init__(self, nb_man: Any, run: Run, **kwargs: Any) -> None:
        self.run = run
        self.end = monotonic() + run.timeout
        super().__init__(
            nb_man,
            timeout_func=self.left,
            startup_timeout=max(1, int(run.timeout)),
            shutdown_kernel="immediate",  # a section leaves nothing to tidy up
            # Times of every message would make each notebook differ from the last.
            record_timing=False,
            **kwargs,
        )

    def left(self, cell: NotebookNode | None = None) -> float:
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
        question = self.kc.execute("", silent=True, user_expressions={"files": _FILES})
        answer = self.wait_for_reply(question)["content"].get("user_expressions", {})["files"]
        if answer["status"] == "ok":
            self.run.files = tuple(json.loads(ast.literal_eval(answer["data"]["text/plain"])))

    def execute_cell(self, cell: NotebookNode, cell_index: int, **kwargs: Any) -> NotebookNode:
        """Execute a cell, and remember which one it is."""
        self.run.cell = cell_index
        return super().execute_cell(cell, cell_index, **kwargs)


class SectionEngine(NBClientEngine):  # type: ignore[misc]
    """Papermill's engine with kernels of our own; the caller keeps the notebook if it fails."""

    @classmethod
    def execute_managed_notebook(
        cls, nb_man: Any, kernel_name: str, run: Run | None = None, **kwargs: Any
    ) -> None:
        """Execute; see :class:`SectionClient`."""
        run = run or Run(timeout=3600)
        run.nb = nb_man.nb
        for number, cell in enumerate(nb_man.nb.cells):
            # papermill gives the cells that it adds random ids.
            if "injected-parameters" in cell.metadata.get("tags", []) and "id" in cell:
                cell.id = f"injected-parameters-{number}"
        SectionClient(nb_man, run, kernel_name=kernel_name).execute(cwd=run.cwd)


papermill_engines.register(NAME, SectionEngine)
__all__ = ["NAME", "DeadKernelError", "Run", "SectionClient", "SectionEngine"]
