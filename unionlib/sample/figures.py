"""Figures of the whole by what they are, and an edition in memory that computes with them."""

from __future__ import annotations

import zlib
from collections.abc import Mapping

import numpy as np

from unionlib.codebook import Codebook
from unionlib.edition import Edition
from unionlib.key import Figures, Key
from unionlib.observation import Observation

SOURCE = "mô phỏng"


def generator(seed: int, *names: object) -> np.random.Generator:
    """Return random numbers of their own for what the names say, the same every time."""
    return np.random.default_rng([seed, *(zlib.crc32(str(name).encode()) for name in names)])


def order(book: Codebook, key: Key) -> tuple[object, ...]:
    """Return where a figure stands in a file: by measure, period, then the whole before parts."""
    measures = list(book.measures)
    return measures.index(key.measure), key.period, book.places(key, book.dimensions)


class Draft(Edition):
    """An edition in memory: figures that can be changed, formulas that follow."""

    @classmethod
    def of(cls, model: Edition, year: int, figures: Mapping[Key, float]) -> Draft:
        """Make an edition of figures of the whole, with the codebook of another."""
        about = {**model.about, "year": year, "status": "synthetic"}
        made = cls(year, model.data, about, model.codebook)
        for key, value in figures.items():
            made[key] = value
        for entry in model.codebook:
            made._sections.setdefault(entry.section, {})
        return made

    @property
    def previous(self) -> None:
        """None: a draft is compared with nothing."""

    @property
    def values(self) -> Figures:
        """The figures, by what they are."""
        return {
            Key(row.measure, row.period, row.where): row.value
            for section in self._sections.values()
            for rows in section.values()
            for row in rows
        }

    def __setitem__(self, key: Key, value: float) -> None:
        measure, period, where = key
        section = self._sections.setdefault(self.codebook[measure].section, {})
        rows = section.setdefault(measure, [])
        row = Observation(measure, period, "", where, value, None, SOURCE)
        places = [(old.period, old.where) for old in rows]
        if (period, where) in places:
            rows[places.index((period, where))] = row
        else:
            rows.append(row)
        self._stated.pop(measure, None)
        self.computed.clear()
