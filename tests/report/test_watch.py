"""``report --watch``: the report follows what it is made from."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from queue import Empty, Queue
from types import SimpleNamespace

import pytest

from tests.helpers import PROJECT
from tests.helpers.processes import children, gone
from tests.helpers.project import OPEN, WELFARE, Project
from unionlib.report import watch as following

forks = pytest.mark.skipif(not hasattr(os, "fork"), reason="this platform cannot fork")


class Watch:
    """A command that watches, and what it says, line by line."""

    def __init__(self, project: Project, *options: str) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "unionlib", *project.arguments("--watch", *options)],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            env={**os.environ, "PYTHONPATH": str(PROJECT)},
        )
        self._lines: Queue[str] = Queue()
        self._reader = threading.Thread(target=self._read)
        self._reader.start()

    def end(self) -> None:
        """Kill it, and let go of what it had."""
        with self.process:
            self.process.kill()
            self._reader.join()

    def _read(self) -> None:
        for line in self.process.stdout or ():
            self._lines.put(line)

    def says(self, words: str) -> str:
        """Wait for a line with these words."""
        heard = []
        while True:
            try:
                heard.append(self._lines.get(timeout=60))
            except Empty:
                raise AssertionError(f"nothing of '{words}' in {heard}") from None
            if words in heard[-1]:
                return heard[-1]


@pytest.fixture
def watch(project: Project) -> Iterator[Watch]:
    """Watch the project; nothing of it is left at the end."""
    watching = Watch(project)
    try:
        watching.says("Đang theo dõi")
        yield watching
    finally:
        watching.end()


def test_the_report_follows_notebooks_and_data(project: Project, watch: Watch) -> None:
    """Each change is on the page when the command says that it has made it again."""
    project.write("02_welfare", [*WELFARE[:2], 'say(edition, "Đã trao {gift_parcels} suất.")'])
    watch.says("report.html")
    assert "Đã trao" in project.page
    assert ">55</data>" in project.page
    project.root.edit("2019/observations/welfare.csv", "TET,30,30", "TET,31,31")
    watch.says("report.html")
    assert ">56</data>" in project.page


def test_an_edit_that_keeps_size_and_time_is_seen(project: Project, watch: Watch) -> None:
    """As a program leaves it that puts the old time back."""
    path = project.root.path / "2019" / "observations" / "welfare.csv"
    about = path.stat()
    project.root.edit("2019/observations/welfare.csv", "TET,30,30", "TET,31,31")
    os.utime(path, ns=(about.st_atime_ns, about.st_mtime_ns))
    watch.says("report.html")
    assert ">56</data>" in project.page


def test_what_fails_is_told_and_can_be_mended(project: Project, watch: Watch) -> None:
    """The last good report stays, and the next change is looked at as any other."""
    good = project.page
    project.write("02_welfare", ["# Chăm lo", OPEN, "1 / 0"])
    watch.says("welfare, ô 4: ZeroDivisionError")
    assert project.page == good
    project.root.edit("2019/observations/welfare.csv", "TET,30,30", "TET,ba mươi,30")
    watch.says("welfare.csv, dòng")
    assert project.page == good
    project.root.edit("2019/observations/welfare.csv", "TET,ba mươi,30", "TET,31,31")
    project.write("02_welfare", WELFARE)
    while ">56</data>" not in project.page:
        watch.says("2019")


def test_what_is_still_written_is_waited_for(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    """From the first change to the end of the last; a link that leads nowhere is no reason to stop."""
    path = project.root.path / "2019" / "observations" / "welfare.csv"
    (project.path / "notebooks" / "03_gone.ipynb").symlink_to("nowhere")
    steps = iter(["", "a", "ab", "abc", ""])  # what is written while it sleeps

    def sleep(_: float) -> None:
        if written := next(steps):
            path.write_text(written, "utf-8")

    monkeypatch.setattr(following, "time", SimpleNamespace(sleep=sleep))
    following.Watch([project.request()]).wait()
    assert list(steps) == []


@forks
def test_ctrl_c_ends_it_and_leaves_nothing(project: Project, watch: Watch) -> None:
    """That is how it is meant to end: status 0, no process, no folder."""
    started = children(watch.process.pid)
    assert started
    watch.process.send_signal(signal.SIGINT)
    assert watch.process.wait(20) == 0
    assert gone(*started, within=0)
    assert {path.name for path in project.output.parent.iterdir()} == {
        ".cache", "2019", "index.html",
    }  # fmt: skip
