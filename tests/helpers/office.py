"""LibreOffice, which opens what is made for an office as the office does."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

# A file filled in by a program has never been computed: let it be, as typing in it would.
RECALCULATE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load">
<prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item></oor:items>
"""


def converted(folder: Path, content: bytes, to: str, suffix: str = ".xlsx") -> Path:
    """Let LibreOffice open a file and save it in another format; without it, skip the test."""
    office = shutil.which("soffice")
    if office is None:
        pytest.skip("no LibreOffice on PATH")
    source = folder / f"opened{suffix}"
    source.write_bytes(content)
    settings = folder / "profile" / "user" / "registrymodifications.xcu"
    settings.parent.mkdir(parents=True)
    settings.write_text(RECALCULATE, "utf-8")
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    asked = ["--headless", "--convert-to", to, "--outdir", str(folder / "saved"), str(source)]
    # In the C locale it finds no file whose path has Vietnamese letters, and never comes back.
    environment = {**os.environ, "LC_ALL": "C.UTF-8"}
    subprocess.run(
        [office, profile, *asked], env=environment, check=True, capture_output=True, timeout=180
    )
    (saved,) = (folder / "saved").iterdir()
    return saved
