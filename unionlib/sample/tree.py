"""Units of a federation that never was: their tree, and what each is like."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from unionlib.sample import names
from unionlib.sample.figures import generator

if TYPE_CHECKING:
    import numpy.typing as npt

    Places = npt.NDArray[np.int32]

ROOT, OFFICE = "tinh_mau", "co_quan_tinh"
ROOT_NAME = "Liên đoàn Lao động tỉnh Mẫu"
UPPERS, AFFILIATED = 1 + len(names.DISTRICTS) + len(names.SECTORS), 33
BUSINESS = 0.072  # of the unions, those of enterprises
LEAST = 200  # fewer, and the small figures of a report are too few to be shared out
MOST = 999_999  # all that codes of six digits can tell apart; eight times the country's

UnitRow = tuple[str, str, str, str, str]  # code, label, kind, parent, aliases


@dataclass(frozen=True)
class Units:
    """The units in the order of their file, and what is needed to hand figures out to them.

    Parameters
    ----------
    rows : tuple of UnitRow
        The root, upper-level unions, directly affiliated ones, the office, all others.
    uppers, affiliated, unions : array of int
        The places of upper-level, of affiliated and of all grassroots unions in ``rows``.
    above : array of int
        For each grassroots union, which reporting unit it belongs to, or is.
    size : array of float
        How large each grassroots union is, compared with others.
    business : array of bool
        Whether it is of an enterprise.
    """

    rows: tuple[UnitRow, ...]
    uppers: Places
    affiliated: Places
    unions: Places
    above: Places
    size: npt.NDArray[np.float64]
    business: npt.NDArray[np.bool_]

    @property
    def office(self) -> int:
        """The place of the federation's own office."""
        return 1 + UPPERS + AFFILIATED

    @property
    def counts(self) -> dict[str, int]:
        """How many units there are, by the measure that counts them."""
        return {
            "grassroots_unions": len(self.unions),
            "upper_unions": UPPERS,
            "affiliated_unions": AFFILIATED,
        }

    @property
    def below(self) -> npt.NDArray[np.float64]:
        """How large each upper-level union is."""
        return np.bincount(self.above, self.size)[:UPPERS].astype(float)


def units(number: int, seed: int) -> Units:
    """Return the tree of a federation with so many grassroots unions.

    Examples
    --------
    >>> made = units(863, 0)
    >>> len(made.unions), len(made.uppers), made.rows[1][1]
    (863, 17, 'Liên đoàn Lao động thành phố An Bình')
    """
    random = generator(seed, "units")
    single = number - AFFILIATED
    ends = np.cumsum(random.dirichlet(np.full(UPPERS, 8.0)) * single).round()
    above = np.searchsorted(ends, np.arange(single), side="right").clip(0, UPPERS - 1)
    firms = max(round(number * BUSINESS) - (AFFILIATED - len(names.OFFICES)), 1)
    company = np.zeros(single, bool)
    company[random.choice(single, firms, replace=False)] = True
    uppers, sectors = _uppers(), ["", *[""] * len(names.DISTRICTS), *names.SECTORS]
    kinds = [
        "company" if firm else sectors[upper] for firm, upper in zip(company, above, strict=True)
    ]
    rows = [
        (ROOT, ROOT_NAME, "province", "", "LĐLĐ tỉnh Mẫu|LĐLĐ tỉnh"),
        *uppers,
        *_affiliated(),
        (OFFICE, "Cơ quan Liên đoàn Lao động tỉnh Mẫu", "office", ROOT, "Cơ quan LĐLĐ tỉnh"),
    ]
    places = range(len(rows), len(rows) + single)
    rows += [
        (f"cs_{number:06}", name, "grassroots", uppers[upper][0], "")
        for number, (name, upper) in enumerate(
            zip(names.unions(kinds, _listed()), above, strict=True), 1
        )
    ]
    affiliated = np.arange(1 + UPPERS, 1 + UPPERS + AFFILIATED, dtype=np.int32)
    return Units(
        tuple(rows),
        np.arange(1, 1 + UPPERS, dtype=np.int32),
        affiliated,
        np.concatenate([affiliated, np.array(places, np.int32)]),
        np.concatenate([affiliated - 1, above.astype(np.int32)]),
        random.lognormal(0.0, 0.55, number),
        np.concatenate([np.arange(AFFILIATED) >= len(names.OFFICES), company]),
    )


def _uppers() -> list[UnitRow]:
    city = names.CITY
    found = [("thanh_pho", f"Liên đoàn Lao động thành phố {city}", "district", ROOT,
              f"LĐLĐ thành phố {city}|LĐLĐ TP {city}")]  # fmt: skip
    found += [
        (f"huyen_{place:02}", f"Liên đoàn Lao động huyện {name}", "district", ROOT,
         f"LĐLĐ huyện {name}|LĐLĐ {name}")
        for place, name in enumerate(names.DISTRICTS, 1)
    ]  # fmt: skip
    found += [
        (f"nganh_{place:02}", f"Công đoàn ngành {name} tỉnh Mẫu", "sector", ROOT,
         f"Công đoàn ngành {name}")
        for place, name in enumerate(names.SECTORS, 1)
    ]  # fmt: skip
    return found


def _affiliated() -> list[UnitRow]:
    return [
        (f"truc_thuoc_{place:02}", f"Công đoàn cơ sở {name}", "grassroots", ROOT, "")
        for place, name in enumerate(_listed(), 1)
    ]


def _listed() -> list[str]:
    return [*names.OFFICES, *names.companies(AFFILIATED - len(names.OFFICES))]
