"""The first draft of a year's edition, from the year before."""

from __future__ import annotations

import re
import tomllib
from functools import partial
from pathlib import Path

from unionlib.edition import Edition


def draft_files(folder: Path, year: int, model: Edition | None) -> dict[str, str]:
    """Return what an edition lacks to be reported: its ``edition.toml`` and its words.

    Nothing that is there is touched. The words are those of the latest report, with the
    new year's figures filled in: a draft to rewrite, and every page of it says so.
    """
    files: dict[str, str] = {}
    if not (folder / "edition.toml").exists():
        about = (model.folder / "edition.toml").read_text("utf-8") if model else ""
        files["edition.toml"] = _about(about, year, model.year if model else year)
    if model and not (folder / "narrative").exists():
        for path in sorted((model.folder / "narrative").glob("*.md")):
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
        text = re.sub(rf"(?m)^({name}\s*=\s*).*$", partial(_set, value), text)
    text = re.sub(r"(?m)^(abstract\s*=\s*)(.*)$", partial(_shift, year - before), text)
    tomllib.loads(text)  # what is stored can be read
    return text


def _set(value: str, line: re.Match[str]) -> str:
    return line[1] + value


def _shift(years: int, line: re.Match[str]) -> str:
    return line[1] + re.sub(r"\b20\d\d\b", lambda year: str(int(year[0]) + years), line[2])
