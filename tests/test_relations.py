"""Rules as sums of what a form asks, and the totals that these sums divide."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from unionlib.codebook import load_codebook
from unionlib.errors import DataError
from unionlib.key import Key
from unionlib.relations import Relation, partitions, pieces, read_relations

if TYPE_CHECKING:
    from tests.helpers.data_root import Root

PUBLIC, FIRMS, WOMEN = ("sector", "HCSN"), ("sector", "SXKD"), ("sex", "FEMALE")
MEN = 'men,workforce,số nam,người,derived,,,"members - members(sex=FEMALE)",Nam đoàn viên.'


def _key(*where: tuple[str, str], measure: str = "members") -> Key:
    return Key(measure, "", where)


ASKED = [
    *(_key(*where) for where in ((), (PUBLIC,), (FIRMS,), (WOMEN,), (PUBLIC, WOMEN), (FIRMS, WOMEN))),
    _key(PUBLIC, measure="employees"),
    _key(FIRMS, measure="employees"),
]  # fmt: skip


def _read(root: Root, relation: str, severity: str = "") -> list[Relation]:
    """Return a rule as it is read beside the keys that are asked."""
    head = "rule,section,relation,severity,message,advice"
    root.write("rules.csv", f'{head}\nx,workforce,"{relation}",{severity},m,\n')
    return read_relations(root.path, load_codebook(root.path), ASKED)


def test_a_name_that_there_is_not_is_told(root: Root) -> None:
    """Of a rule that was left out as no sum nobody would know that it checks nothing."""
    with pytest.raises(DataError, match=r"dòng 2, cột relation: chỉ tiêu 'memberz' không có"):
        _read(root, "memberz <= members")


@pytest.mark.parametrize(
    ("left", "factors"),
    [
        ("members", {_key(): 1}),
        ("members + members", {_key(): 2}),
        ("members - members(sex=FEMALE)", {_key(): 1, _key(WOMEN): -1}),
        (
            "members - (members(sector=HCSN) - members(sector='SXKD'))",
            {_key(): 1, _key(PUBLIC): -1, _key(FIRMS): 1},
        ),
        ("members(sex=FEMALE, sector=HCSN)", {_key(PUBLIC, WOMEN): 1}),
        ("parts(members, sector)", {_key(PUBLIC): 1, _key(FIRMS): 1}),
        ("parts(members, sector, sex=FEMALE)", {_key(PUBLIC, WOMEN): 1, _key(FIRMS, WOMEN): 1}),
        ("men", {_key(): 1, _key(WOMEN): -1}),
        ("men(sector=HCSN)", {_key(PUBLIC): 1, _key(PUBLIC, WOMEN): -1}),
    ],
)
def test_a_side_is_a_sum_of_what_is_asked(root: Root, left: str, factors: dict[Key, int]) -> None:
    """Each figure with its factor, those of a formula and of parts too."""
    root.append("measures.csv", MEN)
    (relation,) = _read(root, f"{left} <= members")
    assert dict(relation.left) == factors
    assert (relation.sign, relation.right) == ("<=", ((_key(), 1),))


@pytest.mark.parametrize(
    "left",
    [
        "share(members, members)",
        "members * 2",
        "100",
        "members(period=previous)",
        "members(unit=north)",
        "employees",
        "parts(gift_parcels, campaign)",
        "total(members)",
    ],
)
def test_what_is_no_sum_of_what_is_asked_is_left_to_check(root: Root, left: str) -> None:
    """One form cannot tell: other arithmetic, other years and units, and what nobody asks."""
    assert _read(root, f"{left} <= members") == []


@pytest.mark.parametrize(
    ("relation", "divided"),
    [
        ("members == parts(members, sector)", {_key(): ["sector"]}),
        ("parts(members, sector) == members", {_key(): ["sector"]}),
        ("members == members(sector=HCSN) + members(sector=SXKD)", {_key(): ["sector"]}),
        ("members(sex=FEMALE) == parts(members, sector, sex=FEMALE)", {_key(WOMEN): ["sector"]}),
        ("members <= parts(members, sector)", {}),
        ("members == members(sector=HCSN)", {}),
        ("members == members(sector=HCSN) + members(sex=FEMALE)", {}),
        ("members == members(sector=HCSN) - members(sector=SXKD)", {}),
        ("members == parts(members, sector, sex=FEMALE)", {}),
        ("members(sex=FEMALE) == parts(members, sector)", {}),
        ("members == parts(employees, sector)", {}),
        ("members + members == parts(members, sector)", {}),
    ],
)
def test_a_figure_is_divided_by_the_one_dimension_of_its_parts(
    root: Root, relation: str, divided: dict[Key, list[str]]
) -> None:
    """Where a rule says that it equals them, and nothing else."""
    assert partitions(_read(root, relation)) == divided
    assert partitions(_read(root, relation, "note")) == {}


@pytest.mark.parametrize(
    ("relation", "severity", "strict"),
    [
        ("members(sex=FEMALE) <= members", "", True),
        ("members == parts(members, sector)", "error", True),
        ("parts(employees, sector) >= members", "", True),
        ("parts(employees, sector) == members", "", False),
        ("members(sex=FEMALE) <= members", "note", False),
    ],
)
def test_what_may_differ_in_a_single_unit_is_asked(
    root: Root, relation: str, severity: str, *, strict: bool
) -> None:
    """Two measures may be equal of the province and not of each unit; a part never exceeds its whole."""
    (read,) = _read(root, relation, severity)
    assert read.strict is strict


def test_the_pieces_of_a_figure_have_one_code_more(root: Root) -> None:
    """Of all members the two sectors, of women theirs; a sector is not divided by sectors."""
    assert pieces(_key(), "sector", ASKED) == [_key(PUBLIC), _key(FIRMS)]
    assert pieces(_key(WOMEN), "sector", ASKED) == [_key(PUBLIC, WOMEN), _key(FIRMS, WOMEN)]
    assert pieces(_key(PUBLIC), "sector", ASKED) == []
    assert pieces(Key("members", "previous"), "sector", ASKED) == []
