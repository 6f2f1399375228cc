"""Proof-reading: what is wrong with words, before they are printed.

Figures in words are expressions; here each is computed once, so that a report never
stops half-way at a misspelt one, and no figure is typed by hand.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from typing import TYPE_CHECKING

from unionlib.errors import ExpressionError, Fault, UnionlibError
from unionlib.files import unclean
from unionlib.periods import YEARS
from unionlib.syntax import names
from unionlib.typed_figures import typed_figures

if TYPE_CHECKING:
    from unionlib.edition import Edition
    from unionlib.words import Words

_TABLE = re.compile(r"^[ \t]*(?:\|.*\||:?-+:?[ \t]*\|[-:| \t]*)[ \t]*$", re.MULTILINE)
_HEADING = re.compile(r"^[-*+> \t]*(#{1,6}[ \t].*?)[ \t]*$", re.MULTILINE)
_RAW = re.compile(r"(?<!\\)(?:<!--|</?[A-Za-z][\w-]*(?:\s[^<>]*)?/?>|~~[^~\n]+~~)")
_BRACES = re.compile(r"(?<!\\)\{(?:[^{}\n]|\n(?!\s*\n))*\}")
_LONE = re.compile(r"(?<!\\)[{}]")


def typed_fault(file: str, line: int, figure: str) -> Fault:
    """Say that a figure was typed by hand."""
    message = f"số '{figure}' được gõ tay; hãy lấy từ dữ liệu: {{chỉ_tiêu}}"
    return Fault(file, line, "", message)


def typed_faults(words: Words) -> Iterator[Fault]:
    """Yield a fault for each figure that was typed by hand."""
    for line, figure in typed_figures(words.text):
        yield typed_fault(words.file, words.line + line - 1, figure)


def markup_faults(words: Words) -> Iterator[Fault]:
    """Yield a fault for each piece of Markdown that the report cannot print."""
    from unionlib.sentences import ADDRESS, links, written

    try:
        found, texts = links(words.text), written(words.text)
    except UnionlibError:  # lone braces: told with the expressions
        return
    for line, text in texts:
        for message in unclean(text):
            yield Fault(words.file, words.line + line - 1, "", message)
    for line, address, picture in found:
        if picture:
            message = (
                f"hình '{address}' không in được trong câu; hãy bỏ đi, hoặc dùng liên kết https://"
            )
        elif not ADDRESS.match(address):
            message = f"liên kết đến '{address}' không dùng được trong báo cáo; chỉ dùng https://, mailto: hoặc #"
        else:
            continue
        yield Fault(words.file, words.line + line - 1, "", message)
    for raw in _RAW.finditer(words.text):
        line = words.line + words.text.count("\n", 0, raw.start())
        message = (f"'{raw[0]}' sẽ in ra nguyên như vậy; hãy xóa đi, chữ chỉ trình bày được bằng "
                   "**đậm**, *nghiêng*, danh sách và trích dẫn")  # fmt: skip
        yield Fault(words.file, line, "", message)
    if not words.years_only:
        yield from _block_faults(words)


def _block_faults(words: Words) -> Iterator[Fault]:
    """Yield a fault for each heading and table, which only a notebook's Markdown may have."""
    for heading in _HEADING.finditer(words.text):
        line = words.line + words.text.count("\n", 0, heading.start())
        message = f"đề mục '{heading[1]}' sẽ in ra nguyên như vậy; hãy viết đề mục ở ô Markdown của sổ tay"
        yield Fault(words.file, line, "", message)
    if table := _TABLE.search(words.text):
        line = words.text.count("\n", 0, table.start())
        message = (
            "bảng viết bằng dấu | sẽ in ra nguyên như vậy; hãy lập bảng bằng table(…) trong sổ tay"
        )
        yield Fault(words.file, words.line + line, "", message)


def expression_faults(edition: Edition, words: Words, remarks: list[Fault]) -> Iterator[Fault]:
    """Yield a fault for each expression of a text that cannot be computed.

    Parameters
    ----------
    edition, words
        The edition and a text of its report.
    remarks : list of Fault
        The expressions that have no value are added here: the sentence will say so.
    """
    from unionlib.sentences import fields

    try:
        found = fields(words.text)
    except UnionlibError as error:
        yield Fault(words.file, words.line + _lone_brace(words.text), "", str(error))
        return
    for line, expression, spec in found:
        if expression in YEARS or expression in (words.names or ()):
            continue
        place = words.file, words.line + line - 1, ""
        if words.years_only:
            message = f"ô văn bản chỉ điền được {', '.join(YEARS)}; số liệu hãy viết bằng say(…)"
            yield Fault(*place, f"{{{expression}}}: {message}")
        elif _constant(expression):
            message = "không nêu chỉ tiêu nào; số in trong câu phải lấy từ dữ liệu"
            yield Fault(*place, f"{{{expression}}}: {message}")
        elif words.names is not None:
            try:
                figure = edition.quantity(expression)
                text = figure.text(spec)
            except UnionlibError as error:
                yield Fault(*place, f"{{{expression}}}: {error}")
                continue
            if figure.value is None and text and words.sure:
                remarks.append(
                    Fault(*place, f"{{{expression}}}: câu sẽ in “{text}” – {figure.reason}")
                )


def unprinted(blocks: Mapping[str, Words], printed: Collection[str]) -> Iterator[Fault]:
    """Yield a remark for each block of the narrative that no notebook prints."""
    for name, words in blocks.items():
        if name not in printed:
            block = name.partition(".")[2]
            message = (
                f"không sổ tay nào in mục '{block}'; "
                f'hãy thêm narrate(edition, "{name}") hoặc xóa mục này'
            )
            yield Fault(words.file, words.line, "", message)


def _constant(expression: str) -> bool:
    """Tell whether an expression can be read and names no measure."""
    try:
        return not names(expression).measures
    except ExpressionError:
        return False


def _lone_brace(text: str) -> int:
    """Return the line, counted from 0, of the first brace without its other half."""
    paired = _BRACES.sub(lambda match: "\n" * match[0].count("\n"), text)
    lone = _LONE.search(paired)
    return paired.count("\n", 0, lone.start()) if lone else 0
