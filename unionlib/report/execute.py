"""Executing the sections' notebooks: papermill, one process per section, several at a time.

:func:`run_job` runs one notebook and can be submitted to any
:class:`concurrent.futures.Executor`; :func:`execute` does so on this machine.
Importing this module is cheap: papermill is imported by what needs it.
"""

from __future__ import annotations

import contextlib
import os
import queue
import re
import signal
import textwrap
import threading
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from time import monotonic
from types import FrameType
from typing import Literal, TypeAlias

from unionlib import errors
from unionlib.arguments import TIMEOUT
from unionlib.errors import UnionlibError, visible
from unionlib.report import warm

_ANSI = re.compile(r"\x1b\[[0-9;]*m")


@dataclass(frozen=True)
class Job:
    """One notebook to run.

    Parameters
    ----------
    section : str
        Name of the section, for events and outcomes.
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


# The futures of jobs as they end; None where somebody pressed Ctrl-C.
_Events: TypeAlias = "queue.SimpleQueue[Future[Outcome] | None]"


def run_job(job: Job) -> Outcome:
    """Run one notebook in a process of its own, and write it with its outputs.

    Never raises for what a notebook does: the outcome says it.
    """
    from unionlib.report import engine

    begun = monotonic()
    run = engine.Run(job.output, job.timeout, str(job.cwd) if job.cwd else None)
    state: Literal["done", "failed", "timeout"] = "done"
    error = None
    try:
        if job.cwd is not None and not job.cwd.is_dir():
            raise NotADirectoryError(str(job.cwd))  # noqa: TRY301 (an outcome like any other)
        engine.run_notebook(job.notebook, job.parameters, run)
    except engine.CellTimeoutError:
        state, error = "timeout", f"TimeoutError: more than {job.timeout:g} s"
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


def execute(
    jobs: Iterable[Job],
    *,
    workers: int | None = None,
    on_end: Callable[[Outcome], None] = lambda _: None,
    executor: Executor | None = None,
) -> list[Outcome]:
    """Run notebooks side by side; return their outcomes in the order of the jobs.

    Parameters
    ----------
    jobs : iterable of Job
        Begun in this order; the first run while the next are still being thought of.
    workers : int, optional
        How many at a time; by default two for each processor and one more, because
        each waits now and then.
    on_end : callable
        Called here, in this thread, with each outcome as soon as it is known.
    executor : Executor, optional
        Where else to run them: a pool of processes, a Dask cluster.
    """
    if executor is not None:
        return _run_all(jobs, executor, on_end)
    workers = workers or 2 * (os.cpu_count() or 1) + 1
    with warm.scope(), ThreadPoolExecutor(workers, "section") as pool:
        try:
            return _run_all(_warmed(jobs), pool, on_end)
        except BaseException:  # Ctrl-C, or an error in on_end: sections end with their kernels
            with _interruptions(queue.SimpleQueue()), warm.closed():  # not again meanwhile
                pool.shutdown(cancel_futures=True)
            raise


def _warmed(jobs: Iterable[Job]) -> Iterator[Job]:
    """Start the warm process, and import what runs a notebook, before the first job."""
    for number, job in enumerate(jobs):
        if number == 0:
            warm.start()
            # Imported while the zygote imports, and once, not by several threads.
            from unionlib.report import engine  # noqa: F401
        yield job


def _run_all(
    jobs: Iterable[Job], executor: Executor, on_end: Callable[[Outcome], None]
) -> list[Outcome]:
    """Submit jobs, and tell of those that have ended meanwhile."""
    events: _Events = queue.SimpleQueue()
    submitted: dict[Future[Outcome], Job] = {}
    outcomes: dict[Future[Outcome], Outcome] = {}

    def take() -> None:
        future = _next(events)
        if future is None:
            raise KeyboardInterrupt
        failure = future.exception()
        outcomes[future] = future.result() if failure is None else _lost(submitted[future], failure)
        on_end(outcomes[future])

    with _interruptions(events):
        for job in jobs:
            future = executor.submit(run_job, job)
            submitted[future] = job
            future.add_done_callback(events.put)
            while not events.empty():
                take()
        while len(outcomes) < len(submitted) or not events.empty():
            take()
    return [outcomes[future] for future in submitted]


def _next(events: _Events) -> Future[Outcome] | None:
    """Wait for an event, now and then awake: where there is no fork, Ctrl-C ends no wait."""
    while True:
        with contextlib.suppress(queue.Empty):
            return events.get(timeout=0.2)


@contextlib.contextmanager
def _interruptions(events: _Events) -> Iterator[None]:
    """Put Ctrl-C among the events, instead of raising it in whatever this thread does.

    A KeyboardInterrupt is lost in a callback, as those of Python's import locks are, and
    ends the process where a library in C++ is being imported. Who asks twice means it.
    """

    def interrupt(number: int, _: FrameType | None) -> None:
        signal.signal(number, signal.default_int_handler)
        events.put(None)

    if threading.current_thread() is not threading.main_thread():
        yield  # only the main thread may say what a signal does
        return
    all_of_them = signal.valid_signals()  # those that end a command, too
    mine = [
        number for number in all_of_them if signal.getsignal(number) is signal.default_int_handler
    ]
    for number in mine:
        signal.signal(number, interrupt)
    try:
        yield
    finally:
        for number in mine:
            signal.signal(number, signal.default_int_handler)


def _lost(job: Job, failure: BaseException) -> Outcome:
    """Tell of a job whose worker was lost, or that could not be sent to one."""
    known = isinstance(failure, UnionlibError)  # a sentence already
    error = str(failure) if known else _line(type(failure).__name__, str(failure))
    return Outcome(job.section, "failed", job.output, 0.0, error=error)


def _line(name: str, message: str) -> str:
    words = visible(" ".join(_ANSI.sub("", message).split()))
    words = textwrap.shorten(words, 500, placeholder=" …")
    kind = getattr(errors, name, None)
    if words and isinstance(kind, type) and issubclass(kind, errors.UnionlibError):
        return words  # a sentence of ours, for the office
    return f"{name}: {words}" if words else name
