"""``unionlib compare``: the multi-year edition, one page of trends for every section."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from unionlib.arguments import written
from unionlib.edition import Edition
from unionlib.errors import DataError, ReportError
from unionlib.imprint import imprint_faults
from unionlib.notebooks import COMPARE
from unionlib.timeline import load_years
from unionlib.trend_figures import strange, unshown


def compare(text: str, data: Path, notebooks: Path, output: Path) -> Path:
    """Make the page of trends of several years.

    Parameters
    ----------
    text : str
        The years: ``2015-2024``.
    data, notebooks, output : Path
        Data root, folder of notebooks, folder of reports.

    Returns
    -------
    Path
        ``<output>/compare-<years>``, with ``report.html`` and the tables.

    Raises
    ------
    ReportError
        The notebook failed or is not there, or there are fewer than two years.
    DataError
        The last year does not say who issues it, a section that is followed is not shown, or
        one is shown that there is not.
    """
    from unionlib.folders import publish, recover, staging
    from unionlib.report import index
    from unionlib.report.execute import execute
    from unionlib.report.job import Job
    from unionlib.report.page import Section, build_page
    from unionlib.report.parameters import check_parameters

    editions = load_years(text, data)
    if len(editions) < 2:
        raise ReportError("so sánh cần ít nhất hai năm, ví dụ 2015-2024")
    if not (notebooks / COMPARE).is_file():
        raise ReportError(f"không tìm thấy sổ tay {COMPARE} trong {notebooks}")
    folder = output / f"compare-{text}"
    recover(folder)
    parameters: dict[str, object] = {"years": text, "data": str(data.resolve())}
    check_parameters(notebooks / COMPARE, parameters)
    last = editions[-1]  # its letterhead is the page's
    shown = dict.fromkeys(last.codebook.sections, notebooks / COMPARE)
    wrong = [*unshown(last, shown), *strange(last, [notebooks / COMPARE])]
    if faults := [*imprint_faults(last), *wrong]:
        raise DataError(faults)
    with staging(folder) as stage:
        made = stage / "sections" / f"01_{COMPARE}"
        job = Job("compare", notebooks / COMPARE, parameters, made, data.parent)
        (outcome,) = execute([job], workers=1)
        if outcome.state != "done":
            raise ReportError(outcome.fault)
        build_page([Section("compare", made)], _about(editions, text)).write(stage)
        publish(stage, folder)
    index.write(output)
    return folder


def _about(editions: list[Edition], text: str) -> Mapping[str, Any]:
    """Return the letterhead of the last year under a title of all of them, signed by nobody."""
    last = dict(editions[-1].about)
    statuses = {edition.status for edition in editions}
    last["status"] = next(name for name in ("synthetic", "draft", "official") if name in statuses)
    last["document"] = dict(last["document"]) | {
        "abstract": f"Tổng hợp hoạt động công đoàn các năm {written(text)}",
        "number": "",
    }
    last["signature"] = dict(last["signature"]) | {"signed": False}
    return last
