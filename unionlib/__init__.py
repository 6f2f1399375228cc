"""Aggregations and displays for the annual report of a trade-union federation.

The public surface: open an edition with :func:`load`, compute with :func:`total`,
:func:`parts`, :func:`tabulate` …, show with :func:`say`, :func:`table` and the charts.
Names are imported when they are first used, so that a command pays only for what it
needs.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

__version__ = "1.0.0"

_HOME = {
    "Edition": "edition",
    "Quantity": "quantity",
    "Table": "tabulation",
    "UnionlibError": "errors",
    "achievement": "ratios",
    "bars": "show.charts",
    "change": "ratios",
    "findings": "show.findings",
    "growth": "ratios",
    "history": "timeline",
    "listing": "tabulation",
    "load": "edition",
    "load_years": "timeline",
    "multiples": "show.multiples",
    "narrate": "show.prose",
    "parts": "aggregate",
    "ranking": "reporting",
    "say": "show.prose",
    "share": "ratios",
    "table": "show.tables",
    "tabulate": "tabulation",
    "total": "aggregate",
    "trend": "timeline",
    "trends": "show.multiples",
    "weighted_mean": "sums",
}

__all__ = [
    "Edition",
    "Quantity",
    "Table",
    "UnionlibError",
    "achievement",
    "bars",
    "change",
    "findings",
    "growth",
    "history",
    "listing",
    "load",
    "load_years",
    "multiples",
    "narrate",
    "parts",
    "ranking",
    "say",
    "share",
    "table",
    "tabulate",
    "total",
    "trend",
    "trends",
    "weighted_mean",
]

if TYPE_CHECKING:
    from unionlib.aggregate import parts, total
    from unionlib.edition import Edition, load
    from unionlib.errors import UnionlibError
    from unionlib.quantity import Quantity
    from unionlib.ratios import achievement, change, growth, share
    from unionlib.reporting import ranking
    from unionlib.show.charts import bars
    from unionlib.show.findings import findings
    from unionlib.show.multiples import multiples, trends
    from unionlib.show.prose import narrate, say
    from unionlib.show.tables import table
    from unionlib.sums import weighted_mean
    from unionlib.tabulation import Table, listing, tabulate
    from unionlib.timeline import history, load_years, trend


def __getattr__(name: str) -> Any:
    if name in _HOME:
        return getattr(importlib.import_module(f"unionlib.{_HOME[name]}"), name)
    raise AttributeError(f"module 'unionlib' has no attribute {name!r}")


def __dir__() -> list[str]:
    return [*globals(), *__all__]
