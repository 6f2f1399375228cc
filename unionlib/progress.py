"""How far a command has come: a bar on the terminal, nothing in a log or a pipe."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import Any, Self


class Progress:
    """A progress bar; tqdm is imported when there is something to show and somebody to see it.

    Parameters
    ----------
    unit : str
        What is counted, in Vietnamese.
    title : str
        What stands before the bar.
    """

    def __init__(self, unit: str, title: str = "") -> None:
        self._unit, self._title = unit, title
        self._bar: Any = None

    def __enter__(self) -> Self:
        return self

    def update(self, done: int, of: int, waiting: Sequence[str] = ()) -> None:
        """Show that so many of so many are done, and the first of those that are not."""
        if not sys.stderr.isatty():
            return
        if self._bar is None:
            from tqdm import tqdm

            self._bar = tqdm(
                desc=self._title, total=of, unit=self._unit, file=sys.stderr, leave=False
            )
        self._bar.total = of  # may grow on the way
        self._bar.update(done - self._bar.n)
        self._bar.set_postfix_str(waiting[0] if waiting else "")

    def clear(self) -> None:
        """Take the bar off the line, so that a message can be printed."""
        if self._bar is not None:
            self._bar.clear()

    def __exit__(self, *_: object) -> None:
        if self._bar is not None:
            self._bar.close()
