"""The peer of collecting: python-calamine reads every cell of every workbook, and no more.

Arguments: folder of workbooks.
"""

import sys
from pathlib import Path

from python_calamine import CalamineWorkbook


def read_cells(folder: Path) -> None:
    """Read the cells of the workbooks of a folder, and do nothing with them."""
    for path in folder.glob("*.xlsx"):
        book = CalamineWorkbook.from_path(path)
        for name in book.sheet_names:
            book.get_sheet_by_name(name).to_python(skip_empty_area=False)


if __name__ == "__main__":
    read_cells(Path(sys.argv[1]))
