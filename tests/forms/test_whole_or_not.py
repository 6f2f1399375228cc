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

from tests.helpers import snapshot
from tests.helpers.province import (
    UNIT,
    YEAR,
    Province,
    collecting,
    expected,
    fill,
    observed,
)
from unionlib.cli import main
from unionlib.errors import DataError, UnionlibError
from unionlib.forms.collect import collect
from unionlib.forms.transaction import recover, replace_files
from unionlib.key import Key


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
        failed = True
        try:
            act()
            failed = False
        finally:
            os._exit(failed)  # an error that went on from here would run all other tests once more
    ended = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    assert ended in (0, -signal.SIGKILL), "it failed by itself"
    return ended != 0


@pytest.mark.parametrize("exchange", ["folders exchanged", "renamed one after the other"])
def test_killed_at_any_moment_the_folder_is_old_or_new(
    tmp_path: Path, exchange: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """At each touch of the file system in turn: the old files or the new ones, never a mixture."""
    atomic = exchange == "folders exchanged"
    if not atomic:
        monkeypatch.setattr("unionlib.folders.exchange", lambda *_: False)
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


def linked(folder: Path, target: Path) -> None:
    """Move a folder elsewhere and leave a link to it."""
    target.parent.mkdir(parents=True, exist_ok=True)
    folder.rename(target)
    folder.symlink_to(os.path.relpath(target, folder.parent))


@pytest.mark.parametrize("exchange", ["folders exchanged", "renamed one after the other"])
def test_a_folder_that_is_a_link_is_replaced_where_it_lies(
    tmp_path: Path, exchange: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """data/2020 linked to a share: killed at each moment the share has the old files or the new ones."""
    if exchange != "folders exchanged":
        monkeypatch.setattr("unionlib.folders.exchange", lambda *_: False)
    folder, share = tmp_path / "data" / "2020", tmp_path / "share" / "2020"
    folder.mkdir(parents=True)
    linked(folder, share)
    old, new = {"a.csv": "cũ\n", "b.csv": "cũ\n"}, {"a.csv": "mới\n"}
    moments, finished = 0, False
    while not finished:
        for name, text in old.items():
            (share / name).write_text(text, "utf-8")
        finished = not audited_kill(moments + 1, lambda: replace_files(folder, new))
        moments += 1
        recover(folder)
        there = {path.name: path.read_text("utf-8") for path in folder.iterdir()}
        assert there in ((old | new,) if finished else (old, old | new)), moments
        assert folder.is_symlink()
        assert [path.name for path in share.parent.iterdir()] == ["2020"]
        assert [path.name for path in folder.parent.iterdir()] == ["2020"]
    assert moments > 10


def test_what_a_link_beside_the_folder_leads_to_is_not_deleted(tmp_path: Path) -> None:
    """A link in the place of a leftover goes, and the folder that it leads to stays."""
    (tmp_path / "share").mkdir()
    (tmp_path / "share" / "a.csv").write_text("cũ", "utf-8")
    (tmp_path / "2020").mkdir()
    (tmp_path / ".2020.ready").symlink_to("share")
    (tmp_path / ".2020.old").symlink_to("nowhere")
    replace_files(tmp_path / "2020", {"a.csv": "mới"})
    assert sorted(path.name for path in tmp_path.iterdir()) == ["2020", "share"]
    assert (tmp_path / "share" / "a.csv").read_text("utf-8") == "cũ"
    assert (tmp_path / "2020" / "a.csv").read_text("utf-8") == "mới"


def test_a_link_within_the_folder_is_not_written_through(tmp_path: Path) -> None:
    """Files behind a link could not be replaced together with the others: a sentence, and all stays."""
    (tmp_path / "2020" / "observations").mkdir(parents=True)
    (tmp_path / "2020" / "observations" / "a.csv").write_text("cũ", "utf-8")
    linked(tmp_path / "2020" / "observations", tmp_path / "share")
    before = snapshot(tmp_path)
    with pytest.raises(UnionlibError, match="observations: là liên kết"):
        replace_files(tmp_path / "2020", {"b.csv": "mới", "observations/a.csv": "mới"})
    assert snapshot(tmp_path) == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["2020", "share"]


def test_a_link_that_leads_nowhere_is_said(tmp_path: Path) -> None:
    """A share that is not mounted is not made up in its place."""
    (tmp_path / "2020").symlink_to("share/2020")
    with pytest.raises(UnionlibError, match="không dẫn đến thư mục nào"):
        replace_files(tmp_path / "2020", {"a.csv": "mới"})
    assert [path.name for path in tmp_path.iterdir()] == ["2020"]


def test_a_year_that_is_a_link_is_collected_again_and_again(
    data: Path, sent: Path, small: Province
) -> None:
    """Linked after the first collection, the year takes the second one and a third."""
    assert collect(YEAR, sent, data).written
    linked(data / str(YEAR), data.parent / "share" / str(YEAR))
    corrected = {**small.figures[UNIT], Key("central_unions"): 77.0}
    (sent / f"{UNIT}.xlsx").write_bytes(fill(small.form(), small.blank[UNIT], corrected))
    for _ in range(2):
        assert collect(YEAR, sent, data).written
        assert observed(data) == expected(small, {**small.figures, UNIT: corrected})
        assert (data / str(YEAR)).is_symlink()


@pytest.mark.slow
def test_a_run_killed_at_any_time_leaves_data_whole(
    data: Path, sent: Path, small: Province
) -> None:
    """The command itself, killed after ever longer times, leaves data/ as it was or as it should be."""
    command = [sys.executable, "-m", "unionlib", *collecting(sent, data, data.parent / "f.xlsx")]
    before = snapshot(data)
    finished = shutil.copytree(data, data.parent / "finished")
    assert collect(YEAR, sent, finished).written
    after = snapshot(finished)
    wait, done = 0.15, False
    while not done:
        process = subprocess.Popen(
            command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
        )
        time.sleep(wait)
        done = process.poll() is not None
        if not done:
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        there = {
            name: content
            for name, content in snapshot(data).items()
            if not name.startswith(f".{YEAR}.")
        }
        assert there in (before, after)
        wait *= 1.15  # however slow the machine is, it comes to the end some time
    assert observed(data) == expected(small, small.figures)


def test_two_collections_do_not_write_at_once(data: Path, sent: Path) -> None:
    """While another run holds the data root, a run stops with a sentence."""
    import fcntl

    handle = os.open(data, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        command = collecting(sent, data, data.parent / "f.xlsx")
        assert main(command) == 2
    finally:
        os.close(handle)


def test_a_section_in_parquet_is_not_written_beside(data: Path, sent: Path) -> None:
    """Of a .csv and a .parquet file of one section an edition takes one: said before there are two."""
    path = data / str(YEAR) / "observations" / "workforce.parquet"
    path.parent.mkdir(parents=True)
    path.touch()
    before = snapshot(data)
    with pytest.raises(DataError) as raised:
        collect(YEAR, sent, data)
    assert [str(fault).split(":")[0] for fault in raised.value.faults] == [
        f"{YEAR}/observations/workforce.parquet"
    ]
    assert snapshot(data) == before


def test_a_row_that_is_there_and_no_edition_takes_is_a_fault(data: Path, sent: Path) -> None:
    """A unit, a measure or a period that is none is named by line and column before anything is written."""
    path = data / str(YEAR) / "observations" / "workforce.csv"
    path.parent.mkdir(parents=True)
    rows = "members,soon,,5,,,", "members,,nobody,5,,,", "member,,,5,,,"
    path.write_text("\n".join(["measure,period,unit,value,printed,source,note", *rows]), "utf-8")
    before = path.read_bytes()
    with pytest.raises(DataError) as raised:
        collect(YEAR, sent, data)
    assert [(fault.line, fault.column) for fault in raised.value.faults] == [
        (2, "period"),
        (3, "unit"),
        (4, "measure"),
    ]
    assert path.read_bytes() == before


@pytest.mark.skipif(sys.platform != "linux", reason="Linux ends a process with its parent")
def test_a_killed_run_leaves_no_process_behind(data: Path, sent: Path) -> None:
    """What the processes that read files print to ends with the run that was killed among them."""
    kill = (
        "import os, signal, sys; from pathlib import Path;"
        "from unionlib.forms.collect import collect;"
        "stop = lambda *_: os.kill(os.getpid(), signal.SIGKILL);"
        "collect(int(sys.argv[1]), Path(sys.argv[2]), Path(sys.argv[3]), workers=2, progress=stop)"
    )
    command = [sys.executable, "-c", kill, str(YEAR), str(sent), str(data)]
    ended = subprocess.run(command, capture_output=True, timeout=60, check=False)
    assert ended.returncode == -signal.SIGKILL


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere no process is forked")
def test_ctrl_c_while_processes_start_is_not_lost(data: Path, sent: Path) -> None:
    """Sent at each fork, where Python swallows what a callback raises, it ends the run all the same."""
    interrupted = (
        "import os, signal, sys; from unionlib.cli import main;"
        "interrupt = lambda: signal.raise_signal(signal.SIGINT);"
        "os.register_at_fork(after_in_parent=interrupt);"
        "sys.exit(main(sys.argv[1:]))"
    )
    before = snapshot(data)
    command = ["collect", str(YEAR), str(sent), "--data", str(data)]
    run = subprocess.run(
        [sys.executable, "-c", interrupted, *command],
        cwd=data.parent, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert run.stderr.splitlines()[-1:] == [
        "unionlib: đã dừng; dữ liệu và báo cáo trước đó vẫn nguyên vẹn."
    ]
    assert "Traceback" not in run.stderr
    assert (run.returncode, snapshot(data)) == (130, before)
