"""Loading: every fault at once, with file, line, column and what is allowed."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

import pytest

from unionlib.codebook import load_codebook
from unionlib.edition import load
from unionlib.errors import DataError, Fault, UnionlibError, UnknownName
from unionlib.files import read_csv
from unionlib.key import Key
from unionlib.periods import YEARS
from unionlib.root import years
from unionlib.tracking import keeping
from unionlib.validate import validate

if TYPE_CHECKING:
    from pathlib import Path

    from tests.helpers.data_root import Root

WORKFORCE = "2019/observations/workforce.csv"
HEAD = "measure,period,unit,sector,sex,value,printed,source,note"


def test_the_tiny_root_has_no_fault(root: Root) -> None:
    """What the other tests spoil was sound."""
    assert root.faults() == []


def test_all_faults_of_an_observations_file_are_told_at_once(root: Root) -> None:
    """Each row wrong in its own way; a row that is right is not mentioned."""
    lines = [
        HEAD,
        "membres,,,,,1,,I.1,",
        "gift_parcels,,,,,1,,I.1,",
        "union_density,,,,,80,,I.1,",
        "members,19,,,,1,,I.1,",
        "members,,norht,,,1,,I.1,",
        "members,,closed,,,1,,I.1,",
        "members,,,SXKT,,1,,I.1,",
        "wage,,,,FEMALE,4000000,,I.1,",
        'members,,,,,"30.250",,I.1,',
        "members,2018,,,,-3,,I.1,",
        "members,2018,north,,,2.5,,I.1,",
        "seminar_share,,,,,133.3,,I.1,",
        "members,2017,,,,7,08,I.1,",
        "members,2016,,,,7,7%,I.1,",
        "members,2015,,,,7,7tr,I.1,",
        "members,2014,,,,7,07,I.1,",
        "members,2014,,,,8,08,I.1,",
        "members,2023,,,,1000000000000000,,I.1,",
        "members,2022,,,,7,07,,không rõ nguồn",
        "members,2021,,,,7,7đ,I.1,",
        "members,2020,,,,7,7 đồng,I.1,",
    ]
    root.write(WORKFORCE, "\n".join(lines) + "\n")
    assert [fault.removeprefix(f"{WORKFORCE}, dòng ") for fault in root.faults()] == [
        "2, cột measure: chỉ tiêu 'membres' không có trong danh mục. Có phải là: members?",
        "3, cột measure: 'gift_parcels' thuộc tệp welfare.csv",
        "4, cột measure: 'union_density' được tính từ công thức, không nhập số liệu",
        (
            "5, cột period: kỳ '19' không hợp lệ. "
            "Được phép: trống, 2019, 2019-H1, và các năm từ 2014 đến 2024."
        ),
        "6, cột unit: đơn vị 'norht' không có trong danh mục. Có phải là: north?",
        "7, cột unit: đơn vị 'closed' không còn hoặc chưa có trong năm 2019",
        "8, cột sector: mã 'SXKT' không có trong danh mục. Có phải là: SXKD?",
        "9, cột sex: 'wage' không phân tổ theo sex. Được phép: sector.",
        "10, cột value: 30.250: số đếm phải là số nguyên, viết liền không có dấu chấm",
        "11, cột value: -3: số liệu không thể âm",
        "12, cột value: 2.5: số đếm phải là số nguyên, viết liền không có dấu chấm",
        "13, cột value: 133.3: tỷ lệ phần trăm của một bộ phận không thể quá 100",
        "14, cột printed: '08' là 8, khác value 7",
        "15, cột printed: '7%' ghi %, nhưng 'members' tính bằng người",
        (
            "16, cột printed: '7tr' không đọc được; viết như 30.250, 511,9 triệu, trên 850, 99%, "
            "2-3 triệu, hoặc bằng chữ từ không đến mười"
        ),
        "18, cột measure: trùng với dòng 17",
        "19, cột value: 1000000000000000: số lớn quá, kiểm tra đơn vị tính",
        "20, cột source: không được để trống",
        "21, cột printed: '7đ' ghi đ, nhưng 'members' tính bằng người",
        "22, cột printed: '7 đồng' ghi đồng, nhưng 'members' tính bằng người",
    ]


@pytest.mark.parametrize(
    "value", ["", "ba", "1,5", "1e3", "nan", "inf", "0x10", "\uff11\uff12", "1 000"]
)
def test_only_plain_numbers_are_values(root: Root, value: str) -> None:
    """Nothing that Python happens to read as a number gets in."""
    root.append(WORKFORCE, f'wage,2018,,,,"{value}",,I.1,')
    assert root.faults() == [
        (
            f"{WORKFORCE}, dòng 15, cột value: '{value}' không phải là số "
            "(viết liền, dấu chấm thập phân: 30250 hoặc 99.46)"
        )
    ]


@pytest.mark.parametrize("period", ["2013", "2109", "2025-H1"])
def test_a_period_is_near_its_year(root: Root, period: str) -> None:
    """Five years before and after: of 2109, mistyped for 2019, no figure would be printed."""
    root.append(WORKFORCE, "members,2014-H2,,,,7,,I.1,", "members,2024,,,,7,,I.1,")
    assert root.faults() == []
    root.append(WORKFORCE, f"members,{period},,,,7,,I.1,")
    allowed = "trống, 2019, 2019-H1, và các năm từ 2014 đến 2024"
    assert root.faults() == [
        f"{WORKFORCE}, dòng 17, cột period: kỳ '{period}' không hợp lệ. Được phép: {allowed}."
    ]


QUOTA = "quota,workforce,chỉ tiêu,người,plan,none,,,Số người được giao."
CAP = "cap,workforce,mức cao nhất,đồng,limit,none,,,Mức thưởng cao nhất."
GOAL = "goal,workforce,chỉ tiêu tỷ lệ,%,plan,none,,,Tỷ lệ phải đạt."
WHOLE = "phải là số nguyên, viết liền không có dấu chấm"


@pytest.mark.parametrize(
    ("measure", "value", "reason"),
    [
        ("members", "2.000", f"số đếm {WHOLE}"),
        ("members", "30250.0", ""),
        ("quota", "1.000", f"số đếm {WHOLE}"),
        ("quota", "1.5", f"số đếm {WHOLE}"),
        ("quota", "1000", ""),
        ("cap", "500.000", f"số tiền tính bằng đồng, {WHOLE}"),
        ("goal", "70.125", ""),
        ("wage", "4000000.125", ""),
    ],
)
def test_a_thousands_dot_is_no_decimal_point(
    root: Root, measure: str, value: str, reason: str
) -> None:
    """Of what is counted 2.000 is two thousand, and not 2; pandas writes 30250.0 for a count."""
    root.append("measures.csv", QUOTA, CAP, GOAL)
    root.append(WORKFORCE, f"{measure},2018,,,,{value},,I.1,")
    told = [f"{WORKFORCE}, dòng 15, cột value: {value}: {reason}"] if reason else []
    assert root.faults() == told


def test_several_faults_of_one_row_are_all_told(root: Root) -> None:
    """One row, three cells, three faults."""
    root.append(WORKFORCE, "members,H1,nowhere,,,x,,I.1,")
    assert [fault.split(": ")[0] for fault in root.faults()] == [
        f"{WORKFORCE}, dòng 15, cột {column}" for column in ("period", "unit", "value")
    ]


def test_of_an_unknown_measure_nothing_else_is_known(root: Root) -> None:
    """Neither what it counts nor what may be printed of it."""
    root.append(WORKFORCE, 'membres,,,,,7.5,"7,5%",I.1,')
    (fault,) = root.faults()
    assert fault.startswith(f"{WORKFORCE}, dòng 15, cột measure: chỉ tiêu 'membres' không có")


def test_the_faults_of_all_sections_are_told_at_once(root: Root) -> None:
    """Of both files of figures."""
    root.append(WORKFORCE, "members,,nowhere,,,1,,I.1,")
    root.append("2019/observations/welfare.csv", "gift_parcels,,nowhere,,1,,I.1,")
    assert [fault.split(": ")[0] for fault in root.faults()] == [
        "2019/observations/welfare.csv, dòng 6, cột unit",
        f"{WORKFORCE}, dòng 15, cột unit",
    ]


def test_a_misspelt_row_hides_no_misspelt_formula(root: Root) -> None:
    """Of both years: rules, signed figures, trends and words are told with the observations."""
    root.edit(WORKFORCE, "employees,,,HCSN", "employes,,,HCSN")
    root.edit("2018/observations/workforce.csv", "80,80", "8o,80")
    root.edit("rules.csv", "members <= employees", "members <= employes")
    root.edit("2019/published.csv", "gift_average,", "gift_averge,")
    root.write("trends.csv", "section,figure,headline\nworkforce,membres,\n")
    root.edit("2019/narrative/workforce.md", "{union_density}", "{union_densty}")
    assert [fault.partition(": ")[0] for fault in root.faults()] == [
        "2018/observations/workforce.csv, dòng 2, cột value",
        "2019/narrative/workforce.md, dòng 4",
        "2019/observations/workforce.csv, dòng 8, cột measure",
        "2019/published.csv, dòng 3, cột figure",
        "rules.csv, dòng 4, cột relation",
        "trends.csv, dòng 2, cột figure",
    ]


def test_what_cannot_be_read_is_never_taken_for_missing(root: Root) -> None:
    """An edition that was checked says of its figures what it said before."""
    root.edit(WORKFORCE, "employees,,,HCSN", "employes,,,HCSN")
    edition = root.load()
    for _ in range(2):
        with pytest.raises(DataError, match="employes"):
            validate(edition)
        with pytest.raises(DataError, match="employes"):
            edition.quantity("union_density")


def test_a_part_above_its_whole_is_impossible(root: Root) -> None:
    """101 of 100 women, and a district with more than its province."""
    root.edit(WORKFORCE, "FEMALE,50,50", "FEMALE,101,101")
    root.append(WORKFORCE, "members,,north,SXKD,,41,41,I.1,")
    assert root.faults() == [
        f"{WORKFORCE}, dòng 5, cột value: bộ phận 101 lớn hơn tổng số 100 (dòng 2)",
        f"{WORKFORCE}, dòng 15, cột value: bộ phận 41 lớn hơn tổng số 40 (dòng 4)",
    ]


def test_a_part_may_be_above_its_whole_by_what_rounding_explains(root: Root) -> None:
    """27,5 triệu stands for up to 27.550.000 đồng: one đồng more is impossible."""
    gifts = "2019/observations/welfare.csv"
    root.append(gifts, "gift_amount,,,TET,27550000,27.550.000đ,II.3,")
    assert root.faults() == []
    root.edit(gifts, "27550000,27.550.000đ", "27550001,27.550.001đ")
    assert root.faults() == [
        f"{gifts}, dòng 6, cột value: bộ phận 27550001 lớn hơn tổng số 27500000 (dòng 5)"
    ]


def test_a_part_may_be_above_its_whole_by_what_a_word_allows(root: Root) -> None:
    """“trên 100” people are up to 200, of whom 101 may be women, and 201 may not; “gần 101” may be 100."""
    root.edit(WORKFORCE, "members,,,,,100,100", "members,,,,,100,trên 100")
    root.edit(WORKFORCE, "FEMALE,50,50", "FEMALE,101,101")
    assert root.faults() == []
    root.edit(WORKFORCE, "FEMALE,101,101", "FEMALE,201,201")
    assert root.faults() == [
        f"{WORKFORCE}, dòng 5, cột value: bộ phận 201 lớn hơn tổng số 100 (dòng 2)"
    ]
    root.edit(WORKFORCE, "100,trên 100", "100,100")
    root.edit(WORKFORCE, "FEMALE,201,201", "FEMALE,101,gần 101")
    assert root.faults() == []


def test_the_same_key_in_another_guise_is_a_duplicate(root: Root) -> None:
    """A blank period is the edition's year."""
    root.append(WORKFORCE, "members,2019,,HCSN,,60,60,I.1,")
    assert root.faults() == [f"{WORKFORCE}, dòng 15, cột measure: trùng với dòng 3"]


