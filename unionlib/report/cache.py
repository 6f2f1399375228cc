"""What has changed since the last run: of the whole report, and of each section.

A section depends on its notebook, its parameters, the data files that it read or
looked for, unionlib's code and the installed packages. The store keeps the executed
notebook of each with the checksums of all of these; it is used only where every one
of them is the same.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import shutil
import sys
import time
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from unionlib.files import write_whole
from unionlib.timeline import LONGEST
from unionlib.tracking import checksum

if TYPE_CHECKING:
    from unionlib.report.execute import Job, Outcome
    from unionlib.report.request import Request

SEAL = ".seal.json"
TICK = 0.01  # seconds: the clocks of file systems are that coarse


@cache
def code() -> str:
    """Return what :func:`code_now` returned when this process first asked."""
    return code_now()


def code_now() -> str:
    """Return one checksum of unionlib's code and of the versions of all packages.

    The names of the ``*.dist-info`` folders hold the versions: a listing costs a
    millisecond, importlib.metadata a hundred.
    """
    folders = [Path(folder) for folder in sys.path if Path(folder).is_dir()]
    packages = {path.name for folder in folders for path in folder.glob("*.dist-info")}
    return _digest([sys.version, library(), *sorted(packages)])


def library() -> str:
    """Return one checksum of unionlib's own files, templates included."""
    import unionlib

    home = Path(unionlib.__file__).parent
    files = sorted(
        path for path in home.rglob("*") if path.suffix not in (".pyc", "") and path.is_file()
    )
    return _digest(f"{path.relative_to(home).as_posix()}={checksum(path)}" for path in files)


def checksums(found: Mapping[str, Path]) -> dict[str, str]:
    """Return the checksums of files by their names, in the order of these."""
    return {name: checksum(path) for name, path in sorted(found.items())}


def input_files(request: Request) -> dict[str, Path]:
    """Return every file that a report of this year may read, by its name in the manifest."""
    data = data_files(request.data.resolve(), request.year)
    found = {f"data/{name}": path for name, path in data.items()}
    return found | {f"notebooks/{path.name}": path for path in request.notebooks.glob("*.ipynb")}


def data_files(root: Path, year: int) -> dict[str, Path]:
    """Return the codebook and the data of a year and of those that it looks back on, by name."""
    folders = [root / str(year - back) for back in range(LONGEST)]
    files = [*root.glob("*.csv"), *(path for folder in folders for path in folder.rglob("*"))]
    return {path.relative_to(root).as_posix(): path for path in files if path.is_file()}


def paper(request: Request) -> Path:
    """Return where the paper of the last report is kept, or of the last part of it."""
    return request.output / ".cache" / f"{request.folder.name}.paper.json"


class Store:
    """Executed notebooks, kept by what they were made from.

    Checksums are taken when the store is opened, before any section runs. What a section
    made of a file that changed meanwhile is not kept.

    Attributes
    ----------
    inputs : dict of str to str
        Checksums of :func:`input_files`, when the store was opened.
    paper : Path
        From :func:`paper`.
    """

    def __init__(self, request: Request) -> None:
        self._opened = time.time() - TICK
        self._request = request
        files = input_files(request)
        self.inputs = checksums(files)
        self._fingerprint = _fingerprint(request, code(), self.inputs)
        self._folder = request.output / ".cache"
        self.paper = paper(request)
        data = [
            f"{name}={known}" for name, known in self.inputs.items() if name.startswith("data/")
        ]
        self._data = _digest([code(), *data])
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
        self._folder.mkdir(parents=True, exist_ok=True)
        for old in self._folder.glob(f"{self._name(job)}.*"):
            if old.stem != path.stem and old.suffix in (".ipynb", ".json"):
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
        now = _fingerprint(self._request, code_now(), checksums(input_files(self._request)))
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
        key = _digest([code(), parameters, self._checksum(str(job.notebook))])
        return self._folder / f"{self._name(job)}.{key[:24]}.json"

    def _name(self, job: Job) -> str:
        return f"{self._request.year}-{job.section}"


def _fingerprint(request: Request, of_code: str, files: Mapping[str, str]) -> str:
    """Return one checksum of everything that the report depends on."""
    asked = [request.sections, request.formats, sorted(request.parameters.items())]
    listed = [f"{name}={value}" for name, value in files.items()]
    return _digest([of_code, json.dumps(asked, default=str), *listed])


def _read(path: Path) -> dict[str, Any]:
    """Read a file of this module's; empty where it is not there or was cut off."""
    try:
        content = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return content if isinstance(content, dict) else {}


def _files(folder: Path) -> Iterable[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


def _digest(parts: Iterable[str]) -> str:
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()
