"""What tests that execute notebooks share: the process that kernels are forked from."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from unionlib.report import warm


@pytest.fixture(scope="module")
def warm_process() -> Iterator[None]:
    """Keep one warm process for the tests of a module, as a batch of years does."""
    warm.start()
    yield
    warm.stop()
