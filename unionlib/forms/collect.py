"""From a folder of submissions to an edition: read, judge, decide, store."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from unionlib.codebook import OFFICE, Codebook, Unit, load_codebook
from unionlib.edition import Edition
from unionlib.errors import DataError, Fault, UnionlibError
from unionlib.forms.design import designs
from unionlib.forms.draft import draft_files
from unionlib.forms.findings import ERROR, QUESTION, Finding, inert
from unionlib.forms.folder import submitted
from unionlib.forms.last_year import figures_before
from unionlib.forms.layout import Form
from unionlib.forms.pool import judge_all
from unionlib.forms.questions import latest
from unionlib.forms.questions_file import questions
from unionlib.forms.store import check_written, observation_files, submissions_file
from unionlib.forms.submission import Context, Submission
from unionlib.forms.transaction import only_one, recover, replace_files
from unionlib.forms.units import reporter, reporting_units, root
from unionlib.imprint import is_signed, read_imprint
from unionlib.relations import read_relations
from unionlib.submissions import Sent, read_submissions


@dataclass(frozen=True)
class Collection:
    """What came of a collection.

    Parameters
    ----------
    sent : tuple of Submission
        Every file that was read.
    states : tuple of Sent
        Every unit that is to report, with its state after this run.
    findings : tuple of Finding
        All findings, by file, sheet and cell.
    written : bool
        Whether ``data/`` was written (or already was as it should be).
    drafted : tuple of str
        The files that were begun from the year before, for somebody to rewrite.
    units : mapping of str to Unit
        The units that are to report, by code.
    forms : mapping of str to Form
        The form of each kind of unit.
    """

    sent: tuple[Submission, ...]
    states: tuple[Sent, ...]
    findings: tuple[Finding, ...]
    written: bool
    drafted: tuple[str, ...]
    units: Mapping[str, Unit]
    forms: Mapping[str, Form]

    @property
    def kept(self) -> set[str]:
        """The units that sent again, and whose figures are still those that were taken before."""
        here = {each.unit for each in self.sent}
        taken = {each.unit for each in self.sent if each.acceptable and self.written}
        return {each.unit for each in self.states if each.state == "collected"} & (here - taken)

    @property
    def counted(self) -> tuple[int, int]:
        """How many units' figures are there, and of how many; the office is not counted."""
        due = [state for state in self.states if self.units[state.unit].kind != OFFICE]
        return sum(state.state == "collected" for state in due), len(due)

    @property
    def errors(self) -> int:
        """How many findings must be corrected."""
        return sum(finding.severity == ERROR for finding in self.findings)


def context_of(book: Codebook, year: int, data: Path, reference: Edition | None) -> Context:
    """Return the forms of a year, its reporting units and their figures of the year before.

    ``reference`` is the latest edition before it: what that reported is asked again.

    Raises
    ------
    UnionlibError
        The year's report is signed: its figures are what was signed.
    """
    _refuse_signed(year, data)
    due = reporting_units(book, year)
    asked = questions(book, year, data, reference)
    keys = dict.fromkeys(question.key for question in asked)  # in order, as a set is not
    relations = read_relations(data, book, keys)
    kinds = dict.fromkeys(unit.kind for unit in due)
    forms = designs(book, year, kinds, asked, relations)
    previous = reference if reference and reference.year == year - 1 else None
    office = next((unit.name for unit in due if unit.kind == OFFICE), "")
    own = {question.key for question in asked if question.asked == OFFICE}
    before = figures_before(previous, keys, reporter(book, due), office, own)
    means = {key for key in keys if book[key.measure].kind == "mean"}
    together = dict.fromkeys(["", *(unit.name for unit in due)], "")
    province = figures_before(previous, means, together).get("", {})
    units = {unit.name: unit for unit in due}
    return Context(year, asked, forms, units, root(book), before, province)


def _refuse_signed(year: int, data: Path) -> None:
    faults: list[Fault] = []
    there = (data / str(year) / "edition.toml").exists()
    about = read_imprint(data, year, faults) if there else {}
    if faults:
        raise DataError(faults)
    if is_signed(about):
        place = f"{data.name}/{year}/edition.toml"
        raise UnionlibError(
            f"năm {year} đã ký ({place}), không nhận thêm biểu; nếu đính chính, ghi signed = false"
        )