def test_a_figure_in_words_must_give_its_value(root: Root) -> None:
    """“ba” is 3 and not 8, and “không rõ” is no figure at all."""
    root.append(WORKFORCE, "members,2017,,,,3,ba,I.1,ghi bằng chữ")
    assert root.faults() == []
    root.append(WORKFORCE, "members,2016,,,,8,ba,I.1,", "members,2015,,,,8,không rõ,I.1,")
    assert [fault.removeprefix(f"{WORKFORCE}, dòng ") for fault in root.faults()] == [
        "16, cột printed: 'ba' là 3, khác value 8",
        (
            "17, cột printed: 'không rõ' không đọc được; viết như 30.250, 511,9 triệu, trên 850, "
            "99%, 2-3 triệu, hoặc bằng chữ từ không đến mười"
        ),
    ]


def test_one_end_of_a_printed_range_is_a_value(root: Root) -> None:
    """Two or three million: each is recorded as an observation of its own."""
    root.append(
        WORKFORCE, "wage,2017,,,,3000000,2-3 triệu,I.1,", "wage,2016,,,,4000000,2-3 triệu,I.1,"
    )
    assert root.faults() == [
        f"{WORKFORCE}, dòng 16, cột printed: '2-3 triệu' là 2000000 hoặc 3000000, khác value 4000000"
    ]


