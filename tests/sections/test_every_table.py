"""What holds for the tables of all sections."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import re
from collections.abc import Callable

import pytest

from unionlib import Edition, Table, sections


def _tables() -> list[Callable[[Edition], Table]]:
    """List the functions of all section modules that make one table of an edition."""
    made: list[Callable[[Edition], Table]] = []
    for module in pkgutil.iter_modules(sections.__path__):
        for function in vars(
            importlib.import_module(f"{sections.__name__}.{module.name}")
        ).values():
            if inspect.isfunction(function) and function.__module__.endswith(f".{module.name}"):
                kind = inspect.signature(function)
                if kind.return_annotation == "Table" and list(kind.parameters) == ["edition"]:
                    made.append(function)
    return made


TABLES = _tables()
# The signed report was not collected from units: it has nothing to say of each.
BY_UNIT = {"members_by_unit", "submissions"}


@pytest.mark.parametrize("make", TABLES, ids=lambda make: f"{make.__module__}.{make.__name__}")
def test_tables_are_complete(real: Edition, make: Callable[[Edition], Table]) -> None:
    """Every table but those by unit has rows; each a caption that begins like a title, and an id of its own."""
    table = make(real)
    assert bool(table.rows) == (make.__name__ not in BY_UNIT)
    assert table.caption[:1].isupper()
    assert re.fullmatch(r"[a-z]+(-[a-z]+)*", table.id)
    assert [other(real).id for other in TABLES].count(table.id) == 1
