"""A notebook's own declaration of its parameters, and checking values against it.

papermill only warns of an unknown parameter and goes on with the notebook's default,
and takes a value of a wrong type. Here both stop before anything runs. The
declaration is read from the cell tagged ``parameters`` as Python reads it, without
importing papermill::

    year: int = 2019  # the year of the report
"""

from __future__ import annotations

import ast
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from unionlib.errors import UnionlibError, suggest
from unionlib.notebooks import UNREADABLE, read_cells

_TYPES: dict[str, tuple[type, ...]] = {
    "bool": (bool,),
    "dict": (dict,),
    "float": (float, int),
    "int": (int,),
    "list": (list, tuple),
    "Path": (str, Path),
    "str": (str,),
    "tuple": (list, tuple),
}


class Declared(NamedTuple):
    """One declared parameter: its type in words, and whether a value must be given."""

    type: str
    required: bool = False


def declared_parameters(notebook: Path) -> dict[str, Declared]:
    """Read what the cell tagged ``parameters`` declares.

    A name without an annotation has the type of its default value.
    """
    cells = read_cells(notebook)
    sources = (each.source for each in cells if each.kind == "code" and "parameters" in each.tags)
    try:
        statements = ast.parse(next(sources, "")).body
    except UNREADABLE as error:
        raise UnionlibError(f"{notebook.name}: không đọc được ô tham số: {error}") from error
    declared = {}
    for statement in statements:
        match statement:
            case ast.AnnAssign(target=ast.Name(id=name), annotation=annotation, value=value):
                declared[name] = Declared(ast.unparse(annotation), value is None)
            case ast.Assign(targets=[ast.Name(id=name)], value=ast.Constant(value=value)):
                declared[name] = Declared("Any" if value is None else type(value).__name__)
            case ast.Assign(targets=[ast.Name(id=name)], value=ast.List() | ast.Tuple()):
                declared[name] = Declared("list")
            case ast.Assign(targets=[ast.Name(id=name)], value=ast.Dict()):
                declared[name] = Declared("dict")
            case ast.Assign(targets=[ast.Name(id=name)]):
                declared[name] = Declared("Any")
    return declared


def check_parameters(notebook: Path, parameters: Mapping[str, object]) -> None:
    """Refuse values that the notebook does not declare, or declares with another type.

    Raises
    ------
    UnionlibError
        Naming all faults at once, with what is allowed.
    """
    declared = declared_parameters(notebook)
    faults = []
    for name, value in parameters.items():
        if name not in declared:
            faults.append(f"không có tham số '{name}'. {suggest(name, declared)}")
        elif not _fits(value, ast.parse(declared[name].type, mode="eval").body):
            given = type(value).__name__
            faults.append(
                f"tham số '{name}' phải có kiểu {declared[name].type}, không phải {given}: {value!r}"
            )
    faults += [
        f"thiếu tham số '{name}' (kiểu {parameter.type})"
        for name, parameter in declared.items()
        if parameter.required and name not in parameters
    ]
    if faults:
        allowed = ", ".join(f"{name}: {parameter.type}" for name, parameter in declared.items())
        lines = "".join(f"\n  {fault}" for fault in faults)
        raise UnionlibError(
            f"{notebook.name}:{lines}\n  Khai báo trong sổ tay: {allowed or '(không)'}"
        )


def _fits(value: object, annotation: ast.expr) -> bool:
    """Whether a value is of an annotated type; annotations that are not known fit all."""
    match annotation:
        case ast.BinOp(left=left, op=ast.BitOr(), right=right):
            return _fits(value, left) or _fits(value, right)
        case ast.Subscript(value=ast.Name(id="Optional"), slice=inner):
            return value is None or _fits(value, inner)
        case ast.Subscript(value=ast.Name(id="Union"), slice=ast.Tuple(elts=inner)):
            return any(_fits(value, each) for each in inner)
        case ast.Subscript(value=ast.Name(id="Literal"), slice=inner):
            choices = ast.literal_eval(inner)
            return value in (choices if isinstance(choices, tuple) else (choices,))
        case ast.Subscript(value=ast.Name(id="list"), slice=inner):
            return isinstance(value, list | tuple) and all(_fits(each, inner) for each in value)
        case ast.Subscript(value=container):
            return _fits(value, container)
        case ast.Constant(value=None):
            return value is None
        case ast.Name(id=name) if name in _TYPES:
            # True is an int for Python, but a year of True is a mistake.
            return isinstance(value, _TYPES[name]) and (
                name == "bool" or not isinstance(value, bool)
            )
    return True
