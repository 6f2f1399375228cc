"""Forms out, filled in, and in again: what was filled in is what is collected."""

from __future__ import annotations

import csv
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.helpers import snapshot
from tests.helpers.province import (
    OFFICE,
    UNIT,
    YEAR,
    Province,
    expected,
    fill,
    make_context,
    observed,
)
from unionlib.aggregate import total
from unionlib.edition import load
from unionlib.forms.collect import collect
from unionlib.forms.findings import ERROR
from unionlib.forms.write import workbook
from unionlib.key import Key
from unionlib.sections.workforce import wages_by_ownership
from unionlib.submissions import coverage, submissions

if TYPE_CHECKING:
    from tests.helpers.data_root import Root


def test_what_was_filled_in_is_what_is_collected_to_the_last_figure(
    full: Province, tmp_path: Path
) -> None:
    """Fifty-one workbooks out, filled in, and in again: every figure of every unit, and no other."""
    data = shutil.copytree(full.data, tmp_path / "data")
    for name, content in full.filled.items():
        path = tmp_path / "sent" / name[:4] / f"{name}.xlsx"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    result = collect(YEAR, tmp_path / "sent", data)
    assert [str(finding) for finding in result.findings if finding.severity == ERROR] == []
    assert result.written
    assert observed(data) == expected(full, full.figures)
    edition = load(YEAR, data)
    assert edition.status == "draft"
    assert tuple(str(figure) for figure in coverage(edition)) == ("50", "50")
    units = [name for name in full.figures if name != OFFICE]
    members = [full.figures[name][Key("members")] for name in units]
    assert total(edition, "members").value == sum(members)
    employees = [full.figures[name][Key("employees")] for name in units]
    wages = [full.figures[name][Key("average_monthly_wage")] for name in units]
    mean = sum(wage * weight for wage, weight in zip(wages, employees, strict=True)) / sum(
        employees
    )
    assert total(edition, "average_monthly_wage").value == pytest.approx(mean)
    # What the office answers for the whole province stands beside the mean of the units.
    pay = wages_by_ownership(edition)
    own = {
        key: value
        for key, value in full.figures[OFFICE].items()
        if key[0] == "average_monthly_wage"
    }
    assert len(own) == 4
    assert [row.figure(0) and float(row.figure(0) or 0) for row in pay.rows] == list(own.values())
    assert pay.total is not None
    assert float(pay.total.figure(0) or 0) == pytest.approx(mean)
    assert total(edition, "office_staff").value == full.figures[OFFICE][Key("office_staff")]


def test_the_provinces_gifts_are_its_units_and_its_own(full: Province, tmp_path: Path) -> None:
    """What the federation gave itself is added to what its units gave, by level and in total."""
    data = shutil.copytree(full.data, tmp_path / "data")
    (tmp_path / "sent").mkdir()
    for name, content in full.filled.items():
        (tmp_path / "sent" / f"{name}.xlsx").write_bytes(content)
    collect(YEAR, tmp_path / "sent", data)
    edition = load(YEAR, data)
    given = total(edition, "gift_parcels", campaign="NEW_YEAR").value
    assert given == sum(
        each[Key("gift_parcels", "", (("campaign", "NEW_YEAR"),))] for each in full.figures.values()
    )
    parts = [
        total(edition, "gift_parcels", campaign="NEW_YEAR", level=level).value
        for level in ("PROVINCE", "GRASSROOTS")
    ]
    assert given == sum(float(part or 0) for part in parts)


def test_the_same_submissions_give_the_same_files(
    small: Province, data: Path, sent: Path, tmp_path: Path
) -> None:
    """Collected twice, in one process or several, data/ is byte-identical; the second run writes nothing."""
    assert collect(YEAR, sent, data).written
    once = snapshot(data)
    inodes = {path: path.stat().st_ino for path in (data / str(YEAR)).rglob("*")}
    assert collect(YEAR, sent, data).written
    assert {path: path.stat().st_ino for path in (data / str(YEAR)).rglob("*")} == inodes
    other = shutil.copytree(small.data, tmp_path / "other")
    collect(YEAR, sent, other, workers=3)
    assert snapshot(other) == once


