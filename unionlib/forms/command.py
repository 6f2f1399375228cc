"""``unionlib forms`` and ``unionlib collect``, as a person calls them."""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from unionlib.codebook import OFFICE, load_codebook
from unionlib.errors import UnionlibError, UnknownName
from unionlib.files import write_whole
from unionlib.forms.collect import Collection, collect, context_of
from unionlib.forms.questions import Question, derive, latest
from unionlib.forms.questions_file import write_questions
from unionlib.forms.units import root
from unionlib.letters import uncapital
from unionlib.progress import Progress
from unionlib.submissions import STATES


def forms(asked: argparse.Namespace, data: Path) -> int:
    """Write one workbook per reporting unit."""
    from unionlib.forms.write import workbook

    year, output = asked.year, asked.output
    book = load_codebook(data)
    reference = latest(year, data, book)
    context = context_of(book, year, data, reference)
    chosen = asked.unit or list(context.units)
    for name in chosen:
        if name not in context.units:
            raise UnknownName("Đơn vị báo cáo", name, context.units)
    output.mkdir(parents=True, exist_ok=True)
    issuer = root(book).label
    books = {}
    with Progress("tệp", f"forms {year}") as bar:
        for done, name in enumerate(chosen, 1):
            unit = context.units[name]
            before = context.before.get(name, {})
            books[output / f"{name}.xlsx"] = workbook(
                context.forms[unit.kind], unit, issuer, before
            )
            bar.update(done, len(chosen))
    if not asked.force:
        _refuse_filled(books, output)
    kept = data / str(year) / "forms.csv"
    if not kept.is_file():
        write_questions(kept, context.asked)
        print(f"{kept}: danh mục chỉ tiêu của biểu mẫu (có thể sửa trước khi gửi đi)")
    elif unasked := _unasked(derive(book, data, reference), context.asked):
        shown = ", ".join(unasked[:5]) + (", …" if len(unasked) > 5 else "")
        print(f"{kept} có từ trước, không hỏi: {shown}. Muốn hỏi thì thêm dòng vào tệp này.")
    for path, content in books.items():
        write_whole(path, content)
    print(f"{output}: {len(books)} biểu năm {year}")
    if OFFICE not in context.forms and any(question.of(OFFICE) for question in context.asked):
        print(
            "units.csv chưa có đơn vị loại 'office' (cơ quan của chính liên đoàn): những chỉ tiêu chỉ cơ quan này biết chưa được hỏi ai."
        )
    return 0


def _unasked(could: Sequence[Question], asked: Sequence[Question]) -> list[str]:
    """Return the measures that no form asks: struck out, or newer than the year's ``forms.csv``."""
    named = {question.key.measure for question in asked}
    return [name for name in dict.fromkeys(each.key.measure for each in could) if name not in named]


def _refuse_filled(books: Mapping[Path, bytes], output: Path) -> None:
    """Refuse to write over forms that are others than these: they may be filled in."""
    others = [path for path, new in books.items() if path.exists() and path.read_bytes() != new]
    if others:
        shown = ", ".join(path.name for path in others[:5]) + (" …" if len(others) > 5 else "")
        raise UnionlibError(
            f"{output} đã có biểu khác với biểu sắp ghi, có thể đã điền số liệu: {shown}. Chọn thư mục khác, hoặc thêm --force để ghi đè."
        )


def run_collect(asked: argparse.Namespace, data: Path) -> int:
    """Read the submissions; return 1 while there are errors."""
    from unionlib.forms.findings_workbook import findings_workbook

    target = asked.findings
    _writable(target, data)
    with Progress("tệp", f"collect {asked.year}") as bar:
        result = collect(
            asked.year, asked.submissions, data,
            accept_clean=asked.accept_clean, workers=asked.workers, ignore=[target], progress=bar.update,
        )  # fmt: skip
    for finding in result.findings:
        print(finding)
    _account(result, asked, data)
    # Last, because it may yet fail, and what has become of the data is to be known then.
    target.parent.mkdir(parents=True, exist_ok=True)
    write_whole(target, findings_workbook(result, asked.year, asked.submissions, target))
    return 1 if result.errors else 0


def _writable(target: Path, data: Path) -> None:
    """Look before anything is collected whether its findings can be written, over nothing else."""
    from unionlib.forms.findings_workbook import is_findings

    if target.is_dir():
        raise UnionlibError(f"{target}: không ghi được, đó là một thư mục; --findings cần tên tệp")
    if target.suffix.lower() != ".xlsx":
        raise UnionlibError(
            f"{target}: phát hiện ghi ra bảng tính Excel, tên tệp phải có đuôi .xlsx"
        )
    if target.resolve().is_relative_to(data.resolve()):
        raise UnionlibError(f"{target}: nằm trong thư mục số liệu {data}; hãy chọn chỗ khác")
    if target.exists() and not is_findings(target):
        raise UnionlibError(
            f"{target}: đã có và không phải tệp phát hiện lần trước; hãy chọn tên khác"
        )
    folder = next(each for each in target.absolute().parents if each.exists())
    try:
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        raise UnionlibError(f"{target}: không ghi được vào {folder} ({error.strerror})") from None


def _account(result: Collection, asked: argparse.Namespace, data: Path) -> None:
    if result.findings:
        print()
    units = result.units
    have, due = result.counted
    print(
        f"Năm {asked.year}: {have}/{due} đơn vị đã có số liệu; {len(result.sent)} tệp, {result.errors} lỗi, {len(result.findings) - result.errors} điểm hỏi lại ({asked.findings})"
    )
    office = [each for each in result.states if units[each.unit].kind == OFFICE]
    for state in ("returned", "waiting", "missing"):
        listed = (each for each in result.states if each.state == state and each not in office)
        names = [units[each.unit].label for each in listed]
        if names:
            print(f"{STATES[state]} ({len(names)}): {'; '.join(names)}")
    kept = result.kept
    if names := [unit.label for name, unit in units.items() if name in kept]:
        print(f"Vẫn dùng số liệu nhận lần trước ({len(names)}): {'; '.join(names)}")
    for each in office:
        label, state = units[each.unit].label, uncapital(STATES[each.state])
        print(f"{label} (không tính vào số đơn vị trên): {state}")
    place = f"{data.name}/{asked.year}"
    if result.written:
        print(f"Đã ghi vào {place}/observations.")
        if result.drafted:
            _tell_drafts(result.drafted, place)
    elif any(each.acceptable for each in result.sent):
        print(
            f"{place} giữ nguyên vì còn lỗi; thêm --accept-clean để nhận các đơn vị không có lỗi."
        )
    elif result.errors:
        print(
            f"{place} giữ nguyên vì tệp nào cũng còn lỗi, lần này không tiếp nhận được đơn vị nào."
        )
    else:
        print(f"{place} giữ nguyên: không có tệp nào để nhận.")


def _tell_drafts(drafted: Sequence[str], place: str) -> None:
    """Say what stands in the new year's folder that nobody has written for it yet."""
    begun = dict.fromkeys(name.partition("/")[0] for name in drafted)
    words = " (lời văn chép từ báo cáo trước)" if "narrative" in begun else ""
    print(
        f"Đã soạn nháp {' và '.join(f'{place}/{name}' for name in begun)}{words}; hãy xem và viết lại trước khi trình ký."
    )
