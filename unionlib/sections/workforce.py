"""Part I.2: organisation and members, employment, wages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from unionlib.reporting import by_unit
from unionlib.tabulation import Table, listing, tabulate

if TYPE_CHECKING:
    from unionlib.edition import Edition
    from unionlib.quantity import Quantity


def members_by_sector(edition: Edition) -> Table:
    """Tabulate members by sector, one row each: number and share of all members.

    Examples
    --------
    >>> from unionlib import load
    >>> members_by_sector(load(2019)).frame["Đoàn viên"].to_list()
    [26787.0, 3301.0, 30088.0]
    """
    columns = {"Đoàn viên": "members", "Tỷ trọng": "share(members, total(members))"}
    return tabulate(
        edition, "members-by-sector", "Đoàn viên công đoàn theo khối", columns, by="sector"
    )


def committees(edition: Edition) -> Table:
    """Tabulate the leading bodies, one row each: members in office, seats, % filled."""
    columns = {
        "Hiện có": "committee_members",
        "Theo cơ cấu": "committee_members_quota",
        "Tỷ lệ": "committee_fill_rate",
    }
    caption = "Ủy viên các cơ quan lãnh đạo, kiểm tra của LĐLĐ tỉnh"
    return tabulate(edition, "committees", caption, columns, by="body", total="")


def office(edition: Edition) -> Table:
    """List the federation's own office, one row per figure: staff, quota, posts."""
    rows = {
        "Biên chế được giao": "office_staff_quota",
        "Cán bộ, công chức, lao động hiện có": "office_staff",
        "– lao động hợp đồng": "office_contract_staff",
        "– đảng viên": "office_party_members",
        "Chủ tịch": "office_leaders(post=CHAIR)",
        "Phó Chủ tịch": "office_leaders(post=VICE_CHAIR)",
        "Ban, Văn phòng": "office_departments",
        "Trưởng ban": "office_leaders(post=HEAD)",
        "Phó trưởng ban": "office_leaders(post=DEPUTY_HEAD)",
    }
    return listing(edition, "office", "Tổ chức, biên chế cơ quan LĐLĐ tỉnh", rows)


def underemployment_before(edition: Edition) -> Quantity:
    """Return last year's share of the underemployed: computed, else as a report states it.

    That of 2019 states the share of 2018, and not of how many employees.

    Examples
    --------
    >>> from unionlib import load
    >>> str(underemployment_before(load(2019)))
    '0,74%'
    """
    computed = edition.quantity("underemployment_rate(period=previous)")
    return computed or edition.quantity("underemployment_share(period=previous)")


def wages_by_ownership(edition: Edition) -> Table:
    """Tabulate average monthly pay by kind of employer, one row each, and over all."""
    caption = "Tiền lương, thu nhập bình quân tháng theo loại hình đơn vị"
    columns = {"Bình quân tháng": "average_monthly_wage"}
    return tabulate(edition, "wages-by-ownership", caption, columns, by="ownership", total="Chung")


def members_by_unit(edition: Edition) -> Table:
    """Tabulate unions, employees, members and density by reporting unit, one row each."""
    columns = {
        "Đoàn viên": "members",
        "CNVCLĐ": "employees",
        "CĐCS": "grassroots_unions",
        "Tỷ lệ đoàn viên": "union_density",
    }
    return by_unit(edition, "members-by-unit", "Đoàn viên theo đơn vị báo cáo", columns)
