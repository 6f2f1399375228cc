"""The forms that go out: what they ask, what they lock, what they let in, how they open."""

from __future__ import annotations

import csv
import io
import re
import shutil
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from tests.helpers.office import converted
from tests.helpers.province import (
    OFFICE,
    UNIT,
    YEAR,
    Province,
    asking,
    figures,
    fill,
    make_context,
    make_province,
)
from unionlib.cli import main
from unionlib.codebook import load_codebook
from unionlib.edition import load
from unionlib.errors import DataError
from unionlib.forms.check import judge
from unionlib.forms.collect import context_of
from unionlib.forms.design import _sheet_name, designs
from unionlib.forms.layout import COVER, META, Form
from unionlib.forms.questions import derive, latest
from unionlib.forms.questions_file import questions
from unionlib.forms.submission import Context
from unionlib.forms.units import reporting_units
from unionlib.forms.write import workbook
from unionlib.key import Key
from unionlib.relations import pieces, read_relations
from unionlib.rules import reconcile

if TYPE_CHECKING:
    from tests.helpers.data_root import Root


@pytest.fixture(scope="module")
def data(full: Province) -> Path:
    """Give the whole province's data root, which no test here writes into."""
    return full.data


@pytest.fixture(scope="module")
def context(full: Province) -> Context:
    """Give what its forms ask."""
    return full.context


@pytest.fixture(scope="module")
def form(context: Context) -> Form:
    """Give the form of districts."""
    return context.forms["district"]


@pytest.fixture(scope="module")
def content(data: Path, context: Context) -> bytes:
    """Write one district's form."""
    unit = context.units["bao_lac"]
    return workbook(context.forms["district"], unit, "LĐLĐ tỉnh", context.before["bao_lac"])


@pytest.fixture(scope="module")
def opened(content: bytes) -> openpyxl.Workbook:
    """Open the form as openpyxl does."""
    return openpyxl.load_workbook(io.BytesIO(content))


def page(opened: openpyxl.Workbook, name: str) -> Worksheet:
    """Give a sheet by name."""
    found = opened[name]
    assert isinstance(found, Worksheet)
    return found


# What is asked


def test_every_reporting_unit_has_a_form_and_nobody_else(context: Context) -> None:
    """17 upper-level unions, 33 affiliated ones and the office; units of other years have none."""
    kinds = [unit.kind for unit in context.units.values()]
    assert len(kinds) - kinds.count("office") == 50
    assert kinds.count("grassroots") == 33
    assert kinds[-1] == "office"
    assert "cao_bang" not in context.units


def test_without_a_federation_above_them_the_roots_have_forms(root: Root) -> None:
    """Those that the tables list as reporting units: of that year, none external, the office last."""
    root.write(
        "units.csv",
        "unit,label,kind,parent,valid_from,valid_to,aliases\n"
        "own,Cơ quan,office,,,,\n"
        "north,LĐLĐ huyện Bắc,district,,,,\n"
        "mine,CĐCS Mỏ,grassroots,north,,,\n"
        "outside,CĐ ngành trung ương,external,,,,\n"
        "south,LĐLĐ huyện Nam,district,,2010,,\n"
        "closed,LĐLĐ huyện Cũ,district,,,2018,\n",
    )
    book = load_codebook(root.path)
    names = {year: [unit.name for unit in reporting_units(book, year)] for year in (2009, 2019)}
    assert names == {2009: ["north", "closed", "own"], 2019: ["north", "south", "own"]}


def test_what_a_root_said_itself_is_not_its_offices(root: Root) -> None:
    """With several roots each one's figure of last year stands in its own form, not in the office's."""
    root.write(
        "units.csv",
        "unit,label,kind,parent,valid_from,valid_to,aliases\n"
        "north,LĐLĐ huyện Bắc,district,,,,\n"
        "south,LĐLĐ huyện Nam,district,,,,\n"
        "own,Cơ quan,office,,,,\n",
    )
    root.append("2019/observations/workforce.csv", "seminar_share,,north,,,12.5,,I.5,")
    book = load_codebook(root.path)
    before = context_of(book, YEAR, root.path, root.load()).before
    share = Key("seminar_share")
    assert before["own"][share] == 33.3
    assert before["north"][share] == 12.5


def test_last_years_mean_of_a_part_is_weighted_by_that_part(root: Root) -> None:
    """4 million for 10 and 6 million for 30 in offices are 5.5 million for the 40 of both."""
    unions = "one,CĐCS Một,grassroots,north,,,", "two,CĐCS Hai,grassroots,north,,,"
    root.append("units.csv", *unions)
    root.append(
        "2019/observations/workforce.csv",
        "wage,,one,HCSN,,4000000,,I.3,",
        "wage,,two,HCSN,,6000000,,I.3,",
        "employees,,one,HCSN,,10,,I.2,",
        "employees,,two,HCSN,,30,,I.2,",
    )
    before = context_of(load_codebook(root.path), YEAR, root.path, root.load()).before
    assert before["north"][Key("wage", "", (("sector", "HCSN"),))] == 5_500_000


