"""nbconvert's part of the page: the merged notebook through the project's own template.

Import this module late: nbconvert takes a third of a second.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from unionlib.report.lean_imports import lean_imports
from unionlib.report.markdown import render
from unionlib.report.templating import TEMPLATES, environment

# nbconvert's own web server shows what it has converted.
with lean_imports("nbconvert.postprocessors.serve"):
    from nbconvert.exporters.templateexporter import TemplateExporter
    from nbformat import NotebookNode


if TYPE_CHECKING:
    from jinja2 import Environment


class _Uncopied(NotebookNode):
    """A notebook that its exporter uses as it is, as it was made for that alone."""

    def __deepcopy__(self, memo: object) -> _Uncopied:
        return self


class ReportExporter(TemplateExporter):
    """Exports the merged notebook as the administrative document.

    The stock templates are not inherited: they load scripts from other hosts and
    bring 300 KB of styles. Everything is escaped unless a filter vouches for it.
    """

    output_mimetype = "text/html"

    def __init__(self) -> None:
        # No preprocessor is needed: what is shown is decided by the filters below,
        # from the cells' own metadata.
        super().__init__(  # type: ignore[no-untyped-call]
            template_file="report.html.j2",
            template_paths=[str(TEMPLATES)],
            file_extension=".html",
            default_preprocessors=[],
        )

    def from_notebook_node(self, nb: Any, resources: Any = None, **kwargs: Any) -> tuple[Any, Any]:
        """Return the page of a notebook, and the resources that went into it."""
        uncopied = _Uncopied(nb)  # type: ignore[no-untyped-call]
        return super().from_notebook_node(uncopied, resources, **kwargs)

    def _preprocess(self, nb: Any, resources: Any) -> tuple[Any, Any]:
        # Nothing is preprocessed, so nothing need be copied and validated for it.
        return nb, resources

    def _create_environment(self) -> Environment:
        made = environment()
        made.filters.update(markdown=_markdown, shown=_shown, trusted=Markup)
        return made


@cache
def report_exporter() -> ReportExporter:
    """Return the exporter, its template compiled."""
    exporter = ReportExporter()
    assert exporter.template  # noqa: S101 - compiled when it is first asked for
    return exporter


def _markdown(cell: Mapping[str, Any]) -> Markup:
    return Markup(render(cell["source"], cell["metadata"]["unionlib"]["headings"]))  # noqa: S704 - rendered with raw HTML off


def _shown(output: Mapping[str, Any]) -> Markup:
    """Return the library's HTML; what else there is are warnings, for whoever runs the notebook."""
    number = output.get("metadata", {}).get("unionlib")
    if number is None:
        return Markup("")
    return Markup(f'<div data-output="{number}">{output["data"]["text/html"]}</div>')  # noqa: S704 - merge.py trusts it
