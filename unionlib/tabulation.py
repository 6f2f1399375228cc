"""Tables of quantities: one row per code of a breakdown, or one per figure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from unionlib import aggregate
from unionlib.errors import UnionlibError, UnknownName
from unionlib.expression import evaluate, measures
from unionlib.letters import uncapital
from unionlib.observation import Observation
from unionlib.quantity import Quantity
from unionlib.syntax import names
from unionlib.writing import MONEY

if TYPE_CHECKING:
    import pandas as pd

    from unionlib.edition import Edition


Cell = Quantity | str | None
PARTS = ("", "– ", "+ ")  # what the label of a row begins with, by depth


def check_id(name: str) -> None:
    """Refuse what cannot be a file's name and an address within the page."""
    if not re.fullmatch("[a-z0-9][a-z0-9_-]*", name):
        raise UnionlibError(
            f"'{name}' không dùng làm mã của bảng, biểu đồ được (a-z, 0-9, dấu - và _)"
        )


def check_table(value: object) -> None:
    """Refuse what is no table, such as a frame of pandas."""
    if not isinstance(value, Table):
        raise UnionlibError(
            f"cần một bảng (Table) như tabulate(…) lập ra, không phải {type(value).__name__}"
        )


@dataclass(frozen=True)
class Row:
    """A row: its label and one cell per column, a figure or words (None: does not apply).

    ``depth`` is 1 for a part of the row above it, 2 for a part of such a part; ``unit`` is
    what the label says that its figures are given in, ``triệu đồng``, if it says so.
    """

    label: str
    cells: tuple[Cell, ...]
    depth: int = 0
    unit: str = ""

    @property
    def name(self) -> str:
        """The label without the mark of its depth."""
        return self.label.removeprefix(PARTS[min(self.depth, 2)])

    def figure(self, column: int) -> Quantity | None:
        """Return the figure in a column, None where there are words or nothing."""
        cell = self.cells[column]
        return cell if isinstance(cell, Quantity) else None

    def scale(self, cell: Quantity, otherwise: str = MONEY) -> str:
        """Return the scale in which a figure is written: for money what the label says, if it does."""
        said = cell.unit == MONEY and self.unit.endswith(MONEY)
        return self.unit.removesuffix(MONEY).strip() or MONEY if said else otherwise


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
    filed : tuple of Row
        What its CSV file lists in place of the rows that are shown; none for these.
    """

    id: str
    caption: str
    stub: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    total: Row | None = None
    note: str = ""
    filed: tuple[Row, ...] = ()

    def __post_init__(self) -> None:
        check_id(self.id)

    @property
    def lines(self) -> list[Row]:
        """The rows and, last, the row of totals."""
        return [*self.rows, *([self.total] if self.total else [])]

    @property
    def frame(self) -> pd.DataFrame:
        """The values as a frame: one row per row of the table, the total last.

        What is missing is NaN: also a column without any figure is one of numbers.
        """
        import pandas as pd

        values = [
            [float(cell) if isinstance(cell, Quantity) else cell for cell in row.cells]
            for row in self.lines
        ]
        index = pd.Index([row.label for row in self.lines], name=self.stub)
        return pd.DataFrame(values, index=index, columns=list(self.columns))

    def place(self, column: int | str) -> int:
        """Return which column is meant by a heading, or by a place counted from 0."""
        if column in self.columns:
            return self.columns.index(str(column))
        places = range(len(self.columns))
        if isinstance(column, int) and column in places:
            return column
        by_place = [f"{place} ({self.columns[place]})" for place in places]
        allowed = self.columns if isinstance(column, str) else by_place
        raise UnknownName("Cột", str(column), allowed)

    def __repr__(self) -> str:
        return str(self._repr_mimebundle_()["text/plain"])

    def _repr_mimebundle_(self, **_: Any) -> dict[str, Any]:
        from unionlib.show.tables import render

        return render(self)


def tabulate(
    edition: Edition,
    id: str,
    caption: str,
    columns: Mapping[str, str],
    *,
    by: str | Sequence[str],
    where: Mapping[str, str | int] | None = None,
    total: str = "Tổng số",
) -> Table:
    """Tabulate expressions by the codes of a dimension; notes of observations stand below.

    Parameters
    ----------
    edition : Edition
        Whose figures they are.
    id, caption : str
        Of the table: a word for references to it, and its words.
    columns : Mapping[str, str]
        Heading → expression, evaluated in each row for that row's code;
        ``share(members, total(members))`` is the row's share of the total.
    by : str or sequence of str
        A dimension, or ``unit`` for the reporting units. Of several, each divides the
        rows of the one before: ``("campaign", "level")`` lists below each campaign the
        levels that have figures for it.
    where : Mapping[str, str], optional
        A selection that holds for the whole table; a year as period may be a number.
    total : str
        Label of the total row; ``""`` for none.

    Raises
    ------
    ExpressionError, UnknownName
        An expression cannot be read, or names what there is not; or no measure of the
        table is divided by the dimension.

    Examples
    --------
    >>> from unionlib import load
    >>> t = tabulate(load(2019), "x", "Đoàn viên", {"Đoàn viên": "members"}, by="sector")
    >>> t.frame["Đoàn viên"].to_list()
    [26787.0, 3301.0, 30088.0]
    """
    _check_named(id, columns)
    fixed = _selection(edition, where)
    dimensions = (by,) if isinstance(by, str) else tuple(by or ())
    if not dimensions or len(set(dimensions)) < len(dimensions):
        raise UnionlibError(f"bảng {id}: by={by!r:.60} cần một phân tổ, hoặc vài phân tổ khác nhau")
    rows = tuple(_divide(edition, columns, dimensions, fixed, fixed))
    whole = _row(edition, total, columns, fixed, fixed) if total else None
    headings = [edition.codebook.dimensions.get(name, "Đơn vị") for name in dimensions]
    stub = ", ".join([headings[0], *map(uncapital, headings[1:])])
    return Table(id, caption, stub, tuple(columns), rows, whole, _remarks(rows, whole))


def listing(  # noqa: PLR0913 - what a table is made of; all but the first four have defaults
    edition: Edition,
    id: str,
    caption: str,
    rows: Mapping[str, str | Sequence[str]],
    *,
    columns: Sequence[str] = ("Số liệu",),
    stub: str = "Chỉ tiêu",
    total: Mapping[str, str | Sequence[str]] | None = None,
    note: str | None = None,
) -> Table:
    """List figures, one row each.

    Parameters
    ----------
    edition : Edition
        Whose figures they are.
    id, caption : str
        Of the table: a word for references to it, and its words.
    rows : Mapping[str, str or sequence of str]
        Label → expression, or one expression per column; an empty one leaves its cell
        empty. A label that begins with ``– `` is a part of the row above, one that
        begins with ``+ `` a part of such a part.
    columns, stub : sequence of str, str
        Headings of the figures, and of the labels.
    total : Mapping[str, str or sequence of str], optional
        The last row, as ``rows``.
    note : str, optional
        Stands below the table; by default the notes that the observations carry do.

    Raises
    ------
    UnionlibError
        A row has not one expression per column, or there are several rows of totals.
    ExpressionError, UnknownName
        An expression cannot be read, or names what there is not.

    Examples
    --------
    >>> from unionlib import load
    >>> t = listing(
    ...     load(2019), "x", "Đoàn viên", {"Tổng số": "members", "– Nữ": "members(sex=FEMALE)"}
    ... )
    >>> t.frame["Số liệu"].to_list()
    [30088.0, 18612.0]
    """

    def row(label: str, given: str | Sequence[str]) -> Row:
        expressions = [given] if isinstance(given, str | Quantity | float | int | None) else given
        if len(expressions) != len(columns):
            raise UnionlibError(f"bảng {id}, dòng '{label}': có {len(expressions)} công thức cho "
                                f"{len(columns)} cột ({', '.join(columns)})")  # fmt: skip
        cells = tuple(evaluate(edition, text) if text != "" else None for text in expressions)
        return Row(label, cells, PARTS.index(label[:2]) if label[:2] in PARTS else 0)

    _check_named(id, rows)
    _check_named(id, total or {})
    if len(total or {}) > 1:
        raise UnionlibError(f"bảng {id}: chỉ có một dòng tổng, không phải {len(total or {})}")
    listed = tuple(row(label, given) for label, given in rows.items())
    last = next((row(label, given) for label, given in (total or {}).items()), None)
    return Table(
        id,
        caption,
        stub,
        tuple(columns),
        listed,
        last,
        _remarks(listed, last) if note is None else note,
    )


def _check_named(id: str, figures: object) -> None:
    """Refuse figures that come without a heading or a label."""
    if not isinstance(figures, Mapping):
        raise UnionlibError(f'bảng {id}: viết {{"tên gọi": "chỉ tiêu"}}, như '
                            f'{{"Đoàn viên": "members"}}, không phải {figures!r:.60}')  # fmt: skip


def _selection(edition: Edition, where: Mapping[str, str | int] | None) -> dict[str, str]:
    """Return the selection of a table: a mapping of dimensions to codes; a year may be a number."""
    known = (*edition.codebook.codes, "unit", "period")
    if not isinstance(where, Mapping | None):
        raise UnionlibError(
            f'where={where!r:.60}: viết {{"phân tổ": "mã"}}, như {{"sector": "SXKD"}}'
        )
    for name in where or {}:
        if name not in known:
            raise UnknownName("Phân tổ", name, known)
    return {name: str(code) for name, code in (where or {}).items()}


def _divide(
    edition: Edition,
    columns: Mapping[str, str],
    dimensions: Sequence[str],
    where: Mapping[str, str],
    fixed: Mapping[str, str],
    depth: int = 0,
) -> Iterator[Row]:
    """Yield a row per code of the first dimension, each followed by its own parts."""
    by, *below = dimensions
    for code in _codes(edition, columns.values(), by, where):
        selection = {**where, by: code}
        label = PARTS[min(depth, 2)] + edition.codebook.code_label(by, code)
        yield _row(edition, label, columns, selection, fixed, depth)
        if below:
            yield from _divide(edition, columns, below, selection, fixed, depth + 1)


def _row(
    edition: Edition,
    label: str,
    columns: Mapping[str, str],
    where: Mapping[str, str],
    fixed: Mapping[str, str],
    depth: int = 0,
) -> Row:
    cells = tuple(evaluate(edition, text, where, fixed) for text in columns.values())
    return Row(label, cells, depth)


def _remarks(rows: Sequence[Row], total: Row | None) -> str:
    """Return the notes that the observations of a table carry, by row.

    What was said of a row is not said again of its parts.
    """
    remarks = []
    above: dict[int, set[str]] = {}
    for row in [*rows, *([total] if total else [])]:
        cells = [cell for cell in row.cells if isinstance(cell, Quantity) and not cell.formula]
        said = {item.note for cell in cells for item in cell.rows if item.note}
        own = [
            text
            for text in said
            if not any(text.lower() in other.lower() for other in said - {text})
        ]
        above = {depth: texts for depth, texts in above.items() if depth < row.depth}
        own = [text for text in own if not any(text in texts for texts in above.values())]
        above[row.depth] = said
        if own:
            remarks.append(f"{row.name}: {'; '.join(sorted(own))}.")
    return " ".join(remarks)


def _codes(
    edition: Edition, expressions: Iterable[str], by: str, where: Mapping[str, str]
) -> list[str]:
    """Return the codes of ``by`` for which any of the measures has observations."""
    book = edition.codebook
    if by != "unit" and by not in book.codes:
        raise UnknownName("Phân tổ", by, [*book.codes, "unit"])
    rows: list[Observation] = []
    # A column of another period may have other codes: campaigns that only last year had.
    named = {
        (name, period)
        for text in expressions
        for name in measures(edition, text)
        for period in (
            where.get("period", ""),
            *(code for _, key, code in names(text).selections if key == "period"),
        )
    }
    divided = {each for name, _ in named for each in book[name].dimensions}
    if by != "unit" and by not in divided:
        # A table of the total alone would look as if there were no figures.
        allowed = [name for name in book.dimensions if name in divided]
        raise UnknownName("Phân tổ của các chỉ tiêu trong bảng", by, [*allowed, "unit"])
    for name, period in named:
        # The table's selection, as far as this measure is broken down so.
        own = {key: code for key, code in where.items() if key in book[name].dimensions}
        unit = where.get("unit", "")
        rows += aggregate.found(edition, name, period, own, unit=unit, by=by)[1]
    if by == "unit":
        units = {book.reporter(unit) for unit in {row.unit for row in rows}}
        chosen = [where["unit"]] if where.get("unit") else book.reporting
        return [name for name in chosen if name in units]
    codes = {dict(row.where).get(by, "") for row in rows}
    return [code for code in book.codes[by] if code in codes]
