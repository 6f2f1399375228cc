"""Executed notebooks, kept from run to run by what they were made from.

A section depends on its notebook, its parameters, the data files that it read or
looked for, unionlib's code and the installed packages. The cache keeps the executed
notebook of each with the checksums of all of these; it is used only where every one
of them is the same.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from unionlib.files import read_json, write_whole
from unionlib.report.inputs import digest
from unionlib.report.job import Job, Outcome
from unionlib.report.snapshot import Snapshot
from unionlib.tracking import checksum

if TYPE_CHECKING:
    from unionlib.report.request import Request


class Cache:
    """What earlier runs have kept, for one report.

    Parameters
    ----------
    request : Request
        What is asked for.
    snapshot : Snapshot
        Its inputs. What a section made of a file that changed since is not kept.
    """

    def __init__(self, request: Request, snapshot: Snapshot) -> None:
        self._year, self._fresh, self._folder = request.year, request.fresh, request.cache
        self._snapshot = snapshot

    def check(self, validate: Callable[[], object]) -> None:
        """Validate the data, unless the very same have passed already.

        Parameters
        ----------
        validate : callable
            Raises what is wrong.
        """
        passed, data = self._folder / f"{self._year}.data.json", self._snapshot.data
        if not self._fresh and read_json(passed).get("data") == data:
            return
        validate()
        self._folder.mkdir(parents=True, exist_ok=True)
        write_whole(passed, json.dumps({"data": data}).encode())

    def fetch(self, job: Job) -> Outcome | None:
        """Put the kept result of a job in place, if it is still true."""
        record = self._record(job)
        kept = {} if self._fresh else read_json(record)
        now = self._snapshot.checksum
        if not kept or any(now(name) != known for name, known in kept["files"].items()):
            return None
        try:
            executed = record.with_suffix(".ipynb").read_bytes()
        except FileNotFoundError:  # another run has replaced it
            return None
        if hashlib.sha256(executed).hexdigest() != kept["notebook"]:
            return None
        job.output.write_bytes(executed)
        return Outcome(job.section, "done", job.output, kept["seconds"], files=tuple(kept["files"]))

    def keep(self, job: Job, outcome: Outcome) -> None:
        """Remember the result of a job and the files that it read, in place of the last one.

        Where that cannot be done (it is not known what was read, the disk is full), the
        job runs again the next time.
        """
        if outcome.files is not None and self._snapshot.settled(outcome.files):
            with contextlib.suppress(OSError):
                self._keep(job, outcome, outcome.files)

    def _keep(self, job: Job, outcome: Outcome, read: Iterable[str]) -> None:
        files = {name: self._snapshot.checksum(name) for name in read}
        used = {str(job.notebook): self._snapshot.checksum(str(job.notebook)), **files}
        if any(checksum(Path(name)) != known for name, known in used.items()):
            return
        record = self._record(job)
        for old in self._folder.glob(f"{self._name(job)}.*"):
            if old.stem != record.stem:
                old.unlink(missing_ok=True)
        content = {
            "notebook": checksum(outcome.output),
            "seconds": outcome.seconds,
            "files": files,
        }
        write_whole(record.with_suffix(".ipynb"), outcome.output.read_bytes())
        write_whole(record, json.dumps(content, indent=1).encode())

    def _record(self, job: Job) -> Path:
        """Return where a job's result is described; the executed notebook lies beside it."""
        parameters = json.dumps(job.parameters, sort_keys=True, default=str)
        notebook = self._snapshot.checksum(str(job.notebook))
        key = digest([self._snapshot.code, parameters, notebook])
        return self._folder / f"{self._name(job)}.{key[:24]}.json"

    def _name(self, job: Job) -> str:
        return f"{self._year}-{job.section}"
