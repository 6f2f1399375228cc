"""Executing notebooks: real papermill, real kernels, and processes that really end."""

from __future__ import annotations

import ast
import errno
import gc
import json
import os
import re
import signal
import subprocess
import sys
import tempfile
import textwrap
import threading
import time
import weakref
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from dataclasses import replace
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from nbformat.v4.nbjson import reads, writes

from tests.helpers import PROJECT
from tests.helpers.processes import gone, parent, soon
from tests.helpers.project import notebook
from unionlib.report import engine, forked, warm
from unionlib.report.execute import _Interruptions, execute
from unionlib.report.job import Job, Outcome, run_job
from unionlib.report.volatile import strip_volatile

pytestmark = pytest.mark.usefixtures("warm_process")

NOTEBOOKS = Path(__file__).parent / "notebooks"
forks = pytest.mark.skipif(not hasattr(os, "fork"), reason="this platform cannot fork")


@pytest.fixture(
    params=[pytest.param("1", marks=forks, id="forked"), pytest.param("0", id="ordinary")]
)
def either_kind(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Run a test's sections in forked kernels, and again in ordinary ones."""
    monkeypatch.setenv("UNIONLIB_FORK", request.param)
    warm.stop()


def job(name: str, folder: Path, /, timeout: float = 60, **parameters: object) -> Job:
    """Describe a run of a fixture notebook in a folder."""
    output = folder / "out" / f"{name}.ipynb"
    return Job(name, NOTEBOOKS / f"{name}.ipynb", parameters, output, folder, timeout)


def results(outcome: Outcome) -> list[Any]:
    """Return what the cells of an executed notebook showed as plain text."""
    cells = json.loads(outcome.output.read_text("utf-8"))["cells"]
    outputs = [output for cell in cells for output in cell.get("outputs", [])]
    return ["".join(output["data"]["text/plain"]) for output in outputs if "data" in output]


def pids_of(folder: Path) -> list[int]:
    """Wait for the notebook that hangs to say which processes are its own."""
    told = folder / "pids"
    assert soon(lambda: told.exists() and len(told.read_text("utf-8").split()) == 2, 60)
    return [int(word) for word in told.read_text("utf-8").split()]


def test_outcomes_come_in_the_order_of_the_jobs(tmp_path: Path) -> None:
    """The first job takes longest, and is still the first outcome; each is told of when it ends."""
    names = ["works", "reads_data", "works", "kernel_dies"]
    ended: list[Outcome] = []
    outcomes = execute([job(name, tmp_path) for name in names], on_end=ended.append)
    assert [outcome.section for outcome in outcomes] == names
    assert len(ended) == len(names)
    assert all(outcome in outcomes for outcome in ended)


def test_an_executed_notebook_is_papermills(tmp_path: Path) -> None:
    """Its metadata, its injected parameters, the outputs, and nothing else in the folder."""
    [outcome] = execute([job("works", tmp_path, year=2020, name='"Bảo Lạc"')])
    assert (outcome.state, outcome.cell, outcome.error) == ("done", None, None)
    assert outcome.files is not None
    # Matplotlib reads the fonts of the machine, or its own list of them where it has one.
    assert not [name for name in outcome.files if Path(name).is_relative_to(tmp_path)]
    notebook = json.loads(outcome.output.read_text("utf-8"))
    assert notebook["metadata"]["papermill"]["parameters"] == {"year": 2020, "name": '"Bảo Lạc"'}
    assert notebook["metadata"]["papermill"]["output_path"] == str(outcome.output)
    assert {cell["metadata"]["papermill"]["status"] for cell in notebook["cells"]} == {"completed"}
    assert f"(2020, '{tmp_path.name}')" in results(outcome)
    assert [path.name for path in outcome.output.parent.iterdir()] == ["works.ipynb"]


def test_sections_do_not_see_each_other(tmp_path: Path) -> None:
    """Globals, working directory and environment of one are not those of the next."""
    folders = [tmp_path / str(number) for number in range(3)]
    for folder in folders:
        folder.mkdir()
    outcomes = execute([job("leaks", folder) for folder in folders], workers=1)
    seen = [ast.literal_eval(results(outcome)[0]) for outcome in outcomes]
    assert seen == [[False, None, str(folder), False] for folder in folders]
    assert "LEAK" not in os.environ


@pytest.mark.parametrize("letter", ["d", "đ"])
@pytest.mark.usefixtures("either_kind")
def test_sockets_have_room_whatever_the_temporary_folder_is_called(
    letter: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of 79 letters, of two bytes each: the path of a socket may have 103 bytes, and 107 on Linux."""
    with tempfile.TemporaryDirectory() as short:
        folder = Path(short) / (letter * (79 - len(short) - 1))
        folder.mkdir()
        monkeypatch.setattr(tempfile, "tempdir", str(folder))
        [outcome] = execute([job("works", tmp_path)])
        warm.stop()  # which lives there
    assert (outcome.state, outcome.error) == ("done", None)


@pytest.mark.usefixtures("either_kind")
def test_what_ipython_keeps_is_kept_for_one_section(tmp_path: Path) -> None:
    """Neither `%store` nor the start-up files of a profile reach the next section."""
    keeps = """
        from pathlib import Path
        kept = 1
        %store kept
        %store -r kept
        for profile in (get_ipython().profile_dir, get_ipython().kernel.profile_dir):
            Path(profile.startup_dir, "00.py").write_text("started = 1")
    """
    looks = "%store -r kept\n[name for name in ('kept', 'started') if name in globals()]"
    jobs = []
    for name, cell in (("keeps", textwrap.dedent(keeps)), ("looks", looks)):
        path = tmp_path / f"{name}.ipynb"
        path.write_text(json.dumps(notebook([cell])), "utf-8")
        jobs.append(Job(name, path, {}, tmp_path / "out" / path.name))
    kept, looked = execute(jobs, workers=1)
    assert (kept.state, looked.state) == ("done", "done")
    assert results(looked) == ["[]"]


def test_what_is_printed_stands_in_its_place(tmp_path: Path) -> None:
    """Before and after a display, and in its own cell."""
    cells = [
        "print('a')\ndisplay('b')\nprint('c')\nprint('d', end='')",
        "x = 1",
        "print('e')",
    ]
    path = tmp_path / "prints.ipynb"
    path.write_text(json.dumps(notebook(cells)), "utf-8")
    [outcome] = execute([Job("prints", path, {}, tmp_path / "out.ipynb")])
    executed = json.loads(outcome.output.read_text("utf-8"))["cells"][-3:]
    shown = [
        [
            "".join(output.get("text", output.get("data", {}).get("text/plain")))
            for output in outputs
        ]
        for outputs in (cell["outputs"] for cell in executed)
    ]
    assert shown == [["a\n", "'b'", "c\nd"], [], ["e\n"]]


def test_what_other_programs_print_stands_in_its_own_cell(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every time, in order with what Python prints, and with no letter cut in two."""
    monkeypatch.delenv("PYTEST_CURRENT_TEST")  # with it, ipykernel leaves the descriptors alone
    line = "Đoàn viên được kết nạp mới. " * 200
    cells = [
        "import os, subprocess",
        "subprocess.run(['printf', '%s', " + repr(line) + "])",
        "subprocess.run(['cat'])",  # nobody types anything: it ends at once
        "print('a', flush=True)\nos.write(1, b'b')\ndisplay('c')\nos.write(1, b'd')",
        "os.write(1, b'e\\xff')",  # no letter at all
        *(f"os.write(1, b'{number}')" for number in range(60)),
    ]
    path = tmp_path / "prints.ipynb"
    path.write_text(json.dumps(notebook([f"{cell};" for cell in cells])), "utf-8")
    [outcome] = execute([Job("prints", path, {}, tmp_path / "out.ipynb")])
    executed = json.loads(outcome.output.read_text("utf-8"))["cells"][-len(cells) :]
    shown = [
        "".join("".join(output.get("text", ["[c]"])) for output in cell["outputs"])
        for cell in executed
    ]
    assert shown == ["", line, "", "a\nb[c]d", "e\ufffd", *map(str, range(60))]


@pytest.mark.usefixtures("either_kind")
def test_no_letter_takes_the_output_with_it(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """Half a pair of surrogates cannot be sent, and stands as its code; the terminal stays clean."""
    path = tmp_path / "half.ipynb"
    path.write_text(json.dumps(notebook([r"print('Đoàn \ud800 viên')"])), "utf-8")
    [outcome] = execute([Job("half", path, {}, tmp_path / "out.ipynb")])
    assert outcome.state == "done"
    shown = json.loads(outcome.output.read_text("utf-8"))["cells"][-1]["outputs"]
    assert "".join(shown[0]["text"]) == "Đoàn \\ud800 viên\n"
    assert capfd.readouterr() == ("", "")


@forks
def test_a_late_end_of_a_cell_is_waited_for(tmp_path: Path) -> None:
    """Its outputs may take longer than a few seconds to come; that is no time limit."""
    late = """
        import time
        kernel = get_ipython().kernel
        publish = kernel._publish_status_and_flush
        def late(*arguments, **named):
            kernel._publish_status_and_flush = publish
            time.sleep(5)
            publish(*arguments, **named)
        kernel._publish_status_and_flush = late
    """
    path = tmp_path / "late.ipynb"
    path.write_text(json.dumps(notebook([textwrap.dedent(late), "1 + 1"])), "utf-8")
    [outcome] = execute([Job("late", path, {}, tmp_path / "out.ipynb")])
    assert (outcome.state, outcome.error) == ("done", None)


@pytest.mark.usefixtures("either_kind")
def test_every_output_of_thousands_is_kept(tmp_path: Path) -> None:
    """In order: ZMQ would drop, without a word, what comes faster than it is fetched."""
    path = tmp_path / "many.ipynb"
    path.write_text(json.dumps(notebook(["for i in range(3000): display(i)"])), "utf-8")
    [outcome] = execute([Job("many", path, {}, tmp_path / "out.ipynb")])
    assert (outcome.state, outcome.error) == ("done", None)
    assert results(outcome) == [str(number) for number in range(3000)]


def test_random_numbers_and_hashes_are_defined(tmp_path: Path) -> None:
    """The same in every section and in every run."""
    runs = []
    for _ in range(2):
        warm.stop()
        runs += execute([job("leaks", tmp_path)])
        assert not warm.is_warm()
    assert results(runs[0])[1] == results(runs[1])[1]


@pytest.mark.usefixtures("either_kind")
def test_random_numbers_are_those_of_the_seed(tmp_path: Path) -> None:
    """From the first on, however often the client had to ask whether the kernel is there."""
    path = tmp_path / "draws.ipynb"
    path.write_text(json.dumps(notebook(["import random\nrandom.random()"])), "utf-8")
    [outcome] = execute([Job("draws", path, {}, tmp_path / "out.ipynb")])
    assert results(outcome) == ["0.8444218515250481"]  # Python's first one after random.seed(0)


@forks
def test_numpy_is_seeded_where_it_is_there_before_the_kernel(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As where the warm process has read data with a library that imports it."""
    warm.stop()
    monkeypatch.setattr(forked, "PRELOAD", (*forked.PRELOAD, "numpy.random"))
    path = tmp_path / "draws.ipynb"
    path.write_text(json.dumps(notebook(["import numpy\nfloat(numpy.random.rand())"])), "utf-8")
    [outcome] = execute([Job("draws", path, {}, tmp_path / "out.ipynb")])
    assert results(outcome) == ["0.5488135039273248"]  # NumPy's first one after its seed(0)


def test_a_failing_cell_stops_its_section_only(tmp_path: Path) -> None:
    """The outcome names the cell as the analyst counts it, the error; its notebook, the rest."""
    failed, done = execute([job("fails_in_a_cell", tmp_path, year=2019), job("works", tmp_path)])
    assert (failed.state, failed.cell, failed.error) == ("failed", 3, "KeyError: 'CĐCS'")
    assert done.state == "done"
    stopped = failed.output.read_text("utf-8")
    assert "papermill-error-cell" in stopped
    assert "KeyError" in stopped


def test_an_error_of_ours_shows_the_lines_of_the_analyst(tmp_path: Path) -> None:
    """Those of cells and sections, then what is wrong: not the library, which nobody edits there."""
    cells = (
        f"from unionlib import load\nedition = load(2019, {str(PROJECT / 'data')!r})",
        "from unionlib.sections import workforce",
        "edition.codebook.codes.clear()\n\nworkforce.members_by_sector(\n    edition\n)",
    )
    path = tmp_path / "fails.ipynb"
    path.write_text(json.dumps(notebook(cells)), "utf-8")
    outcome = run_job(Job("fails", path, {}, tmp_path / "out.ipynb", tmp_path, 60))
    [error] = [
        output
        for cell in json.loads(outcome.output.read_text("utf-8"))["cells"]
        for output in cell.get("outputs", [])
        if output["output_type"] == "error"
    ]
    cell, section, words = error["traceback"]
    assert cell == "Dòng 3: workforce.members_by_sector("
    assert re.fullmatch(r"workforce\.py, dòng [0-9]+: return tabulate\(", section)
    assert words == outcome.error == "Phân tổ 'sector' không có. Được phép: unit."


def test_a_cell_that_cannot_be_read_is_told_by_its_line(tmp_path: Path) -> None:
    """Not by the number that IPython gives its file."""
    path = tmp_path / "broken.ipynb"
    path.write_text(json.dumps(notebook(["1 + 1\n2 +"])), "utf-8")
    outcome = run_job(Job("broken", path, {}, tmp_path / "out.ipynb", tmp_path, 60))
    assert outcome.error == "SyntaxError: invalid syntax (dòng 2)"


def test_a_full_disk_ends_a_section_with_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not with the number that the system gives it."""

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(engine, "run_notebook", full)
    outcome = run_job(job("works", tmp_path))
    assert outcome.state == "failed"
    assert outcome.error == "ổ đĩa đã đầy; hãy xóa bớt tệp rồi gõ lại lệnh"


def test_a_notebook_that_fails_is_written_whole_or_not_at_all(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The disk may be full by then: half of it would open nowhere."""

    def cut_off(_: object, path: str) -> None:
        Path(path).write_text('{"cells": [', "utf-8")
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(engine, "write_ipynb", cut_off)
    (tmp_path / "out").mkdir()
    asked = job("fails_in_a_cell", tmp_path, year=2019)
    outcome = run_job(replace(asked, output=tmp_path / "out" / "01.ipynb"))
    assert outcome.error == "ổ đĩa đã đầy; hãy xóa bớt tệp rồi gõ lại lệnh"
    assert not list((tmp_path / "out").iterdir())


@forks
def test_a_warm_process_that_died_is_replaced() -> None:
    """Nothing of it is left: whoever asks for its last words is told of no file that is gone."""
    died = warm.start()
    assert died is not None
    died.process.kill()
    died.process.wait()
    zygote = warm.start()
    assert zygote is not None
    assert zygote.process.poll() is None
    assert not died.directory.exists()
    assert died.last_words() == ""


def test_a_section_cannot_end_before_its_end(tmp_path: Path) -> None:
    """`sys.exit()` in a cell would leave the rest of the section out without a word."""
    [outcome] = execute([job("exits", tmp_path, year=2019)])
    assert (outcome.state, outcome.cell) == ("failed", 3)
    assert outcome.error is not None
    assert "SystemExit" in outcome.error


def test_a_dead_kernel_is_reported(tmp_path: Path) -> None:
    """Not as a hang, and with the cell that killed it."""
    [outcome] = execute([job("kernel_dies", tmp_path)])
    assert (outcome.state, outcome.cell) == ("failed", 2)
    assert outcome.error == "tiến trình chạy phần này đã mất (có thể vì hết bộ nhớ)"


def test_what_a_stopped_cell_leaves_waiting_is_ended(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """Else asyncio complains on the terminal, later, of tasks that nobody there knows."""
    path = tmp_path / "hangs.ipynb"
    path.write_text(json.dumps(notebook(["while True: pass"])), "utf-8")
    [outcome] = execute([Job("hangs", path, {}, tmp_path / "out.ipynb", tmp_path, 3)])
    assert outcome.state == "timeout"
    gc.collect()
    assert not [record for record in caplog.records if record.name == "asyncio"]


def test_a_cell_may_await(tmp_path: Path) -> None:
    """As in JupyterLab; it goes on when what it waits for has come, and fails as any other."""
    path = tmp_path / "waits.ipynb"
    wait = "import asyncio\nawait asyncio.sleep(0.01)"
    path.write_text(json.dumps(notebook([wait, "print('on')", f"{wait}\n1 / 0"])), "utf-8")
    [outcome] = execute([Job("waits", path, {}, tmp_path / "out.ipynb", tmp_path, 20)])
    assert (outcome.state, outcome.cell) == ("failed", 3)
    assert outcome.error == "ZeroDivisionError: division by zero"


@pytest.mark.usefixtures("either_kind")
def test_a_hang_is_stopped_and_leaves_no_process(tmp_path: Path) -> None:
    """Neither the kernel, which ignores interrupts, nor what it started."""
    begun = time.monotonic()
    [outcome] = execute([job("hangs", tmp_path, timeout=4)])
    assert (outcome.state, outcome.cell) == ("timeout", 3)
    assert outcome.error == "chạy quá 4 giây nên đã bị dừng"
    assert time.monotonic() - begun < 12
    assert gone(*pids_of(tmp_path))


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere such a process has no parent left")
def test_what_ends_without_its_parent_is_no_zombie(tmp_path: Path) -> None:
    """Not even while the section that left it behind still runs."""
    looks = """
        import os, pathlib, subprocess, time
        _ = subprocess.run(["sh", "-c", "sleep 0.2 &"])
        time.sleep(1)
        stats = [path.read_text().rpartition(")")[2].split()[:2]
                 for path in pathlib.Path("/proc").glob("[0-9]*/stat") if path.exists()]
        stats.count(["Z", str(os.getppid())])
    """
    path = tmp_path / "looks.ipynb"
    path.write_text(json.dumps(notebook([textwrap.dedent(looks)])), "utf-8")
    [outcome] = execute([Job("looks", path, {}, tmp_path / "out.ipynb")])
    assert (outcome.state, outcome.error) == ("done", None)
    assert results(outcome) == ["0"]


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere such a process has no parent left")
@pytest.mark.parametrize("ends", ["done", "timeout"])
def test_a_process_that_left_its_section_ends_with_it(ends: str, tmp_path: Path) -> None:
    """One with a session of its own, whether the section succeeds or is stopped."""
    start = (
        "import pathlib, subprocess, time\n"
        "child = subprocess.Popen(['sleep', '600'], start_new_session=True)\n"
        "pathlib.Path('pid').write_text(str(child.pid))"
    )
    cells = [start] if ends == "done" else [start, "time.sleep(600)"]
    path = tmp_path / "leaves.ipynb"
    path.write_text(json.dumps(notebook(cells)), "utf-8")
    limit = 60 if ends == "done" else 3
    [outcome] = execute([Job("leaves", path, {}, tmp_path / "out.ipynb", tmp_path, limit)])
    assert outcome.state == ends
    assert gone(int((tmp_path / "pid").read_text("utf-8")))


@pytest.mark.skipif(sys.platform != "linux", reason="no other system can be asked for it")
@pytest.mark.usefixtures("temporary")
def test_killing_the_run_ends_ordinary_kernels(tmp_path: Path) -> None:
    """They know of their parent's end from the system, whatever they do."""
    with start_run(tmp_path, "0") as run:
        kernel, child = pids_of(tmp_path)
        run.kill()
    assert gone(kernel, within=0.8)  # Jupyter looks after a second, if the kernel lets it
    os.kill(child, signal.SIGKILL)  # its own process, which nobody knew of


@forks
def test_killing_the_run_leaves_nothing(tmp_path: Path, temporary: Path) -> None:
    """SIGKILL cannot be caught; no process and no file outlives the run all the same."""
    with start_run(tmp_path) as run:
        pids = pids_of(tmp_path)
        run.kill()
    assert gone(*pids)
    assert soon(lambda: not list(temporary.glob("unionlib-*")))


@forks
def test_a_fork_of_the_run_keeps_no_warm_process(temporary: Path) -> None:
    """A process that a library has forked may outlive the run; the warm process is the run's own."""
    code = """
        import os, time
        from unionlib.report import warm
        zygote = warm.start()
        if os.fork():
            print(zygote.process.pid, flush=True)
        time.sleep(600)
    """
    with subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(code)],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(PROJECT)},
        start_new_session=True,
    ) as run:
        assert run.stdout
        zygote = int(run.stdout.readline())
        run.kill()
        try:
            assert gone(zygote, within=20)
            assert not list(temporary.glob("unionlib-*"))
        finally:
            os.killpg(run.pid, signal.SIGKILL)


@forks
@pytest.mark.usefixtures("temporary")
def test_killing_the_warm_process_ends_its_kernels(tmp_path: Path) -> None:
    """The run reports the section and ends by itself."""
    with start_run(tmp_path) as run:
        kernel, child = pids_of(tmp_path)
        os.kill(parent(kernel), signal.SIGKILL)
        said, _ = run.communicate(timeout=20)
    assert "failed tiến trình chạy phần này đã mất" in said
    assert run.returncode == 0
    os.kill(child, signal.SIGKILL)  # its own process: only the zygote knew of it
    assert gone(kernel, child)


@pytest.mark.parametrize("fork", [pytest.param("1", marks=forks), "0"])
def test_interrupting_the_run_ends_its_kernels(fork: str, tmp_path: Path, temporary: Path) -> None:
    """Ctrl-C does not wait for the section's time limit."""
    with start_run(tmp_path, fork) as run:
        pids = pids_of(tmp_path)
        run.send_signal(signal.SIGINT)
        assert run.wait(10) != 0
    assert gone(*pids)
    assert soon(lambda: not list(temporary.glob("unionlib-*")))


@forks
def test_an_error_ends_sections_that_only_begin(tmp_path: Path) -> None:
    """None of them starts another warm process to go on in."""
    folders = [tmp_path / str(number) for number in range(5)]
    for folder in folders:
        folder.mkdir()

    def jobs() -> Iterator[Job]:
        yield from (job("hangs", folder) for folder in folders)
        raise LookupError

    begun = time.monotonic()
    with pytest.raises(LookupError):
        execute(jobs())
    assert time.monotonic() - begun < 12
    assert not warm.is_warm()


@forks
def test_a_kernel_that_cannot_be_forked_fails_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The system may refuse one more process; the warm process goes on."""
    warm.stop()
    refusing = (*forked.PRELOAD, "tests.helpers.project:refuse_one_fork")
    monkeypatch.setattr(forked, "PRELOAD", refusing)
    warm.start()
    outcomes = execute([job("works", tmp_path)] * 3, workers=1)
    warm.stop()
    assert [outcome.state for outcome in outcomes] == ["failed", "done", "done"]
    assert "The kernel ended" in str(outcomes[0].error)


@forks
def test_a_stopped_run_starts_no_warm_process() -> None:
    """Later it can be started again, as in JupyterLab."""
    with warm.closed(), pytest.raises(RuntimeError, match="The run was stopped"):
        warm.start()
    zygote = warm.start()
    assert zygote
    assert zygote.process.poll() is None


def test_an_interruption_is_not_lost_in_a_callback(tmp_path: Path) -> None:
    """Python drops what is raised there; the locks of its imports have such callbacks."""

    def on_end(_: Outcome) -> None:
        def interrupt(_: object) -> None:
            signal.raise_signal(signal.SIGINT)

        thing = {1}
        watched = weakref.ref(thing, interrupt)
        del thing
        assert watched() is None

    with pytest.raises(KeyboardInterrupt):
        execute([job("works", tmp_path)], on_end=on_end)
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_who_asks_twice_means_it() -> None:
    """Whatever this thread does then; once more is not heard, for the run is ending."""

    def run() -> None:
        with _Interruptions():
            signal.raise_signal(signal.SIGINT)
            try:
                signal.raise_signal(signal.SIGINT)
            except KeyboardInterrupt:
                signal.raise_signal(signal.SIGINT)
                raise
            pytest.fail("it was not heard")

    with pytest.raises(KeyboardInterrupt):
        run()
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_an_interruption_that_nobody_took_is_one_at_the_end() -> None:
    """Pressed when the last section had just ended."""
    with pytest.raises(KeyboardInterrupt), _Interruptions():
        signal.raise_signal(signal.SIGINT)


@forks
def test_kernels_end_however_often_one_asks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Asked twice more right before they are ended: the section that hangs is not waited for."""
    closed = warm.closed

    def asked_again() -> AbstractContextManager[None]:
        for _ in range(2):
            signal.raise_signal(signal.SIGINT)
        return closed()

    monkeypatch.setattr(warm, "closed", asked_again)
    jobs = [job("works", tmp_path), job("hangs", tmp_path, timeout=60)]
    begun = time.monotonic()
    with pytest.raises(KeyboardInterrupt):
        execute(jobs, on_end=lambda _: signal.raise_signal(signal.SIGINT))
    assert time.monotonic() - begun < 30


def start_run(folder: Path, fork: str = "1") -> subprocess.Popen[str]:
    """Start a run of the notebook that hangs in a process of its own."""
    code = f"""
        from pathlib import Path
        from unionlib.report.execute import _Interruptions, execute
        from unionlib.report.job import Job
        folder = Path({str(folder)!r})
        job = Job("hangs", Path({str(NOTEBOOKS / "hangs.ipynb")!r}), {{}}, folder / "o.ipynb", folder)
        [outcome] = execute([job])
        print(outcome.state, outcome.error)
    """
    return subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(code)],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        env={
            **os.environ,
            "PYTHONPATH": str(PROJECT),
            "UNIONLIB_FORK": fork,
        },
    )


