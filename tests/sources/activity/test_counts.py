"""Of dated counts one is taken for each account, and which one does not depend on the order of rows."""

from __future__ import annotations

from itertools import permutations
from pathlib import Path

import pytest

from civicreach.engine import Engine
from civicreach.records.errors import InputError

from .conftest import Counter, left_out, values


def test_last_first_and_largest(count: Counter) -> None:
    rows = (
        "page,likes,time\na,1,2015-05-31\na,5,2015-06-02\na,9,2015-06-03 10:00\na,7,2015-08-31 23:00\na,99,2015-09-01"
    )
    taken = {take: count(rows, value="likes", take=take).counts["a"] for take in ("first", "last", "largest")}
    assert {take: (entry.value, entry.at) for take, entry in taken.items()} == {
        "first": (5, "2015-06-02T00:00:00+09:00"),
        "last": (7, "2015-08-31T23:00:00+09:00"),
        "largest": (9, "2015-06-03T10:00:00+09:00"),
    }


def test_of_two_values_at_one_moment_the_largest_is_taken_whatever_their_order(count: Counter) -> None:
    lines = ["a,10,2015-06-01", "a,12,2015-06-01T00:00:00+09:00", "a,12,2015-05-31T15:00:00Z"]
    for order in permutations(lines):
        activity = count("page,likes,time\n" + "\n".join(order), value="likes")
        assert values(activity) == {"a": 12}
        out = left_out(activity)
        assert (out["the same count"][0], out["another count of"][0], activity.n_counted) == (1, 1, 1)
        assert out["another count of"][1][0][1] == "a 10, taken: 12"


def test_what_is_no_count_is_listed_and_never_zero(count: Counter) -> None:
    cells = ['a,"1,200"', "b,1.2K", "c,-5", "d,", 'e,"1,2"', "f,0"]
    rows = "\n".join(["page,likes,time", *(f"{cell},2015-06-01" for cell in cells)])
    activity = count(rows, value="likes", thousands=",")
    assert values(activity) == {"a": 1200, "f": 0}
    assert activity.seen == set("abcdef")
    assert left_out(activity) == {
        "without a value": (1, (("line 5", "d 2015-06-01"),)),
        "the value is": (2, (("line 3", "1.2K"), ("line 6", "1,2"))),
        "a count below": (1, (("line 4", "-5"),)),
    }


def test_thousands_have_to_be_declared(count: Counter) -> None:
    with pytest.raises(InputError, match="289,353") as caught:
        count('page,likes,time\na,"289,353",2015-06-01\nb,353,2015-06-01', value="likes")
    assert str(caught.value.faults[0].right) == "thousands = ',' under [activity.posts]"


def test_all_rows_of_one_day(count: Counter) -> None:
    activity = count("page;likes\na;1.200,5\nb;3", value="likes", on="2015-06-15", thousands=".", decimal=",")
    assert {account: (entry.value, entry.at) for account, entry in activity.counts.items()} == {
        "a": (1200.5, "2015-06-15T00:00:00+09:00"),
        "b": (3, "2015-06-15T00:00:00+09:00"),
    }
    with pytest.raises(InputError, match=r"outside the window .* \(1\), from 2016-01-01 to 2016-01-01") as caught:
        count("page,likes\na,1", value="likes", on="2016-01-01")
    assert str(caught.value.faults[0].where) == "a.csv"


def test_measures_and_governments(count: Counter) -> None:
    activity = count("시,팔로워,time\n 서울 ,5,2015-06-01", government="시", value="팔로워", measure="followers")
    assert (activity.measure, values(activity), activity.by_month) == ("followers", {"서울": 5}, ())


@pytest.mark.parametrize("type", ["BIGINT", "DOUBLE", "DECIMAL(12, 2)", "VARCHAR", "FLOAT"])
@pytest.mark.parametrize("time", ["TIMESTAMP", "VARCHAR"])
def test_numbers_in_parquet_are_numbers(count: Counter, tmp_path: Path, engine: Engine, type: str, time: str) -> None:
    rows = "(VALUES ('a', 1234.0, '2015-06-01 10:00'), ('b', NULL, '2015-06-01 10:00')) AS rows(page, likes, written)"
    engine.write_parquet(
        f"SELECT page, CAST(likes AS {type}) AS likes, CAST(written AS {time}) AS time FROM {rows}",
        tmp_path / "a.parquet",
    )
    # a comma for the decimal point is about text; a number in Parquet has no such thing
    declared = {} if type == "VARCHAR" else {"decimal": ",", "thousands": "."}
    activity = count({}, file="a.parquet", value="likes", **declared)
    assert {account: (entry.value, entry.at) for account, entry in activity.counts.items()} == {
        "a": (1234, "2015-06-01T10:00:00+09:00")
    }
    assert left_out(activity)["without a value"][0] == 1


def test_nan_is_no_value(count: Counter, tmp_path: Path, engine: Engine) -> None:
    engine.write_parquet(
        "SELECT 'a' AS page, unnest(['nan'::DOUBLE, 1]) AS likes, DATE '2015-06-01' AS time", tmp_path / "a.pq"
    )
    assert left_out(count({}, file="a.pq", value="likes"))["without a value"][0] == 1


@pytest.mark.parametrize("number", [9007199254740993, 1_234_567_890_123_456_789])
@pytest.mark.parametrize("column", ["page", "id"])
def test_an_id_that_a_workbook_holds_rounded_is_refused(
    count: Counter, tmp_path: Path, number: int, column: str
) -> None:
    xlsxwriter = pytest.importorskip("xlsxwriter")
    book = xlsxwriter.Workbook(str(tmp_path / "posts.xlsx"))
    sheet = book.add_worksheet()
    cells = {"page": "a", "id": "1", "time": "2015-06-05"} | {column: number}
    for place, (name, cell) in enumerate(cells.items()):
        sheet.write(0, place, name)
        sheet.write(1, place, cell)
    book.close()
    with pytest.raises(InputError, match=r"more than 15 digits|shortened"):
        count({}, file="posts.xlsx", id="id")


def test_a_workbook(count: Counter, tmp_path: Path) -> None:
    xlsxwriter = pytest.importorskip("xlsxwriter")
    book = xlsxwriter.Workbook(str(tmp_path / "likes.xlsx"), {"default_date_format": "yyyy-mm-dd hh:mm"})
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, ["Likes of pages"])
    sheet.write_row(1, 0, ["page", "likes", "time", "kind"])
    from datetime import datetime

    for row, (page, likes, day, kind) in enumerate(
        [("a", 1200, 2, "x"), ("a", 1300, 3, "x"), ("b", 5, 3, "y")], start=2
    ):
        sheet.write_row(row, 0, [page, likes])
        sheet.write_datetime(row, 2, datetime(2015, 6, day, 9, 30))  # noqa: DTZ001
        sheet.write(row, 3, kind)
    book.close()
    activity = count({}, file="likes.xlsx", value="likes", where={"kind": "x"})
    assert {account: (entry.value, entry.at) for account, entry in activity.counts.items()} == {
        "a": (1300, "2015-06-03T09:30:00+09:00")
    }
    assert left_out(activity) == {"passed over by": (1, (("row 5", "kind = y"),))}


def test_shortened_accounts_are_refused(count: Counter) -> None:
    with pytest.raises(InputError, match="shortened"):
        count("page,likes,time\n1.46577E+14,5,2015-06-01", value="likes")
