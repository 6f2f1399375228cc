"""One year of the sample: figures of the whole that agree with the rules."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from unionlib.codebook import Codebook
from unionlib.edition import Edition
from unionlib.errors import UnionlibError
from unionlib.key import Figures, Key
from unionlib.rulebook import Rule
from unionlib.sample.baseline import baseline, figures_of
from unionlib.sample.figures import Draft
from unionlib.sample.norms import norms
from unionlib.sample.repair import repair
from unionlib.sample.sharing import NO_UNIT, Shares, Sharing
from unionlib.sample.tree import Units

# Shares that a report states of the year before, without the two figures behind them; a
# sample has these.
_COMPUTED = {"underemployment_share": ("underemployed_workers", "employees")}


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
        return norms(self.model, self.units)

    @cached_property
    def _start(self) -> Figures:
        return figures_of(self.model)

    @cached_property
    def _told(self) -> Figures:
        """The figures of the year before that the real edition is compared with."""
        before = self.model.previous
        return figures_of(before) if before else {}

    def year(self, year: int) -> Shares:
        """Return who has how much in a year, and what is told of the year before."""
        shares = Sharing(self.model, self.units, self.seed, year).shares(
            self.whole(year), self.rules
        )
        before = self.whole(year - 1) if self._told else {}
        for told in self._told:
            key = told._replace(period=str(year - 1))
            if key.measure in _COMPUTED:
                part, base = (before[Key(other, key.period)] for other in _COMPUTED[key.measure])
                before[key] = round(part / base * 100, 2)
            if key in before:
                shares[key] = (NO_UNIT, np.array([before[key]]))
        return shares

    def whole(self, year: int) -> Figures:
        """Return the figures of the whole for a year.

        Raises
        ------
        UnionlibError
            They could not be made to agree with the rules.
        """
        real = self._start.get(Key("grassroots_unions", str(self.model.year)), 863.0)
        size = len(self.units.unions) / real
        figures = baseline(self.model, self._start, year, size, self.seed, self.rules)
        fixed = {
            key: float(count)
            for name, count in self.units.counts.items()
            if (key := Key(name, str(year))) in figures
        }
        draft = Draft.of(self.model, year, figures | fixed)
        broken = repair(draft, self.rules, fixed)
        if names := [rule.name for rule in broken if rule.severity == "error"]:
            raise UnionlibError(f"số liệu mẫu năm {year} không khớp quy tắc: {', '.join(names)}")
        return draft.values
