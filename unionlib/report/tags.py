"""Row headers in the tags of a PDF.

Typst tags the cells of a table's head as headers; for the first cells of its rows it
keeps ``pdf.header-cell`` behind a feature that its wheel cannot switch on. Without
them a screen reader says a number's column and not its row. So they are tagged here,
and every number is told both its headers, as Typst itself writes them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from unionlib.errors import ReportError
from unionlib.report.paper.tree import Element

if TYPE_CHECKING:
    import pikepdf


def tag_row_headers(pdf: bytes, tree: Element) -> bytes:
    """Tag the cells of a PDF's tables that head their rows.

    Parameters
    ----------
    pdf : bytes
        The PDF that was made of the paper.
    tree : lxml.etree._Element
        The paper's tree, which says what heads a row.
    """
    import pikepdf

    with _open(pdf) as document:
        root = document.Root.StructTreeRoot
        tables = list(_tables(root))
        changed: list[pikepdf.Object] = []
        heads: dict[str, pikepdf.Object] = {}
        for number, (tags, table) in enumerate(zip(tables, tree.iter("table"), strict=True)):
            all_rows = zip(_rows(tags), table.iterfind("tr"), strict=True)
            below = [(tag, row) for tag, row in all_rows if row.get("part") != "head"]
            for line, (row_tags, row) in enumerate(below):
                cells = list(zip(_children(row_tags), row, strict=True))
                heads |= _tag_row(cells, f"R{number}y{line}")
                changed += [tag for tag, _ in cells]
        if not heads:
            return pdf
        known = root.get("/IDTree", pikepdf.Dictionary()).get("/Names", pikepdf.Array())
        pairs = {str(known[n]): known[n + 1] for n in range(0, len(known), 2)} | heads
        listed = [part for name in sorted(pairs) for part in (pikepdf.String(name), pairs[name])]
        root.IDTree = pikepdf.Dictionary(Names=pikepdf.Array(listed))
        return _append(pdf, [root, *changed])


@contextmanager
def _open(pdf: bytes) -> Iterator[pikepdf.Pdf]:
    """Open a PDF from a file: of bytes in memory, qpdf asks Python for each object, half as fast."""
    import pikepdf

    with TemporaryDirectory() as folder:
        file = Path(folder) / "report.pdf"
        file.write_bytes(pdf)
        with pikepdf.open(file) as document:
            yield document


def _append(pdf: bytes, changed: list[pikepdf.Object]) -> bytes:
    """Append changed objects as an update; what Typst wrote stays as it is, to the byte.

    Written anew by pikepdf, the file would no longer be PDF/A: some of its streams would
    end without the line end that PDF/A wants there.
    """
    trailer = re.search(
        rb"trailer\s*<<(.*?)>>\s*startxref\s*(\d+)\s*%%EOF\s*$", pdf[-2048:], re.DOTALL
    )
    if trailer is None:
        raise ReportError(
            "bản PDF của Typst kết thúc theo cách khác: không đánh dấu được tiêu đề hàng"
        )
    parts = [pdf, b"" if pdf.endswith(b"\n") else b"\n"]
    offset = sum(map(len, parts))
    entries = []
    for node in sorted(changed, key=lambda node: node.objgen):
        number, generation = node.objgen
        body = node.unparse(resolved=True)
        parts.append(b"%d %d obj\n%b\nendobj\n" % (number, generation, body))
        entries.append(b"%d 1\n%010d %05d n \n" % (number, offset, generation))
        offset += len(parts[-1])
    parts += [b"xref\n", *entries, b"trailer\n<<%b/Prev %b>>\n" % (trailer[1], trailer[2])]
    return b"".join([*parts, b"startxref\n%d\n%%%%EOF\n" % offset])


def _tag_row(cells: list[tuple[pikepdf.Object, Element]], name: str) -> dict[str, pikepdf.Object]:
    """Make the heads of one row headers, let its other cells refer to them; return them by id."""
    import pikepdf

    heads: dict[str, pikepdf.Object] = {}
    for column, (tag, cell) in enumerate(cells):
        if cell.get("head"):
            heads[f"{name}x{column}"] = tag
            tag.S = pikepdf.Name.TH
            tag.ID = pikepdf.String(f"{name}x{column}")
            _attributes(tag).Scope = pikepdf.Name.Row
    for tag, cell in cells:
        if not cell.get("head"):
            _attributes(tag).Headers.extend(pikepdf.String(head) for head in heads)
    return heads


def _attributes(tag: pikepdf.Object) -> pikepdf.Object:
    """Return what a cell's tag says of it as part of a table."""
    return next(attributes for attributes in tag.A if attributes.O == "/Table")


def _rows(table: pikepdf.Object) -> Iterator[pikepdf.Object]:
    """Yield the rows of a table; Typst puts them into parts where it has a body."""
    for part in _children(table):
        if part.S == "/TR":
            yield part
        elif part.S != "/Caption":
            yield from _children(part)


def _tables(node: pikepdf.Object) -> Iterator[pikepdf.Object]:
    """Yield the tables below an element, in reading order; a table has none within."""
    for child in _children(node):
        if child.S == "/Table":
            yield child
        else:
            yield from _tables(child)


def _children(node: pikepdf.Object) -> Iterator[pikepdf.Object]:
    """Yield the structure elements right below one: no marks, no annotations."""
    import pikepdf

    below = node.get("/K")
    for child in below if isinstance(below, pikepdf.Array) else [below]:
        if isinstance(child, pikepdf.Dictionary) and "/S" in child:
            yield child
