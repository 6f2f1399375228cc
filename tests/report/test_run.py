"""The whole run: what a failure, a kill or a wrong request leaves behind, and determinism."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.helpers import PROJECT, snapshot
from tests.helpers.processes import gone, soon
from tests.helpers.project import (
    OPEN,
    WELFARE,
    WORKFORCE,
    Project,
    copy_project,
    make_report,
)
from unionlib.cli import main
from unionlib.errors import ReportError
from unionlib.report import index, inputs
from unionlib.report.aside import failed, keep, set_aside
from unionlib.report.plan import Result
from unionlib.report.run import reports

pytestmark = pytest.mark.usefixtures("warm_process")

Captured = pytest.CaptureFixture[str]
forks = pytest.mark.skipif(not hasattr(os, "fork"), reason="this platform cannot fork")
STOPS = "raise ValueError('không có số')"


@pytest.fixture(autouse=True)
def _code(monkeypatch: pytest.MonkeyPatch) -> None:
    """Take the library as unchanged while the tests run, whoever edits it meanwhile."""
    monkeypatch.setattr(inputs, "code", lambda: "code")
    monkeypatch.setattr(inputs, "code_now", lambda: "code")


def hang(project: Project) -> Path:
    """Let a section say which process it is, and hang; return where it says so."""
    told = project.path / "pid"
    cell = f"import os, pathlib, time\npathlib.Path({str(told)!r}).write_text(str(os.getpid()))"
    project.write("02_welfare", [*WELFARE, f"{cell}\ntime.sleep(600)"])
    return told


@contextmanager
def in_the_middle(project: Project) -> Iterator[tuple[subprocess.Popen[str], int]]:
    """Start a run in a process of its own; give it when a section hangs, and the kernel's id."""
    told = hang(project)
    with subprocess.Popen(
        [sys.executable, "-m", "unionlib", *project.arguments()],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(PROJECT)},
    ) as run:
        try:
            assert soon(lambda: told.exists() and told.read_text("utf-8") != "", 60)
            yield run, int(told.read_text("utf-8"))
        finally:
            run.kill()


def test_a_failed_section_leaves_the_last_report_untouched(
    project: Project, capsys: Captured
) -> None:
    """Status 1; section, cell and error on the error stream; the failed notebook is kept."""
    assert main(project.arguments()) == 0
    good = snapshot(project.output)
    capsys.readouterr()
    project.write("02_welfare", [*WELFARE[:2], STOPS])
    assert main(project.arguments()) == 1
    said = capsys.readouterr()
    assert said.out == ""
    assert "2019: không lập được báo cáo" in said.err
    assert "welfare, ô 4: ValueError: không có số" in said.err
    assert "workforce" not in said.err
    assert snapshot(project.output) == good
    [kept] = project.output.with_name("2019-failed").iterdir()
    assert kept.name == "02_welfare.ipynb"
    assert "không có số" in kept.read_text("utf-8")
    others = {path.name for path in project.output.parent.iterdir()}
    assert others == {".cache", "2019", "2019-failed", "index.html"}


def test_an_error_of_ours_is_told_as_a_sentence(
    project: Project, capsys: pytest.CaptureFixture[str]
) -> None:
    """The office reads which file it lacks, and no name of a class."""
    (project.root.path / "2019/narrative/workforce.md").unlink()
    assert main(project.arguments()) == 1
    told = capsys.readouterr().err
    assert (
        "  workforce, ô 5: 1 lỗi trong dữ liệu: 2019/narrative/workforce.md: không tìm thấy tệp"
        in told
    )


def test_all_failed_sections_are_told_and_the_good_ones_are_kept(
    project: Project, capsys: Captured
) -> None:
    """Once mended, only they run."""
    project.write("01_workforce", [*WORKFORCE[:2], "say(edition, '{memberz}')"])
    project.write("03_third", ["# Phần ba", OPEN, "1 / 0"])
    assert main(project.arguments()) == 1
    told = capsys.readouterr().err
    assert "workforce, ô 4:" in told
    assert "memberz" in told
    assert f"{project.output.name}-failed" in told
    assert "third, ô 4: ZeroDivisionError: division by zero" in told
    project.write("01_workforce", WORKFORCE)
    project.write("03_third", ["# Phần ba", OPEN])
    project.report()
    assert sorted(project.ran) == ["third", "workforce"]


