"""Letters of Vietnamese: without their accents, and a first one as a capital or not."""

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


def uncapital(text: str) -> str:
    """Return a text as it stands within a sentence; an abbreviation keeps its capitals.

    Examples
    --------
    >>> uncapital("Đơn vị"), uncapital("CĐCS mới")
    ('đơn vị', 'CĐCS mới')
    """
    return text if text[1:2].isupper() else text[:1].lower() + text[1:]
