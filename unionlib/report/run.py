"""The run: from an edition to report.html, report.pdf, report.docx and report.json.

Read it from top to bottom: check, execute, assemble, write, publish. Everything is
made in a staging folder beside the last good report and replaces it in one step, so
a failed or interrupted run leaves that report whole.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from unionlib import tracking
from unionlib.errors import DataError, ReportError, UnionlibError
from unionlib.folders import publish, recover, staging
from unionlib.notebooks import section_faults, section_notebooks
from unionlib.report import index, warm
from unionlib.report.aside import keep, set_aside
from unionlib.report.assemble import write
from unionlib.report.cache import Cache
from unionlib.report.execute import execute
from unionlib.report.forked import Ahead
from unionlib.report.job import Job, Outcome
from unionlib.report.parameters import check_parameters
from unionlib.report.request import Request, open_edition, reading_ahead, select
from unionlib.report.seal import edited, seal, unchanged
from unionlib.report.snapshot import Snapshot
from unionlib.validate import validate

if TYPE_CHECKING:
    from concurrent.futures import Executor

    from unionlib.edition import Edition

# Told of each year when it has ended.
Account: TypeAlias = "Callable[[Request, Result | UnionlibError], None]"
# Told how many sections are done, of how many, and which was the last.
Progress: TypeAlias = Callable[[int, int, str], None]
# All threads of this process share its warm process: two runs would stop each other's kernels.
_one_at_a_time = threading.RLock()


@dataclass(frozen=True)
class Result:
    """How a run ended: where the report lies, and each section's outcome.

    ``aside`` is where files of the last report are kept that somebody had changed.
    """

    folder: Path
    outcomes: tuple[Outcome, ...]
    unchanged: bool = False
    aside: Path | None = None

    @property
    def failed(self) -> tuple[Outcome, ...]:
        """The sections that could not be made."""
        return tuple(outcome for outcome in self.outcomes if outcome.state != "done")


@dataclass
class Plan:
    """A year on its way: what has to be run, and what has come back."""

    request: Request
    edition: Edition
    stage: Path
    snapshot: Snapshot
    cache: Cache
    jobs: list[Job]
    outcomes: dict[str, Outcome]

    @property
    def last(self) -> Path | None:
        """The paper of the last run, if most of it will be printed again."""
        return self.request.paper if len(self.waiting) < len(self.jobs) / 2 else None

    @property
    def waiting(self) -> list[Job]:
        """The jobs whose outcome is not known yet; the longest first, as far as size tells."""
        left = [job for job in self.jobs if job.section not in self.outcomes]
        return sorted(left, key=lambda job: -job.notebook.stat().st_size)


def report(request: Request, progress: Progress = lambda *_: None) -> Result:
    """Make the report of one year; see :func:`reports`.

    Raises
    ------
    UnknownName, DataError, ReportError
        Before anything is run or written: no such year or section, faults in the
        data, a wrong parameter.
    """
    ended: list[Result | UnionlibError] = []
    reports([request], progress, lambda _, result: ended.append(result))
    (result,) = ended
    if isinstance(result, UnionlibError):
        raise result
    return result


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
        Called with ``(done, of, section)`` when a year begins and when a section ends.
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


def prepare(request: Request, ahead: Ahead | None, stack: ExitStack) -> Plan | Result:
    """Check a request and find out what has to be run; a result if nothing has changed.

    Parameters
    ----------
    ahead : Ahead or None
        What the warm process is to read; None if the sections run elsewhere.
    stack : ExitStack
        What is to be cleaned up at the end of the run is entered here.
    """
    recover(request.folder)
    if request.folder.exists() and not request.folder.is_dir():
        raise ReportError(f"{request.folder} là một tệp; hãy chuyển tệp ấy đi nơi khác")
    snapshot = Snapshot(request)
    if not request.fresh and unchanged(request.folder, snapshot):
        return Result(request.folder, (), unchanged=True)
    edition = open_edition(request.year, request.data)
    listed = section_notebooks(request.notebooks)
    if not request.sections and (faults := section_faults(edition, request.notebooks, listed)):
        raise DataError(faults)
    chosen = select(listed, request.sections)
    data = str(request.data.resolve())
    parameters = {**request.parameters, "year": request.year, "data": data}
    for path in chosen.values():
        check_parameters(path, parameters)
    stage = stack.enter_context(staging(request.folder))
    (stage / "sections").mkdir()
    home = request.data.parent
    jobs = [
        Job(name, path, parameters, stage / "sections" / path.name, home, request.timeout)
        for name, path in chosen.items()
    ]
    cache = Cache(request, snapshot)
    kept = {job.section: found for job in jobs if (found := cache.fetch(job))}
    if ahead and len(kept) < len(jobs):
        # It imports and reads what kernels need while this process checks the data.
        warm.start(ahead)
    cache.check(lambda: validate(edition))
    return Plan(request, edition, stage, snapshot, cache, jobs, kept)


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

    def jobs() -> Iterator[Job]:
        for number, plan in enumerate(plans):
            waiting = plan.waiting
            last = plan.last
            owners.update({job.output: (plan, job) for job in waiting})
            progress(done, len(owners), "")
            yield from waiting
            if number == 0:  # its sections are under way, and the next year can wait
                get_ready(plan.request.formats, last)

    def on_end(outcome: Outcome) -> None:
        nonlocal done
        done += 1
        progress(done, len(owners), outcome.section)
        plan, job = owners[outcome.output]
        plan.outcomes[job.section] = outcome
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


def finish(plan: Plan) -> Result:
    """Assemble and publish a year whose sections are all there; keep what failed."""
    request = plan.request
    result = Result(request.folder, tuple(plan.outcomes[job.section] for job in plan.jobs))
    if result.failed:
        keep([outcome.output for outcome in result.failed], request.folder)
        return result
    write(request, plan.edition, result.outcomes, plan.snapshot.files, plan.stage)
    seal(plan.stage, plan.snapshot, result.outcomes)
    aside = set_aside(edited(request.folder), request.folder)
    publish(plan.stage, request.folder)
    return replace(result, aside=aside)