@pytest.mark.parametrize("command", ["forms", "collect"])
@pytest.mark.parametrize("units", ["", "province,LĐLĐ tỉnh Nhỏ,province,,,,\n"])
def test_without_reporting_units_there_is_a_sentence(
    root: Root, command: str, units: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Neither command goes on where units.csv has a header only, or nothing below the root."""
    header = "unit,label,kind,parent,valid_from,valid_to,aliases\n"
    root.write("units.csv", header + units)
    there, out = (root.path.parent / name for name in ("sent", "out"))
    there.mkdir()
    where = ["--output", str(out)] if command == "forms" else [str(there)]
    assert main([command, "2020", *where, "--data", str(root.path)]) == 2
    told = capsys.readouterr().err
    assert "units.csv không có đơn vị nào trực thuộc còn hiệu lực năm 2020" in told
    assert not out.exists()
    assert not (root.path / "2020").exists()


def test_units_are_asked_what_can_be_rolled_up_and_the_office_the_rest(data: Path) -> None:
    """To the office alone go a measure of no aggregation, pay by employer, and what LĐLĐ tỉnh did itself."""
    book = load_codebook(data)
    asked = derive(book, data, latest(YEAR, data, book))
    did = {
        ("level", "PROVINCE"),
        ("programme", "SUM_VAY"),
        ("programme", "VISITS"),
        ("programme", "EMULATION_BLOC"),
        ("medium", "NEWSPAPER"),
        ("medium", "BROADCAST"),
        ("document", "PETITION"),
        ("document", "LETTER"),
    }
    own = {question.key for question in asked if did & set(question.key[2])}
    for question in asked:
        measure = book[question.key[0]]
        # No unit is asked how many work for each kind of employer, to weigh the pay with.
        pay = measure.name == "average_monthly_wage" and question.key[2] != ()
        alone = question.key in own or measure.aggregation == "none" or pay
        assert measure.kind != "derived"
        assert question.of("district") is not alone
        if question.of("office") and not alone:
            assert question.key[:2] in {key[:2] for key in own}


def test_no_unit_is_asked_what_the_federation_alone_contracts_publishes_or_receives(
    data: Path,
) -> None:
    """Columns in the press and on the air, the website, and the petitions and letters to it."""
    book = load_codebook(data)
    its = {"media_columns", "website_articles", "cases_received"}
    asked = [
        each for each in derive(book, data, latest(YEAR, data, book)) if each.key.measure in its
    ]
    assert {each.key.measure for each in asked} == its
    assert {each.asked for each in asked} == {"office"}


def test_what_a_report_states_of_the_year_before_only_is_not_asked(data: Path, root: Root) -> None:
    """The report of 2019 gives the share of the underemployed of 2018, and its own is computed."""
    book = load_codebook(data)
    asked = {each.key.measure for each in derive(book, data, latest(YEAR, data, book))}
    assert "underemployment_share" not in asked
    assert "underemployed_workers" in asked
    # A report that has it in its own file says no more of what is to be counted.
    root.edit("2019/observations/workforce.csv", "seminar_share,,", "seminar_share,2018,")
    asked = {each.key.measure for each in derive(load_codebook(root.path), root.path, root.load())}
    assert "seminar_share" not in asked
    # Nor is it asked in the years after, whose last report does not have it at all.
    root.write("2020/edition.toml", root.read("2019/edition.toml").replace("2019", "2020"))
    root.write(
        "2020/observations/workforce.csv",
        "measure,period,unit,value,printed,source,note\nmembers,,north,9,,I,\n",
    )
    book, reference = load_codebook(root.path), root.load(2020)
    asked = {each.key.measure for each in derive(book, root.path, reference)}
    assert "members" in asked
    assert "seminar_share" not in asked


def test_pay_by_employer_is_the_provinces_and_pay_over_all_the_units(data: Path) -> None:
    """The office has last year's 6.1 million of state agencies beside its cell, and no cell over all."""
    context = make_context(data)
    pay = {
        kind: [field.name for field in form.fields if field.name.startswith("average_monthly_wage")]
        for kind, form in context.forms.items()
    }
    assert pay["district"] == ["average_monthly_wage"]
    assert pay["office"] == [
        f"average_monthly_wage(ownership={code})"
        for code in ("NON_STATE", "STATE_ENTERPRISE", "STATE_AGENCY", "PUBLIC_SERVICE")
    ]
    agencies = Key("average_monthly_wage", "", (("ownership", "STATE_AGENCY"),))
    assert context.before[OFFICE][agencies] == 6_100_000


def test_the_offices_form_takes_what_the_office_gave_in_2019(context: Context) -> None:
    """70 million at New Year and 9 in Workers' Month are 79: the fund's 70 and 9 of enterprises; of levels its own is asked."""
    form = context.forms["office"]
    levels = {dict(field.key.where).get("level") for field in form.fields if field.key}
    assert levels == {None, "PROVINCE"}
    given = {
        "gift_amount(donor=SOCIAL_FUND)": 70_000_000,
        "gift_amount(donor=ENTERPRISES)": 9_000_000,
        "gift_amount(level=PROVINCE, donor=SOCIAL_FUND)": 70_000_000,
        "gift_amount(campaign=NEW_YEAR)": 70_000_000,
        "gift_amount(campaign=WORKERS_MONTH)": 9_000_000,
        "gift_amount(level=PROVINCE, campaign=WORKERS_MONTH)": 9_000_000,
    }
    values = {field.key: given.get(field.name, 0.0) for field in form.fields if field.key}
    blank = workbook(form, context.units[OFFICE], "LĐLĐ tỉnh", context.before[OFFICE])
    sent = judge("a.xlsx", fill(form, blank, values), context)
    found = [each for each in sent.findings if each.sheet == "05 Chăm lo đời sống"]
    assert [str(each) for each in found if each.kind in ("part-above-whole", "rule")] == []
    place = form.keys[Key("gift_amount")]
    assert sent.values[place] == 79_000_000
    # By source too the office's gifts are in both parts, else the province's would be less than their sum.
    place = form.keys[Key("gift_amount", "", (("donor", "ENTERPRISES"),))]
    assert sent.values[place] == 9_000_000


def test_the_office_has_no_cell_for_a_whole_of_which_it_is_asked_its_own_level(
    context: Context,
) -> None:
    """There it wrote the province's 31 inspections beside its own 9, and the units' were added once more."""
    cells = {
        kind: {field.name for sheet in form.sheets for field in sheet.inputs}
        for kind, form in context.forms.items()
    }
    for whole, part in (
        ("inspected_units", "inspected_units(level=PROVINCE)"),
        ("legal_advice_people", "legal_advice_people(level=PROVINCE)"),
        ("gift_amount(donor=SOCIAL_FUND)", "gift_amount(level=PROVINCE, donor=SOCIAL_FUND)"),
    ):
        assert part in cells["office"]
        assert whole not in cells["office"]
        assert whole in cells["district"]
    # Nobody but the office is asked what its bloc raised: the whole is no sum of levels.
    assert "new_rural_support_amount" in cells["office"]


def test_the_money_of_workers_month_is_the_sum_of_its_levels_as_its_parcels_are(
    context: Context,
) -> None:
    """One cell for the whole and one for the part let a form say two sums, and the report print both."""
    for kind in ("district", "grassroots", "office"):
        form = context.forms[kind]
        totals = {field.name for sheet in form.sheets for field in sheet.totals}
        for measure in ("gift_parcels", "gift_amount"):
            assert f"{measure}(campaign=WORKERS_MONTH)" in totals


def _contradictions(folder: Path, **observations: str) -> list[str]:
    """Return what is found in a year that has these observations and no others."""
    data = make_province(folder, grassroots=1)
    year = data / str(YEAR)
    (year / "observations").mkdir(parents=True)
    toml = (data / "2019/edition.toml").read_text("utf-8")
    toml = re.sub(
        "(?m)^signed = true", "signed = false", toml.replace("year = 2019", f"year = {YEAR}")
    )
    (year / "edition.toml").write_text(toml.replace('"official"', '"draft"'), "utf-8")
    for section, rows in observations.items():
        (year / f"observations/{section}.csv").write_text(rows, "utf-8")
    return [str(each) for each in reconcile(load(YEAR, data)).findings]


def test_what_the_office_gave_beside_its_visits_contradicts_nothing(tmp_path: Path) -> None:
    """18 families visited and the 26 parcels of its bloc are 44: that all were visits was so in 2019."""
    rights = "measure,period,unit,value,printed,source,note\nsafety_visit_families,,,18,18,I,\n"
    welfare = (
        "measure,period,unit,campaign,level,programme,value,printed,source,note\n"
        "gift_parcels,,,,,,44,44,I,\n"
        "gift_parcels,,,WORKERS_MONTH,,,44,44,I,\n"
        "gift_parcels,,,WORKERS_MONTH,PROVINCE,,44,44,I,\n"
        "gift_parcels,,,WORKERS_MONTH,,EMULATION_BLOC,26,26,I,\n"
    )
    assert _contradictions(tmp_path, rights=rights, welfare=welfare) == []


@pytest.mark.parametrize(("fund", "found"), [(86_000_000, 0), (70_000_000, 0), (69_000_000, 1)])
def test_the_fund_may_give_more_than_the_women_were_given(
    tmp_path: Path, fund: int, found: int
) -> None:
    """A hundred parcels of 700.000 đồng are 70 million: that this was all that it gave was so in 2019."""
    welfare = (
        "measure,period,unit,campaign,level,programme,donor,value,printed,source,note\n"
        f"gift_amount,,,,PROVINCE,,SOCIAL_FUND,{fund},,I,\n"
        "gift_parcels,,,NEW_YEAR,,SUM_VAY,WOMEN_FUND,100,,I,\n"
        "gift_parcel_value,,,NEW_YEAR,,SUM_VAY,,700000,,I,\n"
    )
    assert len(_contradictions(tmp_path, welfare=welfare)) == found


def test_a_part_stands_below_its_own_whole(context: Context) -> None:
    """The federation's part of the social fund is no part of what enterprises gave, a row further down."""
    asked: dict[str, str] = {}
    for sheet in context.forms["office"].sheets:
        asked |= {each.name: sheet.questions[each.row] for each in sheet.figures}
    assert asked["gift_amount(level=PROVINCE, donor=SOCIAL_FUND)"] == (
        "Tiền quà tặng đoàn viên, người lao động – Nguồn: Quỹ Xã hội – Cấp công đoàn: LĐLĐ tỉnh"
    )


def test_no_form_adds_up_what_the_unit_is_not_asked(context: Context, data: Path) -> None:
    """A total has all parts that anybody is asked, or the unit's own level alone."""
    book = load_codebook(data)
    asked = derive(book, data, latest(YEAR, data, book))
    for question in asked:
        parts = pieces(question.key, question.total, [each.key for each in asked])
        for kind in context.forms:
            if question.of(kind) and question.total != "level":
                assert {key for key in parts if key not in context.forms[kind].keys} == set()


def test_rules_come_in_the_order_of_what_is_asked(context: Context, data: Path) -> None:
    """Not in that of a set, which each run has otherwise: findings of one cell keep their order."""
    keys = [question.key for question in context.asked]
    read = read_relations(data, load_codebook(data), keys)
    mine = context.forms["district"].relations
    assert list(mine) == [each for each in read if each in mine]


def test_an_average_above_another_may_be_so_in_a_single_unit(root: Root) -> None:
    """A rule on averages holds for the province: of one form it is a question, not an error."""
    rule = (
        "pay-order,workforce,wage(sector=HCSN) <= wage(sector=SXKD),,Lương khối sản xuất cao hơn,"
    )
    root.append("rules.csv", rule)
    book = load_codebook(root.path)
    keys = {question.key for question in derive(book, root.path, root.load())}
    strict = {each.name: each.strict for each in read_relations(root.path, book, keys)}
    assert strict["pay-order"] is False
    assert strict["women-within-members"] is True


def test_what_the_office_reported_is_asked_again(root: Root) -> None:
    """Its gifts of last year, by campaign, stand in its form again beside what only it knows."""
    text = (root.path / "units.csv").read_text("utf-8")
    root.write("units.csv", f"{text}own,Cơ quan,office,province,,,\n")
    root.append("2019/observations/welfare.csv", "gift_parcels,,own,TET,4,04,II.1,")
    asked = derive(load_codebook(root.path), root.path, root.load())
    mine = [question.key[2] for question in asked if question.of("office")]
    assert mine == [
        (("sector", "HCSN"),),  # staff, which no unit rolls up
        (("sector", "SXKD"),),
        (),  # seminar_share
        (("campaign", "TET"),),
    ]


def test_breakdowns_asked_are_those_of_the_latest_report(form: Form) -> None:
    """Members are asked by sector and of women, as in 2019; the rules make the total a sum."""
    names = [field.name for field in form.fields if field.name.startswith("members")]
    assert names == [
        "members",
        "members(sex=FEMALE)",
        "members(sector=HCSN)",
        "members(sector=SXKD)",
    ]
    total, _, first, second = (field for field in form.fields if field.name.startswith("members"))
    assert total.parts == (first.row, second.row)


def test_without_an_earlier_report_single_dimensions_are_asked(data: Path) -> None:
    """Where nothing has been reported yet, each dimension of the codebook is asked by itself."""
    book = load_codebook(data)
    keys = {question.key for question in derive(book, data, None)}
    assert Key("members", "", (("sector", "HCSN"),)) in keys
    assert all(len(where) <= 1 for _, _, where in keys)


def test_forms_csv_decides_what_is_asked(tmp_path: Path) -> None:
    """A line struck out of forms.csv is not asked, and the version of the form changes."""
    data = make_province(tmp_path, grassroots=1)
    book = load_codebook(data)
    before = context_of(book, YEAR, data, latest(YEAR, data, book)).forms["district"]
    assert main(asking(data, tmp_path / "out", "--unit", "bao_lac")) == 0
    kept = data / str(YEAR) / "forms.csv"
    assert (
        context_of(book, YEAR, data, latest(YEAR, data, book)).forms["district"].version
        == before.version
    )
    lines = [
        line for line in kept.read_text("utf-8").splitlines() if not line.startswith("employees,")
    ]
    kept.write_text("\n".join(lines) + "\n", "utf-8")
    after = context_of(book, YEAR, data, latest(YEAR, data, book)).forms["district"]
    assert "employees" not in {field.name for field in after.fields}
    assert after.version != before.version


def test_a_form_of_former_words_is_an_old_one_and_not_one_written_over(
    small: Province, tmp_path: Path
) -> None:
    """Whoever reworded the codebook meanwhile, it was not the unit: to fill in the same form again would not help."""
    data = shutil.copytree(small.data, tmp_path / "data")
    codebook = data / "measures.csv"
    text = codebook.read_text("utf-8")
    assert text.count("số nhà Mái ấm công đoàn đã hỗ trợ") == 1  # asked by its parts: a heading
    codebook.write_text(text.replace("Mái ấm công đoàn đã hỗ trợ", "Mái ấm đã hỗ trợ"), "utf-8")
    found = judge("a.xlsx", small.filled[UNIT], make_context(data)).findings
    assert [(each.kind, "biểu mới được gửi lại" in each.message) for each in found] == [
        ("old-version", True)
    ]


def test_a_fault_in_forms_csv_is_named_by_line_and_column(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """All faults of a hand-edited forms.csv are reported at once."""
    data = make_province(tmp_path, grassroots=1)
    (data / str(YEAR)).mkdir()
    text = (
        "measure,period,where,asked,total\nmember,,,units,\nmembers,soon,sector=X,someone,level\n"
    )
    (data / str(YEAR) / "forms.csv").write_text(text, "utf-8")
    assert main(asking(data, tmp_path / "out")) == 2
    told = capsys.readouterr().err
    for place in (
        "dòng 2, cột measure",
        "dòng 3, cột period",
        "dòng 3, cột where",
        "dòng 3, cột asked",
        "dòng 3, cột total",
    ):
        assert f"forms.csv, {place}" in told


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        ("", ": không hỏi chỉ tiêu nào; hãy thêm dòng, hoặc xóa tệp này để máy soạn lại"),
        ("members,,,nobody,\n", ": không hỏi chỉ tiêu nào; hãy thêm dòng, hoặc xóa tệp này để máy soạn lại"),
        ("member,,,nobody,\n", ", dòng 2, cột measure: chỉ tiêu 'member' không nhập được. Có phải là: members?"),
        ("growth_rate,,,units,\n", ", dòng 2, cột measure: chỉ tiêu 'growth_rate' không nhập được. Được phép: "),
    ],
)  # fmt: skip
def test_forms_that_ask_nothing_are_refused(root: Root, lines: str, told: str) -> None:
    """A workbook without a question is no form; and no figure is advised that cannot be asked."""
    root.write("2020/forms.csv", f"measure,period,where,asked,total\n{lines}")
    with pytest.raises(DataError) as raised:
        questions(load_codebook(root.path), YEAR, root.path, None)
    (fault,) = raised.value.faults
    assert str(fault).startswith(f"2020/forms.csv{told}")


