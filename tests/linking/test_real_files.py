"""Linking on real files that lie beside the project: British constituencies, Korean names and dated codes."""

from __future__ import annotations

import csv
from datetime import date
from functools import cache
from pathlib import Path

import pytest

from civicreach.linking.link import Mention, link
from civicreach.records.government import Government, Governments

DATA = Path(__file__).parents[2].parent / "shared" / "data"


def table(name: str) -> list[dict[str, str]]:
    path = DATA / name
    if not path.exists():
        pytest.skip(f"the real file {name} is not there")
    with path.open(encoding="utf-8-sig", newline="") as lines:
        return list(csv.DictReader(lines))


def test_every_named_british_account_links_to_its_constituency_without_a_crosswalk() -> None:
    accounts = table("uk-mps/accounts.csv")
    places = table("uk-mps/constituencies.csv")
    governments = Governments(tuple(Government(row["ons_id"], (row["constituency_name"],)) for row in places))
    names = {row["ons_id"]: row["constituency_name"] for row in places}
    rows = [Mention(f"line {n}", row["constituency"]) for n, row in enumerate(accounts, start=2)]
    links = link(rows, governments, by="name")
    assert links.counts == {"name": 597}
    assert {unlinked.reason.text for unlinked in links.unlinked} == {"the cell is blank"}
    assert len(links.unlinked) == 57
    same = [names[id_] == row["constituency"] for id_, row in zip(links.government, accounts, strict=True) if id_]
    assert same.count(False) == 43, "these need the normal form: as written they name no constituency"
    twice = {names[id_] for id_ in links.government if id_ and links.government.count(id_) > 1}
    assert twice == {"Batley and Spen", "Chesham and Amersham", "Southend West", "Wakefield"}


def test_korean_names_of_2010_need_the_region_and_link_with_it() -> None:
    rows = table("kr-2010/codebook-20100401-06-translation.csv")
    provinces = {row["code"]: row for row in rows if len(row["code"]) == 2}
    districts = [row for row in rows if len(row["code"]) == 5]
    governments = Governments(
        tuple(
            Government(row["code"], (row["ko"], row["en"]), parent=row["code"][:2] if len(row["code"]) == 5 else "")
            for row in (*provinces.values(), *districts)
        )
    )
    codes = tuple(row["code"] for row in districts)

    bare = link([Mention(row["code"], row["ko"]) for row in districts], governments, by="name")
    assert bare.counts == {"name": 228}
    assert {unlinked.text for unlinked in bare.unlinked} == {"중구", "동구", "서구", "남구", "북구", "강서구", "고성군"}
    for language in ("ko", "en"):
        regions = [provinces[row["code"][:2]][language] for row in districts]
        apart = [Mention("", row[language], region) for row, region in zip(districts, regions, strict=True)]
        assert link(apart, governments, by="name").government == codes
    joined = [Mention("", provinces[row["code"][:2]]["ko"] + row["ko"]) for row in districts]
    assert link(joined, governments, by="name").government == codes


@cache
def dated_codes() -> Governments:
    path = DATA / "kr-codes" / "KIKcd_H.20230501.xlsx"
    if not path.exists():
        pytest.skip("the real file kr-codes is not there")
    from python_calamine import CalamineWorkbook

    def iso(cell: object) -> str:
        digits = f"{int(cell):08d}" if isinstance(cell, float) else ""
        return f"{digits[:4]}-{digits[4:6]}-{digits[6:]}" if digits else ""

    holders: dict[tuple[str, str], list[tuple[str, str, str]]] = {}
    for code, province, district, town, start, end in (
        CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()[1:]
    ):
        if not str(town).strip():
            key = (str(province), str(district)) if str(district).strip() else ("", str(province))
            holders.setdefault(key, []).append((str(code), iso(start), iso(end)))
    return Governments(
        tuple(Government(f"{parent} {name}".strip(), (name,), parent=parent, codes=tuple(codes))
              for (parent, name), codes in holders.items())
    )  # fmt: skip


@pytest.mark.parametrize(
    ("code", "on", "government"),
    [
        ("4371000000", date(2014, 6, 30), "충청북도 청원군"),
        ("4371000000", date(2014, 7, 1), None),
        ("4311000000", date(2015, 6, 1), "충청북도 청주시"),
        ("3611000000", date(2012, 6, 30), None),
        ("3611000000", date(2012, 7, 1), "세종특별자치시"),
        ("4811000000", date(2010, 6, 30), "경상남도 창원시"),
        ("4812000000", date(2010, 6, 30), None),
        ("4812000000", date(2010, 7, 1), "경상남도 창원시"),
        ("4815000000", date(2000, 12, 31), "경상남도 마산시"),
        ("4816000000", date(2001, 1, 1), "경상남도 마산시"),
        ("4816000000", date(2015, 6, 1), None),
    ],
)
def test_korean_codes_at_the_dates_of_mergers(code: str, on: date, government: str | None) -> None:
    links = link([Mention("line 2", code)], dated_codes(), by="code", at=on)
    assert links.government == (government,)
    if government is None:
        assert links.unlinked[0].proposals, "whose the code was at another time is said"