def test_a_section_over_its_time_limit_is_stopped(project: Project, capsys: Captured) -> None:
    """It is told like any other failure, and no process is left."""
    told = hang(project)
    assert main(project.arguments("--timeout", "5")) == 1
    assert "welfare, ô 5: chạy quá 5 giây nên đã bị dừng" in capsys.readouterr().err
    assert gone(int(told.read_text("utf-8")), within=20)


@forks
@pytest.mark.usefixtures("temporary")
def test_a_run_that_is_killed_leaves_the_last_report_whole(project: Project) -> None:
    """No process is left; the next run removes what it had begun."""
    project.report()
    good = snapshot(project.output)
    with in_the_middle(project) as (run, kernel):
        run.kill()
        run.wait()
    assert gone(kernel, within=20)
    assert snapshot(project.output) == good
    assert list(project.output.parent.glob(".2019.*"))
    project.write("02_welfare", WELFARE)
    project.report()
    assert not list(project.output.parent.glob(".2019.*"))


@pytest.fixture
def _open_terminal() -> Iterator[None]:
    """Let SIGHUP do what it does, although these tests may run below nohup."""
    before = signal.signal(signal.SIGHUP, signal.SIG_DFL)
    yield
    signal.signal(signal.SIGHUP, before)


@pytest.mark.parametrize("times", [1, 2])
@pytest.mark.parametrize("how", ["SIGINT", "SIGTERM", "SIGHUP"])
@forks
@pytest.mark.usefixtures("_open_terminal")
def test_a_run_that_is_interrupted_ends_at_once(
    project: Project, temporary: Path, how: str, times: int
) -> None:
    """Ctrl-C, SIGTERM or a closed terminal: the last report is whole, no process and no folder is left."""
    project.report()
    good = snapshot(project.output)
    with in_the_middle(project) as (run, kernel):
        for _ in range(times):
            run.send_signal(signal.Signals[how])
            time.sleep(0.05)
        _, told = run.communicate(timeout=20)
        assert run.returncode == 130
        assert "Traceback" not in told
    assert gone(kernel, within=20)
    assert snapshot(project.output) == good
    assert not list(project.output.parent.glob(".2019.*"))
    assert soon(lambda: not list(temporary.iterdir()))


def test_a_notebook_that_goes_during_the_run_is_a_section_that_failed(project: Project) -> None:
    """As while an editor saves it by renaming: the run goes on, and tells of that section."""
    path = project.path / "notebooks" / "02_welfare.ipynb"
    project.write(
        "01_workforce", [*WORKFORCE, f"from pathlib import Path\nPath({str(path)!r}).unlink()"]
    )
    [outcome] = project.report(workers=1).failed
    assert outcome.section == "welfare"
    assert "02_welfare.ipynb" in str(outcome.error)


def test_two_reports_of_one_process_do_not_meet(project: Project, tmp_path: Path) -> None:
    """Asked for in two threads, one is made after the other."""
    other = copy_project(project, tmp_path / "other")
    with ThreadPoolExecutor(2) as pool:
        made = list(pool.map(lambda each: each.report(fresh=True), (project, project, other)))
    assert [result.failed for result in made] == [(), (), ()]


def test_a_year_that_cannot_be_assembled_does_not_stop_the_others(
    project: Project, tmp_path: Path
) -> None:
    """A reference that leads nowhere is told for its year; the other year is made."""
    bad = copy_project(project, tmp_path / "bad")
    bad.write("02_welfare", [*WELFARE, "# Xem [Bảng](#tbl-none)"])
    ended: list[tuple[Path, object]] = []
    requests = [each.request() for each in (bad, project)]
    reports(requests, lambda *_: None, lambda asked, result: ended.append((asked.output, result)))
    results = dict(ended)
    assert "tbl-none" in str(results[bad.output.parent])
    assert isinstance(results[bad.output.parent], ReportError)
    assert not bad.output.exists()
    assert isinstance(results[project.output.parent], Result)
    assert project.output.exists()


@forks
def test_a_run_that_was_killed_between_the_two_renames_is_mended(project: Project) -> None:
    """The old report is put back before anything else is looked at."""
    project.report()
    good = snapshot(project.output)
    project.output.rename(project.output.with_name(".2019.old"))
    assert project.report().unchanged
    assert snapshot(project.output) == good


