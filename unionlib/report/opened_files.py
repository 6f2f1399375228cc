"""Which files a kernel opens, whoever opens them: pandas or plain Python, too.

unionlib notes what it reads itself (:mod:`unionlib.tracking`). What a section reads of
the data by other means would change unseen.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from types import FrameType
from typing import Any

_LISTING = ("os.listdir", "os.scandir")
_opened: dict[str, None] = {}


def watch() -> None:
    """Take note, from now on, of the files that are opened to be read and of folders listed."""
    sys.addaudithook(_note)


def below(root: str) -> list[Path]:
    """Return what was opened or listed in a folder, each once."""
    home = Path(root).resolve()
    found = dict.fromkeys(Path(name).resolve() for name in list(_opened))
    return [path for path in found if path.is_relative_to(home)]


def _note(event: str, arguments: tuple[Any, ...]) -> None:
    """Be told of everything that happens in this process, thousands of times: be quick."""
    if event == "open":
        path, _, flags = arguments
        if flags & (os.O_WRONLY | os.O_CREAT):
            return  # to be written
    elif event in _LISTING:
        path = "." if arguments[0] is None else arguments[0]
        if _is_ours(sys._getframe(1)):  # noqa: SLF001 (there is no other way to the caller)
            return
    else:
        return
    if not isinstance(path, int):  # a descriptor, of a file opened before
        _opened[os.path.abspath(os.fsdecode(path))] = None  # noqa: PTH100 (now, and quickly)


def _is_ours(frame: FrameType | None) -> bool:
    """Tell whether a folder is listed by an import, or by unionlib, which notes what it reads."""
    while frame is not None:
        name = frame.f_globals.get("__name__", "")
        if name == "importlib._bootstrap_external":
            return True
        if name.startswith("unionlib."):
            # Every cell is called by unionlib.report.kernel: that alone says nothing.
            return not name.startswith("unionlib.report.")
        frame = frame.f_back
    return False
