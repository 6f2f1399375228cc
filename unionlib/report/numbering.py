"""One numbering through all notebooks: I., 1., 1.1., a) and Phụ lục I.

Numbers are computed from the headings of all notebooks in order, so that a run of
a few sections shows the same numbers as the whole report.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from unionlib.errors import ReportError
from unionlib.letters import unaccented
from unionlib.report.markdown import Title

# Administrative documents count their points in this order: no f, j, w, z.
LETTERS = "abcdđeghiklmnopqrstuvxy"
NUMBERED_LEVELS = 4


@dataclass(frozen=True)
class Heading:
    """A heading with its place in the document.

    Parameters
    ----------
    section : str
        The section whose notebook holds it.
    level : int
        1 for a part (``#`` in the notebook), 4 for a lettered point.
    number : str
        As printed before the text: ``II.``, ``2.``, ``2.1.``, ``a)``.
    place : str
        As a reference names it: ``mục II.2.1``, ``Phụ lục I``.
    id : str
        Its anchor, unique in the document.
    """

    section: str
    level: int
    html: str
    text: str
    number: str
    place: str
    id: str


class Ids:
    """Hands out ids, each once."""

    def __init__(self, taken: Iterable[str] = ()) -> None:
        self.taken = set(taken)

    def new(self, wanted: str) -> str:
        """Return `wanted`, or with -2, -3, … where it is taken.

        Examples
        --------
        >>> ids = Ids()
        >>> ids.new("thu-chi"), ids.new("thu-chi")
        ('thu-chi', 'thu-chi-2')
        """
        name, n = wanted, 1
        while name in self.taken:
            n += 1
            name = f"{wanted}-{n}"
        self.taken.add(name)
        return name


def slug(text: str) -> str:
    """Make a readable ASCII id of a Vietnamese text.

    Examples
    --------
    >>> slug("Đoàn viên, người lao động")
    'doan-vien-nguoi-lao-dong'
    """
    return "-".join(re.findall(r"[a-z0-9]+", unaccented(text))) or "muc"


def roman(n: int) -> str:
    """Write a number in Roman numerals.

    Examples
    --------
    >>> [roman(number) for number in (4, 9, 14, 18)]
    ['IV', 'IX', 'XIV', 'XVIII']
    """
    text = ""
    for value, letters in ((10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I")):
        text += letters * (n // value)
        n %= value
    return text


def number_headings(
    outline: Iterable[tuple[str, bool, Sequence[Title]]], ids: Ids
) -> list[Heading]:
    """Give the headings of all sections their numbers and ids.

    Parameters
    ----------
    outline : iterable of (str, bool, sequence of Title)
        Each section's name, whether it is an appendix, and its headings.
    ids : Ids
        Ids taken so far.

    Raises
    ------
    ReportError
        Where a level is skipped: the number of such a heading would have a hole.
    """
    headings: list[Heading] = []
    parts = {False: 0, True: 0}
    counts = [0] * (NUMBERED_LEVELS + 1)
    for section, appendix, titles in outline:
        for title in titles:
            level = title.level
            if level <= NUMBERED_LEVELS:
                if level > 1 and not counts[level - 1]:
                    raise ReportError(
                        f"Mục '{section}': đề mục '{title.text}' bỏ cách một cấp; "
                        f"trước nó phải có đề mục cấp {level - 1}."
                    )
                counts[level:] = [counts[level] + 1, *[0] * (NUMBERED_LEVELS - level)]
                if level == 1:
                    parts[appendix] += 1
                    counts[1] = parts[appendix]
            number, place = _write(level, counts, appendix=appendix)
            anchor = ids.new(slug(title.text))
            headings.append(Heading(section, level, title.html, title.text, number, place, anchor))
    return headings


def _write(level: int, counts: Sequence[int], *, appendix: bool) -> tuple[str, str]:
    """Return a heading's printed number and the name that references use."""
    part = roman(counts[1])
    inner = [str(n) for n in counts[2:4] if n]
    if level == 1:
        number = f"Phụ lục {part}." if appendix else f"{part}."
    elif level < NUMBERED_LEVELS:
        number = ".".join(inner) + "."
    elif level == NUMBERED_LEVELS:
        inner.append(_letter(counts[4]))
        number = f"{inner[-1]})"
    else:
        number = ""
        inner += [_letter(counts[4])] if counts[4] else []
    if not appendix:
        return number, "mục " + ".".join([part, *inner])
    return number, (f"mục {'.'.join(inner)} " if inner else "") + f"Phụ lục {part}"


def _letter(n: int) -> str:
    # After y) comes aa): more points than letters are unlikely, not impossible.
    turn, i = divmod(n - 1, len(LETTERS))
    return LETTERS[i] * (turn + 1)
