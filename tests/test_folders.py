"""Folders that are replaced whole: several runs at once, and those that were killed."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest

from unionlib import folders
from unionlib.folders import publish, recover, staging

if TYPE_CHECKING:
    from pathlib import Path

locks = pytest.mark.skipif(os.name == "nt", reason="this platform has no such locks")


@locks
def test_a_folder_that_is_being_made_is_left_alone(tmp_path: Path) -> None:
    """Whatever the number of the process that makes it; what a killed run has left goes."""
    folder = tmp_path / "2019"
    left = tmp_path / ".2019.77"
    left.mkdir()
    with staging(folder) as one, staging(folder) as other:
        assert one != other
        recover(folder)
        assert sorted(tmp_path.iterdir()) == sorted([one, other])
    assert list(tmp_path.iterdir()) == []


@locks
@pytest.mark.parametrize("exchange", ["exchanged", "renamed"])
def test_runs_that_publish_at_the_same_moment_do_not_meet(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, exchange: str
) -> None:
    """None fails after all its work, none is thrown away, and nothing is left."""
    if exchange == "renamed":
        monkeypatch.setattr(folders, "exchange", lambda *_: False)
    folder = tmp_path / "2019"

    def run(number: int) -> None:
        recover(folder)
        with staging(folder) as stage:
            (stage / "report.html").write_text(str(number), "utf-8")
            publish(stage, folder)

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(run, range(200)))
    assert (folder / "report.html").is_file()
    assert list(tmp_path.iterdir()) == [folder]
