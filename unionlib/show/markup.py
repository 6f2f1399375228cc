"""The HTML of a figure, and what every output of a notebook carries.

An output is a mime bundle: HTML to look at, plain text for a terminal, and ``MIME``
with the figures that it prints, from which the run makes ``report.json``. These are
JSON as text: as a tree they would be walked, copied and checked a dozen times on their
way from the kernel to the notebook's file, which was a third of all that way's work.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

from unionlib.lineage import brief, cite
from unionlib.quantity import Quantity

MIME = "application/vnd.unionlib.v2"
KINDS = ("prose", "table", "chart")


def trace(quantity: Quantity) -> str:
    """Say in one line what a figure is, how it was computed and where it was read.

    Examples
    --------
    >>> trace(Quantity(12, "người", "cán bộ"))
    'cán bộ: 12 người'
    """
    parts = [f"{quantity.label}: {quantity.words}" if quantity.label else quantity.words]
    if quantity.formula:
        parts[0] += f" = {brief(quantity.formula)}"
    if quantity.value is None and quantity.reason:
        parts.append(quantity.reason)
    if quantity.sources:
        parts.append(f"Nguồn: {cite(quantity.sources)}")
    return " · ".join(parts)


def data_element(quantity: Quantity, text: str | None = None) -> str:
    """Return the ``<data>`` element that prints a figure and carries its lineage."""
    attributes = {
        "class": "q" if quantity.value is not None else "q missing",
        "value": "" if quantity.value is None else f"{quantity.value:.15g}",
        "data-unit": quantity.unit,
        "data-rows": " ".join(row.ref for row in quantity.rows),
        "data-trace": trace(quantity),
    }
    listed = " ".join(f'{name}="{html.escape(value)}"' for name, value in attributes.items())
    return f"<data {listed}>{html.escape(quantity.text() if text is None else text)}</data>"


def figure(quantity: Quantity, text: str, context: str = "") -> dict[str, Any]:
    """Return what ``report.json`` records of one printed figure.

    ``context`` is the sentence, or the caption of the table or chart, that prints it.
    """
    return {
        "text": text,
        "context": context,
        "value": quantity.value,
        "unit": quantity.unit,
        "label": quantity.label,
        "formula": quantity.formula,
        "measures": sorted({row.measure for row in quantity.rows}),
        "sources": list(quantity.sources),
        "rows": [row.ref for row in quantity.rows],
    }


def sentences(html_text: str) -> list[str]:
    """Return, for each ``<data>`` element of a piece of HTML, the sentence that it is in.

    Examples
    --------
    >>> sentences("<p>Một. Có <data>30.088</data> người. Hết.</p>")
    ['Có 30.088 người.']
    """
    found = []
    for block in re.split(r"</(?:p|li)>", html_text):
        # A mark that no text holds stands for each element: a sentence may hold several.
        marked = plain_text(re.sub(r"<data\b", "\0<data", block))
        for sentence in re.split(r"(?<=[.!?])\s+", " ".join(marked.split())):
            found += [sentence.replace("\0", "")] * sentence.count("\0")
    return found


def with_unit(words: str, unit: str) -> str:
    r"""Return a heading or caption with its unit, which no line breaks.

    Examples
    --------
    >>> with_unit("Tiền quà", "triệu đồng")
    'Tiền quà (triệu\xa0đồng)'
    """
    unbroken = unit.replace(" ", "\u00a0")
    return f"{words} ({unbroken})"


def bundle(
    kind: str, markup: str, plain: str, figures: Sequence[dict[str, Any]], **more: Any
) -> dict[str, Any]:
    """Return the mime bundle of an output."""
    return {
        "text/html": _dressed(markup),
        "text/plain": plain,
        MIME: json.dumps({"kind": kind, "figures": list(figures), **more}, ensure_ascii=False),
    }


def about(data: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a bundle says of itself; nothing for one that is not of this module's making.

    Examples
    --------
    >>> about(bundle("prose", "<p>…</p>", "…", []))
    {'kind': 'prose', 'figures': []}
    """
    try:
        told = json.loads(data[MIME])
    except (KeyError, TypeError, ValueError):
        return {}
    known = isinstance(told, dict) and told.get("kind") in KINDS and "text/html" in data
    return told if known else {}


def _dressed(markup: str) -> str:
    """Add what a notebook has no style sheet for; the report's page drops it again.

    The browser's own tooltip says where a figure comes from, labels and words stand left.
    """
    titled = re.sub(r'data-trace="([^"]*)"', r'\g<0> title="\1"', markup)
    left = 'style="text-align: left"'
    return titled.replace('<th scope="row">', f'<th scope="row" {left}>').replace(
        "<td>", f"<td {left}>"
    )


def plain_text(markup: str) -> str:
    """Return the words of a piece of HTML."""
    return html.unescape(re.sub(r"<[^>]+>", "", markup)).strip()


def show(output: Any) -> None:
    """Display an output in a notebook; print it elsewhere."""
    from IPython.display import display

    display(output)
