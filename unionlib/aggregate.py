"""Totals, parts and means: what the observations of an edition add up to.

Rules, in one place:

- A stated total is taken where there is one; else the parts are added. Where both
  exist and differ, reconciliation finds it; nothing is resolved here.
- Without a stated total and with parts given in more than one way, the total is
  ambiguous and an error, never a guess.
- What is not there is a missing quantity that says why, never zero.
- Over units and parts the codebook's ``aggregation`` decides: ``sum``,
  ``mean:WEIGHT``, ``last`` (a stock: it adds over units, never over dates) or ``none``.
  A unit's own figure stands for all units below it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from unionlib import numbers, periods
from unionlib.errors import AmbiguousTotal, ExpressionError, UnknownName
from unionlib.observation import Observation
from unionlib.quantity import Quantity, rounding
from unionlib.sums import add, summed, weighted_mean
from unionlib.writing import PERCENT

if TYPE_CHECKING:
    from unionlib.edition import Edition

NO_SUMS = ("share", "rate", "mean", "limit")  # kinds of measures whose parts do not add up


def total(
    edition: Edition, measure: str, /, *, period: str | int = "", unit: str = "", **where: str
) -> Quantity:
    """Return a measure for the province, or for the selection given.

    Parameters
    ----------
    edition : Edition
        The edition; a ``period`` of the year before is looked up in that edition too.
    measure : str
        A code of the codebook that is not derived.
    period : str or int
        ``""`` the edition's year, ``previous``, ``next``, ``mid``, or a period.
    unit : str
        A unit; ``""`` the whole province.
    **where : str
        Codes of breakdown columns; the others are the total.

    Raises
    ------
    UnknownName
        An unknown measure, dimension, code or unit.
    AmbiguousTotal
        No total is stated, and the parts are given in more than one way.

    Examples
    --------
    >>> from unionlib import load
    >>> str(total(load(2019), "members")), total(load(2019), "members", sector="SXKD").value
    ('30.088', 3301.0)
    """
    period = str(period)
    _check(edition, measure, period, unit, where)
    name = edition.label(measure, {**where, "unit": unit, "period": period})
    when = edition.period(period)
    if stated := edition.stated(measure, when, unit, where):
        return figure_of(edition, measure, stated, name)
    of_unit = edition.codebook[measure].unit
    home, matching = found(edition, measure, period, where, unit=unit)
    if home is not edition:
        return replace(total(home, measure, unit=unit, **where), label=name)
    if matching and edition.codebook[measure].aggregation == "none":
        roots = edition.codebook.children.get("", ())
        matching = [row for row in matching if row.unit in roots and len(row.where) == len(where)]
        if not matching:
            return Quantity.missing(f"{name}: không cộng gộp được", of_unit, name)
    rows = _behind(edition, measure, matching, unit, len(where))
    if not rows:
        # A period that was asked for stands in the name.
        reason = f"không có số liệu: {name}" + ("" if period else f", kỳ {when}")
        if unit and not (told := edition.codebook.units[unit]).valid(int(when[:4])):
            # Nobody need wait for its form: a sentence about it is to be rewritten.
            reason += f"; theo units.csv đơn vị này chỉ có {told.years}"
        return Quantity.missing(reason, of_unit, name)
    return figure_of(edition, measure, rows, name)


def parts(
    edition: Edition,
    measure: str,
    dimension: str,
    /,
    *,
    period: str | int = "",
    unit: str = "",
    **where: str,
) -> Quantity:
    """Return the sum over the codes of a dimension, whatever total is stated.

    Parameters
    ----------
    edition : Edition
        The edition.
    measure, dimension : str
        Codes of the codebook.
    period, unit, **where : str
        As of :func:`total`: the selection whose parts are added up.

    Raises
    ------
    ExpressionError
        The measure is an average, a percentage or a limit: those do not add up; or it is
        computed from a formula and has no parts of its own.

    Examples
    --------
    >>> from unionlib import load
    >>> parts(load(2019), "members", "sector").value
    30088.0
    """
    period = str(period)
    entry = edition.codebook[measure]
    if entry.formula:
        raise ExpressionError(
            f"parts({measure}, …): {entry.label} được tính từ công thức, không có các phần để cộng"
        )
    _check(edition, measure, period, unit, where)
    if entry.kind in NO_SUMS or entry.unit == PERCENT:
        raise ExpressionError(
            f"parts({measure}, …): {entry.label} là số bình quân, tỷ lệ hoặc mức giới hạn, "
            "các phần không cộng lại được"
        )
    if dimension not in entry.dimensions:
        raise UnknownName(f"Phân tổ của {measure}", dimension, entry.dimensions)
    selections = [
        {**where, dimension: code}
        for code in present(edition, measure, dimension, period=period, unit=unit, **where)
    ]
    figures = [
        total(edition, measure, period=period, unit=unit, **selection) for selection in selections
    ]
    known = [figure for figure in figures if figure.value is not None]
    name = edition.label(measure, {**where, "period": period})
    if not known:
        reason = f"không có số liệu theo {edition.codebook.dimensions[dimension]}: {name}"
        return Quantity.missing(reason, entry.unit, name)
    return add(known)


def present(
    edition: Edition,
    measure: str,
    dimension: str,
    /,
    *,
    period: str = "",
    unit: str = "",
    **where: str,
) -> list[str]:
    """Return the codes of a dimension that have observations, in display order."""
    _, rows = found(edition, measure, period, where, unit=unit, by=dimension)
    codes = {dict(row.where).get(dimension) for row in rows}
    return [code for code in edition.codebook.codes[dimension] if code in codes]


def found(
    edition: Edition,
    measure: str,
    period: str,
    where: Mapping[str, str],
    *,
    unit: str = "",
    by: str = "",
) -> tuple[Edition, list[Observation]]:
    """Return the observations of a period and a selection, and the edition that has them.

    Those of the year before are in its own edition where this one has none: a report that
    states last year's total says nothing of its units and, with ``by``, of its parts.
    """
    when, book = edition.period(period), edition.codebook
    rows = [
        row
        for row in edition.observed(measure, unit)
        if row.period == when
        and _matches(row, where)
        and (not unit or book.within(row.unit, unit))
        and (not by or (book.reporter(row.unit) if by == "unit" else by in dict(row.where)))
    ]
    if not rows and when == edition.period("previous") and edition.previous:
        return found(edition.previous, measure, "", where, unit=unit, by=by)
    return edition, rows


def figure_of(edition: Edition, measure: str, rows: Sequence[Observation], name: str) -> Quantity:
    """Make one quantity of the observations that it stands for, as the codebook says."""
    entry = edition.codebook[measure]
    figures = [observed_quantity(edition, row) for row in rows]
    if len(figures) == 1:
        return replace(figures[0], label=name)
    if entry.weight:
        weights = [_weight(edition, entry.weight, row) for row in rows]
        return replace(weighted_mean(figures, weights), label=name)
    return replace(summed(figures), label=name)


def rows_below(edition: Edition, row: Observation) -> list[Observation]:
    """Return the observations of the units below one, instead of the figure that it states.

    Raises
    ------
    AmbiguousTotal
        They give it in more than one way.
    """
    where = dict(row.where)
    matching = [
        other
        for other in edition.observed(row.measure)
        if other.period == row.period
        and other.unit not in ("", row.unit)
        and _matches(other, where)
    ]
    return _behind(edition, row.measure, matching, row.unit, len(where))


def observed_quantity(edition: Edition, row: Observation) -> Quantity:
    """Return one observation as a quantity, with the precision of its source."""
    entry = edition.codebook[row.measure]
    keys = {**dict(row.where), "unit": row.unit}
    name = edition.label(row.measure, keys)
    error = rounding(row.printed, entry.unit)
    how = "bình quân" if entry.weight else "tổng"
    formula = f"{how} của {numbers.number(row.count)} số liệu thành phần" if row.count > 1 else ""
    return Quantity(row.value, entry.unit, name, formula, (row,), row.printed, error=error)


def _weight(edition: Edition, weight: str, row: Observation) -> Quantity:
    """Return what an observation weighs in a mean; missing where the weight has no such parts."""
    if not edition.codebook.rolls_up(row.measure, dict(row.where)):
        name = edition.label(weight, {"unit": row.unit})
        return Quantity.missing(f"{name}: không phân tổ như chỉ tiêu")
    return total(edition, weight, unit=row.unit, period=row.period, **dict(row.where))


def _matches(row: Observation, where: Mapping[str, str]) -> bool:
    return all(pair in row.where for pair in where.items())


def _behind(
    edition: Edition, measure: str, matching: Sequence[Observation], unit: str, depth: int
) -> list[Observation]:
    """Return the observations that a total stands for: stated, of the units below, or parts.

    Raises
    ------
    AmbiguousTotal
        A total is not stated, and its parts are given in more than one way.
    """
    stated: dict[str, list[Observation]] = {}
    broken: dict[str, list[Observation]] = {}
    book = edition.codebook
    if book[measure].weight:
        # A mean needs weights: parts without any are left out where others have some.
        matching = [row for row in matching if book.rolls_up(measure, dict(row.where))] or matching
    for row in matching:
        (stated if len(row.where) == depth else broken).setdefault(row.unit, []).append(row)

    below = _below(edition, {row.unit for row in matching})

    def standing_for(name: str) -> list[Observation]:
        if name in stated:
            return stated[name]
        ways: dict[str, list[Observation]] = {}
        for row in broken.get(name, ()):
            ways.setdefault("+".join(key for key, _ in row.where), []).append(row)
        # Parts that were rolled up from the units below are these units' figures again,
        # and no second way to the total.
        rolled = bool(ways) and all(row.rolled for row in broken[name])
        if lower := [
            row for child in below.get(name, ()) for row in standing_for(child) if not rolled
        ]:
            ways["unit"] = lower
        if len(ways) > 1:
            given = "; ".join(ways)
            raise AmbiguousTotal(
                f"{measure}: không có tổng số, và có nhiều cách phân tổ ({given}); hãy nêu rõ"
            )
        return next(iter(ways.values()), [])

    return standing_for(unit) if matching else []


def _below(edition: Edition, units: Iterable[str]) -> dict[str, list[str]]:
    """Return which units stand below which, on the way down to those given, in tree order."""
    known = edition.codebook.units
    found: dict[str, list[str]] = {}
    seen = {""}
    for unit in units:
        name = unit
        while name not in seen and name in known:
            seen.add(name)
            found.setdefault(known[name].parent, []).append(name)
            name = known[name].parent
    return {name: sorted(lower, key=lambda each: known[each].line) for name, lower in found.items()}


def _check(
    edition: Edition, measure: str, period: str, unit: str, where: Mapping[str, str]
) -> None:
    book = edition.codebook
    dimensions = book[measure].dimensions
    if book[measure].formula:
        raise ExpressionError(
            f"{measure} được tính từ công thức: dùng edition.quantity('{measure}')"
        )
    if not periods.CODE.fullmatch(edition.period(period)):
        allowed = (*periods.NAMES, *(periods.code(name, edition.year) for name in ("", "mid")))
        raise UnknownName("Kỳ", period, allowed)
    for name, code in (("unit", unit), *where.items()):
        if not isinstance(code, str):
            raise ExpressionError(f"{name}={code!r:.60}: cần một mã viết trong ngoặc kép")
    if unit and unit not in book.units:
        raise UnknownName("Đơn vị", unit, book.units)
    for name, code in where.items():
        if name not in dimensions:
            raise UnknownName(f"Phân tổ của {measure}", name, dimensions)
        if code not in book.codes[name]:
            raise UnknownName(f"Mã của {name}", code, book.codes[name])
