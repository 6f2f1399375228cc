"""The commands: what each takes, and what it calls.

Only argparse and what reads arguments is imported at start; each command imports what it
needs when it runs.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias, TypeVar

from unionlib.arguments import FORMATS, TIMEOUT, natural, year, years
from unionlib.errors import UnionlibError

if TYPE_CHECKING:
    Commands: TypeAlias = argparse._SubParsersAction[argparse.ArgumentParser]  # noqa: SLF001

T = TypeVar("T")


def _argument(read: Callable[[str], T]) -> Callable[[str], T]:
    """Let argparse tell what is wrong with an argument, below the command's usage."""

    def told(text: str) -> T:
        try:
            return read(text)
        except UnionlibError as error:
            raise argparse.ArgumentTypeError(str(error)) from None

    return told


# The folders that commands work with, and where beside the data they lie unless named.
_FOLDERS = {
    "data": ("data root (default: the nearest data/ folder)", ""),
    "output": ("folder of reports (default: outputs/ beside data/)", "outputs"),
    "notebooks": ("folder of section notebooks (default: notebooks/ beside data/)", "notebooks"),
}


def _folders(command: argparse.ArgumentParser, *names: str) -> None:
    for name in names:
        command.add_argument(f"--{name}", type=Path, metavar="DIR", help=_FOLDERS[name][0])


def _data(asked: argparse.Namespace) -> Path:
    """Return the data root; the other folders that were not named are put beside it."""
    from unionlib.root import default_data

    data: Path = (asked.data or default_data()).resolve()
    if not data.is_dir():
        raise UnionlibError(f"không có thư mục số liệu {data}")
    named = getattr(asked, "notebooks", None)
    if named and not named.is_dir():
        raise UnionlibError(f"không có thư mục sổ tay {named.resolve()}")
    for name in ("output", "notebooks"):
        if getattr(asked, name, data) is None:
            setattr(asked, name, data.parent / _FOLDERS[name][1])
    return data


def _year(command: argparse.ArgumentParser) -> None:
    command.add_argument("year", type=_argument(year), metavar="YEAR", help="in four digits: 2019")


def _text_or_json(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--format",
        choices=("text", "json"),
        default="text",
        help="for people (default) or for programs",
    )


def _report(commands: Commands) -> None:
    command = commands.add_parser("report", help="make the report of one year or of several")
    command.add_argument(
        "years", type=_argument(years), metavar="YEARS", help="2019, or 2015-2024, or 2015,2019"
    )
    _folders(command, "data", "output", "notebooks")
    command.add_argument(
        "--section",
        action="append",
        default=[],
        metavar="NAME",
        help="run this section only; may be repeated",
    )
    command.add_argument(
        "--format",
        action="append",
        choices=FORMATS,
        help="formats to write (default: all); may be repeated",
    )
    command.add_argument(
        "--parameter",
        action="append",
        default=[],
        metavar="NAME=VALUE",
        help="set a further parameter of the notebooks; may be repeated",
    )
    command.add_argument(
        "--fresh", action="store_true", help="run every section, whatever the cache holds"
    )
    command.add_argument(
        "--timeout",
        type=_argument(natural),
        default=TIMEOUT,
        metavar="SECONDS",
        help=f"stop a section after this time (default: {TIMEOUT:.0f})",
    )
    command.add_argument(
        "--workers",
        type=_argument(natural),
        metavar="N",
        help="sections at a time (default: 2 per processor, + 1)",
    )
    command.add_argument(
        "--dask",
        metavar="tcp://HOST:PORT",
        help="run the sections on the Dask cluster of this scheduler",
    )
    command.add_argument(
        "--watch", action="store_true", help="make it again whenever data or notebooks change"
    )
    command.set_defaults(run=_run_report)


def _run_report(asked: argparse.Namespace) -> int:
    from unionlib.report.command import run

    return run(asked, _data(asked))


def _check(commands: Commands) -> None:
    command = commands.add_parser(
        "check", help="check the data and every relation between its figures"
    )
    _year(command)
    _folders(command, "data", "notebooks")
    _text_or_json(command)
    command.set_defaults(run=_run_check)


def _run_check(asked: argparse.Namespace) -> int:
    from unionlib.check import check

    data = _data(asked)
    return check(asked.year, data, asked.format, asked.notebooks)


def _trace(commands: Commands) -> None:
    command = commands.add_parser("trace", help="follow numbers back to the rows they come from")
    _year(command)
    command.add_argument(
        "measures",
        nargs="+",
        metavar="MEASURE",
        help="a measure or an expression: members, 'members(sector=SXKD)'",
    )
    _folders(command, "data", "output")
    command.set_defaults(run=_run_trace)