def test_what_forms_csv_would_store_twice_is_refused(root: Root) -> None:
    """A figure on two lines, and what cannot be rolled up but is asked of units, are faults like others."""
    lines = (
        "measure,period,where,asked,total",
        "members,,,units,",
        "staff,,sector=HCSN,units,",
        "members,,,district,",
        "seminar_share,,,office district,",
        "members,,sector=HCSN sex=FEMALE,units,",
        "members,,sex=FEMALE sector=HCSN,nobody,",
        "members,,sector=HCSN sector=SXKD,units,",
        "wage,soon,,units,",
        "staff,,sector=SXKD,office,",
        "pay,,,units,",
        "pay,,sex=FEMALE,units office,",
    )
    pay = "pay,workforce,thu nhập bình quân,đồng,mean,mean:employees,sex,,Nhân viên không chia theo giới."
    root.append("measures.csv", pay)
    root.write("2020/forms.csv", "\n".join(lines) + "\n")
    with pytest.raises(DataError) as raised:
        questions(load_codebook(root.path), YEAR, root.path, None)
    alone = "không cộng được từ các đơn vị. Được phép: office, nobody."
    once = "mỗi số liệu một dòng, cột asked ghi mọi loại đơn vị được hỏi"
    assert [str(fault).removeprefix("2020/forms.csv, ") for fault in raised.value.faults] == [
        f"dòng 3, cột asked: 'staff' {alone}",
        f"dòng 4, cột measure: trùng với dòng 2; {once}",
        f"dòng 5, cột asked: 'seminar_share' {alone}",
        f"dòng 7, cột measure: trùng với dòng 6; {once}",
        "dòng 8, cột where: 'sector' ghi 2 lần; mỗi phân tổ chỉ một mã",
        "dòng 9, cột period: kỳ 'soon' không có. Được phép: trống, mid, next.",
        f"dòng 12, cột asked: 'pay(sex)' {alone}",
    ]


