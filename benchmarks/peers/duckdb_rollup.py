"""The peer of the roll-up: DuckDB's group-bys over the same Parquet files.

``duckdb_rollup.py DATA OUTPUT YEAR…`` writes every figure by measure, period, breakdown
and reporting unit, and for the whole; one query per file, and one for the weighted mean.
What is checked by the library as it reads (codes, duplicates, parts above their whole)
is not checked here.
"""

from __future__ import annotations

import csv
import resource
import sys
from pathlib import Path

import duckdb

PLAIN = ("measure", "period", "unit", "value", "source")


def main(data: Path, output: Path, years: list[str]) -> None:
    """Compute the figures and write them."""
    base = duckdb.connect()
    base.execute(
        """
        CREATE TABLE units AS
        SELECT unit, CASE WHEN parent = root THEN unit ELSE parent END AS reporter
        FROM read_csv(?, header = true, all_varchar = true),
             (SELECT unit AS root FROM read_csv(?, header = true, all_varchar = true)
              WHERE parent IS NULL)
        """,
        [str(data / "units.csv")] * 2,
    )
    measures = base.execute(
        "SELECT measure, aggregation FROM read_csv(?, header = true, all_varchar = true)",
        [str(data / "measures.csv")],
    ).fetchall()
    means = {name: how[5:] for name, how in measures if (how or "").startswith("mean:")}
    figures: list[tuple[str, ...]] = []
    for year in years:
        for path in sorted((data / year / "observations").glob("*.parquet")):
            figures += _figures(base, str(path), year, means)
    with output.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(sorted(figures))
    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)


def _figures(
    base: duckdb.DuckDBPyConnection, path: str, year: str, means: dict[str, str]
) -> list[tuple[str, ...]]:
    columns = [
        row[0] for row in base.execute("DESCRIBE SELECT * FROM read_parquet(?)", [path]).fetchall()
    ]
    dimensions = [name for name in columns if name not in PLAIN]
    keys = ", ".join(f"o.{name}" for name in ("measure", "period", *dimensions))
    rows = base.execute(
        f"""
        SELECT {keys}, o.unit = '' AS stated, u.reporter, sum(o.value)
        FROM read_parquet(?) o LEFT JOIN units u USING (unit)
        GROUP BY GROUPING SETS (({keys}, stated, u.reporter), ({keys}, stated))
        """,
        [path],
    ).fetchall()
    found = {}
    for *key, stated, reporter, value in rows:
        where = ",".join(f"{n}={c}" for n, c in zip(dimensions, key[2:], strict=True) if c)
        # What is stated for the whole comes before what is added up.
        if stated or (reporter or "", key[0], key[1], where) not in found:
            found[reporter or "", key[0], key[1], where] = value
    for name, weight in means.items():
        rows = base.execute(
            f"""
            SELECT {keys.replace("o.", "m.")}, u.reporter, sum(m.value * w.value) / sum(w.value)
            FROM read_parquet($1) m JOIN read_parquet($1) w USING (unit, period) JOIN units u USING (unit)
            WHERE m.measure = $2 AND w.measure = $3
            GROUP BY {keys.replace("o.", "m.")}, u.reporter
            """,
            [path, name, weight],
        ).fetchall()
        for *key, reporter, value in rows:
            where = ",".join(f"{n}={c}" for n, c in zip(dimensions, key[2:], strict=True) if c)
            found[reporter, key[0], key[1], where] = value
    return [(year, *key, f"{value:.6f}") for key, value in found.items()]


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3:])
