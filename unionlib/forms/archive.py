"""What a submitted file is, before anything opens it.

An .xlsx is a zip of XML. Its parts are unpacked here within limits (the sizes that it
declares may be lies), so that what the reader unpacks afterwards is known to be small,
and looked through for what a form never holds: macros, links to other files, embedded
objects, entity definitions, cells far outside of any form.
"""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import product
from pathlib import Path
from typing import Any

MOST_BYTES = 20 << 20  # of a file: a filled form has about 30 KB
MOST_UNPACKED = 64 << 20
MOST_MEMBERS = 300
MOST_RATIO = 200  # a bomb has 1000; XML of mostly empty cells reaches 50
_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# A cell beyond column ZZ or row 9999: the reader would make room for all before it. Or an
# attribute written as no spreadsheet program does, which could hide such a cell.
_FAR = re.compile(rb""" r(?:="(?:[A-Za-z]{3,}|[A-Za-z]{1,2}\d{5,}|\d{5,})|='|=\s|\s+=)""")
# A cell that does not begin with its place. None of the spreadsheet programs writes one, and what is
# looked up by its place, a formula or that it shows per cent, would not be found. Two patterns, as
# one that leaves the prefix open takes twice as long.
_PLACELESS = re.compile(rb'<c(?! r="[A-Z])[\s/>]')
_PLACELESS_PREFIXED = re.compile(rb'<\w+:c(?! r="[A-Z])[\s/>]')
_PLAIN = re.compile(rb"(?:\xef\xbb\xbf)?\s*+(?:<\?xml[^>]*\?>)?\s*+<[A-Za-z]")
_FORBIDDEN = {
    "xl/vbaproject": "tệp có macro; hãy lưu lại dạng .xlsx không có macro",
    "xl/macrosheets/": "tệp có macro (Excel 4.0); hãy lưu lại dạng .xlsx không có macro",
    "xl/externallinks/": "tệp có liên kết đến tệp khác; hãy dán lại thành giá trị rồi bỏ liên kết",
    "xl/connections": "tệp có kết nối dữ liệu bên ngoài; hãy xóa kết nối",
    "xl/embeddings/": "tệp có đối tượng nhúng; hãy xóa đối tượng",
    "xl/activex/": "tệp có đối tượng ActiveX; hãy xóa đối tượng",
}
_SWELLS = "tệp phình to bất thường khi giải nén nên không mở; hãy ghi số liệu vào biểu mẫu đã nhận"
_LINKS = "xl/_rels/workbook.xml.rels"
# What zipfile raises for a file that is not what it says, a password included.
_BROKEN = (
    zipfile.BadZipFile,
    RuntimeError,
    ValueError,
    OverflowError,
    EOFError,
    zlib.error,
)


class Unsafe(Exception):
    """A file that is not opened; the message says why and what to do (Vietnamese)."""

    def __init__(self, kind: str, message: str) -> None:
        self.kind = kind
        super().__init__(message)


@dataclass(frozen=True)
class Package:
    """A file that may be opened: its kind; of .xlsx its parts, and which holds each sheet."""

    kind: str
    data: bytes = field(repr=False)
    parts: dict[str, bytes] = field(default_factory=dict, repr=False)
    sheets: dict[str, str] = field(default_factory=dict, repr=False)


def content_of(path: Path) -> bytes:
    """Return the bytes of a file; of one that is too large, no more than show that it is."""
    with path.open("rb") as file:
        return file.read(MOST_BYTES + 1)


def inspect(data: bytes) -> Package:
    """Look at the bytes of a file and tell what it is.

    Raises
    ------
    Unsafe
        It is no workbook, or holds what a form never does.
    """
    if len(data) > MOST_BYTES:
        raise Unsafe("too-large", f"tệp lớn hơn {MOST_BYTES >> 20} MB; biểu mẫu không lớn như vậy")
    if data.startswith(_ZIP):
        parts = _unpacked(data)
        return Package("xlsx", data, parts, _sheets(parts))
    if data.startswith(_OLE):
        if "EncryptedPackage".encode("utf-16-le") in data:
            raise Unsafe("password", "tệp đặt mật khẩu; hãy bỏ mật khẩu rồi gửi lại")
        if "_VBA_PROJECT_CUR".encode("utf-16-le") in data:
            raise Unsafe("macros", "tệp có macro; hãy lưu lại dạng .xlsx không có macro")
        return Package("xls", data)
    if not data:
        raise Unsafe("not-excel", "tệp rỗng (0 byte); hãy tải lại hoặc gửi lại")
    raise Unsafe(
        "not-excel", "không phải tệp Excel (.xlsx, .xls); hãy mở biểu mẫu bằng Excel và lưu lại"
    )


def parse(content: bytes) -> Any:
    """Parse a part of the package; nothing outside of it is read."""
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    return etree.fromstring(content, parser)


