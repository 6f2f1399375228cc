"""Ten years in one command, on sample data: against ten commands of one year each, and the peers."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path
from statistics import mean

from benchmarks.command import UNIONLIB, sample, timed
from benchmarks.environment import PROJECT, compile_project, peer_python
from benchmarks.report import COMMANDS, commands
from benchmarks.table import Row, compare

YEARS = range(2015, 2025)


def run(rounds: int = 5) -> list[Row]:
    """Measure ten years, made in one command, one by one, and by the peers' commands."""
    compile_project()
    python = peer_python()
    together, apart, peers = [], [], []
    with tempfile.TemporaryDirectory(prefix="unionlib-bench-") as name:
        folder = Path(name)
        shutil.copytree(PROJECT / "notebooks", folder / "notebooks")
        sample(folder / "data", YEARS)
        span = f"{YEARS[0]}-{YEARS[-1]}"
        for number in range(rounds):
            output = f"together-{number}"
            together.append(timed([*UNIONLIB, "report", span, "--output", output], folder))
            # Three of the ten stand for all: the first has no years to look back on, the others
            # as many as a report looks back on.
            singles = [
                timed([*UNIONLIB, "report", str(year), "--output", f"{year}-{number}"], folder)
                for year in (YEARS[0], YEARS[len(YEARS) // 2], YEARS[-1])
            ]
            apart.append(len(YEARS) * mean(singles))
            # One of ten is enough: the commands know nothing of each other.
            peers.append(len(YEARS) * commands(python, folder, YEARS[len(YEARS) // 2]))
            for path in [*folder.glob(f"*-{number}"), folder / "commands"]:
                shutil.rmtree(path)
    return [
        compare("ten years in one command", together, "ten cold reports", apart, 1 / 2),
        compare("ten years in one command", together, f"ten times {COMMANDS}", peers, 1 / 20),
    ]
