"""The typeface of the PDF: Times New Roman where the machine has it, else the nearest free one.

Naming a list of families to Typst is not enough. A family of the right name may
lack Vietnamese letters (old releases of Liberation do, and Debian installs them
beside the new ones), and each missing letter would then come from another face
in the middle of a word. So the first family is taken whose files hold them all,
and only the folder that it lies in is shown to Typst.
"""

from __future__ import annotations

import functools
import os
from collections import defaultdict
from pathlib import Path

# In order of preference. All but the last have the widths of Times New Roman.
FAMILIES = ("Times New Roman", "Liberation Serif", "Tinos", "TeX Gyre Termes", "Libertinus Serif")
_VIETNAMESE = "ĂăÂâĐđÊêÔôƠơƯưẠạẢảẤấẦầẨẩẪẫẬậẮắẰằẲẳẴẵẶặẸẹẺẻẼẽẾếỀềỂểỄễỆệỈỉỊịỌọỎỏỐốỒồỔổỖỗỘộỚớỜờỞởỠỡỢợỤụỦủỨứỪừỬửỮữỰựỲỳỴỵỶỷỸỹ–“”…"
_STYLES = {("normal", 400), ("normal", 700), ("italic", 400), ("italic", 700)}


# Where systems keep their fonts, and users theirs.
_FOLDERS = (
    "/usr/share/fonts",
    "/usr/local/share/fonts",
    "~/.local/share/fonts",
    "~/.fonts",
    "/Library/Fonts",
    "~/Library/Fonts",
    "$WINDIR/Fonts",
    "$LOCALAPPDATA/Microsoft/Windows/Fonts",
)


def installed() -> list[str]:
    """Return what changes as soon as a font is installed or removed; takes no time to speak of."""
    tops = (Path(os.path.expandvars(folder)).expanduser() for folder in _FOLDERS)
    folders = sorted(Path(folder) for top in tops for folder, _, _ in os.walk(top))
    return [f"{folder}={folder.stat().st_mtime_ns}" for folder in folders]


@functools.cache
def find_face() -> tuple[str, Path | None]:
    """Return the family to set the report in, and its folder.

    Returns
    -------
    tuple of str and (Path or None)
        The folder is None for the family that the Typst wheel itself holds.
    """
    import typst

    found: dict[tuple[str, Path], dict[tuple[str, int], tuple[Path, int]]] = defaultdict(dict)
    for font in typst.Fonts(include_embedded_fonts=False).fonts():
        if font.family in FAMILIES and font.path:
            path = Path(font.path)
            found[font.family, path.parent].setdefault(
                (font.style, font.weight), (path, font.index)
            )
    for family in FAMILIES:
        for folder in sorted(folder for name, folder in found if name == family):
            styles = found[family, folder]
            if styles.keys() >= _STYLES and all(
                map(_is_vietnamese, (styles[s] for s in sorted(_STYLES)))
            ):
                return family, folder
    return FAMILIES[-1], None


def _is_vietnamese(file: tuple[Path, int]) -> bool:
    from fontTools.ttLib import TTFont

    with TTFont(file[0], fontNumber=file[1], lazy=True) as font:
        letters = font.getBestCmap() or {}
    return all(ord(letter) in letters for letter in _VIETNAMESE)
