"""The project around the code: its files agree, carry no trace of a machine, and work."""

from __future__ import annotations

import ast
import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
import venv
import zipfile
from importlib import metadata
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name
from packaging.version import Version

from tests.helpers import PROJECT

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Page

PYPROJECT: dict[str, Any] = tomllib.loads((PROJECT / "pyproject.toml").read_text("utf-8"))

_PIN = re.compile(r"(?P<name>[a-z0-9-]+)==(?P<version>[0-9][0-9a-z.]*)(?: ; (?P<marker>.+?))? \\")
_HASH = re.compile(r"    --hash=sha256:[0-9a-f]{64}(?P<more> \\)?")


def _tracked(*patterns: str) -> list[Path]:
    """List the files that git keeps and that are there."""
    command = ["git", "ls-files", "-z", "--", *patterns]
    names = subprocess.run(command, cwd=PROJECT, check=True, capture_output=True, text=True).stdout
    return [path for name in names.split("\0") if name and (path := PROJECT / name).is_file()]


def _groups() -> dict[str, list[str]]:
    """Give the direct dependencies as declared, by group."""
    project = PYPROJECT["project"]
    return {
        "runtime": project["dependencies"],
        **project["optional-dependencies"],
        **PYPROJECT["dependency-groups"],
    }


def _direct() -> Iterator[tuple[str, Requirement]]:
    for group, declared in _groups().items():
        for requirement in declared:
            yield group, Requirement(requirement)


@pytest.fixture(scope="module")
def pins() -> dict[str, Requirement]:
    """Read the lock: each package with its pin and marker."""
    read = {}
    for line in (PROJECT / "requirements.lock").read_text("utf-8").splitlines():
        if pin := _PIN.fullmatch(line):
            read[pin["name"]] = Requirement(line.removesuffix("\\"))
    return read


def _version(pin: Requirement) -> Version:
    return Version(str(pin.specifier).removeprefix("=="))


# The lock


def test_lock_holds_pins_and_hashes_only() -> None:
    """Each line is a pin or one of its hashes: no address, no option, no comment, no path."""
    open_pin = None
    seen: list[str] = []
    for number, line in enumerate(
        (PROJECT / "requirements.lock").read_text("utf-8").splitlines(), start=1
    ):
        if open_pin is None:
            pin = _PIN.fullmatch(line)
            assert pin, f"requirements.lock, line {number}: a pin is expected: {line}"
            open_pin = pin["name"]
            seen.append(open_pin)
        else:
            digest = _HASH.fullmatch(line)
            assert digest, f"requirements.lock, line {number}: a hash is expected: {line}"
            open_pin = open_pin if digest["more"] else None
    assert open_pin is None
    assert seen
    assert seen == sorted(set(seen)), "a package stands twice, or out of order"


def test_every_direct_dependency_is_pinned_as_asked(pins: dict[str, Requirement]) -> None:
    """What pyproject.toml asks for, in whatever group, stands in the lock in a version that fits."""
    for group, asked in _direct():
        name = canonicalize_name(asked.name)
        assert name in pins, f"{asked} ({group}) is not in requirements.lock: run make lock"
        assert pins[name].marker is None, f"{asked} ({group}) is pinned for some platforms only"
        version = _version(pins[name])
        assert asked.specifier.contains(version), f"{asked} ({group}) is pinned to {version}"


def test_lock_is_closed(pins: dict[str, Requirement]) -> None:
    """Whatever a pinned package needs here is pinned too: the lock is installed without resolving."""
    for name, pin in pins.items():
        if pin.marker and not pin.marker.evaluate():
            continue
        for text in metadata.requires(name) or ():
            needed = Requirement(text)
            if needed.marker and not needed.marker.evaluate({"extra": ""}):
                continue
            other = pins.get(canonicalize_name(needed.name))
            assert other, f"{name} needs {needed}, which is not pinned"
            assert needed.specifier.contains(_version(other), prereleases=True), (
                f"{name} needs {needed}, pinned is {other}"
            )


