"""From the executed sections of a year to the files of its report."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from unionlib.notebooks import section_notebooks
from unionlib.report import manifest
from unionlib.submissions import lacking_whose

if TYPE_CHECKING:
    from unionlib.edition import Edition
    from unionlib.report.job import Outcome
    from unionlib.report.request import Request


def write(
    request: Request,
    edition: Edition,
    outcomes: Sequence[Outcome],
    inputs: Mapping[str, str],
    stage: Path,
) -> None:
    """Assemble the executed sections and write every format asked for; keep the paper.

    Parameters
    ----------
    inputs : Mapping[str, str]
        Checksums of all that the report was made from, for the manifest.
    stage : Path
        The folder to write into.
    """
    from unionlib.report.formats import write_formats
    from unionlib.report.page import Section, build_page
    from unionlib.rules import reconcile

    marks: dict[str, list[str]] = {}
    checked = reconcile(edition)
    # A note says that definitions may differ, and what was cut off instead of rounded is
    # printed right here; marking those too would drown the contradictions.
    for finding in checked.errors:
        for row in finding.suspects:
            marks.setdefault(row, []).append(finding.id)
    page = build_page(
        [Section(outcome.section, outcome.output) for outcome in outcomes],
        edition.about,
        findings=marks,
        outline=list(section_notebooks(request.notebooks).values()),
        lacking=lacking_whose(edition),
    )
    page.write(stage)
    manifest.write(stage / "report.json", edition, inputs, outcomes, page.figures, checked)
    write_formats(page.html, stage, request.formats, request.paper)
    _write_log(outcomes, stage / "run.log")


def _write_log(outcomes: Sequence[Outcome], path: Path) -> None:
    """Note when the report was made and how long each section took.

    Times stand here and nowhere else: the same inputs give the same report.
    """
    lines = [f"{datetime.now(UTC):%Y-%m-%d %H:%M:%S} UTC"]
    lines += [f"{o.section}: {o.state}, {o.seconds:.2f} s" for o in outcomes]
    path.write_text("\n".join(lines) + "\n", "utf-8")
