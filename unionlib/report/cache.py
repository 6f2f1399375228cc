"""What has changed since the last run: of the whole report, and of each section.

A section depends on its notebook, its parameters, the data files that it read or
looked for, unionlib's code and the installed packages. The store keeps the executed
notebook of each with the checksums of all of these; it is used only where every one
of them is the same.
"""

from __future__ import annotations

import contextlib
import json
import shutil
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from unionlib.files import write_whole
from unionlib.report import inputs
from unionlib.report.inputs import checksums, digest, fingerprint, input_files
from unionlib.tracking import checksum

if TYPE_CHECKING:
    from unionlib.report.execute import Job, Outcome
    from unionlib.report.request import Request

SEAL = ".seal.json"
TICK = 0.01  # seconds: the clocks of file systems are that coarse


class Store:
    """Executed notebooks, kept by what they were made from.

    Checksums are taken when the store is opened, before any section runs. What a section
    made of a file that changed meanwhile is not kept.

    Attributes
    ----------
    inputs : dict of str to str
        Checksums of :func:`input_files`, when the store was opened.
    paper : Path
        Of the request.
    """

    def __init__(self, request: Request) -> None:
        self._opened = time.time() - TICK
        self._request = request
        files = input_files(request)
        self.inputs = checksums(files)
        self._fingerprint = fingerprint(request, inputs.code(), self.inputs)
        self._folder = request.output / ".cache"
        self.paper = request.paper
        data = [
            f"{name}={known}" for name, known in self.inputs.items() if name.startswith("data/")
        ]
        self._data = digest([inputs.code(), *data])
        self._now = {str(files[name]): known for name, known in self.inputs.items()}
        self._known = frozenset(self._now)

    def unchanged(self) -> bool:
        """Tell whether the report is there, whole, and made from the very same inputs."""
        folder = self._request.folder
        sealed = _read(folder / SEAL)
        if self._request.fresh or sealed.get("inputs") != self._fingerprint:
            return False
        expected = {Path(name): known for name, known in sealed["further"].items()}
        expected |= {folder / name: known for name, known in sealed["files"].items()}
        return all(checksum(path) == known for path, known in expected.items())

    def edited(self) -> list[Path]:
        """Return what lies in the last report and is not as the run left it: changed, or added."""
        folder = self._request.folder
        known = _read(folder / SEAL).get("files")
        if known is None:  # nobody knows how the run left it
            return []
        found = ((path.relative_to(folder), path) for path in _files(folder))
        return [
            path
            for name, path in found
            # Programs leave hidden files where they have opened one.
            if not any(part.startswith((".", "~")) for part in name.parts)
            and known.get(name.as_posix()) != checksum(path)
        ]

    def check(self, validate: Callable[[], object]) -> None:
        """Validate the data, unless the very same have passed already.

        Parameters
        ----------
        validate : callable
            Raises what is wrong.
        """
        passed = self._folder / f"{self._request.year}.data.json"
        if not self._request.fresh and _read(passed).get("data") == self._data:
            return
        validate()
        self._folder.mkdir(parents=True, exist_ok=True)
        write_whole(passed, json.dumps({"data": self._data}).encode())

    def fetch(self, job: Job) -> Outcome | None:
        """Put the kept result of a job in place, if it is still true."""
        from unionlib.report.execute import Outcome

        path = self._path(job)
        kept = {} if self._request.fresh else _read(path)
        if not kept or any(self._checksum(name) != known for name, known in kept["files"].items()):
            return None
        if checksum(path.with_suffix(".ipynb")) != kept["notebook"]:
            return None
        shutil.copyfile(path.with_suffix(".ipynb"), job.output)
        return Outcome(job.section, "done", job.output, kept["seconds"], files=tuple(kept["files"]))

    def keep(self, job: Job, outcome: Outcome) -> None:
        """Remember the result of a job and the files that it read, in place of the last one.

        Where that cannot be done (it is not known what was read, the disk is full), the
        job runs again the next time.
        """
        if outcome.files is not None and self._settled(outcome.files):
            with contextlib.suppress(OSError):
                self._keep(job, outcome, outcome.files)

    def _settled(self, files: Iterable[str]) -> bool:
        """Tell whether files that were unknown when the store was opened are as they were then."""
        for name in files:
            with contextlib.suppress(FileNotFoundError):  # looked for, and not there
                if name not in self._now and Path(name).stat().st_mtime >= self._opened:
                    return False
        return True

    def _keep(self, job: Job, outcome: Outcome, read: Iterable[str]) -> None:
        path = self._path(job)
        files = {name: self._checksum(name) for name in read}
        used = {str(job.notebook): self._checksum(str(job.notebook)), **files}
        if any(checksum(Path(name)) != known for name, known in used.items()):
            return
        for old in self._folder.glob(f"{self._name(job)}.*"):
            if old.stem != path.stem:
                old.unlink(missing_ok=True)
        content = {
            "notebook": checksum(outcome.output),
            "seconds": outcome.seconds,
            "files": files,
        }
        write_whole(path.with_suffix(".ipynb"), outcome.output.read_bytes())
        write_whole(path, json.dumps(content, indent=1).encode())

    def seal(self, stage: Path, outcomes: Iterable[Outcome]) -> None:
        """Note in a finished report what it was made from, and what it consists of.

        A report whose inputs changed while it was made, or are not all known, is left
        without: nobody knows which state each section has seen, so the next run must
        look again.

        Parameters
        ----------
        stage : Path
            Where the report lies.
        outcomes : iterable of Outcome
            Of all sections.
        """
        read: set[str] = set()
        for outcome in outcomes:
            if outcome.files is None or not self._settled(outcome.files):
                return
            read.update(outcome.files)
        now = fingerprint(self._request, inputs.code_now(), checksums(input_files(self._request)))
        if now != self._fingerprint:
            return
        # What a notebook of the office's own reads besides: years long ago.
        further = {name: self._checksum(name) for name in sorted(read - self._known)}
        files = {path.relative_to(stage).as_posix(): checksum(path) for path in _files(stage)}
        content = {"inputs": now, "further": further, "files": files}
        (stage / SEAL).write_text(json.dumps(content, indent=1), "utf-8")

    def _checksum(self, name: str) -> str:
        if name not in self._now:
            self._now[name] = checksum(Path(name))
        return self._now[name]

    def _path(self, job: Job) -> Path:
        parameters = json.dumps(job.parameters, sort_keys=True, default=str)
        key = digest([inputs.code(), parameters, self._checksum(str(job.notebook))])
        return self._folder / f"{self._name(job)}.{key[:24]}.json"

    def _name(self, job: Job) -> str:
        return f"{self._request.year}-{job.section}"


def _read(path: Path) -> dict[str, Any]:
    """Read a file of this module's; empty where it is not there or was cut off."""
    try:
        content = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return content if isinstance(content, dict) else {}


def _files(folder: Path) -> Iterable[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())
