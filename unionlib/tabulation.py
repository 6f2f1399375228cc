"""Tables of quantities: one row per code of a breakdown, or one per figure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from unionlib.expression import evaluate, measures
from unionlib.quantity import Quantity

if TYPE_CHECKING:
    import pandas as pd

    from unionlib.edition import Edition


Cell = Quantity | str | None


@dataclass(frozen=True)
class Row:
    """A row: its label and one cell per column, a figure or words (None: does not apply)."""

    label: str
    cells: tuple[Cell, ...]

    def figure(self, column: int) -> Quantity | None:
        """Return the figure in a column, None where there are words or nothing."""
        cell = self.cells[column]
        return cell if isinstance(cell, Quantity) else None


@dataclass(frozen=True)
class Table:
    """A table of the report.

    Parameters
    ----------
    id : str
        Its name in references and files: ``members-by-sector``.
    caption : str
        What it shows, without a number.
    stub : str
        Heading of the column of row labels.
    columns : tuple of str
        Headings of the figures' columns.
    rows : tuple of Row
        The rows, in order.
    total : Row or None
        The row of totals.
    note : str
        A remark below the table.
    """

    id: str
    caption: str
    stub: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    total: Row | None = None
    note: str = ""

    @property
    def frame(self) -> pd.DataFrame:
        """The values as a frame: one row per row of the table, the total last."""
        import pandas as pd

        rows = [*self.rows, *([self.total] if self.total else [])]
        values = [
            [cell.value if isinstance(cell, Quantity) else cell for cell in row.cells] for row in rows
        ]
        index = pd.Index([row.label for row in rows], name=self.stub)
        return pd.DataFrame(values, index=index, columns=list(self.columns))

    def _repr_mimebundle_(self, **_: Any) -> dict[str, Any]:
        from unionlib.show.tables import render

        return render(self)


def tabulate(
    edition: Edition,
    id: str,
    caption: str,
    columns: Mapping[str, str],
    *,
    by: str,
    where: Mapping[str, str] | None = None,
    total: str = "Tổng số",
    note: str = "",
) -> Table:
    """Tabulate expressions by the codes of a dimension.

    Parameters
    ----------
    columns : Mapping[str, str]
        Heading → expression, evaluated in each row for that row's code;
        ``share(members, total(members))`` is the row's share of the total.
    by : str
        A dimension, or ``unit`` for the reporting units.
    where : Mapping[str, str], optional
        A selection that holds for the whole table.
    total : str
        Label of the total row; ``""`` for none.

    Examples
    --------
    >>> from unionlib import load
    >>> t = tabulate(load(2019), "x", "Đoàn viên", {"Đoàn viên": "members"}, by="sector")
    >>> t.frame["Đoàn viên"].to_list()
    [26787.0, 3301.0, 30088.0]
    """
    fixed = dict(where or {})
    codes = _codes(edition, columns.values(), by, fixed)
    rows = [
        _row(edition, edition.codebook.code_label(by, code), columns, fixed | {by: code})
        for code in codes
    ]
    whole = _row(edition, total, columns, fixed) if total else None
    stub = "Đơn vị" if by == "unit" else edition.codebook.dimensions[by]
    return Table(id, caption, stub, tuple(columns), tuple(rows), whole, note)


def listing(
    edition: Edition,
    id: str,
    caption: str,
    rows: Mapping[str, str | Sequence[str]],
    *,
    columns: Sequence[str] = ("Số liệu",),
    stub: str = "Chỉ tiêu",
    total: Mapping[str, str | Sequence[str]] | None = None,
    note: str = "",
) -> Table:
    """List figures, one row each: label → expression, or one expression per column.

    An empty expression leaves its cell empty.
    """

    def row(label: str, given: str | Sequence[str]) -> Row:
        expressions = [given] if isinstance(given, str) else given
        return Row(label, tuple(evaluate(edition, text) if text else None for text in expressions))

    listed = tuple(row(label, given) for label, given in rows.items())
    last = next((row(label, given) for label, given in (total or {}).items()), None)
    return Table(id, caption, stub, tuple(columns), listed, last, note)


def _row(edition: Edition, label: str, columns: Mapping[str, str], where: Mapping[str, str]) -> Row:
    return Row(label, tuple(evaluate(edition, text, where) for text in columns.values()))


def _codes(edition: Edition, expressions: Any, by: str, where: Mapping[str, str]) -> list[str]:
    """Return the codes of ``by`` for which any of the measures has observations."""
    used = sorted({name for text in expressions for name in measures(edition, text)})
    rows = [
        row
        for name in used
        for row in edition.observed(name)
        if row.period == edition.period() and all(pair in row.where for pair in where.items()
            if pair[0] in edition.codebook[name].dimensions)
    ]  # fmt: skip
    if by == "unit":
        found = {row.unit for row in rows}
        return [name for name in edition.codebook.units if name in found]
    found = {dict(row.where).get(by, "") for row in rows}
    return [code for code in edition.codebook.codes[by] if code in found]
