"""Files: data read as CSV rows with their line numbers, faults instead of exceptions.

The csv module and not pandas: a fault must name its line, and commands that only
check must not pay for importing pandas. What is written is whole.
"""

from __future__ import annotations

import csv
import io
import json
import os
import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from unionlib.errors import HIDDEN, Fault, suggest
from unionlib.tracking import exists, note

# What programs and systems leave where they have opened a file.
_LEFT_BEHIND = re.compile(r"\..*|~\$.*|.*~|.*\.tmp|desktop\.ini|Thumbs\.db", re.IGNORECASE)
_CSV_ERRORS = {
    "unexpected end of data": "dấu ngoặc kép mở ở đây mà không đóng",
    "',' expected after '\"'": "dấu ngoặc kép nằm sai chỗ; bên trong ô hãy viết hai dấu liền nhau",
}


def read_text(path: Path, root: Path, faults: list[Fault]) -> str | None:
    r"""Read a UTF-8, NFC text file with ``\n`` at the end of lines.

    Adds a fault and returns None where it is not text; adds a fault for each line with
    characters that cannot be seen or are not composed.
    """
    note(path)
    name = path.relative_to(root).as_posix()
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        faults.append(Fault(name, 0, "", "không tìm thấy tệp"))
        return None
    except OSError as error:
        faults.append(Fault(name, 0, "", f"không mở được tệp: {error.strerror}"))
        return None
    try:
        text = _lines(content.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        before = content[: error.start].decode("utf-8", "replace")
        line = _lines(before).count("\n") + 1
        faults.append(Fault(name, line, "", "tệp không phải mã UTF-8; hãy lưu lại với mã UTF-8"))
        return None
    if not unicodedata.is_normalized("NFC", text) or HIDDEN.search(text):
        faults += [
            Fault(name, line, "", message)
            for line, written in enumerate(text.split("\n"), 1)
            for message in unclean(written)
        ]
    return text


def read_csv(
    path: Path,
    columns: Sequence[str],
    root: Path,
    faults: list[Fault],
    extra: Collection[str] = (),
    *,
    missing_ok: bool = False,
) -> Iterator[tuple[int, dict[str, str]]]:
    """Yield ``(line, row)`` of a CSV file with a header row.

    A row's line is the one that it begins on; blank rows are left out, a line break
    inside a cell is a space.

    Parameters
    ----------
    columns : sequence of str
        Columns that must be there.
    root : Path
        The data root, so that faults name the file relative to it.
    faults : list of Fault
        What is wrong is added here.
    extra : collection of str
        Further columns that are allowed.
    missing_ok : bool
        Whether there need be no such file: then it has no rows.
    """
    if missing_ok and not exists(path):
        return
    name = path.relative_to(root).as_posix()
    text = read_text(path, root, faults)
    if text is None:
        return
    rows, known = _rows(text, name, faults), len(faults)
    _, header = next(rows, (1, []))
    if len(faults) > known:  # the header itself cannot be read, and the next row is none
        return
    problems = list(_header_problems(header, columns, extra))
    faults += [Fault(name, 1, column, message) for column, message in problems]
    if problems:
        return
    for line, cells in rows:
        if len(cells) != len(header):
            message = f"có {len(cells)} ô, cần {len(header)} (kiểm tra dấu phẩy và dấu ngoặc kép)"
            faults.append(Fault(name, line, "", message))
            continue
        yield line, dict(zip(header, cells, strict=True))


def strays(
    folder: Path, sections: Collection[str], suffixes: Sequence[str], root: Path
) -> Iterator[Fault]:
    """Yield a fault for each file of a folder that nothing reads, so that nothing is lost in it.

    Parameters
    ----------
    sections : collection of str
        The sections, each of which may have a file there.
    suffixes : sequence of str
        What a section's file may end in, the usual one first.
    """
    for path in sorted(folder.iterdir()) if folder.is_dir() else ():
        if path.is_dir() or _LEFT_BEHIND.fullmatch(path.name):
            continue
        if path.suffix not in suffixes:
            meant = path.name.partition(".")[0].casefold()
            wanted = f"{meant if meant in sections else 'TÊN_PHẦN'}{suffixes[0]}"
            message = (f"không đọc được: ở đây chỉ đọc {wanted} (mã UTF-8); "
                       "hãy lưu đúng dạng và tên ấy, hoặc chuyển tệp này đi nơi khác")  # fmt: skip
        elif path.stem not in sections:
            message = f"không có phần '{path.stem}'. {suggest(path.stem, sections)}"
        else:
            continue
        yield Fault(path.relative_to(root).as_posix(), 0, "", message)


def as_csv(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return rows as the text of a CSV file, which :func:`read_csv` takes back."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(rows)
    return text.getvalue()


def unclean(line: str) -> Iterator[str]:
    """Yield what is wrong with the characters of a line."""
    if not unicodedata.is_normalized("NFC", line):
        yield "chữ tổ hợp (NFD); hãy chuyển sang Unicode dựng sẵn (NFC)"
    if found := sorted({f"U+{ord(character):04X}" for character in HIDDEN.findall(line)}):
        yield f"có ký tự ẩn hoặc hỏng ({', '.join(found)}); hãy xóa"


def read_json(path: Path) -> dict[str, Any]:
    """Return the JSON object in a file of our own; empty where it is not there, or was cut off."""
    try:
        content = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return content if isinstance(content, dict) else {}


def write_whole(path: Path, content: bytes) -> None:
    """Write a file whole or not at all; whoever reads it meanwhile reads the old one."""
    # Hidden, so that no folder that is gone through takes it for one of its files.
    part = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        part.write_bytes(content)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def _lines(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _rows(text: str, name: str, faults: list[Fault]) -> Iterator[tuple[int, list[str]]]:
    """Yield the rows that are not blank with the line that each begins on."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    while True:
        line = reader.line_num + 1
        try:
            cells = [_on_one_line(cell.strip()) for cell in next(reader)]
        except StopIteration:
            return
        except csv.Error as error:  # the reader goes on with the next line
            long = f"một ô dài quá {csv.field_size_limit()} ký tự"
            problem = _CSV_ERRORS.get(str(error), long)
            faults.append(Fault(name, line, "", f"không đọc được CSV: {problem}"))
            continue
        if any(cells) or line == 1:
            yield line, cells


def _on_one_line(cell: str) -> str:
    return re.sub(r"\s*\n\s*", " ", cell) if "\n" in cell else cell


def _header_problems(
    header: Sequence[str], columns: Sequence[str], extra: Collection[str]
) -> Iterator[tuple[str, str]]:
    """Yield ``(column, message)`` for everything that is wrong with a header row."""
    needed = f"cần có: {', '.join(columns)}"
    for mark in (";", "\t"):
        if len(header) == 1 and mark in header[0]:
            yield "", f"các cột cách nhau bằng '{mark}', phải là dấu phẩy; {needed}"
            return
    for column in columns:
        if column not in header:
            yield column, f"thiếu cột; {needed}"
    allowed = ", ".join([*columns, *extra])
    for column in dict.fromkeys(header):
        if not column:
            yield "", f"cột không có tên; được phép: {allowed}"
        elif column not in columns and column not in extra:
            yield column, f"cột lạ; được phép: {allowed}"
        if column and header.count(column) > 1:
            yield column, "cột trùng lặp"
