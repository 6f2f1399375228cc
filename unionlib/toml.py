"""Writing TOML, which the standard library only reads."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterator, Mapping
from datetime import date, time
from typing import Any

from unionlib.errors import HIDDEN

_BARE = re.compile(r"[A-Za-z0-9_-]+")
_WIDTH = 100


def toml(content: Mapping[str, Any]) -> str:
    r"""Write as TOML what :mod:`tomllib` has read, in characters that a data file may hold.

    Examples
    --------
    >>> print(toml({"year": 2019, "issuer": {"name": 'LĐLĐ "Bắc"'}}), end="")
    year = 2019
    <BLANKLINE>
    [issuer]
    name = "LĐLĐ \"Bắc\""
    """
    return "\n".join(_lines(content, "")).lstrip("\n") + "\n"


def _lines(table: Mapping[str, Any], path: str) -> Iterator[str]:
    # Tables come last: a key that followed one would belong to it.
    for key, value in table.items():
        if not isinstance(value, Mapping):
            yield f"{_key(key)} = {_value(value)}"
    for key, value in table.items():
        if isinstance(value, Mapping):
            yield f"\n[{path}{_key(key)}]"
            yield from _lines(value, f"{path}{_key(key)}.")


def _value(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, Mapping):  # in a list
        return f"{{{', '.join(f'{_key(key)} = {_value(each)}' for key, each in value.items())}}}"
    if isinstance(value, list):
        cells = [_value(each) for each in value]
        line = f"[{', '.join(cells)}]"
        return line if len(line) <= _WIDTH else "\n".join(["[", *(f"  {c}," for c in cells), "]"])
    return repr(value)  # a number


def _key(key: str) -> str:
    return key if _BARE.fullmatch(key) else _text(key)


def _text(text: str) -> str:
    """Quote a text as JSON does, which TOML reads too; what cannot be seen is escaped."""
    quoted = json.dumps(unicodedata.normalize("NFC", text), ensure_ascii=False)
    return HIDDEN.sub(lambda match: f"\\U{ord(match[0]):08X}", quoted)
