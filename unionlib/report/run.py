"""The run: the sections of one year or of several, executed side by side.

Each year is prepared, executed and finished as :mod:`unionlib.report.plan` says.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from unionlib import tracking
from unionlib.errors import UnionlibError
from unionlib.report import index, warm
from unionlib.report.execute import execute
from unionlib.report.forked import Ahead
from unionlib.report.job import Job, Outcome
from unionlib.report.plan import Plan, Result, finish, prepare
from unionlib.report.request import Request, reading_ahead

if TYPE_CHECKING:
    from concurrent.futures import Executor

# Told of each year when it has ended.
Account: TypeAlias = "Callable[[Request, Result | UnionlibError], None]"
# Told how many sections are done, of how many, and which are not, in the order of their begin.
Progress: TypeAlias = Callable[[int, int, Sequence[str]], None]
# All threads of this process share its warm process: two runs would stop each other's kernels.
_one_at_a_time = threading.RLock()


def reports(
    requests: Sequence[Request],
    progress: Progress,
    account: Account,
    executor: Executor | None = None,
) -> None:
    """Make the reports of several years.

    The sections of all years run side by side; a year is assembled as soon as its last
    section is there, while those of the next still run. A year that cannot be made does
    not stop the others.

    Parameters
    ----------
    requests : sequence of Request
        One for each year.
    progress : callable
        Called with ``(done, of, waiting)`` when a year begins and when a section ends;
        of those that wait the first is being executed.
    account : callable
        Called with ``(request, result)`` for each year that has ended; the result is the
        error where the year could not even be begun.
    executor : Executor, optional
        Where to run the sections: by default on this machine.
    """
    listed: set[Path] = set()

    def told(request: Request, result: Result | UnionlibError) -> None:
        if not (isinstance(result, UnionlibError) or result.unchanged or result.failed):
            listed.update(() if request.sections else [request.output])
        account(request, result)

    try:
        with _one_at_a_time, ExitStack() as stack, warm.scope():
            # Elsewhere, each worker reads the data that it is sent.
            ahead = reading_ahead(requests) if executor is None else None
            plans = _plans(requests, ahead, stack, told)
            _execute(plans, requests[0].workers, progress, told, executor)
    finally:  # once, and also of what was made before an interruption
        for output in listed:
            index.write(output)


def _plans(
    requests: Sequence[Request], ahead: Ahead | None, stack: ExitStack, account: Account
) -> Iterator[Plan]:
    """Yield the years for which sections have to be run; finish or account for the others."""
    for request in requests:
        try:
            with tracking.keeping():  # each year's data are read once, though the next looks back
                begun = prepare(request, ahead, stack)
        except UnionlibError as error:
            account(request, error)
            continue
        if isinstance(begun, Result):
            account(request, begun)
        elif begun.waiting:
            yield begun
        else:
            account(request, _finished(begun))


def _execute(
    plans: Iterable[Plan],
    workers: int | None,
    progress: Progress,
    account: Account,
    executor: Executor | None,
) -> None:
    """Run what the plans wait for; finish each year as soon as it is complete."""
    from unionlib.report.formats import get_ready, make_room

    owners: dict[Path, tuple[Plan, Job]] = {}
    done = 0

    def tell() -> None:
        # In the order in which they are begun: the first that has not ended is under way.
        waiting = [job.section for plan, job in owners.values() if job.section not in plan.outcomes]
        progress(done, len(owners), waiting)

    def jobs() -> Iterator[Job]:
        for number, plan in enumerate(plans):
            last = plan.last
            # The longest first, as far as size tells.
            waiting = sorted(plan.waiting, key=lambda job: -job.notebook.stat().st_size)
            owners.update({job.output: (plan, job) for job in waiting})
            tell()
            yield from waiting
            if number == 0:  # its sections are under way, and the next year can wait
                get_ready(plan.request.formats, last)

    def on_end(outcome: Outcome) -> None:
        nonlocal done
        done += 1
        plan, job = owners[outcome.output]
        plan.outcomes[job.section] = outcome
        tell()
        if outcome.state == "done":
            plan.cache.keep(job, outcome)
        if not plan.waiting:
            account(plan.request, _finished(plan))
            if done < len(owners):
                make_room(plan.request.formats)

    execute(jobs(), workers=workers, on_end=on_end, executor=executor)


def _finished(plan: Plan) -> Result | UnionlibError:
    """Finish a year; what keeps it from being assembled does not stop the others."""
    try:
        return finish(plan)
    except UnionlibError as error:
        return error
