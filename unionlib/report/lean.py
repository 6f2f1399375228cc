"""Imports that pay only for what a report needs.

nbformat imports jsonschema, which compiles a grammar for the format "iri" as soon
as ``rfc3987_syntax`` is installed (JupyterLab brings it). That takes 1.3 s, four
fifths of the import of nbconvert, for a check that no notebook schema asks for.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def lean_imports(*names: str) -> Iterator[None]:
    """Let optional modules look absent while others are imported.

    Wrap the first import of nbformat, papermill or nbconvert in it. Whoever wants
    the hidden modules later can import them.

    Parameters
    ----------
    *names : str
        The modules to hide; without any, those known to be costly and unused here.

    Examples
    --------
    >>> with lean_imports("colorsys"):
    ...     import colorsys
    Traceback (most recent call last):
    ...
    ModuleNotFoundError: import of colorsys halted; None in sys.modules
    """
    hidden = [name for name in names or ("rfc3987_syntax",) if name not in sys.modules]
    # None in sys.modules is Python's own way to say: this import fails.
    sys.modules.update(dict.fromkeys(hidden))  # type: ignore[arg-type]
    try:
        yield
    finally:
        for name in hidden:
            sys.modules.pop(name, None)
