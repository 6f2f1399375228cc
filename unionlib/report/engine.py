"""papermill's engine for a section: one kernel, one time limit, one look at what was read."""

from __future__ import annotations

import ast
import json
import logging
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from time import monotonic
from typing import Any

from unionlib.report.lean import lean_imports

# pyarrow.fs is there for notebooks on Hadoop; it doubles the time of the import.
with lean_imports("rfc3987_syntax", "pyarrow.fs"):
    from papermill.clientwrap import PapermillNotebookClient
    from papermill.engines import NBClientEngine, papermill_engines
    from papermill.exceptions import PapermillExecutionError
    from papermill.execute import execute_notebook

import nbformat
from nbclient.exceptions import CellTimeoutError
from nbformat import NotebookNode

from unionlib.report.provision import Manager

__all__ = ["CellTimeoutError", "PapermillExecutionError", "Run", "run_notebook", "write_notebook"]

NAME = "unionlib"
_FILES = "__import__('json').dumps([str(f) for f in __import__('unionlib').files_read()])"


@dataclass
class Run:
    """What is known of a run besides its notebook, also when it fails."""

    timeout: float
    cwd: str | None = None
    nb: NotebookNode | None = None
    cell: int | None = None
    injected: int | None = None
    files: tuple[str, ...] = ()

    @property
    def source_cell(self) -> int | None:
        """The last executed cell, counted in the source notebook."""
        if self.cell is None or self.injected is None or self.cell < self.injected:
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
        answer = self.wait_for_reply(question, self.nb.cells[-1])["content"].get("user_expressions", {})["files"]
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
            if "injected-parameters" in cell.metadata.get("tags", []):
                run.injected = number
        SectionClient(nb_man, run, kernel_name=kernel_name).execute(cwd=run.cwd)


papermill_engines.register(NAME, SectionEngine)
# A failure is in the outcome; without a handler, logging would print it a second time.
logging.getLogger("papermill").addHandler(logging.NullHandler())


def run_notebook(notebook: Path, parameters: Mapping[str, object], run: Run) -> None:
    """Execute a notebook with papermill; ``run.nb`` is the executed one, also on failure."""
    execute_notebook(
        # papermill fills in braces in a path from the parameters.
        str(notebook).replace("{", "{{").replace("}", "}}"),
        None,
        parameters=dict(parameters),
        engine_name=NAME,
        kernel_name="python3",
        language="python",
        progress_bar=False,
        run=run,
    )


def write_notebook(nb: NotebookNode, notebook: Path, output: Path) -> None:
    """Write an executed notebook, whole or not at all."""
    nb.metadata.papermill["input_path"] = str(notebook)
    nb.metadata.papermill["output_path"] = str(output)
    for number, cell in enumerate(nb.cells):
        # papermill gives the cells that it adds random ids.
        if "id" in cell and {"injected-parameters", "papermill-error-cell-tag"} & {
            *cell.metadata.get("tags", [])
        }:
            cell.id = f"papermill-{number}"
    output.parent.mkdir(parents=True, exist_ok=True)
    temporary = output.with_name(f".{output.name}.{os.getpid()}")
    temporary.write_text(nbformat.writes(nb) + "\n", "utf-8")
    os.replace(temporary, output)  # noqa: PTH105 (Path.replace says the same less plainly)
