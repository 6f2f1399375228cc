"""Jobs side by side: several sections at a time, here or wherever an executor runs them."""

from __future__ import annotations

import contextlib
import os
import queue
import signal
import threading
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from typing import Self, TypeAlias

from unionlib.report import warm
from unionlib.report.job import Job, Outcome, lost, run_job

# The futures of jobs as they end; None where somebody pressed Ctrl-C.
_Events: TypeAlias = "queue.SimpleQueue[Future[Outcome] | None]"


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
    with _Interruptions() as heard:
        if executor is not None:
            return _run_all(jobs, executor, on_end, heard)
        workers = workers or 2 * (os.cpu_count() or 1) + 1
        with warm.scope(), ThreadPoolExecutor(workers, "section") as pool:
            try:
                return _run_all(_warmed(jobs), pool, on_end, heard)
            except BaseException:  # Ctrl-C, or an error in on_end: sections end with their kernels
                heard.ending = True
                with warm.closed():  # not again meanwhile
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
    jobs: Iterable[Job],
    executor: Executor,
    on_end: Callable[[Outcome], None],
    heard: _Interruptions,
) -> list[Outcome]:
    """Submit jobs, and tell of those that have ended meanwhile."""
    events = heard.events
    submitted: dict[Future[Outcome], Job] = {}
    outcomes: dict[Future[Outcome], Outcome] = {}

    def take() -> None:
        future = _next(events)
        if future is None:
            heard.ending = True
            raise KeyboardInterrupt
        failure = future.exception()
        outcomes[future] = future.result() if failure is None else lost(submitted[future], failure)
        on_end(outcomes[future])

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


class _Interruptions:
    """Puts Ctrl-C among the events, instead of raising it in whatever this thread does.

    A KeyboardInterrupt is lost in a callback, as those of Python's import locks are, and
    ends the process where a library in C++ is being imported. Who asks twice means it. As
    soon as a run is ending, no more is heard: it would be left half ended, waiting for
    kernels that nobody stops.
    """

    def __init__(self) -> None:
        self.events: _Events = queue.SimpleQueue()
        self.ending = False
        self._asked = False
        self._signals: list[int] = []

    def __enter__(self) -> Self:
        # Only the main thread may say what a signal does; those that end a command are among them.
        if threading.current_thread() is threading.main_thread():
            self._signals = [
                number
                for number in signal.valid_signals()
                if signal.getsignal(number) is signal.default_int_handler
            ]
        for number in self._signals:
            signal.signal(number, self._hear)
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        for number in self._signals:
            signal.signal(number, signal.default_int_handler)
        if self._asked and kind is None:  # when the last section had ended already
            raise KeyboardInterrupt

    def _hear(self, *_: object) -> None:
        if self._asked and not self.ending:
            self.ending = True
            raise KeyboardInterrupt
        self._asked = True
        self.events.put(None)
