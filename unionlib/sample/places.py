"""Who answers for a figure: the federation itself, its office, upper-level unions, or single unions.

What the province did itself, as ``codes.csv`` says, is its office's; what is
counted by district is the upper-level unions'; what nobody can add up is stated for the
whole. Everything else is what single grassroots unions report.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from unionlib.codebook import Codebook
from unionlib.key import Figures, Key

STATED, OFFICE, UPPER, AFFILIATED, UNIONS = "stated", "office", "upper", "affiliated", "unions"

_MEASURES = {
    STATED: "central_unions role_models",
    OFFICE: (
        "honoured_members safety_visit_families safety_visit_amount sports_courts "
        "sports_court_amount contest_winners"
    ),
    UPPER: (
        "upper_unions enterprises insured_enterprises ranked_enterprises inspected_units inspections "
        "grassroots_unions_decrease school_merger_unions unions_before_merger unions_after_merger "
        "loan_unions insurance_classes insurance_class_participants training_classes "
        "training_participants anniversary_works anniversary_works_amount golden_heart_parcels "
        "life_buoy_bags new_unions large_new_unions team_new_unions consolidated_committees "
        "safety_inspected_enterprises accident_investigations accident_deaths free_haircuts"
    ),
    AFFILIATED: "affiliated_unions",
}
_OWN = {name: place for place, names in _MEASURES.items() for name in names.split()}
_PRIZES = ("occasion", "CONTEST")  # given by the office, to whoever won


def place_of(book: Codebook, key: Key) -> str:
    """Return who answers for a figure; the office's part in it is told by :func:`of_office`."""
    entry = book[key.measure]
    if not entry.adds:
        return STATED
    if book.own(key) or _PRIZES in key.where:
        return OFFICE
    return _OWN.get(key.measure, UNIONS)


def of_office(book: Codebook, figures: Mapping[Key, float], pinned: Iterable[Key]) -> Figures:
    """Return what of each figure is the office's own: its figures, and its part in others.

    The part in a whole is what the office's own figures in it add up to; of several ways
    in which they divide it, the one that accounts for most.
    """
    own = {key: figures[key] for key in pinned}
    found = dict(own)
    for key in figures:
        if key in own or not book[key.measure].adds:
            continue
        ways: dict[tuple[str, ...], float] = {}
        for part, value in own.items():
            if part.within(key):
                way = tuple(name for name, _ in part.where)
                ways[way] = ways.get(way, 0.0) + value
        if ways:
            found[key] = max(ways.values())
    return found
