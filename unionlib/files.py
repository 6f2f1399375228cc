"""Reading data files: CSV rows with their line numbers, faults instead of exceptions.

The csv module and not pandas: a fault must name its line, and commands that only
check must not pay for importing pandas. Every file that is read is remembered, so
that a report knows what each section really depends on.
"""

from __future__ import annotations

import csv
import unicodedata
from collections.abc import Iterator, Sequence
from pathlib import Path

from unionlib.errors import Fault

_read: dict[Path, None] = {}


def files_read() -> list[str]:
    """Return the data files that this process has read or looked for, each once."""
    return [str(path) for path in _read]


def exists(path: Path) -> bool:
    """Tell whether a data file is there; a file that appears later is a change too."""
    _read[path.resolve()] = None
    return path.is_file()


def read_text(path: Path, root: Path, faults: list[Fault]) -> str | None:
    """Read a UTF-8, NFC text file; add a fault and return None where it is not one."""
    _read[path.resolve()] = None
    name = path.relative_to(root).as_posix()
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        faults.append(Fault(name, 0, "", "không tìm thấy tệp"))
        return None
    except UnicodeDecodeError as error:
        line = path.read_bytes()[: error.start].count(b"\n") + 1
        faults.append(Fault(name, line, "", "tệp không phải mã UTF-8; hãy lưu lại với mã UTF-8"))
        return None
    for line, content in enumerate(text.splitlines(), 1):
        if not unicodedata.is_normalized("NFC", content):
            faults.append(Fault(name, line, "", "chữ tổ hợp (NFD); hãy chuyển sang Unicode dựng sẵn (NFC)"))
    return text


def read_csv(
    path: Path, columns: Sequence[str], root: Path, faults: list[Fault], extra: bool = False
) -> Iterator[tuple[int, dict[str, str]]]:
    """Yield ``(line, row)`` of a CSV file with a header row.

    Parameters
    ----------
    columns : sequence of str
        Columns that must be there.
    root : Path
        The data root, so that faults name the file relative to it.
    faults : list of Fault
        What is wrong is added here.
    extra : bool
        Whether further columns are allowed.
    """
    name = path.relative_to(root).as_posix()
    text = read_text(path, root, faults)
    if text is None:
        return
    reader = csv.reader(text.splitlines(), strict=True)
    try:
        header = next(reader, [])
        missing = [column for column in columns if column not in header]
        unknown = [] if extra else [column for column in header if column not in columns]
        twice = sorted({column for column in header if header.count(column) > 1})
        for column in missing:
            faults.append(Fault(name, 1, column, f"thiếu cột; cần có: {', '.join(columns)}"))
        for column in unknown:
            faults.append(Fault(name, 1, column, f"cột lạ; được phép: {', '.join(columns)}"))
        for column in twice:
            faults.append(Fault(name, 1, column, "cột trùng lặp"))
        if missing or unknown or twice:
            return
        for cells in reader:
            if not cells:
                continue
            if len(cells) != len(header):
                message = f"có {len(cells)} ô, cần {len(header)} (kiểm tra dấu phẩy và dấu ngoặc kép)"
                faults.append(Fault(name, reader.line_num, "", message))
                continue
            yield reader.line_num, dict(zip(header, (cell.strip() for cell in cells), strict=True))
    except csv.Error as error:
        faults.append(Fault(name, reader.line_num, "", f"không đọc được CSV: {error}"))
