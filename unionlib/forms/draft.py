"""The first draft of a year's edition, from the year before."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

from unionlib.edition import Edition


def draft_files(folder: Path, year: int, latest: Edition | None) -> dict[str, str]:
    """Return what an edition lacks to be reported: its ``edition.toml`` and its words.

    Nothing that is there is touched. The words are those of the latest report, with the
    new year's figures filled in: a draft to rewrite, and every page of it says so.
    """
    files: dict[str, str] = {}
    if not (folder / "edition.toml").exists():
        about = (latest.folder / "edition.toml").read_text("utf-8") if latest else ""
        files["edition.toml"] = _about(about, year, latest.year if latest else year)
    if latest and not (folder / "narrative").exists():
        for path in sorted((latest.folder / "narrative").glob("*.md")):
            files[f"narrative/{path.name}"] = path.read_text("utf-8")
    return files


def _about(text: str, year: int, before: int) -> str:
    source = f"Tổng hợp biểu số liệu của các đơn vị báo cáo năm {year}"
    if not text:
        return f'year = {year}\nstatus = "draft"\nsource = "{source}"\n'
    changes = {
        "year": str(year),
        "status": '"draft"',
        "source": f'"{source}"',
        "number": '""',
        "date": '""',
        "signed": "false",
    }
    for name, value in changes.items():
        text = re.sub(
            rf"(?m)^({name}\s*=\s*).*$", lambda match, value=value: match[1] + value, text
        )  # type: ignore[misc]
    shift = year - before
    abstract = re.compile(r"(?m)^(abstract\s*=\s*)(.*)$")
    text = abstract.sub(
        lambda match: (
            match[1] + re.sub(r"\b20\d\d\b", lambda each: str(int(each[0]) + shift), match[2])
        ),
        text,
    )
    tomllib.loads(text)
    return text
