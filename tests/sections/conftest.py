"""Editions made by hand, for what the signed report does not hold."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.helpers import PROJECT
from unionlib import Edition, load


@pytest.fixture
def edition_of(tmp_path: Path) -> Callable[..., Edition]:
    """Make an edition of 2021 with the real codebook and the rows given."""

    def make(section: str, *rows: str) -> Edition:
        for name in ("measures.csv", "codes.csv", "units.csv"):
            shutil.copy(PROJECT / "data" / name, tmp_path / name)
        folder = tmp_path / "2021" / "observations"
        folder.mkdir(parents=True)
        (folder.parent / "edition.toml").write_text('year = 2021\nstatus = "draft"\n', "utf-8")
        (folder / f"{section}.csv").write_text("\n".join(rows) + "\n", "utf-8")
        return load(2021, tmp_path)

    return make
