"""What is run again: exactly what depends on the change, and nothing stale is ever shown."""

from __future__ import annotations

import json
import shutil
import sys
import textwrap
import time
from collections.abc import Callable
from pathlib import Path

import pytest

import unionlib
from tests.helpers.data_root import FILES
from tests.helpers.project import (
    OPEN,
    WELFARE,
    WORKFORCE,
    Project,
    make_project,
    make_report,
)
from unionlib import tracking
from unionlib.errors import DataError
from unionlib.report import fonts, inputs, kernel, plan, snapshot, warm
from unionlib.report.request import reading_ahead
from unionlib.report.run import reports

pytestmark = pytest.mark.usefixtures("warm_process")

BOTH = ["welfare", "workforce"]
MEMBERS = "2019/observations/workforce.csv"


@pytest.fixture(autouse=True)
def _code(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Take the library as unchanged while the tests run, whoever edits it meanwhile."""
    if "the_library" not in request.node.name:
        monkeypatch.setattr(inputs, "code", lambda: "code")
        monkeypatch.setattr(inputs, "code_now", lambda: "code")


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """Give a project whose report has been made."""
    made = make_project(tmp_path)
    made.report()
    assert sorted(made.ran) == BOTH
    return made


def test_nothing_runs_where_nothing_changed(project: Project) -> None:
    """And the report is not written again."""
    before = (project.output / "report.html").stat().st_mtime_ns
    assert project.report().unchanged
    assert project.ran == []
    assert (project.output / "report.html").stat().st_mtime_ns == before


def _notebook(project: Project) -> None:
    project.write("02_welfare", [*WELFARE[:2], 'say(edition, "Tặng {gift_parcels} suất.")'])


def _observations(project: Project) -> None:
    project.root.edit("2019/observations/welfare.csv", "TET,30,30", "TET,31,31")


def _narrative(project: Project) -> None:
    project.root.edit("2019/narrative/workforce.md", "toàn tỉnh", "cả tỉnh")


def _codebook(project: Project) -> None:
    project.root.edit("measures.csv", "số suất quà,suất", "số phần quà,suất")


def _year_before(project: Project) -> None:
    project.root.edit("2018/observations/workforce.csv", ",80,80,", ",81,81,")


@pytest.mark.parametrize(
    ("change", "again", "shown"),
    [
        pytest.param(_notebook, ["welfare"], "Tặng <data", id="notebook"),
        pytest.param(_observations, ["welfare"], ">56</data>", id="observations"),
        pytest.param(_narrative, ["workforce"], "cả tỉnh", id="narrative"),
        pytest.param(_codebook, BOTH, "số phần quà: 55", id="codebook"),
        pytest.param(_year_before, ["workforce"], ">81</data>", id="year-before"),
    ],
)
def test_a_change_runs_what_depends_on_it(
    project: Project, change: Callable[[Project], None], again: list[str], shown: str
) -> None:
    """One input changes: its sections run, the others do not, the page shows it at once."""
    assert shown not in project.page
    change(project)
    assert not project.report().failed
    assert sorted(project.ran) == again
    assert shown in project.page
    assert project.report().unchanged


def test_an_edition_that_appears_runs_the_sections_that_look_for_it(tmp_path: Path) -> None:
    """Workforce compares with the year before, welfare does not."""
    project = make_project(tmp_path)
    shutil.rmtree(project.root.path / "2018")
    project.report()
    assert ">80</data>" not in project.page
    for name, content in FILES.items():
        if name.startswith("2018/"):
            project.root.write(name, content)
    project.report()
    assert project.ran == ["workforce"]
    assert ">80</data>" in project.page


def test_a_year_that_appears_runs_the_sections_that_ask_which_there_are(tmp_path: Path) -> None:
    """Its folder was there before, without an edition."""
    project = make_project(tmp_path)
    (project.root.path / "2001").mkdir()
    about = FILES["2018/edition.toml"].replace("comparison", "official")
    ask = """
        from unionlib import load_years
        found = [str(each.year) for each in load_years(data=data)]
        say(edition, "Có {years}.", years="+".join(found))
    """
    project.write("02_welfare", [*WELFARE, textwrap.dedent(ask)])
    time.sleep(3 * snapshot.TICK)
    project.report()
    assert "Có 2019." in project.page  # 2018 is there to compare with only
    for year, shown in ((2001, "2001+2019"), (2002, "2001+2002+2019")):
        project.root.write(f"{year}/edition.toml", about.replace("2018", str(year)))
        time.sleep(3 * snapshot.TICK)
        project.report()
        assert project.ran == ["welfare"]
        assert f"Có {shown}." in project.page
        assert project.report().unchanged


def test_an_old_file_that_only_a_notebook_reads_is_an_input(tmp_path: Path) -> None:
    """The year 2001 is none that a report looks back on; this notebook does."""
    project = make_project(tmp_path)
    old = [*WORKFORCE[:2], 'say(load(2001, data), "Năm {year}: {members}")']
    project.write("01_workforce", old)
    about = FILES["2018/edition.toml"].replace("2018", "2001")
    rows = FILES["2018/observations/workforce.csv"]
    project.root.write("2001/edition.toml", about)
    project.root.write("2001/observations/workforce.csv", rows)
    time.sleep(3 * snapshot.TICK)
    project.report()
    assert project.report().unchanged
    project.root.edit("2001/observations/workforce.csv", ",80,80,", ",70,70,")
    project.report()
    assert project.ran == ["workforce"]
    assert ">70</data>" in project.page


@pytest.mark.parametrize("fork", ["1", "0"])
def test_what_a_notebook_reads_without_the_library_is_an_input(
    fork: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Opened by plain Python, or found in a folder: changed or added, its section alone runs again."""
    monkeypatch.setenv("UNIONLIB_FORK", fork)
    project = make_project(tmp_path)
    notes = project.root.path / "notes"
    notes.mkdir()
    (notes / "a.txt").write_text("một", "utf-8")
    read = (
        "from pathlib import Path\n"
        "found = sorted(Path(data, 'notes').glob('*.txt'))\n"
        "say(edition, '{read}', read='+'.join(path.read_text('utf-8') for path in found))"
    )
    project.write("02_welfare", [*WELFARE, read])
    time.sleep(3 * snapshot.TICK)
    project.report()
    assert "một" in project.page
    assert project.report().unchanged
    for name, text, shown in (("a.txt", "hai", "hai"), ("b.txt", "ba", "hai+ba")):
        (notes / name).write_text(text, "utf-8")
        time.sleep(3 * snapshot.TICK)
        project.report()
        assert project.ran == ["welfare"]
        assert shown in project.page
        assert project.report().unchanged


def _linked_elsewhere(path: Path) -> None:
    path.unlink()
    path.symlink_to(path.parents[2] / "elsewhere" / "hai.txt")


@pytest.mark.parametrize(
    ("read", "change"),
    [
        pytest.param(
            "import subprocess\ntold = subprocess.check_output(['cat', here], text=True)",
            lambda path: path.write_text("hai", "utf-8"),
            id="a program",
        ),
        pytest.param(
            "import subprocess\ntold = subprocess.check_output(['ls', data], text=True)",
            lambda path: path.parents[1].joinpath("new.txt").touch(),
            id="a program that lists",
        ),
        pytest.param(
            "told = !cat {here}", lambda path: path.write_text("hai", "utf-8"), id="a magic"
        ),
        pytest.param(
            "from lxml import etree\n"
            "told = etree.parse(here, etree.HTMLParser(encoding='utf-8')).findtext('.//p')",
            lambda path: path.write_text("hai", "utf-8"),
            id="a library in C",
        ),
        pytest.param(
            "from pathlib import Path\ntold = Path(here).is_file()", Path.unlink, id="a look"
        ),
        pytest.param("told = open(here).read()", _linked_elsewhere, id="a link"),
        pytest.param(
            "try: told = open(data + '/../elsewhere/ba.txt').read()\n"
            "except FileNotFoundError: told = 'không có'",
            lambda path: path.parents[2].joinpath("elsewhere", "ba.txt").write_text("ba"),
            id="a file that is not there",
        ),
        pytest.param(
            "import os\n"
            "os.chdir(data + '/../elsewhere')\n"
            "told = [open(name).read() for name in sorted(os.listdir())]",
            lambda path: path.parents[2].joinpath("elsewhere", "hai.txt").write_text("ba"),
            id="another folder",
        ),
        pytest.param(
            "from pathlib import Path\n"
            "path = Path(data).parent / 'elsewhere' / 'hai.txt'\n"
            "path.parent.mkdir(exist_ok=True)\n"
            "try: path.open('x')\n"
            "except FileExistsError: told = path.read_text('utf-8')",
            lambda path: path.parents[2].joinpath("elsewhere", "hai.txt").write_text("một"),
            id="what was to be made",
        ),
        pytest.param(
            "import beside\ntold = beside.TOLD",
            lambda path: path.parents[2].joinpath("beside.py").write_text("TOLD = 'khác'"),
            id="a module beside",
        ),
        pytest.param(
            "from unionlib.words import narratives\ntold = sorted(narratives(edition, []))",
            lambda path: path.parents[1].joinpath("2019/narrative/welfare.md").touch(),
            id="a folder that the library lists",
        ),
    ],
)
def test_what_python_does_not_see_is_an_input(
    read: str, change: Callable[[Path], object], tmp_path: Path
) -> None:
    """Read by another program or a library in C, looked for, behind a link, or there before it is made."""
    project = make_project(tmp_path)
    here = project.root.path / "notes" / "a.txt"
    for folder in (here.parent, tmp_path / "elsewhere"):
        folder.mkdir()
    for name in ("một", "hai"):
        (tmp_path / "elsewhere" / f"{name}.txt").write_text(name, "utf-8")
    here.symlink_to(tmp_path / "elsewhere" / "một.txt")
    (tmp_path / "beside.py").write_text("TOLD = 'một'", "utf-8")
    say = 'say(edition, "{told}", told=str(told))'
    project.write("02_welfare", [*WELFARE, f"here = {str(here)!r}\n{read}\n{say}"])
    time.sleep(3 * snapshot.TICK)
    assert not project.report().failed
    assert project.report().unchanged
    change(here)
    project.report()
    assert project.ran == ["welfare"]


def test_a_link_among_the_data_that_leads_elsewhere_is_a_change(tmp_path: Path) -> None:
    """The file that it led to is as it was."""
    project = make_project(tmp_path)
    path = project.root.path / MEMBERS
    new = path.read_text("utf-8").replace("FEMALE,50,50", "FEMALE,51,51")
    path.rename(tmp_path / "old.csv")
    (tmp_path / "new.csv").write_text(new, "utf-8")
    path.symlink_to(tmp_path / "old.csv")
    project.write("01_workforce", [OPEN, 'say(edition, "Nữ: {members(sex=FEMALE)}")'])
    time.sleep(3 * snapshot.TICK)
    project.report()
    assert ">50</data>" in project.page
    path.unlink()
    path.symlink_to(tmp_path / "new.csv")
    project.report()
    assert project.ran == ["workforce"]
    assert ">51</data>" in project.page


def test_what_a_section_makes_itself_is_no_input(tmp_path: Path) -> None:
    """Else it would run again each time, as files that changed during the run do."""
    project = make_project(tmp_path)
    make = """
        import tempfile
        from pathlib import Path
        home = Path(data).parent
        folder = Path(tempfile.mkdtemp(dir=home))
        _ = (folder / "a.txt").write_text("một")
        said = [path.read_text() for path in folder.iterdir()]
        _ = (home / "b.txt").write_text("hai")
        said.append((home / "b.txt").read_text())
        said.append(Path(tempfile.mkstemp(dir=home)[1]).read_text())
        with (home / "c.log").open("a") as log:
            _ = log.write("ba")
    """
    project.write("02_welfare", [*WELFARE, textwrap.dedent(make)])
    time.sleep(3 * snapshot.TICK)
    for _ in range(2):  # the second time, over what the first has left
        assert not project.report(fresh=True).failed
        assert project.report().unchanged


def test_parameters_are_inputs(project: Project) -> None:
    """Another value runs every section; the first one again does so too."""
    project.report(parameters={"note": "x"})
    assert sorted(project.ran) == BOTH
    project.report(parameters={"note": "x"})
    assert project.ran == []


def test_the_typefaces_of_the_machine_are_inputs_of_the_pdf(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A font that is installed or removed may be the one to set the report in; no section runs."""
    monkeypatch.setattr(fonts, "_FOLDERS", (str(tmp_path / "fonts"),))
    project = make_project(tmp_path)
    face = tmp_path / "fonts" / "truetype" / "times.ttf"
    face.parent.mkdir(parents=True)
    formats = ("html", "pdf")
    project.report(formats=formats)
    assert project.report(formats=formats).unchanged
    for change in (face.touch, face.unlink):
        time.sleep(3 * snapshot.TICK)
        change()
        assert not project.report(formats=formats).unchanged
        assert project.ran == []
        assert project.report(formats=formats).unchanged


def test_a_notebook_that_is_no_section_is_no_input(project: Project) -> None:
    """An analyst may try out what they like beside the sections."""
    project.write("explore", ["# Thử", "1 + 1"])
    assert project.report().unchanged
    assert "explore" not in (project.output / "report.json").read_text("utf-8")


def test_fresh_runs_everything(project: Project) -> None:
    """Whatever the cache holds."""
    assert not project.report(fresh=True).unchanged
    assert sorted(project.ran) == BOTH


def test_another_format_runs_no_section(project: Project) -> None:
    """The report is assembled from what the cache holds."""
    project.report(formats=("html", "docx"))
    assert project.ran == []
    assert (project.output / "report.docx").is_file()


def test_a_part_of_the_report_uses_what_the_whole_has_run(project: Project) -> None:
    """One section alone, after the whole report; then another, in its place."""
    for section in ("welfare", "workforce"):
        project.report(sections=(section,))
        assert project.ran == []
        page = project.output.with_name("2019-part") / "report.html"
        assert f'data-section="{section}"' in page.read_text("utf-8")


@pytest.mark.parametrize("name", ["report.html", "report.json", "sections/01_workforce.ipynb"])
@pytest.mark.parametrize("how", ["edited", "gone"])
def test_an_output_that_was_touched_is_made_anew(project: Project, name: str, how: str) -> None:
    """Without running a section."""
    good = (project.output / name).read_bytes()
    if how == "gone":
        (project.output / name).unlink()
    else:
        (project.output / name).write_bytes(good + b" ")
    assert not project.report().unchanged
    assert project.ran == []
    assert (project.output / name).read_bytes() == good


@pytest.mark.parametrize("how", ["edited", "gone", "cut off", "nonsense"])
def test_a_cached_section_that_was_touched_runs_again(project: Project, how: str) -> None:
    """Neither an edited notebook nor half a record is taken for a result."""
    folder = project.path / "outputs" / ".cache"
    record = next(folder.glob("2019-welfare.*.json"))
    executed = record.with_suffix(".ipynb")
    if how == "edited":
        executed.write_text(executed.read_text("utf-8").replace(">55<", ">99<"), "utf-8")
    elif how == "gone":
        executed.unlink()
    else:
        text = "[1]" if how == "nonsense" else record.read_text("utf-8")[:20]
        record.write_text(text, "utf-8")
    (project.output / "report.html").unlink()
    project.report()
    assert project.ran == ["welfare"]
    assert ">55</data>" in project.page


def test_the_cache_keeps_one_result_for_each_section(project: Project) -> None:
    """Else it would grow with every change."""
    for number in range(3):
        project.write("02_welfare", [*WELFARE, f"# {number}"])
        project.report()
    kept = sorted(path.name for path in (project.path / "outputs" / ".cache").glob("2019-*"))
    assert [name.split(".")[0] for name in kept] == ["2019-welfare"] * 2 + ["2019-workforce"] * 2


def test_the_library_and_the_packages_are_inputs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A module, a template, a version of a package or of Python: each is another code; bytecode is not."""
    home = tmp_path / "unionlib"
    (home / "report" / "templates").mkdir(parents=True)
    packages = tmp_path / "site-packages"
    (packages / "pandas-3.0.0.dist-info").mkdir(parents=True)
    module, template = home / "__init__.py", home / "report" / "templates" / "page.html.j2"
    module.write_text("", "utf-8")
    template.write_text("", "utf-8")
    monkeypatch.setattr(unionlib, "__file__", str(module))
    monkeypatch.setattr(sys, "path", [str(packages)])
    seen = [inputs.code_now()]
    (home / "__init__.cpython-311.pyc").write_bytes(b"compiled")
    assert inputs.code_now() == seen[0]
    module.write_text("x = 1\n", "utf-8")
    seen.append(inputs.code_now())
    template.write_text("<p>", "utf-8")
    seen.append(inputs.code_now())
    (packages / "pandas-3.0.0.dist-info").rename(packages / "pandas-3.0.1.dist-info")
    seen.append(inputs.code_now())
    monkeypatch.setattr(sys, "version", "4.0.0")
    seen.append(inputs.code_now())
    assert len(set(seen)) == len(seen)


def test_other_code_runs_everything(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither a section nor a look at the data by the last version of the library is this one's."""
    looked: list[int] = []
    monkeypatch.setattr(plan, "validate", lambda edition: looked.append(edition.year))
    monkeypatch.setattr(inputs, "code", lambda: "another")
    project.report()
    assert sorted(project.ran) == BOTH
    assert looked == [2019]
    # The library was saved while the report was made: nobody knows of which version it is.
    assert not project.report().unchanged


def test_data_that_changes_during_the_run_is_looked_at_again(tmp_path: Path) -> None:
    """Even if it is put back before the next run, whose report must show what is there."""
    project = make_project(tmp_path)
    project.write("01_workforce", [OPEN, 'say(edition, "Nữ: {members(sex=FEMALE)}")'])
    path = project.root.path / MEMBERS
    good = path.read_bytes()

    def change(done: int, *_: object) -> None:
        if done == 0:  # the run has looked at the data, and no section has
            project.root.edit(MEMBERS, "FEMALE,50,50", "FEMALE,51,51")

    make_report(project.request(), change)
    assert ">51</data>" in project.page
    path.write_bytes(good)
    assert not project.report().unchanged
    assert ">50</data>" in project.page


def test_a_section_of_which_nobody_knows_what_it_read_runs_again(tmp_path: Path) -> None:
    """One that hides Python's names is not taken for one that reads nothing."""
    project = make_project(tmp_path)
    project.write(
        "01_workforce",
        [WORKFORCE[0], OPEN, 'say(edition, "Nữ: {members(sex=FEMALE)}")', "__import__ = None"],
    )
    assert not project.report().failed
    assert not project.report().unchanged
    assert project.ran == ["workforce"]


@pytest.mark.parametrize(
    ("read", "change"),
    [
        ("read_text(path, path.parent, [])", "path.write_text('mới', 'utf-8')"),
        ("read_text(path, path.parent, [])", "path.with_name('new.txt').rename(path)"),
        ("path.read_text('utf-8')", "path.write_text('mới', 'utf-8')"),
    ],
)
def test_an_old_file_saved_during_the_run_is_read_again(
    read: str, change: str, tmp_path: Path
) -> None:
    """Nobody had looked at it before the section that reads it began; one that is moved keeps its time."""
    project = make_project(tmp_path)
    old = tmp_path / "note.txt"
    old.write_text("cũ", "utf-8")
    old.with_name("new.txt").write_text("mới", "utf-8")
    time.sleep(3 * snapshot.TICK)
    read = (
        "from pathlib import Path\nfrom unionlib.files import read_text\n"
        f"path = Path({str(old)!r})\nsay(edition, '{{read}}', read={read})"
    )
    change = f"if path.with_name('new.txt').exists():\n    {change}"
    project.write("02_welfare", [*WELFARE, read, change])
    project.report()
    assert ">cũ" in project.page
    project.report()
    assert ">mới" in project.page


def test_a_notebook_saved_during_the_run_is_run_again(tmp_path: Path) -> None:
    """What the old text showed is not kept under the name of the new one."""
    project = make_project(tmp_path)
    path = project.path / "notebooks" / "02_welfare.ipynb"
    saved = json.dumps(path.read_text("utf-8").replace("Đã tặng", "Đã trao"))
    save = f"from pathlib import Path\n_ = Path({str(path)!r}).write_text({saved}, 'utf-8')"
    project.write("02_welfare", [*WELFARE, save])
    project.report()
    assert "Đã tặng" in project.page
    project.report()
    assert project.ran == ["welfare"]
    assert "Đã trao" in project.page


def test_data_read_ahead_are_inputs_all_the_same(tmp_path: Path) -> None:
    """Two years in one run: the bytes and the dependencies of two runs; a change is seen."""
    together, apart = make_project(tmp_path / "a"), make_project(tmp_path / "b")
    for project in (together, apart):
        shutil.copytree(project.root.path / "2019", project.root.path / "2020")
        project.root.edit("2020/edition.toml", "year = 2019", "year = 2020")
        project.root.edit("2020/observations/workforce.csv", "members,2020,", "members,2021,")
    requests = [together.request(), together.request(year=2020)]
    seen = tracking.files_read()
    list(kernel.read_ahead(apart.root.path, (2019,)))
    assert tracking.files_read() == seen  # nobody has asked for them yet
    warm.stop()
    reports(requests, lambda *_: None, lambda *_: None)
    for year in (2019, 2020):
        assert not apart.report(year=year).failed
    outputs = [project.path / "outputs" for project in (together, apart)]
    for name in ("2019/report.html", "2020/report.html", "2020/report.json"):
        assert len({(output / name).read_bytes() for output in outputs}) == 1
    assert _dependencies(outputs[0]) == _dependencies(outputs[1])
    together.root.edit(
        "2019/observations/workforce.csv", "members,,,,,100,100", "members,,,,,99,99"
    )
    warm.start(reading_ahead(requests))
    together.root.edit("2019/observations/workforce.csv", "members,,,,,99,99", "members,,,,,98,98")
    reports(requests, lambda *_: None, lambda *_: None)
    for request in requests:
        page = (request.folder / "report.html").read_text("utf-8")
        assert ">98</data>" in page
        assert ">99</data>" not in page


def test_an_old_year_at_fault_is_no_fault_of_reading_ahead(project: Project) -> None:
    """The warm process would end with it, and all kernels; only who reads that year is told."""
    rows = FILES["2018/observations/workforce.csv"]
    project.root.write("2016/edition.toml", FILES["2018/edition.toml"].replace("2018", "2016"))
    project.root.write("2016/observations/workforce.csv", f"{rows}nonsense,,,,,1,1,I.1,\n")
    list(kernel.read_ahead(project.root.path, (2019,)))
    assert not project.report(fresh=True).failed


def _dependencies(output: Path) -> dict[str, list[str]]:
    """Return the data files that each section read, relative to the project."""
    found = {}
    for path in (output / ".cache").glob("*-*.json"):
        files = json.loads(path.read_text("utf-8"))["files"]
        found[path.name.split(".")[0]] = sorted(
            Path(name).relative_to(output.parent.resolve()).as_posix() for name in files
        )
    return found


def test_data_are_validated_again_only_if_they_changed(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A reworded notebook needs no second look at the same data; ``--fresh`` takes one."""
    looked: list[int] = []
    monkeypatch.setattr(plan, "validate", lambda edition: looked.append(edition.year))
    _notebook(project)
    project.report()
    assert looked == []
    _observations(project)
    project.report()
    assert looked == [2019]
    project.report(fresh=True)
    assert looked == [2019, 2019]


def test_data_at_fault_never_count_as_validated(project: Project) -> None:
    """They are refused each time, and once mended, taken."""
    project.root.edit("2019/observations/welfare.csv", "TET,30,30", "TET,ba mươi,30")
    for _ in range(2):
        with pytest.raises(DataError):
            project.report()
    project.root.edit("2019/observations/welfare.csv", "TET,ba mươi,30", "TET,31,31")
    assert not project.report().failed


def test_a_file_that_nobody_reads_is_seen_when_it_appears(project: Project) -> None:
    """Figures saved as a workbook beside data that have passed before."""
    project.root.write("2019/observations/workforce.xlsx", "")
    with pytest.raises(DataError, match=r"workforce\.xlsx: không đọc được"):
        project.report()
