"""What every kernel finds around it, forked or not: this unionlib, its environment, a directory.

Only the standard library is imported here, because the zygote is started before
anything else is.
"""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

_ROOT = str(Path(__file__).parents[2])  # where unionlib is, installed or not
# Bytes: a socket's whole path has at most 103, "/unionlib-12345678/7f0123456789-1" among them.
_LONGEST = 70

# What stands in the environment of every kernel.
_DEFINED = {"PYTHONHASHSEED": "0"}
# The same, where the user did not decide otherwise. One thread per kernel: there are
# more kernels than processors, and a library's threads must not be there at the fork.
_DEFAULTS = {
    "JE_ARROW_MALLOC_CONF": "background_thread:false",  # pyarrow's, for the same reason
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
}


def environment() -> dict[str, str]:
    """Return what kernels need in their environment and what is not there yet."""
    return {name: value for name, value in _DEFAULTS.items() if name not in os.environ} | _DEFINED


def python(code: str, *arguments: str) -> list[str]:
    """Return the command of a Python with the same unionlib as here, whatever lies in its folder.

    Parameters
    ----------
    code : str
        What it runs.
    *arguments : str
        What the code finds as ``sys.argv[1:]``.
    """
    same = "import sys; sys.path[0] = sys.argv.pop(1); import unionlib; sys.path[0] = '';"
    return [sys.executable, "-c", same + code, _ROOT, *arguments]


def private_directory() -> Path:
    """Make a directory for sockets, for this user only, with a short path."""
    temporary = tempfile.gettempdir()
    fits = os.name == "nt" or len(os.fsencode(temporary)) <= _LONGEST
    parent = temporary if fits else "/tmp"  # noqa: S108 (what is made there is private)
    return Path(tempfile.mkdtemp(prefix="unionlib-", dir=parent))
