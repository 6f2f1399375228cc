"""What the forms of a year ask, derived from the codebook.

Every figure is asked that the codebook can roll up over units; what cannot be rolled up
(a mean by a breakdown that its weight does not have, say), and what the federation did
itself, as ``codes.csv`` says, is asked of its own office, a unit of kind ``office``, and so
is what that office reported before. The breakdowns asked are those that the latest report
uses; what it states of the year before only, to compare with, is not asked.
:mod:`unionlib.forms.questions_file` keeps the result.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from unionlib import periods
from unionlib.codebook import OFFICE, Codebook, Measure
from unionlib.edition import Edition, open_year
from unionlib.key import Key
from unionlib.observation import Observation
from unionlib.relations import partitions, pieces, read_relations
from unionlib.root import reportable

PERIODS = ("", "mid", "next")
UNITS, NOBODY = "units", "nobody"


@dataclass(frozen=True)
class Question:
    """One line of ``forms.csv``: a figure that forms ask.

    Parameters
    ----------
    key : Key
        Measure, period (``""``, ``mid`` or ``next``) and breakdown codes.
    asked : str
        Of whom: ``units`` (every reporting unit but the federation's own office), kinds
        of units (``district sector``, ``office``), several of these, or ``nobody``.
    total : str
        The dimension whose codes add up to it: the form then has a formula there.
    """

    key: Key
    asked: str
    total: str = ""

    def of(self, kind: str) -> bool:
        """Tell whether units of a kind are asked."""
        whom = self.asked.split()
        return kind in whom or (UNITS in whom and kind != OFFICE)


def derive(book: Codebook, data: Path, reference: Edition | None) -> list[Question]:
    """Derive what to ask from the codebook, the latest report and the rules."""
    observed = [measure for measure in book if measure.kind != "derived"]
    keys = {key: book.own(key) for measure in observed for key in _keys(book, measure, reference)}
    split = partitions(read_relations(data, book, keys))
    office = _office(keys, split, _reported(book, {key.measure for key in keys}, reference))
    asked = []
    for key, own in keys.items():
        alone = own or not book.rolls_up(key.measure, dict(key.where))
        both = not alone and key in office
        whom = OFFICE if alone else f"{UNITS} {OFFICE}" if both else UNITS
        ways = [*split.get(key, ()), *(_own_levels(book, key, keys) if both else ())]
        asked.append(Question(key, whom, ways[0] if ways else ""))
    return asked


def _own_levels(book: Codebook, key: Key, keys: Mapping[Key, bool]) -> Iterator[str]:
    """Yield the dimensions by which only the federation's own part of a figure is asked.

    That part is all that its office did. Beside it a cell for the whole would be given the
    province's figure, to which the answers of the units are then added.
    """
    for dimension in book.levels:
        parts = pieces(key, dimension, keys)
        if parts and all(keys[part] for part in parts):
            yield dimension


def _office(
    keys: Mapping[Key, bool], split: Mapping[Key, Sequence[str]], reported: set[Key]
) -> set[Key]:
    """Return what the federation's own office is asked of what it did, as units are of theirs.

    What is its own and what it has reported before; and with each figure the wholes that
    it is a part of, and the parts that add up to it, in every way in which they do: by
    some of its parts alone would be told less than what the office did.
    """
    asked = {key for key, own in keys.items() if own} | reported
    new = asked
    while new:
        near = {above for key in new for above in keys if key.within(above)}
        for key in new & split.keys():
            for dimension in split[key]:
                parts = pieces(key, dimension, keys)
                # By level its own part is the whole of what it did: the others are the units'.
                if not any(keys[part] for part in parts):
                    near.update(parts)
        new = near - asked
        asked |= new
    return asked


def _reported(book: Codebook, measures: Iterable[str], reference: Edition | None) -> set[Key]:
    """Return what the federation's own office has reported in the latest report."""
    return {
        key
        for measure in measures
        for key, row in given(book, measure, reference)
        if row.unit and book.units[row.unit].kind == OFFICE
    }


def latest(year: int, data: Path, book: Codebook) -> Edition | None:
    """Return the latest edition before a year that is more than figures to compare with."""
    before = [each for each in reportable(data) if each < year]
    return open_year(max(before), data.resolve(), book) if before else None


def given(
    book: Codebook, measure: str, reference: Edition | None
) -> Iterator[tuple[Key, Observation]]:
    """Yield the figures of a measure in a report, of periods that forms ask, as forms name them."""
    if reference is None:
        return
    for row in reference.observed(measure):
        period = periods.name(row.period, reference.year, PERIODS)
        if period is not None:
            yield book.key(row, period), row


def _keys(book: Codebook, measure: Measure, reference: Edition | None) -> list[Key]:
    """Return the cells of a measure: as the latest report has them, else by one dimension."""
    found = {key for key, _ in given(book, measure.name, reference)}
    if not found and not _compared_with(measure.name, reference):
        found = {Key(measure.name)} | {
            Key(measure.name, "", ((name, code),))
            for name in measure.dimensions
            for code in book.codes[name]
        }
    return sorted(found, key=lambda key: order(book, key))


def _compared_with(measure: str, reference: Edition | None) -> bool:
    """Tell whether the latest that has a measure has it to compare with: nobody counts it anew."""
    edition = reference
    while edition is not None:
        if rows := edition.observed(measure):
            years = (row.period < str(edition.year) for row in rows)
            return all(years) or not edition.reportable
        edition = edition.previous
    return False


def order(book: Codebook, key: Key) -> tuple[object, ...]:
    """Return where a cell stands among those of its measure: the whole before its parts."""
    return (PERIODS.index(key.period), *book.places(key, book[key.measure].dimensions))
