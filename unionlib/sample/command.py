"""``unionlib sample``: a data root of made-up figures, from the real one at hand."""

from __future__ import annotations

import argparse
import os
import shlex
from pathlib import Path

from unionlib.edition import load
from unionlib.errors import UnionlibError
from unionlib.progress import Progress
from unionlib.root import years


def sample(asked: argparse.Namespace, data: Path) -> int:
    """Write the sample that was asked for and say how to use it."""
    from unionlib.sample.write import write_sample

    real = [year for year, status in years(data).items() if status == "official"]
    if not real:
        raise UnionlibError(f"{data} không có năm nào có báo cáo chính thức để làm mẫu")
    with Progress("năm", "sample") as bar:
        write_sample(
            load(max(real), data),
            asked.years,
            asked.output,
            unions=asked.unions,
            seed=asked.seed,
            progress=bar.update,
        )
    print(
        f"{asked.output}: {asked.unions} công đoàn cơ sở, {len(asked.years)} năm, số liệu mô phỏng"
    )
    # A folder of its own: beside the sample would be the real reports.
    notebooks = os.path.relpath(data.parent / "notebooks")
    command = ["unionlib", "report", str(asked.years[-1]), "--data", str(asked.output)]
    command += ["--notebooks", notebooks, "--output", f"{asked.output}-reports"]
    print(shlex.join(command))
    return 0