def test_environment_is_the_lock(pins: dict[str, Requirement]) -> None:
    """The tests run with the versions of the lock, and not with what else was installed."""
    other = {
        name: (installed, str(pin.specifier))
        for name, pin in pins.items()
        if (not pin.marker or pin.marker.evaluate())
        and not pin.specifier.contains(installed := metadata.version(name), prereleases=True)
    }
    assert not other, "make setup brings the environment to the lock"


# The declarations


def test_every_dependency_and_exception_has_its_reason() -> None:
    """In pyproject.toml a comment stands beside each dependency and each ignored rule."""
    table = key = ""
    checked = 0
    for line in (PROJECT / "pyproject.toml").read_text("utf-8").splitlines():
        if header := re.fullmatch(r"\[+(.+?)\]+", line):
            table = header[1]
        elif opened := re.match(r'("?[\w*./-]+"?) = \[', line):
            key = opened[1]
        explained = (
            (table == "project" and key == "dependencies")
            or table in {"project.optional-dependencies", "dependency-groups"}
            or (table == "tool.ruff.lint" and key == "ignore")
            or table == "tool.ruff.lint.per-file-ignores"
        )
        if explained and re.match(r'\s+"', line):
            checked += 1
            assert re.search(r'", +# \S', line), f"without its reason: {line.strip()}"
    assert checked > sum(map(len, _groups().values()))


def test_python_versions_agree() -> None:
    """The package, conda's environment and the type checker speak of one oldest Python."""
    oldest = SpecifierSet(PYPROJECT["project"]["requires-python"])
    conda = re.search(
        r"^  - python(.+)$", (PROJECT / "environment.yml").read_text("utf-8"), re.MULTILINE
    )
    assert conda
    assert SpecifierSet(conda[1]) == oldest
    assert str(oldest) == f">={PYPROJECT['tool']['mypy']['python_version']}"
    assert f"--python-version {PYPROJECT['tool']['mypy']['python_version']} " in (
        PROJECT / "Makefile"
    ).read_text("utf-8")


def test_environment_for_conda_installs_the_lock() -> None:
    """environment.yml names Python and pip, and leaves every package to the lock."""
    text = (PROJECT / "environment.yml").read_text("utf-8")
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    assert lines[0] == f"name: {PYPROJECT['project']['name']}"
    assert lines[1:3] == ["channels:", "  - conda-forge"]
    assert [line.strip() for line in lines[4:]] == [
        f"- python{PYPROJECT['project']['requires-python']}",
        "- pip",
        "- pip:",
        "- -r requirements.lock",
    ]


def test_build_backend_comes_from_the_lock() -> None:
    """What builds the project is what the lock pins: installing it asks no registry."""
    assert PYPROJECT["build-system"]["requires"] == PYPROJECT["dependency-groups"]["build"]


_MAY_IMPORT = {
    "unionlib": {"runtime", "lab", "cluster"},
    "notebooks": {"runtime", "lab"},
    "tests": {"runtime", "lab", "cluster", "build", "test"},
    "benchmarks": {"runtime", "cluster", "bench"},
}


@pytest.mark.parametrize("folder", _MAY_IMPORT)
def test_every_import_is_declared(folder: str) -> None:
    """A module imports what a group of its folder declares, not what happens to be installed."""
    declared = {canonicalize_name(r.name) for group, r in _direct() if group in _MAY_IMPORT[folder]}
    carriers = metadata.packages_distributions()
    for path in _tracked(f"{folder}/*.py", f"{folder}/*.ipynb"):
        for module in _imports(path):
            if module in sys.stdlib_module_names or (PROJECT / module).is_dir():
                continue
            carried_by = {canonicalize_name(name) for name in carriers.get(module, ())}
            assert carried_by & declared, f"{path.relative_to(PROJECT)} imports {module}"


def _imports(path: Path) -> Iterator[str]:
    """Give the top-level names that a module or a notebook imports, wherever in it."""
    source = path.read_text("utf-8")
    if path.suffix == ".ipynb":
        cells = json.loads(source)["cells"]
        code = ("".join(cell["source"]) for cell in cells if cell["cell_type"] == "code")
        source = "\n".join(
            line
            for line in chain.from_iterable(c.splitlines() for c in code)
            if not line.startswith("%")
        )
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module.partition(".")[0]


