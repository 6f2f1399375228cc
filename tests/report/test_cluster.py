"""The same report from a Dask cluster: a real scheduler, real workers, one of them killed."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import textwrap
import threading
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import TypeAlias

import pytest

from tests.helpers import PROJECT, snapshot
from tests.helpers.data_root import FILES
from tests.helpers.processes import parent, soon
from tests.helpers.project import WELFARE, WORKFORCE, Project
from unionlib.cli import main
from unionlib.errors import ReportError
from unionlib.report import cluster, command, dask, warm
from unionlib.report.job import Job

Captured = pytest.CaptureFixture[str]
Started: TypeAlias = "tuple[str, list[subprocess.Popen[bytes]]]"

# The first kernel to run it says who its parent is, and hangs; every later one goes on.
HANG_ONCE = """
import os, pathlib, time
try:
    with open(note, "x") as mark:
        mark.write(str(os.getppid()))
    time.sleep(600)
except FileExistsError:
    pass
"""


@pytest.fixture
def cluster_here(tmp_path: Path, temporary: Path) -> Iterator[Started]:
    """Give a scheduler's address, itself and its two workers, all on this machine."""
    pytest.importorskip("distributed")
    found = tmp_path / "scheduler.json"
    common = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "cwd": tmp_path}
    environment = {**os.environ, "PYTHONPATH": str(PROJECT)}

    def start(*arguments: str) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", *arguments, "--no-dashboard"]
        return subprocess.Popen(command, env=environment, **common)  # type: ignore[call-overload,no-any-return]

    here = ("--host", "127.0.0.1", "--scheduler-file", str(found))
    processes = [start("distributed.cli.dask_scheduler", *here, "--port", "0")]
    try:
        assert soon(lambda: found.exists() and found.read_text("utf-8").endswith("}"), 60)
        # Without a nanny, so that a killed worker stays dead.
        alone = ("--nthreads", "1", "--no-nanny", "--local-directory", str(tmp_path / "dask"))
        workers = [start("distributed.cli.dask_worker", *here, *alone) for _ in range(2)]
        processes += workers
        address = found.read_text("utf-8").split('"address": "')[1].split('"')[0]
        yield address, processes
    finally:
        for process in processes:
            process.kill()
            process.wait()


def start(arguments: list[str]) -> subprocess.Popen[str]:
    """Start the command, to be interfered with while it runs."""
    return subprocess.Popen(
        [sys.executable, "-m", "unionlib", *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(PROJECT)},
    )


def published(project: Project) -> dict[str, bytes]:
    """Return what a reader gets, byte for byte."""
    files = snapshot(project.output)
    return {name: files[name] for name in files if name.startswith(("report.", "tables/"))}


