"""``outputs/index.html``: all rendered years, their key figures and their files."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from unionlib.arguments import written
from unionlib.files import write_whole
from unionlib.imprint import STATUSES
from unionlib.letters import capital
from unionlib.report import manifest
from unionlib.writing import WRITTEN

FORMATS = {"html": "Trang web", "pdf": "PDF", "docx": "Word", "json": "Số liệu (JSON)"}


@dataclass(frozen=True)
class Entry:
    """One rendered year: its manifest and links to what lies in its folder."""

    year: int
    status: str
    title: str
    figures: dict[str, str]
    files: tuple[tuple[str, str], ...]


def write(output: Path) -> Path:
    """Write the index of all reports below ``output`` and return its path."""
    from unionlib.report.templating import environment

    found = entries(output)
    columns = list(dict.fromkeys(label for entry in found for label in entry.figures))
    text = (
        environment()
        .get_template("index.html.j2")
        .render(entries=found, columns=columns, compared=_compared(output))
    )
    path = output / "index.html"
    write_whole(path, text.encode())
    return path


def entries(output: Path) -> list[Entry]:
    """Return the rendered years, the latest first; a folder without a whole manifest is none."""
    found = []
    for path in output.glob("[0-9][0-9][0-9][0-9]/report.json"):
        if not (about := manifest.read(path, "year", "status", "title", "headline")):
            continue
        figures = {key["label"] + _unit(key): key["text"] for key in about["headline"]}
        files = tuple(
            (name, f"{path.parent.name}/report.{suffix}")
            for suffix, name in FORMATS.items()
            if (path.parent / f"report.{suffix}").is_file()
        )
        status = capital(STATUSES.get(about["status"], about["status"]))
        found.append(Entry(about["year"], status, about["title"], figures, files))
    return sorted(found, key=lambda entry: -entry.year)


def _unit(key: dict[str, Any]) -> str:
    return f" ({key['unit']})" if key["unit"] not in WRITTEN else ""


def _compared(output: Path) -> list[tuple[str, str]]:
    """Return the multi-year pages: their years and their addresses."""
    pages = sorted(output.glob("compare-*/report.html"))
    return [
        (written(page.parent.name.removeprefix("compare-")), f"{page.parent.name}/report.html")
        for page in pages
    ]