def test_a_corrected_file_replaces_that_units_figures_and_nothing_else(
    small: Province, data: Path, sent: Path, tmp_path: Path
) -> None:
    """Figures of other units and remarks by hand stay byte for byte."""
    collect(YEAR, sent, data)
    path = data / str(YEAR) / "observations" / "workforce.csv"
    lines = path.read_text("utf-8").splitlines()
    blank = "," * (lines[0].count(",") - 3)
    by_hand = f"central_unions{blank}9999,9999,II.1,ghi tay"
    path.write_text("\n".join([lines[0], by_hand, *lines[1:]]) + "\n", "utf-8")
    before = path.read_text("utf-8").splitlines()
    corrected = {**small.figures[UNIT], Key("central_unions"): 77.0}
    (tmp_path / "corrected").mkdir()
    (tmp_path / "corrected" / "bảo lạc (sửa).xlsx").write_bytes(
        fill(small.form(), small.blank[UNIT], corrected)
    )
    assert collect(YEAR, tmp_path / "corrected", data).written
    after = path.read_text("utf-8").splitlines()
    assert [line for line in after if f",{UNIT}," not in line] == [
        line for line in before if f",{UNIT}," not in line
    ]
    mine = [row for row in csv.DictReader(after) if row["unit"] == UNIT]
    assert {row["value"] for row in mine if row["measure"] == "central_unions"} == {"77"}
    assert {row["source"].split(", ")[0] for row in mine} == {"bảo lạc (sửa).xlsx"}
    assert "ghi tay" in path.read_text("utf-8")
    assert {each.state for each in submissions(load(YEAR, data))} == {"collected"}
    assert observed(data)


def test_a_new_edition_is_a_draft_and_an_old_one_is_left_alone(data: Path, sent: Path) -> None:
    """The year's edition.toml follows last year's, unsigned; one that is there is not touched."""
    collect(YEAR, sent, data)
    about = load(YEAR, data).about
    assert (about["status"], about["signature"]["signed"], about["document"]["number"]) == (
        "draft",
        False,
        "",
    )
    assert "năm 2020" in about["document"]["abstract"]
    assert "năm 2021" in about["document"]["abstract"]
    path = data / str(YEAR) / "edition.toml"
    path.write_text(path.read_text("utf-8") + "# của tôi\n", "utf-8")
    (sent / f"{UNIT}.xlsx").unlink()
    collect(YEAR, sent, data)
    assert path.read_text("utf-8").endswith("# của tôi\n")


def test_what_a_unit_answers_takes_the_place_of_what_stood_below_it(root: Root) -> None:
    """A district's 30 parcels at Tet and 12 in May are its 42, whatever 17 a union below it had.

    What it was not asked stays, as do another year and the 4 of another district's union.
    """
    root.append(
        "units.csv", "first,CĐCS Một,grassroots,north,,,", "other,CĐCS Hai,grassroots,south,,,"
    )
    root.write(
        "2020/observations/welfare.csv",
        "measure,period,unit,campaign,value,printed,source,note\n"
        "gift_parcels,,first,,17,,II.1,\n"
        "gift_parcels,2020,first,MAY,8,,II.1,\n"
        "gift_parcels,2021,first,,5,,II.1,\n"
        "gift_amount,,first,,900000,,II.1,\n"
        "gift_parcels,,other,,4,,II.1,\n",
    )
    root.write("2020/edition.toml", root.read("2019/edition.toml").replace("2019", "2020"))
    root.write(
        "2020/forms.csv",
        "measure,period,where,asked,total\n"
        "gift_parcels,,campaign=TET,units,\ngift_parcels,,campaign=MAY,units,\n",
    )
    context = make_context(root.path)
    form, before = context.forms["district"], context.before["north"]
    values = dict(zip(form.keys, (30.0, 12.0), strict=True))
    (root.path.parent / "sent").mkdir()
    blank = workbook(form, context.units["north"], "LĐLĐ tỉnh", before)
    (root.path.parent / "sent" / "north.xlsx").write_bytes(fill(form, blank, values))
    assert collect(YEAR, root.path.parent / "sent", root.path).written
    edition = root.load(YEAR)
    assert total(edition, "gift_parcels", unit="north").value == 42
    assert total(edition, "gift_parcels").value == 46
    assert total(edition, "gift_parcels", period="next").value == 5
    assert total(edition, "gift_amount", unit="first").value == 900_000


def test_the_offices_figure_replaces_the_provinces_however_its_year_is_written(root: Root) -> None:
    """A share of 2020 entered with its year is the one that the office sends: 40 in place of 33.3."""
    root.append("units.csv", "own,Cơ quan,office,province,,,")
    root.write(
        "2020/observations/workforce.csv",
        "measure,period,unit,value,printed,source,note\n"
        "seminar_share,2020,,33.3,,I.5,\n"
        "seminar_share,2019,,30,,I.5,\n",
    )
    root.write("2020/edition.toml", root.read("2019/edition.toml").replace("2019", "2020"))
    root.write(
        "2020/forms.csv",
        "measure,period,where,asked,total\nseminar_share,,,office,\nmembers,,,units,\n",
    )
    context = make_context(root.path)
    form = context.forms["office"]
    (root.path.parent / "sent").mkdir()
    blank = workbook(form, context.units["own"], "LĐLĐ tỉnh", context.before["own"])
    filled = fill(form, blank, dict.fromkeys(form.keys, 40.0))
    (root.path.parent / "sent" / "own.xlsx").write_bytes(filled)
    assert collect(YEAR, root.path.parent / "sent", root.path).written
    found = root.load(YEAR).observed("seminar_share")
    assert {row.period: row.value for row in found} == {"2020": 40, "2019": 30}
    assert len(found) == 2
