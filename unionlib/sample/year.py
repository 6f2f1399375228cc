"""One year of the sample: figures of the whole that agree, and who has how much of them."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from unionlib.codebook import Codebook
from unionlib.edition import Edition
from unionlib.errors import UnionlibError
from unionlib.forms.relations import read_relations
from unionlib.rules import Rule, load_rules
from unionlib.sample import places
from unionlib.sample.allocate import (
    Impossible,
    Limit,
    bounds,
    depths,
    limits,
    merged,
    same,
    share_out,
    within,
)
from unionlib.sample.baseline import baseline, figures_of
from unionlib.sample.figures import Draft, Figures, Key, generator
from unionlib.sample.repair import repair
from unionlib.sample.tree import AFFILIATED, UPPERS, Units

if TYPE_CHECKING:
    import numpy.typing as npt

    Places = npt.NDArray[np.int32]
    Whole = npt.NDArray[np.int64]
    Vector = npt.NDArray[np.float64]

# Unit places (0 is the whole, a unit's row in the tree + 1) and their figures.
Shares = dict[Key, tuple["Places", "Vector"]]

_BUSINESS = {("sector", "SXKD"), ("sector", "DNNN"), ("sector", "CTCP")}
_OF_BUSINESS = ("dialogue_", "meal_", "agreement_", "account_", "women_committees")
_OF_PUBLIC = ("people_inspectorate_",)
# Shares that a report states of the year before only, and what they are computed from.
_COMPUTED = {"underemployment_share": ("underemployed_workers", "employees")}
# What goes without saying, and the report of one year did not always keep.
_PLAIN = (
    "unions_after_merger <= unions_before_merger",
    "dialogue_enterprises_due == conference_units_due(sector=CTCP)",
    "gift_parcels(campaign=NEW_YEAR) == parts(gift_parcels, programme, campaign=NEW_YEAR)",
    "gift_amount(campaign=WORKERS_MONTH) == parts(gift_amount, level, campaign=WORKERS_MONTH)",
    "gift_amount(campaign=WORKERS_MONTH, programme=EMULATION_BLOC) <= gift_amount(campaign=WORKERS_MONTH, level=PROVINCE)",
    "support_average_amount(fund=SHELTER) <= shelter_allocated_average",
)
_ONE_EACH = ("CĐCS", "đơn vị", "doanh nghiệp")  # a single union counts as one or none
_LATE = ("grassroots_unions_decrease",)  # no less than a difference of two others
_BY_HEAD = ("members", "employees")  # what makes a union's size, and depends on nothing


@dataclass(frozen=True)
class Maker:
    """Makes years of a sample: the real edition it starts from, its units, its seed."""

    model: Edition
    units: Units
    seed: int

    @property
    def book(self) -> Codebook:
        """The codebook of the real edition."""
        return self.model.codebook

    @cached_property
    def rules(self) -> list[Rule]:
        """What the figures of the whole must satisfy."""
        general = load_rules(Draft.of(self.model, 1000, {}))  # a year that has no rules of its own
        kept = [rule for rule in general if "unit=" not in rule.left + rule.right]
        return [*kept, *self._own_rules()]

    @cached_property
    def _start(self) -> Figures:
        return figures_of(self.model)

    @property
    def _counted(self) -> dict[str, int]:
        return {
            "grassroots_unions": len(self.units.unions),
            "upper_unions": UPPERS,
            "affiliated_unions": AFFILIATED,
        }

    def year(self, year: int) -> Shares:
        """Return who has how much in a year; the whole, too, of the year before where it is told.

        Raises
        ------
        UnionlibError
            The rules could not be satisfied.
        """
        figures = self.whole(year)
        shares = self.shares(year, figures)
        told = figures_of(self.model.previous) if self.model.previous else {}
        before = self.whole(year - 1) if told else {}
        for name, _, where in told:
            value = before.get((name, str(year - 1), where))
            if name in _COMPUTED:
                part, base = (before[other, str(year - 1), ()] for other in _COMPUTED[name])
                value = round(part / base * 100, 2)
            if value is not None:
                shares[name, str(year - 1), where] = (_at(0), np.array([value]))
        return shares

    def whole(self, year: int) -> Figures:
        """Return the figures of the whole for a year, in agreement with the rules."""
        size = len(self.units.unions) / max(
            self._start.get(self._key("grassroots_unions"), 863.0), 1.0
        )
        figures = baseline(self.model, self._start, year, size, self.seed, self.rules)
        fixed = {(name, str(year), ()): float(count) for name, count in self._counted.items()}
        figures |= {key: value for key, value in fixed.items() if key in figures}
        draft = Draft.of(self.model, year, figures)
        broken = [
            rule.name for rule in repair(draft, self.rules, fixed) if rule.severity == "error"
        ]
        if broken:
            raise UnionlibError(f"số liệu mẫu năm {year} không khớp quy tắc: {', '.join(broken)}")
        return draft.values

    def shares(self, year: int, figures: Figures) -> Shares:
        """Return who has how much of a year's figures."""
        book = self.book
        now = {key: value for key, value in figures.items() if key[1] == str(year)}
        groups: dict[str, list[Key]] = {}
        for key in now:
            groups.setdefault(places.place_of(book, key), []).append(key)
        own = groups.get(places.OFFICE, [])
        office = self._office(year, now, own)
        found: Shares = {
            key: (_at(0), np.array([figures[key]])) for key in figures if key not in now
        }
        found |= {key: (_at(0), np.array([now[key]])) for key in groups.get(places.STATED, ())}
        found |= {key: (_at(self.units.office + 1), np.array([office[key]])) for key in own}
        for name, to, weights in self._answering:
            rest = {key: int(now[key] - office.get(key, 0.0)) for key in groups.get(name, ())}
            for key, given in self._allocate(year, rest, weights, own, name).items():
                units, values = to[given > 0] + 1, given[given > 0].astype(float)
                if office.get(key):
                    units, values = (
                        np.append(units, self.units.office + 1),
                        np.append(values, office[key]),
                    )
                    units, values = units[np.argsort(units)], values[np.argsort(units)]
                found[key] = (units.astype(np.int32), values)
        self._means(year, figures, found)
        return found

    @property
    def _answering(self) -> Iterator[tuple[str, Places, Vector]]:
        units = self.units
        yield places.UPPER, units.uppers, units.below
        yield places.AFFILIATED, units.affiliated, np.ones(AFFILIATED)
        yield places.UNIONS, units.unions, units.size

    def _key(self, name: str, year: int | None = None) -> Key:
        return name, str(year or self.model.year), ()

    def _own_rules(self) -> Iterator[Rule]:
        """Yield what goes without saying: shares are of a whole, and there are so many units."""
        firms = int(self.units.business.sum())
        limits = [
            f"conference_units_due(sector=CTCP) + conference_units_due(sector=DNNN) <= {firms}",
            f"conference_units_due(sector=HCSN) <= {len(self.units.unions) - firms}",
            f"women_committees <= {firms}",
            f"agreement_units_due <= {firms}",
            *_PLAIN,
            *(f"{part} <= {whole}" for part, whole in self._pairs("share")),
        ]
        for text in limits:
            left, sign, right = re.split(" (<=|==) ", text)
            yield Rule(text, "", left, sign, right, "error", "", "")

    def _pairs(self, function: str) -> Iterator[tuple[str, str]]:
        """Yield the measures of formulas ``share(a, b)``, or ``a / b`` for ``"/"``."""
        for entry in self.book:
            node = ast.parse(entry.formula, mode="eval").body if entry.formula else None
            pair: Sequence[ast.expr] = ()
            if isinstance(node, ast.Call) and ast.unparse(node.func) == function:
                pair = node.args
            if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Div) and function == "/":
                pair = (node.left, node.right)
            names = [part.id for part in pair if isinstance(part, ast.Name)]
            if len(names) == 2 and not any(self.book[name].formula for name in names):
                yield names[0], names[1]

    def _office(self, year: int, now: Figures, own: Iterable[Key]) -> Figures:
        """Return the office's own figures and its part in others, in agreement with the rules."""
        pinned = list(own)
        part = places.of_office(self.book, now, pinned)
        for relation in read_relations(
            self.model.data, self.book, {(key[0], "", key[2]) for key in now}
        ):
            keys = [
                (name, str(year), where)
                for (name, _, where), _ in (*relation.left, *relation.right)
            ]
            if relation.sign == "==" and any(key in part and key not in pinned for key in keys):
                part = {key: 0.0 for key in keys if key in now} | part
        draft = Draft.of(self.model, year, part)
        repair(draft, [rule for rule in self.rules if rule.sign == "=="], pinned)
        return draft.values

    def _allocate(
        self, year: int, rest: Mapping[Key, int], weights: Vector, own: Iterable[Key], name: str
    ) -> dict[Key, Whole]:
        """Hand figures out to the units of one kind."""
        size, single = len(weights), name == places.UNIONS
        asked = {(key[0], "", key[2]) for key in (*rest, *own)}
        rules = limits(read_relations(self.model.data, self.book, asked), asked)
        for rule in self._own_rules():
            part, whole = (rule.left, "", ()), (rule.right, "", ())
            if rule.sign == "<=" and {part, whole} <= asked:
                rules.append(Limit({part: 1.0, whole: -1.0}))
        partners = dict(self._pairs("/"))
        totals = {(key[0], "", key[2]): value for key, value in rest.items()}
        pairs = within(rules)
        first, depth = same(pairs, totals), depths(pairs)
        rules = [merged(rule, first) for rule in rules]
        done: dict[Key, Whole] = {(key[0], "", key[2]): np.zeros(size, np.int64) for key in own}

        def turn(key: Key) -> tuple[object, ...]:
            return (*self._turn(key, partners), -totals[key], depth.get(key, 0), len(key[2]), key)

        for key in sorted(totals, key=turn):
            if first[key] in done:
                continue
            if key[0] in self._counted:
                done[key] = np.ones(size, np.int64)
                continue
            least, most = bounds(first[key], rules, done, size)
            alike = [other for other in totals if first[other] == first[key]]
            for other in alike if single else ():
                most = self._eligible(other, most, totals[key], size)
            base = done.get(first.get((partners.get(key[0], ""), "", key[2]), key))
            random = generator(self.seed, key[0], key[2], name).normal(0, 0.15, size)
            random += generator(self.seed, key[0], key[2], name, year).normal(0, 0.05, size)
            chosen = (weights if base is None else base.astype(float)) * np.exp(random)
            try:
                done[first[key]] = share_out(totals[key], least, most, chosen)
            except Impossible:  # figures so small that one after the other does not fit
                done[first[key]] = share_out(totals[key], np.zeros_like(least), None, chosen)
        return {(key[0], str(year), key[2]): done[first[key]] for key in totals}

    def _turn(self, key: Key, partners: Mapping[str, str]) -> tuple[object, ...]:
        """Return when a figure is handed out: what others depend on first, wholes before parts."""
        first: tuple[int, ...] = (0,) if key[0] in self._counted else (2,)
        if key[0] in _BY_HEAD:
            whole = not any(name == "sector" for name, _ in key[2])
            first = (1, _BY_HEAD.index(key[0]), whole)
        late = (key[0] in partners and key[0] not in _BY_HEAD) or key[0] in _LATE
        each = self.book[key[0]].unit in _ONE_EACH
        return first, self.book[key[0]].kind == "amount" or late, not each

    def _eligible(self, key: Key, most: Whole | None, total: int, size: int) -> Whole:
        """Return the most of a figure that each union can have, by what it is about."""
        limit: Whole = np.full(size, total) if most is None else most
        if self.book[key[0]].unit in _ONE_EACH:
            limit = np.minimum(limit, 1)
        if _BUSINESS & set(key[2]) or key[0].startswith(_OF_BUSINESS):
            return np.where(self.units.business, limit, 0)
        if ("sector", "HCSN") in key[2] or key[0].startswith(_OF_PUBLIC):
            return np.where(self.units.business, 0, limit)
        return limit

    def _means(self, year: int, figures: Figures, found: Shares) -> None:
        """Give each union its own mean where the codebook weighs it, around that of the whole."""
        for key in list(figures):
            entry = self.book[key[0]]
            how, _, weight = entry.aggregation.partition(":")
            base = found.get((weight, str(year), ()))
            if how != "mean" or key[2] or key[1] != str(year) or base is None:
                continue
            units, heads = base
            random = generator(self.seed, key[0], "units")
            spread = np.exp(random.normal(0, 0.12, len(self.units.rows) + 1)[units])
            value = figures[key] * spread / (np.average(spread, weights=heads))
            units, value = np.insert(units, 0, 0), np.insert(value.round(-4), 0, figures[key])
            found[key] = (units.astype(np.int32), value)


def _at(place: int) -> Places:
    return np.array([place], np.int32)
