"""The rules of the real report: a digit changed in any figure that they equate is found."""

from __future__ import annotations

import csv
import io
import shutil
from pathlib import Path

from unionlib.edition import load
from unionlib.errors import DataError
from unionlib.expression import evaluate
from unionlib.rules import reconcile

DATA = Path(__file__).parents[1] / "data"
PLANTED = 24


def _found(root: Path) -> set[tuple[str, str, float]] | str:
    """Return what reconciliation finds, or the fault of a figure that cannot be."""
    try:
        findings = reconcile(load(2019, root)).findings
    except DataError as error:
        return str(error)
    return {(item.rule.name, item.severity, round(item.difference, 4)) for item in findings}


def _with_another_digit(line: str, value: int, printed: int) -> str:
    """Return the CSV line with the first digit of its value changed."""
    (cells,) = csv.reader([line])
    cells[value] = ("7" if cells[value][0] != "7" else "3") + cells[value][1:]
    cells[printed] = ""
    changed = io.StringIO()
    csv.writer(changed, lineterminator="").writerow(cells)
    return changed.getvalue()


def test_a_digit_changed_in_the_real_figures_is_found(tmp_path: Path) -> None:
    """In two dozen observations from all over the report, one after the other."""
    root = tmp_path / "data"
    shutil.copytree(DATA, root)
    edition = load(2019, root)
    before = reconcile(edition)
    equated = {
        row.ref: None
        for rule in before.rules
        if rule.sign == "=="
        for side in ([rule.right] if rule.published else [rule.left, rule.right])
        for row in evaluate(edition, side).rows
    }
    known = _found(root)
    assert len(equated) >= PLANTED
    for ref in list(equated)[:: len(equated) // PLANTED]:
        file, _, line = ref.rpartition(":")
        lines = (root / file).read_text("utf-8").splitlines(keepends=True)
        head = lines[0].strip().split(",")
        place = int(line) - 1
        changed = _with_another_digit(
            lines[place].rstrip("\n"), head.index("value"), head.index("printed")
        )
        spoilt = [*lines[:place], changed + "\n", *lines[place + 1 :]]
        (root / file).write_text("".join(spoilt), "utf-8")
        assert _found(root) != known, ref
        (root / file).write_text("".join(lines), "utf-8")
