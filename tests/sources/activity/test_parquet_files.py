"""Parquet of every type that can hold a moment or an account, read where it lies."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from civicreach.engine import Engine
from civicreach.records.errors import InputError

from .conftest import Counter, left_out, values

Writer = Callable[..., None]


@pytest.fixture
def write(tmp_path: Path, engine: Engine) -> Writer:
    """Write the rows of a SELECT to a Parquet file of the study folder."""

    def write_file(sql: str, name: str = "a.parquet") -> None:
        engine.write_parquet(sql, tmp_path / name)

    return write_file


# in Seoul: the last moment before summer, its first and its last moment, and the first after it
SEOUL = ("2015-05-31 23:59:59", "2015-06-01 00:00:00", "2015-08-31 23:59:59", "2015-09-01 00:00:00")


SUMMER = {"2015-05": 1, "2015-06": 1, "2015-08": 1, "2015-09": 1}


@pytest.mark.parametrize(
    ("moment", "timezone", "months"),
    [
        ("CAST(t AS TIMESTAMP)", None, SUMMER),
        ("CAST(t AS TIMESTAMP_S)", None, SUMMER),
        ("CAST(t AS TIMESTAMP_MS)", None, SUMMER),
        ("CAST(t AS TIMESTAMP_NS)", None, SUMMER),
        ("CAST(t || '+09' AS TIMESTAMPTZ)", None, SUMMER),
        ("CAST(t || '+09' AS TIMESTAMPTZ)", "UTC", SUMMER),
        ("t", None, SUMMER),
        ("t || '+09:00'", "UTC", SUMMER),
        ("CAST(CAST(t AS TIMESTAMP) AS DATE)", None, SUMMER),
        ("CAST(epoch(CAST(t || '+09' AS TIMESTAMPTZ)) AS BIGINT)", None, SUMMER),
        ("CAST(epoch_ms(CAST(t || '+09' AS TIMESTAMPTZ)) AS BIGINT)", None, SUMMER),
        ("CAST(epoch(CAST(t || '+09' AS TIMESTAMPTZ)) AS INTEGER)", None, SUMMER),
        ("CAST(epoch(CAST(t || '+09' AS TIMESTAMPTZ)) AS DOUBLE)", None, SUMMER),
        # what the clocks of London show is nine hours later in Seoul
        ("CAST(t AS TIMESTAMP)", "UTC", {"2015-06": 2, "2015-09": 2}),
        ("t", "UTC", {"2015-06": 2, "2015-09": 2}),
    ],
)
def test_moments_of_every_type(
    count: Counter, write: Writer, moment: str, timezone: str | None, months: dict[str, int]
) -> None:
    listed = ", ".join(f"('a', '{i}', '{time}')" for i, time in enumerate(SEOUL))
    write(f"SELECT page, id, {moment} AS time FROM (VALUES {listed}, ('b', '9', NULL)) AS p(page, id, t)")
    activity = count({}, file="a.parquet", timezone=timezone)
    assert values(activity) == {"a": 2}
    assert left_out(activity)["without a date"] == (1, (("row 5", "b"),))
    assert activity.n_read == activity.origins[0].rows == 5
    assert dict(activity.by_month) == months


@pytest.mark.parametrize(
    ("account", "expected"),
    [
        ("CAST(123456789012345678 AS BIGINT)", "123456789012345678"),
        ("CAST(42 AS UTINYINT)", "42"),
        ("CAST(146577123456789.0 AS DOUBLE)", "146577123456789"),
        ("encode('서울')", "서울"),
        ("' 서울 '", "서울"),
        ("CAST('서울' AS ENUM ('서울', '부산'))", "서울"),
        ("{'id': 'a', 'more': 1}.id", "a"),
    ],
)
def test_accounts_of_every_type(count: Counter, write: Writer, account: str, expected: str) -> None:
    write(f"SELECT {account} AS page, 1 AS id, TIMESTAMP '2015-06-01' AS time")
    assert values(count({}, file="a.parquet")) == {expected: 1}


def test_fields_of_columns(count: Counter, write: Writer) -> None:
    write("SELECT {'id': 'a', 'at': {'time': TIMESTAMP '2015-06-01'}} AS post, 'x' AS \"a.b\"")
    activity = count({}, file="a.parquet", account="post.id", id="a.b", time="post.at.time")
    assert values(activity) == {"a": 1}


def test_ids_that_no_float_can_hold_are_refused(count: Counter, write: Writer) -> None:
    write("SELECT CAST(1194759472087998465 AS DOUBLE) AS page, 1 AS id, TIMESTAMP '2015-06-01' AS time")
    with pytest.raises(InputError, match="floating-point numbers of 64 bits"):
        count({}, file="a.parquet")


@pytest.mark.parametrize("column", ["page", "id"])
@pytest.mark.parametrize("moment", ["TIMESTAMP '2015-06-01'", "'2015-06-01'"])
@pytest.mark.parametrize(
    ("number", "type", "said"),
    [
        ("9007199254740993", "DOUBLE", "rounded from 9,007,199,254,740,992"),
        ("16777217", "FLOAT", "rounded from 16,777,216"),
        ("-16777216", "FLOAT", "rounded from 16,777,216"),
    ],
)
def test_ids_that_a_float_may_have_rounded_are_refused(
    count: Counter, write: Writer, column: str, moment: str, number: str, type: str, said: str
) -> None:
    cells = {"page": "'a'", "id": "'1'"} | {column: f"CAST({number} AS {type})"}
    write(f"SELECT {cells['page']} AS page, {cells['id']} AS id, {moment} AS time FROM range(2)")
    with pytest.raises(InputError, match=said):
        count({}, file="a.parquet")


@pytest.mark.parametrize(("number", "type"), [("9007199254740991", "DOUBLE"), ("16777215", "FLOAT")])
def test_ids_that_a_float_holds_are_taken(count: Counter, write: Writer, number: str, type: str) -> None:
    write(f"SELECT CAST({number} AS {type}) AS page, '1' AS id, TIMESTAMP '2015-06-01' AS time")
    assert values(count({}, file="a.parquet")) == {number: 1}


def test_what_is_no_time_is_refused(count: Counter, write: Writer) -> None:
    write("SELECT 'a' AS page, '1' AS id, [1] AS time")
    with pytest.raises(InputError, match="neither times nor text"):
        count({}, file="a.parquet")


def test_years_that_stand_for_nothing(count: Counter, write: Writer) -> None:
    years = ("0001", "1969", "2003", "2015", "2100", "9999", "12000")
    listed = ", ".join([*(f"TIMESTAMP '{year}-06-15 00:00:00'" for year in years), "TIMESTAMP '0044-03-15 (BC)'"])
    write(f"SELECT 'a' AS page, '1' AS id, unnest([{listed}]) AS time")
    activity = count({}, file="a.parquet")
    assert values(activity) == {"a": 1}
    assert {reason: n for reason, (n, _) in left_out(activity).items()} == {"dated before the": 4, "a date that": 3}
    assert activity.by_month == (("2015-06", 1),)


def test_several_files_of_one_schema(count: Counter, write: Writer) -> None:
    for name, page in (("a.parquet", "a"), ("b.parquet", "b")):
        write(f"SELECT '{page}' AS page, unnest(['1', '1']) AS id, TIMESTAMP '2015-06-01' AS time", name)
    activity = count({}, file="*.parquet")
    assert values(activity) == {"a": 1, "b": 1}
    assert left_out(activity)["the same post"] == (2, (("a.parquet row 2", "a 1"), ("b.parquet row 2", "b 1")))
    write("SELECT 'c' AS page, '1' AS id, DATE '2015-06-01' AS time", "c.parquet")
    with pytest.raises(InputError, match="several types") as caught:
        count({}, file="*.parquet")
    assert "DATE in c.parquet" in str(caught.value.faults[0].found)


def test_a_column_that_is_not_there(count: Counter, write: Writer) -> None:
    write("SELECT 'a' AS page, '1' AS id, TIMESTAMP '2015-06-01' AS time")
    with pytest.raises(InputError) as caught:
        count({}, file="a.parquet", time="created_at")
    assert str(caught.value.faults[0].found) == "columns 'page', 'id', 'time'"


def test_an_empty_id_is_no_id(count: Counter, write: Writer) -> None:
    write("SELECT 'a' AS page, unnest(['', '', NULL, 'x']) AS id, TIMESTAMP '2015-06-01' AS time")
    activity = count({}, file="a.parquet")
    assert values(activity) == {"a": 4}
    assert any(note.startswith("3 posts in the window without an id") for note in map(str, activity.origins[0].notes))


def test_spellings_of_one_account(count: Counter, write: Writer) -> None:
    write("SELECT unnest(['@Seoul', 'seoul', 'seoul']) AS page, unnest(['1', '1', '2']) AS id,"
          " TIMESTAMP '2015-06-01' AS time")  # fmt: skip
    activity = count({}, file="a.parquet", same=lambda name: name.lstrip("@").lower())
    assert values(activity) == {"@Seoul": 2}
    assert left_out(activity)["the same post"][0] == 1
