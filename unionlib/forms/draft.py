"""The first draft of a year's edition, from the year before."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from unionlib.edition import Edition
from unionlib.errors import DataError, Fault
from unionlib.files import read_text
from unionlib.toml import toml

# What a new edition has not yet, wherever the old one had it.
_OPEN: Mapping[str, Mapping[str, Any]] = {
    "document": {"number": "", "date": ""},
    "signature": {"signed": False},
}


def draft_files(folder: Path, year: int, model: Edition | None) -> dict[str, str]:
    """Return what an edition lacks to be reported: its ``edition.toml`` and its words.

    Nothing that is there is touched. The words are those of the latest report, with the
    new year's figures filled in: a draft to rewrite, and every page of it says so.

    Raises
    ------
    DataError
        A file of the latest report's words is not text.
    """
    files: dict[str, str] = {}
    if not (folder / "edition.toml").exists():
        files["edition.toml"] = toml(_about(year, model))
    if model and not (folder / "narrative").exists():
        for path in sorted((model.folder / "narrative").glob("*.md")):
            faults: list[Fault] = []
            text = read_text(path, model.folder.parent, faults)
            if text is None:
                raise DataError(faults)
            files[f"narrative/{path.name}"] = text
    return files


def _about(year: int, model: Edition | None) -> dict[str, Any]:
    source = f"Tổng hợp biểu số liệu của các đơn vị báo cáo năm {year}"
    about = {**(model.about if model else {}), "year": year, "status": "draft", "source": source}
    for table, still_open in _OPEN.items():
        if isinstance(about.get(table), dict):
            about[table] = {**about[table], **still_open}
    document = about.get("document")
    if model and isinstance(document, dict) and isinstance(document.get("abstract"), str):
        document["abstract"] = _shifted(document["abstract"], year - model.year)
    return about


def _shifted(text: str, years: int) -> str:
    return re.sub(r"\b20[0-9]{2}\b", lambda year: str(int(year[0]) + years), text)
