"""From forms to the report, by the four commands that an office gives."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.helpers import PROJECT
from tests.helpers.province import OFFICE, YEAR, Province, asking, collecting, fill, make_context
from unionlib.cli import main
from unionlib.edition import load
from unionlib.key import Key
from unionlib.numbers import number
from unionlib.validate import validate

NOTEBOOKS = PROJECT / "notebooks"


@pytest.mark.slow
def test_forms_filled_in_collected_checked_and_reported(
    small: Province, data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The report of the new year prints the sums of what was filled in, the coverage, and that it is a draft."""
    place = ["--data", str(data)]
    assert main(asking(data, tmp_path / "forms")) == 0
    (tmp_path / "sent").mkdir()
    for path in sorted((tmp_path / "forms").iterdir()):
        filled = fill(small.form(path.stem), path.read_bytes(), small.figures[path.stem])
        (tmp_path / "sent" / path.name).write_bytes(filled)
    assert main(collecting(tmp_path / "sent", data, tmp_path / "findings.xlsx")) == 0
    assert "10/10 đơn vị" in capsys.readouterr().out
    assert main(["check", str(YEAR), *place]) in (0, 1)
    assert "lỗi trong dữ liệu" not in capsys.readouterr().out
    where = ["--notebooks", str(NOTEBOOKS), "--output", str(tmp_path / "out"), "--format", "html"]
    assert main(["report", str(YEAR), *place, *where]) == 0
    page = (tmp_path / "out" / str(YEAR) / "report.html").read_text("utf-8")
    assert 'data-status="draft"' in page
    units = [values for name, values in small.figures.items() if name != OFFICE]
    for measure in ("members", "employees", "grassroots_unions", "free_haircuts"):
        added = sum(values[Key(measure)] for values in units)
        assert re.search(
            rf'<data class="q" value="{added:.15g}"[^>]*>{number(added)}</data>', page
        ), measure
    text = re.sub(r"<[^>]*>", "", page)
    assert "Đã có số liệu của 10/10\u00a0đơn vị phải báo cáo" in text
    for name in ("Liên đoàn Lao động huyện Bảo Lạc", "Công đoàn Viên chức tỉnh Cao Bằng"):
        assert name in text


@pytest.mark.slow
def test_forms_collected_into_the_sample_leave_an_edition_that_check_accepts(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """README's own way: every unit sends last year's figures again, above unions that have theirs already."""
    data, blank, sent = (tmp_path / name for name in ("sample", "forms", "sent"))
    made = ["sample", "--years", "2018-2020", "--unions", "200", "--data", str(PROJECT / "data")]
    assert main([*made, "--output", str(data)]) == 0
    assert main(asking(data, blank)) == 0
    sent.mkdir()
    context = make_context(data)
    for name, unit in context.units.items():
        form, before = context.forms[unit.kind], context.before.get(name, {})
        values = {key: before.get(key, 0.0) for key in form.keys}
        content = (blank / f"{name}.xlsx").read_bytes()
        (sent / f"{name}.xlsx").write_bytes(fill(form, content, values))
    findings = ["--findings", str(tmp_path / "findings.xlsx")]
    assert main(["collect", str(YEAR), str(sent), "--data", str(data), *findings]) == 0
    assert "50/50 đơn vị đã có số liệu; 51 tệp, 0 lỗi" in capsys.readouterr().out
    validate(load(YEAR, data), NOTEBOOKS)
