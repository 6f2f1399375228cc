"""The section notebooks, as files: which there are, the cells of one, and what code calls."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Collection, Iterator
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from unionlib.errors import DataError, Fault, ReportError

if TYPE_CHECKING:
    from unionlib.edition import Edition

# What Python raises for code that it cannot read: the last two where it is nested beyond reason.
UNREADABLE = (SyntaxError, ValueError, RecursionError, MemoryError)
# Names that lead past unionlib without an import.
_DOORS = {"__import__", "eval", "exec", "get_ipython"}
SECTIONS = "[0-9][0-9]_*.ipynb"  # others, explore.ipynb say, are no part of the report
COMPARE = "compare.ipynb"  # the page of trends over several years
_NAME = re.compile(r"[0-9]{2}_[A-Za-z0-9_]+\.ipynb")


class Cell(NamedTuple):
    """A cell: ``markdown``, ``code`` or ``raw``, its text and its tags."""

    kind: str
    source: str
    tags: Collection[str]


def read_cells(notebook: Path) -> list[Cell]:
    """Return the cells of a notebook, without its outputs; nbformat takes long to import.

    Raises
    ------
    DataError
        It is no notebook.
    """
    try:
        cells = json.loads(notebook.read_text("utf-8"))["cells"]
        return [
            Cell(
                cell["cell_type"], "".join(cell["source"]), cell.get("metadata", {}).get("tags", ())
            )
            for cell in cells
        ]
    except (OSError, *UNREADABLE, TypeError, KeyError, AttributeError) as error:
        file = f"{notebook.parent.name}/{notebook.name}"
        raise DataError([Fault(file, 0, "", f"không đọc được sổ tay: {error}")]) from error


def readable_code(notebook: Path) -> Iterator[tuple[str, ast.Module]]:
    """Yield the cells of code that Python can read, each with its place; others are told elsewhere."""
    file = f"{notebook.parent.name}/{notebook.name}"
    with suppress(DataError):
        for number, cell in enumerate(read_cells(notebook), 1):
            if cell.kind == "code":
                with suppress(*UNREADABLE):
                    yield f"{file}, ô {number}", ast.parse(cell.source)


def reaches_further(source: str) -> bool:
    """Tell whether a cell can read files unseen: by a library in C, or another program.

    Examples
    --------
    >>> reaches_further("from unionlib import load")
    False
    >>> reaches_further("import sqlite3"), reaches_further("!cat data/notes.txt")
    (True, True)
    """
    try:
        tree = ast.parse(source)
    except UNREADABLE:  # IPython reads it: another program's line, a magic
        return True
    for node in ast.walk(tree):
        names = [node.id] if isinstance(node, ast.Name) and node.id in _DOORS else []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            names = [str(node.module)]
        if any(name.partition(".")[0] != "unionlib" for name in names):
            return True
    return False


def calls(tree: ast.AST, *names: str) -> list[ast.Call]:
    """Return the calls of some functions in code: of ``say``, also as ``unionlib.say``."""
    found = (node for node in ast.walk(tree) if isinstance(node, ast.Call))
    return [call for call in found if called(call) in names]


def called(call: ast.Call) -> str:
    """Return the name of the function that is called, without its module."""
    return getattr(call.func, "attr", getattr(call.func, "id", ""))


def strings(node: ast.AST) -> Iterator[tuple[int, str]]:
    """Yield the texts that are written out in code, with their lines."""
    for each in ast.walk(node):
        if isinstance(each, ast.Constant) and isinstance(each.value, str):
            yield each.lineno, each.value


def section_notebooks(folder: Path) -> dict[str, Path]:
    """Return the section notebooks by name, in the order of their numbers.

    Raises
    ------
    ReportError
        There is none.
    DataError
        Some begin with a number but have no section's name, or one that is taken.
    """
    found: dict[str, Path] = {}
    faults: list[Fault] = []
    for path in sorted(folder.glob(SECTIONS)):
        name, file = path.stem[3:], f"{folder.name}/{path.name}"
        if not _NAME.fullmatch(path.name):
            allowed = "NN_tên.ipynb, tên chỉ gồm chữ cái không dấu, chữ số và gạch dưới"
            faults.append(Fault(file, 0, "", f"tên tệp phải là {allowed}"))
        elif name in found:
            faults.append(Fault(file, 0, "", f"phần '{name}' đã có sổ tay {found[name].name}"))
        else:
            found[name] = path
    if faults:
        raise DataError(faults)
    if not found:
        raise ReportError(f"không tìm thấy sổ tay NN_tên.ipynb trong {folder}")
    return found


def section_faults(edition: Edition, folder: Path, found: Collection[str]) -> list[Fault]:
    """Return what the notebooks of a folder lack, and whether they stand in another order.

    Their numbers order the report, ``codes.csv`` all that is listed by section.
    """
    sections, used = edition.codebook.sections, _with_files(edition)
    messages = [
        f"phần '{section}' có số liệu mà không có sổ tay NN_{section}.ipynb"
        for section in sections
        if section in used and section not in found
    ]
    numbered = [name for name in found if name in sections]
    listed = [name for name in sections if name in found]
    for here, there in zip(numbered, listed, strict=True):
        if here != there:
            messages.append(
                f"theo số đầu tên sổ tay, '{here}' đứng trước '{there}'; trong codes.csv thì đứng sau. Hãy đánh số lại, hoặc chuyển dòng của codes.csv"
            )
            break
    return [Fault(folder.name, 0, "", message) for message in messages]


def _with_files(edition: Edition) -> set[str]:
    """Return the sections that have figures or words this year."""
    return {
        path.stem
        for kind in ("observations", "narrative")
        for path in edition.folder.glob(f"{kind}/*.*")
    }