@pytest.mark.parametrize(
    ("command", "name"), [("forms", "data/2020/forms.csv"), ("collect", "findings.xlsx")]
)
def test_what_cannot_be_written_leaves_no_half_of_it(root: Root, command: str, name: str) -> None:
    """Where a folder stands in the place of a file, the command ends and nothing lies beside it."""
    folder = root.path.parent
    (folder / name).mkdir(parents=True)
    (folder / "sent").mkdir()
    options = {
        "forms": ["--output", str(folder / "out")],
        "collect": [str(folder / "sent"), "--findings", str(folder / name)],
    }
    before = {path.name for path in (folder / name).parent.iterdir()}
    assert main([command, "2020", *options[command], "--data", str(root.path)]) == 2
    assert {path.name for path in (folder / name).parent.iterdir()} == before


def test_forms_that_are_refused_leave_no_forms_csv(
    root: Root, capsys: pytest.CaptureFixture[str]
) -> None:
    """Where a form would be written over another, the year's folder is not made either."""
    out = root.path.parent / "out"
    out.mkdir()
    (out / "north.xlsx").write_bytes(b"filled in")
    assert main(["forms", "2020", "--output", str(out), "--data", str(root.path)]) == 2
    assert "north.xlsx" in capsys.readouterr().err
    assert not (root.path / "2020").exists()