WRONG = [
    pytest.param(
        ["report", "2019", "--section", "workfroce", "--section", "welfair"],
        "welfare",
        id="sections",
    ),
    pytest.param(["report", "2019", "--parameter", "yaer=1"], "yaer", id="parameter"),
    pytest.param(["report", "2019", "--parameter", "note=1"], "phải có kiểu str", id="type"),
    pytest.param(["report", "2019", "--parameter", "note"], "TÊN=GIÁ_TRỊ", id="no-value"),
    pytest.param(["report", "2019", "--parameter", "year=2018"], "report NĂM", id="other-year"),
    pytest.param(["report", "2019", "--parameter", "data=x"], "--data THƯ_MỤC", id="other-data"),
    pytest.param(["report", "2031"], "Các năm lập được: 2019", id="year"),
    pytest.param(["report", "2018"], "chỉ có số liệu so sánh", id="comparison-year"),
    pytest.param(["report", "2019", "--notebooks", "nowhere"], "không có thư mục", id="notebooks"),
    pytest.param(["report", "2019", "--data", "nowhere"], "nowhere", id="data"),
]


@pytest.mark.parametrize(("arguments", "told"), WRONG)
def test_a_wrong_request_writes_nothing(
    project: Project, capsys: Captured, monkeypatch: pytest.MonkeyPatch, *,
    arguments: list[str], told: str,
) -> None:  # fmt: skip
    """Status 2, what is wrong and what is allowed; no folder appears."""
    monkeypatch.chdir(project.path)
    before = snapshot(project.path)
    assert main(arguments) == 2
    said = capsys.readouterr()
    assert told in said.err
    assert "Traceback" not in said.err
    assert snapshot(project.path) == before
    assert not (project.path / "outputs").exists()


def test_notebooks_that_would_be_passed_over_are_told(project: Project, capsys: Captured) -> None:
    """One of two of the same name, one whose name is none: by the report and by the check."""
    project.write("07_welfare", WELFARE)
    project.write("08_co-so", WELFARE)
    said = [
        "notebooks/07_welfare.ipynb: phần 'welfare' đã có sổ tay 02_welfare.ipynb",
        "notebooks/08_co-so.ipynb: tên tệp phải là NN_tên.ipynb, tên chỉ gồm",
    ]
    assert main(project.arguments()) == 2
    told = capsys.readouterr().err
    assert all(line in told for line in said)
    assert not (project.path / "outputs").exists()
    assert main(["check", "2019", "--data", str(project.root.path)]) == 1
    told = capsys.readouterr().out
    assert all(line in told for line in said)


def test_what_was_edited_in_a_report_is_kept(project: Project, capsys: Captured) -> None:
    """A clerk has corrected the page and left a note; the next run makes its own, and keeps both."""
    project.report()
    page, aside = project.output / "report.html", project.output.with_name("2019-edited")
    for edition, kept in (("Một", "report.html"), ("Hai", "report-2.html"), ("Hai", "")):
        page.write_text(edition, "utf-8")
        (project.output / "ghi chú.txt").write_text("Đã gửi", "utf-8")
        (project.output / "sections" / ".ipynb_checkpoints").mkdir()
        (project.output / "sections" / ".ipynb_checkpoints" / "a.ipynb").touch()
        (project.output / "~$report.docx").touch()  # of Word, which has it open
        assert main(project.arguments()) == 0
        assert "Tệp đã bị sửa sau lần lập trước được giữ ở" in capsys.readouterr().out
        assert page.read_text("utf-8") != edition
        if kept:
            assert (aside / kept).read_text("utf-8") == edition
    assert sorted(path.name for path in aside.iterdir()) == [
        "ghi chú.txt",
        "report-2.html",
        "report.html",
    ]
    assert project.report().unchanged
    assert project.report(fresh=True).aside is None


def test_what_only_looks_the_same_is_kept_beside_it(tmp_path: Path) -> None:
    """Two versions of one size and one time, which a copy keeps: neither is written over."""
    page = tmp_path / "2019" / "report.html"
    page.parent.mkdir()
    for text in ("Một", "Bảy"):
        page.write_text(text, "utf-8")
        os.utime(page, (1, 1))
        set_aside([page], page.parent)
    kept = (tmp_path / "2019-edited").iterdir()
    assert {path.read_text("utf-8") for path in kept} == {"Một", "Bảy"}


