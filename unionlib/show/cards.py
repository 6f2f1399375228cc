"""How the objects of the library show themselves: a card in a notebook, words on a terminal."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from html import escape
from typing import TYPE_CHECKING

from unionlib.imprint import STATUSES
from unionlib.rules import SEVERITIES

if TYPE_CHECKING:
    from unionlib.codebook import Codebook, Measure
    from unionlib.edition import Edition
    from unionlib.rules import Finding


def edition_lines(edition: Edition) -> list[tuple[str, str]]:
    """Return what an edition says of itself: name and words."""
    lines = [("Tình trạng", STATUSES.get(edition.status, edition.status))]
    for part, key, name in (("issuer", "name", "Cơ quan"), ("document", "abstract", "Trích yếu")):
        about = edition.about.get(part)
        if isinstance(about, Mapping) and about.get(key):
            lines.append((name, str(about[key])))
    if edition.source:
        lines.append(("Nguồn", edition.source))
    size = f"{len(edition.codebook.measures)} chỉ tiêu, {len(edition.codebook.units)} đơn vị"
    return [*lines, ("Danh mục", size)]


def edition_card(edition: Edition) -> str:
    """Return an edition as HTML."""
    return f"<h4>Năm {edition.year}</h4>{_pairs(edition_lines(edition))}"


def edition_words(edition: Edition) -> str:
    """Return an edition as plain text."""
    lines = [f"{name}: {text}" for name, text in edition_lines(edition)]
    return "\n  ".join([f"Năm {edition.year}", *lines])


def measure_lines(measure: Measure) -> list[tuple[str, str]]:
    """Return what the codebook says of a measure: name and words."""
    lines = [
        ("Tên", measure.label),
        ("Đơn vị tính", measure.unit),
        ("Định nghĩa", measure.definition),
        ("Phân tổ", ", ".join(measure.dimensions)),
        ("Công thức", measure.formula),
    ]
    return [(name, text) for name, text in lines if text]


def measure_card(measure: Measure) -> str:
    """Return a measure as HTML."""
    return f"<h4><code>{escape(measure.name)}</code></h4>{_pairs(measure_lines(measure))}"


def codebook_card(book: Codebook) -> str:
    """Return the codebook as HTML: its measures by section, folded."""
    columns = ("Mã", "Tên", "Đơn vị tính", "Phân tổ")
    head = "".join(f'<th scope="col">{name}</th>' for name in columns)
    parts = []
    for section, label in book.sections.items():
        own = [measure for measure in book if measure.section == section]
        rows = "".join(_measure_row(measure) for measure in own)
        if own:
            parts.append(
                f"<details><summary>{escape(label)} (<code>{escape(section)}</code>): "
                f"{len(own)} chỉ tiêu</summary>"
                f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></details>"
            )
    return f"<p>{escape(codebook_words(book))}</p>{''.join(parts)}"


def codebook_words(book: Codebook) -> str:
    """Return the codebook in one line."""
    return (
        f"Danh mục: {len(book.measures)} chỉ tiêu, {len(book.dimensions)} phân tổ, "
        f"{len(book.units)} đơn vị"
    )


def finding_card(finding: Finding) -> str:
    """Return a finding as HTML, with the rows of data behind it."""
    from unionlib.show.markup import data_element

    rows = ", ".join(f"<code>{escape(row)}</code>" for row in finding.rows)
    behind = f"<br><small>Số liệu: {rows}</small>" if rows else ""
    said = finding.sentence(data_element, escape)
    title = f"{SEVERITIES[finding.severity]}. {finding.title}"
    return f"<p><strong>{escape(title)}:</strong> {said}{behind}</p>"


def finding_words(finding: Finding) -> str:
    """Return a finding as plain text."""
    return f"{SEVERITIES[finding.severity]}: {finding.message}"


def _measure_row(measure: Measure) -> str:
    cells = (measure.label, measure.unit, ", ".join(measure.dimensions))
    shown = "".join(f'<td style="text-align: left">{escape(text)}</td>' for text in cells)
    name = f'<th scope="row" style="text-align: left"><code>{escape(measure.name)}</code></th>'
    return f"<tr>{name}{shown}</tr>"


def _pairs(lines: Iterable[tuple[str, str]]) -> str:
    rows = "".join(
        f'<tr><th scope="row" style="text-align: left; white-space: nowrap">{escape(name)}</th>'
        f'<td style="text-align: left">{escape(text)}</td></tr>'
        for name, text in lines
    )
    return f"<table><tbody>{rows}</tbody></table>"
