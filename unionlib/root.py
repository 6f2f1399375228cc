"""The data root: where it is, and which years have an edition in it."""

from __future__ import annotations

import tomllib
from pathlib import Path

from unionlib.errors import UnionlibError
from unionlib.tracking import exists, note


def default_data() -> Path:
    """Return the nearest ``data`` folder with a codebook, from here upwards.

    A notebook runs in ``notebooks/``, the command line at the top of the project.
    """
    here = Path.cwd()
    for folder in (here, *here.parents):
        if (folder / "data" / "measures.csv").is_file():
            return folder / "data"
    raise UnionlibError(f"không tìm thấy thư mục data (có measures.csv) từ {here} trở lên")


def years(data: Path) -> dict[int, str]:
    """Return the status of each year that has an edition, ``?`` where none can be read."""
    note(data)  # a year that is added later is a change
    folders = sorted(data.glob("[0-9][0-9][0-9][0-9]"))
    editions = [folder / "edition.toml" for folder in folders]
    return {int(path.parent.name): _status(path) for path in editions if exists(path)}


def reportable(data: Path) -> list[int]:
    """Return the years that have more than figures to compare with, in order."""
    return [year for year, status in years(data).items() if status != "comparison"]


def check_begun(data: Path, year: int) -> None:
    """Refuse the folder of a year whose forms are out and that has no edition yet.

    Raises
    ------
    UnionlibError
        It says how an edition is begun.
    """
    if (data / str(year)).is_dir() and not (data / str(year) / "edition.toml").exists():
        place = f"{data.name}/{year}"
        raise UnionlibError(
            f"{place} chưa có edition.toml; "
            f"unionlib collect {year} soạn nháp khi nhận biểu, hoặc chép tệp này của năm trước rồi sửa"
        )


def _status(path: Path) -> str:
    try:
        about = tomllib.loads(path.read_text("utf-8-sig"))
    except (OSError, ValueError, RecursionError):
        return "?"  # what is wrong with it, whoever opens the edition tells
    status = about.get("status")
    return status if isinstance(status, str) else "?"
