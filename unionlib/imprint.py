"""``edition.toml``: who issues an edition, as what, to whom, and how final it is."""

from __future__ import annotations

import re
import reprlib
import tomllib
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from unionlib.errors import Fault, suggest
from unionlib.files import read_text, unclean

if TYPE_CHECKING:
    from unionlib.edition import Edition

STATUSES = {
    "official": "chính thức",
    "draft": "dự thảo",
    "comparison": "chỉ để so sánh",
    "synthetic": "số liệu mô phỏng",
}
# Table → keys that must say something, keys that may be left open.
NEEDED: Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "issuer": (("parent", "name"), ()),
    "document": (("symbol", "place", "title", "abstract"), ("number", "date")),
    "signature": (("authority", "office", "name"), ()),
}
# Table → all keys that it may have; "" is what stands above the tables.
KEYS: Mapping[str, tuple[str, ...]] = {
    "": ("year", "status", "source", "recipients", *NEEDED),
    **{table: (*filled, *open_) for table, (filled, open_) in NEEDED.items()},
    "signature": ("authority", "office", "name", "signed"),
}
_UNREADABLE = (
    'không đọc được; viết khóa = "chữ" trong ngoặc kép thẳng ("), '
    "các phần tử trong [ ] cách nhau bằng dấu phẩy"
)
_MOST = 1000  # letters of a text: a PDF's title holds 32,767, a page fewer
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def read_imprint(root: Path, year: int, faults: list[Fault]) -> dict[str, Any]:
    """Read ``edition.toml`` of a year; what only a report needs of it is not looked at here.

    Parameters
    ----------
    root : Path
        The data root.
    faults : list of Fault
        What is wrong is added here.
    """
    path = root / str(year) / "edition.toml"
    name = path.relative_to(root).as_posix()
    known = len(faults)
    text = read_text(path, root, faults)
    clean = len(faults) == known
    if text is None:
        return {}
    try:
        about = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        at = re.search(r"at line (\d+)", str(error))
        twice = re.search("overwrite|twice|[Dd]uplicate", str(error))
        message = "khóa hoặc bảng này đã có ở trên; chỉ giữ một" if twice else _UNREADABLE
        faults.append(Fault(name, int(at[1]) if at else 0, "", message))
        return {}
    if about.get("year") != year:
        quoted = ", không đặt trong ngoặc kép" if isinstance(about.get("year"), str) else ""
        faults.append(Fault(name, 0, "year", f"phải là {year} như tên thư mục{quoted}"))
    status = about.get("status")
    if not isinstance(status, str) or status not in STATUSES:
        shown = f"{reprlib.repr(status)} không có" if status else "thiếu"
        faults.append(Fault(name, 0, "status", f"{shown}; được phép: {', '.join(STATUSES)}"))
    # An escape, "\u001b", is not hidden in the file, where it would be told by line, but in what it says.
    if clean:
        faults += [
            Fault(name, 0, key, message) for key, said in _texts(about) for message in unclean(said)
        ]
    faults += [
        Fault(name, 0, key, f"dài {len(said)} ký tự, nhiều nhất {_MOST}")
        for key, said in _texts(about)
        if len(said) > _MOST
    ]
    return about


def imprint_faults(edition: Edition) -> Iterator[Fault]:
    """Yield a fault for everything that a report of this edition would lack, or not understand.

    A year that is only compared with needs none of it.
    """
    file = f"{edition.year}/edition.toml"
    problems = [*_strange_keys(edition.about)]
    if edition.reportable:
        problems += _problems(edition.about, edition.year)
    for key, message in problems:
        yield Fault(file, 0, key, message)


def _texts(about: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield every text with the key that it stands at."""
    for table in KEYS:
        content = about.get(table) if table else about
        for key, value in content.items() if isinstance(content, Mapping) else ():
            for said in value if isinstance(value, list) else [value]:
                if isinstance(said, str):
                    yield f"{table}.{key}".lstrip("."), said


def _strange_keys(about: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for table, allowed in KEYS.items():
        content = about.get(table) if table else about
        for key in content if isinstance(content, Mapping) else ():
            if key not in allowed:
                yield f"{table}.{key}".lstrip("."), f"không có khóa này. {suggest(key, allowed)}"


def _problems(about: Mapping[str, Any], year: int) -> Iterator[tuple[str, str]]:
    for table, (filled, open_) in NEEDED.items():
        content = about.get(table)
        if not isinstance(content, Mapping):
            keys = ", ".join([*filled, *open_])
            yield table, f"thiếu bảng [{table}] với các khóa: {keys}"
            continue
        for key in (*filled, *open_):
            value = content.get(key)
            if key == "date" and value is not None:
                yield from _date_problems(f"{table}.{key}", value, year)
            elif value is None and key in filled:
                yield f"{table}.{key}", "thiếu khóa"
            elif value is not None and not isinstance(value, str):
                yield (
                    f"{table}.{key}",
                    f"phải là chữ trong ngoặc kép, không phải {reprlib.repr(value)}",
                )
            elif key in filled and not value:
                yield f"{table}.{key}", "không được để trống"
    yield from _signed_problems(about)
    source = about.get("source", "")
    if not isinstance(source, str):
        yield "source", f"phải là chữ trong ngoặc kép, không phải {reprlib.repr(source)}"
    recipients = about.get("recipients")
    listed = isinstance(recipients, list) and all(
        isinstance(name, str) and name for name in recipients
    )
    if not recipients or not listed:
        yield "recipients", 'cần danh sách nơi nhận: recipients = ["…", "…"]'


def is_signed(about: Mapping[str, Any]) -> Any:
    """Return what ``edition.toml`` says of its signature; False where it says nothing."""
    signature = about.get("signature")
    return signature.get("signed", False) if isinstance(signature, Mapping) else False


def _signed_problems(about: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    signed = is_signed(about)
    if not isinstance(signed, bool):
        yield "signature.signed", f"phải là true hoặc false, không phải {reprlib.repr(signed)}"
    elif signed and about["status"] != "official":
        yield "signature.signed", "chỉ bản official mới là đã ký; viết signed = false"


def _date_problems(key: str, value: object, year: int) -> Iterator[tuple[str, str]]:
    if value == "":
        return
    day = value if isinstance(value, date) else _day(value) if isinstance(value, str) else None
    if day is None:
        yield (
            key,
            f"{reprlib.repr(value)} không phải là ngày; viết {year}-12-31, để trống nếu chưa ban hành",
        )
    elif day.year not in (year, year + 1):
        yield key, f"báo cáo năm {year} ban hành trong năm {year} hoặc {year + 1}, không phải {day}"


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if _DATE.fullmatch(text) else None
    except ValueError:
        return None
