"""One submission, judged: which unit's form it is, its figures, and what is wrong."""

from __future__ import annotations

import hashlib
from array import array
from collections.abc import Mapping

from unionlib.codebook import Unit
from unionlib.forms import layout
from unionlib.forms.archive import Unsafe, inspect
from unionlib.forms.cells import NAN, SheetReader
from unionlib.forms.compare import compare
from unionlib.forms.findings import MOST, QUESTION, clean, inert
from unionlib.forms.layout import Form, cell_name
from unionlib.forms.place import absent, besides, in_place
from unionlib.forms.read import Book, cover_texts, identify, open_book
from unionlib.forms.submission import Context, Submission

_UNIT = cell_name(layout.COVER_UNIT, 1)


class _Refused(Exception):
    """A workbook whose figures are not read: sheet, cell, kind and message of the finding."""


def judge(file: str, data: bytes, context: Context) -> Submission:
    """Read the bytes of one file and judge them; a bad file is a finding, never an error."""
    sent = Submission(file, hashlib.sha256(data).hexdigest())
    try:
        book = open_book(inspect(data))
        _figures(book, _identified(book, sent, context), sent, context)
    except _Refused as error:
        sent.find(*error.args)
    except Unsafe as error:
        sent.find("", "", error.kind, str(error))
    except (KeyboardInterrupt, SystemExit, MemoryError):
        raise
    except BaseException as error:  # noqa: BLE001 - the reader's panics; one file must not stop the others
        sent.find(
            "",
            "",
            "damaged",
            f"tệp không đọc được ({type(error).__name__}); hãy mở bằng Excel và lưu lại",
        )
    if len(sent.findings) > MOST:
        many = len(sent.findings)
        sent.findings = sorted(sent.findings, key=lambda found: found.severity)[:MOST]
        message = f"tệp có {many} phát hiện, chỉ nêu {MOST}; hãy xem lại toàn bộ biểu"
        sent.find("", "", "more", message)
    return sent


def _identified(book: Book, sent: Submission, context: Context) -> Form:
    """Find out which form it is, and whose.

    Raises
    ------
    _Refused
        It is not the form that the unit was sent.
    """
    told = identify(book)
    texts = cover_texts(book)
    sent.contact = ", ".join(
        inert(texts[row]) for row in (layout.COVER_AUTHOR, layout.COVER_PHONE) if texts.get(row)
    )
    written = texts.get(layout.COVER_UNIT, "")
    ours = context.units.get(told.unit)
    if ours is not None and written == ours.label:
        named = ours.name
    else:
        named = context.named(written) if written else ""
    if not told.version:
        sent.unit = named
        message = "không phải biểu mẫu đã gửi cho các đơn vị (không có mã biểu); hãy ghi số liệu vào biểu mẫu đã nhận"
        raise _Refused("", "", "no-form", message)
    unit = told.unit or named
    if unit in context.units:
        sent.unit = unit
    if told.year != str(context.year):
        message = f"biểu của năm {clean(told.year, 20) or '?'}, cần biểu năm {context.year}; hãy ghi số liệu vào biểu mẫu năm {context.year} đã nhận"
        raise _Refused(layout.COVER, "", "wrong-year", message)
    if unit not in context.units:
        # A name that is in the list is not what is missing there: the hidden page's code is.
        code = clean(told.unit, 60)
        shown = code if named else clean(written) or code
        message = f"đơn vị “{shown}” không có trong danh sách đơn vị báo cáo năm {context.year}; hãy dùng biểu mẫu đã nhận, hoặc đề nghị nơi gửi biểu xem lại danh sách (units.csv)"
        raise _Refused(layout.COVER, _UNIT, "unknown-unit", message)
    kind = context.units[unit].kind
    form = context.forms[kind]
    if (told.kind, told.version) != (kind, form.version):
        message = f"biểu phiên bản {clean(told.version, 20)}, nay dùng phiên bản {form.version}; hãy chép số liệu sang biểu mới được gửi lại"
        raise _Refused(layout.COVER, "", "old-version", message)
    if not told.hidden:
        message = (
            "trang ẩn nhận dạng biểu đã mất; nhận ra đơn vị theo tên ở trang bìa, đề nghị xác nhận"
        )
        sent.find(layout.COVER, _UNIT, "identity-lost", message, QUESTION)
    elif told.seal != layout.seal(form, unit):
        message = "trang ẩn nhận dạng biểu đã bị sửa; hãy ghi số liệu vào biểu mẫu đã nhận"
        raise _Refused(layout.COVER, "", "tampered", message)
    if named != unit:
        raise _not_named(texts, context.units[unit])
    sent.kind, sent.version = kind, form.version
    return form


def _not_named(texts: Mapping[int, str], unit: Unit) -> _Refused:
    """Say that a unit's form has no cover, or one with no name or another unit's."""
    if not texts:
        return _Refused(layout.COVER, "", "sheet-missing", absent(layout.COVER))
    written = clean(texts[layout.COVER_UNIT])
    says = f"ghi “{written}”" if written else "để trống tên đơn vị"
    message = f"trang bìa {says} nhưng đây là biểu cấp cho {unit.label}; hãy dùng đúng biểu của đơn vị mình"
    return _Refused(layout.COVER, _UNIT, "wrong-unit", message)


def _figures(book: Book, form: Form, sent: Submission, context: Context) -> None:
    sent.values = array("d", [NAN] * len(form.fields))
    start = 0
    for sheet in form.sheets:
        page = book.page(sheet.name)
        if page is None:
            sent.find(sheet.name, "", "sheet-missing", absent(sheet.name))
        elif in_place(book, page, sheet, sent):
            SheetReader(book, page, sheet, sent, start).read()
        start += len(sheet.figures)
    besides(book, form, sent)
    compare(form, sent, context.before.get(sent.unit, {}), context.province)
