"""The choices of ``explore`` as ipywidgets: a table, its chart and its code answer at once."""

from __future__ import annotations

import base64
import threading
from collections.abc import Callable
from html import escape
from typing import TYPE_CHECKING, Any

import ipywidgets as widgets

from unionlib.errors import UnionlibError
from unionlib.export import csv_bytes, excel_bytes
from unionlib.root import years
from unionlib.search import matching
from unionlib.view import UNIT, View, dimensions, view

if TYPE_CHECKING:
    from unionlib.edition import Edition

FIRST = "members"
MOST = 300  # units that a list to click is good for
SEVERAL = "Giữ Ctrl (hoặc ⌘) để chọn nhiều dòng."
NONE = "Không có chỉ tiêu nào như thế; hãy thử từ khác hoặc phần khác."
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def panel(edition: Edition) -> widgets.Widget:
    """Return the form and its answer as one widget."""
    return _Panel(edition).whole


class _Panel:
    """Keeps the choices in step: what a measure cannot be broken down by is not offered."""

    def __init__(self, edition: Edition) -> None:
        self.edition = edition
        book = edition.codebook
        self.busy = False
        self.lock = threading.RLock()
        wide, tall = {"width": "auto"}, {"width": "auto", "height": "16em"}
        self.search = widgets.Text(description="Tìm", placeholder="ví dụ: đoàn viên", layout=wide)
        parts = [("Tất cả", ""), *((label, name) for name, label in book.sections.items())]
        self.section = widgets.Dropdown(description="Phần", options=parts, layout=wide)
        self.measures = widgets.SelectMultiple(description="Chỉ tiêu", layout=tall)
        self.by = widgets.Dropdown(description="Phân tổ", layout=wide)
        self.units = widgets.SelectMultiple(description="Đơn vị", rows=5, layout=wide)
        self.years = widgets.SelectMultiple(
            description="Năm",
            options=[*years(edition.data)],
            value=[edition.year],
            rows=3,
            layout=wide,
        )
        self.hint = widgets.HTML()
        self.answer = widgets.HTML(layout={"flex": "3 1 28em", "min_width": "0"})
        self.answer.add_class("unionlib-answer")
        self._list_measures()
        start = [FIRST] if FIRST in book.measures else [self.measures.options[0][1]]
        self.measures.value = start
        self._list_choices()
        self.by.value = self.by.options[min(1, len(self.by.options) - 1)][1]
        for chosen in (self.search, self.section):
            chosen.observe(self._on(self._list_measures), "value")
        self.measures.observe(self._on(self._list_choices), "value")
        for chosen in (self.by, self.units, self.years):
            chosen.observe(self._on(), "value")
        self._answer()
        form = widgets.VBox(
            [self.search, self.section, self.measures, self.hint, self.by, self.units, self.years],
            layout={"flex": "2 1 24em", "min_width": "0"},
        )
        self.whole = widgets.HBox([form, self.answer], layout={"flex_flow": "row wrap"})

    def _on(self, *steps: Callable[[], None]) -> Callable[[Any], None]:
        """Return what follows a click; what it changes itself is no click."""

        def follow(_: Any) -> None:
            # JupyterLab may deliver a click in another thread while the last one is answered.
            with self.lock:
                if self.busy:
                    return
                self.busy = True
                try:
                    self._answer(*steps)
                finally:
                    self.busy = False

        return follow

    def _list_measures(self) -> None:
        """Offer the measures that match; those chosen stay."""
        sought, section = self.search.value.strip(), self.section.value
        book, chosen = self.edition.codebook, set(self.measures.value)
        found = {
            entry.name
            for entry in (matching(book, sought) if sought else book)
            if section in ("", entry.section)
        }
        offered = [
            (f"{entry.label} ({entry.unit})", entry.name)
            for entry in book
            if entry.name in chosen | found
        ]
        self.hint.value = f"<small>{SEVERAL if found else NONE}</small>"
        self.measures.options = offered
        self.measures.value = [name for _, name in offered if name in chosen]

    def _list_choices(self) -> None:
        """Offer the breakdowns and units that the measures have."""
        book = self.edition.codebook
        own = dimensions(self.edition, self.measures.value)
        labels = {UNIT: "Đơn vị"} | dict(book.dimensions)
        before, units = self.by.value, set(self.units.value)
        self.by.options = [("(không)", ""), *((labels[name], name) for name in own)]
        self.by.value = before if before in own else ""
        found = {
            row.unit for name in self._base() for row in self.edition.observed(name) if row.unit
        }
        listed = [name for name in book.units if name in found][:MOST]
        self.units.options = [("Toàn bộ", ""), *((book.units[name].label, name) for name in listed)]
        self.units.value = [name for name in ("", *listed) if name in units] or [""]

    def _base(self) -> set[str]:
        from unionlib.expression import measures

        return {name for text in self.measures.value for name in measures(self.edition, text)}

    def _answer(self, *steps: Callable[[], None]) -> None:
        try:
            for step in steps:
                step()
            found = view(
                self.edition,
                self.measures.value,
                by=self.by.value or "",
                unit=self.units.value,
                years=self.years.value,
            )
            self.answer.value = _shown(found)
        except UnionlibError as error:
            self.answer.value = f'<p role="alert" style="color: var(--jp-error-color1, #b00)">{escape(str(error))}</p>'


def _shown(found: View) -> str:
    """Return table, chart, downloads and code as HTML."""
    if not found.rows:
        return "<p>Chưa có số liệu.</p>"
    chart = found.chart
    drawn = chart._repr_mimebundle_()["text/html"] if chart else ""
    links = " · ".join(
        f'<a download="{found.id}.{suffix}" href="data:{kind};base64,'
        f'{base64.b64encode(content).decode()}">{name}</a>'
        for name, suffix, kind, content in (
            ("CSV", "csv", "text/csv;charset=utf-8", csv_bytes(found)),
            ("Excel", "xlsx", XLSX, excel_bytes(found)),
        )
    )
    table = found._repr_mimebundle_()["text/html"]
    return (
        f'<div class="jp-RenderedHTMLCommon">{table}{drawn}<p>Tải về: {links}</p>'
        f"<p>Mã để dán vào một phần của báo cáo:</p><pre><code>{escape(found.code)}</code></pre></div>"
    )
