"""What has changed since the last run: of the whole report, and of each section.

A section depends on its notebook, its parameters, the data files that it read or
looked for, unionlib's code and the installed packages. The store keeps the executed
notebook of each with the checksums of all of these; it is used only where every one
of them is the same.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from unionlib.timeline import LONGEST

if TYPE_CHECKING:
    from unionlib.report.execute import Job, Outcome
    from unionlib.report.run import Request

SEAL = ".seal.json"
ABSENT = "absent"


def checksum(path: Path) -> str:
    """Return the SHA-256 of a file, ``absent`` where there is none."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except FileNotFoundError:
        return ABSENT


@cache
def code() -> str:
    """Return one checksum of unionlib's code and of the versions of all packages.

    The names of the ``*.dist-info`` folders hold the versions: a listing costs a
    millisecond, importlib.metadata a hundred.
    """
    import unionlib

    home = Path(unionlib.__file__).parent
    files = sorted(
        path for path in home.rglob("*") if path.suffix not in (".pyc", "") and path.is_file()
    )
    parts = [f"{path.relative_to(home)}={checksum(path)}" for path in files]
    folders = [Path(folder) for folder in sys.path if Path(folder).is_dir()]
    parts += sorted({path.name for folder in folders for path in folder.glob("*.dist-info")})
    return _digest([sys.version, *parts])


def inputs(request: Request) -> dict[str, str]:
    """Return the checksum of every file that a report of this year may read."""
    data = request.data.resolve()
    years = [data / str(request.year - back) for back in range(LONGEST)]
    files = [*data.glob("*.csv"), *(path for year in years for path in year.rglob("*"))]
    found = {f"data/{path.relative_to(data).as_posix()}": path for path in files if path.is_file()}
    found |= {f"notebooks/{path.name}": path for path in request.notebooks.glob("*.ipynb")}
    return {name: checksum(path) for name, path in sorted(found.items())}


def fingerprint(request: Request) -> str:
    """Return one checksum of everything that the report depends on."""
    asked = [request.sections, request.formats, sorted(request.parameters.items())]
    files = [f"{name}={value}" for name, value in inputs(request).items()]
    return _digest([code(), json.dumps(asked, default=str), *files])


def seal(stage: Path, value: str) -> None:
    """Note in a finished report what it was made from, and what it consists of."""
    files = {path.relative_to(stage).as_posix(): checksum(path) for path in _files(stage)}
    (stage / SEAL).write_text(json.dumps({"inputs": value, "files": files}, indent=1), "utf-8")


def unchanged(folder: Path, value: str) -> bool:
    """Tell whether a report is there, whole, and made from the very same inputs."""
    try:
        sealed = json.loads((folder / SEAL).read_text("utf-8"))
    except (OSError, ValueError):
        return False
    if sealed["inputs"] != value:
        return False
    return all(checksum(folder / name) == known for name, known in sealed["files"].items())


class Store:
    """Executed notebooks, kept by what they were made from.

    Checksums of the data are taken when the store is opened, before any section runs: a
    file that changes during the run makes its sections stale, never silently current.
    """

    def __init__(self, request: Request) -> None:
        self._folder = request.output / ".cache"
        self._fresh = request.fresh
        root = request.data.resolve()
        self._now = {
            str(root / name.removeprefix("data/")): value
            for name, value in inputs(request).items()
            if name.startswith("data/")
        }

    def fetch(self, job: Job) -> Outcome | None:
        """Put the kept result of a job in place, if it is still true."""
        from unionlib.report.execute import Outcome

        path = self._folder / f"{self._key(job)}.json"
        if self._fresh or not path.is_file():
            return None
        kept = json.loads(path.read_text("utf-8"))
        if any(self._checksum(name) != known for name, known in kept["files"].items()):
            return None
        executed = path.with_suffix(".ipynb").read_bytes()
        if hashlib.sha256(executed).hexdigest() != kept["notebook"]:
            return None
        job.output.write_bytes(executed)
        return Outcome(job.section, "done", job.output, kept["seconds"], files=tuple(kept["files"]))

    def keep(self, job: Job, outcome: Outcome) -> None:
        """Remember the result of a job and the files that it read."""
        self._folder.mkdir(parents=True, exist_ok=True)
        path = self._folder / f"{self._key(job)}.json"
        executed = outcome.output.read_bytes()
        content = {
            "notebook": hashlib.sha256(executed).hexdigest(),
            "seconds": outcome.seconds,
            "files": {name: self._checksum(name) for name in outcome.files},
        }
        _replace(path.with_suffix(".ipynb"), executed)
        _replace(path, json.dumps(content, indent=1).encode())

    def _checksum(self, name: str) -> str:
        if name not in self._now:
            self._now[name] = checksum(Path(name))
        return self._now[name]

    def _key(self, job: Job) -> str:
        parameters = json.dumps(job.parameters, sort_keys=True, default=str)
        return f"{job.section}-{_digest([code(), parameters, checksum(job.notebook)])[:24]}"


def _replace(path: Path, content: bytes) -> None:
    part = path.with_name(f"{path.name}.{os.getpid()}")
    part.write_bytes(content)
    part.replace(path)


def _files(folder: Path) -> Iterable[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


def _digest(parts: Iterable[str]) -> str:
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()