def _run_trace(asked: argparse.Namespace) -> int:
    from unionlib.trace import trace

    data = _data(asked)
    return trace(asked.year, asked.measures, data, asked.output)


def _diff(commands: Commands) -> None:
    command = commands.add_parser("diff", help="compare two years, or two data folders of one year")
    command.add_argument(
        "before", metavar="BEFORE", help="a year (2018) or the folder of an edition (data-new/2019)"
    )
    command.add_argument("after", metavar="AFTER", help="a later year, or another such folder")
    _folders(command, "data")
    _text_or_json(command)
    command.set_defaults(run=_run_diff)


def _run_diff(asked: argparse.Namespace) -> int:
    from unionlib.diff import diff

    # Two folders are compared without a data root, too.
    data = _data(asked) if asked.data else None
    return diff(asked.before, asked.after, data, asked.format)


def _compare(commands: Commands) -> None:
    command = commands.add_parser(
        "compare", help="make one page of trends over several years, in HTML"
    )
    command.add_argument("years", metavar="YEARS", help="2015-2024, or 2015,2019")
    _folders(command, "data", "output", "notebooks")
    command.set_defaults(run=_run_compare)


def _run_compare(asked: argparse.Namespace) -> int:
    from unionlib.report.compare import compare

    data = _data(asked)
    made = compare(asked.years, data, asked.notebooks.resolve(), asked.output.resolve())
    print(f"{asked.years}: {made / 'report.html'}")
    return 0


def _forms(commands: Commands) -> None:
    command = commands.add_parser(
        "forms", help="write the workbooks that the reporting units fill in"
    )
    _year(command)
    _folders(command, "data")
    command.add_argument(
        "--output",
        type=Path,
        default=Path("forms"),
        metavar="DIR",
        help="folder of forms (default: forms/)",
    )
    command.add_argument(
        "--unit",
        action="append",
        default=[],
        metavar="UNIT",
        help="only this unit's form; may be repeated",
    )
    command.add_argument(
        "--force",
        action="store_true",
        help="overwrite forms that differ, although somebody may have filled them in",
    )
    command.set_defaults(run=_run_forms)


def _run_forms(asked: argparse.Namespace) -> int:
    from unionlib.forms.command import forms

    return forms(asked, _data(asked))


def _collect(commands: Commands) -> None:
    command = commands.add_parser(
        "collect", help="read the filled workbooks into the data of a year"
    )
    _year(command)
    command.add_argument(
        "submissions", type=Path, metavar="DIR", help="folder of the workbooks that units have sent"
    )
    _folders(command, "data")
    command.add_argument(
        "--accept-clean",
        action="store_true",
        help="take the units without errors although others have some",
    )
    command.add_argument(
        "--findings",
        type=Path,
        default=Path("findings.xlsx"),
        metavar="FILE",
        help="workbook of what is to be corrected (default: findings.xlsx)",
    )
    command.add_argument(
        "--workers",
        type=_argument(natural),
        metavar="N",
        help="files at a time (default: one per processor)",
    )
    command.set_defaults(run=_run_collect)


def _run_collect(asked: argparse.Namespace) -> int:
    from unionlib.forms.command import run_collect

    return run_collect(asked, _data(asked))


def _sample(commands: Commands) -> None:
    command = commands.add_parser("sample", help="write a data root of made-up figures, to try out")
    command.add_argument(
        "--years",
        type=_argument(years),
        default=years("2015-2024"),
        metavar="YEARS",
        help="2015-2024 (default), 2019 or 2018,2020",
    )
    command.add_argument(
        "--output", type=Path, required=True, metavar="DIR", help="the data root to write"
    )
    command.add_argument(
        "--unions",
        type=_argument(natural),
        default=863,
        metavar="N",
        help="grassroots unions (default: 863; 200 to 999999; from 10000 on as Parquet)",
    )
    command.add_argument(
        "--seed",
        type=_argument(partial(natural, least=0)),
        default=0,
        metavar="S",
        help="the same seed gives the same bytes",
    )
    _folders(command, "data")
    command.set_defaults(run=_run_sample)


def _run_sample(asked: argparse.Namespace) -> int:
    from unionlib.sample.command import sample

    return sample(asked, _data(asked))


COMMANDS = (_report, _check, _trace, _diff, _compare, _forms, _collect, _sample)
