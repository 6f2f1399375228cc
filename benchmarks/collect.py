"""Collecting submissions against merely reading their cells with python-calamine.

``python -m benchmarks.collect`` fills in the forms of 50 reporting units (and of the
federation's office) by program and prints how many times as long it takes to collect
them: inspected, read, judged, written, with the workbook of findings. Both as functions
in one warm process and as commands, medians of interleaved runs.

``--many 5000`` collects so many workbooks of so many units and prints the peak memory.
"""

from __future__ import annotations

import argparse
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from python_calamine import CalamineWorkbook

from benchmarks.table import Row, compare
from tests.helpers.province import YEAR, figures, fill, make_context, make_forms, make_province
from unionlib.forms.collect import collect
from unionlib.forms.findings_workbook import findings_workbook
from unionlib.forms.layout import seal
from unionlib.forms.submission import Context

UNIONLIB = (sys.executable, "-m", "unionlib")
READ = """
import sys
from pathlib import Path
from python_calamine import CalamineWorkbook
for path in Path(sys.argv[1]).glob("*.xlsx"):
    book = CalamineWorkbook.from_path(path)
    for name in book.sheet_names:
        book.get_sheet_by_name(name).to_python(skip_empty_area=False)
"""


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--many", type=int, default=0, metavar="N")
    asked = parser.parse_args()
    if not asked.many:
        for row in run(asked.rounds):
            print(
                f"{row.case}: {row.ours * 1000:.0f} ms, {row.peer}: {row.theirs * 1000:.0f} ms, {row.ratio:.2f} times (at most {row.limit:.0f})"
            )
        return
    with tempfile.TemporaryDirectory(prefix="unionlib-bench-") as folder:
        many(Path(folder), asked.many)


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
        _run(
            [*UNIONLIB, "forms", str(YEAR), "--data", str(data), "--output", str(folder / "forms")]
        )
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

        read = [sys.executable, "-c", READ, str(sent)]
        command = [
            *UNIONLIB,
            "collect",
            str(YEAR),
            str(sent),
            "--data",
            str(data),
            "--findings",
            str(folder / "f.xlsx"),
        ]
        return [
            _measured("50 submissions collected", ours, lambda: cells(sent), anew, rounds),
            _measured(
                "the same as a command", lambda: _run(command), lambda: _run(read), anew, rounds
            ),
        ]


def _measured(
    case: str,
    ours: Callable[[], object],
    peer: Callable[[], object],
    anew: Callable[[], None],
    rounds: int,
) -> Row:
    own, theirs = [], []
    for _ in range(rounds):
        anew()
        theirs.append(timed(peer))
        own.append(timed(ours))
    return compare(case, own, "reading their cells with python-calamine", theirs, 3)


def cells(folder: Path) -> None:
    """Read every cell of every workbook, and do nothing with it."""
    for path in sorted(folder.glob("*.xlsx")):
        book = CalamineWorkbook.from_path(str(path))
        for name in book.sheet_names:
            book.get_sheet_by_name(name).to_python(skip_empty_area=False)


def many(folder: Path, count: int) -> None:
    """Collect so many workbooks and print time and peak memory."""
    data = make_province(folder, upper=9, grassroots=count)
    context = make_context(data)
    sent = folder / "sent"
    sent.mkdir()
    _copies(context, data, sent, count)
    started = time.perf_counter()
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
        str(folder / "f.xlsx"),
    ]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    size = sum(path.stat().st_size for path in sent.iterdir()) / 2**20
    rows = sum(
        path.read_bytes().count(b"\n") for path in (data / str(YEAR) / "observations").iterdir()
    )
    print(
        f"{count} workbooks ({size:.0f} MB), {rows} observations: {time.perf_counter() - started:.1f} s, largest process {peak:.0f} MB"
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


def timed(act: Callable[[], object]) -> float:
    """Return the seconds that something takes."""
    started = time.perf_counter()
    act()
    return time.perf_counter() - started


def _run(command: Sequence[str]) -> None:
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)


if __name__ == "__main__":
    main()