def _unpacked(data: bytes) -> dict[str, bytes]:
    parts = {}
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for member in _members(archive):
                # Pictures and the like are neither needed here nor opened by the reader.
                lower = member.filename.lower()
                if lower.startswith("xl/") and lower.endswith((".xml", ".rels")):
                    content = _content(archive, member)
                    _look_through(lower, content)
                    parts[member.filename] = content
    except _BROKEN as error:
        raise Unsafe("damaged", "tệp hỏng hoặc đặt mật khẩu, không mở được; hãy gửi lại") from error
    if "xl/workbook.xml" not in parts:
        raise Unsafe(
            "not-excel", "không phải bảng tính .xlsx; hãy mở bằng Excel và lưu lại dạng .xlsx"
        )
    return parts


def _members(archive: zipfile.ZipFile) -> list[zipfile.ZipInfo]:
    """Return what the zip declares to hold, if a form may hold it."""
    members = archive.infolist()
    names = [member.filename.lower() for member in members]
    if len(members) > MOST_MEMBERS or sum(member.file_size for member in members) > MOST_UNPACKED:
        raise Unsafe("zip-bomb", _SWELLS)
    if len(set(names)) != len(names):
        raise Unsafe("damaged", "tệp có thành phần trùng tên; hãy mở bằng Excel và lưu lại")
    for name, (start, message) in product(names, _FORBIDDEN.items()):
        if name.startswith(start):
            raise Unsafe(start.split("/")[1], message)
    return members


def _content(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> bytes:
    """Unpack a member, and never more of it than it declares."""
    size = member.file_size
    if member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise Unsafe("damaged", "tệp nén bằng cách lạ; hãy mở bằng Excel và lưu lại")
    if size > 1 << 20 and size > MOST_RATIO * max(member.compress_size, 1):
        raise Unsafe("zip-bomb", _SWELLS)
    # What lies beyond the declared size would be left out unseen, and the reader unpack it.
    member.file_size += 1
    with archive.open(member) as file:
        content = file.read(size + 1)
    if len(content) != size:
        raise Unsafe(
            "zip-bomb", "tệp khai sai kích thước nên không mở; hãy mở bằng Excel và lưu lại"
        )
    return content


def _sheets(parts: Mapping[str, bytes]) -> dict[str, str]:
    """Return the part that holds each sheet, by the sheet's name."""
    from lxml import etree

    try:
        links = {
            link.get("Id"): link.get("Target", "")
            for link in parse(parts.get(_LINKS, b"<none/>")).iter("{*}Relationship")
        }
        found = {
            str(sheet.get("name", "")): posixpath.join("/xl", links.get(_link(sheet), ""))[1:]
            for sheet in parse(parts["xl/workbook.xml"]).iter("{*}sheet")
        }
    except etree.XMLSyntaxError as error:
        raise Unsafe("damaged", "tệp hỏng, không đọc được; hãy mở bằng Excel và lưu lại") from error
    for path in found.values():
        # What the reader would open there has not been looked through.
        if path not in parts or not path.lower().startswith("xl/worksheets/"):
            raise Unsafe("damaged", "tệp có trang ở chỗ lạ; hãy mở bằng Excel và lưu lại")
    return found


def _link(sheet: Any) -> str:
    """Return the name of a sheet's link, in whichever namespace: there are two of them."""
    return next((str(value) for name, value in sheet.items() if name.endswith("}id")), "")


def _look_through(name: str, content: bytes) -> None:
    # Definitions stand before the first element or nowhere; a plain beginning has none.
    begins = _PLAIN.match(content)
    defines = not begins and (b"<!DOCTYPE" in content or b"<!ENTITY" in content)
    if defines or b"\0" in content[:64]:
        raise Unsafe("entities", "tệp XML có khai báo lạ; hãy mở bằng Excel và lưu lại")
    if not name.startswith("xl/worksheets/"):
        return
    if _FAR.search(content) or _tabbed(content):
        raise Unsafe(
            "too-far",
            "tệp có ô nằm quá xa biểu (quá cột ZZ hoặc dòng 9999); hãy xóa các dòng, cột thừa",
        )
    prefixed = b":c" in content
    if _PLACELESS.search(content) or (prefixed and _PLACELESS_PREFIXED.search(content)):
        raise Unsafe("damaged", "tệp do một chương trình lạ ghi; hãy mở bằng Excel và lưu lại")


def _tabbed(content: bytes) -> bool:
    """Tell whether something else than a space stands before such an attribute.

    Single characters are looked for first: that is by far the fastest.
    """
    marks = [mark for mark in (b"\t", b"\n", b"\r") if content.find(mark, 200) >= 0]
    return any(mark + b"r" in content for mark in marks)
