"""The multi-year edition: its page, its letterhead, and what it refuses."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from tests.helpers.data_root import IMPRINT
from tests.helpers.project import WORKFORCE, Project, make_project, notebook
from unionlib.errors import DataError, ReportError
from unionlib.report.compare import compare

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

HEADER = "measure,period,unit,sector,sex,value,printed,source,note"
PARAMETERS = 'years: str = ""\ndata: str = ""'
OPEN = "from unionlib import load_years, trends\neditions = load_years(years, data)"
CELLS = ["# Các năm", OPEN, "## Lao động", 'trends(editions, "workforce")']


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """Make a project of two years that can be compared: 80 and 100 members."""
    made = make_project(tmp_path)
    made.root.write("2018/edition.toml", f'year = 2018\nstatus = "official"\n{IMPRINT}')
    made.root.write("2018/observations/workforce.csv", f"{HEADER}\nmembers,,,,,80,80,I.1,\n")
    made.root.write("trends.csv", "section,figure,headline\nworkforce,members,1\n")
    write(made, CELLS)
    return made


def write(project: Project, cells: Sequence[str]) -> None:
    """Write the notebook of the comparison."""
    content = notebook(cells)
    content["cells"][0]["source"] = PARAMETERS
    path = project.path / "notebooks" / "compare.ipynb"
    path.write_text(json.dumps(content, ensure_ascii=False), "utf-8")


def page(project: Project, years: str = "2018-2019") -> str:
    """Compare the years and return the page."""
    path = project.path
    made = compare(years, project.root.path, path / "notebooks", path / "outputs")
    return (made / "report.html").read_text("utf-8")


@pytest.mark.parametrize(
    ("years", "shown"), [("2018-2019", "2018 - 2019"), ("2018,2019", "2018, 2019")]
)
def test_years_are_written_for_readers(project: Project, years: str, shown: str) -> None:
    """In the title and in the index; the folder keeps the years as they were typed."""
    assert f"hoạt động công đoàn các năm {shown}" in page(project, years)
    index = (project.path / "outputs" / "index.html").read_text("utf-8")
    assert f'<a href="compare-{years}/report.html">{shown}</a>' in index


def test_a_comparison_is_signed_by_nobody(project: Project) -> None:
    """The report of the last year was signed; what is computed from several years was not."""
    project.root.edit("2019/edition.toml", "signed = false", "signed = true")
    assert project.root.faults() == []
    shown = page(project)
    assert "Trần Thị Ba" in shown
    assert "(đã ký)" not in shown


def test_what_is_followed_and_not_shown_is_a_fault(project: Project) -> None:
    """A section whose cell was forgotten, or is a comment, does not drop out without a word."""
    project.root.append("trends.csv", "welfare,gift_parcels,", "welfare,gift_amount,")
    with pytest.raises(DataError) as caught:
        page(project)
    assert [str(fault) for fault in caught.value.faults] == [
        "trends.csv, dòng 3, cột section: 'welfare': compare.ipynb thiếu ô trends(…, \"welfare\")"
    ]
    write(project, [*CELLS, "## Chăm lo", '# trends(editions, "welfare")'])
    with pytest.raises(DataError):
        page(project)
    write(project, [*CELLS, "## Chăm lo", 'trends(editions, "welfare")'])
    assert page(project)


def test_a_comparison_without_its_notebook_is_refused(project: Project) -> None:
    """It is named, and the folder that lacks it."""
    (project.path / "notebooks" / "compare.ipynb").unlink()
    with pytest.raises(
        ReportError, match=r"không tìm thấy sổ tay compare\.ipynb trong .*notebooks$"
    ):
        page(project)
    assert not (project.path / "outputs").exists()


def test_check_tells_what_a_section_follows_and_does_not_show(project: Project) -> None:
    """Workforce has figures to follow, and its notebook no trends; a cell that cannot be read hides none."""
    assert project.root.faults(project.path / "notebooks") == [
        (
            "trends.csv, dòng 2, cột section: 'workforce': "
            '01_workforce.ipynb thiếu ô trends(…, "workforce")'
        )
    ]
    shown = [*WORKFORCE, "trends(history(edition), 'workforce')"]
    project.write("01_workforce", shown)
    assert project.root.faults(project.path / "notebooks") == []
    project.write("01_workforce", [*shown, "table("])
    [broken] = project.root.faults(project.path / "notebooks")
    assert broken.endswith("dòng 1: không đọc được mã: '(' was never closed")