def collect(
    year: int,
    folder: Path,
    data: Path,
    *,
    accept_clean: bool = False,
    workers: int | None = None,
    ignore: Sequence[Path] = (),
    progress: Callable[[int, int], object] = lambda *_: None,
) -> Collection:
    """Read the submissions of a folder into the edition of a year.

    Parameters
    ----------
    year : int
        The reporting year.
    folder : Path
        The folder of submissions, with its subfolders.
    data : Path
        The data root.
    accept_clean : bool
        Write the figures of units without errors although others have some.
    workers : int, optional
        Processes that read; by default one per processor.
    ignore : sequence of Path
        Files of the folder that are no submissions.
    progress : callable, optional
        Called with the number of files done and of all, as :meth:`Progress.update` is.
    """
    if not folder.is_dir():
        raise UnionlibError(f"không có thư mục {folder}")
    with only_one(data):
        recover(data / str(year))
    book = load_codebook(data)
    reference = latest(year, data, book)
    context = context_of(book, year, data, reference)
    files, findings = submitted(folder, {path.resolve() for path in ignore})
    sent: list[Submission] = []
    for each in judge_all(files, context, workers):
        sent.append(each)
        progress(len(sent), len(files))
    _find_twice(sent, context)
    findings += [finding for each in sent for finding in each.findings]
    accepted = _accepted(sent)
    wrong = any(finding.severity == ERROR for finding in findings)
    written = bool(accepted) and (accept_clean or not wrong)
    drafts: dict[str, str] = {}
    with only_one(data):
        known = read_submissions(data / str(year), book)
        states = _states(context, known, sent, accepted, "collected" if written else "waiting")
        if written:
            texts = observation_files(data / str(year), book, context, accepted)
            # Figures of submissions fit together; with those that stay they may not.
            mixed = [name for name in texts if (data / str(year) / name).exists()]
            texts["submissions.csv"] = submissions_file(states)
            drafts = draft_files(data / str(year), year, reference)
            texts |= drafts
            replace_files(
                data / str(year), texts, lambda built: check_written(built, mixed, year, book)
            )
    findings.sort(key=lambda found: found.order)
    return Collection(
        tuple(sent),
        tuple(states),
        tuple(findings),
        written,
        tuple(drafts),
        context.units,
        context.forms,
    )


def _find_twice(sent: Sequence[Submission], context: Context) -> None:
    """Add an error to each of several files of one unit, a question where they are copies."""
    by_unit: dict[str, list[Submission]] = {}
    for each in sent:
        if each.unit:
            by_unit.setdefault(each.unit, []).append(each)
    for unit, several in by_unit.items():
        label = context.units[unit].label
        same = len({each.checksum for each in several}) == 1
        for each in several:
            if same and each is several[0]:  # one that is alone, too
                continue
            others = ", ".join(other.file for other in several if other is not each)
            message = (
                f"{label} gửi nhiều tệp khác nhau (cùng với {others}); hãy chỉ để lại tệp đúng"
            )
            if same:
                message = f"tệp giống hệt {several[0].file}; chỉ tính một lần"
            each.find("", "", "twice", message, QUESTION if same else ERROR)


def _accepted(sent: Sequence[Submission]) -> list[Submission]:
    """Return the submissions without errors, one for each unit, in the order of units."""
    chosen: dict[str, Submission] = {}
    for each in sent:
        if each.acceptable:
            chosen.setdefault(each.unit, each)
    return list(chosen.values())


def _states(
    context: Context,
    known: Sequence[Sent],
    sent: Sequence[Submission],
    accepted: Sequence[Submission],
    state: str,
) -> list[Sent]:
    """Return the state of each unit: what this run brought, else what is known.

    ``state`` is that of the accepted ones: whether their figures are in the data now.
    """
    before = {each.unit: each for each in known}
    right = {each.unit: each for each in accepted}
    here = {each.unit: each for each in sent}
    states = []
    for unit in context.units:
        in_data = unit in before and before[unit].state == "collected"
        if unit in right and (state == "collected" or not in_data):
            states.append(_state(right[unit], state))
        elif in_data:
            states.append(before[unit])
        elif unit in here:
            states.append(_state(here[unit], "returned"))
        else:
            states.append(before.get(unit, Sent(unit, "missing")))
    return states


def _state(sent: Submission, state: str) -> Sent:
    return Sent(sent.unit, state, inert(sent.file), sent.checksum[:16], sent.version)
