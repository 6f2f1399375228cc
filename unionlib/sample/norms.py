"""What the figures of a sample must satisfy: the rules at hand, and what goes without saying."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from unionlib.codebook import Codebook
from unionlib.edition import Edition
from unionlib.rulebook import Rule, load_rules
from unionlib.sample.figures import Draft
from unionlib.sample.tree import Units
from unionlib.syntax import Call, Chain, Node, Selection, parse
from unionlib.writing import PERCENT

# The real report breaks some of these, so that they are no rules; a sample keeps them.
PLAIN = (
    "dialogue_enterprises_due == conference_units_due(sector=CTCP)",
    "gift_parcels(campaign=NEW_YEAR) == parts(gift_parcels, programme, campaign=NEW_YEAR)",
    "gift_amount(campaign=WORKERS_MONTH, programme=EMULATION_BLOC) <= gift_amount(campaign=WORKERS_MONTH, level=PROVINCE)",
    "support_average_amount(fund=SHELTER) <= shelter_allocated_average",
)


def norms(model: Edition, units: Units) -> list[Rule]:
    """Return the rules of every year, and those that go without saying."""
    general = load_rules(Draft.of(model, 1000, {}))  # a year that has no rules of its own
    kept = [rule for rule in general if "unit=" not in rule.left + rule.right]
    return [*kept, *plain(model.codebook, units)]


def plain(book: Codebook, units: Units) -> Iterator[Rule]:
    """Yield what goes without saying: shares are of a whole, and there are so many units."""
    firms = int(units.business.sum())
    relations = [
        f"conference_units_due(sector=CTCP) + conference_units_due(sector=DNNN) <= {firms}",
        f"conference_units_due(sector=HCSN) <= {len(units.unions) - firms}",
        f"women_committees <= {firms}",
        f"agreement_units_due <= {firms}",
        *PLAIN,
        *(f"{part} <= {whole}" for part, whole in operands(book, "share")),
    ]
    for text in relations:
        left, sign, right = re.split(" (<=|==) ", text)
        yield Rule(text, "", left, sign, right, "error", "", "")


def operands(book: Codebook, function: str) -> Iterator[tuple[str, str]]:
    """Yield the observed measures of formulas ``share(a, b)``, or ``a / b`` for ``"/"``.

    Examples
    --------
    >>> from unionlib import load
    >>> ("members", "employees") in operands(load(2019).codebook, "share")
    True
    """
    for entry in book:
        node = parse(entry.formula) if entry.formula else None
        pair: Sequence[Node] = ()
        match node:
            case Call(name, operands) if name == function:
                pair = operands
            case Chain(first, ((sign, second),)) if sign == function:
                pair = (first, second)
        names = [each.measure for each in pair if isinstance(each, Selection) and not each.keys]
        taken = [book[name] for name in names]
        # A percentage is given, and no figure of units.
        if len(taken) == 2 and not any(each.formula or each.unit == PERCENT for each in taken):
            yield names[0], names[1]