def test_notebooks_that_failed_are_those_of_the_last_run(tmp_path: Path) -> None:
    """What failed before has been mended, or is there again; one that never began is none."""
    for name in ("01_workforce.ipynb", "02_welfare.ipynb"):
        (tmp_path / name).touch()
        keep([tmp_path / name, tmp_path / "03_never.ipynb"], tmp_path / "outputs" / "2019")
    assert list(failed(tmp_path / "outputs" / "2019").iterdir()) == [
        tmp_path / "outputs" / "2019-failed" / "02_welfare.ipynb"
    ]


def test_keeping_a_notebook_that_failed_needs_no_room(tmp_path: Path) -> None:
    """A full disk may be why it failed: the file itself is moved."""
    notebook = tmp_path / "01_workforce.ipynb"
    notebook.touch()
    number = notebook.stat().st_ino
    keep([notebook], tmp_path / "2019")
    assert (failed(tmp_path / "2019") / notebook.name).stat().st_ino == number


def test_a_file_in_the_place_of_a_report_is_no_report(project: Project) -> None:
    """It is not ours to remove; a link to a folder elsewhere gives way to the report."""
    project.output.parent.mkdir(exist_ok=True)
    project.output.write_text("gì đó", "utf-8")
    with pytest.raises(ReportError, match="là một tệp"):
        project.report()
    assert project.output.read_text("utf-8") == "gì đó"
    project.output.unlink()
    elsewhere = project.path / "elsewhere"
    elsewhere.mkdir()
    project.output.symlink_to(elsewhere)
    project.report()
    assert (project.output / "report.html").is_file()
    assert [path.name for path in project.output.parent.iterdir() if path.is_symlink()] == []


def test_folders_of_others_are_left_alone(project: Project) -> None:
    """One beside the reports that is named like a run's, but not by a run."""
    other = project.output.with_name(".2019.1x")
    other.mkdir(parents=True)
    project.report()
    assert other.is_dir()


def test_a_damaged_report_of_another_year_is_not_listed(project: Project) -> None:
    """Cut off, without key figures, or with other ones: this year's is made all the same."""
    other_figures = '{"year": 2015, "status": "draft", "title": "", "headline": [{"text": "1"}]}'
    damaged = {2017: '{"year": 2017, "he', 2016: '{"year": 2016}', 2015: other_figures}
    for year, content in damaged.items():
        other = project.output.with_name(str(year))
        other.mkdir(parents=True)
        (other / "report.json").write_text(content, "utf-8")
    assert main(project.arguments()) == 0
    listed = (project.path / "outputs" / "index.html").read_text("utf-8")
    assert "2019/report.html" in listed
    for year in damaged:
        assert str(year) not in listed


@pytest.mark.parametrize(
    ("unit", "heading"),
    [
        ("người", "mức (người)"),
        ("", "mức"),
        ("%", "mức"),
        ("đồng", "mức"),
        ("điểm phần trăm", "mức"),
    ],
)
def test_the_index_names_a_unit_where_the_figure_does_not(
    tmp_path: Path, unit: str, heading: str
) -> None:
    """“46,7 điểm phần trăm” stands under “mức”, “30.088” under “mức (người)”."""
    figure = {"text": "…", "context": "", "value": 1, "unit": unit, "label": "mức", "rows": []}
    content = {"year": 2019, "status": "draft", "title": "", "headline": [figure]}
    (tmp_path / "2019").mkdir()
    (tmp_path / "2019" / "report.json").write_text(json.dumps(content), "utf-8")
    (entry,) = index.entries(tmp_path)
    assert list(entry.figures) == [heading]


def test_faulty_data_stop_before_any_section_runs(project: Project, capsys: Captured) -> None:
    """Status 2, with file, line and column; the last report stays."""
    project.report()
    good = snapshot(project.output)
    project.root.edit("2019/observations/welfare.csv", "TET,30,30", "TET,30,31")
    assert main(project.arguments()) == 2
    assert "welfare.csv, dòng 2" in capsys.readouterr().err
    assert snapshot(project.output) == good


def test_a_bad_year_does_not_stop_the_good_ones(project: Project, capsys: Captured) -> None:
    """Each year is accounted for; the status is the worst of them."""
    options = project.arguments()
    options[1] = "2018-2019,2031"
    assert main(options) == 2
    said = capsys.readouterr()
    assert "2019:" in said.out
    assert "2018: Năm 2018 chỉ có số liệu so sánh" in said.err
    assert "2031: Không có số liệu năm 2031" in said.err
    assert (project.output / "report.html").is_file()
    assert not project.output.with_name("2018").exists()