# What the workbook is


def test_a_sheet_per_section_between_instructions_and_the_hidden_page(
    opened: openpyxl.Workbook, form: Form, data: Path
) -> None:
    """Cover, sections in the report's order and words, and a page that Excel does not offer to show."""
    assert opened.sheetnames == [COVER, *(sheet.name for sheet in form.sheets), META]
    assert page(opened, META).sheet_state == "veryHidden"
    titles = load_codebook(data).sections
    assert [sheet.title.split(". ", 1)[1] for sheet in form.sheets] == [
        titles[sheet.section] for sheet in form.sheets
    ]


def test_only_cells_to_fill_in_are_unlocked(opened: openpyxl.Workbook, form: Form) -> None:
    """Every sheet is protected; figures and notes are open, totals, labels and last year are not."""
    for sheet in form.sheets:
        of = page(opened, sheet.name)
        assert of.protection.sheet
        for field in sheet.figures:
            row = field.row + 1
            assert of[f"E{row}"].protection.locked is bool(field.parts)
            assert of[f"F{row}"].protection.locked is False
            assert all(of[f"{column}{row}"].protection.locked for column in "ABCDGH")


def test_excel_itself_refuses_what_cannot_be(opened: openpyxl.Workbook, form: Form) -> None:
    """Each cell to fill in has its limits with words for the refusal; the switch has its list."""
    for sheet in form.sheets:
        limits = {
            str(each.sqref): each
            for each in page(opened, sheet.name).data_validations.dataValidation
        }
        assert limits["E3"].type == "list"
        assert limits["E3"].formula1 == '"Có,Không"'
        for field in sheet.figures:
            if field.parts:
                assert field.cell not in limits
                continue
            limit = limits[field.cell]
            assert limit.type == "custom"
            assert limit.errorStyle in (None, "stop")
            assert limit.error
            assert f"{field.cell}>=0" in limit.formula1
            # Half a member is none, in a plan no less than in what was done.
            whole = field.kind in ("count", "amount", "plan", "limit") and field.unit != "%"
            assert (f"{field.cell}=INT({field.cell})" in limit.formula1) == whole
            assert (f"{field.cell}<=100" in limit.formula1) == (field.kind == "share")
            # What is computed of a cell is no limit to it.
            above = [each.parts for each in sheet.figures if each.row == field.whole]
            limited = bool(above) and field.row not in above[0]
            assert (f"{field.cell}<=E{field.whole + 1}" in limit.formula1) == limited
            assert (f"không lớn hơn ô E{field.whole + 1}" in str(limit.error)) == limited


