"""Who has sent and who has not: ``data/<year>/submissions.csv``."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from unionlib.codebook import OFFICE, Codebook
from unionlib.errors import DataError, Fault
from unionlib.files import read_csv
from unionlib.imprint import is_signed
from unionlib.observation import Observation
from unionlib.quantity import Quantity

if TYPE_CHECKING:
    from unionlib.edition import Edition

COLUMNS = ("unit", "state", "file", "checksum", "version")
STATES = {
    "collected": "Đã tiếp nhận",
    "waiting": "Đã gửi, chờ tiếp nhận",
    "returned": "Đã gửi, còn lỗi",
    "missing": "Chưa gửi",
}


@dataclass(frozen=True)
class Sent:
    """One line of ``submissions.csv``: a unit, its state and the file that it sent.

    ``state`` is one of ``STATES``; file, checksum and version are those of the file
    whose figures are in the data, or of the one that was returned.
    """

    unit: str
    state: str
    file: str = ""
    checksum: str = ""
    version: str = ""
    line: int = 0


def submissions(edition: Edition) -> list[Sent]:
    """Return the state of every unit that is to report; none for a year without forms.

    Who is to report ``units.csv`` says until the report is signed: a unit that was added
    after the last collection is missing, and one that is no more is not waited for.
    """
    sent = read_submissions(edition.folder, edition.codebook)
    if not sent or is_signed(edition.about):
        return sent
    known = {each.unit: each for each in sent}
    due = sorted(edition.codebook.due(edition.year), key=lambda unit: unit.kind == OFFICE)
    return [known.get(unit.name, Sent(unit.name, "missing")) for unit in due]


def read_submissions(folder: Path, book: Codebook) -> list[Sent]:
    """Read ``submissions.csv`` of an edition's folder.

    Raises
    ------
    DataError
        With every fault of the file.
    """
    path = folder / "submissions.csv"
    faults: list[Fault] = []
    rows = read_csv(path, COLUMNS, folder.parent, faults, missing_ok=True)
    sent = [Sent(**row, line=line) for line, row in rows]
    name = path.relative_to(folder.parent).as_posix()
    lines: dict[str, int] = {}
    for entry in sent:
        if entry.state not in STATES:
            message = f"trạng thái '{entry.state}' không có. Được phép: {', '.join(STATES)}."
            faults.append(Fault(name, entry.line, "state", message))
        if entry.unit not in book.units:
            faults.append(
                Fault(name, entry.line, "unit", f"đơn vị '{entry.unit}' không có trong danh mục")
            )
        # Of two lines, both would be counted: more units than there are.
        if (first := lines.setdefault(entry.unit, entry.line)) != entry.line:
            message = f"đơn vị '{entry.unit}' trùng lặp (dòng {first})"
            faults.append(Fault(name, entry.line, "unit", message))
    if faults:
        raise DataError(faults)
    return sent


def lacking(edition: Edition) -> list[Sent]:
    """Return the units whose figures the province's totals lack; none for a year without forms."""
    return [entry for entry in submissions(edition) if entry.state != "collected"]


def lacking_whose(edition: Edition) -> str:
    """Say whose figures the province's totals lack, ``""`` for nobody's.

    The federation's own office is not counted, as in :func:`coverage`: of 06/09 units
    nobody expects four to be lacking.
    """
    kinds = [edition.codebook.units[each.unit].kind for each in lacking(edition)]
    others = sum(kind != OFFICE for kind in kinds)
    told = [f"{others:02} đơn vị"] if others else []
    return " và ".join([*told, "cơ quan liên đoàn"] if OFFICE in kinds else told)


def unanswered(edition: Edition) -> Iterator[Fault]:
    """Yield which units the province's totals lack, in one sentence."""
    units = edition.codebook.units
    if entries := lacking(edition):
        names = (f"{units[each.unit].label} ({STATES[each.state].lower()})" for each in entries)
        message = f"số toàn tỉnh còn thiếu {len(entries)} đơn vị: {'; '.join(names)}"
        yield Fault(f"{edition.year}/submissions.csv", 0, "", message)


def coverage(edition: Edition) -> tuple[Quantity, Quantity]:
    """Return how many units' figures are in the edition, and of how many.

    The federation's own office is not counted: it is whom the units report to. Both figures
    are missing, and say why, for an edition that was not collected with forms.

    Examples
    --------
    >>> from unionlib import load
    >>> str(coverage(load(2019))[0])
    '(chưa có số liệu)'
    """
    units = edition.codebook.units
    known = [entry for entry in submissions(edition) if units[entry.unit].kind != OFFICE]
    names = ("số đơn vị đã có số liệu", "số đơn vị phải báo cáo")
    if not known:
        reason = f"số liệu năm {edition.year} không thu bằng biểu của từng đơn vị"
        have, due = (Quantity.missing(reason, "đơn vị", name) for name in names)
        return have, due
    file = f"{edition.year}/submissions.csv"
    rows = {
        entry.unit: Observation(
            "", edition.period(), entry.unit, (), 1.0, source=entry.file,
            file=file if entry.line else "units.csv", line=entry.line or units[entry.unit].line,
        )
        for entry in known
    }  # fmt: skip
    have_rows = tuple(rows[entry.unit] for entry in known if entry.state == "collected")
    have = Quantity(float(len(have_rows)), "đơn vị", names[0], rows=have_rows)
    due = Quantity(float(len(rows)), "đơn vị", names[1], rows=tuple(rows.values()))
    return have, due
