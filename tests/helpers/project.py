"""A whole project so small that its report takes a second: the tiny data root, two sections."""

from __future__ import annotations

import errno
import json
import os
import shutil
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.helpers.data_root import Root, make_root
from unionlib.errors import UnionlibError
from unionlib.report.plan import Result
from unionlib.report.request import Request
from unionlib.report.run import Progress, reports

PARAMETERS = 'year: int = 2019\ndata: str = ""\nnote: str = ""'
OPEN = "from unionlib import load, narrate, say\nedition = load(year, data)"
WORKFORCE = [
    "# Lao động",
    OPEN,
    'say(edition, "Có {members} đoàn viên; năm trước {members(period=previous)}.")',
    'narrate(edition, "workforce.overview")',
]
WELFARE = ["# Chăm lo", OPEN, 'say(edition, "Đã tặng {gift_parcels} suất quà.")']


@dataclass
class Project:
    """A project in a folder of its own, to be changed by a test."""

    path: Path
    root: Root
    ran: list[str] = field(default_factory=list)

    @property
    def output(self) -> Path:
        """Where the report of 2019 goes."""
        return self.path / "outputs" / "2019"

    @property
    def page(self) -> str:
        """The page as it is now."""
        return (self.output / "report.html").read_text("utf-8")

    def write(self, name: str, cells: Iterable[str]) -> None:
        """Write a section's notebook: its parameters, a heading or code in each cell."""
        path = self.path / "notebooks" / f"{name}.ipynb"
        path.parent.mkdir(exist_ok=True)
        path.write_text(json.dumps(notebook(cells), ensure_ascii=False), "utf-8")

    def request(self, **options: Any) -> Request:
        """Describe a run for 2019, of the page only."""
        given: dict[str, Any] = {"year": 2019, "formats": ("html",), **options}
        return Request(
            data=self.root.path,
            notebooks=self.path / "notebooks",
            output=self.path / "outputs",
            **given,
        )

    def report(self, **options: Any) -> Result:
        """Run; ``ran`` then holds the sections that were executed."""
        self.ran = []

        def progress(_: int, __: int, waiting: Sequence[str]) -> None:
            self.ran += [section for section in waiting if section not in self.ran]

        return make_report(self.request(**options), progress)

    def arguments(self, *options: str) -> list[str]:
        """Return the command line of a run for 2019, of the page only."""
        return ["report", "2019", "--data", str(self.root.path), "--format", "html", *options]


def make_report(request: Request, progress: Progress = lambda *_: None) -> Result:
    """Make the report of one year; raise what keeps it from being begun or assembled."""
    ended: list[Result | UnionlibError] = []
    reports([request], progress, lambda _, result: ended.append(result))
    (result,) = ended
    if isinstance(result, UnionlibError):
        raise result
    return result


def make_project(folder: Path) -> Project:
    """Write the small project into a folder."""
    project = Project(folder, make_root(folder))
    project.write("01_workforce", WORKFORCE)
    project.write("02_welfare", WELFARE)
    return project


def copy_project(project: Project, folder: Path) -> Project:
    """Copy data and notebooks into another folder."""
    for name in ("data", "notebooks"):
        shutil.copytree(project.path / name, folder / name)
    return Project(folder, Root(folder / "data"))


def notebook(cells: Iterable[str]) -> dict[str, Any]:
    """Return a notebook; a cell that begins with ``#`` is Markdown."""
    made = [_cell(0, PARAMETERS) | {"metadata": {"tags": ["parameters"]}}]
    made += [_cell(number, source) for number, source in enumerate(cells, 1)]
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    metadata = {"kernelspec": kernel}
    return {"nbformat": 4, "nbformat_minor": 5, "metadata": metadata, "cells": made}


def refuse_one_fork() -> None:
    """Let the next fork of this process fail as where the system allows no more processes."""
    fork = os.fork

    def refuse() -> int:
        os.fork = fork
        raise BlockingIOError(errno.EAGAIN, os.strerror(errno.EAGAIN))

    os.fork = refuse


def _cell(number: int, source: str) -> dict[str, Any]:
    cell: dict[str, Any] = {"id": f"cell-{number}", "metadata": {}, "source": source}
    if source.startswith("#"):
        return {"cell_type": "markdown", **cell}
    return {"cell_type": "code", "execution_count": None, "outputs": [], **cell}
