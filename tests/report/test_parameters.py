"""Parameters of a notebook, checked before any kernel starts."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from unionlib.errors import UnionlibError
from unionlib.report.parameters import check_parameters

NOTEBOOKS = Path(__file__).parent / "notebooks"


def test_all_faults_of_parameters_are_told_at_once() -> None:
    """Unknown names and wrong types, with what the notebook declares."""
    with pytest.raises(UnionlibError) as caught:
        check_parameters(
            NOTEBOOKS / "works.ipynb", {"yaer": 2019, "year": "2019", "share": True, "name": "x"}
        )
    message = str(caught.value)
    assert "không có tham số 'yaer'. Có phải là: year?" in message
    assert "tham số 'year' phải có kiểu int, không phải str: '2019'" in message
    assert "tham số 'share' phải có kiểu float | None, không phải bool: True" in message
    assert "year: int, name: str, share: float | None" in message
    assert "'name'" not in message


def test_right_parameters_pass() -> None:
    """A whole number is a float, and None is what ``| None`` says."""
    for share in (None, 1, 99.46):
        check_parameters(NOTEBOOKS / "works.ipynb", {"year": 2019, "share": share})


@pytest.mark.parametrize(
    ("source", "value", "fits"),
    [
        ("x: list[str] = []", ["a"], True),
        ("x: list[str] = []", [1], False),
        ("x: Optional[int] = None", None, True),
        ("x: Optional[int] = None", "1", False),
        ("x: Union[int, str] = 1", 1.5, False),
        ("x: Union[int, str] = 1", "a", True),
        ("x: Literal['a', 'b'] = 'a'", "c", False),
        ("x: Literal['a', 'b'] = 'a'", "b", True),
        ("x: Literal['a'] = 'a'", "a", True),
        ("x: dict[str, int] = {}", {"a": 1}, True),
        ("x: dict[str, int] = {}", ["a"], False),
        ("x: Path = 'data'", "data", True),
        ("x: Unknown = 1", object(), True),
        ("x = 2019", "2019", False),
        ("x = [1]", [2], True),
        ("x = (1, 2)", 1, False),
        ("x = {}", [], False),
        ("x = True", True, True),
        ("x = 1", True, False),
        ("x = None", 1, True),
        ("x: int", 1, True),
    ],
)
def test_declared_types(source: str, value: object, *, fits: bool, tmp_path: Path) -> None:
    """The types that a parameters cell may name."""
    notebook = tmp_path / "n.ipynb"
    cell = {"cell_type": "code", "metadata": {"tags": ["parameters"]}, "source": [source]}
    notebook.write_text(json.dumps({"cells": [cell]}), "utf-8")
    if fits:
        check_parameters(notebook, {"x": value})
    else:
        with pytest.raises(UnionlibError, match="phải có kiểu"):
            check_parameters(notebook, {"x": value})


def test_a_parameter_without_a_default_must_be_given(tmp_path: Path) -> None:
    """Otherwise the notebook would fail in its first cell that uses it."""
    notebook = tmp_path / "n.ipynb"
    cell = {"cell_type": "code", "metadata": {"tags": ["parameters"]}, "source": "year: int"}
    notebook.write_text(json.dumps({"cells": [cell]}), "utf-8")
    with pytest.raises(UnionlibError, match="thiếu tham số 'year'"):
        check_parameters(notebook, {})


@pytest.mark.parametrize("text", ['{"cells": [', "[]", '{"cells": [{}]}', None])
def test_a_notebook_that_cannot_be_read_is_named(text: str | None, tmp_path: Path) -> None:
    """Cut off, not a notebook, or not there."""
    notebook = tmp_path / "cut_off.ipynb"
    if text is not None:
        notebook.write_text(text, "utf-8")
    with pytest.raises(UnionlibError, match=r"cut_off\.ipynb: không đọc được"):
        check_parameters(notebook, {})
