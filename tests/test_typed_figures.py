"""Figures typed by hand are told from dates, documents and names."""

from __future__ import annotations

import pytest

from tests.helpers import PROJECT
from unionlib.edition import load
from unionlib.typed_figures import typed_figures
from unionlib.validate import validate

ALLOWED = [
    "Đến ngày 31/12/2019, trong tháng 9/2019 và ngày 15 tháng 2, ngày 15 tháng 02 năm 2019",
    "năm 2019, các năm 2018 và 2019, giai đoạn 2019 - 2023, nhiệm kỳ 2018-2023, năm học 2018 – 2019",
    "6 tháng đầu năm 2019 và 6 tháng cuối năm; từ tháng 9 năm 2018; từ tháng 02/2019",
    "Chỉ thị 06/CT-UBND, Nghị định 191/2013/NĐ-CP, Quyết định 1191-QĐ/TU, Chỉ thị số 05-CT/TW",
    "Nghị quyết 9c/NQ-BCH, Kế hoạch số 08/KH-TLĐ ngày 31/01/2019, Công văn số 402/LĐLĐ-VP",
    "Tờ trình số 16/TTr-LĐLĐ; Luật số 10/2012/QH13; Điều 12; khoản 2 Điều 7; Nghị quyết 7c",
    "phong trào “10 nghìn sáng kiến”, chủ đề “Mỗi CĐCS, 1 lợi ích”",
    "kỷ niệm 90 năm thành lập Công đoàn Việt Nam (28/7/1929 - 28/7/2019), 50 năm thực hiện Di chúc",
    "129 năm ngày sinh Chủ tịch Hồ Chí Minh; kỷ niệm lần thứ 109; 520 năm thành lập tỉnh (1499 - 2019)",
    "Ngày Quốc tế Phụ nữ 8/3, Ngày Phụ nữ Việt Nam 20/10, ngày 28/7",
    "Phần mềm Quản lý văn bản 4.0; dịch COVID-19; Đại hội lần thứ 12",
    "(1) Đổi mới; (2) Xây dựng",
    "1. Một\n2. Hai\n   10) Mười",
    "### Kết quả 6 chỉ tiêu năm 2019",
    "{members} và {gift_parcels(campaign=TET) / 100 * 3} và {x:triệu}",
    "xem [](#tbl-top-10) và [phụ lục](phu-luc-2.html)",
    "ba, hai mươi, một trăm; khối thi đua số VI",
    "dịp Quốc tế Lao động 1/5 và Quốc khánh (2/9); nhân dịp 8/3, 20/10; ngày 2/9 các cấp",
    "trong tháng 5 các cấp công đoàn; ngày 12 Ban Thường vụ họp; Kết luận 15 của Bộ Chính trị",
    "cách mạng công nghiệp 4.0 và chuyển đổi số; dịch H5N1, Covid-19; kỷ niệm chương",
    "gồm (1) đoàn viên, (2) người lao động; **(3)** đơn vị",
    "nhà {area} m², hồ chứa {volume} m³, rừng {forest} km²; quý Ⅱ, quý II",
    "khoản 2 và khoản 3 Điều 7 của Luật; Chỉ thị 05 ngày 15/5/2016 về học tập",
    "",
]


@pytest.mark.parametrize("text", ALLOWED, ids=range(len(ALLOWED)))
def test_dates_documents_and_names_may_hold_digits(text: str) -> None:
    """None of them changes with the data."""
    assert typed_figures(text) == []