def test_what_a_cell_asks_is_told_in_whole_words(
    opened: openpyxl.Workbook, form: Form, context: Context
) -> None:
    """A title of 32 letters ends with a word, and no explanation loses its unit and its 0."""
    said = {
        (sheet.name, str(each.sqref)): each
        for sheet in form.sheets
        for each in page(opened, sheet.name).data_validations.dataValidation
    }
    sheet = form.sheets[0]
    assert said[sheet.name, "E6"].promptTitle == "Số doanh nghiệp trên địa bàn…"
    first = replace(sheet.fields[0], hint="Doanh nghiệp đăng ký " * 30)
    longer = replace(form, sheets=(replace(sheet, fields=(first, *sheet.fields[1:])),))
    book = workbook(longer, context.units["bao_lac"], "x", {})
    (asked,) = (
        each.prompt or ""
        for each in page(openpyxl.load_workbook(io.BytesIO(book)), sheet.name).data_validations.dataValidation
        if str(each.sqref) == "E6"
    )  # fmt: skip
    assert len(asked) <= 255
    assert asked.endswith("… Đơn vị tính: doanh nghiệp. Không có thì ghi 0.")


def test_whole_figures_are_shown_without_a_decimal_sign(context: Context) -> None:
    """Excel shows 100 in #,##0.## as “100,”: of last year's figures only 68,9 has a decimal."""
    made = workbook(context.forms["office"], context.units[OFFICE], "x", context.before[OFFICE])
    book = openpyxl.load_workbook(io.BytesIO(made))
    form = context.forms["office"]
    formats = {
        field.name: [page(book, sheet.name)[f"{column}{field.row + 1}"].number_format for column in "DE"]
        for sheet in form.sheets
        for field in sheet.figures
    }  # fmt: skip
    assert formats["law_consultation_share"] == ["#,##0", "General"]
    assert formats["democracy_regulation_share"] == ["#,##0.##;-#,##0.##;0", "General"]
    assert formats["average_monthly_wage(ownership=STATE_AGENCY)"] == ["#,##0", "#,##0"]


def test_a_number_that_was_pasted_as_text_can_be_made_a_number(
    opened: openpyxl.Workbook, form: Form
) -> None:
    """The findings ask for another format of the cell, which a sheet that is protected may refuse."""
    # As the file says it: 0 is not locked.
    assert [page(opened, each.name).protection.formatCells for each in form.sheets] == [
        False
    ] * len(form.sheets)


def test_last_years_figure_stands_beside_the_cell(opened: openpyxl.Workbook, data: Path) -> None:
    """What a unit reported for 2019 is shown in its form; where it reported nothing, nothing is."""
    context = make_context(data)
    assert context.before["nong_nghiep"][Key("gift_unions", "", (("campaign", "NEW_YEAR"),))] == 15
    form = context.forms["sector"]
    field = next(field for field in form.fields if field.name == "gift_unions(campaign=NEW_YEAR)")
    sheet = next(sheet for sheet in form.sheets if field in sheet.fields)
    unit = context.units["nong_nghiep"]
    theirs = openpyxl.load_workbook(
        io.BytesIO(workbook(form, unit, "x", context.before["nong_nghiep"]))
    )
    assert page(theirs, sheet.name)[f"D{field.row + 1}"].value == 15
    assert page(opened, sheet.name)[f"D{field.row + 1}"].value is None


def test_the_office_sees_the_provinces_figures_of_last_year(context: Context) -> None:
    """What only the office is asked stands in 2019 for the province as a whole."""
    before = context.before[OFFICE]
    assert before[Key("office_staff")] == 20
    assert before[Key("gift_parcels", "", (("level", "PROVINCE"), ("campaign", "NEW_YEAR")))] == 609


def test_nothing_in_a_form_runs_or_leads_outside(content: bytes) -> None:
    """No macro, no link to another file, no merged cell; nothing that a form may not come back with."""
    package = zipfile.ZipFile(io.BytesIO(content))
    assert not [
        name for name in package.namelist() if "vba" in name.lower() or "external" in name.lower()
    ]
    for name in package.namelist():
        if name.startswith("xl/worksheets/") and name.endswith(".xml"):
            assert b"mergeCell" not in package.read(name)


def test_the_same_form_has_the_same_bytes(content: bytes, context: Context) -> None:
    """Two writings are byte-identical: no date, no random number."""
    unit = context.units["bao_lac"]
    assert (
        workbook(context.forms["district"], unit, "LĐLĐ tỉnh", context.before["bao_lac"]) == content
    )


