"""Lines of code that a view was made with, written as the formatter writes them."""

from __future__ import annotations

from collections.abc import Mapping

Argument = str | Mapping[str, str]  # code as it stands, or names and expressions
WIDTH = 88


class Code(str):
    """Lines of code that show themselves as they are written."""

    __slots__ = ()

    def __repr__(self) -> str:
        return str(self)


NO_CODE = Code()


def call(function: str, *arguments: Argument) -> str:
    """Write ``found = function(…)``: on one line, or if long with a line for each part."""
    line = f"found = {function}({', '.join(map(flat, arguments))})"
    if len(line) <= WIDTH:
        return line
    parts = [_tall(part) for part in arguments]
    return "\n".join([f"found = {function}(", *(f"    {part}," for part in parts), ")"])


def flat(value: Argument) -> str:
    """Write an argument; a text is code already."""
    if isinstance(value, str):
        return value
    return f"{{{', '.join(f'{quoted(key)}: {quoted(item)}' for key, item in value.items())}}}"


def _tall(value: Argument) -> str:
    if isinstance(value, str) or len(flat(value)) < WIDTH - 4:
        return flat(value)
    lines = [f"        {quoted(key)}: {quoted(item)}," for key, item in value.items()]
    return "\n".join(["{", *lines, "    }"])


def quoted(text: str) -> str:
    """Write a text as the formatter would."""
    return f'"{text}"' if '"' not in text and "\\" not in repr(text) else repr(text)
