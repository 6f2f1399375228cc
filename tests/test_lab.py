"""The notebooks in the real JupyterLab, opened in a real browser as an analyst does."""

from __future__ import annotations

import contextlib
import json
import os
import re
import secrets
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest

from tests.helpers import PROJECT

if TYPE_CHECKING:
    from http.client import HTTPResponse

    from playwright.sync_api import Browser, Locator, Page

pytestmark = [pytest.mark.browser, pytest.mark.slow]

SECTIONS = sorted(path.stem for path in (PROJECT / "notebooks").glob("[0-9][0-9]_*.ipynb"))
MIME = "application/vnd.unionlib.v2"
PANEL = ".jp-NotebookPanel"
PATIENCE = 60_000  # milliseconds, on a busy machine


@dataclass(frozen=True)
class Lab:
    """A running JupyterLab: its address, its token, the folder that it shows."""

    address: str
    token: str
    folder: Path

    def open(self, page: Page, notebook: str) -> None:
        """Open a notebook as it is stored, in a JupyterLab of its own, and wait until its kernel is ready."""
        self._prepare(notebook)
        page.set_default_timeout(PATIENCE)
        page.goto(f"{self.address}/lab/tree/notebooks/{notebook}?token={self.token}&reset")
        page.locator("#jp-main-statusbar").get_by_text("| Idle").wait_for()

    def open_next(self, page: Page, notebook: str) -> None:
        """Open a notebook by the menu of a JupyterLab that is there already; without one, start it."""
        self._prepare(notebook)
        if not page.locator("#jp-main-statusbar").is_visible() or page.locator(PANEL).count():
            page.set_default_timeout(PATIENCE)
            page.goto(f"{self.address}/lab?token={self.token}&reset")
        menu(page, 0, "filebrowser:open-path")
        page.locator(".jp-Dialog input").fill(f"notebooks/{notebook}")
        page.keyboard.press("Enter")
        page.locator(PANEL).wait_for()
        page.locator("#jp-main-statusbar").get_by_text("| Idle").wait_for()

    def close(self, page: Page) -> None:
        """Close the notebook that is open, which has been saved."""
        menu(page, 0, "application:close-all")
        page.locator(PANEL).wait_for(state="detached")

    def _prepare(self, notebook: str) -> None:
        self._stop_kernels()
        shutil.copy(PROJECT / "notebooks" / notebook, self.folder / "notebooks" / notebook)

    def _stop_kernels(self) -> None:
        """End the kernels of earlier tests: seventeen at once are too many for a small machine."""
        with self._ask("api/sessions") as answer:
            sessions = json.load(answer)
        for session in sessions:
            self._ask(f"api/sessions/{session['id']}", "DELETE").close()

    def _ask(self, place: str, method: str = "GET") -> HTTPResponse:
        request = urllib.request.Request(  # noqa: S310 - http
            f"{self.address}/{place}",
            method=method,
            headers={"Authorization": f"token {self.token}"},
        )
        answer: HTTPResponse = urllib.request.urlopen(request)  # noqa: S310 - http
        return answer

    def run_all(self, page: Page, notebook: str) -> list[dict[str, Any]]:
        """Run and save a notebook by its menus; return its code cells as saved."""
        from playwright.sync_api import expect

        first = page.locator(".jp-CodeCell .jp-InputPrompt").first
        # Run before the kernel has answered for the first time, cells are silently left alone.
        for _ in range(30):
            if first.inner_text() == "[ ]:":
                menu(page, 3, "runmenu:run-all")
                with contextlib.suppress(AssertionError):
                    expect(first).to_have_text(re.compile(r"\[\d+\]:"), timeout=1000)
        page.wait_for_function(
            "() => [...document.querySelectorAll('.jp-CodeCell .jp-InputPrompt')]"
            ".every(prompt => /\\[\\d+\\]/.test(prompt.textContent))"
        )
        menu(page, 0, "docmanager:save")
        path = self.folder / "notebooks" / notebook
        end = time.monotonic() + PATIENCE / 1000
        while time.monotonic() < end:
            with contextlib.suppress(json.JSONDecodeError):  # half written
                cells = json.loads(path.read_text("utf-8"))["cells"]
                code = [cell for cell in cells if cell["cell_type"] == "code"]
                if all(cell["execution_count"] for cell in code):
                    return code
            page.wait_for_timeout(100)
        raise AssertionError(f"{notebook} was not saved")