def test_columns_that_lack_or_are_strange_are_told_once(root: Root) -> None:
    """They are faults of the header, not of each row."""
    root.edit(WORKFORCE, HEAD, "measure,period,unit,sector,level,value,value,printed,note,")
    needed = "measure, period, unit, value, printed, source, note"
    allowed = f"{needed}, sector, sex, campaign"
    assert root.faults() == [
        f"{WORKFORCE}, dòng 1: cột không có tên; được phép: {allowed}",
        f"{WORKFORCE}, dòng 1, cột level: cột lạ; được phép: {allowed}",
        f"{WORKFORCE}, dòng 1, cột source: thiếu cột; cần có: {needed}",
        f"{WORKFORCE}, dòng 1, cột value: cột trùng lặp",
    ]


def test_a_file_with_semicolons_is_recognised(root: Root) -> None:
    """So does a Vietnamese Excel save CSV."""
    root.write(WORKFORCE, root.read(WORKFORCE).replace(",", ";"))
    assert root.faults() == [
        (
            f"{WORKFORCE}, dòng 1: các cột cách nhau bằng ';', phải là dấu phẩy; "
            "cần có: measure, period, unit, value, printed, source, note"
        )
    ]


def test_a_header_that_cannot_be_read_is_the_only_fault(root: Root) -> None:
    """The row below it is no header."""
    root.edit(WORKFORCE, "measure,period", 'mea"su"re,"peri"od')
    assert root.faults() == [
        (
            f"{WORKFORCE}, dòng 1: không đọc được CSV: dấu ngoặc kép nằm sai chỗ; "
            "bên trong ô hãy viết hai dấu liền nhau"
        )
    ]


def test_ragged_rows_and_stray_quotes_do_not_hide_what_follows(root: Root) -> None:
    """Each has its line; the fault after them is still found."""
    root.append(
        WORKFORCE,
        "members,2017,,,,7",
        "members,2017,,,,7,07,I.1,ghi chú, có dấu phẩy",
        'members,2017,,,,7,07,I.1,"gọi là "nhỏ""',
        "membrs,2017,,,,7,07,I.1,",
        f"members,2017,,,,7,07,I.1,{'x' * 140_000}",
        'members,2016,,,,7,07,I.1,"không đóng',
    )
    assert root.faults() == [
        f"{WORKFORCE}, dòng 15: có 6 ô, cần 9 (kiểm tra dấu phẩy và dấu ngoặc kép)",
        f"{WORKFORCE}, dòng 16: có 10 ô, cần 9 (kiểm tra dấu phẩy và dấu ngoặc kép)",
        (
            f"{WORKFORCE}, dòng 17: không đọc được CSV: dấu ngoặc kép nằm sai chỗ; "
            "bên trong ô hãy viết hai dấu liền nhau"
        ),
        (
            f"{WORKFORCE}, dòng 18, cột measure: chỉ tiêu 'membrs' không có trong danh mục. "
            "Có phải là: members?"
        ),
        f"{WORKFORCE}, dòng 19: không đọc được CSV: một ô dài quá 131072 ký tự",
        f"{WORKFORCE}, dòng 20: không đọc được CSV: dấu ngoặc kép mở ở đây mà không đóng",
    ]


def test_a_header_without_end_is_a_fault(root: Root) -> None:
    """Also of a file so large that it is read by columns first."""
    root.edit(WORKFORCE, "measure", "x" * 140_000)
    assert root.faults() == [f"{WORKFORCE}, dòng 1: không đọc được CSV: một ô dài quá 131072 ký tự"]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"], ids=["LF", "CRLF", "CR"])
def test_lines_are_counted_as_an_editor_does(root: Root, end: str) -> None:
    """Whatever ends a line, and with a line break inside a quoted cell before it."""
    root.append(WORKFORCE, 'members,2017,,,,7,07,I.1,"hai\ndòng ""ghi chú"""', "x,,,,,1,,I.1,")
    root.write(WORKFORCE, root.read(WORKFORCE).replace("\n", end))
    assert [fault.split(":")[0] for fault in root.faults()] == [
        f"{WORKFORCE}, dòng 17, cột measure"
    ]
    root.write(WORKFORCE, root.read(WORKFORCE).replace(f"x,,,,,1,,I.1,{end}", ""))
    row = root.load().observed("members")[-1]
    assert (row.line, row.note) == (15, 'hai dòng "ghi chú"')


def test_a_byte_order_mark_is_no_part_of_the_first_column(root: Root) -> None:
    """Excel writes one."""
    root.write(WORKFORCE, b"\xef\xbb\xbf" + root.read(WORKFORCE).encode())
    assert root.faults() == []


