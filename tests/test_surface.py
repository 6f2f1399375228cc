"""What unionlib offers, and what its commands do not load."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

import unionlib

if TYPE_CHECKING:
    from tests.helpers.data_root import Root

HEAVY = ("pandas", "numpy", "matplotlib", "papermill", "nbconvert", "nbformat", "IPython", "lxml")
PUBLIC = [
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


def test_the_public_names_are_these() -> None:
    """A name more or less is a decision, and is made here as well."""
    assert unionlib.__all__ == PUBLIC


@pytest.mark.parametrize("name", PUBLIC)
def test_every_public_name_can_be_imported_and_is_explained(name: str) -> None:
    """Lazily, but with its docstring."""
    assert getattr(unionlib, name).__doc__
    assert name in dir(unionlib)


def test_other_names_do_not_exist() -> None:
    """As in any module."""
    with pytest.raises(AttributeError, match="no attribute 'nonsense'"):
        _ = unionlib.nonsense


@pytest.mark.parametrize(
    "arguments",
    [
        ["--help"],
        ["--version"],
        ["check", "2019"],
        ["trace", "2019", "members"],
        ["diff", "2018", "2019"],
    ],
    ids=["help", "version", "check", "trace", "diff"],
)
def test_quick_commands_load_nothing_heavy(root: Root, arguments: list[str]) -> None:
    """Neither frames nor charts nor notebooks are imported to check a figure."""
    data = [] if arguments[0].startswith("--") else ["--data", str(root.path)]
    program = (
        "import sys\n"
        "from unionlib.cli import main\n"
        "try:\n"
        f"    main({[*arguments, *data]!r})\n"
        "except SystemExit as left:\n"
        "    assert left.code == 0\n"
        f"print('loaded:', sorted(set({HEAVY!r}) & set(sys.modules)))\n"
    )
    run = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert run.stdout.splitlines()[-1] == "loaded: []"
