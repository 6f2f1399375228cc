"""``python -m benchmarks``: measure against the peers, print the table of ratios.

Nothing is written but to temporary folders, unless ``--write`` is given.
"""

from __future__ import annotations

import argparse
import importlib
import re
import sys
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.environment import PROJECT, description
from benchmarks.table import Row, markdown

CASES = ("report", "batch", "aggregate", "collect")  # modules of this folder, each with run(rounds)
README = Path(__file__).parent / "README.md"
_PLACE = re.compile(r"(?s)(<!-- table -->\n).*?(<!-- end -->)")


def main() -> int:
    """Run the cases asked for; 1 if a limit does not hold."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("cases", nargs="*", metavar="CASE", help=f"of {', '.join(CASES)}")
    parser.add_argument("--rounds", type=int, default=5, help="how often each is run (default: 5)")
    parser.add_argument("--write", action="store_true", help="put the table into README.md")
    asked = parser.parse_args()
    if unknown := set(asked.cases) - set(CASES):
        parser.error(f"no such case: {', '.join(sorted(unknown))}")
    sys.path.insert(0, str(PROJECT))
    rows: list[Row] = []
    for case in asked.cases or CASES:
        measured = importlib.import_module(f"benchmarks.{case}").run(asked.rounds)
        print(markdown(measured), file=sys.stderr)  # not lost if the next one fails
        rows += measured
    about = f"{description()}. Wall clock, medians of {asked.rounds}"
    table = f"{datetime.now(UTC):%Y-%m-%d}: {about}.\n\n{markdown(rows)}"
    print(table)
    if asked.write:
        text = README.read_text("utf-8")
        README.write_text(_PLACE.sub(lambda at: f"{at[1]}{table}\n{at[2]}", text), "utf-8")
    return 0 if all(row.holds for row in rows) else 1


if __name__ == "__main__":
    sys.exit(main())