def test_blank_rows_are_no_rows(root: Root) -> None:
    """Neither empty lines nor lines of commas are faults."""
    root.append(WORKFORCE, "", ",,,,,,,,", "  , ,,,,,,,")
    assert root.faults() == []


@pytest.mark.parametrize(
    ("encoding", "line"), [("utf-16", 1), ("cp1258", 4)], ids=["utf-16", "cp1258"]
)
def test_another_encoding_is_named_with_its_line(root: Root, encoding: str, line: int) -> None:
    """The file is not guessed at."""
    text = "dimension,code,label\nsection,,Phan\nsection,workforce,Lao\nsector,,Hành\n"
    root.write("codes.csv", text.encode(encoding))
    with pytest.raises(DataError) as caught:
        root.load()
    assert (
        Fault("codes.csv", line, "", "tệp không phải mã UTF-8; hãy lưu lại với mã UTF-8")
        in caught.value.faults
    )


def test_decomposed_letters_are_told_with_their_line(root: Root) -> None:
    """“số” in two signs is not “số” in one."""
    root.append(WORKFORCE, "members,2017,,,,7,07,I.1," + unicodedata.normalize("NFD", "số"))
    assert root.faults() == [
        f"{WORKFORCE}, dòng 15: chữ tổ hợp (NFD); hãy chuyển sang Unicode dựng sẵn (NFC)"
    ]


@pytest.mark.parametrize("sign", ["\x1b", "\x00", "\x9b", "\u200b", "\u202e", "\uf0b7", "\ufffd"])
def test_hidden_characters_are_refused_and_shown(root: Root, sign: str) -> None:
    """What could steer a terminal or is not to be seen is named by its number."""
    root.append(WORKFORCE, f"members,2017,,,,7,07,I.1,a{sign}[31mb")
    assert root.faults() == [
        f"{WORKFORCE}, dòng 15: có ký tự ẩn hoặc hỏng (U+{ord(sign):04X}); hãy xóa"
    ]


def test_names_in_messages_cannot_steer_a_terminal(root: Root) -> None:
    """An escape sequence in a cell arrives on the screen as text."""
    root.append(WORKFORCE, "mem\x1b[2Jbers,,,,,1,,I.1,")
    told = root.faults()
    assert any("'mem\\x1b[2Jbers' không có trong danh mục" in fault for fault in told)
    assert not any("\x1b" in fault for fault in told)
    assert "\x1b" not in str(UnknownName("Chỉ tiêu", "\x1b[2J", ["members"]))
    assert "\r" not in str(UnionlibError("a\rb"))


def test_an_empty_file_lacks_its_columns(root: Root, tmp_path: Path) -> None:
    """All of them, and reading it yields nothing."""
    (tmp_path / "x.csv").write_text("")
    faults: list[Fault] = []
    assert list(read_csv(tmp_path / "x.csv", ("a", "b"), tmp_path, faults)) == []
    assert [(fault.column, fault.message) for fault in faults] == [
        ("a", "thiếu cột; cần có: a, b"),
        ("b", "thiếu cột; cần có: a, b"),
    ]


def test_a_folder_in_place_of_a_file_is_a_fault(root: Root, tmp_path: Path) -> None:
    """As is anything else that cannot be opened."""
    (tmp_path / "x.csv").mkdir()
    faults: list[Fault] = []
    assert list(read_csv(tmp_path / "x.csv", ("a",), tmp_path, faults)) == []
    assert str(faults[0]).startswith("x.csv: không mở được tệp: ")


# The codebook


def _codebook_faults(root: Root) -> list[str]:
    with pytest.raises(DataError) as caught:
        root.load()
    return [str(fault) for fault in caught.value.faults]


def test_all_faults_of_the_measures_are_told_at_once(root: Root) -> None:
    """Names, kinds, sections, dimensions, aggregations and formulas."""
    root.append(
        "measures.csv",
        "Số người,workforce,l,người,count,sum,,,d",
        "share,workforce,l,người,count,sum,,,d",
        "members,workforce,l,người,count,sum,,,d",
        "a,workforc,l,người,count,sum,,,d",
        "b,workforce,,,count,sum,,,",
        "c,workforce,l,người,number,sum,,,d",
        "d,workforce,l,người,count,summ,,,d",
        "e,workforce,l,người,mean,mean:employes,,,d",
        "f,workforce,l,người,mean,mean:wage,,,d",
        "g,workforce,l,người,count,sum,sectr,,d",
        "h,workforce,l,người,derived,sum,,members,d",
        "i,workforce,l,người,derived,,,,d",
        "j,workforce,l,người,count,sum,,members,d",
        "k,workforce,l,người,derived,,,membres + employes,d",
        "l,workforce,l,người,derived,,,members(sector=SXKT),d",
        "m,workforce,l,người,derived,,,employees(sex=FEMALE),d",
        "n,workforce,l,người,derived,,,members ** 2,d",
        "o,workforce,l,người,derived,,,members(unit=norht),d",
        "p,workforce,l,người,derived,,,members(unit=north),d",
        "q,workforce,l,người,count,last,,,d",
    )
    name = "không dùng làm mã chỉ tiêu được (chữ cái không dấu, chữ số, gạch dưới; không trùng từ dành riêng)"
    assert [fault.removeprefix("measures.csv, dòng ") for fault in _codebook_faults(root)] == [
        f"12, cột measure: 'Số người' {name}",
        f"13, cột measure: 'share' {name}",
        "14, cột measure: chỉ tiêu 'members' trùng lặp (dòng 2)",
        "15, cột section: phần 'workforc' không có. Có phải là: workforce?",
        "16, cột definition: không được để trống",
        "16, cột label: không được để trống",
        "16, cột unit: không được để trống",
        (
            "17, cột kind: loại 'number' không có. "
            "Được phép: count, amount, share, rate, mean, plan, limit, derived."
        ),
        "18, cột aggregation: 'summ' không có. Được phép: sum, mean:CHỈ_TIÊU, last, none.",
        "19, cột aggregation: quyền số 'employes' không có. Có phải là: employees?",
        "20, cột aggregation: quyền số 'wage' phải là chỉ tiêu cộng được (sum)",
        "21, cột dimensions: 'sectr' không có trong codes.csv. Có phải là: sector?",
        "22, cột aggregation: chỉ tiêu 'derived' để trống cách cộng gộp",
        "23, cột formula: chỉ tiêu 'derived' cần công thức; loại khác thì để trống",
        "24, cột formula: chỉ tiêu 'derived' cần công thức; loại khác thì để trống",
        "25, cột formula: chỉ tiêu 'employes' không có. Có phải là: employees?",
        "25, cột formula: chỉ tiêu 'membres' không có. Có phải là: members?",
        "26, cột formula: mã 'SXKT' của 'sector' không có. Có phải là: SXKD?",
        "27, cột formula: 'employees' không phân tổ theo 'sex'. Được phép: sector.",
        "28, cột formula: công thức 'members ** 2': chỉ viết được chỉ tiêu, số, các dấu + - * / và hàm như share(…)",
        "29, cột formula: mã 'norht' của 'unit' không có. Có phải là: north?",
    ]


