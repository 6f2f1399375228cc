"""``unionlib report``: run the years asked for and account for each in a few lines."""

from __future__ import annotations

import argparse
import sys
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

from unionlib.errors import ReportError
from unionlib.report.run import FORMATS, Request, Result, report


def run(asked: argparse.Namespace, data: Path) -> int:
    """Make the reports; return 1 if a section failed, else 0."""
    request = Request(
        year=asked.years[0],
        data=data,
        notebooks=(asked.notebooks or data.parent / "notebooks").resolve(),
        output=(asked.output or data.parent / "outputs").resolve(),
        sections=tuple(asked.section),
        formats=tuple(asked.format or FORMATS),
        parameters=dict(_parameter(text) for text in asked.parameter),
        fresh=asked.fresh,
        timeout=asked.timeout,
        workers=asked.workers,
    )
    status = 0
    for year in asked.years:
        started = time.perf_counter()
        with _Bar(year) as bar:
            result = report(replace(request, year=year), bar.update)
        _account(year, result, time.perf_counter() - started)
        status |= bool(result.failed)
    return status


def _parameter(text: str) -> tuple[str, object]:
    """Read ``name=value``; numbers and true/false become what they say."""
    name, sign, value = text.partition("=")
    if not sign:
        raise ReportError(f"--parameter {text}: write NAME=VALUE")
    for kind in (int, float):
        try:
            return name, kind(value)
        except ValueError:
            continue
    return name, {"true": True, "false": False}.get(value.lower(), value)


class _Bar:
    """A progress bar that names the section; tqdm is imported when there is work."""

    def __init__(self, year: int) -> None:
        self._year = year
        self._bar: Any = None

    def __enter__(self) -> _Bar:
        return self

    def update(self, section: str, done: int, of: int) -> None:
        if self._bar is None:
            from tqdm import tqdm

            self._bar = tqdm(total=of, desc=str(self._year), unit="phần", file=sys.stderr, leave=False)
        self._bar.set_postfix_str(section, refresh=False)
        self._bar.update(done - self._bar.n)
        self._bar.refresh()

    def __exit__(self, *_: object) -> None:
        if self._bar is not None:
            self._bar.close()


def _account(year: int, result: Result, seconds: float) -> None:
    if result.failed:
        print(f"{year}: không lập được báo cáo; báo cáo trước đó (nếu có) vẫn nguyên vẹn.", file=sys.stderr)
        for outcome in result.failed:
            cell = f", ô {outcome.cell}" if outcome.cell is not None else ""
            print(f"  {outcome.section}{cell}: {outcome.error}", file=sys.stderr)
        return
    if result.unchanged:
        print(f"{year}: không có gì thay đổi, báo cáo đã là mới nhất: {_shown(result.folder)}")
        return
    made = sorted(path.name for path in result.folder.glob("report.*"))
    print(f"{year}: {_shown(result.folder)} ({', '.join(made)}; {seconds:.1f} s)")


def _shown(path: Path) -> str:
    try:
        return path.relative_to(Path.cwd()).as_posix()
    except ValueError:
        return str(path)
