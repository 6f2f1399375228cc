"""What tests that execute notebooks share: a project, and the process that kernels are forked from."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.helpers.project import Project, make_project
from unionlib.report import warm


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """Give a project that no report was made of."""
    return make_project(tmp_path)


@pytest.fixture
def temporary(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Give processes that a test starts their temporary folder: for sockets, tmp_path is too long."""
    with tempfile.TemporaryDirectory() as folder:
        monkeypatch.setenv("TMPDIR", folder)
        yield Path(folder)


@pytest.fixture(scope="module")
def warm_process() -> Iterator[None]:
    """Keep one warm process for the tests of a module, as a batch of years does."""
    warm.start()
    yield
    warm.stop()
