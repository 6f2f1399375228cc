"""``unionlib report``: run the years asked for and account for each in a few lines."""

from __future__ import annotations

import argparse
import contextlib
import sys
import time
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from unionlib.arguments import FORMATS
from unionlib.errors import ReportError, UnionlibError
from unionlib.progress import Progress
from unionlib.report import inputs, warm
from unionlib.report.aside import failed
from unionlib.report.dask import connect
from unionlib.report.plan import Result
from unionlib.report.request import Request
from unionlib.report.run import reports
from unionlib.report.watch import Watch, get_ready

SET_BY_THE_COMMAND = ("year", "data")

if TYPE_CHECKING:
    from concurrent.futures import Executor


def run(asked: argparse.Namespace, data: Path) -> int:
    """Make the reports; return 2 if a year could not be begun, 1 if a section failed, else 0."""
    request = Request(
        year=asked.years[0],
        data=data,
        notebooks=asked.notebooks.resolve(),
        output=asked.output.resolve(),
        sections=tuple(asked.section),
        formats=tuple(asked.format or FORMATS),
        parameters=dict(_parameter(text) for text in asked.parameter),
        fresh=asked.fresh,
        timeout=asked.timeout,
        workers=asked.workers,
    )
    requests = [replace(request, year=year) for year in asked.years]
    with ExitStack() as stack:
        executor = stack.enter_context(connect(asked.dask)) if asked.dask else None
        watch = Watch(requests) if asked.watch else None
        if watch:
            stack.enter_context(warm.scope())
        state = _make(requests, executor)
        if watch:
            _follow(watch, requests, executor)
    return state


def _make(requests: Sequence[Request], executor: Executor | None) -> int:
    """Make the reports once; return the exit status."""
    started = time.perf_counter()
    states = [0]
    with Progress("phần") as bar:

        def account(request: Request, result: Result | UnionlibError) -> None:
            bar.clear()
            states.append(_account(request.year, result, time.perf_counter() - started))

        reports(requests, bar.update, account, _sending(executor) if executor else None)
    return max(states)


def _follow(watch: Watch, requests: Sequence[Request], executor: Executor | None) -> None:
    """Make the reports again after every change, until Ctrl-C."""
    with contextlib.suppress(KeyboardInterrupt):
        get_ready(requests)
        print("Đang theo dõi dữ liệu và sổ tay; bấm Ctrl-C để dừng.", flush=True)
        while True:
            watch.wait()
            if inputs.code_now() != inputs.code():
                print("unionlib đã thay đổi; hãy chạy lại lệnh.", file=sys.stderr)
                return
            _make(requests, executor)
            sys.stdout.flush()


def _sending(executor: Executor) -> Executor:
    """Let notebooks and data travel to an executor's workers, as they are now."""
    from unionlib.report.cluster import Cluster

    return Cluster(executor)


def _parameter(text: str) -> tuple[str, object]:
    """Read ``name=value``; numbers and true/false become what they say."""
    name, sign, value = text.partition("=")
    if not sign:
        raise ReportError(f"--parameter {text}: hãy viết TÊN=GIÁ_TRỊ")
    if name in SET_BY_THE_COMMAND:
        raise ReportError(
            f"--parameter {text}: '{name}' do lệnh tự đặt; hãy viết report NĂM --data THƯ_MỤC"
        )
    for kind in (int, float):
        try:
            return name, kind(value)
        except ValueError:
            continue
    return name, {"true": True, "false": False}.get(value.lower(), value)


def _account(year: int, result: Result | UnionlibError, seconds: float) -> int:
    """Print how a year ended, in a few lines; return its exit status."""
    if isinstance(result, UnionlibError):
        print(f"{year}: {result}", file=sys.stderr)
        return 2
    if result.failed:
        print(
            f"{year}: không lập được báo cáo; báo cáo trước đó (nếu có) vẫn nguyên vẹn.",
            file=sys.stderr,
        )
        for outcome in result.failed:
            print(f"  {outcome.fault}", file=sys.stderr)
        kept = failed(result.folder)
        if any(kept.iterdir()):  # a section whose worker was lost has left none
            print(f"  Sổ tay bị lỗi, đánh dấu chỗ dừng, nằm ở {_shown(kept)}.", file=sys.stderr)
        return 1
    if result.unchanged:
        print(f"{year}: không có gì thay đổi, báo cáo đã là mới nhất: {_shown(result.folder)}")
        return 0
    made = sorted(path.name for path in result.folder.glob("report.*"))
    print(f"{year}: {_shown(result.folder)} ({', '.join(made)}; {seconds:.1f} s)")
    if result.aside:
        print(f"  Tệp đã bị sửa sau lần lập trước được giữ ở {_shown(result.aside)}.")
    return 0


def _shown(path: Path) -> str:
    try:
        return path.relative_to(Path.cwd()).as_posix()
    except ValueError:
        return str(path)
