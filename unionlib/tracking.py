"""Which data files were read, so that a report knows what each section really depends on.

What was made of the files may be kept, for later and for processes forked from this one. It
is used while its files are the same, and whoever uses it counts as having read these.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeAlias, TypeVar

Stamp: TypeAlias = "tuple[int, int, int] | None"
T = TypeVar("T")

_read: dict[Path, Stamp] = {}
_kept: dict[Hashable, tuple[object, dict[Path, str], Any]] = {}
_keeps = False


def files_read() -> list[str]:
    """Return the full paths of the files that this process has read, or looked for in vain."""
    return [str(path) for path in _read]


def remembered(key: Hashable, read: Callable[[], T], by: object = None) -> T:
    """Return what was read before, here or in the process that this one was forked from.

    Parameters
    ----------
    key : Hashable
        What the result depends on besides the files that ``read`` reads.
    read : callable
        Reads; what it raises is not remembered.
    by : object
        What it is read with; what was read with another object is read again.
    """
    if key in _kept:
        reader, files, result = _kept[key]
        if reader is by and all(checksum(path) == known for path, known in files.items()):
            _read.update({path: _stamp(path) for path in files})
            return result  # type: ignore[no-any-return]  # whatever was kept for this key
    if not _keeps:
        return read()
    before = dict(_read)
    _read.clear()
    try:
        result = read()
        files = {path: checksum(path) for path in _read}
        # A file that changed while it was read: nobody knows which state that was.
        if all(_stamp(path) == seen for path, seen in _read.items()):
            _kept[key] = by, files, result
        return result
    finally:
        _read.update(before)


@contextmanager
def keeping() -> Iterator[None]:
    """Keep what is read inside the ``with`` block, without counting it as read yet."""
    global _keeps  # noqa: PLW0603
    before, _keeps = dict(_read), True
    try:
        yield
    finally:
        _keeps = False
        _read.clear()
        _read.update(before)


def checksum(path: Path) -> str:
    """Return the SHA-256 of a file, or of the names in a folder; ``absent`` where there is none."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except (FileNotFoundError, NotADirectoryError):
        return "absent"
    except OSError:  # as a folder says, on each system in its own words
        if not path.is_dir():
            raise
        names = "\0".join(sorted(each.name for each in path.iterdir()))
        return hashlib.sha256(os.fsencode(names)).hexdigest()


def _stamp(path: Path) -> Stamp:
    try:
        about = path.stat()
    except OSError:
        return None
    return about.st_mtime_ns, about.st_size, about.st_ino


def note(path: Path) -> None:
    """Remember that a file was read or looked for."""
    path = path.absolute()  # and not where a link leads to: it may lead elsewhere one day
    _read.setdefault(path, _stamp(path))


def exists(path: Path) -> bool:
    """Tell whether a data file is there; a file that appears later is a change too."""
    note(path)
    return path.is_file()
