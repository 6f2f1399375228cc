"""A whole province and a small one, each with its forms filled in."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.helpers.province import Province


@pytest.fixture(scope="session")
def full(tmp_path_factory: pytest.TempPathFactory) -> Province:
    """Make the whole province: 50 reporting units and the office."""
    return Province(tmp_path_factory.mktemp("full"), 17, 33)


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> Province:
    """Make a province of the units that the 2019 report names, one affiliated union, and the office."""
    return Province(tmp_path_factory.mktemp("small"), 9, 1)


@pytest.fixture
def data(small: Province, tmp_path: Path) -> Path:
    """Copy the small province's data root, for a test to write into."""
    return shutil.copytree(small.data, tmp_path / "data")


@pytest.fixture
def sent(small: Province, tmp_path: Path) -> Path:
    """Make a folder with every unit's filled-in form."""
    folder = tmp_path / "sent"
    folder.mkdir()
    for name, content in small.filled.items():
        (folder / f"{name}.xlsx").write_bytes(content)
    return folder
