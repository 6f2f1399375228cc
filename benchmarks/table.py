"""A row of the table: one case, ours and the peer's time, and what was asked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median


@dataclass(frozen=True)
class Row:
    """One measured case.

    Parameters
    ----------
    case, peer : str
        What ours does, and what it is measured against.
    ours, theirs : float
        Seconds: medians.
    limit : float
        What ``ours / theirs`` may be at most.
    """

    case: str
    peer: str
    ours: float
    theirs: float
    limit: float

    @property
    def ratio(self) -> float:
        """Ours as a share of the peer's."""
        return self.ours / self.theirs

    @property
    def holds(self) -> bool:
        """Whether the limit holds."""
        return self.ratio <= self.limit


def compare(
    case: str, ours: Sequence[float], peer: str, theirs: Sequence[float], limit: float
) -> Row:
    """Return the row of two series of times: their medians."""
    return Row(case, peer, median(ours), median(theirs), limit)


def markdown(rows: Sequence[Row]) -> str:
    """Return the rows as a table in Markdown."""
    lines = [
        "| case | s | against | s | ratio | at most | holds |",
        "| --- | ---: | --- | ---: | ---: | ---: | :---: |",
    ]
    lines += [
        f"| {row.case} | {row.ours:.2f} | {row.peer} | {row.theirs:.2f} "
        f"| {row.ratio:.3f} | {row.limit:.3f} | {'yes' if row.holds else 'NO'} |"
        for row in rows
    ]
    return "\n".join(lines)