def menu(page: Page, place: int, command: str) -> None:
    """Choose from the menu bar: File is its first menu, Run its fourth, in every language."""
    page.locator(".lm-MenuBar-item").nth(place).click()
    page.locator(f".lm-Menu-item[data-command='{command}']").click()


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    """Start JupyterLab as `make lab` does, on a copy of the notebooks and the data."""
    home = tmp_path_factory.mktemp("lab")
    folder = home / "project"
    for name in ("notebooks", "data"):
        shutil.copytree(PROJECT / name, folder / name)
    later = folder / "data" / "2020"
    shutil.copytree(folder / "data" / "2019", later)
    about = (later / "edition.toml").read_text("utf-8").replace("year = 2019", "year = 2020", 1)
    (later / "edition.toml").write_text(about, "utf-8")
    # All cells stay in the page, those that are not on the screen too.
    tracker = home / "config/lab/user-settings/@jupyterlab/notebook-extension"
    tracker.mkdir(parents=True)
    (tracker / "tracker.jupyterlab-settings").write_text('{"windowingMode": "none"}')
    token = secrets.token_hex(16)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    own: dict[str, str | Path] = {
        "JUPYTER_CONFIG_DIR": "config", "JUPYTER_DATA_DIR": "share", "JUPYTER_RUNTIME_DIR": "run",
        "IPYTHONDIR": "ipython", "HOME": "home", "JUPYTER_CONFIG_PATH": PROJECT / ".jupyter",
    }  # fmt: skip
    command = [
        sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root", "--ip=127.0.0.1",
        f"--port={port}", "--ServerApp.port_retries=0", f"--IdentityProvider.token={token}",
        f"--ServerApp.root_dir={folder}",
    ]  # fmt: skip
    environment = os.environ | {name: str(home / place) for name, place in own.items()}
    with (home / "log").open("w") as log:
        server = subprocess.Popen(command, cwd=folder, env=environment, stdout=log, stderr=log)
        try:
            started = Lab(f"http://127.0.0.1:{port}", token, folder)
            _wait(started, server, home / "log")
            yield started
        finally:
            server.terminate()
            server.wait(30)


def _wait(lab: Lab, server: subprocess.Popen[bytes], log: Path) -> None:
    end = time.monotonic() + PATIENCE / 1000
    while time.monotonic() < end:
        assert server.poll() is None, log.read_text()
        with contextlib.suppress(OSError):
            lab._ask("api").close()
            return
        time.sleep(0.1)
    raise AssertionError(log.read_text())


