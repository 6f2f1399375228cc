"""Part II.2.2: gifts, funds, homes, meals: the life of members and workers.

Gifts are told in several ways (by campaign, level, programme, donor). Each way is
tabulated by itself, and :func:`restatements` sets side by side what they add up to.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from unionlib.tabulation import Table, listing, tabulate

if TYPE_CHECKING:
    from unionlib.edition import Edition

GIFTS = {"Suất quà": "gift_parcels", "Tiền quà": "gift_amount"}
AVERAGE = {"Bình quân một suất": "gift_average_value"}


def gifts_by_campaign(edition: Edition) -> Table:
    """Tabulate gifts, one row per campaign and below it per level: parcels, money, average.

    Examples
    --------
    >>> from unionlib import load
    >>> gifts_by_campaign(load(2019)).frame["Suất quà"].to_list()
    [2746.0, 609.0, 2137.0, 1832.0, 18.0, 1814.0, 4578.0]
    """
    return tabulate(
        edition,
        "gifts-by-campaign",
        "Quà tặng đoàn viên, người lao động theo đợt và cấp công đoàn",
        GIFTS | AVERAGE,
        by=("campaign", "level"),
    )


def gifts_by_source(edition: Edition) -> Table:
    """List the year's money for gifts, one row per source: amount and share of all."""
    rows = {
        "Quỹ Xã hội của công đoàn": (
            "gift_amount(donor=SOCIAL_FUND)",
            "gift_social_fund_share",
        ),
        "– trong đó LĐLĐ tỉnh": (
            "gift_amount(level=PROVINCE, donor=SOCIAL_FUND)",
            "share(gift_amount(level=PROVINCE, donor=SOCIAL_FUND), gift_amount)",
        ),
        "Doanh nghiệp hỗ trợ": ("gift_amount(donor=ENTERPRISES)", "gift_enterprise_share"),
    }
    return listing(
        edition,
        "gift-money-by-source",
        "Tiền quà trong năm theo nguồn",
        rows,
        columns=("Tiền quà", "Tỷ trọng"),
        stub="Nguồn",
        total={"Tổng số": ("gift_amount", "share(gift_amount, gift_amount)")},
    )


def new_year_gifts(edition: Edition) -> Table:
    """Tabulate the New Year's gifts, one row per programme and below it per donor.

    It has no total: the programmes do not add up to the campaign as it is stated, see
    :func:`restatements`.
    """
    return tabulate(
        edition,
        "new-year-gifts",
        "Quà Tết Nguyên đán theo chương trình và nguồn",
        GIFTS | AVERAGE,
        by=("programme", "donor"),
        where={"campaign": "NEW_YEAR"},
        total="",
    )


def sports_courts(edition: Edition) -> Table:
    """Tabulate what the sports courts cost, one row per source: money and share."""
    columns = {
        "Kinh phí": "sports_court_amount",
        "Tỷ trọng": "share(sports_court_amount, total(sports_court_amount))",
    }
    caption = "Kinh phí đầu tư sân bóng chuyền hơi theo nguồn"
    return tabulate(edition, "sports-courts", caption, columns, by="donor")


def funds(edition: Edition) -> Table:
    """Tabulate grants and loans, one row per fund: recipients, money, average.

    It has no total: loans are to be paid back, grants are not.
    """
    columns = {
        "Trường hợp": "support_recipients",
        "Số tiền": "support_amount",
        "Bình quân một trường hợp": "support_average_amount",
    }
    caption = "Hỗ trợ, cho vay từ các quỹ của công đoàn"
    return tabulate(edition, "funds", caption, columns, by="fund", total="")


def shelters(edition: Edition) -> Table:
    """List the shelter homes, one row each for allotted and for built or repaired."""
    rows = {
        "Phân bổ dịp Tết": (
            "shelter_homes_allocated",
            "shelter_homes_allocated_amount",
            "shelter_allocated_average",
        ),
        "Đã hỗ trợ trong năm": (
            "parts(shelter_homes, work)",
            "support_amount(fund=SHELTER)",
            "support_average_amount(fund=SHELTER)",
        ),
        "– xây mới": ("shelter_homes(work=NEW)", "", ""),
        "– sửa chữa": ("shelter_homes(work=REPAIR)", "", ""),
    }
    return listing(
        edition,
        "shelters",
        "Nhà Mái ấm công đoàn",
        rows,
        columns=("Số nhà", "Số tiền", "Bình quân một nhà"),
        stub="Nội dung",
    )


def restatements(edition: Edition) -> Table:
    """List figures that are stated whole and in parts, one row each, and the difference.

    Examples
    --------
    >>> from unionlib import load
    >>> restatements(load(2019)).frame["Chênh lệch"].to_list()[:2]
    [0.0, 200000.0]
    """
    by_donor = "parts(gift_parcels, donor, campaign=NEW_YEAR, programme=SUM_VAY)"
    pairs = {
        "Suất quà cả năm: các đợt": ("gift_parcels", "parts(gift_parcels, campaign)"),
        "Tiền quà cả năm: các đợt": ("gift_amount", "parts(gift_amount, campaign)"),
        "Tiền quà cả năm: các nguồn": (
            "gift_amount",
            "gift_amount(donor=SOCIAL_FUND) + gift_amount(donor=ENTERPRISES)",
        ),
        "Suất quà Tết: các cấp": (
            "gift_parcels(campaign=NEW_YEAR)",
            "parts(gift_parcels, level, campaign=NEW_YEAR)",
        ),
        "Suất quà Tết: các chương trình": (
            "gift_parcels(campaign=NEW_YEAR)",
            "parts(gift_parcels, programme, campaign=NEW_YEAR)",
        ),
        "Suất quà “Tết Sum vầy”: các nguồn, đoàn viên được biểu dương": (
            "gift_parcels(campaign=NEW_YEAR, programme=SUM_VAY)",
            f"{by_donor} + honoured_parcels",
        ),
        "Suất quà thăm hỏi dịp Tết: các nguồn": (
            "gift_parcels(campaign=NEW_YEAR, programme=VISITS)",
            "parts(gift_parcels, donor, campaign=NEW_YEAR, programme=VISITS)",
        ),
        "Suất quà Tháng Công nhân: các cấp": (
            "gift_parcels(campaign=WORKERS_MONTH)",
            "parts(gift_parcels, level, campaign=WORKERS_MONTH)",
        ),
        "Tiền quà Tháng Công nhân: các cấp": (
            "gift_amount(campaign=WORKERS_MONTH)",
            "parts(gift_amount, level, campaign=WORKERS_MONTH)",
        ),
        "Kinh phí sân bóng chuyền: các nguồn": (
            "sports_court_amount",
            "parts(sports_court_amount, donor)",
        ),
        "Xã hội hóa sân bóng chuyền: hai nơi nêu": (
            "bloc_court_amount",
            "sports_court_amount(donor=SOCIALISED)",
        ),
        "Mái ấm công đoàn: đoàn viên, số nhà": (
            "support_recipients(fund=SHELTER)",
            "parts(shelter_homes, work)",
        ),
    }
    rows = {
        label: (whole, detail, f"change({detail}, {whole})")
        for label, (whole, detail) in pairs.items()
    }
    return listing(
        edition,
        "welfare-restatements",
        "Số liệu được nêu nhiều lần: số nêu chung và số chi tiết",
        rows,
        columns=("Nêu chung", "Chi tiết cộng lại", "Chênh lệch"),
        stub="Số liệu",
        note="Chênh lệch: số chi tiết cộng lại trừ số nêu chung.",
    )
