"""The words of an edition, checked: its narrative and what its notebooks say.

Figures in words are expressions; here each is computed once, so that a report never
stops half-way at a misspelt one, and no figure is typed by hand.
"""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from unionlib.errors import DataError, Fault, ReportError, UnionlibError, suggest
from unionlib.files import exists, read_csv, read_text
from unionlib.typed import typed_figures

if TYPE_CHECKING:
    from unionlib.edition import Edition

CHARTS = ("bars", "columns")
SHOWN = ("say", *CHARTS)  # the calls whose words a reader sees
_NOTEBOOK = re.compile(r"[0-9]{2}_[A-Za-z0-9_]+\.ipynb")
_HEADING = re.compile(r"^##[ \t]+(.*?)[ \t]*$", re.MULTILINE)


@dataclass(frozen=True)
class Words:
    """A piece of text, where it begins, and the names that its braces may use besides.

    ``names`` is None where a notebook passes names that only running it can tell;
    ``years_only`` where nothing but years is filled in, as in a notebook's Markdown.
    """

    file: str
    line: int
    text: str
    names: frozenset[str] | None = frozenset()
    years_only: bool = False


def abbreviations(edition: Edition) -> dict[str, str]:
    """Return what abbreviations mean, as ``data/abbreviations.csv`` lists them; without it, none.

    Raises
    ------
    DataError
        With every fault of the file.
    """
    faults: list[Fault] = []
    meanings: dict[str, str] = {}
    path = edition.data / "abbreviations.csv"
    columns = ("abbreviation", "meaning")
    for line, row in read_csv(path, columns, edition.data, faults) if exists(path) else ():
        for column, text in row.items():
            if not text:
                faults.append(Fault(path.name, line, column, "để trống"))
        if row["abbreviation"] in meanings:
            message = f"'{row['abbreviation']}' trùng lặp"
            faults.append(Fault(path.name, line, "abbreviation", message))
        meanings[row["abbreviation"]] = row["meaning"]
    if faults:
        raise DataError(faults)
    return meanings


def read_narrative(path: Path, root: Path, faults: list[Fault]) -> dict[str, Words]:
    """Return the blocks of a narrative file by their heading."""
    text = read_text(path, root, faults)
    if text is None:
        return {}
    name = path.relative_to(root).as_posix()
    before, *parts = _HEADING.split(text)
    if before.strip():
        faults.append(Fault(name, 1, "", "có nội dung trước tiêu đề '## tên_mục' đầu tiên"))
    blocks: dict[str, Words] = {}
    line = 1 + before.count("\n")
    for heading, body in zip(parts[::2], parts[1::2], strict=True):
        if not re.fullmatch("[a-z][a-z0-9_]*", heading):
            faults.append(Fault(name, line, "", f"tiêu đề '{heading}' phải là mã (a-z, 0-9, _)"))
        if heading in blocks:
            faults.append(Fault(name, line, "", f"mục '{heading}' trùng lặp"))
        blocks[heading] = Words(name, line, body)
        line += body.count("\n")
    return blocks


def narratives(edition: Edition, faults: list[Fault]) -> dict[str, Words]:
    """Return every block of an edition's narrative by ``section.block``."""
    sections = edition.codebook.sections
    found: dict[str, Words] = {}
    for path in sorted((edition.folder / "narrative").glob("*.md")):
        blocks = read_narrative(path, edition.data, faults)
        found |= {f"{path.stem}.{name}": words for name, words in blocks.items()}
        if path.stem not in sections:
            name = path.relative_to(edition.data).as_posix()
            message = f"không có phần '{path.stem}'. {suggest(path.stem, sections)}"
            faults.append(Fault(name, 0, "", message))
    return found


def section_notebooks(folder: Path) -> dict[str, Path]:
    """Return the section notebooks by name, in the order of their numbers.

    Raises
    ------
    ReportError
        There is none.
    DataError
        Some begin with a number but have no section's name, or one that is taken.
    """
    found: dict[str, Path] = {}
    faults: list[Fault] = []
    for path in sorted(folder.glob("[0-9][0-9]_*.ipynb")):
        name, file = path.stem[3:], f"{folder.name}/{path.name}"
        if not _NOTEBOOK.fullmatch(path.name):
            allowed = "NN_tên.ipynb, tên chỉ gồm chữ cái không dấu, chữ số và gạch dưới"
            faults.append(Fault(file, 0, "", f"tên tệp phải là {allowed}"))
        elif name in found:
            faults.append(Fault(file, 0, "", f"phần '{name}' đã có sổ tay {found[name].name}"))
        else:
            found[name] = path
    if faults:
        raise DataError(faults)
    if not found:
        raise ReportError(f"không tìm thấy sổ tay NN_tên.ipynb trong {folder}")
    return found


