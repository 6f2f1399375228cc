"""The command line: ``unionlib report 2019``, ``unionlib check 2019`` and others.

Exit status: 0 done, 1 the run or the check found errors, 2 the request was wrong,
130 stopped by Ctrl-C, 141 nobody read the output to its end.
"""

from __future__ import annotations

import argparse
import contextlib
import gc
import io
import os
import signal
import sys
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NoReturn

from unionlib.commands import COMMANDS
from unionlib.errors import FULL, UnionlibError, is_full

EPILOG = """examples:
  unionlib report 2019                      the whole report: HTML, PDF and Word
  unionlib report 2019 --section welfare    one section only, beside the whole report
  unionlib report 2019 --watch              made again whenever something changes
  unionlib check 2019                       every contradiction in the data
  unionlib trace 2019 members               where a number comes from
  unionlib forms 2020 --output forms/       one workbook to fill in per reporting unit
  unionlib collect 2020 submissions/        the filled workbooks into data/2020
  unionlib compare 2015-2024                one page of trends over ten years
"""
# New objects until Python looks for unreachable ones. It looks after 700 otherwise, again
# and again through all that is imported and read here, and hardly finds any.
_GARBAGE = 100_000


def run() -> NoReturn:
    """Be the program: run the command, and leave at once.

    Python would first free what it has, object by object, which takes a tenth of a
    report's time; the system takes it back in one step.
    """
    gc.set_threshold(_GARBAGE)
    if sys.stdout is None:  # closed by the caller
        sys.stdout = Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115 (to the end)
    status = main()
    with contextlib.suppress(OSError):  # main has flushed it, and said what went wrong
        sys.stdout.flush()
    os._exit(status)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command and return its exit status."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # a terminal that cannot show Vietnamese
            stream.reconfigure(errors="backslashreplace")
    try:
        asked = parser().parse_args(arguments)
        with _signals_as_ctrl_c():
            status = int(asked.run(asked))
        sys.stdout.flush()
    except UnionlibError as error:
        print(f"unionlib: {error}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        with contextlib.suppress(OSError):  # the terminal is closed
            print("unionlib: đã dừng; dữ liệu và báo cáo trước đó vẫn nguyên vẹn.", file=sys.stderr)
        return 130
    except BrokenPipeError:
        # Whoever read the output has seen enough; Python must not try again at exit. What
        # was not said to the end is not a success: as of a program that SIGPIPE ends.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 141
    except OSError as error:
        name = f"{error.filename}: " if error.filename else ""
        said = FULL if is_full(error) else error.strerror or error
        print(f"unionlib: {name}{said}", file=sys.stderr)
        return 2
    return status


@contextlib.contextmanager
def _signals_as_ctrl_c() -> Iterator[None]:
    """Let SIGTERM, and SIGHUP of a closed terminal, end a command as Ctrl-C does: it cleans up.

    Whoever starts it may have decided otherwise, as ``nohup`` does.
    """
    if threading.current_thread() is not threading.main_thread():
        yield  # only the main thread may say what a signal does
        return
    known = [getattr(signal, name) for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name)]
    mine = [number for number in known if signal.getsignal(number) is signal.SIG_DFL]
    for number in mine:
        signal.signal(number, signal.default_int_handler)
    try:
        yield
    finally:
        for number in mine:
            signal.signal(number, signal.SIG_DFL)


def parser() -> argparse.ArgumentParser:
    """Return the parser of the command line, with its help."""
    top = argparse.ArgumentParser(
        prog="unionlib",
        description="Annual report of a trade-union federation, from its data to one page.",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    top.add_argument("--version", action="version", version=_version())
    commands = top.add_subparsers(title="commands", metavar="COMMAND", required=True)
    for add in COMMANDS:
        add(commands)
    return top


def _version() -> str:
    from unionlib import __version__

    return f"unionlib {__version__}"
