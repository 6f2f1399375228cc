"""What a section notebook says: its Markdown, the strings and blocks that it prints, its formulas."""

from __future__ import annotations

import ast
import re
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from unionlib.consistency import unknown_names, unknown_section
from unionlib.errors import DataError, ExpressionError, Fault, suggest
from unionlib.notebooks import UNREADABLE, called, calls, read_cells, strings
from unionlib.proofread import typed_fault, typed_faults
from unionlib.syntax import names
from unionlib.words import Words

if TYPE_CHECKING:
    from unionlib.codebook import Codebook
    from unionlib.edition import Edition

SAID = ("say", "prose")  # the calls that fill in the figures of a text
PRINTED = (*SAID, "print", "str")  # where a number is read as it stands
# The calls whose fourth argument holds formulas, and how it is called where it is named.
TABLES = {"tabulate": "columns", "listing": "rows", "trend": "figures"}
LITERAL = (
    'say(…) cần một câu viết liền trong dấu ngoặc kép, không ghép, không dùng biến hay f"…"; '
    "số liệu viết trong câu là {chỉ_tiêu}"
)
_CODE = re.compile(r"[^\W\d]\S*|(?:19|20)[0-9]{2}")  # no sentence: a name, an id, a year


def notebook_words(
    path: Path, edition: Edition, blocks: Collection[str], printed: set[str], faults: list[Fault]
) -> list[Words]:
    """Return the Markdown of a notebook and the sentences that it shows.

    Parameters
    ----------
    edition : Edition
        Whose codebook its formulas may name, and whose narrative it prints.
    blocks : collection of str
        The narrative blocks there are, ``section.block``; the notebook may print these.
    printed : set of str
        The blocks that it prints are added here.
    faults : list of Fault
        What is wrong is added here, typed figures in other strings of its code included.
    """
    file = f"{path.parent.name}/{path.name}"
    try:
        cells = read_cells(path)
    except DataError as error:
        faults += error.faults
        return []
    found: list[Words] = []
    for number, (kind, source, tags) in enumerate(cells, 1):
        where = f"{file}, ô {number}"
        if kind == "markdown":
            found.append(Words(where, 1, source, years_only=True))
        elif kind == "code":
            try:
                tree = ast.parse(source)
            except UNREADABLE as error:
                line, words = 0, str(error) or type(error).__name__
                if isinstance(error, SyntaxError):  # whose own text names a file, <unknown>
                    line, words = error.lineno or 0, error.msg
                faults.append(Fault(where, line, "", f"không đọc được mã: {words}"))
                continue
            found += _shown(where, tree, faults)
            printed |= _narrated(where, tree, edition, blocks, faults)
            faults += _typed(where, tree) if "parameters" not in tags else ()
            faults += _formula_faults(where, tree, edition.codebook)
    return found


def _shown(where: str, tree: ast.Module, faults: list[Fault]) -> Iterator[Words]:
    """Yield the texts whose figures are filled in, and the captions of charts."""
    for call in calls(tree, *SAID, "bars"):
        said = called(call) in SAID
        if said and not all(isinstance(text, ast.Constant) for text in call.args[1:]):
            faults.append(Fault(where, call.lineno, "", LITERAL))
        # A chart names its columns by headings: those are no words of its own.
        placed = call.args if said else [*call.args[:1], *call.args[2:]]
        unseen = ("id",) if said else ("id", "column", "of")
        keys = {key.arg for key in call.keywords}
        known = None if None in keys else frozenset(str(key) for key in keys)
        for seen in [*placed, *(key.value for key in call.keywords if key.arg not in unseen)]:
            for line, text in strings(seen):
                yield Words(where, line, text, known, sure="when" not in keys)


def _narrated(
    where: str, tree: ast.Module, edition: Edition, blocks: Collection[str], faults: list[Fault]
) -> set[str]:
    """Return the blocks that a cell prints; a section without any is told once, by its file."""
    asked = [named for call in calls(tree, "narrate") for named in strings(call)]
    sections = edition.codebook.sections
    worded = {name.partition(".")[0] for name in blocks}
    for line, name in asked:
        section = name.partition(".")[0]
        file = f"{edition.year}/narrative/{section}.md"
        if section not in sections:
            faults.append(Fault(where, line, "", unknown_section(section, sections)))
        elif section not in worded:
            if not any(fault.file == file for fault in faults):
                message = "thiếu tệp này, hoặc trong tệp chưa có '## mục' nào"
                faults.append(Fault(file, 0, "", message))
        elif name not in blocks:
            faults.append(Fault(where, line, "", f"không có mục '{name}'. {suggest(name, blocks)}"))
    return {name for _, name in asked}


def _typed(where: str, tree: ast.Module) -> Iterator[Fault]:
    """Yield a fault for each figure typed into a cell, wherever it may come to be read."""
    for line, text in strings(tree):
        if not _CODE.fullmatch(text) and not _computed(text):
            yield from typed_faults(Words(where, line, text))
    read = [
        value
        for call in calls(tree, *PRINTED)
        for value in (*call.args, *(key.value for key in call.keywords))
    ]
    read += [
        node.value for node in ast.walk(tree) if isinstance(node, ast.FormattedValue | ast.Expr)
    ]
    for value in read:
        if isinstance(value, ast.Constant) and type(value.value) in (int, float):
            yield typed_fault(where, value.lineno, ast.unparse(value))


def _computed(text: str) -> bool:
    """Tell whether a string is an expression of measures, and no sentence."""
    try:
        return bool(names(text).measures)
    except ExpressionError:
        return False


def _formula_faults(where: str, tree: ast.Module, book: Codebook) -> Iterator[Fault]:
    """Yield a fault for each formula of a cell that cannot be read, or names what is not there.

    Formulas are not computed: in a table each row does so for itself.
    """
    for line, text in _formulas(tree):
        try:
            messages = [*unknown_names(book, names(text))]
        except ExpressionError as error:
            messages = [str(error)]
        for message in messages:
            yield Fault(where, line, "", message)


def _formulas(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Yield the formulas that are written out where they are used: edition["…"], tabulate(…)."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Subscript) and getattr(node.value, "id", "") == "edition":
            yield from _written(node.slice)
        elif isinstance(node, ast.Call) and (key := TABLES.get(called(node))):
            given = [keyword.value for keyword in node.keywords if keyword.arg == key]
            for figures in given or node.args[3:4]:
                yield from _written(figures)


def _written(node: ast.expr | None) -> Iterator[tuple[int, str]]:
    """Yield a text that is written out, or those of a list or of the values of a mapping."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value:
        yield node.lineno, node.value
    elif isinstance(node, ast.List | ast.Tuple | ast.Dict):
        for each in node.values if isinstance(node, ast.Dict) else node.elts:
            yield from _written(each)
