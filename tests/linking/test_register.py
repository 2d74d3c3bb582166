"""The register of Korean governments: its counts, its laws, and the code list of the ministry where it is there."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from itertools import pairwise
from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.conftest import SHARED

from civicreach.linking.link import Mention, link
from civicreach.linking.register import REGISTERS, Ended, Period, read_register
from civicreach.records.errors import InputError

KR = read_register("kr")
FIRST, LAST = REGISTERS["kr"]
DAYS = st.dates(FIRST, LAST)
CODES = SHARED / "data" / "kr-codes" / "KIKcd_H.20230501.xlsx"
NAMES = SHARED / "data" / "kr-2010" / "codebook-20100401-06-translation.csv"


@pytest.mark.parametrize(
    ("day", "first", "lower"),
    [
        ("2010-01-01", 16, 230),
        ("2010-07-01", 16, 228),  # Changwon takes in Masan and Jinhae
        ("2012-07-01", 17, 227),  # Sejong, in place of Yeongi
        ("2014-07-01", 17, 226),  # Cheongju takes in Cheongwon
        ("2026-06-30", 17, 226),
        ("2026-07-01", 16, 227),  # Gwangju and Jeonnam become one; Incheon has a district more
    ],
)
def test_how_many_there_are(day: str, first: int, lower: int) -> None:
    levels = Counter(row.level for row in KR.at(date.fromisoformat(day)).rows)
    assert (levels["first tier"], levels["lower tier"]) == (first, lower)


@given(DAYS)
def test_on_each_day_codes_and_names_belong_to_one_government_each(day: date) -> None:
    now = [period for period in KR.periods if period.holds(day)]
    assert len({period.government for period in now}) == len({period.code for period in now}) == len(now)
    assert len({(period.name_ko, period.parent) for period in now}) == len(now)
    assert len({(period.name_en, period.parent) for period in now}) == len(now)
    there = {period.government: period for period in now}
    for period in now:
        assert period.level == "first tier" or there[period.parent].level == "first tier"
        assert period.level == "lower tier" or not period.parent


@settings(max_examples=20)
@given(DAYS)
def test_every_code_and_every_name_of_a_day_links_to_its_government(day: date) -> None:
    governments = KR.at(day)
    now = [period for period in KR.periods if period.holds(day)]
    wanted = tuple(period.government for period in now)
    for zeros in ("", "00000"):
        codes = [Mention("", period.code + zeros) for period in now]
        assert link(codes, governments, by="code", at=day).government == wanted
    parents = {period.government: period for period in now}
    for name, parent in (("name_ko", "name_ko"), ("name_en", "name_en")):
        rows = [Mention("", getattr(period, name), getattr(parents.get(period.parent), parent, "")) for period in now]
        assert link(rows, governments, by="name").government == wanted


def test_short_names_and_former_names_are_known() -> None:
    governments = KR.at(date(2019, 1, 1))
    rows = [Mention("", "남구", "인천"), Mention("", "여주군", "경기"), Mention("", "전남"), Mention("", "서울 종로구")]
    assert link(rows, governments, by="name").government == ("28170", "41730", "46000", "11110")


def test_periods_follow_one_another_and_say_how_they_ended() -> None:
    histories: dict[str, list[Period]] = {}
    for period in KR.periods:
        histories.setdefault(period.government, []).append(period)
        assert period.ended in get_args(Ended)
        assert bool(period.ended) == (period.valid_to is not None)
        assert bool(period.into) == (period.ended in ("merged", "split"))
        assert all(heir in {other.government for other in KR.periods} for heir in period.into)
    for periods in histories.values():
        assert periods[0].government == periods[0].code
        for before, after in pairwise(periods):
            assert before.valid_to == after.valid_from and not before.into


@given(st.sampled_from(KR.periods), DAYS)
def test_successors_exist_on_their_day(period: Period, day: date) -> None:
    if period.valid_from is not None and day < period.valid_from:
        return
    found = KR.successors(period.government, day)
    assert found and set(found) <= set(KR.at(day).ids)


@pytest.mark.parametrize("day", [FIRST - timedelta(1), LAST + timedelta(1)])
def test_days_that_nobody_knows_are_refused(day: date) -> None:
    with pytest.raises(InputError, match=f"(?s)is not known to hold on the day.*{day}.*{FIRST} to {LAST}"):
        KR.at(day)


@pytest.mark.skipif(not CODES.is_file(), reason="the code list of the ministry is not beside this clone")
@pytest.mark.parametrize("day", ["2010-01-01", "2012-01-01", "2013-10-01", "2015-08-01", "2018-07-01", "2023-05-01"])
def test_codes_and_names_are_those_of_the_ministry(day: str) -> None:
    from python_calamine import CalamineWorkbook

    on = day.replace("-", "")
    listed = set()
    for code, _, name, town, start, end in CalamineWorkbook.from_path(CODES).get_sheet_by_index(0).to_python()[1:]:
        first, last = (str(value).split(".")[0] for value in (start, end))
        lower = name and " " not in name and "출장소" not in name and not town and code[:2] not in ("36", "50")
        if lower and first <= on and (not last or on < last):
            listed.add((code[:5], name))
    found = KR.at(date.fromisoformat(day))
    codes, names, levels = (found.columns[name].values.tolist() for name in ("code", "name_ko", "level"))
    ours = {row[:2] for row in zip(codes, names, levels, strict=True) if row[2] == "lower tier"}
    assert ours == listed


@pytest.mark.skipif(not NAMES.is_file(), reason="the names of 2010 are not beside this clone")
def test_english_names_are_those_of_the_statistical_office() -> None:
    lines = [line.split(",") for line in NAMES.read_text(encoding="utf-8").splitlines()]
    listed = {(ko, en) for code, ko, en, *_ in lines if len(code) == 5 and code.isdigit()}
    lower = [period for period in KR.periods if period.level == "lower tier" and period.valid_from is None]
    assert len(lower) == 230
    assert {(period.name_ko, period.name_en) for period in lower} <= listed


def test_a_code_of_another_day_is_told_with_the_name_of_that_day() -> None:
    (row,) = link([Mention("line 2", "28177")], KR.at(date(2015, 7, 1)), by="code", at=date(2015, 7, 1)).unlinked
    assert row.reason.values["when"] == "미추홀구 2018-07-01 – …"
