"""Units of a federation that never was: their tree, their names, their size."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import cycle, islice
from typing import TYPE_CHECKING

import numpy as np

from unionlib.sample.figures import generator

if TYPE_CHECKING:
    import numpy.typing as npt

ROOT, OFFICE = "tinh_mau", "co_quan_tinh"
ROOT_NAME = "Liên đoàn Lao động tỉnh Mẫu"
UPPERS, AFFILIATED = 17, 33
BUSINESS = 0.072  # of the unions, those of enterprises
LEAST = 200  # fewer, and the small figures of a report are too few to be shared out

_CITY = ("thanh_pho_an_binh", "An Bình")
_DISTRICTS = [
    "Bình Sơn",
    "Đồng Tiến",
    "Hòa Lạc",
    "Khánh Sơn",
    "Long Hưng",
    "Mỹ Lâm",
    "Nam Giang",
    "Phú Thượng",
    "Sơn Đông",
    "Tân Lập",
    "Thanh Hà",
    "Yên Lãng",
]
_SECTORS = (
    "Giáo dục, Y tế, Nông nghiệp và Phát triển nông thôn, Giao thông vận tải, Xây dựng, Công Thương"
)
_SECTORS_USED = UPPERS - 1 - len(_DISTRICTS)
_BODIES = (
    (
        "Sở Nội vụ, Sở Tài chính, Sở Kế hoạch và Đầu tư, Sở Tư pháp, Sở Khoa học và Công nghệ, "
        "Sở Tài nguyên và Môi trường, Sở Văn hóa, Thể thao và Du lịch, Sở Thông tin và Truyền thông, "
        "Sở Lao động - Thương binh và Xã hội, Sở Ngoại vụ, Thanh tra tỉnh, Văn phòng Tỉnh ủy, "
        "Văn phòng Ủy ban nhân dân tỉnh, Ban Tổ chức Tỉnh ủy, Ban Dân vận Tỉnh ủy, Báo tỉnh, "
        "Đài Phát thanh và Truyền hình tỉnh, Trường Chính trị tỉnh, Bảo hiểm xã hội tỉnh, "
        "Cục Thống kê tỉnh, Kho bạc Nhà nước tỉnh, Cục Thuế tỉnh, Bưu điện tỉnh, Viễn thông tỉnh"
    )
    .replace("Văn hóa, Thể thao", "Văn hóa; Thể thao")
    .split(", ")
)
_FIRMS = [
    "Minh Phát",
    "Hưng Thịnh",
    "Đại Thành",
    "Tân Tiến",
    "Việt Hà",
    "Thành Công",
    "Phú An",
    "Trường Sơn",
    "Hồng Hà",
    "Bảo Tín",
    "An Khang",
    "Đông Á",
]
_TRADES = [
    "Xây dựng",
    "Khoáng sản",
    "Thương mại",
    "Cơ khí",
    "Chế biến lâm sản",
    "Vận tải",
    "Xi măng",
    "Điện lực",
    "Cấp nước",
    "May",
]
_FORMS = ("Công ty TNHH", "Công ty Cổ phần")
_WORKPLACES = [
    "Trường Mầm non",
    "Trường Tiểu học",
    "Trường Trung học cơ sở",
    "Ủy ban nhân dân xã",
    "Trạm Y tế xã",
    "Trường Phổ thông dân tộc bán trú",
]
_FIRST = [
    "An",
    "Bình",
    "Cao",
    "Đồng",
    "Đức",
    "Hòa",
    "Hồng",
    "Hưng",
    "Khánh",
    "Lê",
    "Minh",
    "Mỹ",
    "Nam",
    "Ngọc",
    "Phú",
    "Quang",
    "Quý",
    "Sơn",
    "Tân",
    "Thanh",
    "Thịnh",
    "Trung",
    "Vân",
    "Vĩnh",
    "Xuân",
    "Yên",
]
_LAST = [
    "Lạc",
    "Sơn",
    "Thành",
    "Long",
    "Lập",
    "Hải",
    "Giang",
    "Lâm",
    "Phong",
    "Thủy",
    "Quang",
    "Tiến",
    "Hà",
    "Bình",
    "Dương",
]


@dataclass(frozen=True)
class Units:
    """The units in the order of their file, and what is needed to hand figures out to them.

    ``rows`` holds code, label, kind, parent and aliases; the arrays ``unions`` and
    ``uppers`` the places of grassroots and of upper-level unions in it, ``size`` and
    ``business`` what each grassroots union is like.
    """

    rows: tuple[tuple[str, str, str, str, str], ...]
    unions: npt.NDArray[np.int32]
    uppers: npt.NDArray[np.int32]
    affiliated: npt.NDArray[np.int32]
    size: npt.NDArray[np.float64]
    business: npt.NDArray[np.bool_]
    below: npt.NDArray[np.float64]  # how many employees each upper-level union has, about

    @property
    def office(self) -> int:
        """The place of the federation's own office."""
        return next(place for place, row in enumerate(self.rows) if row[2] == "office")


