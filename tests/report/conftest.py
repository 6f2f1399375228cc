"""What tests that execute notebooks share: a project, and the process that kernels are forked from."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.helpers.project import Project, make_project
from unionlib.report import warm


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """Give a project that no report was made of."""
    return make_project(tmp_path)


@pytest.fixture(scope="module")
def warm_process() -> Iterator[None]:
    """Keep one warm process for the tests of a module, as a batch of years does."""
    warm.start()
    yield
    warm.stop()
