"""What differs from run to run in an executed notebook, taken out of it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import PurePosixPath, PureWindowsPath
from typing import Any

_TIMES = ("start_time", "end_time", "duration")
_ADDRESS = re.compile(r"(?<= at )0x[0-9a-fA-F]+")
# From the start of a path only: tried at each letter, a long line would take hours.
_CELL_FILE = re.compile(r"(?<![^\s\"'])[^\s\"']*ipykernel_\d+[/\\](\d+)\.py")


def strip_volatile(nb: Any) -> None:
    """Take times, durations, paths of the machine and addresses out of a notebook.

    Two runs of one notebook with the same data then give the same bytes.

    Parameters
    ----------
    nb : NotebookNode
        An executed notebook; it is changed.
    """
    papermill = nb["metadata"].get("papermill", {})
    for name in (*_TIMES, "input_path", "output_path"):
        papermill.pop(name, None)
    folders = {
        value: _last(value)
        for value in papermill.get("parameters", {}).values()
        if isinstance(value, str) and _is_path(value)
    }
    rename_paths(nb, folders)
    for cell in nb["cells"]:
        cell["metadata"].pop("execution", None)
        for name in _TIMES:
            cell["metadata"].get("papermill", {}).pop(name, None)
        for output in cell.get("outputs", []):
            _strip_output(output)


def rename_paths(nb: Any, names: Mapping[str, str]) -> None:
    """Give other names to paths where papermill has written them: its metadata, and parameters.

    Parameters
    ----------
    nb : NotebookNode
        An executed notebook; it is changed.
    names : Mapping[str, str]
        Path → what to write instead.
    """
    papermill = nb["metadata"].get("papermill", {})
    for values in (papermill, papermill.get("parameters", {})):
        for name, value in values.items():
            if isinstance(value, str):
                values[name] = names.get(value, value)
    for cell in nb["cells"]:
        if "injected-parameters" in cell["metadata"].get("tags", []):
            for path, name in names.items():
                cell["source"] = cell["source"].replace(_escaped(path), _escaped(name))


def _escaped(path: str) -> str:
    """Return a path as papermill writes it into a cell of Python."""
    return path.encode("unicode_escape").decode("ascii").replace('"', r"\"")


def _strip_output(output: Any) -> None:
    for texts, name in ((output, "text"), (output.get("data", {}), "text/plain")):
        if name in texts:
            texts[name] = _strip_text(texts[name])
    if "traceback" in output:
        output["traceback"] = [_strip_text(line) for line in output["traceback"]]


def _strip_text(text: str) -> str:
    return _CELL_FILE.sub(r"\1.py", _ADDRESS.sub("0x0", text))


def _is_path(text: str) -> bool:
    return PurePosixPath(text).is_absolute() or PureWindowsPath(text).is_absolute()


def _last(path: str) -> str:
    return PureWindowsPath(path).name if "\\" in path else PurePosixPath(path).name