@pytest.mark.parametrize(
    "label", ["=cmd|' /C calc'!A0", "+1", "-1", "@SUM(A1)", "<b>&amp;</b>", "{=1}", "http://x.vn"]
)
def test_a_name_is_written_as_text_whatever_it_begins_with(label: str, context: Context) -> None:
    """A unit's name that looks like a formula, markup or a link stays words."""
    unit = replace(context.units["bao_lac"], label=label)
    theirs = openpyxl.load_workbook(
        io.BytesIO(workbook(context.forms["district"], unit, label, {}))
    )
    cell = page(theirs, COVER)["B5"]
    assert (cell.value, cell.data_type, cell.hyperlink) == (label, "s", None)


@pytest.mark.parametrize(
    ("number", "title", "name"),
    [
        (1, "Tình hình chung", "01 Tình hình chung"),
        (7, "Phát triển đoàn viên, tổ chức", "07 Phát triển đoàn viên"),  # 32 letters, of 31
        (2, "Công nhân, viên chức, lao động", "02 Công nhân, viên chức"),
        (3, "Tuyên truyền và giáo dục đoàn viên", "03 Tuyên truyền và giáo dục"),
    ],
)
def test_a_sheet_whose_title_is_too_long_ends_where_a_phrase_does(
    number: int, title: str, name: str
) -> None:
    """Excel takes 31 letters; “Phát triển đoàn viên, tổ” is no name of anything."""
    assert _sheet_name(number, title) == name


def test_a_unit_is_told_that_only_its_own_figures_are_asked(
    opened: openpyxl.Workbook, form: Form, context: Context
) -> None:
    """Definitions are those of the report: “đoàn viên trong toàn tỉnh” is asked of a district."""
    assert any("toàn tỉnh" in field.hint for field in form.fields)
    words = [str(row[1].value or "") for row in page(opened, COVER).iter_rows(max_col=4)]
    assert any("của đơn vị" in line and "“toàn tỉnh”" in line for line in words)
    # 17 districts and branches count themselves; what the province gave is counted where it was given.
    assert any("tính cả chính đơn vị" in line and "phần đơn vị được nhận" in line for line in words)
    made = workbook(context.forms["office"], context.units[OFFICE], "x", {})
    theirs = page(openpyxl.load_workbook(io.BytesIO(made)), COVER).iter_rows(max_col=4)
    assert not any("tính cả chính đơn vị" in str(row[1].value) for row in theirs)


def test_the_cover_speaks_of_the_federation_that_sends_the_form(context: Context) -> None:
    """Nothing in a form of a trade's union says that a province has made it."""
    for unit, told in (
        ("bao_lac", "với việc Công đoàn Y tế làm cho các đơn vị"),
        (OFFICE, "do cơ quan Công đoàn Y tế trực tiếp thực hiện"),
    ):
        form = context.forms[context.units[unit].kind]
        made = workbook(form, context.units[unit], "Công đoàn Y tế", {})
        rows = page(openpyxl.load_workbook(io.BytesIO(made)), COVER).iter_rows(max_col=4)
        words = "\n".join(str(row[1].value or "") for row in rows)
        assert told in words
        assert "LĐLĐ tỉnh" not in words


def test_the_instructions_speak_of_the_right_cells(opened: openpyxl.Workbook, form: Form) -> None:
    """The cover lists each sheet with the number of cells to fill in, and says where the switch is."""
    words = [str(row[1].value or "") for row in page(opened, COVER).iter_rows(max_col=4)]
    assert any("ô E3" in line for line in words)
    # What column “Kiểm tra” asks about: more than twice, less than half.
    assert any("hơn gấp đôi hoặc chưa bằng một nửa số năm trước" in line for line in words)
    counted = {
        str(row[0].value): row[2].value
        for row in page(opened, COVER).iter_rows(min_row=20, max_col=4)
    }
    for sheet in form.sheets:
        assert counted[sheet.name] == sum(not field.parts for field in sheet.figures)


# The command


