"""Becoming a kernel: what a forked child does, and an ordinary kernel too."""

from __future__ import annotations

import contextlib
import importlib
import json
import os
import pkgutil
import random
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec
from importlib.util import find_spec
from pathlib import Path
from types import ModuleType

_NUMPY = "numpy.random"
# What is imported only when a kernel starts, or first reads or shows something.
_LATE = (
    "IPython.core.completerlib",
    "IPython.core.debugger",
    "IPython.core.logger",
    "IPython.extensions.storemagic",
    "encodings.utf_8_sig",
    "faulthandler",
    "tornado.platform.asyncio",
    "xml.dom.minidom",
    "xml.dom.expatbuilder",
)


def run_kernel(
    connection_file: str,
    cwd: str | None = None,
    env: Mapping[str, str] | None = None,
    ready: Callable[[], None] = lambda: None,
) -> None:
    """Be an IPython kernel until it is told to end.

    Parameters
    ----------
    connection_file : str
        Where the manager wrote the addresses; its directory is private to the run.
    cwd, env : optional
        Working directory and environment; without them, those that the process has.
    ready : callable
        Called when the kernel can be connected to.
    """
    from unionlib.report import opened_files
    from unionlib.report.kernelapp import CONFIG, App

    if env is not None:
        os.environ.clear()
        os.environ.update(env)
    if cwd is not None:
        os.chdir(cwd)
    random.seed(0)
    _seed_numpy()
    # The user's profile, start-up files and history stay out: a report is no session. Nor are
    # they another section's: what `%store` keeps there would be found by the next.
    os.environ["IPYTHONDIR"] = tempfile.mkdtemp(prefix="ipython-", dir=Path(connection_file).parent)
    app = App.instance(config=CONFIG, connection_file=connection_file)
    app.initialize([])  # type: ignore[no-untyped-call]
    ready()
    opened_files.watch()
    app.start()  # type: ignore[no-untyped-call]


def read_files(data: str | None) -> str:
    """Return what this kernel has read, as JSON: long lists are shown cut off.

    Parameters
    ----------
    data : str or None
        The data root, of which every file counts, whoever opened it.
    """
    from unionlib.report import opened_files
    from unionlib.tracking import files_read

    others = map(str, opened_files.below(data) if data else ())
    return json.dumps(list(dict.fromkeys([*files_read(), *others])))


def _seed_numpy() -> None:
    """Seed NumPy's generator of libraries that know no other, now or when it is imported.

    Most sections never import NumPy, which is a fifth of the warm process's start.
    """
    if _NUMPY in sys.modules:
        sys.modules[_NUMPY].seed(0)
    else:
        sys.meta_path.insert(0, _Seeding())


class _Seeding(MetaPathFinder):
    """Lets the import of ``numpy.random`` end with its seed."""

    asked = False

    def find_spec(self, fullname: str, *_: object) -> ModuleSpec | None:
        """Find it where others do, and add to what its loader does."""
        if fullname != _NUMPY or self.asked:
            return None
        self.asked = True  # find_spec goes through all finders, this one too
        try:
            spec = find_spec(fullname)
        finally:
            self.asked = False
        if spec is not None and spec.loader is not None:
            execute = spec.loader.exec_module

            def exec_module(module: ModuleType) -> None:
                execute(module)
                module.seed(0)

            spec.loader.exec_module = exec_module  # type: ignore[method-assign]
        return spec


def rehearse() -> None:
    """Do once, before any fork, what every kernel would do for the first time.

    A kernel of its own would spend more on imports that come late than on its cells.
    """
    from unionlib.report.kernelapp import make_shell
    from unionlib.report.lean_imports import lean_imports

    # The debugger takes longer to import than all the rest, and nobody debugs a report.
    with lean_imports("debugpy"):
        importlib.import_module("ipykernel.debugger")
    import unionlib
    from unionlib import sections

    for name in unionlib.__all__:  # its names are imported when first used
        getattr(unionlib, name)
    found = pkgutil.iter_modules(sections.__path__, f"{sections.__name__}.")
    for name in (*_LATE, *(module.name for module in found)):
        importlib.import_module(name)
    make_shell()
    tempfile.gettempdir()  # tries a folder with a file, which a kernel that is killed would leave


def read_ahead(data: Path, years: Sequence[int]) -> Iterator[None]:
    """Read data that kernels will ask for, and keep it for those forked from this process.

    The years that are to be reported come first, then those that they look back on.

    Parameters
    ----------
    data : Path
        The data root.
    years : sequence of int
        The years that are to be reported.

    Yields
    ------
    None
        After the codebook, and then after each file.
    """
    from unionlib import tracking
    from unionlib.edition import load
    from unionlib.entries import MANY
    from unionlib.errors import UnionlibError
    from unionlib.show.prose import prose
    from unionlib.timeline import LONGEST

    units = data / "units.csv"
    large = units.is_file() and units.stat().st_size >= MANY
    if large or any(data.glob("*/observations/*.parquet")):
        return  # such files are read by threads, which must not be there at a fork
    back = {year - before for year in years for before in range(LONGEST)}
    # Where data are at fault, the kernels read them again, and tell of it.
    with contextlib.suppress(UnionlibError, OSError):
        for year in sorted(back, key=lambda year: (year not in years, year)):
            if not (data / str(year) / "edition.toml").is_file():
                continue
            with tracking.keeping():
                edition = load(year, data)
                prose(edition, "…")._repr_mimebundle_()  # what every section does first
            yield
            for measure in edition.codebook:
                with tracking.keeping():
                    edition.observed(measure.name)
                yield
