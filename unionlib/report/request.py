"""What is asked for, and whether there is anything to make it from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from unionlib.arguments import FORMATS, TIMEOUT
from unionlib.edition import load
from unionlib.errors import ReportError, UnknownName
from unionlib.report.forked import Ahead
from unionlib.root import check_begun, reportable, years

if TYPE_CHECKING:
    from unionlib.edition import Edition


@dataclass(frozen=True)
class Request:
    """What is asked for: one year, where from, where to, which parts.

    Parameters
    ----------
    year : int
        The reporting year.
    data, notebooks, output : Path
        Data root, folder of section notebooks, and folder of reports.
    sections : tuple of str
        Sections to run; all where empty. A part of the report is written beside the
        whole one, to ``<year>-part``, and never replaces it.
    formats : tuple of str
        Of ``html``, ``pdf`` and ``docx``; the page is always made.
    parameters : Mapping[str, object]
        Further parameters of the notebooks.
    fresh : bool
        Whether to run every section, whatever the cache holds.
    timeout : float
        Seconds that one section may take.
    workers : int or None
        Sections at a time; by default as many as the processors bear.
    """

    year: int
    data: Path
    notebooks: Path
    output: Path
    sections: tuple[str, ...] = ()
    formats: tuple[str, ...] = FORMATS
    parameters: Mapping[str, object] = field(default_factory=dict)
    fresh: bool = False
    timeout: float = TIMEOUT
    workers: int | None = None

    @property
    def folder(self) -> Path:
        """Where the report goes: ``<output>/2019``, a part of it to ``2019-part``."""
        return self.output / (f"{self.year}-part" if self.sections else str(self.year))

    @property
    def cache(self) -> Path:
        """Where runs keep what later ones can use."""
        return self.output / ".cache"

    @property
    def paper(self) -> Path:
        """Where the paper of the last report is kept, or of the last part of it."""
        return self.cache / f"{self.folder.name}.paper.json"


def open_edition(year: int, data: Path) -> Edition:
    """Open an edition that can be reported; otherwise say which years can be."""
    if not years(data):
        raise ReportError(f"Không có năm nào trong {data} (cần thư mục năm có edition.toml).")
    ready = [str(found) for found in reportable(data)]
    if str(year) not in ready and (data / str(year) / "edition.toml").is_file():
        raise ReportError(
            f"Năm {year} chỉ có số liệu so sánh, không lập báo cáo được. "
            f"Các năm lập được: {', '.join(ready)}."
        )
    check_begun(data, year)
    if str(year) not in ready:
        raise ReportError(f"Không có số liệu năm {year}. Các năm lập được: {', '.join(ready)}.")
    return load(year, data)


def reading_ahead(requests: Sequence[Request]) -> Ahead:
    """Return what the warm process is to read of the data before kernels ask for it."""
    data = str(requests[0].data.resolve())
    return Ahead(data, tuple(request.year for request in requests))


def select(found: Mapping[str, Path], names: Sequence[str]) -> dict[str, Path]:
    """Return the notebooks of the named sections, all where none is named."""
    unknown = [UnknownName("Phần", name, found) for name in names if name not in found]
    if unknown:
        raise ReportError("\n".join(map(str, unknown)))
    return {name: path for name, path in found.items() if not names or name in names}
