"""Written whole or not at all, whenever the run is killed."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.province import (
    YEAR,
    Province,
    expected,
    observed,
    tree,
)
from unionlib.cli import main
from unionlib.errors import DataError
from unionlib.forms.collect import collect
from unionlib.forms.transaction import recover, replace_files


def audited_kill(at: int, act: Callable[[], object]) -> bool:
    """Run something in a child that is killed at its n-th touch of the file system; tell whether it was."""
    child = os.fork()
    if child == 0:
        seen = 0

        def watch(event: str, _: tuple[Any, ...]) -> None:
            nonlocal seen
            if event in (
                "open",
                "os.rename",
                "os.link",
                "os.mkdir",
                "os.remove",
                "os.rmdir",
                "ctypes.dlsym",
                "shutil.rmtree",
            ):
                seen += 1
                if seen == at:
                    os.kill(os.getpid(), signal.SIGKILL)

        sys.addaudithook(watch)
        act()
        os._exit(0)
    return os.waitpid(child, 0)[1] != 0


@pytest.mark.parametrize("exchange", ["folders exchanged", "renamed one after the other"])
def test_killed_at_any_moment_the_folder_is_old_or_new(
    tmp_path: Path, exchange: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """At each touch of the file system in turn: the old files or the new ones, never a mixture."""
    atomic = exchange == "folders exchanged"
    if not atomic:
        monkeypatch.setattr("unionlib.forms.transaction._exchange", lambda *_: False)
    folder = tmp_path / "2020"
    (folder / "observations").mkdir(parents=True)
    old = {"observations/a.csv": "cũ 1\n", "observations/b.csv": "cũ 2\n", "narrative.md": "lời\n"}
    for name, text in old.items():
        (folder / name).write_text(text, "utf-8")
    new = {
        "observations/a.csv": "mới 1\n",
        "observations/b.csv": "mới 2\n",
        "submissions.csv": "mới 3\n",
    }
    moments = 0
    while audited_kill(moments + 1, lambda: replace_files(folder, new)):
        moments += 1
        if atomic:
            assert folder.is_dir()
        recover(folder)
        there = {
            path.relative_to(folder).as_posix(): path.read_text("utf-8")
            for path in folder.rglob("*")
            if path.is_file()
        }
        assert there in (old, old | new), moments
        assert [path.name for path in tmp_path.iterdir()] == ["2020"]
        shutil.rmtree(folder)
        (folder / "observations").mkdir(parents=True)
        for name, text in old.items():
            (folder / name).write_text(text, "utf-8")
    assert moments > 15
    assert (folder / "submissions.csv").exists()


@pytest.mark.slow
def test_a_run_killed_at_any_time_leaves_data_whole(
    data: Path, sent: Path, small: Province
) -> None:
    """The command itself, killed after ever longer times, leaves data/ as it was or as it should be."""
    command = [
        sys.executable,
        "-m",
        "unionlib",
        "collect",
        str(YEAR),
        str(sent),
        "--data",
        str(data),
        "--findings",
        str(data.parent / "f.xlsx"),
    ]
    before = tree(data)
    finished = shutil.copytree(data, data.parent / "finished")
    assert collect(YEAR, sent, finished).written
    after = tree(finished)
    for wait in (0.05 * step for step in range(3, 40)):
        process = subprocess.Popen(
            command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
        )
        time.sleep(wait)
        done = process.poll() is not None
        if not done:
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        there = {
            name: check for name, check in tree(data).items() if not name.startswith(f".{YEAR}.")
        }
        assert there in (before, after)
        if done:
            break
    assert observed(data) == expected(small, small.figures)


def test_two_collections_do_not_write_at_once(data: Path, sent: Path) -> None:
    """While another run holds the data root, a run stops with a sentence."""
    import fcntl

    handle = os.open(data, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        command = [
            "collect",
            str(YEAR),
            str(sent),
            "--data",
            str(data),
            "--findings",
            str(data.parent / "f.xlsx"),
        ]
        assert main(command) == 2
    finally:
        os.close(handle)


def test_a_section_in_parquet_is_not_written_beside(data: Path, sent: Path) -> None:
    """Of a .csv and a .parquet file of one section an edition takes one: said before there are two."""
    path = data / str(YEAR) / "observations" / "workforce.parquet"
    path.parent.mkdir(parents=True)
    path.touch()
    before = tree(data)
    with pytest.raises(DataError) as raised:
        collect(YEAR, sent, data)
    assert [str(fault).split(":")[0] for fault in raised.value.faults] == [
        f"{YEAR}/observations/workforce.parquet"
    ]
    assert tree(data) == before
