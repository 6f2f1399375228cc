"""Commands that have to succeed, and how long they take."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from benchmarks.environment import PROJECT, settle

UNIONLIB = (sys.executable, "-m", "unionlib")


def timed(command: Sequence[str | Path], folder: Path, **environment: str) -> float:
    """Return the wall-clock seconds of a command, begun when the machine is quiet."""
    settle()
    return took(command, folder, **environment)


def took(command: Sequence[str | Path], folder: Path, **environment: str) -> float:
    """Return the wall-clock seconds of a command, begun at once."""
    started = time.perf_counter()
    done = subprocess.run(
        command, cwd=folder, env={**os.environ, **environment}, capture_output=True, check=False
    )
    seconds = time.perf_counter() - started
    if done.returncode:
        sys.stderr.buffer.write(done.stdout + done.stderr)
        raise SystemExit(f"{' '.join(map(str, command))}: exit status {done.returncode}")
    return seconds


def sample(data: Path, years: range, *options: str) -> None:
    """Write the sample data of some years."""
    span = f"{years[0]}-{years[-1]}"
    took([*UNIONLIB, "sample", "--years", span, "--output", data, *options], PROJECT)