@pytest.mark.parametrize("name", [*YEARS, "growth", "parts", "total", "class"])
def test_no_measure_has_a_name_that_means_something_else(root: Root, name: str) -> None:
    """In a sentence ``{year}`` is the year, in a formula ``growth`` a function, in Python ``class``."""
    root.append("measures.csv", f"{name},workforce,l,người,count,sum,,,d")
    (fault,) = _codebook_faults(root)
    assert fault.startswith(f"measures.csv, dòng 12, cột measure: '{name}' không dùng")


def test_formulas_that_need_themselves_are_told(root: Root) -> None:
    """A circle is a fault with its path, whether of one, of three, or behind another."""
    root.append(
        "measures.csv",
        "a,workforce,l,người,derived,,,a + 1,d",
        "b,workforce,l,người,derived,,,c + members,d",
        "c,workforce,l,người,derived,,,e,d",
        "e,workforce,l,người,derived,,,b,d",
        "f,workforce,l,người,derived,,,b + a,d",
    )
    assert _codebook_faults(root) == [
        "measures.csv, dòng 12, cột formula: công thức quay vòng về chính nó: a → a",
        "measures.csv, dòng 13, cột formula: công thức quay vòng về chính nó: b → c → e → b",
    ]


def test_formulas_in_formulas_have_a_depth(root: Root) -> None:
    """Of five thousand the twelfth is a fault, with what it is computed of the thirteenth level, and none is a crash."""
    root.append("measures.csv", "m0,workforce,l,người,derived,,,members,d")
    root.append(
        "measures.csv", *(f"m{n},workforce,l,người,derived,,,m{n - 1},d" for n in range(1, 5000))
    )
    assert _codebook_faults(root) == [
        "measures.csv, dòng 23, cột formula: công thức lồng nhau quá 12 cấp"
    ]


def test_all_faults_of_the_units_are_told_at_once(root: Root) -> None:
    """Years that are none, parents that are not there, circles."""
    root.append(
        "units.csv",
        "north,Bắc,district,province,,,",
        "a b,,district,province,,,",
        "old,Cũ,district,province,nay,20,",
        "back,Lùi,district,province,2019,2018,",
        "lost,Lạc,district,provinse,,,",
        "x,X,district,y,,,",
        "y,Y,district,x,,,",
        "kind,Loại,distrct,province,,,",
    )
    assert [fault.removeprefix("units.csv, dòng ") for fault in _codebook_faults(root)] == [
        "6, cột unit: đơn vị 'north' trùng lặp (dòng 3)",
        "7, cột label: không được để trống",
        (
            "7, cột unit: 'a b' không phải là mã hợp lệ "
            "(chữ cái không dấu, chữ số, gạch dưới; không trùng từ dành riêng)"
        ),
        "8, cột valid_from: 'nay' không phải là năm (bốn chữ số; để trống nếu không rõ)",
        "8, cột valid_to: '20' không phải là năm (bốn chữ số; để trống nếu không rõ)",
        "9, cột valid_to: năm kết thúc 2018 trước năm bắt đầu 2019",
        "10, cột parent: đơn vị cấp trên 'provinse' không có. Có phải là: province?",
        "11, cột parent: cấp trên quay vòng về chính nó: x → y → x",
        "13, cột kind: loại 'distrct' không có. Có phải là: district?",
    ]


def test_all_faults_of_the_codes_are_told_at_once(root: Root) -> None:
    """Codes that a formula could not name, twice, or of a dimension without a name."""
    root.append(
        "codes.csv",
        "sector,SXKD,Lại",
        "sector,Hành chính,x",
        "sector,in,x",
        "sector,,Lại",
        "level,TOP,Cao",
        "unit,,Đơn vị",
        "sex,MALE,",
    )
    assert [fault.removeprefix("codes.csv, dòng ") for fault in _codebook_faults(root)] == [
        "13, cột code: mã 'SXKD' trùng lặp",
        (
            "14, cột code: 'Hành chính' không phải là mã hợp lệ "
            "(chữ cái không dấu, chữ số, gạch dưới; không trùng từ dành riêng)"
        ),
        (
            "15, cột code: 'in' không phải là mã hợp lệ "
            "(chữ cái không dấu, chữ số, gạch dưới; không trùng từ dành riêng)"
        ),
        "16, cột code: mã '' trùng lặp",
        "17, cột dimension: 'level' chưa có dòng đặt tên (mã để trống) ở trên",
        (
            "18, cột dimension: 'unit' không dùng làm tên phân tổ được "
            "(chữ cái không dấu, chữ số, gạch dưới; không trùng từ dành riêng)"
        ),
        "19, cột label: thiếu tên gọi",
    ]


