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
from html import unescape

MOST_BYTES = 20 << 20  # of a file: a filled form has about 30 KB
MOST_UNPACKED = 64 << 20
MOST_MEMBERS = 300
MOST_RATIO = 200  # a bomb has 1000; XML of mostly empty cells reaches 50
_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# A cell beyond column ZZ or row 9999: the reader would make room for all before it. Or an
# attribute written as no spreadsheet program does, which could hide such a cell.
_FAR = re.compile(rb""" r(?:="(?:[A-Za-z]{3,}|[A-Za-z]{1,2}\d{5,}|\d{5,})|='|=\s|\s+=)""")
_PLAIN = re.compile(rb"(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]*\?>)?\s*<[A-Za-z]")
_FORBIDDEN = {
    "xl/vbaproject": "tệp có macro; hãy lưu lại dạng .xlsx không có macro",
    "xl/macrosheets/": "tệp có macro (Excel 4.0); hãy lưu lại dạng .xlsx không có macro",
    "xl/externallinks/": "tệp có liên kết đến tệp khác; hãy dán lại thành giá trị rồi bỏ liên kết",
    "xl/connections": "tệp có kết nối dữ liệu bên ngoài; hãy xóa kết nối",
    "xl/embeddings/": "tệp có đối tượng nhúng; hãy xóa đối tượng",
    "xl/activex/": "tệp có đối tượng ActiveX; hãy xóa đối tượng",
}
_STARTS = tuple(_FORBIDDEN)
# Two small parts that every file needs are not worth a parser's import.
_SHEET = re.compile(rb"<(?:\w+:)?sheet\s([^>]*)>")
_LINK = re.compile(rb"<(?:\w+:)?Relationship\s([^>]*)>")
_ATTRIBUTE = re.compile(r"""(?:\w+:)?(\w+)\s*=\s*(?:"([^"]*)"|'([^']*)')""")


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
    raise Unsafe(
        "not-excel", "không phải tệp Excel (.xlsx, .xls); hãy mở biểu mẫu bằng Excel và lưu lại"
    )


def _unpacked(data: bytes) -> dict[str, bytes]:
    parts = {}
    for member in _members(data):
        # Pictures and the like are neither needed here nor opened by the reader.
        lower = member.filename.lower()
        if lower.startswith("xl/") and lower.endswith((".xml", ".rels")):
            content = _content(data, member)
            _look_through(lower, content)
            parts[member.filename] = content
    if "xl/workbook.xml" not in parts:
        raise Unsafe(
            "not-excel", "không phải bảng tính .xlsx; hãy mở bằng Excel và lưu lại dạng .xlsx"
        )
    return parts


def _members(data: bytes) -> list[zipfile.ZipInfo]:
    """Return what the zip declares to hold, if a form may hold it."""
    try:
        members = zipfile.ZipFile(io.BytesIO(data)).infolist()
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OverflowError) as error:
        raise Unsafe("damaged", "tệp hỏng, không mở được; hãy gửi lại") from error
    names = [member.filename.lower() for member in members]
    if len(members) > MOST_MEMBERS or sum(member.file_size for member in members) > MOST_UNPACKED:
        raise Unsafe("zip-bomb", "tệp nén phình to bất thường; không mở")
    if len(set(names)) != len(names):
        raise Unsafe("damaged", "tệp có thành phần trùng tên; hãy mở bằng Excel và lưu lại")
    for name in names:
        if name.startswith(_STARTS):
            start = next(start for start in _STARTS if name.startswith(start))
            raise Unsafe(start.split("/")[1], _FORBIDDEN[start])
    return members


def _sheets(parts: Mapping[str, bytes]) -> dict[str, str]:
    """Return the part that holds each sheet, by the sheet's name."""
    links = {}
    for tag in _LINK.findall(parts.get("xl/_rels/workbook.xml.rels", b"")):
        link = _attributes(tag)
        links[link.get("Id", "")] = link.get("Target", "")
    found = {}
    for tag in _SHEET.findall(parts["xl/workbook.xml"]):
        sheet = _attributes(tag)
        path = posixpath.join("/xl", links.get(sheet.get("id", ""), ""))
        found[sheet.get("name", "")] = posixpath.normpath(path).lstrip("/")
    for path in found.values():
        # What the reader would open there has not been looked through.
        if path not in parts or not path.lower().startswith("xl/worksheets/"):
            raise Unsafe("damaged", "tệp có trang ở chỗ lạ; hãy mở bằng Excel và lưu lại")
    return found


def _attributes(tag: bytes) -> dict[str, str]:
    """Return the attributes of a tag, their prefixes left out."""
    pairs = _ATTRIBUTE.findall(tag.decode("utf-8", "replace"))
    return {name: unescape(double or single) for name, double, single in pairs}


def _content(data: bytes, member: zipfile.ZipInfo) -> bytes:
    """Unpack a member, and never more of it than it declares."""
    start = member.header_offset
    header = data[start : start + 30]
    if len(header) < 30 or not header.startswith(_ZIP) or member.flag_bits & 1:
        raise Unsafe("damaged", "tệp hỏng hoặc đặt mật khẩu, không mở được; hãy gửi lại")
    start += 30 + int.from_bytes(header[26:28], "little") + int.from_bytes(header[28:30], "little")
    packed = data[start : start + member.compress_size]
    if member.compress_type == zipfile.ZIP_STORED:
        content = packed
    elif member.compress_type == zipfile.ZIP_DEFLATED:
        if member.file_size > 1 << 20 and member.file_size > MOST_RATIO * max(
            member.compress_size, 1
        ):
            raise Unsafe("zip-bomb", "tệp nén phình to bất thường; không mở")
        try:
            content = zlib.decompressobj(-15).decompress(packed, member.file_size + 1)
        except zlib.error as error:
            raise Unsafe("damaged", "tệp hỏng, không mở được; hãy gửi lại") from error
    else:
        raise Unsafe("damaged", "tệp nén bằng cách lạ; hãy mở bằng Excel và lưu lại")
    if len(content) != member.file_size:
        raise Unsafe("zip-bomb", "tệp khai sai kích thước; không mở")
    return content


def _look_through(name: str, content: bytes) -> None:
    # Definitions stand before the first element or nowhere; a plain beginning has none.
    begins = _PLAIN.match(content)
    defines = not begins and (b"<!DOCTYPE" in content or b"<!ENTITY" in content)
    if defines or b"\0" in content[:64]:
        raise Unsafe("entities", "tệp XML có khai báo lạ; hãy mở bằng Excel và lưu lại")
    if name.startswith("xl/worksheets/") and (_FAR.search(content) or _tabbed(content)):
        raise Unsafe(
            "too-far",
            "tệp có ô nằm quá xa biểu (quá cột ZZ hoặc dòng 9999); hãy xóa các dòng, cột thừa",
        )


def _tabbed(content: bytes) -> bool:
    """Tell whether something else than a space stands before such an attribute.

    Single characters are looked for first: that is by far the fastest.
    """
    marks = [mark for mark in (b"\t", b"\n", b"\r") if content.find(mark, 200) >= 0]
    return any(mark + b"r" in content for mark in marks)
