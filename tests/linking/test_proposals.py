"""Proposals for a reviewer: what evidence is worth, and that the likeliest comes first."""

from __future__ import annotations

import csv
import time
from datetime import date
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.conftest import SHARED

from civicreach.linking.link import Mention, link
from civicreach.linking.pages import _FILLERS
from civicreach.linking.proposals import Account, Proposal, Register, host_of, propose
from civicreach.linking.register import read_register
from civicreach.records.government import Government, Governments

PLACES = Governments(
    (
        Government("11", ("서울특별시", "Seoul")),
        Government("26", ("부산광역시", "Busan")),
        Government("11140", ("중구", "Jung-gu"), parent="11"),
        Government("26110", ("중구", "Jung-gu"), parent="26"),
        Government("11110", ("종로구", "Jongno-gu"), parent="11"),
        Government("41110", ("수원시", "Suwon")),
        Government("E08000035", ("Leeds",)),
    )
)
REGISTER = Register.of(
    [("11110", "https://www.facebook.com/Jongno.Official/"), ("11110", "@shared"), ("11140", "@shared")],
    [("11110", "http://www.jongno.go.kr/portal"), ("11140", "https://junggu.seoul.kr"), ("26110", "facebook.com/x")],
)


with (Path(__file__).parent / "korean-pages.csv").open(encoding="utf-8", newline="") as file:
    #: Names and addresses as such pages have them, and whose they are.
    PAGES = list(csv.DictReader(file))


def first(account: Account) -> tuple[str, float, str] | None:
    (found,) = propose([account], PLACES, register=REGISTER)
    return (found[0].government, found[0].score, found[0].reason.text) if found else None


@pytest.mark.parametrize(
    ("account", "government", "score"),
    [
        (Account("facebook.com/jongno.official?ref=1", "중구청"), "11110", 100.0),
        (Account("@a", "something", website="jongno.go.kr"), "11110", 95.0),
        (Account("@a", "서울 종로구청 공식 페이스북", "서울특별시"), "11110", 89.0),
        (Account("@a", "종로구청 공식 페이스북"), "11110", 90.0),
        (Account("@a", "중구청", "부산광역시"), "26110", 95.0),
        (Account("@a", "중구청", "Busan"), "26110", 95.0),
        (Account("@a", "Leeds City Council (official)"), "E08000035", 90.0),
        (Account("@jongno_gu"), "11110", 80.0),
        (Account("@a", "수원특례시"), "41110", 90.0),
        (Account("@a", "수원문화시"), "41110", 75.0),
    ],
)
def test_evidence(account: Account, government: str, score: float) -> None:
    found = first(account)
    assert found is not None and found[:2] == (government, score), found


def test_a_name_of_several_is_proposed_for_each() -> None:
    (found,) = propose([Account("@a", "중구청")], PLACES)
    assert {entry.government for entry in found} == {"11140", "26110"}
    assert all(entry.score == 60 and "no region" in entry.reason.text for entry in found)


def test_the_very_name_comes_before_near_ones_and_all_that_bear_it_are_told() -> None:
    places = read_register("kr").at(date(2015, 8, 1))
    (found,) = propose([Account("@a", "중구")], places)
    assert len(found) == 6 and {entry.name for entry in found} == {"중구"}


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(_FILLERS), st.from_regex(r"[b-df-hj-np-tv-z]{4,8}", fullmatch=True), st.booleans(),
       st.sampled_from(["", " ", "-"]), st.sampled_from(["@{}", "facebook.com/{}", "@{}_official"]))  # fmt: skip
def test_a_name_with_a_filler_in_it_is_not_the_name_without(
    filler: str, rest: str, begins: bool, gap: str, way: str
) -> None:
    """Newbury is not Bury, whichever of both the list has and in which order."""
    whole = f"{filler}{gap}{rest}" if begins else f"{rest}{gap}{filler}"
    bearers = (Government("whole", (whole.title(),)), Government("rest", (rest.title(),)))
    handle = way.format(whole.replace(gap or " ", ""))
    for places in (bearers, bearers[::-1]):
        (found,) = propose([Account(handle)], Governments(places))
        assert (found[0].government, found[0].score) == ("whole", 80.0)
        assert all(entry.score < 80 for entry in found[1:])
    # what is cut off is still asked where the whole is nobody's
    (found,) = propose([Account(way.format(f"{filler}{rest}"))], Governments(bearers[1:]))
    assert (found[0].government, found[0].score) == ("rest", 80.0)


