"""Which figure of an edition is meant, whoever's it is."""

from __future__ import annotations

from typing import NamedTuple

Where = tuple[tuple[str, str], ...]  # dimensions and codes


class Key(NamedTuple):
    """A measure, a period and the codes of a breakdown, in the codebook's order.

    The period is a code (``2019-H1``), or in forms and rules as these name it (``mid``).

    Examples
    --------
    >>> str(Key("members", "next", (("sector", "HCSN"),)))
    'members(sector=HCSN, period=next)'
    """

    measure: str
    period: str = ""
    where: Where = ()

    def beyond(self, whole: Key) -> tuple[str, ...]:
        """Return the dimensions that divide a whole into this part of it; none if it is no part."""
        if self[:2] != whole[:2] or not set(whole.where) <= set(self.where):
            return ()
        return tuple(pair[0] for pair in self.where if pair not in whole.where)

    def within(self, whole: Key) -> bool:
        """Tell whether it is a part of another figure."""
        return bool(self.beyond(whole))

    def __str__(self) -> str:
        """Write it as an expression."""
        codes = [f"{name}={code}" for name, code in self.where]
        codes += [f"period={self.period}"] if self.period else []
        return f"{self.measure}({', '.join(codes)})" if codes else self.measure


Figures = dict[Key, float]
