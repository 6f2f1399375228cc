"""Where a figure was read and how it was computed, in words that a reader takes in.

The data cite ``II.2.2 note 8`` and a formula repeats the full label of each operand;
what a reader sees is shortened here, in one place.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

_NOTE = re.compile(r"(?P<place>.+?) note (?P<number>[0-9]+)")
_FORM_CELL = re.compile(r"(?P<file>.+?), [0-9]{2,} [^!]*![A-Z]+[0-9]+")
_OPERAND = re.compile(r"(?P<open>\(*)(?P<label>[^()].*?)(?P<rest> \([^()]*\)\)*)?")
_SIGN = re.compile(r"( [+−×/] )")
_OF = " – "


def cite(sources: Iterable[str], most: int = 12) -> str:
    r"""Write where figures were read, the notes of one place together.

    A note is called the original's: a reader would look for it at the foot of this page.

    Parameters
    ----------
    sources : iterable of str
        As the data cite them: ``II.2.2``, ``II.2.2 note 8``.
    most : int
        How many to name; more are three dots.

    Examples
    --------
    >>> cite(["II.2.2 note 8"])
    'II.2.2, chú thích gốc\xa08'
    >>> cite(["I.2.1", "II.2.2", "II.2.2 note 7", "II.2.2 note 8"])
    'I.2.1; II.2.2 và chú thích gốc\xa07, 8'
    >>> cite(["I.1", "I.2", "I.3"], most=2)
    'I.1, I.2, …'
    >>> cite(["bao_lac.xlsx, 02 Lao động!E7", "bao_lam.xlsx, 02 Lao động!E7"])
    'bao_lac.xlsx, 02 Lao động!E7; bao_lam.xlsx, 02 Lao động!E7'
    """
    listed = list(dict.fromkeys(source for source in sources if source))
    notes: dict[str, list[str]] = {}
    bare = set()
    for source in listed[:most]:
        match = _NOTE.fullmatch(source)
        place = match["place"] if match else source
        notes.setdefault(place, [])
        if match:
            notes[place].append(match["number"])
        else:
            bare.add(place)
    words = [
        f"{place}{' và' if place in bare else ','} chú thích gốc\u00a0{', '.join(numbers)}"
        if numbers
        else place
        for place, numbers in notes.items()
    ]
    dots = ["…"] if len(listed) > most else []
    apart = any(notes.values()) or any("," in place for place in notes)  # a comma would blur
    return ("; " if apart else ", ").join([*words, *dots])


def gathered(sources: Iterable[str]) -> list[str]:
    """Return the sources of many figures, the cells of forms as the units that sent these.

    Examples
    --------
    >>> gathered(["bao_lac.xlsx, 02 Lao động!E14", "II.2.2", "bao_lam.xlsx, 02 Lao động!E14"])
    ['II.2.2', 'biểu số liệu của 2 đơn vị']
    >>> gathered(["co_quan.xlsx, 02 Lao động!E7", "co_quan.xlsx, 02 Lao động!E8"])
    ['biểu số liệu co_quan.xlsx']
    """
    cells = {source: _FORM_CELL.fullmatch(source) for source in sources}
    files = {match["file"] for match in cells.values() if match}
    of = f"của {len(files)} đơn vị" if len(files) > 1 else "".join(files)
    others = [source for source, match in cells.items() if not match]
    return [*others, f"biểu số liệu {of}"] if files else others


def brief(formula: str) -> str:
    """Shorten a formula: a label that recurs is written in full once, then only what differs.

    Examples
    --------
    >>> brief("suất quà – Tết – LĐLĐ tỉnh (609) + suất quà – Tết – CĐCS (2.137)")
    'suất quà – Tết – LĐLĐ tỉnh (609) + CĐCS (2.137)'
    >>> brief("(đoàn viên – Nữ (40) × lương – Nữ (5)) / đoàn viên (100)")
    '(đoàn viên – Nữ (40) × lương – Nữ (5)) / đoàn viên (100)'
    """
    return "".join(_brief(formula))


def _brief(formula: str) -> Iterator[str]:
    seen: dict[str, list[str]] = {}
    for place, piece in enumerate(_SIGN.split(formula)):
        match = None if place % 2 else _OPERAND.fullmatch(piece)
        if match is None:
            yield piece
            continue
        path = match["label"].split(_OF)
        before = seen.get(path[0], [])
        same = next(
            (n for n, pair in enumerate(zip(path, before, strict=False)) if pair[0] != pair[1]),
            min(len(path), len(before)),
        )
        seen[path[0]] = path
        # A total that follows its parts would be left without any label: it keeps its own.
        kept = path[same:] if same < len(path) else path
        yield f"{match['open']}{_OF.join(kept)}{match['rest'] or ''}"
