"""The sample: complete, consistent down to the single union, the same every time."""

from __future__ import annotations

import csv
import shlex
import shutil
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from tests.helpers import PROJECT, snapshot
from tests.helpers.project import make_report
from unionlib.aggregate import total
from unionlib.cli import main
from unionlib.edition import load
from unionlib.key import Key
from unionlib.relations import read_relations
from unionlib.report.request import Request
from unionlib.rulebook import load_rules
from unionlib.rules import reconcile
from unionlib.sample import write
from unionlib.sample.allocate import Impossible, share_out
from unionlib.sample.baseline import baseline, figures_of
from unionlib.sample.norms import operands
from unionlib.sample.tree import units
from unionlib.tabulation import tabulate
from unionlib.validate import validate

if TYPE_CHECKING:
    from unionlib.edition import Edition
    from unionlib.observation import Observation

YEARS = (2018, 2019)


def _sample(output: Path, *more: str, years: str = "2018-2019") -> int:
    data = str(PROJECT / "data")
    return main(["sample", "--years", years, "--output", str(output), "--data", data, *more])


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write a sample of the usual size and two years."""
    root = tmp_path_factory.mktemp("sample") / "data"
    assert _sample(root) == 0
    return root


@pytest.fixture(scope="module")
def edition(data: Path) -> Edition:
    """Open its later year."""
    return load(2019, data)


@pytest.mark.parametrize("year", YEARS)
def test_it_has_no_faults_and_breaks_no_rule(data: Path, year: int) -> None:
    """Every file is in order, and reconciliation has nothing to say, not even a note."""
    edition = load(year, data)
    validate(edition, PROJECT / "notebooks")
    checked = reconcile(edition)
    assert checked.findings == ()
    assert checked.skipped == ()


def test_the_same_seed_gives_the_same_bytes(tmp_path: Path) -> None:
    """And another seed, or another year, other figures."""
    one, again, other = (tmp_path / name for name in ("one", "again", "other"))
    for root, seed in ((one, "7"), (again, "7"), (other, "8")):
        assert _sample(root, "--unions", "200", "--seed", seed) == 0
    assert snapshot(one) == snapshot(again)
    workforce = "{}/observations/workforce.csv".format
    assert snapshot(one)[workforce(2019)] != snapshot(other)[workforce(2019)]
    assert snapshot(one)[workforce(2019)] != snapshot(one)[workforce(2018)]


def test_a_year_is_the_same_whatever_other_years_are_asked(data: Path, tmp_path: Path) -> None:
    """2019 alone is 2019 of both."""
    assert _sample(tmp_path / "alone", years="2019") == 0
    both, alone = snapshot(data), snapshot(tmp_path / "alone")
    assert alone.items() <= both.items()


def test_it_has_fifty_reporting_units_and_863_grassroots_unions(edition: Edition) -> None:
    """17 upper-level unions, 33 directly affiliated ones, and the federation's office."""
    book = edition.codebook
    kinds = Counter(book.units[name].kind for name in book.reporting)
    assert kinds == {"district": 13, "sector": 4, "grassroots": 33, "office": 1}
    assert sum(unit.kind == "grassroots" for unit in book.units.values()) == 863
    labels = [unit.label for unit in book.units.values()]
    assert len(set(labels)) == len(labels)


def test_it_says_on_its_imprint_that_it_is_none(edition: Edition) -> None:
    """Synthetic, of a province that there is not, signed by nobody."""
    assert edition.status == "synthetic"
    assert edition.about["issuer"]["name"] == "LIÊN ĐOÀN LAO ĐỘNG TỈNH MẪU"
    assert edition.about["signature"]["signed"] is False
    assert "không phải số liệu thật" in edition.source
    assert all("Đoạn văn mẫu" in text for text in edition.narrative("welfare").values())


def test_it_differs_by_year(data: Path) -> None:
    """Most figures have moved, few by more than a third."""
    before, after = (load(year, data) for year in YEARS)
    moved = []
    for measure in after.codebook:
        for row in after.observed(measure.name):
            if row.unit or row.period != "2019" or row.value < 100:
                continue
            old = total(before, row.measure, **dict(row.where)).value
            moved.append(row.value / old if old else 1.0)
    assert len(moved) > 80
    assert np.mean([change != 1 for change in moved]) > 0.8
    assert np.mean([2 / 3 < change < 3 / 2 for change in moved]) > 0.95


