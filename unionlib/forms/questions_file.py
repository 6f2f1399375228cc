"""``data/<year>/forms.csv``: what the forms of a year ask, as the federation keeps it.

There it strikes out or adds a line before the forms go out, and there it stays the
same until they are all back.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from unionlib.codebook import OFFICE, Codebook, Measure
from unionlib.edition import Edition
from unionlib.errors import DataError, Fault, suggest
from unionlib.files import as_csv, read_csv, write_whole
from unionlib.forms.questions import NOBODY, PERIODS, UNITS, Question, derive, order
from unionlib.key import Key

COLUMNS = ("measure", "period", "where", "asked", "total")


def questions(book: Codebook, year: int, data: Path, reference: Edition | None) -> list[Question]:
    """Return what the forms of a year ask: its ``forms.csv``, else as derived."""
    path = data / str(year) / "forms.csv"
    return _read(path, book, data) if path.is_file() else derive(book, data, reference)


def write_questions(path: Path, asked: Iterable[Question]) -> None:
    """Keep what is asked, in place of what was asked before."""
    path.parent.mkdir(parents=True, exist_ok=True)
    write_whole(path, table(asked).encode())


def table(asked: Iterable[Question]) -> str:
    """Write questions as the text of ``forms.csv``."""
    rows = []
    for question in asked:
        measure, period, where = question.key
        pairs = " ".join(f"{name}={code}" for name, code in where)
        rows.append((measure, period, pairs, question.asked, question.total))
    return as_csv(COLUMNS, rows)


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
            key = Key(row["measure"], row["period"], where)
            read.append(Question(key, row["asked"], row["total"]))
    if not faults and all(question.asked == NOBODY for question in read):
        message = "không hỏi chỉ tiêu nào; hãy thêm dòng, hoặc xóa tệp này để máy soạn lại"
        faults.append(Fault(name, 0, "", message))
    if faults:
        raise DataError(faults)
    place = {measure.name: position for position, measure in enumerate(book)}
    return sorted(read, key=lambda asked: (place[asked.key.measure], *order(book, asked.key)))


def _problems(row: Mapping[str, str], book: Codebook) -> Iterator[tuple[str, str]]:
    measure = book.measures.get(row["measure"])
    if measure is None or measure.kind == "derived":
        entered = [each.name for each in book if each.kind != "derived"]
        yield (
            "measure",
            f"chỉ tiêu '{row['measure']}' không nhập được. {suggest(row['measure'], entered)}",
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
    yield from _asked_problems(row, measure, book)


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


def _asked_problems(
    row: Mapping[str, str], measure: Measure, book: Codebook
) -> Iterator[tuple[str, str]]:
    kinds = [UNITS, OFFICE, NOBODY, *dict.fromkeys(unit.kind for unit in book.units.values())]
    dimensions = [pair.partition("=")[0] for pair in row["where"].split()]
    allowed = kinds if book.rolls_up(measure.name, dimensions) else [OFFICE, NOBODY]
    for kind in row["asked"].split() or [""]:
        if kind not in kinds:
            yield "asked", f"'{kind}' không có. {suggest(kind, allowed)}"
        elif kind not in allowed:
            by = f"({', '.join(dimensions)})" if book.rolls_up(measure.name, ()) else ""
            message = (
                f"'{measure.name}{by}' không cộng được từ các đơn vị. {suggest(kind, allowed)}"
            )
            yield "asked", message
