"""What tests are made from: a data root, a project, a province of forms, processes to look at, LibreOffice."""

from pathlib import Path

PROJECT = Path(__file__).parents[2]


def snapshot(folder: Path) -> dict[str, bytes]:
    """Return every file below a folder, byte for byte."""
    files = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(files)}
