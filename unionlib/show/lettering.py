"""How wide words are, about, for what has to be laid out before any typeface is known."""

from __future__ import annotations

import unicodedata
from functools import cache, lru_cache


@lru_cache(maxsize=8192)
def ems(text: str) -> float:
    """Return about how wide a text is in Times New Roman, in ems, and rather more than less."""
    return sum(map(_width, text))


@cache
def _width(char: str) -> float:
    if unicodedata.east_asian_width(char) in "WF":
        return 1.0
    letter = unicodedata.normalize("NFD", char)[0]
    if letter in "mwMW":
        return 0.9
    if letter in " .,:;!'()/ijlt":
        return 0.32
    return 0.75 if letter.isupper() else 0.52