def notebooks(project: Project) -> dict[str, list[object]]:
    """Return what executed notebooks say of their paths: parameters, where from; not the stage."""
    found = {}
    for path in (project.output / "sections").glob("*.ipynb"):
        notebook = json.loads(path.read_text("utf-8"))
        about = notebook["metadata"]["papermill"]
        [injected] = [
            cell["source"]
            for cell in notebook["cells"]
            if "injected-parameters" in cell["metadata"].get("tags", [])
        ]
        output = Path(about["output_path"])
        found[path.name] = [about["parameters"], about["input_path"], output.name, injected]
        assert output.parents[2] == project.output.parent
    return found


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_a_worker_that_is_lost_costs_its_jobs_time_and_nothing_else(
    project: Project, cluster_here: Started, temporary: Path
) -> None:
    """Killed in the middle of a section: the same report, byte for byte, and no folder is left."""
    address, processes = cluster_here
    workers = {process.pid for process in processes[1:]}
    mark = project.path / "mark"
    project.write("01_workforce", [*WORKFORCE, HANG_ONCE])
    project.write("03_more", [WELFARE[0].replace("Chăm", "Thêm"), *WELFARE[1:]])
    arguments = project.arguments("--parameter", f"note={mark}", "--format", "docx")
    run = start([*arguments, "--dask", address])
    with run:
        soon(
            lambda: run.poll() is not None or (mark.exists() and mark.read_text("utf-8") != ""), 60
        )
        kernels_parent = int(mark.read_text("utf-8")) if mark.exists() else 0
        worker = kernels_parent if kernels_parent in workers else parent(kernels_parent)
        os.kill(worker, signal.SIGKILL)
        said, told = run.communicate(timeout=60)
    assert worker in workers
    assert run.returncode == 0, told
    assert "report.docx, report.html, report.json" in said
    far = published(project)
    sent = notebooks(project)
    assert not list(temporary.rglob("unionlib-parcel-*"))
    result = project.report(
        parameters={"note": str(mark)}, formats=("html", "docx"), fresh=True, workers=1
    )
    assert not result.failed
    assert published(project) == far
    assert notebooks(project) == sent


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_a_scheduler_that_is_lost_ends_the_run(project: Project, cluster_here: Started) -> None:
    """With a sentence for each section, no traceback, and the last report whole."""
    address, processes = cluster_here
    project.report()
    good = published(project)
    mark = project.path / "mark"
    project.write("01_workforce", [*WORKFORCE, HANG_ONCE])
    arguments = project.arguments("--parameter", f"note={mark}", "--fresh")
    run = start([*arguments, "--dask", address])
    with run:
        soon(lambda: run.poll() is not None or mark.exists(), 60)
        processes[0].kill()
        _, told = run.communicate(timeout=60)
    assert run.returncode == 1, told
    assert f"workforce: mất kết nối với bộ điều phối Dask {address}\n" in told
    assert "Traceback" not in told
    assert "distributed" not in told
    assert published(project) == good


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_a_run_that_is_interrupted_leaves_no_section_on_a_worker(
    project: Project, cluster_here: Started, temporary: Path
) -> None:
    """Within seconds, and not at the section's time limit: the next run would wait for its place."""
    address, _ = cluster_here
    mark = project.path / "mark"
    project.write("01_workforce", [*WORKFORCE, HANG_ONCE.replace("getppid", "getpid")])
    arguments = project.arguments("--parameter", f"note={mark}")
    run = start([*arguments, "--dask", address])
    with run:
        assert soon(lambda: mark.exists() and mark.read_text("utf-8") != "", 60)
        kernel = Path(f"/proc/{mark.read_text('utf-8')}")
        assert kernel.exists()
        run.send_signal(signal.SIGINT)
        _, told = run.communicate(timeout=60)
    assert run.returncode == 130, told
    assert soon(lambda: not kernel.exists(), 20)
    assert soon(lambda: not list(temporary.rglob("unionlib-parcel-*")), 20)


class _Client:
    """A client and its executor, which does nothing for what it is given but what is said here."""

    def __init__(self, status: str, sent: Future[object] | None) -> None:
        self.status = status
        self._sent = sent

    def get_executor(self, **_: object) -> _Client:
        return self

    def submit(self, *_: object) -> Future[object]:
        if self._sent is None:
            raise RuntimeError("cannot be sent")
        return self._sent

    def shutdown(self, *_: object) -> None:
        pass


@pytest.mark.parametrize("how", ["forgets", "cancels", "takes nothing more"])
def test_what_dask_gives_up_is_lost_too(how: str) -> None:
    """Its futures may never end: the run does not wait for them, nor for what it says has ended."""
    sent: Future[object] = Future()
    if how == "cancels":
        sent.cancel()
    status = "running" if how == "cancels" else "closed"
    client = _Client(status, None if how == "takes nothing more" else sent)
    executor = dask.Dask(client, "tcp://bo-dieu-phoi:8786")
    [watching] = [thread for thread in threading.enumerate() if thread.name == "dask"]
    with pytest.raises(ReportError, match="mất kết nối với bộ điều phối Dask tcp://bo-dieu-phoi"):
        executor.submit(len, "").result(timeout=10)
    executor.shutdown()
    watching.join(10)
    assert not watching.is_alive()


def test_what_cannot_be_sent_is_no_lost_connection() -> None:
    """A fault of ours is not told as one of the network, which somebody would look for in vain."""
    executor = dask.Dask(_Client("running", None), "tcp://bo-dieu-phoi:8786")
    with pytest.raises(RuntimeError, match="cannot be sent"):
        executor.submit(len, "")
    executor.shutdown()