def units(number: int, seed: int) -> Units:
    """Return the tree of a federation with so many grassroots unions.

    Examples
    --------
    >>> made = units(863, 0)
    >>> len(made.unions), len(made.uppers), made.rows[1][1]
    (863, 17, 'Liên đoàn Lao động thành phố An Bình')
    """
    random = generator(seed, "units")
    rows = [(ROOT, ROOT_NAME, "province", "", "LĐLĐ tỉnh Mẫu|LĐLĐ tỉnh")]
    rows += _uppers()
    firms = max(round(number * BUSINESS) - (AFFILIATED - len(_BODIES)), 1)
    rows += [(f"truc_thuoc_{place:02}", f"Công đoàn cơ sở {name}", "grassroots", ROOT, "")
             for place, name in enumerate(islice(_affiliated(), AFFILIATED), 1)]  # fmt: skip
    rows.append(
        (OFFICE, "Cơ quan Liên đoàn Lao động tỉnh Mẫu", "office", ROOT, "Cơ quan LĐLĐ tỉnh")
    )
    single = number - AFFILIATED
    shares = np.cumsum(random.dirichlet(np.full(UPPERS, 8.0)) * single).round().astype(int)
    above = np.searchsorted(shares, np.arange(single), side="right").clip(0, UPPERS - 1)
    company = np.zeros(single, bool)
    company[random.choice(single, min(firms, single), replace=False)] = True
    names = _names(single, company)
    rows += [(f"cs_{place:06}", names[place - 1], "grassroots", rows[1 + above[place - 1]][0], "")
             for place in range(1, single + 1)]  # fmt: skip
    size = random.lognormal(0.0, 0.55, number)
    business = np.concatenate([np.arange(AFFILIATED) >= len(_BODIES), company])
    unions = np.concatenate(
        [1 + UPPERS + np.arange(AFFILIATED), 2 + UPPERS + AFFILIATED + np.arange(single)]
    )
    below = np.bincount(above, size[AFFILIATED:], UPPERS).astype(float)
    affiliated = 1 + UPPERS + np.arange(AFFILIATED)
    return Units(tuple(rows), unions.astype(np.int32), np.arange(1, 1 + UPPERS, dtype=np.int32),
                 affiliated.astype(np.int32), size, business, below)  # fmt: skip


def _uppers() -> list[tuple[str, str, str, str, str]]:
    code, city = _CITY
    found = [
        (
            code,
            f"Liên đoàn Lao động thành phố {city}",
            "district",
            ROOT,
            f"LĐLĐ thành phố {city}|LĐLĐ TP {city}",
        )
    ]
    for place, name in enumerate(_DISTRICTS, 1):
        found.append(
            (
                f"huyen_{place:02}",
                f"Liên đoàn Lao động huyện {name}",
                "district",
                ROOT,
                f"LĐLĐ huyện {name}|LĐLĐ {name}",
            )
        )
    for place, name in enumerate(_SECTORS.split(", ")[:_SECTORS_USED], 1):
        found.append(
            (
                f"nganh_{place:02}",
                f"Công đoàn ngành {name} tỉnh Mẫu",
                "sector",
                ROOT,
                f"Công đoàn ngành {name}",
            )
        )
    return found


def _affiliated() -> list[str]:
    firms = [
        f"{form} {trade} {firm}"
        for form, trade, firm in zip(cycle(_FORMS), _TRADES, _FIRMS, strict=False)
    ]
    return [name.replace(";", ",") for name in _BODIES] + firms


def _names(number: int, company: npt.NDArray[np.bool_]) -> list[str]:
    """Return a name for each grassroots union, of an enterprise or of a public body."""
    villages = [f"{first} {last}" for last in _LAST for first in _FIRST if first != last]
    public = cycle(f"{body} {village}" for village in villages for body in _WORKPLACES)
    firms = cycle(
        f"{form} {trade} {firm}" for firm in _FIRMS[::-1] for trade in _TRADES for form in _FORMS
    )
    used: dict[str, int] = {}
    found = []
    for place in range(number):
        name = next(firms if company[place] else public)
        used[name] = used.get(name, 0) + 1
        found.append(f"Công đoàn cơ sở {name}{f' số {used[name]}' if used[name] > 1 else ''}")
    return found
