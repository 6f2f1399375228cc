"""What a report is made from: the code and the packages, and its files of data and notebooks."""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from unionlib.notebooks import SECTIONS
from unionlib.timeline import LONGEST
from unionlib.tracking import checksum

if TYPE_CHECKING:
    from unionlib.report.request import Request


@cache
def code() -> str:
    """Return what :func:`code_now` returned when this process first asked."""
    return code_now()


def code_now() -> str:
    """Return one checksum of unionlib's code and of the versions of all packages.

    The names of the ``*.dist-info`` folders hold the versions: a listing costs a
    millisecond, importlib.metadata a hundred.
    """
    folders = [Path(folder) for folder in sys.path if Path(folder).is_dir()]
    packages = {path.name for folder in folders for path in folder.glob("*.dist-info")}
    return digest([sys.version, library(), *sorted(packages)])


def library() -> str:
    """Return one checksum of unionlib's own files, templates included."""
    import unionlib

    home = Path(unionlib.__file__).parent
    files = sorted(path for path in home.rglob("*") if path.suffix != ".pyc" and path.is_file())
    return digest(f"{path.relative_to(home).as_posix()}={checksum(path)}" for path in files)


def input_files(request: Request) -> dict[str, Path]:
    """Return every file that a report of this year may read, by its name in the manifest."""
    data = _data_files(request.data.resolve(), request.year)
    found = {f"data/{name}": path for name, path in data.items()}
    return found | {f"notebooks/{path.name}": path for path in request.notebooks.glob(SECTIONS)}


def _data_files(root: Path, year: int) -> dict[str, Path]:
    """Return the codebook and the data of a year and of those that it looks back on, by name."""
    folders = [root / str(year - back) for back in range(LONGEST)]
    files = [*root.glob("*.csv"), *(path for folder in folders for path in folder.rglob("*"))]
    return {path.relative_to(root).as_posix(): path for path in files if path.is_file()}


def digest(parts: Iterable[str]) -> str:
    """Return one checksum of several texts."""
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()