def test_names_of_any_length_are_told_with_what_fits(root: Root) -> None:
    """Excel holds 255 letters of advice and 32,767 in a cell, a file system 255 of a name."""
    code, label = "x" * 101, "Ờ" * 301
    root.append("measures.csv", f"{code},welfare,{label},{'n' * 51},count,sum,,,Định nghĩa.")
    root.append("codes.csv", f"{code},,{label}", f"{code},{code},{label}")
    root.append("units.csv", f"{code},{label},district,province,,,")
    told = [", ".join(fault.split(", ")[2:]) for fault in _codebook_faults(root)]
    assert told == [
        "cột dimension: dài 101 ký tự, nhiều nhất 100",
        "cột label: dài 301 ký tự, nhiều nhất 300",
        "cột code: dài 101 ký tự, nhiều nhất 100",
        "cột dimension: dài 101 ký tự, nhiều nhất 100",
        "cột label: dài 301 ký tự, nhiều nhất 300",
        "cột label: dài 301 ký tự, nhiều nhất 300",
        "cột measure: dài 101 ký tự, nhiều nhất 100",
        "cột unit: dài 51 ký tự, nhiều nhất 50",
        "cột label: dài 301 ký tự, nhiều nhất 300",
        "cột unit: dài 101 ký tự, nhiều nhất 100",
    ]


def test_a_code_may_say_that_it_is_what_the_federation_does(root: Root) -> None:
    """Nobody but its office, and no breakdown as a whole."""
    text = (root.path / "codes.csv").read_text("utf-8").replace("\n", ",\n")
    text = text.replace("label,\n", "label,asked\n").replace("MAY,Tháng Công nhân,", "MAY,x,office")
    root.write("codes.csv", text)
    book = load_codebook(root.path)
    assert [book.own(Key("x", "", (("campaign", code),))) for code in ("TET", "MAY")] == [
        False,
        True,
    ]
    root.append("codes.csv", "campaign,JUNE,Hè,units", "level,,Cấp,office")
    assert [fault.removeprefix("codes.csv, dòng ") for fault in _codebook_faults(root)] == [
        "13, cột asked: 'units' không hợp lệ. Được phép: để trống, hoặc office",
        "14, cột asked: 'office' không hợp lệ. Được phép: để trống ở dòng đặt tên phân tổ",
    ]


@pytest.mark.parametrize("name", ["codes.csv", "measures.csv", "units.csv"])
def test_a_file_that_is_not_there_is_the_only_fault(root: Root, name: str) -> None:
    """Every name that it would have explained is not told as well."""
    (root.path / name).unlink()
    assert _codebook_faults(root) == [f"{name}: không tìm thấy tệp"]


def test_faults_of_codebook_and_edition_come_together(root: Root) -> None:
    """One run tells both."""
    root.edit("2019/edition.toml", 'status = "official"', 'status = "final"')
    root.edit("2019/edition.toml", "year = 2019", "year = 2020")
    root.append("units.csv", "north,Bắc,district,province,,,")
    assert _codebook_faults(root) == [
        (
            "2019/edition.toml, khóa status: 'final' không có; "
            "được phép: official, draft, comparison, synthetic"
        ),
        "2019/edition.toml, khóa year: phải là 2019 như tên thư mục",
        "units.csv, dòng 6, cột unit: đơn vị 'north' trùng lặp (dòng 3)",
    ]


# The edition


def test_a_reportable_edition_says_who_issues_it(root: Root) -> None:
    """Everything that the letterhead, the closing and the recipients need, at once."""
    root.write("2019/edition.toml", 'year = 2019\nstatus = "draft"\n')
    assert root.faults() == [
        (
            "2019/edition.toml, khóa document: thiếu bảng [document] với các khóa: "
            "symbol, place, title, abstract, number, date"
        ),
        "2019/edition.toml, khóa issuer: thiếu bảng [issuer] với các khóa: parent, name",
        '2019/edition.toml, khóa recipients: cần danh sách nơi nhận: recipients = ["…", "…"]',
        (
            "2019/edition.toml, khóa signature: thiếu bảng [signature] với các khóa: "
            "authority, office, name"
        ),
    ]


def test_keys_that_lack_or_say_nothing_are_all_told(root: Root) -> None:
    """Number and date may be open; a date must be one."""
    root.edit("2019/edition.toml", 'parent = "TỔNG LIÊN ĐOÀN LAO ĐỘNG VIỆT NAM"\n', "")
    root.edit("2019/edition.toml", 'date = ""', 'date = "31/12/2019"')
    root.edit("2019/edition.toml", 'number = ""', "number = 5")
    root.edit("2019/edition.toml", 'office = "CHỦ TỊCH"', 'office = ""')
    root.edit("2019/edition.toml", '"Làm bằng tay"', '["báo cáo"]')
    assert root.faults() == [
        (
            "2019/edition.toml, khóa document.date: '31/12/2019' không phải là ngày; "
            "viết 2019-12-31, để trống nếu chưa ban hành"
        ),
        "2019/edition.toml, khóa document.number: phải là chữ trong ngoặc kép, không phải 5",
        "2019/edition.toml, khóa issuer.parent: thiếu khóa",
        "2019/edition.toml, khóa signature.office: không được để trống",
        "2019/edition.toml, khóa source: phải là chữ trong ngoặc kép, không phải ['báo cáo']",
    ]


@pytest.mark.parametrize(
    ("status", "signed", "message"),
    [
        ("draft", "true", "chỉ bản official mới là đã ký; viết signed = false"),
        ("synthetic", "true", "chỉ bản official mới là đã ký; viết signed = false"),
        ("official", '"false"', "phải là true hoặc false, không phải 'false'"),
        ("official", "true", ""),
        ("official", "false", ""),
        ("draft", "false", ""),
    ],
)
def test_only_what_is_official_is_signed(
    root: Root, status: str, signed: str, message: str
) -> None:
    """A draft that was copied from a signed report is not; and a word is neither yes nor no."""
    root.edit("2019/edition.toml", 'status = "official"', f'status = "{status}"')
    root.edit("2019/edition.toml", "signed = false", f"signed = {signed}")
    expected = [f"2019/edition.toml, khóa signature.signed: {message}"] if message else []
    assert root.faults() == expected