def test_forms_are_not_written_over_what_somebody_filled_in(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A second run leaves a filled form alone and says so; --force overwrites it."""
    data = make_province(tmp_path, grassroots=1)
    command = asking(data, tmp_path / "out", "--unit", "bao_lac")
    assert main(command) == 0
    blank = (tmp_path / "out" / "bao_lac.xlsx").read_bytes()
    assert main(command) == 0
    context = make_context(data)
    filled = fill(context.forms["district"], blank, figures(context.forms["district"], "x"))
    (tmp_path / "out" / "bao_lac.xlsx").write_bytes(filled)
    capsys.readouterr()
    assert main(command) == 2
    assert "bao_lac.xlsx" in capsys.readouterr().err
    assert (tmp_path / "out" / "bao_lac.xlsx").read_bytes() == filled
    assert main([*command, "--force"]) == 0
    assert (tmp_path / "out" / "bao_lac.xlsx").read_bytes() == blank


def test_a_measure_newer_than_the_years_questions_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """No form asks it until it has a row of its own there; what is computed is never asked."""
    data = make_province(tmp_path, grassroots=1)
    command = ["forms", str(YEAR), "--data", str(data), "--output", str(tmp_path / "out")]
    command += ["--unit", "bao_lac"]
    for told in ("danh mục chỉ tiêu của biểu mẫu", ""):
        assert main(command) == 0
        *first, last = capsys.readouterr().out.splitlines()
        assert len(first) == bool(told)
        assert told in "".join(first)
        assert last.endswith(f": 1 biểu năm {YEAR}")
    with (data / "measures.csv").open("a", encoding="utf-8") as file:
        file.write("medals,welfare,số huy chương,huy chương,count,sum,,,Huy chương trong năm.\n")
        file.write("double,welfare,hai lần,huy chương,derived,,,medals + medals,Gấp đôi.\n")
    assert main(command) == 0
    told = f"{data / str(YEAR) / 'forms.csv'} có từ trước, không hỏi: medals. "
    assert capsys.readouterr().out.startswith(told)


def test_an_unknown_unit_is_an_error_that_suggests_the_nearest(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """--unit takes reporting units only."""
    data = make_province(tmp_path, grassroots=1)
    assert main(asking(data, tmp_path / "o", "--unit", "bao_lacc")) == 2
    assert "bao_lac" in capsys.readouterr().err
    assert not (tmp_path / "o").exists()


def test_units_of_one_kind_share_a_version_and_kinds_do_not(data: Path, context: Context) -> None:
    """The version names year, kind and cells: a form of another kind is not taken for one's own."""
    versions = [form.version for form in context.forms.values()]
    assert len(set(versions)) == len(versions)
    book = load_codebook(data)
    other = designs(book, YEAR + 1, ["district"], derive(book, data, latest(YEAR, data, book)), [])
    assert other["district"].version != context.forms["district"].version


def test_all_fifty_one_forms_are_made(full: Province, context: Context) -> None:
    """Every unit's form opens and names its unit on the cover and on the hidden page."""
    assert len(full.blank) == 51
    for name, made in full.blank.items():
        strings = zipfile.ZipFile(io.BytesIO(made)).read("xl/sharedStrings.xml").decode()
        assert f"<t>{name}</t>" in strings
        assert f"<t>{context.units[name].label}</t>" in strings


# In LibreOffice


@pytest.mark.office
def test_libreoffice_computes_the_totals_and_the_checks(
    tmp_path: Path, context: Context, form: Form
) -> None:
    """Filled in, opened and saved by LibreOffice, every total is the sum of its parts.

    What the sheet asks about is what ``collect`` does: more than double, or less than half, of
    10 and more; until the unit says why, in the sheet.
    """
    large = "Chênh lệch lớn, nêu lý do"
    cases = {  # the year before, this year, what the sheet says
        "new_members": (10, 20, ""),
        "new_members_plan": (10, 21, large),
        "new_unions": (10, 5, ""),
        "large_new_unions": (10, 4, large),
        "software_unions": (9, 100, ""),
        "unions_before_merger": (55, 200, large),
        "unions_after_merger": (29, 200, ""),
    }
    before = {Key(name): float(old) for name, (old, _, _) in cases.items()}
    content = workbook(form, context.units[UNIT], "LĐLĐ tỉnh", before)
    values = {
        **figures(form, "office"),
        **{Key(name): float(now) for name, (_, now, _) in cases.items()},
    }
    filled = openpyxl.load_workbook(io.BytesIO(fill(form, content, values)))
    rows = {field.name: field.row + 1 for field in form.fields}
    sheet_name = next(each.name for each in form.sheets if each.section == "organisation")
    page(filled, sheet_name)[f"F{rows['unions_after_merger']}"] = "Thêm đơn vị mới"
    buffer = io.BytesIO()
    filled.save(buffer)
    saved = openpyxl.load_workbook(
        converted(tmp_path, buffer.getvalue(), "xlsx:Calc MS Excel 2007 XML"), data_only=True
    )
    told = {name: page(saved, sheet_name)[f"G{rows[name]}"].value or "" for name in cases}
    assert told == {name: says for name, (_, _, says) in cases.items()}
    sent = judge("a.xlsx", buffer.getvalue(), replace(context, before={UNIT: before}))
    asked = {
        each.cell for each in sent.findings if (each.sheet, each.kind) == (sheet_name, "change")
    }
    explained = "unions_after_merger"  # asked all the same, with what the unit says
    assert asked == {f"E{rows[name]}" for name in cases if told[name] or name == explained}
    for sheet in form.sheets:
        for field in sheet.figures:
            assert field.key is not None
            total = page(saved, sheet.name)[field.cell].value
            assert isinstance(total, int | float), field.name
            assert float(total) == values[field.key], field.name
            assert page(saved, sheet.name)[f"G{field.row + 1}"].value != "Chưa ghi"
    assert page(saved, COVER).protection.sheet
    assert page(saved, META).sheet_state in ("hidden", "veryHidden")


@pytest.mark.office
def test_libreoffice_prints_every_section(tmp_path: Path, content: bytes, form: Form) -> None:
    """As PDF, every section's title and every label of the form is on paper."""
    import pypdf

    pdf = pypdf.PdfReader(converted(tmp_path, content, "pdf"))
    text = re.sub(r"\s+", "", "".join(each.extract_text() for each in pdf.pages))
    for sheet in form.sheets:
        assert re.sub(r"\s+", "", sheet.title) in text
    box = pdf.pages[1].mediabox
    assert (round(float(box.width)), round(float(box.height))) == (842, 595)


def test_measures_that_no_unit_can_answer_are_reported_without_an_office(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A tree without an office unit still gets its forms, and a sentence about what nobody is asked."""
    data = make_province(tmp_path, grassroots=0)
    with (data / "units.csv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.reader(file) if row[2] != "office"]
    with (data / "units.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(rows)
    assert main(asking(data, tmp_path / "o", "--unit", "bao_lac")) == 0
    assert "'office'" in capsys.readouterr().out
