"""Letters of Vietnamese: with and without their accents, and as a capital."""

from __future__ import annotations

import unicodedata


def unaccented(text: str) -> str:
    """Return a text in small letters without accents, as one types it in haste.

    Examples
    --------
    >>> unaccented("Đoàn viên")
    'doan vien'
    """
    split = unicodedata.normalize("NFD", text.casefold().replace("đ", "d"))
    return "".join(letter for letter in split if not unicodedata.combining(letter))


def capital(text: str) -> str:
    """Return a text as it opens a row or a sentence; what follows the first letter stays.

    Examples
    --------
    >>> capital("đoàn viên CĐCS")
    'Đoàn viên CĐCS'
    """
    return text[:1].upper() + text[1:]