def test_a_title_of_any_length_is_told_with_what_fits(root: Root) -> None:
    """Typst said in English that a PDF's title has no 40,000 letters."""
    root.edit("2019/edition.toml", "BÁO CÁO", "Ấ" * 1001)
    root.edit("2019/edition.toml", "Lưu: VT", "Ấ" * 1000)
    told = "2019/edition.toml, khóa document.title: dài 1001 ký tự, nhiều nhất 1000"
    assert _codebook_faults(root) == [told]


@pytest.mark.parametrize("key", ["number", "date"])
def test_a_key_of_a_thousand_keys_is_told(root: Root, key: str) -> None:
    """Python cannot write out what is nested so deep."""
    root.edit("2019/edition.toml", f'{key} = ""', f"{key}.{'a.' * 3000}b = 1")
    (told,) = root.faults()
    assert told.startswith(f"2019/edition.toml, khóa document.{key}: ")


def test_toml_that_is_no_word_or_says_what_cannot_be_seen_is_told(root: Root) -> None:
    """A list is no status; an escape hides in a file without hidden characters, whose line is told."""
    root.edit("2019/edition.toml", 'status = "official"', 'status = ["official"]')
    root.edit("2019/edition.toml", 'title = "BÁO CÁO"', r'title = "BÁO\u001b[31m CA\u0301O"')
    root.edit("2019/edition.toml", 'recipients = ["', r'recipients = ["\u202e')
    assert _codebook_faults(root) == [
        (
            "2019/edition.toml, khóa document.title: "
            "chữ tổ hợp (NFD); hãy chuyển sang Unicode dựng sẵn (NFC)"
        ),
        "2019/edition.toml, khóa document.title: có ký tự ẩn hoặc hỏng (U+001B); hãy xóa",
        "2019/edition.toml, khóa recipients: có ký tự ẩn hoặc hỏng (U+202E); hãy xóa",
        (
            "2019/edition.toml, khóa status: ['official'] không có; "
            "được phép: official, draft, comparison, synthetic"
        ),
    ]
    root.edit("2019/edition.toml", 'status = ["official"]', 'status = "official"')
    root.edit("2019/edition.toml", r"BÁO\u001b[31m CA\u0301O", "BÁO CÁO\u200b")
    root.edit("2019/edition.toml", r"\u202e", "")
    (only,) = _codebook_faults(root)
    assert ", dòng " in only
    assert only.endswith("(U+200B); hãy xóa")


@pytest.mark.parametrize(
    ("toml", "line", "message"),
    [
        ('year = 2019\nstatus = "draft\n', 2, "không đọc được; viết khóa = "),
        ("year = 2019\nstatus = “draft”\n", 2, "không đọc được; viết khóa = "),
        ('year = 2019\nrecipients = [\n"A"\n"B"]\n', 4, "không đọc được; viết khóa = "),
        ("year = 2019\nyear = 2019\n", 2, "khóa hoặc bảng này đã có ở trên; chỉ giữ một"),
        ("[issuer]\n[document]\n[issuer]\n", 3, "khóa hoặc bảng này đã có ở trên; chỉ giữ một"),
    ],
)
def test_toml_that_cannot_be_read_is_told_with_its_line(
    root: Root, toml: str, line: int, message: str
) -> None:
    """In Vietnamese: an open quote, curly ones, a comma left out; nothing else is concluded."""
    root.write("2019/edition.toml", toml)
    with pytest.raises(DataError) as caught:
        root.load()
    (fault,) = caught.value.faults
    assert (fault.file, fault.line) == ("2019/edition.toml", line)
    assert fault.message.startswith(message)


@pytest.mark.parametrize("day", ['"2018-01-12"', '"2109-01-12"', "2018-12-31"])
def test_a_report_is_issued_in_its_year_or_the_next(root: Root, day: str) -> None:
    """What is dated before the year it tells of is mistyped."""
    root.edit("2019/edition.toml", 'date = ""', 'date = "2020-01-12"')
    assert root.faults() == []
    root.edit("2019/edition.toml", 'date = "2020-01-12"', f"date = {day}")
    shown = day.strip('"')
    assert root.faults() == [
        (
            "2019/edition.toml, khóa document.date: báo cáo năm 2019 ban hành trong năm 2019 "
            f"hoặc 2020, không phải {shown}"
        )
    ]


def test_a_key_that_nothing_reads_is_told(root: Root) -> None:
    """Misspelt, it would be without effect; so it would in a year that is compared with."""
    root.edit("2019/edition.toml", 'place = "Thị xã Nhỏ"', 'place = "Thị xã Nhỏ"\nngay = "1"')
    root.edit("2019/edition.toml", "signed = false", "sign = false")
    root.edit("2019/edition.toml", "source =", "sourse =")
    document = "symbol, place, title, abstract, number, date"
    assert root.faults() == [
        f"2019/edition.toml, khóa document.ngay: không có khóa này. Được phép: {document}.",
        "2019/edition.toml, khóa signature.sign: không có khóa này. Có phải là: signed?",
        "2019/edition.toml, khóa sourse: không có khóa này. Có phải là: source?",
    ]
    root.write("2018/edition.toml", 'year = 2018\nstatus = "comparison"\nsourse = "x"\n')
    with pytest.raises(DataError, match=r"2018/edition\.toml, khóa sourse"):
        validate(root.load(2018))


def test_toml_nested_beyond_reason_is_a_fault(root: Root) -> None:
    """Python's reader gives up with an error of its own."""
    root.append("2019/edition.toml", "deep = " + "[" * 3000)
    with pytest.raises(DataError, match="không đọc được; viết khóa"):
        root.load()


def test_a_year_that_is_not_there_is_told_with_all_that_are(root: Root) -> None:
    """All of them, not only those whose digits look alike."""
    for year in range(2001, 2016):
        root.write(f"{year}/edition.toml", f'year = {year}\nstatus = "comparison"\n')
    with pytest.raises(UnknownName) as caught:
        root.load(2017)
    listed = ", ".join(str(year) for year in [*range(2001, 2016), 2018, 2019])
    assert str(caught.value) == f"Năm '2017' không có. Được phép: {listed}."


