"""The peers' environment and the machine that both sides run on."""

from __future__ import annotations

import hashlib
import os
import platform
import shutil
import subprocess
import sys
import time
from pathlib import Path

PROJECT = Path(__file__).parents[1]
REQUIREMENTS = Path(__file__).parent / "requirements.txt"
ENVIRONMENT = PROJECT / ".venv-bench"
QUIET = 0.85  # of the processors' time idle
PATIENCE = 30.0  # seconds to wait for it


def peer_python() -> Path:
    """Return the Python of the peers; install their environment where it is not there yet."""
    folder = ENVIRONMENT / ("Scripts" if os.name == "nt" else "bin")
    python = folder / "python"
    wanted = hashlib.sha256(REQUIREMENTS.read_bytes()).hexdigest()
    stamp = ENVIRONMENT / ".installed"
    if not stamp.is_file() or stamp.read_text("utf-8") != wanted:
        print(f"Installing the peers into {ENVIRONMENT.name} …", file=sys.stderr)
        shutil.rmtree(ENVIRONMENT, ignore_errors=True)
        uv = shutil.which("uv") or shutil.which("uv", path=str(Path(sys.executable).parent))
        if uv:
            own = [uv, "venv", "--quiet", "--python", sys.executable, str(ENVIRONMENT)]
            install = [uv, "pip", "install", "--quiet", "--python", str(python)]
        else:
            own = [sys.executable, "-m", "venv", str(ENVIRONMENT)]
            install = [str(python), "-m", "pip", "--disable-pip-version-check", "install", "-q"]
        subprocess.run(own, check=True)
        subprocess.run([*install, "--requirement", str(REQUIREMENTS)], check=True)
        # Both sides start from compiled bytecode.
        subprocess.run([str(python), "-m", "compileall", "-q", str(ENVIRONMENT)], check=False)
        stamp.write_text(wanted, "utf-8")
    return python


def compile_project() -> None:
    """Compile the library's bytecode, which its first run would otherwise pay for."""
    command = [sys.executable, "-m", "compileall", "-q", str(PROJECT / "unionlib")]
    subprocess.run(command, check=True)


def description() -> str:
    """Return the machine in a line: processors, their model, system and Python."""
    model = platform.processor() or platform.machine()
    about = Path("/proc/cpuinfo")
    if about.is_file():
        names = [line for line in about.read_text("utf-8").splitlines() if "model name" in line]
        model = names[0].partition(":")[2].strip() if names else model
    return (
        f"{os.cpu_count()} × {model}, {platform.system()} {platform.machine()}, "
        f"{platform.python_implementation()} {platform.python_version()}"
    )


def settle() -> None:
    """Wait a while for other work on this machine to end, where that can be seen."""
    stat = Path("/proc/stat")
    end = time.monotonic() + PATIENCE
    while stat.is_file() and time.monotonic() < end:
        before = _idle(stat)
        time.sleep(0.5)
        if _idle(stat) - before >= QUIET * 0.5 * (os.cpu_count() or 1):
            return


def _idle(stat: Path) -> float:
    """Return the seconds that all processors together have been idle."""
    ticks = int(stat.read_text("utf-8").split(maxsplit=5)[4])
    return ticks / os.sysconf("SC_CLK_TCK")
