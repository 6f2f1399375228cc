"""The parts of a Word file, written from the tree of a paper; :mod:`unionlib.report.docx` packs them."""
