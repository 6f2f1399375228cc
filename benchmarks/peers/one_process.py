"""The peer of case c: one IPython shell imports once and runs the cells of all notebooks.

Their outputs are kept, joined to one notebook and rendered by nbconvert's stock exporter.
Nothing is isolated, nothing is written but the page: the least that can be done.

Arguments: folder of notebooks, year, data root, output folder.
"""

import sys
from pathlib import Path

import nbformat
from IPython.core.interactiveshell import InteractiveShell
from IPython.utils.capture import capture_output
from nbconvert import HTMLExporter

notebooks, year, data, output = Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3], Path(sys.argv[4])
shell = InteractiveShell.instance()
whole = nbformat.v4.new_notebook()
for path in sorted(notebooks.glob("[0-9]*.ipynb")):
    notebook = nbformat.read(path, 4)
    for cell in notebook.cells:
        if cell.cell_type == "code" and "parameters" in cell.metadata.get("tags", []):
            shell.user_ns.update(year=year, data=data)
        elif cell.cell_type == "code":
            with capture_output() as captured:
                result = shell.run_cell(cell.source)
            result.raise_error()
            cell.outputs = [
                nbformat.v4.new_output("display_data", shown.data) for shown in captured.outputs
            ]
    whole.cells += notebook.cells
html, _ = HTMLExporter().from_notebook_node(whole)
(output / "report.html").write_text(html, "utf-8")
