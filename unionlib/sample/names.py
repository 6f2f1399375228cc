"""Names of units that never were, of the kinds that a province has."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import cycle, product


def _listed(text: str) -> list[str]:
    return [name.strip() for name in text.split(";")]


CITY = "An Bình"
DISTRICTS = _listed(
    "Bình Sơn; Đồng Tiến; Hòa Lạc; Khánh Sơn; Long Hưng; Mỹ Lâm; Nam Giang; Phú Thượng; "
    "Sơn Đông; Tân Lập; Thanh Hà; Yên Lãng"
)
# What the grassroots unions of a sector's union are unions of; of a district's, the last.
SECTORS = {
    "Giáo dục": _listed("Trường Trung học phổ thông; Trường Phổ thông dân tộc nội trú"),
    "Y tế": _listed("Bệnh viện Đa khoa; Trung tâm Y tế; Phòng khám Đa khoa khu vực"),
    "Nông nghiệp và Phát triển nông thôn": _listed("Hạt Kiểm lâm; Trạm Khuyến nông; Trạm Thú y"),
    "Giao thông vận tải": _listed("Hạt Quản lý đường bộ; Trạm Đăng kiểm; Bến xe khách"),
}
BODIES = _listed(
    "Trường Mầm non; Trường Tiểu học; Trường Trung học cơ sở; Ủy ban nhân dân xã; Trạm Y tế xã"
)
OFFICES = _listed(
    "Sở Nội vụ; Sở Tài chính; Sở Kế hoạch và Đầu tư; Sở Tư pháp; Sở Khoa học và Công nghệ; "
    "Sở Tài nguyên và Môi trường; Sở Văn hóa, Thể thao và Du lịch; "
    "Sở Thông tin và Truyền thông; Sở Lao động - Thương binh và Xã hội; Sở Ngoại vụ; "
    "Thanh tra tỉnh; Văn phòng Tỉnh ủy; Văn phòng Ủy ban nhân dân tỉnh; "
    "Ban Tổ chức Tỉnh ủy; Ban Dân vận Tỉnh ủy; Báo tỉnh; Đài Phát thanh và Truyền hình tỉnh; "
    "Trường Chính trị tỉnh; Bảo hiểm xã hội tỉnh; Cục Thống kê tỉnh; "
    "Kho bạc Nhà nước tỉnh; Cục Thuế tỉnh; Bưu điện tỉnh; Viễn thông tỉnh"
)
_FIRMS = _listed(
    "Minh Phát; Hưng Thịnh; Đại Thành; Tân Tiến; Việt Hà; Thành Công; Phú An; Trường Sơn; "
    "Hồng Hà; Bảo Tín; An Khang; Đông Á"
)
_TRADES = _listed(
    "Xây dựng; Khoáng sản; Thương mại; Cơ khí; Chế biến lâm sản; Vận tải; Xi măng; Điện lực"
)
_FORMS = ("Công ty TNHH", "Công ty Cổ phần")
_FIRST = _listed(
    "An; Bình; Cao; Đồng; Đức; Hòa; Hồng; Hưng; Khánh; Lê; Minh; Mỹ; Nam; Ngọc; Phú; Quang; "
    "Quý; Sơn; Tân; Thanh; Thịnh; Trung; Vân; Vĩnh; Xuân; Yên"
)
_LAST = _listed(
    "Lạc; Sơn; Thành; Long; Lập; Hải; Giang; Lâm; Phong; Thủy; Quang; Tiến; Hà; Bình; Dương"
)


def companies(number: int) -> list[str]:
    """Return names of enterprises, of many trades.

    Examples
    --------
    >>> companies(2)
    ['Công ty TNHH Xây dựng Minh Phát', 'Công ty Cổ phần Khoáng sản Hưng Thịnh']
    """
    named = zip(cycle(_FORMS), cycle(_TRADES), cycle(_FIRMS), strict=False)
    return [" ".join(parts) for parts, _ in zip(named, range(number), strict=False)]


def unions(kinds: Sequence[str], taken: Iterable[str]) -> list[str]:
    """Return a name for each grassroots union, no two the same.

    Parameters
    ----------
    kinds : sequence of str
        For each union the sector whose union it belongs to, ``"company"`` for an
        enterprise's, and anything else for one of a district.
    taken : iterable of str
        Names that others have.
    """
    villages = [f"{first} {last}" for last, first in product(_LAST, _FIRST) if first != last]

    def places(bodies: Sequence[str]) -> Iterator[str]:
        return cycle(f"{body} {village}" for village in villages for body in bodies)

    firms = cycle(" ".join(parts) for parts in product(_FORMS, _TRADES, _FIRMS[::-1]))
    names = {"company": firms, "": places(BODIES)}
    names |= {sector: places(bodies) for sector, bodies in SECTORS.items()}
    used = dict.fromkeys(taken, 1)
    found = []
    for kind in kinds:
        name = next(names.get(kind, names[""]))
        used[name] = used.get(name, 0) + 1
        found.append(f"Công đoàn cơ sở {name}{f' số {used[name]}' if used[name] > 1 else ''}")
    return found