def test_a_small_share_moves_by_little() -> None:
    """The employed are about as large a part of the population in all of ten years."""
    model = load(2019, PROJECT / "data")
    start, rules = figures_of(model), load_rules(model)
    shares = [
        value
        for year in range(2015, 2025)
        for key, value in baseline(model, start, year, 1.0, 0, rules).items()
        if key.measure == "employees_population_share"
    ]
    assert len(shares) == 10
    assert 4 < min(shares) < max(shares) < 8  # 6 % in 2019


def test_no_share_is_more_than_the_whole(data: Path) -> None:
    """Whatever kind of figure it is; a rate may be: of a plan one can do more."""
    for year in YEARS:
        made = load(year, data)
        rows = [
            row
            for measure in made.codebook
            if measure.unit == "%" and measure.kind not in ("rate", "derived")
            for row in made.observed(measure.name)
        ]
        assert rows
        assert [row for row in rows if row.value > 100] == []


def test_it_names_no_place_and_no_year_of_its_model(data: Path) -> None:
    """Neither in its codes nor in its words; next year's figures are next year's in each."""
    written = [*data.glob("*.csv"), *data.glob("*/narrative/*.md")]
    assert not [path.name for path in written if "Cao Bằng" in path.read_text("utf-8")]
    plan = (data / "2018" / "narrative" / "plan.md").read_text("utf-8")
    assert "năm {next_year}" in plan
    assert "năm 2020" not in plan


def test_another_federation_keeps_its_own_figures(tmp_path: Path) -> None:
    """90 units due, and not the 60 that the 73 of the 2019 report are taken for."""
    root = tmp_path / "data"
    shutil.copytree(PROJECT / "data", root)
    rows = root / "2019" / "observations" / "assessment.csv"
    stated = rows.read_text("utf-8")
    rows.write_text(stated.replace("agreement_units_due,,,73,73,", "agreement_units_due,,,90,90,"))
    due = Key("agreement_units_due", "2019")
    assert figures_of(load(2019, root))[due] == 90
    assert figures_of(load(2019))[due] == 60


def test_units_add_up_to_the_province(edition: Edition) -> None:
    """To the last member and đồng, and in a table by reporting unit."""
    for measure, rows in (("members", 50), ("gift_amount", 51), ("upper_unions", 17)):
        table = tabulate(edition, "x", "X", {"X": measure}, by="unit")
        *listed, whole = table.frame["X"].to_list()
        assert len(listed) == rows
        assert sum(listed) == whole == total(edition, measure).value


def _single(edition: Edition) -> dict[tuple[str, Any], dict[str, float]]:
    """Return the figures of the year by what they are, and then by unit."""
    found: dict[tuple[str, Any], dict[str, float]] = {}
    for section in edition.codebook.sections:
        path = edition.folder / "observations" / f"{section}.csv"
        if not path.exists():
            continue
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                where = tuple(
                    (name, row[name]) for name in edition.codebook.dimensions if row.get(name)
                )
                if not row["period"]:
                    found.setdefault((row["measure"], where), {})[row["unit"]] = float(row["value"])
    return found


def test_the_rules_hold_at_every_single_union(edition: Edition) -> None:
    """Sums and limits between what a union says hold there too; nothing is zero or less."""
    figures = _single(edition)
    assert min(value for of in figures.values() for value in of.values()) > 0
    asked = {
        Key(measure, "", where) for measure, where in figures if "" not in figures[measure, where]
    }
    office = next(unit.name for unit in edition.codebook.units.values() if unit.kind == "office")
    single = {unit.name for unit in edition.codebook.units.values() if unit.kind == "grassroots"}
    checked = 0
    for relation in read_relations(edition.data, edition.codebook, asked):
        sides = (relation.left, relation.right)
        told = [set(figures[key[0], key[2]]) - {office} for side in sides for key, _ in side]
        if any(units and not units <= single for units in told):
            continue  # between figures of different units
        for unit in single:
            left, right = (
                sum(factor * figures[key[0], key[2]].get(unit, 0.0) for key, factor in side)
                for side in sides
            )
            holds = {"==": left == right, "<=": left <= right, ">=": left >= right}
            assert holds[relation.sign], (relation.name, unit, left, right)
        checked += 1
    assert checked > 40


