"""Finding a measure by words of its name, however they are typed."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING

from unionlib.letters import unaccented
from unionlib.tabulation import Row, Table

if TYPE_CHECKING:
    from unionlib.codebook import Codebook, Measure
    from unionlib.edition import Edition

MOST = 5  # measures that are suggested


def named(book: Codebook, text: str) -> list[Measure]:
    """Return the measures whose name or label has all words of a text."""
    words = unaccented(text).split()
    return [
        entry
        for entry in book
        if all(word in unaccented(f"{entry.name} {entry.label}") for word in words)
    ]


def matching(book: Codebook, text: str) -> list[Measure]:
    """Return the measures whose name or label has all words of a text; else the nearest."""
    if found := named(book, text):
        return found
    near = difflib.get_close_matches(unaccented(text)[:100], book.measures, n=MOST)
    return [book[name] for name in near]


def meant(book: Codebook, text: str) -> str:
    """Say which measures are meant by words, the shortest names first; a code is none."""
    words = text.strip() not in ("", *book.measures)
    found = sorted(named(book, text), key=lambda entry: len(entry.label)) if words else []
    shown = ", ".join(f"{entry.name} ({entry.label})" for entry in found[:MOST])
    return f"'{text}' không phải là mã chỉ tiêu. Có phải là: {shown}?" if shown else ""


def find(edition: Edition, text: str) -> Table:
    """List the measures that a text may mean.

    Parameters
    ----------
    text : str
        Words of the Vietnamese name, with or without accents, or of the code; of a
        misspelt code the nearest are listed.

    Examples
    --------
    >>> from unionlib import load
    >>> [row.label for row in find(load(2019), "ty le doan vien").rows][:1]
    ['union_density']
    """
    rows = tuple(
        Row(entry.name, (entry.label, entry.unit, ", ".join(entry.dimensions)))
        for entry in matching(edition.codebook, text)
    )
    return Table("found", f"Chỉ tiêu: {text}", "Mã", ("Tên", "Đơn vị tính", "Phân tổ"), rows)
