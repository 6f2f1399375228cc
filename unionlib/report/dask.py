"""The connection to a Dask cluster: an executor, and what becomes of it when it is lost."""

from __future__ import annotations

import logging
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import CancelledError, Executor, Future, InvalidStateError
from contextlib import contextmanager, suppress
from typing import Any

from unionlib.errors import ReportError

RETRIES = 5
PATIENCE = 10  # seconds for a scheduler to answer


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


def still_wanted() -> Callable[[], bool] | None:
    """Return how the task of this thread learns that it was given up; None outside a worker.

    Dask forgets a task whose client is gone, but lets it run to its end, in a place that
    the next run may wait for.
    """
    if "distributed" not in sys.modules:
        return None
    from distributed import get_worker

    try:
        worker = get_worker()
    except ValueError:
        return None
    tasks, key = worker.state.tasks, worker.get_current_task()
    return lambda: key in tasks and tasks[key].state != "cancelled"


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
        raise ReportError("--dask cần gói distributed; lệnh make setup cài gói này") from None
    for name in ("distributed", "distributed.client", "tornado.application"):
        # What they have to say of a lost connection is told in a sentence, without traceback.
        logger = logging.getLogger(name)
        logger.handlers, logger.propagate = [logging.NullHandler()], False
    try:
        client = Client(address, timeout=PATIENCE)  # type: ignore[no-untyped-call]
    except (OSError, ValueError) as error:
        raise ReportError(f"không có bộ điều phối Dask nào trả lời ở {address}: {error}") from None
    executor = Dask(client, address)
    try:
        yield executor
    finally:
        executor.shutdown(wait=False)  # at Ctrl-C, what runs there is not waited for
        with suppress(Exception):
            client.close()  # type: ignore[no-untyped-call]
