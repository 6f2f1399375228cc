"""The same jobs on a Dask cluster, through Dask's own ``concurrent.futures`` interface.

A worker has the installed package and nothing else: notebook and data travel with the
job as a :class:`Parcel`, are unpacked into a folder of the worker's own, and the
executed notebook travels back. A worker that is lost costs its jobs' time: Dask gives
them to another.
"""

from __future__ import annotations

import io
import json
import logging
import shutil
import tempfile
import threading
import zipfile
from collections.abc import Iterator, Mapping
from concurrent.futures import CancelledError, Executor, Future, InvalidStateError
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from unionlib.errors import ReportError
from unionlib.report.execute import Job, Outcome, run_job
from unionlib.report.inputs import data_files, library
from unionlib.report.volatile import rename_paths

RETRIES = 5
PATIENCE = 10  # seconds for a scheduler to answer


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
    """Put a job's notebook and the data of its years into a parcel."""
    return Parcel(job, job.notebook.read_bytes(), data, library())


def deliver(parcel: Parcel) -> tuple[Outcome, bytes]:
    """Run a parcel where it has arrived; return the outcome and the executed notebook.

    Paths in the outcome are those of the sender.
    """
    from unionlib.report import warm

    if library() != parcel.code:
        raise ReportError("this worker has another unionlib than the sender: install the same")
    # In the warm process's directory, which it removes even when this process is killed.
    room = warm.start().directory if warm.can_fork() else None
    home = Path(tempfile.mkdtemp(prefix="unionlib-parcel-", dir=room))
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
        outcome = run_job(local)
        executed = output.read_bytes() if output.exists() else b""
        outcome = replace(outcome, output=job.output)
        names = {
            str(notebook): str(job.notebook),
            str(output): str(job.output),
            str(here): str(sent),
        }
        executed = _moved(executed, names) if executed else executed
        if outcome.files is not None:
            read = (Path(name).relative_to(here.resolve()) for name in outcome.files)
            outcome = replace(outcome, files=tuple(str(sent / name) for name in read))
        return outcome, executed
    finally:
        shutil.rmtree(home, ignore_errors=True)


def _moved(executed: bytes, names: Mapping[str, str]) -> bytes:
    """Let an executed notebook name the sender's paths: there it is opened, and run again."""
    notebook = json.loads(executed)
    rename_paths(notebook, names)
    text = json.dumps(
        notebook, ensure_ascii=False, indent=1, sort_keys=True, separators=(",", ": ")
    )
    return f"{text}\n".encode()


class Cluster(Executor):
    """An executor whose jobs are parcels run by another executor; good for one run.

    Each year's data are packed once, as they are when its first job is sent.

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
            self._data[root, year] = zipped(Path(root), year)
        received: Future[Outcome] = Future()
        sent = self._executor.submit(deliver, pack(job, self._data[root, year]))
        sent.add_done_callback(lambda arrived: _receive(arrived, job, received))
        return received


class Dask(Executor):
    """Dask's executor; what it runs ends also when its scheduler is lost.

    Dask cancels most of it then, but not what was just being sent, which would be waited
    for forever.

    Parameters
    ----------
    client : distributed.Client
        Connected to the scheduler.
    address : str
        Where that is.
    """

    def __init__(self, client: Any, address: str) -> None:
        self._client = client
        self._lost = ReportError(f"mất kết nối với bộ điều phối Dask {address}")
        self._executor = client.get_executor(pure=False, retries=RETRIES)
        self._waiting: set[Future[Any]] = set()
        self._ended = threading.Event()
        threading.Thread(target=self._watch, name="dask", daemon=True).start()

    def submit(self, function: Any, /, *args: Any, **kwargs: Any) -> Future[Any]:
        """Send a job."""
        received: Future[Any] = Future()
        self._waiting.add(received)
        try:
            sent = self._executor.submit(function, *args, **kwargs)
        except Exception:
            if self._client.status == "running":
                raise
            self._lose(received)
        else:
            sent.add_done_callback(lambda arrived: self._take(arrived, received))
        return received

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:  # noqa: FBT001, FBT002
        """Stop waiting, and tell Dask so."""
        self._ended.set()
        with suppress(Exception):  # nobody is there any more
            self._executor.shutdown(wait and not cancel_futures)

    def _take(self, arrived: Future[Any], received: Future[Any]) -> None:
        if arrived.cancelled():
            self._lose(received)
            return
        with suppress(InvalidStateError):  # it was lost before
            failure = arrived.exception()
            if failure is None:
                received.set_result(arrived.result())
            elif isinstance(failure, CancelledError):
                received.set_exception(self._lost)
            else:
                received.set_exception(failure)
        self._waiting.discard(received)

    def _watch(self) -> None:
        while not self._ended.wait(0.5):
            if self._client.status == "closed":
                for received in tuple(self._waiting):
                    self._lose(received)

    def _lose(self, received: Future[Any]) -> None:
        with suppress(InvalidStateError):
            received.set_exception(self._lost)
        self._waiting.discard(received)


@contextmanager
def connect(address: str) -> Iterator[Executor]:
    """Connect to the scheduler at ``tcp://HOST:PORT``; give an executor that runs there.

    Raises
    ------
    ReportError
        Dask is not installed, or no scheduler answers there.
    """
    try:
        from distributed import Client
    except ModuleNotFoundError:
        raise ReportError(
            "--dask needs the package distributed; `make setup` installs it"
        ) from None
    for name in ("distributed", "distributed.client", "tornado.application"):
        # What they have to say of a lost connection is told in a sentence, without traceback.
        logger = logging.getLogger(name)
        logger.handlers, logger.propagate = [logging.NullHandler()], False
    try:
        client = Client(address, timeout=PATIENCE)  # type: ignore[no-untyped-call]
    except (OSError, ValueError) as error:
        raise ReportError(f"no Dask scheduler answers at {address}: {error}") from None
    executor = Dask(client, address)
    try:
        yield executor
    finally:
        executor.shutdown(wait=False)  # at Ctrl-C, what runs there is not waited for
        with suppress(Exception):
            client.close()  # type: ignore[no-untyped-call]


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


def zipped(root: Path, year: int) -> bytes:
    """Return the codebook and the data of a year and of those that it looks back on."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, path in sorted(data_files(root, year).items()):
            archive.write(path, name)
    return buffer.getvalue()
