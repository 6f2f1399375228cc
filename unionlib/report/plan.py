"""One year on its way: what has to be run for it, and what is made of the sections that came back.

Everything is made in a staging folder beside the last good report and replaces it in
one step, so a failed or interrupted run leaves that report whole.
"""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from unionlib.errors import DataError, ReportError
from unionlib.folders import publish, recover, staging
from unionlib.notebooks import section_faults, section_notebooks
from unionlib.report import warm
from unionlib.report.aside import keep, set_aside
from unionlib.report.assemble import write
from unionlib.report.cache import Cache
from unionlib.report.forked import Ahead
from unionlib.report.job import Job, Outcome
from unionlib.report.parameters import check_parameters
from unionlib.report.request import Request, open_edition, select
from unionlib.report.seal import edited, seal, unchanged
from unionlib.report.snapshot import Snapshot
from unionlib.validate import validate

if TYPE_CHECKING:
    from unionlib.edition import Edition


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
        """The jobs whose outcome is not known yet."""
        return [job for job in self.jobs if job.section not in self.outcomes]


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
