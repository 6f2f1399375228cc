"""What the section notebooks take from :mod:`unionlib.sections`, computed before a report is made.

The formulas of a section's module stand in its code, where nothing reads them: a measure that
the codebook has no more is met only when its table is made.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from unionlib.errors import DataError, Fault, UnionlibError
from unionlib.notebooks import readable_code

if TYPE_CHECKING:
    from unionlib.edition import Edition

_PACKAGE = "unionlib.sections"


def table_faults(edition: Edition, notebook: Path) -> Iterator[Fault]:
    """Yield a fault for each ``module.function(edition)`` of a notebook that cannot be computed.

    Parameters
    ----------
    edition : Edition
        Whose figures they are.
    notebook : Path
        A section notebook; one that cannot be read is told elsewhere.
    """
    modules: dict[str, str] = {}
    seen: set[tuple[str, str]] = set()  # a table is mostly drawn as well
    for where, tree in readable_code(notebook):
        for node in ast.walk(tree):
            if isinstance(node, ast.ImportFrom) and node.module == _PACKAGE:
                modules |= {each.asname or each.name: each.name for each in node.names}
        for line, name, function in _taken(tree):
            if name not in modules or (name, function) in seen:
                continue
            seen.add((name, function))
            if message := _stopped(edition, modules[name], function):
                file = f"{_PACKAGE.replace('.', '/')}/{modules[name]}.py"
                yield Fault(where, line, "", f"{function} trong {file}: {message}")


def _taken(tree: ast.Module) -> Iterator[tuple[int, str, str]]:
    """Yield each call that takes the edition alone: its line, module and function."""
    for node in ast.walk(tree):
        match node:
            case ast.Call(
                func=ast.Attribute(value=ast.Name(id=name), attr=function),
                args=[ast.Name(id="edition")],
                keywords=[],
            ):
                yield node.lineno, name, function


def _stopped(edition: Edition, module: str, function: str) -> str:
    """Return why a function cannot be computed, ``""`` where it can."""
    try:
        getattr(import_module(f"{_PACKAGE}.{module}"), function)(edition)
    except DataError:  # faults of files, which are told by file
        return ""
    except UnionlibError as error:
        return str(error)
    except Exception as error:  # noqa: BLE001 (whatever it is, the report would stop there)
        return f"{type(error).__name__}: {error}"
    return ""
