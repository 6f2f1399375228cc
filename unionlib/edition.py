"""An edition: one year of the report, its metadata, observations and narrative.

``load`` opens an edition; the observations of a section are read and checked when
they are first asked for, so that a report knows what each section depends on.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from unionlib import arguments, periods
from unionlib.codebook import Codebook, load_codebook
from unionlib.errors import DataError, ExpressionError, Fault, UnionlibError, UnknownName
from unionlib.imprint import read_imprint
from unionlib.observation import Observation
from unionlib.observations import read_observations
from unionlib.root import check_begun, default_data, years
from unionlib.tracking import exists, remembered
from unionlib.words import read_narrative

if TYPE_CHECKING:
    import pandas as pd

    from unionlib.quantity import Quantity


@dataclass(frozen=True, eq=False)
class Edition:
    """One year of the report.

    Parameters
    ----------
    year : int
        The reporting year.
    data : Path
        The data root; the edition lies in ``data/<year>/``.
    about : Mapping[str, Any]
        The parsed ``edition.toml``: status, issuer, document, recipients, signature.
    codebook : Codebook
        Measures, codes and units.
    computed : dict
        The derived measures that were computed already.
    """

    year: int
    data: Path
    about: Mapping[str, Any] = field(repr=False)
    codebook: Codebook = field(repr=False)
    _sections: dict[str, dict[str, list[Observation]]] = field(default_factory=dict, repr=False)
    _stated: dict[str, dict[object, list[Observation]]] = field(default_factory=dict, repr=False)
    computed: dict[object, Quantity] = field(default_factory=dict, repr=False)

    @property
    def status(self) -> str:
        """``official``, ``draft``, ``comparison`` or ``synthetic``."""
        return str(self.about["status"])

    @property
    def reportable(self) -> bool:
        """Whether there is more than figures to compare with."""
        return self.status != "comparison"

    @property
    def source(self) -> str:
        """What the figures were taken from, in words."""
        return str(self.about.get("source", ""))

    @property
    def folder(self) -> Path:
        """``data/<year>``."""
        return self.data / str(self.year)

    def period(self, name: str = "") -> str:
        """Resolve ``""``, ``previous``, ``next``, ``mid`` or a period as it stands.

        Examples
        --------
        >>> load(2019).period("previous"), load(2019).period("mid")
        ('2018', '2019-H1')
        """
        return periods.code(name, self.year)

    def label(self, measure: str, where: Mapping[str, str]) -> str:
        """Return the label of a measure with its selection: ``Đoàn viên – Khối SXKD``."""
        book = self.codebook
        chosen = ((key, code) for key, code in where.items() if code and key != "period")
        details = [book.code_label(key, code) for key, code in chosen]
        if where.get("period"):
            details.append(periods.words(self.period(where["period"])))
        return " – ".join([book[measure].label, *details])

    @cached_property
    def previous(self) -> Edition | None:
        """The edition of the year before, if there is one."""
        before = self.data / str(self.year - 1) / "edition.toml"
        return open_year(self.year - 1, self.data, self.codebook) if exists(before) else None

    def observed(self, measure: str, unit: str = "") -> list[Observation]:
        """Return every observation of a measure, of all periods, units and breakdowns.

        Where there are thousands they are rolled up to reporting units and the province;
        name a ``unit`` below a reporting unit to have them as they were given.

        Raises
        ------
        UnknownName
            There is no such measure, or no such unit.
        """
        if unit and unit not in self.codebook.units:
            raise UnknownName("Đơn vị", unit, self.codebook.units)
        section = self.codebook[measure].section
        if section not in self._sections:
            self.read_section(section)
        rows = self._sections[section].get(measure, [])
        below = self.codebook.reporter(unit) not in ("", unit)
        if below and any(not row.line for row in rows):
            return self._given(measure)
        return rows

    def stated(
        self, measure: str, period: str, unit: str, where: Mapping[str, str]
    ) -> list[Observation]:
        """Return the observations of just this period, unit and breakdown, mostly one or none."""
        if measure not in self._stated:
            index: dict[object, list[Observation]] = {}
            for row in self.observed(measure):
                index.setdefault((row.period, row.unit, frozenset(row.where)), []).append(row)
            self._stated[measure] = index
        return self._stated[measure].get((period, unit, frozenset(where.items())), [])

    def read_section(self, section: str) -> None:
        """Read a section's observations now.

        Raises
        ------
        DataError
            With every fault of its file.
        """
        # With another codebook the same file may mean something else.
        self._sections[section] = remembered(
            (self.folder, section), lambda: self._read_file(section), by=self.codebook
        )

    def leave_out(self, section: str) -> None:
        """Have no observations of a section, of a file that cannot be read."""
        self._sections[section] = {}

    def _read_file(self, section: str) -> dict[str, list[Observation]]:
        faults: list[Fault] = []
        by_measure: dict[str, list[Observation]] = {}
        for row in read_observations(self.folder, section, self.year, self.codebook, faults):
            by_measure.setdefault(row.measure, []).append(row)
        if faults:
            raise DataError(faults)
        return by_measure

    def _given(self, measure: str) -> list[Observation]:
        """Return the observations of a measure that were rolled up, one by one."""
        from unionlib.rollup import read_rows

        details = self._sections.setdefault("", {})
        if measure not in details:
            details[measure] = read_rows(self.folder, measure, self.year, self.codebook)
        return details[measure]

    @property
    def observations(self) -> pd.DataFrame:
        """All observations as a frame, one row per observation (blank = total).

        Rows of units below the reporting units, which a large file is rolled up from, are
        not among them: ``observed("members", unit="…")``, with any such unit, lists these.
        """
        import pandas as pd

        rows = [row for measure in self.codebook for row in self.observed(measure.name)]
        base = {
            name: [getattr(row, name) for row in rows] for name in ("measure", "period", "unit")
        }
        wheres = [dict(row.where) for row in rows]
        dims = {
            name: [where.get(name, "") for where in wheres] for name in self.codebook.dimensions
        }
        tail = {
            name: [getattr(row, name) for row in rows]
            for name in ("value", "source", "note", "file", "line")
        }
        return pd.DataFrame(base | dims | tail)

    def narrative(self, section: str) -> Mapping[str, str]:
        """Return the blocks of ``narrative/<section>.md`` by their heading.

        Raises
        ------
        UnknownName
            There is no such section.
        DataError
            The file is not there, or cannot be read.
        """
        if section not in (known := self.codebook.sections):
            raise UnknownName("Phần", section, known)
        faults: list[Fault] = []
        blocks = read_narrative(self._narrative(section), self.data, faults)
        if faults:
            raise DataError(faults)
        return {name: words.text.strip() for name, words in blocks.items()}

    def blocks(self, section: str) -> Mapping[str, str]:
        """Return :meth:`narrative`; no blocks for a section without a file of words."""
        return self.narrative(section) if exists(self._narrative(section)) else {}

    def _narrative(self, section: str) -> Path:
        return self.folder / "narrative" / f"{section}.md"

    def quantity(self, expression: str) -> Quantity:
        """Evaluate an expression: ``edition.quantity("share(members, employees)")``.

        Raises
        ------
        ExpressionError, UnknownName
            It cannot be read, or names what does not exist; of words, the measures that
            are called so are suggested.
        """
        from unionlib.expression import evaluate

        try:
            return evaluate(self, expression)
        except ExpressionError:
            from unionlib.search import meant

            if suggestion := meant(self.codebook, str(expression)):
                raise ExpressionError(suggestion) from None
            raise

    def __getitem__(self, expression: str) -> Quantity:
        return self.quantity(expression)

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and name in self.codebook.measures

    def __iter__(self) -> Iterator[str]:
        return iter(self.codebook.measures)

    def __repr__(self) -> str:
        from unionlib.show.cards import edition_words

        return edition_words(self)

    def _repr_html_(self) -> str:
        from unionlib.show.cards import edition_card

        return edition_card(self)

    def _ipython_key_completions_(self) -> list[str]:
        return list(self.codebook.measures)


def load(year: int | str, data: str | Path | None = None) -> Edition:
    """Open the edition of a year.

    Parameters
    ----------
    year : int or str
        The reporting year, in four digits.
    data : str or Path, optional
        The data root; by default the nearest ``data`` folder.

    Raises
    ------
    UnionlibError
        The year is none, or has no ``edition.toml`` yet, or the root holds no edition.
    UnknownName
        There is no edition of that year; the years there are follow.
    DataError
        With every fault of the codebook or of ``edition.toml``.

    Examples
    --------
    >>> load(2019).status
    'official'
    """
    year = arguments.year(str(year))
    root = Path(data).resolve() if data else default_data()
    path = root / str(year) / "edition.toml"
    if not exists(path):
        found = years(root)
        if not found:
            raise UnionlibError(f"không có năm nào trong {root} (cần thư mục năm có edition.toml)")
        check_begun(root, year)
        raise UnknownName("Năm", str(year), [str(known) for known in found])
    return open_year(year, root)


def open_year(year: int, root: Path, codebook: Codebook | None = None) -> Edition:
    """Open the edition of a year that is there; years of one root share its codebook."""
    faults: list[Fault] = []
    about = read_imprint(root, year, faults)
    try:
        codebook = codebook or load_codebook(root)
    except DataError as error:
        raise DataError([*faults, *error.faults]) from None
    if faults:
        raise DataError(faults)
    return Edition(year, root, about, codebook)
