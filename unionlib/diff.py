"""``unionlib diff``: the differences between two editions, in words or as JSON."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path

from unionlib.codebook import load_codebook
from unionlib.difference import Difference, compare, in_order
from unionlib.edition import Edition, load, open_year
from unionlib.errors import UnionlibError
from unionlib.folder_difference import besides
from unionlib.quantity import Quantity
from unionlib.root import default_data
from unionlib.writing import PERCENT, POINTS

SAME = "Hai bộ số liệu giống nhau."
_YEAR = re.compile("[0-9]{4}")


def diff(before: str, after: str, data: Path | None, form: str = "text") -> int:
    """Print the differences between two years or two folders of an edition; return 0."""
    old, new = _open(before, data), _open(after, data)
    found = compare(old, new)
    if old.year == new.year:
        found = in_order(new, [*found, *besides(old, new, found)])
    if form == "json":
        print(json.dumps([item.as_dict() for item in found], ensure_ascii=False, indent=1))
    else:
        print("\n".join(_report(found, new.codebook.sections)))
    return 0


def _open(name: str, data: Path | None) -> Edition:
    if _YEAR.fullmatch(name):
        return load(int(name), data)
    folder = Path(name).resolve()
    if not _YEAR.fullmatch(folder.name) or not folder.is_dir():
        raise UnionlibError(
            f"'{name}' không phải là năm hay thư mục của một năm (ví dụ 2019, data-moi/2019)"
        )
    if (folder.parent / "measures.csv").is_file():
        return load(int(folder.name), folder.parent)
    # A year that came in alone is read with the codebook that it is compared under.
    return open_year(int(folder.name), folder.parent, load_codebook(data or default_data()))


def _report(found: list[Difference], sections: Mapping[str, str]) -> Iterator[str]:
    signs = {"added": "+ thêm", "removed": "- bớt", "changed": "~ đổi", "written": "~ ghi khác"}
    files = ", ".join(item.label for item in found if item.kind == "file")
    found = [item for item in found if item.kind != "file"]
    heading = ("", "")
    for item in found:
        if item.group != heading[0]:
            yield f"\n{item.group.upper()}"
        if (item.group, item.section) != heading:
            yield f"\n[{sections.get(item.section, item.section)}]"
        heading = (item.group, item.section)
        sides = "" if item.kind == "written" else f": {_sides(item)}"
        yield f"{signs[item.kind]}  {item.label}{sides}"
    if not found:
        yield f"Các số liệu giống nhau; khác nhau ở tệp: {files}." if files else SAME
        return
    yield ""
    for group in dict.fromkeys(item.group for item in found):
        kinds = Counter(item.kind for item in found if item.group == group)
        counts = ", ".join(
            f"{kinds[kind]} {words[2:]}"
            for kind, words in signs.items()
            if kind != "written" or kinds[kind]
        )
        yield f"{group}: {counts}" if group else counts
    if files:
        yield f"Khác nhau ở tệp: {files}."


def _sides(item: Difference) -> str:
    text = " → ".join(side.words for side in (item.old, item.new) if side)
    if item.absolute is None:
        return text
    # The words say which way it went; a share that rounds to nothing is left out.
    share = "" if item.relative is None else str(Quantity(abs(item.relative), PERCENT))
    relative = f", tức {share}" if share not in ("", "0%") else ""
    unit = POINTS if item.unit == PERCENT else item.unit
    return f"{text} ({Quantity(item.absolute, unit).text('tăng/giảm')}{relative})"