def test_a_year_may_be_a_text_of_four_digits(root: Root) -> None:
    """Else it is told what a year is, and the data are not blamed."""
    assert load("2019", root.path).year == 2019
    with pytest.raises(UnionlibError, match=r"^'năm 2019' không phải là năm; viết bốn chữ số"):
        load("năm 2019", root.path)


def test_a_year_in_quotes_is_told_to_stand_without(root: Root) -> None:
    """It looks right as it is."""
    root.edit("2019/edition.toml", "year = 2019", 'year = "2019"')
    assert _codebook_faults(root) == [
        "2019/edition.toml, khóa year: phải là 2019 như tên thư mục, không đặt trong ngoặc kép"
    ]


@pytest.mark.parametrize(
    ("toml", "status"),
    [
        ("status = 'comparison' # chỉ để so sánh", "comparison"),
        ('\ufeff"status" = """draft"""', "draft"),
        ('[issuer]\nstatus = "draft"', "?"),
        ("status = 1", "?"),
        ('status = "draft"\nyear = ', "?"),
        (b'status = "draft" # \xff', "?"),
    ],
)
def test_the_status_of_a_year_is_read_as_toml(root: Root, toml: str | bytes, status: str) -> None:
    """However it is quoted; a file that says none, or that is no TOML, has none."""
    root.write("2018/edition.toml", toml)
    assert years(root.path) == {2018: status, 2019: "official"}


def test_a_root_without_any_year_says_so(tmp_path: Path) -> None:
    """A mistyped --data is not a mistyped year."""
    with pytest.raises(UnionlibError, match="không có năm nào trong"):
        load(2019, tmp_path / "nowhere")


def test_faults_of_the_year_before_are_told_as_its_own(root: Root) -> None:
    """They are named once, by their file, not by every formula that needs them."""
    root.edit("2018/observations/workforce.csv", "80,80", "-80,")
    assert root.faults() == [
        "2018/observations/workforce.csv, dòng 2, cột value: -80: số liệu không thể âm"
    ]


def test_kept_rows_are_given_while_file_and_codebook_are_the_same(root: Root) -> None:
    """What changes in either is read again; a fault that it brings is seen."""
    with keeping():
        rows = root.load().observed("members")
        assert root.load().observed("members") is rows
        root.edit(WORKFORCE, "members,,,,,100,100", "members,,,,,99,99")
        changed = root.load().observed("members")
        assert changed[0].value == 99
        root.edit("measures.csv", "members,workforce,số đoàn viên", "members,workforce,đoàn viên")
        assert root.load().observed("members") is not changed
        root.edit("measures.csv", "sum,sector sex,,Đoàn viên cuối năm.", "sum,sector,,Đoàn viên.")
        assert any("'members' không phân tổ theo sex" in fault for fault in root.faults())


def test_files_that_belong_to_no_section_are_told(root: Root) -> None:
    """A misnamed file would be silently without effect."""
    root.write("2019/observations/workforces.csv", HEAD + "\n")
    root.write("2019/narrative/welfares.md", "## a\n\nb\n")
    assert root.faults() == [
        "2019/narrative/welfares.md: không có phần 'welfares'. Có phải là: welfare?",
        "2019/observations/workforces.csv: không có phần 'workforces'. Có phải là: workforce?",
    ]


@pytest.mark.parametrize(
    ("name", "read"),
    [
        ("observations/workforce.xlsx", "workforce.csv"),
        ("observations/Workforce.CSV", "workforce.csv"),
        ("observations/số liệu.xls", "TÊN_PHẦN.csv"),
        ("narrative/workforce.md.txt", "workforce.md"),
        ("narrative/welfare.docx", "welfare.md"),
    ],
)
def test_a_file_that_nobody_reads_is_told(root: Root, name: str, read: str) -> None:
    """Figures saved as a workbook beside the old CSV file would not be in the report."""
    root.write(f"2019/{name}", "")
    assert root.faults() == [
        (
            f"2019/{name}: không đọc được: ở đây chỉ đọc {read} (mã UTF-8); "
            "hãy lưu đúng dạng và tên ấy, hoặc chuyển tệp này đi nơi khác"
        )
    ]


def test_what_programs_leave_beside_a_file_is_no_fault(root: Root) -> None:
    """Hidden files, the locks of Word and LibreOffice, copies of editors; notes beside edition.toml."""
    for name in (
        ".~lock.workforce.csv#",
        "~$workforce.xlsx",
        "workforce.csv~",
        "x.tmp",
        "Thumbs.db",
    ):
        root.write(f"2019/observations/{name}", "")
    root.write("2019/narrative/old/workforce.md", "")
    root.write("2019/ghi chú.docx", "")
    assert root.faults() == []


def test_a_section_is_no_breakdown(root: Root) -> None:
    """Sections are listed with the codes, but no figure is divided by them."""
    edition = load(2019, root.path)
    assert list(edition.observations.columns) == [
        *("measure", "period", "unit", "sector", "sex", "campaign"),
        *("value", "source", "note", "file", "line"),
    ]
    with pytest.raises(UnionlibError, match="Phân tổ của members 'section' không có"):
        edition.quantity("members(section=workforce)")
    root.edit(
        "measures.csv",
        "đoàn viên,người,count,sum,sector",
        "đoàn viên,người,count,sum,sector section",
    )
    assert any("'section' không có trong codes.csv" in fault for fault in root.faults())


def test_a_report_needs_sections(root: Root) -> None:
    """A list of codes without them is a fault of that file."""
    lines = (root.path / "codes.csv").read_text("utf-8").splitlines()
    kept = [line for line in lines if not line.startswith("section,")]
    root.write("codes.csv", "\n".join([*kept, ""]))
    assert "codes.csv, cột dimension: thiếu các phần của báo cáo" in "\n".join(root.faults())
