"""Imports that pay only for what a report needs.

nbformat imports jsonschema, which prepares checks of formats as soon as modules for
them are installed (JupyterLab brings them). For "iri" alone, ``rfc3987_syntax``
compiles a grammar for 1.3 s, four fifths of the import of nbconvert. No schema of a
notebook asks for any of them.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager

COSTLY = ("isoduration", "rfc3986_validator", "rfc3987_syntax")


@contextmanager
def lean_imports(*names: str) -> Iterator[None]:
    """Let optional modules look absent while others are imported.

    Wrap the first import of nbformat, papermill or nbconvert in it. Whoever wants
    the hidden modules later can import them.

    Parameters
    ----------
    *names : str
        Further modules to hide, besides the ``COSTLY`` formats of jsonschema.

    Examples
    --------
    >>> with lean_imports("colorsys"):
    ...     import colorsys
    Traceback (most recent call last):
    ...
    ModuleNotFoundError: import of colorsys halted; None in sys.modules
    """
    hidden = [name for name in (*COSTLY, *names) if name not in sys.modules]
    # None in sys.modules is Python's own way to say: this import fails.
    sys.modules.update(dict.fromkeys(hidden))  # type: ignore[arg-type]
    try:
        yield
    finally:
        for name in hidden:
            sys.modules.pop(name, None)
