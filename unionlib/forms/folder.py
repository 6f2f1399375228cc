"""The files of a folder of submissions, and what else lies there."""

from __future__ import annotations

import os
from pathlib import Path

from unionlib.forms.findings import QUESTION, Finding

# Its name below the folder, and its place.
File = tuple[str, Path]
EXCEL = (".xlsx", ".xls", ".xlsm", ".xltx", ".xlsb")
_OTHERS = {
    (
        ".crdownload",
        ".part",
        ".partial",
        ".download",
    ): "tệp tải về chưa xong nên không đọc; hãy tải lại",
    (
        ".ods",
        ".fods",
        ".ots",
        ".et",
        ".numbers",
    ): "bảng tính không ở dạng Excel nên không đọc; hãy mở ra và lưu lại dạng .xlsx",
    (".zip", ".rar", ".7z"): "tệp nén nên không đọc; hãy giải nén vào thư mục này",
    (): "không phải tệp Excel nên không đọc; nếu là số liệu báo cáo, hãy gửi bằng biểu mẫu",
}


def submitted(folder: Path, ignore: set[Path]) -> tuple[list[File], list[Finding]]:
    """Return the workbooks of a folder by name, and a question about each other file."""
    files, findings = [], []
    for path in sorted(folder.rglob("*")):
        # ~$ is the lock file of a workbook that is open in Excel.
        if path.is_dir() or path.name.startswith(("~$", ".")):
            continue
        # Not path.resolve(): before Python 3.13 a link that leads to itself is an error to it.
        if Path(os.path.realpath(path)) in ignore:
            continue
        name, kind = path.relative_to(folder).as_posix(), path.suffix.lower()
        if kind in EXCEL:
            files.append((name, path))
        else:
            message = next(said for kinds, said in _OTHERS.items() if kind in kinds or not kinds)
            findings.append(Finding(name, "", "", QUESTION, "not-excel", message))
    return files, findings
