"""Which files a kernel opens, whoever opens them: pandas or plain Python, too.

unionlib notes what it reads itself (:mod:`unionlib.tracking`). What a section reads by
other means would change unseen. Python tells of the files that it opens, but neither of
those that a library in C opens, or another program, nor of a look whether a file is
there: see :func:`unionlib.notebooks.reaches_further`.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

_LISTING = ("os.listdir", "os.scandir")
# They look through every folder of sys.path, the section's own among them.
_IMPORTS = ("importlib._bootstrap_external", "importlib.metadata", "importlib_metadata")
# What is no input: the system's own, and what is installed, whose versions are one already.
_HERE = str(Path(__file__).parents[1])
_SYSTEM = ("/dev", "/proc", "/sys")
_INSTALLED = tuple(f"{place}{os.sep}" for place in (sys.prefix, sys.base_prefix, _HERE, *_SYSTEM))
_PACKAGES = f"{os.sep}site-packages{os.sep}"  # those of the user's own
_opened: dict[str, None] = {}
_made: set[str] = set()


def watch() -> None:
    """Take note, from now on, of the files that are opened to be read and of folders listed."""
    _made.add(os.path.abspath(os.environ["IPYTHONDIR"]))  # noqa: PTH100 (a name, as the others)
    sys.addaudithook(_note)


def opened() -> Iterator[Path]:
    """Yield what was opened or listed, by the name that was used, and imported from no package.

    Not what the section has made itself.
    """
    modules = [getattr(module, "__file__", None) for module in list(sys.modules.values())]
    for name in dict.fromkeys([*_opened, *filter(None, modules)]):
        if name.startswith(_INSTALLED) or _PACKAGES in name:  # nearly all: there are many modules
            continue
        path = Path(name)
        if (
            _made.isdisjoint(map(str, (path, *path.parents)))
            # A pipe can be read once.
            and (path.is_file() or path.is_dir() or not path.exists())
        ):
            yield path


def _note(event: str, arguments: tuple[Any, ...]) -> None:
    """Be told of everything that is about to happen in this process, thousands of times: be quick."""
    emptied = 0
    if event == "open":
        path, _, flags = arguments
        emptied = flags & os.O_TRUNC
        found = _made if emptied or flags & os.O_EXCL else _opened
        if found is _opened and flags & os.O_WRONLY:
            return
    elif event == "os.mkdir":
        path, found = arguments[0], _made
    elif event in _LISTING:
        path, found = "." if arguments[0] is None else arguments[0], _opened
    else:
        return
    # What was imported is known from the modules; there is no other way to the caller.
    if sys._getframe(1).f_globals.get("__name__") in _IMPORTS:  # noqa: SLF001
        return
    if not isinstance(path, int):  # a descriptor, of a file opened before
        name = os.path.abspath(os.fsdecode(path))  # noqa: PTH100 (now, and quickly)
        if found is _opened:
            _opened[name] = None
        # What is there already cannot be made: whoever tries takes what there is.
        elif name not in _opened and (emptied or not os.path.lexists(name)):
            _made.add(name)
