"""Reporting units, and recognising them by the many ways in which people write a name."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable

from unionlib.codebook import OFFICE, Codebook, Unit
from unionlib.errors import UnionlibError
from unionlib.forms.legacy import to_unicode
from unionlib.letters import unaccented

# What offices shorten; longest first where one begins another.
_SHORT = {
    "lđlđ": "liên đoàn lao động",
    "ldld": "lien doan lao dong",
    "cđcs": "công đoàn cơ sở",
    "cđ": "công đoàn",
    "cty": "công ty",
    "h": "huyện",
    "tp": "thành phố",
    "tx": "thị xã",
    "tt": "thị trấn",
    "ptnt": "phát triển nông thôn",
    "&": "và",
}
# Words that tell what kind of organisation it is, not which one.
_KINDS = ("liên đoàn lao động", "công đoàn cơ sở", "công đoàn", "ngành")
_PLACES = ("huyện", "thành phố", "thị xã", "tỉnh")
_TONES = "\u0300\u0301\u0303\u0309\u0323"


def root(book: Codebook) -> Unit:
    """Return the federation itself: the first unit that has none above it."""
    return book.units[book.children[""][0]]


def reporting_units(book: Codebook, year: int) -> list[Unit]:
    """Return the reporting units of the codebook that send a form in a year.

    The federation's own office (kind ``office``) is the last of them, where the tree
    has it: it answers what no other unit can.

    Raises
    ------
    UnionlibError
        There is none.
    """
    due = book.due(year)
    if not due:
        raise UnionlibError(f"units.csv không có đơn vị nào trực thuộc còn hiệu lực năm {year}")
    return sorted(due, key=lambda unit: unit.kind == OFFICE)


def reporter(book: Codebook, due: Iterable[Unit]) -> dict[str, str]:
    """Map each unit at or below a reporting unit to that reporting unit.

    Downwards: :meth:`Codebook.reporter`, one by one, takes seconds for units by the thousand.
    """
    found: dict[str, str] = {}

    def descend(name: str, top: str) -> None:
        found[name] = top
        for child in book.children.get(name, ()):
            descend(child, top)

    for unit in due:
        descend(unit.name, unit.name)
    return found


def key(name: str) -> str:
    """Bring a name into one form: case, tone placement, abbreviations, encodings.

    Examples
    --------
    >>> key("H.  Hoà An") == key("huyện HÒA AN")
    True
    """
    text = to_unicode(name).casefold().replace("&", " & ")
    words = [word for word in re.split(r"[\s.,;:()“”\"'\u2013-]+", text) if word]
    return " ".join(
        _tone_last(word) for short in words for word in _SHORT.get(short, short).split()
    )


def plain(name: str) -> str:
    """Return the key without any diacritics, for names typed without them."""
    return unaccented(key(name))


class Names:
    """The names of units, labels and aliases, to look up what somebody wrote.

    Examples
    --------
    >>> from unionlib import load
    >>> names = Names(load(2019).codebook.units.values())
    >>> names.find("H. Bảo Lạc"), names.find("ldld huyen bao lac"), names.find("TP. Cao Bằng")
    ('bao_lac', 'bao_lac', 'thanh_pho_cao_bang')
    >>> names.find("Huyện Bảo")
    ''
    """

    def __init__(self, units: Iterable[Unit]) -> None:
        # By how much a name was shortened, and what was left of it.
        self._meant: defaultdict[tuple[int, str], set[str]] = defaultdict(set)
        for unit in units:
            for name in (unit.label, *unit.aliases):
                for form in enumerate(_forms(name)):
                    self._meant[form].add(unit.name)

    def find(self, name: str) -> str:
        """Return the code of the one unit that the name can mean, else ``""``."""
        for form in enumerate(_forms(name)):
            found = self._meant.get(form, set())
            if len(found) == 1:
                return next(iter(found))
        return ""


def _forms(name: str) -> tuple[str, ...]:
    """Return the key in full, without the kind, without the place word, without diacritics."""
    full = key(name)
    kindless = _without(full, _KINDS)
    bare = _without(kindless, _PLACES)
    # The kind and the place may be the part that was typed without diacritics.
    unmarked = _without(_without(plain(bare), map(plain, _KINDS)), map(plain, _PLACES))
    return full, kindless, bare, unmarked


def _without(text: str, words: Iterable[str]) -> str:
    for word in map(_toned, words):
        if text.startswith(f"{word} "):
            text = text.removeprefix(f"{word} ")
    return text


def _toned(words: str) -> str:
    return " ".join(_tone_last(word) for word in words.split())


def _tone_last(word: str) -> str:
    """Write the tone after the syllable, so that its placement does not matter."""
    letters = unicodedata.normalize("NFD", word)
    tones = "".join(c for c in letters if c in _TONES)
    rest = "".join(c for c in letters if c not in _TONES)
    return unicodedata.normalize("NFC", rest) + tones
