"""What all tests share: a tiny data root, a browser, and the rule that CI skips none of the tests that need a tool."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.helpers import PROJECT
from tests.helpers.data_root import Root, make_root
from unionlib.edition import Edition, load

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

_NEVER_SKIPPED_IN_CI = ("browser", "office")


def pytest_configure() -> None:
    """Let Ctrl-C reach what tests start: a shell's background job inherits that it is ignored."""
    signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item,
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Turn a skip into a failure where it would hide that nothing was looked at."""
    report = yield
    needed = any(item.get_closest_marker(name) for name in _NEVER_SKIPPED_IN_CI)
    if needed and report.skipped and os.environ.get("CI") == "true":
        report.outcome = "failed"
        report.longrepr = f"{item.nodeid} was skipped, which it may not be in CI: {report.longrepr}"
    return report


# Of module scope, not of session scope: while Playwright runs, its event loop counts as running
# in this thread, and tests of other modules that execute notebooks could start none.
@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Give the system's Chromium, without a window."""
    from playwright.sync_api import sync_playwright

    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    if chromium is None:
        pytest.skip("no Chromium on PATH")
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=chromium)
        yield running
        running.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """Give an empty page that nothing of an earlier test has touched."""
    context = browser.new_context(locale="vi-VN")
    yield context.new_page()
    context.close()


@pytest.fixture
def root(tmp_path: Path) -> Root:
    """Write the tiny data root, in a folder where nothing else is."""
    return make_root(tmp_path)


@pytest.fixture
def edition(root: Root) -> Edition:
    """Open the tiny edition of 2019."""
    return root.load()


@pytest.fixture(scope="session")
def real() -> Edition:
    """Open the real edition of 2019."""
    return load(2019, PROJECT / "data")


@pytest.fixture(scope="session")
def rendered(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Render the real report of 2019, as the command does, and give its folder of outputs."""
    output = tmp_path_factory.mktemp("rendered")
    # In a process of its own: a browser of this one would leave no event loop to execute in.
    command = [sys.executable, "-m", "unionlib", "report", "2019", "--output", str(output)]
    made = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=False)
    assert made.returncode == 0, made.stderr
    return output
