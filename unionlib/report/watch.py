"""Making a report again whenever something that it is made from changes.

The process stays, with everything imported, the warm process for kernels and Typst's
memory of the last layout: what is left is to run the section that changed and to write.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from unionlib.report import cache, warm

if TYPE_CHECKING:
    from unionlib.report.run import Request

INTERVAL = 0.05  # seconds from look to look


def get_ready(requests: Sequence[Request]) -> None:
    """Do what need not wait for the first change."""
    from unionlib.report import engine, formats  # noqa: F401

    if warm.can_fork():
        years = tuple(request.year for request in requests)
        warm.start(ahead=warm.Ahead(str(requests[0].data), years))
    for request in requests:
        formats.get_ready(request.formats, cache.Store(request).paper)


def changes(requests: Sequence[Request]) -> Iterator[None]:
    """Yield whenever a notebook or a data file has changed and is no longer being written."""
    seen = _state(requests)
    while True:
        time.sleep(INTERVAL)
        now = _state(requests)
        if now == seen:
            continue
        while (later := _later(requests)) != now:
            now = later
        seen = now
        yield


def _later(requests: Sequence[Request]) -> dict[Path, tuple[int, int]]:
    time.sleep(INTERVAL / 2)
    return _state(requests)


def _state(requests: Sequence[Request]) -> dict[Path, tuple[int, int]]:
    """Return when each file was written last, and its size."""
    state = {}
    for path in {path for request in requests for path in cache.input_files(request).values()}:
        try:
            about = path.stat()
        except OSError:  # gone since it was listed
            continue
        state[path] = (about.st_mtime_ns, about.st_size)
    return state