@pytest.mark.parametrize(
    ("handle", "name"),
    [
        ("newbury", "Newbury"), ("newcastle", "Newcastle upon Tyne"), ("greatyarmouth", "Great Yarmouth"),
        ("thetford", "Thetford"), ("newport", "Newport"), ("newportofficial", "Newport"), ("goodwick", "Goodwick"),
        ("hellobury", "Bury"), ("my_newcastle_city", "Newcastle upon Tyne"),
    ],
)  # fmt: skip
def test_names_that_begin_like_a_filler(handle: str, name: str) -> None:
    names = (("Bury",), ("Newcastle upon Tyne", "Newcastle"), ("Great Yarmouth",), ("Newbury",), ("Thetford",),
             ("Newport",), ("Goodwick",), ("Mytholmroyd",), ("Yarmouth",))  # fmt: skip
    places = Governments(tuple(Government(own[0], own) for own in names))
    (found,) = propose([Account(f"@{handle}")], places)
    assert [entry.government for entry in found] == [name]


@pytest.mark.parametrize(
    "account",
    [
        Account("@jongnogu", "종로구의회"), Account("@jongno", "종로구보건소 (Jongno-gu Office)"),
        Account("@jongno", "서울특별시 종로구의회 | 종로구"), Account("facebook.com/종로구의회"),
    ],
)  # fmt: skip
def test_bodies_beside_the_government_are_not_proposed(account: Account) -> None:
    assert propose([account], PLACES) == [()]


@pytest.mark.parametrize(
    ("name", "on", "heirs"),
    [
        ("마산시청 공식 페이스북", date(2015, 8, 1), {"48120"}),
        ("경상남도 마산시", date(2015, 8, 1), {"48120"}),
        ("Masan-si", date(2015, 8, 1), {"48120"}),
        ("청원군", date(2015, 8, 1), {"43110"}),
        ("청원군", date(2014, 1, 1), {"43710"}),
        ("마산시의회", date(2015, 8, 1), set()),
        ("전남도청", date(2026, 8, 1), {"12000"}),
        ("인천광역시 중구", date(2026, 8, 1), {"28125", "28155"}),
    ],
)
def test_the_heir_of_a_government_that_is_gone_is_proposed(name: str, on: date, heirs: set[str]) -> None:
    (found,) = propose([Account("@a1", name)], read_register("kr").at(on))
    assert {entry.government for entry in found if entry.score == found[0].score} == heirs
    assert on.year == 2014 or all("took over" in entry.reason.text for entry in found[:1])


def test_the_name_of_a_government_that_is_gone_is_nobodys_own() -> None:
    places = read_register("kr").at(date(2015, 8, 1))
    (changwon,) = (row for row in places.rows if row.id == "48120")
    assert changwon.took_over[:2] == ("창원시", "Changwon-si") and "마산시" in changwon.took_over
    assert link([Mention("line 2", "마산시")], places, by="name").government == (None,)


def test_every_name_that_was_ever_official_proposes_who_bears_or_took_it_over() -> None:
    register, on = read_register("kr"), date(2026, 8, 1)
    governments = register.at(on)
    regions = {period.government: period for period in register.periods if not period.parent}
    heirs: dict[str, set[str]] = {}
    for period in register.periods:
        spellings = {period.name_ko, period.name_en}
        # who moved to another region is not known by the one before; who lies in one that is gone, is
        if (above := regions.get(period.parent)) and period.government not in ("47720", "44730"):
            spellings |= {f"{above.name_ko} {period.name_ko}", f"{above.name_en} {period.name_en}"}
        for name in spellings:
            heirs.setdefault(name, set()).update(register.successors(period.government, on))
    heirs["Gwangju"].add("41610")
    for name, found in zip(heirs, propose([Account("@a1", name) for name in heirs], governments), strict=True):
        assert {entry.government for entry in found if entry.score == found[0].score} == heirs[name], name


@pytest.mark.parametrize(
    ("name", "parent", "best"),
    [
        ("Gwangju Metropolitan City", "", {"12000": 85}),
        ("Gwangju Metropolitan City Official", "", {"12000": 85}),
        ("Gwangju", "", {"12000": 60, "41610": 60}),
        ("Gwangju", "경기도", {"41610": 95}),
        ("Gwangju", "광주광역시", {"12000": 95}),
        ("광주시청", "", {"41610": 90}),
        ("Gwangju-si", "", {"41610": 90}),
        ("동구청", "광주광역시", {"29110": 95}),
        ("목포시", "전라남도", {"46110": 95}),
    ],
)
def test_a_namesake_is_not_taken_for_the_heir(name: str, parent: str, best: dict[str, float]) -> None:
    (found,) = propose([Account("@a1", name, parent)], read_register("kr").at(date(2026, 8, 1)))
    assert {entry.government: entry.score for entry in found if entry.score == found[0].score} == best