def test_an_interrupted_batch_lists_what_it_has_made(project: Project) -> None:
    """The index has the year that was finished, and no other."""
    shutil.copytree(project.root.path / "2019", project.root.path / "2020")
    project.root.edit("2020/edition.toml", "year = 2019", "year = 2020")
    project.root.edit("2020/observations/workforce.csv", "members,2020,", "members,2021,")

    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    requests = [project.request(year=year, workers=1) for year in (2019, 2020)]
    with pytest.raises(KeyboardInterrupt):
        reports(requests, lambda *_: None, stop)
    listed = (project.path / "outputs" / "index.html").read_text("utf-8")
    assert 'href="2019/report.html"' in listed
    assert "2020/report" not in listed


def test_a_part_is_written_beside_the_report(project: Project) -> None:
    """The whole report and the index are as they were."""
    project.report()
    good = snapshot(project.output.parent)
    assert main(project.arguments("--section", "welfare")) == 0
    now = snapshot(project.output.parent)
    assert {name: now[name] for name in good} == good
    part = (project.output.with_name("2019-part") / "report.html").read_text("utf-8")
    assert 'data-section="welfare"' in part
    assert 'data-section="workforce"' not in part


def test_a_notebook_cannot_reach_another_section(project: Project) -> None:
    """What a cell does to the environment and the working directory stays in its section."""
    spoil = "import os\nos.environ['NOTE'] = 'x'\nos.chdir('/')"
    look = "import os\nassert 'NOTE' not in os.environ and os.getcwd() != '/', os.getcwd()"
    project.write("01_workforce", [*WORKFORCE, spoil])
    project.write("02_welfare", [*WELFARE, "import time\ntime.sleep(0.5)", look])
    assert not project.report(workers=1).failed


def test_what_is_told_of_a_run_names_the_section_being_executed(project: Project) -> None:
    """The longer notebook begins first; while the other ends before it, it is still the one named."""
    first = project.path / "first"  # of them has ended
    wait = (
        f"import pathlib, time\nwhile not pathlib.Path({str(first)!r}).exists(): time.sleep(0.02)"
    )
    project.write("02_welfare", [*WELFARE, wait + "\n" * 500])
    told: list[tuple[int, int, list[str]]] = []

    def progress(done: int, of: int, waiting: Sequence[str]) -> None:
        told.append((done, of, [*waiting]))
        if done == 1:
            first.touch()

    make_report(project.request(timeout=60), progress)
    assert told == [
        (0, 2, ["welfare", "workforce"]),
        (1, 2, ["welfare"]),
        (2, 2, []),
    ]


def test_two_runs_in_two_folders_give_the_same_bytes(project: Project, tmp_path: Path) -> None:
    """Page, manifest, PDF, Word and tables: no time, no path, no order by chance."""
    columns = '{"Đoàn viên": "members", "Lao động": "employees"}'
    show = (
        "from unionlib import bars, table, tabulate\n"
        f'made = tabulate(edition, "sectors", "Theo khối", {columns}, by="sector")\n'
        "table(made)\nbars(made)"
    )
    project.write("01_workforce", [*WORKFORCE, show])
    other = copy_project(project, tmp_path / "bản sao {year}")
    formats = ("html", "pdf", "docx")
    made = []
    for each, fresh in ((project, False), (project, True), (other, False)):
        assert not each.report(formats=formats, fresh=fresh).failed
        files = snapshot(each.output)
        made.append({name: files[name] for name in files if _published(name)})
    assert {"report.html", "report.json", "report.pdf", "report.docx"} <= made[0].keys()
    assert any(name.startswith("tables/") for name in made[0])
    assert made[0] == made[1] == made[2]


def _published(name: str) -> bool:
    return name.startswith(("report.", "tables/"))


@pytest.mark.parametrize("fork", ["1", "0"], ids=["forked", "ordinary"])
def test_kernels_have_the_library_of_the_command(project: Project, fork: str) -> None:
    """Another unionlib in the working directory is not mixed into the report."""
    other = project.path / "unionlib"
    other.mkdir()
    (other / "__init__.py").write_text("raise RuntimeError('another unionlib')", "utf-8")
    done = subprocess.run(
        [sys.executable, "-P", "-m", "unionlib", *project.arguments()],
        cwd=project.path,
        env={**os.environ, "PYTHONPATH": str(PROJECT), "UNIONLIB_FORK": fork},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert ">55</data>" in project.page
