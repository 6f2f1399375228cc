"""The sections' notebooks: what they print, and how they are written."""

from __future__ import annotations

import csv
import json
import re
import shutil
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest

from tests.helpers import PROJECT
from unionlib import Edition, load
from unionlib.cli import main
from unionlib.errors import DataError
from unionlib.show.markup import about
from unionlib.validate import validate

NOTEBOOKS = sorted(path.stem for path in (PROJECT / "notebooks").glob("[01]?_*.ipynb"))
COUNTED = [name for name in NOTEBOOKS if name != "15_proposals"]  # proposals hold no figure
ROMAN = {"II", "III", "IV", "VI", "XII", "XIII", "XVI"}  # parts, congresses, a bloc
Bundle = Mapping[str, Any]


@cache
def run(name: str, data: Path = PROJECT / "data", year: int = 2019) -> list[Bundle]:
    """Run the cells of a notebook here and return what they display."""
    shown: list[Any] = []
    space: dict[str, Any] = {}
    with patch("IPython.display.display", shown.append):
        for cell in _cells(name):
            if cell["cell_type"] == "code":
                exec("".join(cell["source"]), space)  # noqa: S102 - the project's own notebook
            if "parameters" in cell["metadata"].get("tags", []):
                space |= {"year": year, "data": str(data)}
    return [output._repr_mimebundle_() for output in shown]


def _cells(name: str) -> list[dict[str, Any]]:
    notebook = json.loads((PROJECT / "notebooks" / f"{name}.ipynb").read_text("utf-8"))
    cells: list[dict[str, Any]] = notebook["cells"]
    return cells


def _replace(path: Path, old: str, new: str) -> None:
    text = path.read_text("utf-8")
    assert text.count(old) == 1
    path.write_text(text.replace(old, new), "utf-8")


def _words(html: str) -> str:
    return re.sub(r"<[^>]+>", "", re.sub(r"<svg.*?</svg>", "", html, flags=re.DOTALL))


@pytest.mark.parametrize("name", COUNTED)
def test_every_observation_is_printed(name: str, real: Edition) -> None:
    """Each figure of a section's data stands in its text or tables as itself."""
    section = name[3:]
    printed = {
        figure["rows"][0]
        for bundle in run(name)
        if about(bundle)["kind"] != "chart"
        for figure in about(bundle)["figures"]
        if len(figure["rows"]) == 1 and not figure["formula"]
    }
    assert real.previous is not None
    rows = {
        row.ref
        for year in (real, real.previous)
        for measure in year.codebook
        if measure.section == section
        for row in year.observed(measure.name)
    }
    assert rows
    assert rows - printed == set()


def test_the_tour_counts_nothing_twice(real: Edition) -> None:
    """Totals stand beside their parts: of the rows of totals, members sum to 30.088, not 78.788."""
    space: dict[str, Any] = {"edition": real}
    (source,) = (
        text
        for cell in _cells("explore")
        if "edition.observations" in (text := "".join(cell["source"]))
    )
    exec(source, space)  # noqa: S102 - the project's own notebook
    totals = space["totals"]
    for measure, rows in totals[totals["period"] == "2019"].groupby("measure"):
        assert rows["value"].sum() == real[measure].value, measure
    members = totals[(totals["measure"] == "members") & (totals["period"] == "2019")]
    assert members["value"].to_list() == [30088]


def test_no_qualifier_is_printed_twice() -> None:
    """The figure brings its own “trên” or “hơn”; the sentence around it does not."""
    for name in NOTEBOOKS:
        for bundle in run(name):
            twice = re.search(
                r"\b(trên|hơn|gần|khoảng|từ) (trên|hơn|gần|khoảng) \d", _words(bundle["text/html"])
            )
            assert twice is None, (name, twice)


def test_abbreviations_are_written_out_first() -> None:
    """At its first use an abbreviation stands in brackets behind the words."""
    parts: list[str] = []
    for name in NOTEBOOKS:
        parts += ["".join(c["source"]) for c in _cells(name) if c["cell_type"] == "markdown"][:1]
        parts += [_words(bundle["text/html"]) for bundle in run(name)]
    # Names in quotation marks and numbers of documents are not ours to write out.
    text = re.sub(r"“[^”]*”|\S*\d\S*[/-][A-ZĐ]\S*", "", "\n".join(parts))
    found = {short: re.search(rf"(.)\b{re.escape(short)}\b(.)", text) for short in _glossary()}
    assert {"CNVCLĐ", "LĐLĐ", "CĐCS", "ATVSLĐ", "UBND", "TNHH"} <= {
        short for short, first in found.items() if first
    }
    for first in found.values():
        if first:
            assert first.groups() == ("(", ")"), text[first.start() - 40 : first.end() + 20]
    assert set(re.findall(r"\b[A-ZĐƯ]{2,}[A-ZĐƯ&]*\b", text)) - ROMAN <= set(found)


def _glossary() -> list[str]:
    with (PROJECT / "data" / "abbreviations.csv").open(encoding="utf-8") as file:
        return [row["abbreviation"] for row in csv.DictReader(file)]


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_no_digit_is_typed_into_a_sentence(name: str) -> None:
    """Numbers come from the data; a sentence of a notebook holds none of its own."""
    for cell in _cells(name):
        source = "".join(cell["source"])
        if source.startswith("say("):
            assert not re.search(r"\d", re.sub(r"\{[^}]*\}", "", source)), source


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_cells_are_calls(name: str) -> None:
    """At most eight lines, no definitions, no loops, and nothing imported but unionlib."""
    for cell in _cells(name):
        source = "".join(cell["source"])
        if cell["cell_type"] == "code":
            assert source.count("\n") < 8
            assert not re.search(r"^\s*(def|for|while|if|with)\b", source, re.MULTILINE)
            assert all(" unionlib" in line for line in _imports(source))