@forks
def test_the_warm_process_has_one_thread(tmp_path: Path) -> None:
    """A fork copies one thread only; a lock that another held would stay locked."""
    warm.stop()
    zygote = warm.start()
    assert zygote
    execute([job("reads_data", tmp_path)])
    assert warm.is_warm()  # who started it, ends it
    tasks = list(Path(f"/proc/{zygote.process.pid}/task").iterdir())
    assert [task.joinpath("comm").read_text("utf-8") for task in tasks] == ["python\n"]
    assert [path.name for path in zygote.directory.iterdir() if path.suffix == ".json"] == []
    warm.stop()
    assert not zygote.directory.exists()
    assert gone(zygote.process.pid)


def test_two_runs_give_the_same_bytes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also in other folders and in ordinary kernels, once times and paths are stripped."""
    texts = []
    for fork in ("1", "0"):
        monkeypatch.setenv("UNIONLIB_FORK", fork)
        folder = tmp_path / fork / "work"
        folder.mkdir(parents=True)
        [outcome] = execute([job("works", folder, name=str(tmp_path / fork / "data"))])
        assert outcome.state == "done", outcome.error
        executed = reads(outcome.output.read_text("utf-8"))
        strip_volatile(executed)
        texts.append(writes(executed))
    assert texts[0] == texts[1]
    assert str(tmp_path) not in texts[0].replace("\\\\", "\\")
    assert "svg" in texts[0]


def test_a_line_of_any_length_is_read_once() -> None:
    """Words of 200,000 letters without a space: a path behind them is found, and at once."""
    word = "x" * 200_000
    text = f"{word} 'cells/ipykernel_12/345.py'\n{word}\n"
    output = {"output_type": "stream", "name": "stdout", "text": text}
    cell = {"cell_type": "code", "metadata": {}, "source": "", "outputs": [output]}
    begun = time.process_time()
    strip_volatile({"metadata": {}, "cells": [cell]})
    assert time.process_time() - begun < 2  # several minutes where each letter is a beginning
    assert output["text"] == f"{word} '345.py'\n{word}\n"


def test_the_data_files_that_a_section_read_are_known(tmp_path: Path) -> None:
    """They are asked of the kernel, and the notebook does not show it."""
    [outcome] = execute([job("reads_data", tmp_path)])
    names = ("2019/observations/workforce.csv", "measures.csv")
    assert outcome.files == tuple(str(tmp_path.resolve() / name) for name in names)
    assert "read_files" not in outcome.output.read_text("utf-8")


def test_any_executor_runs_jobs(tmp_path: Path) -> None:
    """As a cluster does: the function and the job are all that it gets."""
    with ThreadPoolExecutor(2) as pool:
        outcomes = execute(
            [job("works", tmp_path), job("fails_in_a_cell", tmp_path)], executor=pool
        )
        lost = execute([job("works", tmp_path)], executor=_Broken())
    assert [outcome.state for outcome in outcomes] == ["done", "failed"]
    assert (lost[0].state, lost[0].error) == ("failed", "RuntimeError: worker lost")


class _Broken(ThreadPoolExecutor):
    def submit(self, *args: Any, **kwargs: Any) -> Any:
        def lose() -> None:
            raise RuntimeError("worker lost")

        return super().submit(lose)


def test_braces_in_a_path_are_only_characters(tmp_path: Path) -> None:
    """Papermill would look for a parameter of that name."""
    folder = tmp_path / "{year} {{năm}}"
    folder.mkdir()
    outcome = run_job(job("works", folder, year=2019))
    assert (outcome.state, outcome.error) == ("done", None)
    assert outcome.output.exists()


def test_a_user_without_a_home_sees_no_warning(tmp_path: Path) -> None:
    """Nothing can be written to HOME, and nothing is printed."""
    code = f"""
        from pathlib import Path
        from unionlib.report.execute import _Interruptions, execute
        from unionlib.report.job import Job
        out = Path({str(tmp_path)!r}) / "o.ipynb"
        print(execute([Job("w", Path({str(NOTEBOOKS / "works.ipynb")!r}), {{}}, out)])[0].state)
    """
    kept = {name: os.environ[name] for name in ("PATH", "LANG") if name in os.environ}
    run = subprocess.run(
        [sys.executable, "-W", "default", "-c", textwrap.dedent(code)],
        env={**kept, "HOME": "/dev/null", "PYTHONPATH": str(PROJECT), "TMPDIR": str(tmp_path)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert run.stdout == "done\n"
    ours = [line for line in run.stderr.splitlines() if "font cache" not in line]
    assert ours == []


def test_importing_the_module_is_cheap() -> None:
    """What only looks at jobs does not pay for papermill."""
    code = "import sys, unionlib.report.execute; print(sorted(sys.modules))"
    modules = subprocess.check_output(
        [sys.executable, "-c", code], text=True, env={**os.environ, "PYTHONPATH": str(PROJECT)}
    )
    assert not re.search(r"'(papermill|jupyter_client|nbformat|nbclient|pandas|zmq)'", modules)


def test_what_others_need_is_imported_when_they_use_it(tmp_path: Path) -> None:
    """Papermill's notebooks on web servers, nbconvert's own Markdown: not imported, and there."""
    (tmp_path / "far.ipynb").write_text("{}", "utf-8")
    handler = partial(SimpleHTTPRequestHandler, directory=str(tmp_path))
    code = """
        import sys
        import unionlib.report.engine, unionlib.report.exporter
        print(sorted({"bs4", "click", "mistune", "requests"} & sys.modules.keys()))
        from nbconvert import HTMLExporter
        from nbformat.v4 import new_markdown_cell, new_notebook
        from papermill.iorw import HttpHandler
        print(HttpHandler.read(sys.argv[1]))
        page, _ = HTMLExporter().from_notebook_node(new_notebook(cells=[new_markdown_cell("**b**")]))
        print("<strong>b</strong>" in page)
    """
    environment = {**os.environ, "PYTHONPATH": str(PROJECT), "NO_PROXY": "*"}
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever).start()
        address = f"http://127.0.0.1:{server.server_port}/far.ipynb"
        command = [sys.executable, "-c", textwrap.dedent(code), address]
        said = subprocess.check_output(command, text=True, env=environment)
        server.shutdown()
    assert said.split() == ["[]", "{}", "True"]