# What is stored


def test_notebooks_are_stored_without_outputs() -> None:
    """A stored notebook is source: results come and go with the data."""
    notebooks = _tracked("*.ipynb")
    assert notebooks
    for path in notebooks:
        for index, cell in enumerate(json.loads(path.read_text("utf-8"))["cells"]):
            where = f"{path.relative_to(PROJECT)}, cell {index}"
            assert not cell.get("outputs"), f"{where} has outputs"
            assert cell.get("execution_count") is None, f"{where} has an execution count"
            assert "execution" not in cell["metadata"], f"{where} has times of execution"


_FOREIGN = {
    "a path of a machine": re.compile(rb"(?<![\w.}/-])/(?:work|root|tmp|home/\w+|Users/\w+)/"),
    "a registry's host": re.compile(
        rb"\b(?:pypi|pythonhosted|npmjs|anaconda|debian)\.(?:org|com)\b|\bregistry\.[a-z]+\.[a-z]{2,}"
    ),
}


def test_no_file_tells_of_a_machine_or_a_registry() -> None:
    """The project can be built anywhere, from whichever registry its user has."""
    files = _tracked()
    assert PROJECT / "pyproject.toml" in files
    for path in files:
        content = path.read_bytes()
        for what, pattern in _FOREIGN.items():
            found = pattern.findall(content)
            assert not found, f"{path.relative_to(PROJECT)}: {what}: {found}"


def test_no_rendered_report_is_stored() -> None:
    """Under outputs/ git keeps the empty folder alone."""
    assert [path.name for path in _tracked("outputs")] == [".gitkeep"]


# What works


def test_wheel_carries_templates_and_command(tmp_path: Path) -> None:
    """A worker needs the installed package and nothing else: all of unionlib/ is in the wheel."""
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel"]
    subprocess.run([*build, "-d", tmp_path], cwd=PROJECT, check=True, capture_output=True)
    (wheel,) = tmp_path.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        packed = set(archive.namelist())
        (entry_points,) = (name for name in packed if name.endswith("entry_points.txt"))
        assert "unionlib = unionlib.__main__:run" in archive.read(entry_points).decode()
    stored = {str(path.relative_to(PROJECT).as_posix()) for path in _tracked("unionlib")}
    assert stored
    assert stored <= packed
    assert not {name for name in packed if not name.startswith("unionlib")}


def test_make_help_names_every_target() -> None:
    """`make` alone tells each thing that can be made, in one line."""
    makefile = (PROJECT / "Makefile").read_text("utf-8")
    phony = re.search(r"^\.PHONY: (.+)$", makefile, re.MULTILINE)
    assert phony
    said = subprocess.run(["make"], cwd=PROJECT, check=True, capture_output=True, text=True).stdout
    assert re.findall(r"^make (\w+) +\S", said, re.MULTILINE) == phony[1].split()


@pytest.mark.parametrize("name", ["project", "Báo cáo 2019 của chị Ba's"])
def test_a_folder_that_was_moved_is_set_up_again(tmp_path: Path, name: str) -> None:
    """The commands in .venv name the old path and would not start; elsewise nothing is done twice."""
    old, new = tmp_path / name, tmp_path / f"{name} (new)"
    old.mkdir()
    for file in ("Makefile", "requirements.lock", "pyproject.toml"):
        shutil.copyfile(PROJECT / file, old / file)
    (old / "unionlib").mkdir()
    tools = tmp_path / "bin"  # a Python whose environments are empty, and that installs in no time
    tools.mkdir()
    python = tools / "python3"
    python.write_text(
        '#!/bin/sh\ntest "$2" != venv || { mkdir -p "$3/bin"; touch "$3/pyvenv.cfg"; cp "$0" "$3/bin/python"; }\n'
    )
    python.chmod(0o755)

    def setup(folder: Path) -> str:
        environment = {"PATH": f"{tools}:/usr/bin:/bin"}
        command = ["make", "setup", "UV="]
        return subprocess.run(
            command, cwd=folder, env=environment, check=True, capture_output=True, text=True
        ).stdout

    assert "python3 -m venv .venv" in setup(old)
    assert "Nothing to be done" in setup(old)
    old.rename(new)
    assert "rm -rf .venv\npython3 -m venv .venv" in setup(new)
    assert "Nothing to be done" in setup(new)