def test_a_section_that_fails_there_is_told_as_here(project: Project) -> None:
    """With section, cell and error; any executor is a cluster."""
    project.write("02_welfare", [*WELFARE[:2], "1 / 0"])
    job = Job(
        "welfare",
        project.path / "notebooks" / "02_welfare.ipynb",
        {"year": 2019, "data": str(project.root.path)},
        project.path / "out.ipynb",
    )
    with ThreadPoolExecutor(1) as pool:
        outcome = cluster.Cluster(pool).submit(None, job).result()
    warm.stop()
    assert (outcome.state, outcome.cell) == ("failed", 3)
    assert outcome.error == "ZeroDivisionError: division by zero"
    assert outcome.output == job.output
    assert "division by zero" in job.output.read_text("utf-8")


def test_each_run_sends_the_data_as_they_are_then(project: Project) -> None:
    """As ``--watch`` runs again and again over one connection: no run has those of the last."""
    os.utime(project.root.path / "measures.csv", (0, 0))  # from a device without a clock
    here = project.path / "here.txt"  # read there, and no part of what is sent
    here.touch()
    project.write("02_welfare", [*WELFARE, f"_ = open({str(here)!r}).read()"])
    with ThreadPoolExecutor(2) as pool:
        assert command._make([project.request()], pool) == 0
        assert 'Đã tặng <data class="q" value="55"' in project.page  # 30 + 5 + 20
        project.root.edit("2019/observations/welfare.csv", "TET,30,30", "TET,41,41")
        assert command._make([project.request()], pool) == 0
    warm.stop()
    assert 'Đã tặng <data class="q" value="66"' in project.page


def test_a_section_sees_the_years_there_that_are_here(project: Project) -> None:
    """Those too that no report looks back on, and one that is a link to its folder."""
    about = FILES["2018/edition.toml"]
    project.root.write("2001/edition.toml", about.replace("comparison", "official"))
    project.root.edit("2001/edition.toml", "2018", "2001")
    before = (project.root.path / "2018").rename(project.path / "before")
    (project.root.path / "2018").symlink_to(before)
    ask = """
        from unionlib import load_years
        found = [str(each.year) for each in load_years(data=data)]
        say(edition, "Có {years}.", years="+".join(found))
    """
    project.write("02_welfare", [*WELFARE, textwrap.dedent(ask)])
    with ThreadPoolExecutor(2) as pool:
        assert command._make([project.request()], pool) == 0
    warm.stop()
    assert "Có 2001+2019." in project.page  # 2018 is there to compare with only
    assert ">80</data>" in project.page


def test_a_worker_with_another_library_is_refused(project: Project) -> None:
    """It would give other results under the same name."""
    job = Job("welfare", project.path / "notebooks" / "02_welfare.ipynb", {}, project.path / "o")
    parcel = replace(cluster.pack(job, b""), code="another")
    with pytest.raises(ReportError, match="bản unionlib khác"):
        cluster.deliver(parcel)


def test_no_scheduler_is_told(
    project: Project, capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Status 2, with its address; nothing is written."""
    pytest.importorskip("distributed")
    monkeypatch.setattr(dask, "PATIENCE", 1)
    assert main(project.arguments("--dask", "tcp://127.0.0.1:1")) == 2
    assert "không có bộ điều phối Dask nào trả lời ở tcp://127.0.0.1:1" in capsys.readouterr().err
    assert main(project.arguments("--dask", "nonsense")) == 2
    assert "không có bộ điều phối Dask nào trả lời ở nonsense" in capsys.readouterr().err
    assert not (project.path / "outputs").exists()


def test_without_dask_the_package_to_install_is_named(
    project: Project, capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is an optional part of the installation."""
    monkeypatch.setitem(sys.modules, "distributed", None)
    assert main(project.arguments("--dask", "tcp://127.0.0.1:1")) == 2
    assert "make setup" in capsys.readouterr().err
