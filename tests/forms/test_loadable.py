"""What collect writes, every other command can read."""

from __future__ import annotations

import io
import re
import shutil
import tempfile
import zipfile
from dataclasses import replace
from pathlib import Path
from xml.sax.saxutils import escape

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.helpers import snapshot
from tests.helpers.province import (
    UNIT,
    YEAR,
    Province,
    changed,
    fill,
    observed,
    put,
    rewritten,
)
from unionlib.edition import load
from unionlib.errors import HIDDEN, DataError
from unionlib.forms.check import judge
from unionlib.forms.collect import collect
from unionlib.forms.findings import ERROR, clean
from unionlib.submissions import submissions

COUNT = st.integers(0, 10_000).map(float)
FIGURES = st.fixed_dictionaries(
    {},
    optional={
        "members(sex=FEMALE)": COUNT,  # a part, and a whole that the province may state
        "central_unions": COUNT,
        "safety_visit_amount": st.integers(0, 10**15).map(float),
        "average_monthly_wage": st.floats(0, 1e15),
    },
)


def noted(province: Province, content: bytes, note: str) -> bytes:
    """Write a note beside the number of employees."""
    sheet, cell = province.cell("employees")
    part = (
        f"xl/worksheets/sheet{[each.name for each in province.form().sheets].index(sheet) + 2}.xml"
    )
    text = f'<is><t xml:space="preserve">{escape(note)}</t></is>'.encode()

    def change(name: str, xml: bytes) -> bytes:
        if name != part:
            return xml
        blank = rb'(<c r="F%s"[^>]*)/>' % cell[1:].encode()
        xml, count = re.subn(blank, lambda c: c[1] + b' t="inlineStr">' + text + b"</c>", xml)
        assert count == 1
        return xml

    return rewritten(zipfile.ZipFile(io.BytesIO(content)), change)


def test_a_tiny_figure_is_stored_without_a_power_of_ten(
    data: Path, sent: Path, small: Province
) -> None:
    """0.00001 is stored as 0.00001, and not as 1e-05, which is no number of an observation."""
    name = "average_monthly_wage"
    (sent / f"{UNIT}.xlsx").write_bytes(changed(small, put(name, 0.00001)))
    assert collect(YEAR, sent, data).written
    assert observed(data)[name, str(YEAR), UNIT, frozenset()] == 0.00001


@pytest.mark.parametrize("hidden", "\ufffc\ufffd\u2063\ue000\xad")
def test_a_note_with_hidden_characters_is_stored_without_them(
    data: Path, sent: Path, small: Province, hidden: str
) -> None:
    """What data must not hold, U+FFFC of a pasted picture among it, is a blank in a note."""
    (sent / f"{UNIT}.xlsx").write_bytes(noted(small, small.filled[UNIT], f"ảnh{hidden}kèm"))
    assert collect(YEAR, sent, data).written
    notes = {row.note for row in load(YEAR, data).observed("employees") if row.unit == UNIT}
    assert "ảnh kèm" in notes


def test_a_figure_above_the_provinces_own_is_refused_before_anything_is_written(
    data: Path, sent: Path, small: Province
) -> None:
    """One union in the whole province and 500 of a district's: said with the row, and data/ stays."""
    path = data / str(YEAR) / "observations" / "workforce.csv"
    path.parent.mkdir(parents=True)
    path.write_text(
        "measure,period,unit,value,printed,source,note\ncentral_unions,,,1,,II.1,\n", "utf-8"
    )
    (sent / f"{UNIT}.xlsx").write_bytes(changed(small, put("central_unions", 500)))
    before = snapshot(data)
    with pytest.raises(DataError) as raised:
        collect(YEAR, sent, data)
    assert snapshot(data) == before
    assert [child.name for child in data.iterdir() if child.name.startswith(".")] == []
    told = next(str(fault) for fault in raised.value.faults if f"{UNIT}.xlsx" in str(fault))
    assert told.startswith(
        f"{YEAR}/observations/workforce.csv, cột value: bộ phận 500 lớn hơn tổng số 1"
    )


def test_a_part_above_its_whole_is_an_error_although_its_rule_only_asks(small: Province) -> None:
    """Of a rule that is a note, a breach is a question; a part above its whole stays an error."""
    form = small.form()
    asking = tuple(replace(each, severity="note") for each in form.relations)
    context = replace(small.context, forms={form.kind: replace(form, relations=asking)})
    content = changed(small, put("members(sex=FEMALE)", 99_999_999))
    found = judge("a.xlsx", content, context).findings
    sheet, cell = small.cell("members(sex=FEMALE)")
    assert [(each.sheet, each.cell, each.kind) for each in found if each.severity == ERROR] == [
        (sheet, cell, "part-above-whole")
    ]


@settings(
    max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
@given(
    figures=FIGURES,
    note=st.text(  # what XML can write
        st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff")
    ),
    province=st.one_of(st.none(), st.integers(0, 10**5)),
)
def test_what_collect_writes_load_takes(
    small: Province, figures: dict[str, float], note: str, province: int | None
) -> None:
    """Whatever figures and notes a form holds and the year had before: it is loaded, or nothing is written."""
    with tempfile.TemporaryDirectory() as name:
        data = shutil.copytree(small.data, Path(name) / "data")
        path = data / str(YEAR) / "observations" / "workforce.csv"
        if province is not None:
            path.parent.mkdir(parents=True)
            row = f"central_unions,,,{province},,II.1,"
            path.write_text(f"measure,period,unit,value,printed,source,note\n{row}\n", "utf-8")
        folder = Path(name) / "sent"
        folder.mkdir()
        keys = {field.name: field.key for field in small.form().fields if field.key}
        typed = {keys[each]: value for each, value in figures.items()}
        content = fill(small.form(), small.blank[UNIT], {**small.figures[UNIT], **typed})
        (folder / f"{UNIT}.xlsx").write_bytes(noted(small, content, note))
        before = snapshot(data)
        try:
            written = collect(YEAR, folder, data).written
        except DataError:
            written = False
            assert snapshot(data) == before
        if written:
            edition = load(YEAR, data)
            for measure in edition.codebook:
                if measure.kind != "derived":
                    edition.observed(measure.name)
            assert submissions(edition)
        else:
            assert snapshot(data) == before


@given(st.text())
def test_clean_text_is_what_data_may_hold(text: str) -> None:
    """One line, nothing hidden, and clean already."""
    cleaned = clean(text)
    assert not HIDDEN.search(cleaned)
    assert cleaned.splitlines() in ([], [cleaned])
    assert clean(cleaned) == cleaned