def test_shares_are_of_a_whole_at_every_single_union(edition: Edition) -> None:
    """No union has more members than employees, or more titles than women."""
    figures = _single(edition)
    compared: Counter[str] = Counter()
    for part, whole in operands(edition.codebook, "share"):
        wholes = figures.get((whole, ()), {})
        for unit, value in figures.get((part, ()), {}).items():
            if unit and set(wholes) - {""}:  # others are of the province, or broken down
                assert value <= wholes.get(unit, 0.0), (part, whole, unit)
                compared[part] += 1
    assert compared["members"] == compared["women_title_holders"] == 863


def test_money_goes_to_those_that_it_is_paid_for(edition: Edition) -> None:
    """No union spends a fund's money on nobody; relief for one fire is no 1,000 đồng in 400 places."""
    figures = _single(edition)
    paid = {"support_amount": "support_recipients"}
    paid |= {"shelter_homes_allocated_amount": "shelter_homes_allocated"}
    checked = [
        (set(figures[paid[measure], where]), set(units))
        for (measure, where), units in figures.items()
        if measure in paid
    ]
    assert len(checked) == 4  # three funds, and the homes
    assert all(counted == spending for counted, spending in checked)
    emergency = figures["support_recipients", (("fund", "EMERGENCY"),)]
    assert set(figures["fire_relief_amount", ()]) <= set(emergency)


def test_reporting_units_differ(edition: Edition) -> None:
    """A ranking of them is worth reading."""
    columns = {"Tỷ lệ": "party_admission_rate"}
    values = tabulate(edition, "x", "X", columns, by="unit", total="").frame["Tỷ lệ"].dropna()
    assert values.max() - values.min() > 10


