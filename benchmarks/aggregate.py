"""All figures of a country's report from single unions: our roll-up against DuckDB.

Both sides are whole processes that read the same Parquet files of three editions and
write every figure by measure, breakdown and reporting unit, and for the whole.
``python -m benchmarks.aggregate DATA OUTPUT YEAR…`` is our side alone.
"""

from __future__ import annotations

import csv
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.command import sample
from benchmarks.environment import PROJECT, compile_project
from benchmarks.table import Row, compare

UNIONS, YEARS = 126_000, range(2017, 2020)
GIBIBYTES = 4.0
PEER = Path(__file__).parent / "peers" / "duckdb_rollup.py"


def run(rounds: int = 5) -> list[Row]:
    """Measure time and memory; stop if the two sides do not agree on every figure."""
    compile_project()
    ours, theirs, memory = [], [], []
    with tempfile.TemporaryDirectory(prefix="unionlib-bench-") as name:
        folder = Path(name)
        data = folder / "data"
        sample(data, YEARS, "--unions", str(UNIONS))
        for _ in range(rounds):
            seconds, peak = _measured(["-m", "benchmarks.aggregate"], data, folder / "ours.csv")
            ours.append(seconds)
            memory.append(peak)
            seconds, _ = _measured([str(PEER)], data, folder / "theirs.csv")
            theirs.append(seconds)
        _agree(folder / "ours.csv", folder / "theirs.csv")
        rows = _observations(data)
    case = f"all figures from {rows / 1e6:.1f} million observations"
    return [
        compare(case, ours, "DuckDB, the same group-bys", theirs, 1.5),
        Row(f"{case}: peak memory, GiB", "at most", max(memory) / 2**20, GIBIBYTES, 1.0),
    ]


def figures(data: Path, output: Path, years: list[str]) -> None:
    """Compute every figure of some editions and write them."""
    from unionlib.edition import load

    found: list[tuple[str, ...]] = []
    for year in years:
        edition = load(int(year), data)
        for measure in edition.codebook:
            for row in edition.observed(measure.name):
                where = ",".join(f"{name}={code}" for name, code in row.where)
                found.append((year, row.unit, row.measure, row.period, where, f"{row.value:.6f}"))
    with output.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(sorted(found))
    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)


def _measured(command: list[str], data: Path, output: Path) -> tuple[float, int]:
    """Return the seconds and the peak memory (KiB) of a process."""
    start = time.perf_counter()
    done = subprocess.run(
        [sys.executable, *command, str(data), str(output), *map(str, YEARS)],
        cwd=PROJECT,
        check=True,
        capture_output=True,
        text=True,
    )
    return time.perf_counter() - start, int(done.stdout)


def _agree(ours: Path, theirs: Path) -> None:
    """Stop unless both sides have computed the same."""
    read = [list(csv.reader(path.open(encoding="utf-8", newline=""))) for path in (ours, theirs)]
    keys = [{tuple(row[:5]): float(row[5]) for row in rows} for rows in read]
    differ = [
        key
        for key in keys[0].keys() | keys[1].keys()
        if abs(keys[0].get(key, 0) - keys[1].get(key, 0)) > 1e-6 * abs(keys[1].get(key, 1))
    ]
    if differ:
        raise SystemExit(f"{len(differ)} figures differ: {sorted(differ)[:3]}")


def _observations(data: Path) -> int:
    from pyarrow.parquet import read_metadata

    return sum(read_metadata(path).num_rows for path in data.glob("*/observations/*.parquet"))


if __name__ == "__main__":
    figures(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3:])
