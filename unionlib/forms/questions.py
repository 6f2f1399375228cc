"""What the forms of a year ask: derived from the codebook, kept in ``forms.csv``.

Every observed measure is asked that the codebook can roll up over units; what cannot
be rolled up, and what the federation did itself (``level=PROVINCE``), is asked of its
own office, a unit of kind ``office``. The breakdowns asked are those that the latest
report uses. ``data/<year>/forms.csv`` keeps the result: there the federation strikes
out or adds a line before the forms go out, and there it stays the same until they are
all back.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from unionlib.codebook import Codebook, Measure
from unionlib.edition import Edition, load
from unionlib.errors import DataError, Fault, suggest
from unionlib.files import as_csv, read_csv, write_whole
from unionlib.forms.relations import Key, partitions, read_relations
from unionlib.forms.units import OFFICE, root
from unionlib.root import years

COLUMNS = ("measure", "period", "where", "asked", "total")
PERIODS = ("", "mid", "next")
UNITS, NOBODY = "units", "nobody"


@dataclass(frozen=True)
class Question:
    """One line of ``forms.csv``: a figure that forms ask.

    Parameters
    ----------
    key : Key
        Measure, period (``""``, ``mid`` or ``next``) and breakdown codes.
    asked : str
        Of whom: ``units`` (every reporting unit but the federation's own office), kinds
        of units (``district sector``, ``office``), several of these, or ``nobody``.
    total : str
        The dimension whose codes add up to it: the form then has a formula there.
    """

    key: Key
    asked: str
    total: str = ""

    def of(self, kind: str) -> bool:
        """Tell whether units of a kind are asked."""
        whom = self.asked.split()
        return kind in whom or (UNITS in whom and kind != OFFICE)


def questions(book: Codebook, year: int, data: Path, reference: Edition | None) -> list[Question]:
    """Return what the forms of a year ask: its ``forms.csv``, else as derived."""
    path = data / str(year) / "forms.csv"
    return _read(path, book, data) if path.is_file() else derive(book, data, reference)


def derive(book: Codebook, data: Path, reference: Edition | None) -> list[Question]:
    """Derive what to ask from the codebook, the latest report and the rules."""
    observed = [measure for measure in book if measure.kind != "derived"]
    keys = {key: _own(book, key) for measure in observed for key in _keys(book, measure, reference)}
    split = partitions(read_relations(data, book, keys))
    wholes = {above for key, own in keys.items() if own for above in keys if _contains(above, key)}
    asked = []
    for key, own in keys.items():
        if own or not rolls_up(book[key[0]]):
            whom = OFFICE
        else:
            whom = f"{UNITS} {OFFICE}" if key in wholes else UNITS
        asked.append(Question(key, whom, split.get(key, "")))
    return asked


def rolls_up(measure: Measure) -> bool:
    """Tell whether units can answer it; else the province has one figure, which its office knows."""
    return measure.aggregation != "none"


def latest(year: int, data: Path) -> Edition | None:
    """Return the latest edition before a year that is more than figures to compare with."""
    before = [
        each for each, status in years(data).items() if each < year and status != "comparison"
    ]
    return load(max(before), data) if before else None


def table(asked: Iterable[Question]) -> str:
    """Write questions as the text of ``forms.csv``."""
    rows = []
    for question in asked:
        measure, period, where = question.key
        pairs = " ".join(f"{name}={code}" for name, code in where)
        rows.append((measure, period, pairs, question.asked, question.total))
    return as_csv(COLUMNS, rows)


def _keys(book: Codebook, measure: Measure, reference: Edition | None) -> list[Key]:
    """Return the cells of a measure: as the latest report has them, else by one dimension."""
    found: set[Key] = set()
    for row in reference.observed(measure.name) if reference else ():
        period = _relative(row.period, reference.year) if reference else None
        if period is not None:
            found.add((measure.name, period, book.ordered(dict(row.where))))
    if not found:
        found = {(measure.name, "", ())} | {
            (measure.name, "", ((name, code),))
            for name in measure.dimensions
            for code in book.codes[name]
        }
    return sorted(found, key=lambda key: order(book, key))


def order(book: Codebook, key: Key) -> tuple[object, ...]:
    """Return where a cell stands among those of its measure: the whole before its parts."""
    measure, period, where = key
    codes = dict(where)
    places = [
        list(book.codes[name]).index(codes[name]) + 1 if name in codes else 0
        for name in book[measure].dimensions
    ]
    return (PERIODS.index(period), *places)


def _relative(period: str, year: int) -> str | None:
    return {str(year): "", f"{year}-H1": "mid", str(year + 1): "next"}.get(period)


def _own(book: Codebook, key: Key) -> bool:
    """Tell whether it is what the federation itself did: no unit below it can know."""
    return root(book).kind.upper() in dict(key[2]).values()


def _contains(whole: Key, part: Key) -> bool:
    return whole[:2] == part[:2] and set(whole[2]) < set(part[2])


def _read(path: Path, book: Codebook, data: Path) -> list[Question]:
    faults: list[Fault] = []
    read = []
    lines: dict[object, int] = {}
    name = path.relative_to(data).as_posix()
    for line, row in read_csv(path, COLUMNS, data, faults):
        problems = list(_problems(row, book))
        pairs = row["where"].split()
        first = lines.setdefault((row["measure"], row["period"], frozenset(pairs)), line)
        if first != line:
            # Each of the two would be stored, and what is stored twice cannot be loaded.
            message = f"trùng với dòng {first}; mỗi số liệu một dòng, cột asked ghi mọi loại đơn vị được hỏi"
            problems.append(("measure", message))
        faults += [Fault(name, line, column, message) for column, message in problems]
        if not problems:
            where = book.ordered(dict(pair.split("=", 1) for pair in pairs))
            key = (row["measure"], row["period"], where)
            read.append(Question(key, row["asked"], row["total"]))
    if faults:
        raise DataError(faults)
    place = {measure.name: position for position, measure in enumerate(book)}
    return sorted(read, key=lambda asked: (place[asked.key[0]], *order(book, asked.key)))


def _problems(row: Mapping[str, str], book: Codebook) -> Iterator[tuple[str, str]]:
    measure = book.measures.get(row["measure"])
    if measure is None or measure.kind == "derived":
        yield (
            "measure",
            f"chỉ tiêu '{row['measure']}' không nhập được. {suggest(row['measure'], book.measures)}",
        )
        return
    if row["period"] not in PERIODS:
        yield "period", f"kỳ '{row['period']}' không có. Được phép: trống, mid, next."
    yield from _where_problems(row["where"], measure, book)
    if row["total"] and row["total"] not in measure.dimensions:
        yield (
            "total",
            f"'{measure.name}' không phân tổ theo '{row['total']}'. {suggest(row['total'], measure.dimensions)}",
        )
    yield from _asked_problems(row["asked"], measure, book)


def _where_problems(where: str, measure: Measure, book: Codebook) -> Iterator[tuple[str, str]]:
    named = [pair.partition("=")[::2] for pair in where.split()]
    for dimension, times in Counter(dimension for dimension, _ in named).items():
        if times > 1:
            yield "where", f"'{dimension}' ghi {times} lần; mỗi phân tổ chỉ một mã"
    for dimension, code in named:
        if dimension not in measure.dimensions:
            yield (
                "where",
                f"'{measure.name}' không phân tổ theo '{dimension}'. {suggest(dimension, measure.dimensions)}",
            )
        elif code not in book.codes[dimension]:
            yield (
                "where",
                f"mã '{code}' không có trong danh mục. {suggest(code, book.codes[dimension])}",
            )


def _asked_problems(asked: str, measure: Measure, book: Codebook) -> Iterator[tuple[str, str]]:
    kinds = [UNITS, OFFICE, NOBODY, *dict.fromkeys(unit.kind for unit in book.units.values())]
    allowed = kinds if rolls_up(measure) else [OFFICE, NOBODY]
    for kind in asked.split() or [""]:
        if kind not in kinds:
            yield "asked", f"'{kind}' không có. {suggest(kind, allowed)}"
        elif kind not in allowed:
            message = f"'{measure.name}' không cộng được từ các đơn vị. {suggest(kind, allowed)}"
            yield "asked", message


def write_questions(path: Path, asked: Iterable[Question]) -> None:
    """Keep what is asked, in place of what was asked before."""
    path.parent.mkdir(parents=True, exist_ok=True)
    write_whole(path, table(asked).encode())
