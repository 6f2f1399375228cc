"""Imports that pay only for what a report needs.

nbformat imports jsonschema, which prepares checks of formats as soon as modules for
them are installed (JupyterLab brings them). For "iri" alone, ``rfc3987_syntax``
compiles a grammar for 1.3 s, four fifths of the import of nbconvert. No schema of a
notebook asks for any of them. papermill imports requests, for notebooks that lie on a
web server, and click, for a command line of its own: a fifth of its import. nbconvert
imports what its own exporters make of Markdown, which is half of its import.
"""

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import ModuleType
from typing import Any

COSTLY = ("isoduration", "rfc3986_validator", "rfc3987_syntax")
DEFERRED = ("bs4", "click", "nbconvert.filters.markdown_mistune", "requests")


class _Deferred(ModuleType):
    """Stands for a module; what is taken from it imports the module when it is called."""

    def __getattr__(self, name: str) -> Callable[..., Any]:
        if name.startswith("__"):
            raise AttributeError(name)  # it has no path, no file and no loader

        def call(*args: Any, **kwargs: Any) -> Any:
            return getattr(importlib.import_module(self.__name__), name)(*args, **kwargs)

        return call


@contextmanager
def lean_imports(*names: str) -> Iterator[None]:
    """Let optional modules look absent while others are imported, and defer what can wait.

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
    deferred = {name: _Deferred(name) for name in DEFERRED if name not in sys.modules}
    sys.modules.update(deferred)
    try:
        yield
    finally:
        for name in (*hidden, *deferred):
            sys.modules.pop(name, None)
