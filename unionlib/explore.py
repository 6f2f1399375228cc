"""Looking at the data: ``view`` works anywhere, ``explore`` is the same with choices to click."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from unionlib.errors import UnionlibError
from unionlib.view import view

if TYPE_CHECKING:
    from unionlib.edition import Edition

__all__ = ["explore", "view"]


def explore(edition: Edition) -> Any:
    """Choose measures, breakdown, units and years by clicking; needs ipywidgets.

    Returns
    -------
    ipywidgets.Widget
        Shown where it ends a cell of a notebook.
    """
    try:
        from unionlib.panel import panel
    except ModuleNotFoundError as error:
        raise UnionlibError(
            f"explore cần {error.name} (make setup cài đặt); view(edition, …) thì không"
        ) from None
    return panel(edition)
