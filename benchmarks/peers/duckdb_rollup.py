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
    described = base.execute("DESCRIBE SELECT * FROM read_parquet(?)", [path]).fetchall()
    dimensions = [row[0] for row in described if row[0] not in PLAIN]
    keys = ", ".join(f"o.{name}" for name in ("measure", "period", *dimensions))
    # The names of columns are those of the sample's own files.
    totals = f"""
        SELECT {keys}, o.unit = '' AS stated, u.reporter, sum(o.value)
        FROM read_parquet(?) o LEFT JOIN units u USING (unit)
        GROUP BY GROUPING SETS (({keys}, stated, u.reporter), ({keys}, stated))
    """  # noqa: S608
    found: dict[tuple[str, ...], float] = {}
    for *key, stated, reporter, value in base.execute(totals, [path]).fetchall():
        name = (reporter or "", key[0], key[1], _where(dimensions, key[2:]))
        # What is stated for the whole comes before what is added up.
        if stated or name not in found:
            found[name] = value
    means_of = f"""
        SELECT {keys}, u.reporter, sum(o.value * w.value) / sum(w.value)
        FROM read_parquet($1) o JOIN read_parquet($1) w USING (unit, period)
             JOIN units u USING (unit)
        WHERE o.measure = $2 AND w.measure = $3
        GROUP BY {keys}, u.reporter
    """  # noqa: S608
    for name, weight in means.items():
        for *key, reporter, value in base.execute(means_of, [path, name, weight]).fetchall():
            found[reporter, key[0], key[1], _where(dimensions, key[2:])] = value
    return [(year, *key, f"{value:.6f}") for key, value in found.items()]


def _where(dimensions: list[str], codes: list[str]) -> str:
    pairs = zip(dimensions, codes, strict=True)
    return ",".join(f"{name}={code}" for name, code in pairs if code)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3:])
