"""The annual report against papermill and nbconvert, on the project's own notebooks and data.

Every round runs ours and each peer once, one after the other, so that what else the
machine does meets all alike; medians over the rounds are compared.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path

from benchmarks.command import UNIONLIB, timed, took
from benchmarks.environment import PROJECT, compile_project, peer_python, settle
from benchmarks.table import Row, compare

YEAR = 2019
CHANGED = "finance"  # a section of median length
WATCHED = ", while watching"
COMMANDS = "papermill command per notebook, then jupyter nbconvert"
PEERS = Path(__file__).parent / "peers"


def run(rounds: int = 5) -> list[Row]:
    """Measure the report of one year; return a row for each limit."""
    compile_project()
    python = peer_python()
    seconds: defaultdict[str, list[float]] = defaultdict(list)
    for _ in range(rounds):
        with tempfile.TemporaryDirectory(prefix="unionlib-bench-") as name:
            for case, measured in _round(Path(name), python).items():
                seconds[case].append(measured)
    cold = seconds["cold"]
    return [
        compare("cold report, all formats", cold, COMMANDS, seconds["commands"], 1 / 10),
        compare(
            "cold report, HTML", seconds["cold html"],
            "papermill's and nbconvert's API in one process", seconds["api"], 1 / 5,
        ),
        compare(
            "cold report, HTML", seconds["cold html"],
            "one IPython shell for all cells, then nbconvert", seconds["shell"], 2,
        ),
        compare("nothing changed", seconds["unchanged"], "cold report", cold, 1 / 15),
        compare(
            "nothing changed", seconds["unchanged"], 'python -c "import pandas"',
            seconds["pandas"], 1.5,
        ),
        *(
            compare(f"{what} of {CHANGED} changed{how}", seconds[f"{what}{how}"], "cold report", cold, 1 / 3)
            for how in ("", WATCHED)
            for what in ("notebook", "data")
        ),
        *(
            compare(f"{what} of {CHANGED} changed", seconds[what], COMMANDS, seconds["commands"], 1 / 30)
            for what in ("notebook", "data")
        ),
    ]  # fmt: skip


def _round(folder: Path, python: Path) -> dict[str, float]:
    """Measure every case once, in a folder with a copy of data and notebooks."""
    for name in ("data", "notebooks"):
        shutil.copytree(PROJECT / name, folder / name)
    seconds = {
        "cold html": report(folder, "--output", "html", "--format", "html"),
        "shell": _peer(python, "one_process.py", folder),
        "cold": report(folder),
        "unchanged": report(folder),
        "pandas": timed([sys.executable, "-c", "import pandas"], folder),
    }
    files = {
        "notebook": next((folder / "notebooks").glob(f"[0-9][0-9]_{CHANGED}.ipynb")),
        "data": folder / "data" / str(YEAR) / "observations" / f"{CHANGED}.csv",
    }
    for what, path in files.items():
        _edit(path)
        seconds[what] = report(folder)
    seconds |= {f"{what}{WATCHED}": taken for what, taken in _watched(folder, files).items()}
    seconds["api"] = _peer(python, "in_process.py", folder)
    seconds["commands"] = commands(python, folder, YEAR)
    return seconds


def report(folder: Path, *options: str) -> float:
    """Time ``unionlib report``; without an option, into ``outputs``."""
    return timed([*UNIONLIB, "report", str(YEAR), *options], folder)


def _watched(folder: Path, files: Mapping[str, Path]) -> dict[str, float]:
    """Time from the writing of each file to the word of ``--watch`` that the report is there."""
    command = [*UNIONLIB, "report", str(YEAR), "--watch"]
    taken = {}
    with subprocess.Popen(command, cwd=folder, stdout=subprocess.PIPE, text=True) as watch:
        assert watch.stdout  # noqa: S101 - it is piped
        next(line for line in watch.stdout if "Ctrl-C" in line)
        for what, path in files.items():
            settle()
            started = time.perf_counter()
            _edit(path)
            next(line for line in watch.stdout if line.startswith(str(YEAR)))
            taken[what] = time.perf_counter() - started
        watch.terminate()
    return taken


def _edit(path: Path) -> None:
    """Change what the section says: its notebook by a sentence, its data by one đồng."""
    text = path.read_text("utf-8")
    if path.suffix == ".ipynb":
        edited = text.replace("Trong năm {year}", "Đã sửa. Trong năm {year}", 1)
    else:
        edited = re.sub(r"(?<=fund_collected_amount,,,)(\d+),[\d.]+", _one_more, text)
    assert edited != text, path  # noqa: S101 - or nothing would be measured
    path.write_text(edited, "utf-8")


def _one_more(match: re.Match[str]) -> str:
    value = int(match[1]) + 1
    printed = f"{value:,}".replace(",", ".")
    return f"{value},{printed}"


def _peer(python: Path, script: str, folder: Path) -> float:
    output = folder / Path(script).stem
    output.mkdir()
    command = [python, PEERS / script, folder / "notebooks", str(YEAR), folder / "data", output]
    return timed(command, folder, **_library())


def commands(python: Path, folder: Path, year: int) -> float:
    """Time the usual loop: a papermill command per notebook, then nbconvert on all of them."""
    output = folder / "commands"
    output.mkdir()
    papermill, jupyter = python.with_name("papermill"), python.with_name("jupyter")
    settle()
    seconds = 0.0
    for notebook in sorted((folder / "notebooks").glob("[0-9]*.ipynb")):
        target = output / notebook.name
        parameters = ("-p", "year", str(year), "-p", "data", str(folder / "data"))
        command = [papermill, notebook, target, *parameters]
        seconds += took(command, folder, **_library())
    executed = sorted(output.glob("*.ipynb"))
    # jupyter finds nbconvert on the PATH, where another environment's may come first.
    path = os.pathsep.join([str(python.parent), os.environ["PATH"]])
    return seconds + took([jupyter, "nbconvert", "--to", "html", *executed], folder, PATH=path)


def _library() -> dict[str, str]:
    """Let the peers' notebooks import the library, which their environment does not hold."""
    return {"PYTHONPATH": str(PROJECT)}