@pytest.mark.parametrize(
    ("text", "figures"),
    [
        ("có 30.088 đoàn viên, đạt 99,46%", ["30.088", "99,46%"]),
        ("với 1.517.200.000đ và 511,9 triệu đồng", ["1.517.200.000", "511,9"]),
        ("229/110 đoàn viên (đạt 208 %)", ["229/110", "208 %"]),
        ("20/27 biên chế, 08/11 đồng chí, 22/36 doanh nghiệp", ["20/27", "08/11", "22/36"]),
        ("tăng 5 người so với năm 2018", ["5"]),
        ("năm 2019 có 863 CĐCS", ["863"]),
        ("năm 2.019 suất", ["2.019"]),
        ("trong tháng 9.850 lượt", ["9.850"]),
        ("Kế hoạch 110 đoàn viên", ["110"]),
        ("mức 15.000đ/suất, 5tr, 3 tỷ", ["15.000", "5", "3"]),
        ("33 nhà mới, 19 nhà sửa", ["33", "19"]),
        ("{members} đoàn viên và 12 cán bộ {x}", ["12"]),
        ("- 12 đơn vị\n- 3 tổ", ["12", "3"]),
        ("1. Có 7 lớp", ["7"]),
        ("2019 đoàn viên", ["2019"]),
        ("dòng\n\nthứ ba có\n45 tin", ["45"]),
        ("từ 2-3 triệu", ["2", "3"]),
        ("^[Trong đó 18 gia đình.]", ["18"]),
        ("`12`", ["12"]),
        ("\uff11\uff12 người", ["\uff11\uff12"]),
        ("khoản 500 triệu, khoản 15 triệu", ["500", "15"]),
        ("Kết luận 15 vụ việc", ["15"]),
        ("thu 4.5 tỷ, 3.0 tỷ, tăng 3.2 lần", ["4.5", "3.0", "3.2"]),
        ("1/5 số đơn vị, đạt 2/9 chỉ tiêu, 10/10", ["1/5", "2/9", "10/10"]),
        ("ngày làm việc đạt 2/9 chỉ tiêu", ["2/9"]),
        ("kỷ niệm 200 suất", ["200"]),
        ("kết nạp (12) đoàn viên", ["12"]),
        ("gấp2 lần", ["2"]),
        ("CĐCS-863, CĐCS 12", ["863", "12"]),
        ("tháng 5 đơn vị", ["5"]),
        ("ngày 12 người", ["12"]),
        ("đạt ½ số đơn vị, gấp 8½ lần", ["½", "8½"]),
        ("① một, ❷ hai; mức 1.000² và x³, ⁴", ["①", "❷", "1.000²", "³", "⁴"]),
    ],
)
def test_quantities_in_digits_are_refused(text: str, figures: list[str]) -> None:
    """Counts, money, percentages and ratios come from the data."""
    assert [figure for _, figure in typed_figures(text)] == figures


def test_whatever_the_codebook_counts_is_counted() -> None:
    """“ngày 12” is a date, “ngày 12 suất” is not, for every unit of measure."""
    units = {measure.unit for measure in load(2019, PROJECT / "data").codebook} - {"%"}
    assert [unit for unit in sorted(units) if not typed_figures(f"ngày 12 {unit}")] == []


def test_lines_are_told() -> None:
    """Counted from 1, as an editor does."""
    assert typed_figures("một\n\ncó 45 tin\n{a\nb} 7") == [(3, "45"), (5, "7")]


def test_the_real_words_hold_no_typed_figure() -> None:
    """Neither narrative nor notebooks of the report of 2019."""
    validate(load(2019, PROJECT / "data"), PROJECT / "notebooks")


def test_every_figure_of_a_real_sentence_is_found() -> None:
    """A sentence as offices write them: eight figures, one date, one document, one name."""
    text = (
        "Thực hiện Kế hoạch số 08/KH-TLĐ ngày 31/01/2019, chương trình “Tết Sum vầy 2019” tặng "
        "2.746 suất quà trị giá 967,8 triệu đồng (LĐLĐ tỉnh 609 suất, CĐCS 2.137 suất); có "
        "18/52 CĐCS mua hàng, đạt 34,6%; thưởng từ 2 đến 10 triệu đồng."
    )
    assert [figure for _, figure in typed_figures(text)] == [
        "2.746", "967,8", "609", "2.137", "18/52", "34,6%", "2", "10",
    ]  # fmt: skip