def test_make_starts_python_in_any_locale(tmp_path: Path) -> None:
    """With LC_ALL=C, too, where the folder that the editable package names has Vietnamese letters."""
    folder = tmp_path / "Báo cáo năm"
    venv.create(folder / ".venv", symlinks=True)
    packages = next((folder / ".venv").glob("lib/python*/site-packages"))
    (packages / "_unionlib.pth").write_text(f"{folder}\n", "utf-8")
    shutil.copyfile(PROJECT / "Makefile", folder / "Makefile")
    command = ["make", "--silent", "--eval", "start:; $(BIN)/python -c 'print(1)'", "start"]
    environment = {"PATH": "/usr/bin:/bin", "LC_ALL": "C"}
    run = subprocess.run(command, cwd=folder, env=environment, check=False, capture_output=True)
    assert (run.returncode, run.stdout) == (0, b"1\n"), run.stderr.decode()


def test_a_newcomer_is_told_where_each_module_belongs() -> None:
    """The table in CONTRIBUTING names every module of the core once, and none that is gone."""
    text = (PROJECT / "CONTRIBUTING.md").read_text("utf-8")
    table = text.partition("## Where things are")[2].partition("\n## ")[0]
    rows = [line for line in table.splitlines() if line.startswith("| ")]
    named = [name for row in rows for name in re.findall(r"`(\w+)`", row)]
    modules = {path.stem for path in (PROJECT / "unionlib").glob("*.py")} - {"__init__"}
    assert sorted(named) == sorted(modules)


def test_ci_runs_what_a_developer_runs() -> None:
    """CI's script can be executed, and ends in `make test`."""
    script = PROJECT / ".ci" / "run"
    assert os.access(script, os.X_OK)
    assert script.read_text("utf-8").splitlines()[-1] == "exec make test"


_SKIPPED = """
import pytest

@pytest.mark.{marker}
def test_something():
    pytest.skip("no such tool here")
"""


@pytest.mark.parametrize(
    ("marker", "ci", "outcome"),
    [
        ("browser", "true", "1 failed"),
        ("office", "true", "1 failed"),
        ("browser", "", "1 skipped"),
        ("slow", "true", "1 skipped"),
    ],
)
def test_ci_may_not_skip(tmp_path: Path, marker: str, ci: str, outcome: str) -> None:
    """A skipped look at the page fails CI, and only CI, and only such a test."""
    shutil.copy(PROJECT / "pyproject.toml", tmp_path)
    shutil.copy(PROJECT / "tests" / "conftest.py", tmp_path)
    (tmp_path / "test_it.py").write_text(_SKIPPED.format(marker=marker), "utf-8")
    run = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "test_it.py"],
        cwd=tmp_path,
        env={**os.environ, "CI": ci},
        check=False,
        capture_output=True,
        text=True,
    )
    assert re.search(rf"^{outcome} in ", run.stdout, re.MULTILINE), run.stdout + run.stderr
    assert run.returncode == (outcome == "1 failed")


@pytest.mark.browser
def test_browser_and_axe_see_a_fault(page: Page) -> None:
    """The tools of the page tests work: axe-core finds a picture without words, and no more."""
    from axe_playwright_python.sync_playwright import Axe

    page.set_content(
        "<!doctype html><html lang='vi'><title>Thử</title><main><h1>Thử</h1>"
        "<img src='data:image/gif;base64,R0lGODlhAQABAAAAACw='></main></html>"
    )
    violations = Axe().run(page).response["violations"]
    assert [violation["id"] for violation in violations] == ["image-alt"]
