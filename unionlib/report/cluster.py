"""The same jobs on a Dask cluster, through Dask's own ``concurrent.futures`` interface.

A worker has the installed package and nothing else: notebook and data travel with the
job as a :class:`Parcel`, are unpacked into a folder of the worker's own, and the
executed notebook travels back. A worker that is lost costs its jobs' time: Dask gives
them to another.
"""

from __future__ import annotations

import io
import shutil
import tempfile
import zipfile
from collections.abc import Mapping
from concurrent.futures import Executor, Future
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from unionlib.errors import ReportError
from unionlib.report.dask import still_wanted
from unionlib.report.inputs import library
from unionlib.report.job import Job, Outcome, run_job
from unionlib.report.volatile import rename_paths


@dataclass(frozen=True)
class Parcel:
    """A job with all that it needs: the notebook's bytes and the data, zipped.

    ``code`` is the checksum of the sender's library: another would give other results.
    """

    job: Job
    notebook: bytes
    data: bytes
    code: str


def pack(job: Job, data: bytes) -> Parcel:
    """Put a job's notebook and the data into a parcel."""
    return Parcel(job, job.notebook.read_bytes(), data, library())


def deliver(parcel: Parcel) -> tuple[Outcome, bytes]:
    """Run a parcel where it has arrived; return the outcome and the executed notebook.

    Paths in the outcome are those of the sender.
    """
    from unionlib.report import warm

    if library() != parcel.code:
        raise ReportError("máy thực thi có bản unionlib khác với máy gửi; hãy cài cùng một bản")
    # In the warm process's directory, which it removes even when this process is killed.
    zygote = warm.start()
    room = zygote.directory if zygote else None
    home = Path(tempfile.mkdtemp(prefix="unionlib-parcel-", dir=room)).resolve()
    try:
        job = parcel.job
        sent = Path(str(job.parameters["data"]))
        here = home / sent.name
        with zipfile.ZipFile(io.BytesIO(parcel.data)) as archive:
            archive.extractall(here)
        notebook = home / job.notebook.name
        notebook.write_bytes(parcel.notebook)
        output = home / f"executed-{job.notebook.name}"
        parameters = {**job.parameters, "data": str(here)}
        local = replace(job, notebook=notebook, output=output, parameters=parameters, cwd=home)
        outcome = run_job(local, still_wanted())
        executed = output.read_bytes() if output.exists() else b""
        outcome = replace(outcome, output=job.output)
        names = {
            str(notebook): str(job.notebook),
            str(output): str(job.output),
            str(here): str(sent),
        }
        executed = _moved(executed, names) if executed else executed
        return replace(outcome, files=_sent(outcome.files, here, sent)), executed
    finally:
        shutil.rmtree(home, ignore_errors=True)


def _sent(files: tuple[str, ...] | None, here: Path, sent: Path) -> tuple[str, ...] | None:
    """Return the sender's names of data that were read; None where files of the worker were."""
    read = [Path(name) for name in files or ()]
    if files is None or not all(path.is_relative_to(here) for path in read):
        return None
    return tuple(str(sent / path.relative_to(here)) for path in read)


def _moved(executed: bytes, names: Mapping[str, str]) -> bytes:
    """Let an executed notebook name the sender's paths: there it is opened, and run again."""
    from nbformat.v4.nbjson import reads, writes

    notebook = reads(executed.decode())
    rename_paths(notebook, names)
    return f"{writes(notebook)}\n".encode()


class Cluster(Executor):
    """An executor whose jobs are parcels run by another executor; good for one run.

    For each year the data are packed once, as they are when its first job is sent.

    Parameters
    ----------
    executor : Executor
        Of Dask, or any other whose workers have the package installed.
    """

    def __init__(self, executor: Executor) -> None:
        self._executor = executor
        self._data: dict[tuple[str, int], bytes] = {}

    def submit(self, _run: Any, /, job: Job) -> Future[Outcome]:  # type: ignore[override]
        """Send a job; its future ends when the executed notebook has been written here."""
        root, year = str(job.parameters["data"]), int(str(job.parameters["year"]))
        if (root, year) not in self._data:
            self._data = {(root, year): zipped(Path(root))}  # its jobs are sent in a row
        received: Future[Outcome] = Future()
        sent = self._executor.submit(deliver, pack(job, self._data[root, year]))
        sent.add_done_callback(lambda arrived: _receive(arrived, job, received))
        return received


def _receive(arrived: Future[tuple[Outcome, bytes]], job: Job, received: Future[Outcome]) -> None:
    """Write an executed notebook in its place; end the future that was waited for."""
    try:
        outcome, executed = arrived.result()
        if executed:
            job.output.write_bytes(executed)
    except BaseException as failure:  # noqa: BLE001 (whoever waits gets it)
        received.set_exception(failure)
    else:
        received.set_result(outcome)


def zipped(root: Path) -> bytes:
    """Return the whole data root but what is hidden in it: a section may ask which years there are."""
    shown = [path for path in root.iterdir() if not path.name.startswith(".")]
    # A year may be a link to its folder, which rglob follows only where it begins.
    files = [path for each in shown for path in (each, *each.rglob("*")) if path.is_file()]
    buffer = io.BytesIO()
    # Files from a device without a clock are of 1970; a ZIP file knows no time before 1980.
    with zipfile.ZipFile(
        buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=1, strict_timestamps=False
    ) as archive:
        for path in sorted(files):
            archive.write(path, path.relative_to(root))
    return buffer.getvalue()
