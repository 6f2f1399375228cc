"""Who has how much of a year's figures: the office, upper-level unions, single unions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from unionlib.codebook import Codebook
from unionlib.edition import Edition
from unionlib.key import Figures, Key
from unionlib.relations import Relation, read_relations
from unionlib.rulebook import Rule
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
from unionlib.sample.figures import Draft, generator
from unionlib.sample.norms import operands, plain
from unionlib.sample.repair import repair
from unionlib.sample.tree import AFFILIATED, Units

if TYPE_CHECKING:
    from unionlib.sample.allocate import Vector, Whole
    from unionlib.sample.tree import Places

# Which units have a figure, by place (0 is the whole, else its row in the tree + 1), and
# how much each.
Shares = dict[Key, tuple["Places", "Vector"]]

NO_UNIT = np.array([0], np.int32)  # the place of what is stated for the whole

_BUSINESS = {("sector", "SXKD"), ("sector", "DNNN"), ("sector", "CTCP")}
_OF_BUSINESS = ("dialogue_", "meal_", "agreement_", "account_", "women_committees")
_OF_PUBLIC = ("people_inspectorate_",)
_ONE_EACH = ("CĐCS", "đơn vị", "doanh nghiệp")  # a single union counts as one or none
_BY_HEAD = ("members", "employees")  # handed out first: others are limited by them
_FAR, _NEAR, _YEARLY = 0.25, 0.15, 0.05  # how reporting units, unions and years differ


@dataclass(frozen=True)
class Sharing:
    """Hands out one year's figures to the units of a sample."""

    model: Edition
    units: Units
    seed: int
    year: int

    @property
    def book(self) -> Codebook:
        """The codebook of the real edition."""
        return self.model.codebook

    def shares(self, figures: Figures, rules: Sequence[Rule]) -> Shares:
        """Return who has how much of each figure.

        Every unit's figures keep the sums and limits of the rules, and so does what any
        units have together.

        Parameters
        ----------
        figures : Figures
            The figures of the whole, in agreement with the rules.
        rules : sequence of Rule
            The rules.
        """
        book = self.book
        now = {key: value for key, value in figures.items() if key.period == str(self.year)}
        groups: dict[str, list[Key]] = {}
        for key in now:
            groups.setdefault(places.place_of(book, key), []).append(key)
        own = groups.get(places.OFFICE, [])
        office = self._office(now, own, rules)
        stated = [key for key in figures if key not in now] + groups.get(places.STATED, [])
        found: Shares = {key: (NO_UNIT, np.array([figures[key]])) for key in stated}
        answering = {
            places.UPPER: self.units.uppers,
            places.AFFILIATED: self.units.affiliated,
            places.UNIONS: self.units.unions,
        }
        for name, to in answering.items():
            rest = {key: int(now[key] - office.get(key, 0.0)) for key in groups.get(name, ())}
            for key, given in self._hand_out(rest, own, name, len(to)).items():
                found[key] = (to[given > 0] + 1, given[given > 0].astype(float))
        for key, value in office.items():
            if value:
                before = found.get(key, (np.zeros(0, np.int32), np.zeros(0)))
                found[key] = _joined(before, self.units.office + 1, value)
        for key in figures:
            if book[key.measure].weight and key == Key(key.measure, str(self.year)):
                found[key] = self._means(key, figures[key], found)
        return found

    def _relations(self, asked: Iterable[Key]) -> list[Relation]:
        return read_relations(self.model.data, self.book, set(asked))

    def _office(self, now: Figures, own: Sequence[Key], rules: Sequence[Rule]) -> Figures:
        """Return the office's own figures and its part in others, in agreement with the rules."""
        part = places.of_office(self.book, now, own)
        for relation in self._relations(_relative(key) for key in now):
            sides = (*relation.left, *relation.right)
            keys = [key._replace(period=str(self.year)) for key, _ in sides]
            if relation.sign == "==" and any(key in part and key not in own for key in keys):
                part = {key: 0.0 for key in keys if key in now} | part
        # By level its own part is all that it did: its other parts give way to that.
        levels = {(level,) for level in self.book.levels}
        fixed = [key for key in part if any(each.beyond(key) in levels for each in own)]
        draft = Draft.of(self.model, self.year, part)
        repair(draft, [rule for rule in rules if rule.sign == "=="], [*own, *fixed])
        return draft.values

    def _hand_out(
        self, rest: Mapping[Key, int], own: Iterable[Key], name: str, size: int
    ) -> dict[Key, Whole]:
        """Hand figures out to the units of one kind."""
        totals = {_relative(key): value for key, value in rest.items()}
        done: dict[Key, Whole] = {_relative(key): np.zeros(size, np.int64) for key in own}
        rules = self._limits({**totals, **dict.fromkeys(done, 0)})
        pairs = within(rules)
        first, depth = same(pairs, totals), depths(pairs)
        rules = [merged(rule, first) for rule in rules]
        partners = dict(operands(self.book, "/"))

        def turn(key: Key) -> tuple[object, ...]:
            early = self._turn(key, partners)
            return (*early, -totals[key], depth.get(key, 0), len(key.where), key)

        for key in sorted(totals, key=turn):
            if first[key] in done:
                continue
            least, most = bounds(first[key], rules, done, size)
            if name == places.UNIONS:
                for other in (other for other in totals if first[other] == first[key]):
                    most = self._eligible(other, most, totals[key], size)
            base = done.get(first.get(Key(partners.get(key.measure, ""), "", key.where), key))
            weights = self._weights(key, name, base)
            try:
                done[first[key]] = share_out(totals[key], least, most, weights)
            except Impossible:  # figures so small that one after the other does not fit
                done[first[key]] = share_out(totals[key], np.zeros_like(least), None, weights)
        return {key._replace(period=str(self.year)): done[first[key]] for key in totals}

    def _limits(self, asked: Mapping[Key, int]) -> list[Limit]:
        rules = limits(self._relations(asked), asked)
        for rule in plain(self.book, self.units):
            part, whole = Key(rule.left), Key(rule.right)
            if rule.sign == "<=" and part in asked and whole in asked:
                rules.append({part: 1.0, whole: -1.0})
        return rules

    def _turn(self, key: Key, partners: Mapping[str, str]) -> tuple[object, ...]:
        """Return the place of a figure in the order of handing out: what limits others first."""
        first: tuple[int, ...] = (0,) if key.measure in self.units.counts else (2,)
        if key.measure in _BY_HEAD:
            whole = not any(name == "sector" for name, _ in key.where)
            first = (1, _BY_HEAD.index(key.measure), whole)
        late = key.measure in partners and key.measure not in _BY_HEAD
        entry = self.book[key.measure]
        return first, entry.kind == "amount" or late, entry.unit not in _ONE_EACH

    def _weights(self, key: Key, name: str, base: Whole | None) -> Vector:
        """Return how much each unit gets of a figure, compared with others.

        It goes by the units' size, or by ``base``, what they have of the figure that this
        one is divided by: money goes by what it is paid for. Besides, units are good at some
        things and bad at others, and the years differ.
        """
        units = self.units
        size = {places.UPPER: units.below, places.UNIONS: units.size}.get(name, np.ones(AFFILIATED))
        if key.measure in units.counts:
            return np.ones_like(size)
        near = generator(self.seed, key.measure, key.where, name).normal(0, _NEAR, len(size))
        yearly = generator(self.seed, key.measure, key.where, name, self.year).normal(
            0, _YEARLY, len(size)
        )
        far: Vector = np.zeros(len(size))
        if name == places.UNIONS:
            between = generator(self.seed, key.measure, "reporting units")
            far = between.normal(0, _FAR, int(units.above.max()) + 1)[units.above]
        weights = size if base is None else base.astype(float)
        return np.asarray(weights * np.exp(near + yearly + far))

    def _eligible(self, key: Key, most: Whole | None, total: int, size: int) -> Whole:
        """Return the most of a figure that each union can have, by what it is about."""
        limit: Whole = np.full(size, total) if most is None else most
        if self.book[key.measure].unit in _ONE_EACH:
            limit = np.minimum(limit, 1)
        if _BUSINESS & set(key.where) or key.measure.startswith(_OF_BUSINESS):
            return np.where(self.units.business, limit, 0)
        if ("sector", "HCSN") in key.where or key.measure.startswith(_OF_PUBLIC):
            return np.where(self.units.business, 0, limit)
        return limit

    def _means(self, key: Key, value: float, found: Shares) -> tuple[Places, Vector]:
        """Return each union's own mean, around that of the whole, which is stated."""
        weight = self.book[key.measure].weight
        units, heads = found[key._replace(measure=weight)]
        random = generator(self.seed, key.measure, "units")
        spread = np.exp(random.normal(0, 0.12, len(self.units.rows) + 1)[units])
        means = (value * spread / np.average(spread, weights=heads)).round(-4)
        return np.insert(units, 0, 0).astype(np.int32), np.insert(means, 0, value)


def _joined(before: tuple[Places, Vector], place: int, value: float) -> tuple[Places, Vector]:
    units, values = np.append(before[0], place), np.append(before[1], value)
    order = np.argsort(units)
    return units[order].astype(np.int32), values[order]


def _relative(key: Key) -> Key:
    return key._replace(period="")
