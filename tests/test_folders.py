"""Folders that are replaced whole: several runs at once, and those that were killed."""

from __future__ import annotations

import errno
import os
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from unionlib import folders
from unionlib.folders import exchange, publish, put_in_place, recover, remove, staging

locks = pytest.mark.skipif(os.name == "nt", reason="this platform has no such locks")


@locks
@pytest.mark.parametrize("name", ["2019", "2019 [bản 2]"])
def test_a_folder_that_is_being_made_is_left_alone(tmp_path: Path, name: str) -> None:
    """Whatever the number of the process that makes it; what a killed run has left goes."""
    folder = tmp_path / name
    left, kept = tmp_path / f".{name}.77", tmp_path / f".{name}.7 của tôi"
    left.mkdir()
    kept.mkdir()  # no run names its folder so
    with staging(folder) as one, staging(folder) as other:
        assert one != other
        recover(folder)
        assert sorted(tmp_path.iterdir()) == sorted([one, other, kept])
    assert list(tmp_path.iterdir()) == [kept]


@locks
def test_a_folder_is_made_where_nothing_is_yet(tmp_path: Path) -> None:
    """The folders above it too."""
    with staging(tmp_path / "shared" / "outputs" / "2019") as stage:
        assert list(stage.parent.iterdir()) == [stage]
        assert stage.parent == tmp_path / "shared" / "outputs"


@pytest.mark.parametrize("exchange", ["exchanged", "renamed"])
def test_what_was_there_is_replaced_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, exchange: str
) -> None:
    """No file of the old folder is left, in the new one or beside it; nor what a killed run has left there."""
    if exchange == "renamed":
        monkeypatch.setattr(folders, "exchange", lambda *_: False)
    folder, new = tmp_path / "2019", tmp_path / "new"
    for each in (folder, new, tmp_path / ".2019.old"):
        each.mkdir()
        (each / f"{each.name}.html").touch()
    recover(folder)
    assert list(folder.iterdir()) == [folder / "2019.html"]
    put_in_place(new, folder)
    assert list(folder.iterdir()) == [folder / "new.html"]
    assert list(tmp_path.iterdir()) == [folder]


def test_what_was_there_is_there_again_where_nothing_takes_its_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The new folder is gone before it can be renamed: the old one is whole, and the error told."""
    monkeypatch.setattr(folders, "exchange", lambda *_: False)
    folder = tmp_path / "2019"
    folder.mkdir()
    (folder / "report.html").touch()
    with pytest.raises(FileNotFoundError):
        put_in_place(tmp_path / "gone", folder)
    assert list(tmp_path.rglob("*")) == [folder, folder / "report.html"]


def test_of_a_link_only_the_link_is_removed(tmp_path: Path) -> None:
    """What it leads to is somebody's; a file in the place of a folder goes too."""
    kept, link, file = tmp_path / "kept", tmp_path / "link", tmp_path / "file"
    kept.mkdir()
    (kept / "report.html").touch()
    link.symlink_to(kept)
    file.touch()
    for each in (link, file, tmp_path / "nothing"):
        remove(each)
    assert list(tmp_path.rglob("*")) == [kept, kept / "report.html"]


@locks
@pytest.mark.parametrize("exchange", ["exchanged", "renamed"])
def test_runs_that_publish_at_the_same_moment_do_not_meet(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, exchange: str
) -> None:
    """None fails after all its work, none is thrown away, and nothing is left."""
    if exchange == "renamed":
        monkeypatch.setattr(folders, "exchange", lambda *_: False)
    folder = tmp_path / "2019"

    def run(number: int) -> None:
        recover(folder)
        with staging(folder) as stage:
            (stage / "report.html").write_text(str(number), "utf-8")
            publish(stage, folder)

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(run, range(200)))
    assert (folder / "report.html").is_file()
    assert list(tmp_path.iterdir()) == [folder]


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux exchanges two folders")
def test_two_folders_change_places_in_one_step(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """So that nobody who looks meanwhile finds neither; where they lie may be written in short."""
    monkeypatch.chdir(tmp_path)
    for name in ("old", "new"):
        Path(name).mkdir()
        (Path(name) / f"{name}.html").touch()
    assert exchange(Path("new"), Path("old"))
    assert sorted(path.as_posix() for path in Path().rglob("*.html")) == [
        "new/old.html",
        "old/new.html",
    ]


def test_where_nothing_can_be_locked_a_run_has_a_day(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A folder of yesterday's is left by a run that was killed, one of an hour ago may be in use."""

    def refuse(*_: object, **__: object) -> int:
        raise OSError(errno.ENOLCK, os.strerror(errno.ENOLCK))

    monkeypatch.setattr(folders, "lock", refuse)
    for name, hours in ((".2019.1", 25), (".2019.2", 1)):
        (tmp_path / name).mkdir()
        then = time.time() - hours * 3600
        os.utime(tmp_path / name, (then, then))
    recover(tmp_path / "2019")
    assert list(tmp_path.iterdir()) == [tmp_path / ".2019.2"]
