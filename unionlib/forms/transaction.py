"""Replacing the folder of an edition in one step.

What is to be is built beside it, complete, and then takes its place. Killed before,
``data/`` is as it was; killed after, as it should be; leftovers go at the next run.
"""

from __future__ import annotations

import contextlib
import os
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path

from unionlib.errors import UnionlibError
from unionlib.folders import beside, put_in_place, remove
from unionlib.locks import lock


def replace_files(
    folder: Path, files: Mapping[str, str], check: Callable[[Path], object] = lambda _: None
) -> None:
    """Write files of a folder, all of them or none; the folder's other files stay.

    Parameters
    ----------
    folder : Path
        The folder, ``data/2020``; it need not exist, and may be a link to one.
    files : Mapping[str, str]
        Path in the folder → text.
    check : callable
        Given the folder as it would be, of the same name elsewhere; where it raises,
        nothing is replaced.
    """
    given, folder = folder, folder.resolve()
    recover(folder)
    if given.is_symlink() and not folder.exists():
        raise UnionlibError(f"{given}: liên kết không dẫn đến thư mục nào")
    if all(_same(folder / name, text) for name, text in files.items()):
        return
    _refuse_links(folder, files)
    building = beside(folder, "building") / folder.name
    if folder.is_dir():
        # Links cost nothing, and the files themselves are never written to again.
        shutil.copytree(folder, building, symlinks=True, copy_function=_link, ignore=lambda *_: [])
    else:
        building.mkdir(parents=True)
    try:
        for name, text in files.items():
            _write(building / name, text)
        check(building)
    except BaseException:
        recover(folder)
        raise
    _to_disk(building / name for name in files)
    ready = beside(folder, "ready")
    building.rename(ready)
    put_in_place(ready, folder)
    recover(folder)


def recover(folder: Path) -> None:
    """Finish or forget what a killed run has left beside a folder."""
    folder = folder.resolve()
    building, ready, old = (beside(folder, state) for state in ("building", "ready", "old"))
    if not folder.exists() and old.exists():
        # Only where folders cannot be exchanged: killed between the two renames.
        (ready if ready.exists() else old).rename(folder)
    for left in (building, ready, old):
        remove(left)


@contextlib.contextmanager
def only_one(data: Path) -> Iterator[None]:
    """Let one run at a time write below a data root, where there are such locks."""
    with contextlib.ExitStack() as stack:
        try:
            stack.callback(os.close, lock(data, wait=False))
        except BlockingIOError:
            raise UnionlibError(
                f"một lệnh collect khác đang ghi vào {data.name}/; hãy chờ nó xong"
            ) from None
        except OSError:
            pass
        yield


def _refuse_links(folder: Path, names: Iterable[str]) -> None:
    """Refuse to write through a link: another folder's files would change before all is ready."""
    for inner in {(folder / name).parent for name in names}:
        if inner.resolve() != inner:
            message = "là liên kết, không ghi qua được; chỉ cả thư mục của năm mới được là liên kết"
            raise UnionlibError(f"{folder.name}/{inner.name}: {message}")


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.unlink(missing_ok=True)
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.write(text)


def _to_disk(paths: Iterable[Path]) -> None:
    """Wait until files are on the disk: all are written first, then the first wait does most."""
    for path in paths:
        handle = os.open(path, os.O_RDWR)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _same(path: Path, text: str) -> bool:
    return path.is_file() and path.read_bytes() == text.encode()


def _link(source: str, target: str) -> None:
    try:
        os.link(source, target)
    except OSError:
        shutil.copy2(source, target)
