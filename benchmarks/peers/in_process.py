"""The peer of case b: papermill's Python API, one notebook after the other, then nbconvert's.

Arguments: folder of notebooks, year, data root, output folder.
"""

import sys
from pathlib import Path

import papermill
from nbconvert import HTMLExporter

notebooks, year, data, output = Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3], Path(sys.argv[4])
executed = []
for path in sorted(notebooks.glob("[0-9]*.ipynb")):
    executed.append(output / path.name)
    parameters = {"year": year, "data": data}
    papermill.execute_notebook(path, executed[-1], parameters, progress_bar=False)
exporter = HTMLExporter()
for path in executed:
    html, _ = exporter.from_filename(str(path))
    path.with_suffix(".html").write_text(html, "utf-8")
