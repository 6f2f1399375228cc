"""The first draft of a year's edition, from the year before."""

from __future__ import annotations

import re
from pathlib import Path

from unionlib.edition import Edition
from unionlib.errors import DataError, Fault
from unionlib.files import read_text


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
        files["edition.toml"] = _imprint(year, model)
    if model and not (folder / "narrative").exists():
        for path in sorted((model.folder / "narrative").glob("*.md")):
            files[f"narrative/{path.name}"] = _text(path, model)
    return files


def _imprint(year: int, model: Edition | None) -> str:
    """Return last year's ``edition.toml`` a year later: not issued yet, comments and all."""
    import tomlkit  # an edition that has begun is not begun again

    about = tomlkit.parse(_text(model.folder / "edition.toml", model) if model else "")
    about["year"] = year
    about["status"] = "draft"
    about["source"] = f"Tổng hợp biểu số liệu của các đơn vị báo cáo năm {year}"
    if isinstance(document := about.get("document"), dict):
        document.update(number="", date="")
        if model and isinstance(abstract := document.get("abstract"), str):
            document["abstract"] = _shifted(abstract, year - model.year)
    if isinstance(signature := about.get("signature"), dict):
        signature["signed"] = False
    return tomlkit.dumps(about)


def _shifted(text: str, years: int) -> str:
    return re.sub(r"\b20[0-9]{2}\b", lambda year: str(int(year[0]) + years), text)


def _text(path: Path, model: Edition) -> str:
    faults: list[Fault] = []
    text = read_text(path, model.folder.parent, faults)
    if text is None:
        raise DataError(faults)
    return text
