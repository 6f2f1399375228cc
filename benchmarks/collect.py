"""Collecting submissions against merely reading their cells with python-calamine.

The forms of 50 reporting units (and of the federation's office) are filled in by program,
then collected: inspected, read, judged, written, with the workbook of findings. Both as
functions in one warm process and as commands, in turn.

``python -m benchmarks.collect 5000`` collects so many workbooks of so many units, and
prints how long that takes and its peak memory.
"""

from __future__ import annotations

import resource
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TypeAlias

from benchmarks.command import UNIONLIB, took
from benchmarks.peers import read_cells
from benchmarks.table import Row, compare
from tests.helpers.province import (
    YEAR,
    collecting,
    figures,
    fill,
    make_context,
    make_forms,
    make_province,
)
from unionlib.forms.collect import collect
from unionlib.forms.findings_workbook import findings_workbook
from unionlib.forms.layout import seal
from unionlib.forms.submission import Context

Measure: TypeAlias = Callable[[], float]


def run(rounds: int = 5) -> list[Row]:
    """Measure collecting 50 workbooks against reading their cells."""
    with tempfile.TemporaryDirectory(prefix="unionlib-bench-") as name:
        folder = Path(name)
        data = make_province(folder)
        context = make_context(data)
        sent = folder / "sent"
        sent.mkdir()
        for unit, content in make_forms(data, context).items():
            form = context.forms[context.units[unit].kind]
            (sent / f"{unit}.xlsx").write_bytes(fill(form, content, figures(form, unit)))
        # As after `unionlib forms`: what is asked is kept.
        forms = folder / "forms"
        took([*UNIONLIB, "forms", str(YEAR), "--data", data, "--output", forms], folder)
        asked = (data / str(YEAR) / "forms.csv").read_bytes()

        def anew() -> None:
            shutil.rmtree(data / str(YEAR))
            (data / str(YEAR)).mkdir()
            (data / str(YEAR) / "forms.csv").write_bytes(asked)

        def ours() -> None:
            result = collect(YEAR, sent, data)
            content = findings_workbook(result, YEAR, sent, folder / "f.xlsx")
            (folder / "f.xlsx").write_bytes(content)
            if not result.written or result.errors:
                raise RuntimeError("what was measured is not a collection")

        read = [sys.executable, read_cells.__file__, sent]
        command = [*UNIONLIB, *collecting(sent, data, folder / "f.xlsx")]
        cases: dict[str, tuple[Measure, Measure]] = {
            "50 submissions collected": (
                lambda: _seconds(ours),
                lambda: _seconds(lambda: read_cells.read_cells(sent)),
            ),
            "the same as a command": (
                lambda: took(command, folder),
                lambda: took(read, folder),
            ),
        }
        return [_measured(case, *measures, anew, rounds) for case, measures in cases.items()]


def _measured(
    case: str, ours: Measure, peer: Measure, anew: Callable[[], None], rounds: int
) -> Row:
    own, theirs = [], []
    for _ in range(rounds):
        anew()
        theirs.append(peer())
        own.append(ours())
    return compare(case, own, "reading their cells with python-calamine", theirs, 3)


def many(folder: Path, count: int) -> None:
    """Collect so many workbooks and print time and peak memory."""
    data = make_province(folder, upper=9, grassroots=count)
    context = make_context(data)
    sent = folder / "sent"
    sent.mkdir()
    _copies(context, data, sent, count)
    seconds = took([*UNIONLIB, *collecting(sent, data, folder / "f.xlsx")], folder)
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    size = sum(path.stat().st_size for path in sent.iterdir()) / 2**20
    rows = sum(
        path.read_bytes().count(b"\n") for path in (data / str(YEAR) / "observations").iterdir()
    )
    print(
        f"{count} workbooks ({size:.0f} MB), {rows} observations: "
        f"{seconds:.1f} s, largest process {peak:.0f} MB"
    )


def _copies(context: Context, data: Path, sent: Path, count: int) -> None:
    """Write the same filled-in form for every unit: only the names in it differ."""
    one = "base_0000"
    small = replace(context, units={one: context.units[one]}, before={})
    form = context.forms["grassroots"]
    content = fill(form, make_forms(data, small)[one], figures(form, one))
    for number in range(count):
        name = f"base_{number:04}"
        unit = context.units[name]
        texts = {one: name, context.units[one].label: unit.label, seal(form, one): seal(form, name)}
        (sent / f"{name}.xlsx").write_bytes(_renamed(content, texts))


def _renamed(content: bytes, texts: dict[str, str]) -> bytes:
    import io
    import zipfile

    source, buffer = zipfile.ZipFile(io.BytesIO(content)), io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as target:
        for info in source.infolist():
            part = source.read(info)
            if info.filename == "xl/sharedStrings.xml":
                for old, new in texts.items():
                    part = part.replace(f">{old}<".encode(), f">{new}<".encode())
            target.writestr(info.filename, part)
    return buffer.getvalue()


def _seconds(act: Callable[[], object]) -> float:
    started = time.perf_counter()
    act()
    return time.perf_counter() - started


if __name__ == "__main__":
    with tempfile.TemporaryDirectory(prefix="unionlib-bench-") as place:
        many(Path(place), int(sys.argv[1]))