def _printed(cells: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return what the report takes from executed cells: figures and tables."""
    outputs = [output for cell in cells for output in cell.get("outputs", [])]
    told = [output["data"][MIME] for output in outputs if MIME in output.get("data", {})]
    return [json.loads("".join(lines)) for lines in told]


def _errors(cells: list[dict[str, Any]]) -> list[str]:
    return [o["evalue"] for c in cells for o in c["outputs"] if o["output_type"] == "error"]


@pytest.fixture(scope="module")
def desk(browser: Browser) -> Iterator[Page]:
    """Give one page for all sections: JupyterLab takes longer to start than a section to run."""
    page = browser.new_page(locale="vi-VN")
    yield page
    page.close()


@pytest.mark.parametrize("name", SECTIONS)
def test_every_section_runs_in_jupyterlab_and_prints_what_the_report_prints(
    lab: Lab, desk: Page, rendered: Path, name: str
) -> None:
    """“Run All” leaves no error, and the same figures and tables as the report's own run."""
    lab.open_next(desk, f"{name}.ipynb")
    cells = lab.run_all(desk, f"{name}.ipynb")
    assert _errors(cells) == []
    report = json.loads((rendered / "2019" / "sections" / f"{name}.ipynb").read_text("utf-8"))
    assert _printed(cells) == _printed(report["cells"])
    assert desk.locator(".jp-OutputArea-output table").count() == sum(
        payload["kind"] == "table" for payload in _printed(cells)
    )
    lab.close(desk)


def test_another_year_is_chosen_in_the_parameters_cell(lab: Lab, page: Page) -> None:
    """Whoever types another year into the first cell gets that year's figures."""
    lab.open(page, "11_inspection.ipynb")
    parameters = page.locator(".jp-CodeCell", has_text="Năm báo cáo").locator(".cm-content")
    parameters.click()
    page.keyboard.press("Control+A")
    page.keyboard.insert_text('year: int = 2020\ndata: str = ""')
    cells = lab.run_all(page, "11_inspection.ipynb")
    assert _errors(cells) == []
    spoken, *_ = _printed(cells)
    rows = {row for figure in spoken["figures"] for row in figure["rows"]}
    assert rows
    assert all(row.startswith("2020/observations/inspection.csv:") for row in rows), rows


def _answer(page: Page) -> Locator:
    return page.locator(".unionlib-answer")


def test_the_tour_runs_and_its_choices_answer(lab: Lab, page: Page) -> None:
    """Measure, breakdown, unit and year are clicked; table, chart, code and files follow."""
    lab.open(page, "explore.ipynb")
    assert _errors(lab.run_all(page, "explore.ipynb")) == []
    answer = _answer(page)
    answer.get_by_text("30.088").wait_for()
    page.get_by_label("Phân tổ").select_option(label="Giới")
    answer.get_by_role("rowheader", name="Nữ").wait_for()
    page.get_by_label("Phân tổ").select_option(label="Khối")
    answer.get_by_role("rowheader", name="Sản xuất, kinh doanh").wait_for()
    assert answer.locator("svg[role=img]:not(.narrow)").is_visible()
    code = answer.locator("pre").inner_text()
    assert "found = tabulate(" in code
    assert '"members-by-sector"' in code
    with page.expect_download() as waiting:
        answer.get_by_role("link", name="Excel").click()
    sheet = openpyxl.load_workbook(waiting.value.path().rename(lab.folder / "x.xlsx")).active
    assert sheet is not None
    values = {row[0]: row[1] for row in sheet.iter_rows(values_only=True)}
    assert values["Sản xuất, kinh doanh"] == 3301
    with page.expect_download() as waiting:
        answer.get_by_role("link", name="CSV").click()
    assert waiting.value.suggested_filename == "members-by-sector.csv"
    assert "Tổng số,30088" in waiting.value.path().read_text("utf-8-sig")


def test_a_measure_is_found_without_accents_and_compared_over_years(lab: Lab, page: Page) -> None:
    """The search box takes what is quickly typed; two years give a column each."""
    lab.open(page, "explore.ipynb")
    lab.run_all(page, "explore.ipynb")
    page.get_by_label("Tìm").fill("thieu viec lam")
    measures = page.get_by_label("Chỉ tiêu")
    label = "số lao động thiếu việc làm thường xuyên, mất việc làm (người)"
    other = measures.locator("option", has_text="số suất quà tặng đoàn viên, người lao động (suất)")
    other.wait_for(state="detached")
    measures.select_option(label=label)
    page.get_by_label("Năm", exact=True).select_option(label=["2018", "2019"])
    answer = _answer(page)
    answer.get_by_role("columnheader", name=re.compile("Tăng, giảm so với 2018")).wait_for()
    assert answer.get_by_text("34,89").first.is_visible()
    assert "[load(2018, data), edition]" in answer.locator("pre").inner_text()


def test_completion_offers_measures_and_units(lab: Lab, page: Page) -> None:
    """The tab key lists the measures of an edition and the units of the codebook."""
    from playwright.sync_api import TimeoutError as TooLate

    lab.open(page, "explore.ipynb")
    lab.run_all(page, "explore.ipynb")
    for typed, offered in (
        ('edition["union_d', "union_density"),
        ('edition.codebook.units["bao_la', "bao_lac"),
    ):
        page.locator(".jp-CodeCell .cm-content").last.click()
        page.keyboard.press("Control+A")
        page.keyboard.type(typed)
        offer = page.locator(".cm-content, .jp-Completer").filter(has_text=offered).first
        for _ in range(30):  # an answer that comes too late is dropped
            if not offer.is_visible():
                page.keyboard.press("Tab")
                with contextlib.suppress(TooLate):
                    offer.wait_for(timeout=1000)
        assert offer.is_visible(), offered
        page.keyboard.press("Escape")


def test_the_interface_speaks_vietnamese(lab: Lab, page: Page) -> None:
    """As `make lab` starts it, the menus are Vietnamese and long sentences are wrapped."""
    lab.open(page, "01_context.ipynb")
    assert page.locator(".lm-MenuBar-item").first.inner_text() == "Tệp"
    assert page.locator(".jp-CodeCell .cm-lineWrapping").count() > 3