def _imports(source: str) -> Iterator[str]:
    return (line for line in source.splitlines() if re.match(r"(from|import) ", line))


@pytest.mark.parametrize(
    ("before", "said"),
    [
        ("317", "So với năm 2019 (317 người, bằng 1,05%), số này không đổi."),
        ("235", "So với năm 2019 (235 người, bằng 0,78%), số này tăng 82 người, tức tăng 34,89%."),
        ("0", "So với năm 2019 (0 người, bằng 0%), số này tăng 317 người."),
    ],
)
def test_employment_is_compared_with_the_year_before(
    tmp_path: Path, before: str, said: str
) -> None:
    """317 now, of 30.250 employees then; what did not change, or began at zero, grew by no per cent."""
    data = tmp_path / "data"
    shutil.copytree(PROJECT / "data", data, ignore=shutil.ignore_patterns("2020"))
    shutil.copytree(data / "2019", data / "2020")
    _replace(data / "2020" / "edition.toml", "year = 2019", "year = 2020")
    rows = data / "2019" / "observations" / "workforce.csv"
    _replace(rows, ",317,317,I.2.2,", f",{before},{before},I.2.2,")
    shown = "\n".join(_words(bundle["text/html"]) for bundle in run("02_workforce", data, 2020))
    assert said in shown


def test_employment_of_2019_is_compared_as_its_source_does() -> None:
    """235 people, 0,74%: the source names no employees of 2018 that it would be computed from."""
    shown = "\n".join(_words(bundle["text/html"]) for bundle in run("02_workforce"))
    assert (
        "So với năm 2018 (235 người, bằng 0,74%), số này tăng 82 người, tức tăng 34,89%." in shown
    )


def test_a_first_year_is_compared_with_none(tmp_path: Path) -> None:
    """A federation that begins has no year before: no sentence says that its figures are missing."""
    data = tmp_path / "data"
    shutil.copytree(PROJECT / "data", data)
    shutil.rmtree(data / "2018")
    shown = "\n".join(_words(bundle["text/html"]) for bundle in run("02_workforce", data))
    assert "là 317 người, bằng 1,05% tổng số CNVCLĐ." in shown
    assert "2018" not in shown.replace("72/2018/NĐ-CP", "").replace("01/7/2018", "")


def test_check_leads_to_each_module_that_names_a_measure_that_is_gone(tmp_path: Path) -> None:
    """Two were taken out of the codebook, with their rows and rules; a table of each is left."""
    data = tmp_path / "data"
    shutil.copytree(PROJECT / "data", data)
    shutil.rmtree(data / "2018")
    for path in (data / "measures.csv", data / "rules.csv", *data.glob("2019/observations/*.csv")):
        lines = path.read_text("utf-8").splitlines(keepends=True)
        gone = re.compile(r"\b(office_departments|personnel_decisions)\b")
        path.write_text("".join(line for line in lines if not gone.search(line)), "utf-8")
    with pytest.raises(DataError) as caught:
        validate(load(2019, data), PROJECT / "notebooks")
    told = [str(fault) for fault in caught.value.faults if "unionlib/sections" in str(fault)]
    assert [line.partition("trong ")[2].partition(" không có.")[0] for line in told] == [
        "unionlib/sections/workforce.py: Chỉ tiêu 'office_departments'",
        "unionlib/sections/organisation.py: Chỉ tiêu 'personnel_decisions'",
    ]
    assert told[0].startswith("notebooks/02_workforce.ipynb, ô 12, dòng 1: office trong ")


@pytest.mark.parametrize("name", COUNTED)
def test_a_year_without_figures_still_reads(name: str, tmp_path: Path) -> None:
    """Where an office has sent nothing yet, the notebook runs and says what is missing."""
    shutil.copytree(PROJECT / "data", tmp_path / "data")
    folder = (tmp_path / "data" / "2019").rename(tmp_path / "data" / "2031")
    edition = folder / "edition.toml"
    edition.write_text(edition.read_text("utf-8").replace("year = 2019", "year = 2031"), "utf-8")
    shutil.rmtree(folder / "observations")
    shown = run(name, tmp_path / "data", 2031)
    text = "\n".join(_words(bundle["text/html"]) for bundle in shown)
    assert "chưa có số liệu" in text
    assert not [bundle for bundle in shown if about(bundle)["kind"] == "chart"]


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_no_sentence_calls_a_figure_small_before_it_is_known(name: str) -> None:
    """A notebook is of every year: “mới có {rate}” would be printed of 100% as well."""
    for cell in _cells(name):
        # “Mỗi CĐCS mới” is each new union.
        assert not re.search(r"(?i)(?<!CĐCS )\b(chỉ|mới)( có| đạt)? \{", "".join(cell["source"]))


def test_only_a_year_read_from_a_report_cites_its_sections(tmp_path: Path) -> None:
    """Figures that units gave have no section or note of a source report to be read in."""
    legend = "“chú thích gốc” là chú thích của báo cáo nguồn"
    data, output = str(PROJECT / "data"), tmp_path / "sample"
    sample = ["sample", "--years", "2019", "--unions", "200"]
    assert main([*sample, "--output", str(output), "--data", data]) == 0
    made = "\n".join(_words(each["text/html"]) for each in run("91_sources", output))
    assert legend not in made
    read = "\n".join(_words(each["text/html"]) for each in run("91_sources"))
    assert legend in read
