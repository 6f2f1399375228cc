"""Many submissions at once, each harmless to the others.

Files are judged in worker processes that may use so much memory, and so much time for a
file, and no more. If one dies over a file, the files it had in hand are judged one
process each.
"""

from __future__ import annotations

import gc
import os
import signal
import stat
import sys
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import Executor
from contextlib import contextmanager
from pathlib import Path

from unionlib.forms.archive import content_of
from unionlib.forms.check import judge
from unionlib.forms.findings import ERROR, Finding
from unionlib.forms.folder import File
from unionlib.forms.submission import Context, Submission
from unionlib.processes import die_with_parent

_CHUNK = 4
_MEMORY = 1536 << 20
_SECONDS = 30  # of a processor, for one file: a filled form takes a hundredth of one
_ENDING = {
    getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)
}

_context: Context | None = None


def judge_all(files: Sequence[File], context: Context, workers: int | None) -> Iterator[Submission]:
    """Judge files and yield them in the order given.

    Parameters
    ----------
    files : sequence of (str, Path)
        Name to report and place of each file.
    context : Context
        What they are judged by.
    workers : int or None
        Processes; None for one per processor.
    """
    processes = workers or _processors()
    chunks = [files[start : start + _CHUNK] for start in range(0, len(files), _CHUNK)]
    while chunks:
        done = 0
        for judged in _together(chunks, context, processes):
            yield from judged
            done += 1
        chunks = chunks[done:]
        for chunk in chunks[:processes]:
            for file in chunk:
                yield _alone(file, context)
        chunks = chunks[processes:]


def _together(
    chunks: Sequence[Sequence[File]], context: Context, processes: int
) -> Iterator[list[Submission]]:
    """Yield the chunks judged, as far as it goes without a process dying."""
    from concurrent.futures.process import BrokenProcessPool

    # What is there now stays: workers that looked through it for garbage would copy it all.
    gc.freeze()
    try:
        with _executor(min(processes, len(chunks)), context) as pool:
            with _signals_wait():
                judged = pool.map(_judge_many, chunks)
            yield from judged
    except BrokenProcessPool:
        return
    finally:
        gc.unfreeze()


def _alone(file: File, context: Context) -> Submission:
    """Judge one file in a process of its own."""
    from concurrent.futures.process import BrokenProcessPool

    with _executor(1, context) as pool:
        try:
            with _signals_wait():
                judged = pool.submit(_judge_many, [file])
            return judged.result()[0]
        except BrokenProcessPool:
            message = "tệp đòi quá nhiều thời gian hoặc bộ nhớ để đọc; không tiếp nhận, hãy chép số liệu sang biểu mẫu đã nhận"
            return _refused(file[0], "hostile", message)


@contextmanager
def _signals_wait() -> Iterator[None]:
    """Let Ctrl-C wait while processes start: Python's callbacks after a fork would swallow it."""
    if not hasattr(signal, "pthread_sigmask"):  # Windows
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, _ENDING)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _executor(processes: int, context: Context) -> Executor:
    import multiprocessing
    from concurrent.futures import ProcessPoolExecutor

    # Forked workers have everything imported; elsewhere they start afresh, and all else is the same.
    method = "fork" if sys.platform == "linux" else "spawn"
    return ProcessPoolExecutor(
        processes,
        multiprocessing.get_context(method),
        initializer=_start,
        initargs=(context, os.getpid()),
    )


def _start(context: Context, parent: int) -> None:
    global _context  # noqa: PLW0603 - what a worker process works with
    # Forked, this process holds the other end of its own queue, and would wait there for ever.
    die_with_parent(parent)
    # Ctrl-C is the run's to answer; SIGTERM is how the pool ends what is left of it.
    for number in _ENDING:
        signal.signal(number, signal.SIG_DFL if number == signal.SIGTERM else signal.SIG_IGN)
    if hasattr(signal, "pthread_sigmask"):
        signal.pthread_sigmask(signal.SIG_UNBLOCK, _ENDING)
    _context = context
    if sys.platform == "linux":  # elsewhere it is not told what is used
        import resource

        used = int(Path("/proc/self/statm").read_text("ascii").split()[0]) * resource.getpagesize()
        _limit(resource.RLIMIT_AS, used + _MEMORY)


def _judge_many(files: Sequence[File]) -> list[Submission]:
    if _context is None:
        raise RuntimeError("a worker judges files only after it was started with a context")
    judged = []
    for file in files:
        _limit_time()
        judged.append(_judge(file, _context))
    return judged


def _limit_time() -> None:
    """Let the system end this process if the next file takes too long."""
    try:
        import resource
    except ImportError:  # Windows
        return
    _limit(resource.RLIMIT_CPU, int(time.process_time()) + _SECONDS)


def _limit(what: int, wanted: int) -> None:
    """Limit what this process may use, unless it is allowed less already."""
    import resource

    _, hard = resource.getrlimit(what)
    if hard == resource.RLIM_INFINITY or wanted <= hard:
        resource.setrlimit(what, (wanted, hard))


def _judge(file: File, context: Context) -> Submission:
    name, path = file
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            return _refused(name, "not-a-file", "không phải tệp thường; không đọc")
        return judge(name, content_of(path), context)
    except MemoryError:
        return _refused(name, "too-large", "tệp đòi quá nhiều bộ nhớ; không tiếp nhận")
    except OSError as error:
        return _refused(name, "unreadable", f"không đọc được tệp ({error.strerror})")


def _refused(name: str, kind: str, message: str) -> Submission:
    return Submission(name, findings=[Finding(name, "", "", ERROR, kind, message)])


def _processors() -> int:
    count = (
        os.sched_getaffinity(0) if hasattr(os, "sched_getaffinity") else range(os.cpu_count() or 1)
    )
    return len(count)
