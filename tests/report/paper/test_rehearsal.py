"""The last paper, gone through again: faster, and never seen in what is written."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from unionlib.errors import ReportError
from unionlib.report import pictures, rehearsal, typeset
from unionlib.report.formats import make_formats
from unionlib.report.paper import read_paper

Build = Callable[..., str]
BOTH = {"pdf", "docx"}


def make(page: str, kept: Path | None = None) -> dict[str, bytes]:
    """Make both formats of a page."""
    return make_formats(read_paper(page), BOTH, kept)


@pytest.fixture
def other(build_page: Build) -> str:
    """Give a page that differs a little from the other tests'."""
    return build_page().replace("Các cấp công đoàn", "Mọi cấp công đoàn", 1)


def test_a_rehearsal_of_another_paper_changes_no_byte(
    page: str, other: str, tmp_path: Path
) -> None:
    """What a process that has rehearsed writes is what a new process writes."""
    make(other, tmp_path / "kept.json")
    rehearsal.begin(tmp_path / "kept.json")
    rehearsed = make(page)
    (tmp_path / "page.html").write_text(page, "utf-8")
    program = (
        "import sys\nfrom pathlib import Path\n"
        "from unionlib.report.formats import make_formats\n"
        "from unionlib.report.paper import read_paper\n"
        "folder = Path(sys.argv[1])\n"
        "page = (folder / 'page.html').read_text('utf-8')\n"
        "for name, content in make_formats(read_paper(page), {'pdf', 'docx'}).items():\n"
        "    (folder / name).write_bytes(content)\n"
    )
    subprocess.run([sys.executable, "-c", program, str(tmp_path)], check=True)
    assert rehearsed["pdf"] == (tmp_path / "pdf").read_bytes()
    assert rehearsed["docx"] == (tmp_path / "docx").read_bytes()


def test_pictures_of_the_last_run_are_not_drawn_again(page: str, tmp_path: Path) -> None:
    """They come from the kept file, chart by chart."""
    paper = read_paper(page)
    kept = tmp_path / "kept.json"
    make(page, kept)
    content = json.loads(kept.read_text("utf-8"))
    content["pictures"] = ["UE5H"] * len(paper.charts)  # "PNG"
    kept.write_text(json.dumps(content), "utf-8")
    rehearsal.begin(kept)
    rehearsal.end()
    assert pictures.draw_charts(paper.charts) == [b"PNG"] * len(paper.charts)
    pictures.remember({})
    assert pictures.draw_charts(paper.charts)[0].startswith(b"\x89PNG")


def test_pictures_of_another_version_or_typeface_are_not_taken(page: str, tmp_path: Path) -> None:
    """Who drew them is kept with them."""
    paper = read_paper(page)
    kept = tmp_path / "kept.json"
    make(page, kept)
    content = json.loads(kept.read_text("utf-8"))
    content |= {"pictures": ["UE5H"] * len(paper.charts), "by": ["other", "Tinos", "None"]}
    kept.write_text(json.dumps(content), "utf-8")
    pictures.remember({})
    rehearsal.begin(kept)
    rehearsal.end()
    assert all(drawn.startswith(b"\x89PNG") for drawn in pictures.draw_charts(paper.charts))


def test_a_paper_that_typst_refuses_is_an_error_of_the_report(page: str, tmp_path: Path) -> None:
    """Laid out, it is told in words; rehearsed, it is no matter."""
    broken = b'{"tree": "<paper/>", "charts": []}'
    with pytest.raises(ReportError, match="Typst"):
        typeset.lay_out(broken)
    rehearsal.keep(broken, [], tmp_path / "kept.json")
    rehearsal.begin(tmp_path / "kept.json")
    assert make(page)["pdf"].startswith(b"%PDF")


def test_letters_that_no_typeface_has_are_told_with_the_words_around(page: str) -> None:
    """All at once, and not in Typst's English; with the selector that makes a sign colourful."""
    said = "Các cấp công đoàn"
    assert said in page
    with pytest.raises(ReportError) as caught:
        make(page.replace(said, f"{said} (广 và 🎉\ufe0f) đã", 1))
    first, *letters = str(caught.value).splitlines()
    assert first.startswith("không lập được bản PDF, vì phông chữ không có các ký tự dưới đây")
    assert letters[0].startswith("  广 (U+5E7F): “…")
    assert letters[1].startswith("  🎉\ufe0f (U+1F389 U+FE0F): “…")
    assert all(f"{said} (广 và 🎉\ufe0f) đã" in told for told in letters[:2])


@pytest.mark.parametrize(
    "content",
    [None, "", "{}", '{"paper": "{}", "pictures": []}', '{"paper": 1}', "[]"],
    ids=["absent", "empty", "nothing", "other", "type", "list"],
)
def test_a_kept_paper_that_cannot_be_read_is_no_matter(
    page: str, tmp_path: Path, content: str | None
) -> None:
    """Cut off, or of another version: the formats are made all the same."""
    kept = tmp_path / "kept.json"
    if content is not None:
        kept.write_text(content, "utf-8")
    rehearsal.begin(kept)
    assert make(page)["pdf"].startswith(b"%PDF")


@pytest.mark.skipif(sys.platform != "linux", reason="memory is read from /proc")
def test_papers_before_the_last_are_forgotten(page: str, tmp_path: Path) -> None:
    """A run of many years needs little more memory than one of a few."""
    (tmp_path / "page.html").write_text(page, "utf-8")
    program = (
        "import sys\nfrom pathlib import Path\n"
        "from unionlib.report.formats import make_formats, make_room\n"
        "from unionlib.report.paper import read_paper\n"
        "page = Path(sys.argv[1]).read_text('utf-8')\n"
        "for year in range(2010, 2024):\n"
        "    other = page.replace('huyện số', f'huyện {year}').replace('Các cấp', f'{year}')\n"
        "    make_formats(read_paper(other), {'pdf'})\n"
        "    make_room({'pdf'})\n"
        "    print(Path('/proc/self/statm').read_text().split()[1])\n"
    )
    asked = [sys.executable, "-c", program, str(tmp_path / "page.html")]
    told = subprocess.run(asked, check=True, capture_output=True, text=True).stdout
    pages = list(map(int, told.split()))
    one = pages[1] - pages[0]  # what a paper adds, before any is forgotten
    assert pages[-1] - pages[3] < 5 * one, pages