def test_as_parquet_it_says_the_same(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A country's sample is written as Parquet; the figures are those of the CSV files."""
    monkeypatch.setattr(write, "PARQUET_FROM", 0)
    assert _sample(tmp_path / "data", years="2019") == 0
    assert not list((tmp_path / "data").rglob("observations/*.csv"))
    assert list((tmp_path / "data").rglob("observations/*.parquet"))

    def figures(rows: list[Observation]) -> set[tuple[object, ...]]:
        return {(row.period, row.where, row.unit, row.value) for row in rows if not row.unit}

    one, other = load(2019, data), load(2019, tmp_path / "data")
    for measure in one.codebook:
        for row in other.observed(measure.name):
            if not row.unit and row.period == "2019":
                assert total(one, measure.name, **dict(row.where)).value == pytest.approx(row.value)
    validate(other)
    assert reconcile(other).findings == ()


def test_an_earlier_sample_is_replaced_and_nothing_else(tmp_path: Path) -> None:
    """A folder with something else in it stays as it is."""
    mine = tmp_path / "mine"
    mine.mkdir()
    (mine / "letter.txt").write_text("keep", "utf-8")
    assert _sample(mine, "--unions", "200") == 2
    assert [path.name for path in mine.iterdir()] == ["letter.txt"]
    assert _sample(tmp_path / "data", "--unions", "200", years="2018") == 0
    assert _sample(tmp_path / "data", "--unions", "200", years="2019") == 0
    assert not (tmp_path / "data" / "2018").exists()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["data", "mine"]


@pytest.mark.parametrize("year", [1929, 2036, 2095])
def test_any_year_can_be_asked_for(tmp_path: Path, year: int) -> None:
    """However far from its model: what it cannot grow to, it does not."""
    data = tmp_path / "data"
    assert _sample(data, "--unions", "200", years=str(year)) == 0
    assert not reconcile(load(year, data)).findings


def test_a_sample_that_cannot_take_its_place_leaves_the_earlier_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As where folders cannot be exchanged, and a file of the earlier one is open."""
    root = tmp_path / "sample"
    assert _sample(root, "--unions", "200", years="2018") == 0
    rename = Path.rename

    def refuse(path: Path, target: Path) -> Path:
        if target == root and path.name != ".sample.old":
            raise PermissionError("open")
        return rename(path, target)

    monkeypatch.setattr("unionlib.folders.exchange", lambda *_: False)
    monkeypatch.setattr(Path, "rename", refuse)
    assert _sample(root, "--unions", "200", years="2019") == 2
    assert [path.name for path in tmp_path.iterdir()] == ["sample"]
    assert (root / "2018" / "edition.toml").is_file()
    assert not (root / "2019").exists()


def test_the_folder_that_one_stands_in_is_not_replaced(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """`--output .` would leave whoever asked for it in a folder that is no more."""
    monkeypatch.chdir(tmp_path)
    assert _sample(Path(), "--unions", "200") == 2
    assert "hãy chọn thư mục khác" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("options", "years", "told"),
    [
        (["--unions", "99999999999"], "2019", "nhiều nhất là 999999 công đoàn cơ sở"),
        (["--unions", "200"], "9999", "từ 1001 đến 9998"),
        (["--unions", "200"], "1000", "từ 1001 đến 9998"),
    ],
)
def test_what_no_sample_can_be_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], *, options: list[str], years: str, told: str
) -> None:
    """More unions than codes, a year whose next or last has not four digits: with the limit."""
    assert _sample(tmp_path / "data", *options, years=years) == 2
    assert told in capsys.readouterr().err
    assert not (tmp_path / "data").exists()


def test_too_few_unions_are_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The small figures of a report could not be shared out."""
    assert _sample(tmp_path / "data", "--unions", "60") == 2
    assert "cần ít nhất 200 công đoàn cơ sở, không phải 60" in capsys.readouterr().err


def test_the_tree_grows_to_a_country() -> None:
    """126,000 unions, each with a code and a name of its own."""
    made = units(126_000, 0)
    assert len(made.unions) == len(made.size) == len(made.business) == 126_000
    for column in (0, 1):
        assert len({row[column] for row in made.rows}) == len(made.rows)


def test_shares_keep_to_their_bounds() -> None:
    """Whole numbers that add up, none below its least or above its most."""
    random = np.random.default_rng(0)
    for _ in range(200):
        least = random.integers(0, 5, 30)
        most = least + random.integers(0, 9, 30)
        whole = int(random.integers(least.sum(), most.sum() + 1))
        shares = share_out(whole, least, most, random.random(30))
        assert shares.sum() == whole
        assert (least <= shares).all()
        assert (shares <= most).all()
    three = np.full(3, 3_000)
    for whole, expected in ((5_000, [3_000, 0, 2_000]), (7_000, [3_000, 1_000, 3_000])):
        shares = share_out(whole, 0 * three, three, np.array([9.0, 0.0, 1.0]))  # none, if it can be
        assert shares.tolist() == expected
    ones = np.ones(3, np.int64)
    with pytest.raises(Impossible):
        share_out(4, 0 * ones, ones, ones.astype(float))


@pytest.mark.slow
def test_a_report_can_be_made_of_it(data: Path, tmp_path: Path) -> None:
    """With the project's own notebooks, and the page says what it is made of."""
    made = make_report(Request(2019, data, PROJECT / "notebooks", tmp_path, formats=("html",)))
    assert made.failed == ()
    page = (made.folder / "report.html").read_text("utf-8")
    assert 'data-status="synthetic"' in page
    assert "mô phỏng" in page.lower()
    assert "Công đoàn cơ sở Sở Nội vụ" in page


def test_what_it_advises_can_be_pasted(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Also where a folder's name has a space."""
    output = tmp_path / "mẫu thử"
    assert _sample(output, "--unions", "200", years="2019") == 0
    advised = shlex.split(capsys.readouterr().out.splitlines()[-1])
    assert advised[:5] == ["unionlib", "report", "2019", "--data", str(output)]
    assert advised[-1] == f"{output}-reports"
