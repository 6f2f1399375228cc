"""What the code of a notebook asks of the data: the formulas of its tables and figures."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import TYPE_CHECKING

from unionlib.consistency import unknown_names
from unionlib.errors import ExpressionError, Fault
from unionlib.expression import names

if TYPE_CHECKING:
    from unionlib.codebook import Codebook

# The calls whose fourth argument holds formulas, and how it is called where it is named.
TABLES = {"tabulate": "columns", "listing": "rows", "trend": "figures"}


def formula_faults(where: str, tree: ast.AST, book: Codebook) -> Iterator[Fault]:
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


def _formulas(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Yield the formulas that are written out where they are used: edition["…"], tabulate(…)."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Subscript) and getattr(node.value, "id", "") == "edition":
            yield from _written(node.slice)
        elif isinstance(node, ast.Call):
            called = getattr(node.func, "attr", getattr(node.func, "id", ""))
            if called in TABLES:
                given = [key.value for key in node.keywords if key.arg == TABLES[called]]
                for figures in given or node.args[3:4]:
                    yield from _written(figures)


def _written(node: ast.expr | None) -> Iterator[tuple[int, str]]:
    """Yield a text that is written out, or those of a list or of the values of a mapping."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value:
        yield node.lineno, node.value
    elif isinstance(node, ast.List | ast.Tuple | ast.Dict):
        for each in node.values if isinstance(node, ast.Dict) else node.elts:
            yield from _written(each)
