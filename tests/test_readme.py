"""Every command that the README shows is run, in a copy of the project."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.helpers import PROJECT

README = (PROJECT / "README.md").read_text("utf-8")
COMMANDS = [
    line
    for block in re.findall(r"^```sh\n(.*?)^```", README, re.DOTALL | re.MULTILINE)
    for line in block.splitlines()
    # `make` is what runs these tests, and `make test` would run them once more.
    if not line.startswith("make ")
]
# What a command ends with where that is not 0: the 2019 report holds contradictions.
ENDS = {"unionlib check 2019": 1}


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Copy the project's data and notebooks."""
    home = tmp_path_factory.mktemp("project")
    for name in ("data", "notebooks"):
        shutil.copytree(PROJECT / name, home / name)
    return home


def test_the_readme_shows_commands() -> None:
    """The commands are found; a changed fence would otherwise leave nothing to run."""
    assert len(COMMANDS) >= 8


@pytest.mark.slow
def test_every_command_of_the_readme_does_what_it_says(copy: Path) -> None:
    """In the order of the README, each command ends as it should and says no traceback."""
    program = Path(sys.executable).with_name("unionlib")
    for command in COMMANDS:
        done = subprocess.run(  # noqa: S602 - the README's own words, quotes and all
            command.replace("unionlib", shlex.quote(str(program)), 1),
            shell=True,
            cwd=copy,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == ENDS.get(command, 0), f"{command}\n{done.stderr}"
        assert "Traceback" not in done.stderr, command


def test_the_files_that_the_readme_links_to_exist() -> None:
    """No link of the README leads nowhere."""
    for target in re.findall(r"\]\(([^)#:]+)\)", README):
        assert (PROJECT / target).exists(), target
