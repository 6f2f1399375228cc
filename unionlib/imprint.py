"""Who issues an edition, as what, to whom: what a report needs of ``edition.toml``."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from unionlib.errors import Fault

if TYPE_CHECKING:
    from unionlib.edition import Edition

# Table → keys that must say something, keys that may be left open.
NEEDED: Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "issuer": (("parent", "name"), ()),
    "document": (("symbol", "place", "title", "abstract"), ("number", "date")),
    "signature": (("authority", "office", "name"), ()),
}
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def imprint_faults(edition: Edition) -> Iterator[Fault]:
    """Yield a fault for everything that a report of this edition would lack.

    A year that is only compared with needs none of it.
    """
    if edition.status == "comparison":
        return
    file = f"{edition.year}/edition.toml"
    for key, message in _problems(edition.about):
        yield Fault(file, 0, key, message)


def _problems(about: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for table, (filled, open_) in NEEDED.items():
        content = about.get(table)
        if not isinstance(content, Mapping):
            keys = ", ".join([*filled, *open_])
            yield table, f"thiếu bảng [{table}] với các khóa: {keys}"
            continue
        for key in (*filled, *open_):
            value = content.get(key)
            if key == "date" and value is not None:
                yield from _date_problems(f"{table}.{key}", value)
            elif value is None and key in filled:
                yield f"{table}.{key}", "thiếu khóa"
            elif value is not None and not isinstance(value, str):
                yield f"{table}.{key}", f"phải là chữ trong ngoặc kép, không phải {value!r}"
            elif key in filled and not value:
                yield f"{table}.{key}", "không được để trống"
    recipients = about.get("recipients")
    listed = isinstance(recipients, list) and all(
        isinstance(name, str) and name for name in recipients
    )
    if not recipients or not listed:
        yield "recipients", 'cần danh sách nơi nhận: recipients = ["…", "…"]'


def _date_problems(key: str, value: object) -> Iterator[tuple[str, str]]:
    if isinstance(value, date) or value == "":
        return
    if not (isinstance(value, str) and _DATE.fullmatch(value) and _is_day(value)):
        yield key, f"'{value}' không phải là ngày; viết 2019-12-31, để trống nếu chưa ban hành"


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True
