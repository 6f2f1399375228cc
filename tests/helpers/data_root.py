"""A data root so small that its figures can be added in one's head."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from unionlib.edition import Edition, load
from unionlib.errors import DataError
from unionlib.validate import validate

IMPRINT = """
source = "Làm bằng tay"
recipients = ["Tổng LĐLĐ Việt Nam", "Lưu: VT"]

[issuer]
parent = "TỔNG LIÊN ĐOÀN LAO ĐỘNG VIỆT NAM"
name = "LIÊN ĐOÀN LAO ĐỘNG TỈNH NHỎ"

[document]
number = ""
symbol = "BC-LĐLĐ"
place = "Thị xã Nhỏ"
date = ""
title = "BÁO CÁO"
abstract = "Kết quả hoạt động công đoàn năm 2019"

[signature]
authority = "TM. BAN THƯỜNG VỤ"
office = "CHỦ TỊCH"
name = "Trần Thị Ba"
signed = false
"""

FILES = {
    "codes.csv": """\
dimension,code,label
section,,Phần
section,workforce,Lao động
section,welfare,Chăm lo
sector,,Khối
sector,HCSN,"Hành chính, sự nghiệp"
sector,SXKD,Sản xuất
sex,,Giới
sex,FEMALE,Nữ
campaign,,Đợt
campaign,TET,Tết
campaign,MAY,Tháng Công nhân
""",
    "measures.csv": """\
measure,section,label,unit,kind,aggregation,dimensions,formula,definition
members,workforce,số đoàn viên,người,count,sum,sector sex,,Đoàn viên cuối năm.
employees,workforce,số lao động,người,count,sum,sector,,Lao động cuối năm.
wage,workforce,lương bình quân,đồng,mean,mean:employees,sector,,Lương tháng.
staff,workforce,số cán bộ,người,count,none,sector,,Cán bộ cơ quan.
seminar_share,workforce,tỷ lệ đơn vị hội thảo,%,share,none,,,Do báo cáo nêu.
union_density,workforce,tỷ lệ đoàn viên,%,derived,,,"share(members, employees)",Đoàn viên so với lao động.
growth_rate,workforce,tốc độ tăng,%,derived,,,"growth(members, members(period=previous))",So với năm trước.
gift_parcels,welfare,số suất quà,suất,count,sum,campaign,,Quà tặng trong năm.
gift_amount,welfare,tiền quà,đồng,amount,sum,campaign,,Giá trị quà tặng.
gift_average,welfare,giá trị một suất,đồng,derived,,,gift_amount / gift_parcels,Bình quân một suất.
""",
    "units.csv": """\
unit,label,kind,parent,valid_from,valid_to,aliases
province,LĐLĐ tỉnh Nhỏ,province,,,,LĐLĐ tỉnh
north,LĐLĐ huyện Bắc,district,province,,,
south,LĐLĐ huyện Nam,district,province,2010,,
closed,LĐLĐ huyện Cũ,district,province,,2018,
""",
    "rules.csv": """\
rule,section,relation,severity,message,advice
members-by-sector,workforce,"members == parts(members, sector)",,Đoàn viên bằng tổng các khối,
women-within-members,workforce,members(sex=FEMALE) <= members,,Nữ không quá tổng số,
members-within-employees,workforce,members <= employees,note,Đoàn viên không quá lao động,
""",
    "2019/edition.toml": f'year = 2019\nstatus = "official"\n{IMPRINT}',
    "2019/observations/workforce.csv": """\
measure,period,unit,sector,sex,value,printed,source,note
members,,,,,100,100,I.1,
members,,,HCSN,,60,60,I.1,
members,,,SXKD,,40,40,I.1,
members,,,,FEMALE,50,50,I.1,
members,2019-H1,,,,90,90,I.1,
members,2020,,,,120,120,IV.1,
employees,,,HCSN,,80,80,I.2,
employees,,,SXKD,,45,45,I.2,
wage,,,HCSN,,4000000,4 triệu,I.3,
wage,,,SXKD,,6000000,6 triệu,I.3,
staff,,,HCSN,,7,07,I.4,
staff,,,SXKD,,2,02,I.4,
seminar_share,,,,,33.3,"33,3%",I.5,
""",
    "2019/observations/welfare.csv": """\
measure,period,unit,campaign,value,printed,source,note
gift_parcels,,north,TET,30,30,II.1,
gift_parcels,,north,MAY,5,05,II.1,
gift_parcels,,south,TET,20,20,II.2,
gift_amount,,,,27500000,"27,5 triệu",II.3,
""",
    "2019/published.csv": """\
figure,value,printed,source,note
union_density,80,80%,I.1,
gift_average,500000,500.000đ,II.3,
""",
    "2019/narrative/workforce.md": """\
## overview

Đến ngày 31/12/2019, toàn tỉnh có {members} đoàn viên,
đạt {union_density} số lao động.
""",
    "2018/edition.toml": 'year = 2018\nstatus = "comparison"\n',
    "2018/observations/workforce.csv": """\
measure,period,unit,sector,sex,value,printed,source,note
members,,,,,80,80,I.1,
""",
}


@dataclass(frozen=True)
class Root:
    """The tiny data root in a folder of its own, to be spoilt by a test."""

    path: Path

    def write(self, name: str, content: str | bytes) -> None:
        """Write a file below the root, byte for byte."""
        path = self.path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())

    def read(self, name: str) -> str:
        """Return the content of a file."""
        return (self.path / name).read_bytes().decode()

    def edit(self, name: str, old: str, new: str) -> None:
        """Replace what stands exactly once in a file."""
        text = self.read(name)
        assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {name}"
        self.write(name, text.replace(old, new))

    def append(self, name: str, *lines: str) -> None:
        """Add lines at the end of a file."""
        self.write(name, self.read(name) + "".join(f"{line}\n" for line in lines))

    def load(self, year: int = 2019) -> Edition:
        """Open an edition of the root."""
        return load(year, self.path)

    def faults(self, notebooks: Path | None = None) -> list[str]:
        """Return what is wrong with the root, as the office reads it."""
        try:
            validate(self.load(), notebooks)
        except DataError as error:
            return [str(fault) for fault in error.faults]
        return []


def make_root(folder: Path) -> Root:
    """Write the tiny data root into a folder."""
    root = Root(folder / "data")
    for name, content in FILES.items():
        root.write(name, content)
    return root