def unspoken(edition: Edition, folder: Path, found: Collection[str]) -> list[Fault]:
    """Return a fault for each section that has figures or words this year, and no notebook."""
    with_files = {
        path.stem
        for kind in ("observations", "narrative")
        for path in edition.folder.glob(f"{kind}/*.*")
    }
    return [
        Fault(
            folder.name, 0, "", f"phần '{section}' có số liệu mà không có sổ tay NN_{section}.ipynb"
        )
        for section in edition.codebook.sections
        if section in with_files and section not in found
    ]


def notebook_words(path: Path, blocks: Collection[str], faults: list[Fault]) -> list[Words]:
    """Return the Markdown of a notebook and the strings that it shows.

    Parameters
    ----------
    blocks : collection of str
        The narrative blocks there are, ``section.block``; the notebook may print these.
    """
    file = f"{path.parent.name}/{path.name}"
    try:
        cells = json.loads(path.read_text("utf-8"))["cells"]
        sources = [(cell["cell_type"], "".join(cell["source"])) for cell in cells]
    except (OSError, ValueError, TypeError, KeyError) as error:
        faults.append(Fault(file, 0, "", f"không đọc được sổ tay: {error}"))
        return []
    found: list[Words] = []
    for number, (kind, source) in enumerate(sources, 1):
        where = f"{file}, ô {number}"
        if kind == "markdown":
            found.append(Words(where, 1, source, years_only=True))
        elif kind == "code":
            found += _spoken(where, source, blocks, faults)
    return found


def _spoken(
    where: str, source: str, blocks: Collection[str], faults: list[Fault]
) -> Iterator[Words]:
    """Yield the strings of a code cell that its reader sees."""
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError) as error:
        line = (error.lineno or 0) if isinstance(error, SyntaxError) else 0
        faults.append(Fault(where, line, "", f"không đọc được mã: {error}"))
        return
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    for call in calls:
        called = call.func.id if isinstance(call.func, ast.Name) else ""
        # A chart names its columns by headings: those are no words of its own.
        placed = [*call.args[:1], *call.args[2:]] if called in CHARTS else call.args
        unseen = ("id", "column", "of") if called in CHARTS else ("id",)
        strings = [
            (node.lineno, node.value)
            for argument in [
                *placed,
                *(key.value for key in call.keywords if key.arg not in unseen),
            ]
            for node in ast.walk(argument)
            if isinstance(node, ast.Constant) and isinstance(node.value, str)
        ]
        if called in SHOWN:
            names = {key.arg for key in call.keywords}
            known = None if None in names else frozenset(str(name) for name in names)
            for line, text in strings:
                yield Words(where, line, text, known)
        elif called == "narrate":
            faults += [
                Fault(where, line, "", f"không có mục '{text}'. {suggest(text, blocks)}")
                for line, text in strings
                if text not in blocks
            ]


def typed_faults(words: Words) -> Iterator[Fault]:
    """Yield a fault for each figure that was typed by hand."""
    for line, figure in typed_figures(words.text):
        message = f"số '{figure}' được gõ tay; hãy lấy từ dữ liệu: {{chỉ_tiêu}}"
        yield Fault(words.file, words.line + line - 1, "", message)


def expression_faults(edition: Edition, words: Words) -> Iterator[Fault]:
    """Yield a fault for each expression of a text that cannot be computed."""
    from unionlib.show.prose import YEARS, fields

    try:
        found = fields(words.text)
    except UnionlibError as error:
        lines = enumerate(words.text.split("\n"), words.line)
        odd = (line for line, text in lines if text.count("{") != text.count("}"))
        yield Fault(words.file, next(odd, words.line), "", str(error))
        return
    for line, expression, spec in found:
        if expression in YEARS or words.names is None or expression in words.names:
            continue
        if words.years_only:
            message = f"ô văn bản chỉ điền được {', '.join(YEARS)}; số liệu hãy viết bằng say(…)"
            yield Fault(words.file, words.line + line - 1, "", f"{{{expression}}}: {message}")
            continue
        try:
            edition.quantity(expression).text(spec)
        except UnionlibError as error:
            yield Fault(words.file, words.line + line - 1, "", f"{{{expression}}}: {error}")