@cache
def proposed_pages() -> list[tuple[Proposal, ...]]:
    accounts = [Account(row["address"] or "@a1", row["name"], row["parent"]) for row in PAGES]
    return propose(accounts, read_register("kr").at(date(2015, 8, 1)))


@pytest.mark.parametrize("row", PAGES, ids=[f"{row['name']}{row['address']} {row['parent']}" for row in PAGES])
def test_pages_of_korean_governments(row: dict[str, str]) -> None:
    """`government` is the name and region of the only likeliest one; "several" and "none" are what they say."""
    rows = {place.id: place for place in read_register("kr").at(date(2015, 8, 1)).rows}
    found = proposed_pages()[PAGES.index(row)]
    if row["government"] == "none":
        assert not found
    elif row["government"] == "several":
        assert len(found) > 1 and found[0].score == found[1].score
    else:
        best = rows[found[0].government]
        region = f"/{rows[best.parent].name}" if best.parent else ""
        assert row["government"] == f"{best.name}{region}"
        assert len(found) == 1 or found[0].score > found[1].score


def test_a_shared_account_is_proposed_for_all_that_name_it() -> None:
    (found,) = propose([Account("@shared")], PLACES, register=REGISTER)
    assert [(entry.government, entry.score) for entry in found] == [("11110", 100), ("11140", 100)]


def test_a_region_that_differs_lowers_the_same_name() -> None:
    (found,) = propose([Account("@a", "종로구청", "부산광역시")], PLACES)
    assert found[0].government == "11110" and found[0].score == 60


def test_nothing_near_and_hosts_that_many_share() -> None:
    assert propose([Account("facebook.com/profile.php?id=100064")], PLACES) == [()]
    assert propose([], PLACES) == [] and propose([Account("@a", "종로구")], Governments(())) == [()]
    assert host_of("facebook.com/x") == host_of("not an address") == host_of("http://[broken") == ""


def test_five_thousand_accounts_and_250_governments_in_seconds() -> None:
    letters = "가나다라마바사아자차카타파하강남동서북구원주천산"
    names = [f"{letters[i % 24]}{letters[i // 11 % 24]}{letters[i // 3 % 24]}시" for i in range(250)]
    places = Governments(tuple(Government(str(i), (name, f"Place {i}")) for i, name in enumerate(names)))
    accounts = [Account(f"@a{i}", f"{names[i % 250][: 3 + i % 2]} 소식 {i % 7}") for i in range(5000)]
    start = time.perf_counter()
    found = propose(accounts, places)
    assert time.perf_counter() - start < 20  # a busy machine; alone it is below one second
    assert len(found) == 5000 and sum(map(bool, found)) > 1000


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.tuples(st.text("가나다 abc-", max_size=6), st.sampled_from(["", "11", "26", "서울특별시", "Nowhere"])),
        max_size=5,
    )
)
def test_scores_fall_and_governments_are_told_once(rows: list[tuple[str, str]]) -> None:
    accounts = [Account(f"@q{place}", name, parent) for place, (name, parent) in enumerate(rows)]
    together = propose(accounts, PLACES, register=REGISTER)
    for account, found in zip(accounts, together, strict=True):
        scores = [entry.score for entry in found]
        assert scores == sorted(scores, reverse=True) and all(0 <= score <= 100 for score in scores)
        assert len({entry.government for entry in found}) == len(found) <= 3
        assert propose([account], PLACES, register=REGISTER) == [found]


@pytest.mark.skipif(not (SHARED / "data" / "uk-mps").is_dir(), reason="shared/data/uk-mps is not beside the project")
def test_exact_names_of_real_constituencies_come_first() -> None:
    with (SHARED / "data" / "uk-mps" / "constituencies.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    places = Governments(tuple(Government(row["ons_id"], (row["constituency_name"],)) for row in rows))
    with (SHARED / "data" / "uk-mps" / "accounts.csv").open(encoding="utf-8") as file:
        accounts = [row for row in csv.DictReader(file) if row["screen_name"]]
    mentions = [Mention(str(place), row["constituency"]) for place, row in enumerate(accounts)]
    linked = link(mentions, places, by="name").government
    found = propose([Account(row["screen_name"], row["constituency"]) for row in accounts], places)
    assert sum(id_ is not None for id_ in linked) > 500
    missed = [
        row["constituency"] for row, id_, proposals in zip(accounts, linked, found, strict=True)
        if id_ is not None and (not proposals or proposals[0].government != id_)
    ]  # fmt: skip
    assert missed == []
