"""Making a report again whenever something that it is made from changes.

The process stays, with everything imported, the warm process for kernels and Typst's
memory of the last layout: what is left is to run the section that changed and to write.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path

from unionlib.report import warm
from unionlib.report.inputs import input_files
from unionlib.report.request import Request, reading_ahead

INTERVAL = 0.05  # seconds from look to look


def get_ready(requests: Sequence[Request]) -> None:
    """Do what need not wait for the first change."""
    from unionlib.report import engine, formats  # noqa: F401

    warm.start(reading_ahead(requests))
    for request in requests:
        formats.get_ready(request.formats, request.paper)


class Watch:
    """Looks at notebooks and data, from its making on.

    Parameters
    ----------
    requests : sequence of Request
        The reports whose inputs are looked at.
    """

    def __init__(self, requests: Sequence[Request]) -> None:
        self._requests = requests
        self._seen = self._state()

    def wait(self) -> None:
        """Wait until something is other than when this was last asked, and no longer written.

        What changes while a report is made from it is a change too.
        """
        while (now := self._state()) == self._seen:
            time.sleep(INTERVAL)
        self._seen = {}
        while now != self._seen:
            self._seen = now
            time.sleep(INTERVAL / 2)
            now = self._state()

    def _state(self) -> dict[Path, tuple[int, ...]]:
        """Return when each file was written last, by its own account and the system's, and its size."""
        state: dict[Path, tuple[int, ...]] = {}
        files = {path for asked in self._requests for path in input_files(asked).values()}
        for path in files:
            try:
                about = path.stat()
            except OSError:  # gone since it was listed
                continue
            state[path] = (about.st_mtime_ns, about.st_ctime_ns, about.st_ino, about.st_size)
        return state
