"""One section's job: run one notebook in a process of its own, and say what became of it.

:func:`run_job` can be submitted to any :class:`concurrent.futures.Executor`. Importing
this module is cheap: papermill is imported when a job runs.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from time import monotonic
from typing import Literal

from unionlib import errors
from unionlib.arguments import TIMEOUT

_ANSI = re.compile(r"\x1b\[[0-9;]*m")
_CELL_FILE = re.compile(r"\([0-9]+\.py, line ([0-9]+)\)")  # how Python ends a SyntaxError


@dataclass(frozen=True)
class Job:
    """One notebook to run.

    Parameters
    ----------
    section : str
        Name of the section, for the outcome.
    notebook, output : Path
        What to execute, and where to write it executed.
    parameters : dict
        Values for the cell tagged ``parameters``; papermill stores them as JSON.
    cwd : Path or None
        Working directory of the kernel; None is that of this process.
    timeout : float
        Seconds for the whole section.
    """

    section: str
    notebook: Path
    parameters: dict[str, object]
    output: Path
    cwd: Path | None = None
    timeout: float = TIMEOUT


@dataclass(frozen=True)
class Outcome:
    """What became of a job.

    Parameters
    ----------
    cell : int or None
        Where it stopped: index of the cell in the source notebook, from 0.
    error : str or None
        In one line: ``KeyError: 'members'``.
    files : tuple of str or None
        The data files that the section read; None where it did not come to say so.
    """

    section: str
    state: Literal["done", "failed", "timeout"]
    output: Path
    seconds: float
    cell: int | None = None
    error: str | None = None
    files: tuple[str, ...] | None = None

    @property
    def fault(self) -> str:
        """What a user is told of a section that stopped: which, in which cell, and why."""
        cell = f", ô {self.cell + 1}" if self.cell is not None else ""
        return f"{self.section}{cell}: {self.error}"


def run_job(job: Job, wanted: Callable[[], bool] | None = None) -> Outcome:
    """Run one notebook in a process of its own, and write it with its outputs.

    Never raises for what a notebook does: the outcome says it. A cell that takes long is
    stopped when ``wanted`` says that nobody waits for it any more.
    """
    from unionlib.report import engine

    begun = monotonic()
    run = engine.Run(job.output, job.timeout, str(job.cwd) if job.cwd else None, wanted=wanted)
    state: Literal["done", "failed", "timeout"] = "done"
    error = None
    try:
        engine.run_notebook(job.notebook, job.parameters, run)
    except engine.CellTimeoutError:
        state, error = "timeout", f"chạy quá {job.timeout:g} giây nên đã bị dừng"
    except engine.DeadKernelError:
        state, error = "failed", "tiến trình chạy phần này đã mất (có thể vì hết bộ nhớ)"
    except engine.PapermillExecutionError as failure:
        state, error = "failed", _line(failure.ename, failure.evalue)
    except Exception as failure:  # noqa: BLE001 (whatever it is, other sections go on)
        state = "failed"
        error = (
            errors.FULL if errors.is_full(failure) else _line(type(failure).__name__, str(failure))
        )
        if monotonic() - begun >= job.timeout:
            state = "timeout"
    return Outcome(
        section=job.section,
        state=state,
        output=job.output,
        seconds=monotonic() - begun,
        cell=None if state == "done" else run.source_cell,
        error=error,
        files=run.files,
    )


def lost(job: Job, failure: BaseException) -> Outcome:
    """Tell of a job whose worker was lost, or that could not be sent to one."""
    known = isinstance(failure, errors.UnionlibError)  # a sentence already
    error = str(failure) if known else _line(type(failure).__name__, str(failure))
    return Outcome(job.section, "failed", job.output, 0.0, error=error)


def _line(name: str, message: str) -> str:
    words = errors.visible(" ".join(_ANSI.sub("", message).split()))
    words = _CELL_FILE.sub(r"(dòng \1)", words)
    words = textwrap.shorten(words, 500, placeholder=" …")
    kind = getattr(errors, name, None)
    if words and isinstance(kind, type) and issubclass(kind, errors.UnionlibError):
        return words  # a sentence of ours, for the office
    return f"{name}: {words}" if words else name
