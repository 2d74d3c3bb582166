"""Tables counted on a server, where they lie: what DuckDB counts in the same files."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import duckdb
import pytest
from deltalake import write_deltalake
from hypothesis import given, settings
from hypothesis import strategies as st

from civicreach.engine import Engine
from civicreach.engine.spark import Spark
from civicreach.records.activity import Activity
from civicreach.records.errors import InputError
from civicreach.records.study import ActivitySource
from civicreach.sources.activity import count_activity
from tests.servers import Server

from .conftest import SUMMER, left_out, values

SEOUL = ("2015-05-31 23:59:59", "2015-06-01 00:00:00", "2015-08-31 23:59:59", "2015-09-01 00:00:00")


@pytest.fixture(scope="session")
def server(sail_server: Server) -> Iterator[Spark]:
    """One session for all tests: sources must not disturb each other."""
    with Spark(sail_server.address) as server:
        yield server


Pair = Callable[..., tuple[Activity, Activity]]


def counted(folder: Path, engine: Engine, server: Spark | None, **spec: Any) -> Activity:
    usual: dict[str, Any] = {"file": "a.parquet", "account": "page", "time": "time", "window": SUMMER}
    if "value" not in spec:
        usual["id"] = "id"
    if "on" in spec:
        del usual["time"]
    same = spec.pop("same", None)
    source = ActivitySource(**{**usual, **spec})
    opened = date(2004, 2, 4)
    return count_activity(
        "posts", source, folder=folder, zone="Asia/Seoul", opened=opened, engine=engine, server=server, same=same
    )


@pytest.fixture
def pair(tmp_path: Path, engine: Engine, server: Spark) -> Pair:
    """Write the rows of a SELECT to a Parquet file, and count them here and there."""

    def count(sql: str, **spec: Any) -> tuple[Activity, Activity]:
        engine.write_parquet(sql, tmp_path / "a.parquet")
        return counted(tmp_path, engine, None, **spec), counted(tmp_path, engine, server, **spec)

    return count


def alike(here: Activity, there: Activity) -> None:
    """The same in all but the places of rows and the fingerprints of files."""
    assert replace(here, left_out=(), origins=()) == replace(there, left_out=(), origins=())
    shown = [
        [(e.source, e.reason, e.count, e.refused, sorted(found for _, found in e.items)) for e in of.left_out]
        for of in (here, there)
    ]
    assert shown[0] == shown[1]
    assert [(o.path, o.size, o.rows) for o in here.origins] == [(o.path, o.size, o.rows) for o in there.origins]
    assert {place for entry in there.left_out for place, _ in entry.items} <= {there.origins[0].path}


@pytest.mark.parametrize("timezone", [None, "UTC"])
@pytest.mark.parametrize(
    "moment",
    [
        "CAST(t AS TIMESTAMP)",
        "CAST(t || '+09' AS TIMESTAMPTZ)",
        "CAST(CAST(t AS TIMESTAMP) AS DATE)",
        "CAST(epoch(CAST(t || '+09' AS TIMESTAMPTZ)) AS BIGINT)",
        "CAST(epoch_ms(CAST(t || '+09' AS TIMESTAMPTZ)) AS BIGINT)",
        "CAST(epoch(CAST(t || '+09' AS TIMESTAMPTZ)) AS DOUBLE)",
    ],
)
def test_moments_of_every_type(pair: Pair, moment: str, timezone: str | None) -> None:
    listed = ", ".join(f"('a', '{i}', '{time}')" for i, time in enumerate(SEOUL))
    rows = f"(VALUES {listed}, ('b', '9', NULL), ('c', '8', '1969-01-01 00:00:00')) AS p(page, id, t)"
    here, there = pair(f"SELECT page, id, {moment} AS time FROM {rows}", timezone=timezone)
    alike(here, there)
    assert left_out(there)["without a date"] == (1, (("a.parquet", "b"),))


@pytest.mark.parametrize(
    "account",
    [
        "CAST(123456789012345678 AS BIGINT)", "CAST(146577123456789.0 AS DOUBLE)", "' 서울 '", "'서울'",
        "'\u1109\u1165\u110b\u116e\u11af'", "'O''Brien \\ b'", "{'id': 'a', 'more': 1}.id",
        "unnest(['seoul', '@Seoul ', 'busan', '-', 'N/A', '', NULL])",
    ],
)  # fmt: skip
def test_accounts_of_every_type(pair: Pair, account: str) -> None:
    rows = f"SELECT {account} AS page, unnest(['1', '1', '2']) AS id, TIMESTAMP '2015-06-01' AS time"
    alike(*pair(rows, blank=["-", "N/A"], same=lambda name: name.lstrip("@").lower()))


@pytest.mark.parametrize(
    ("value", "spec"),
    [
        ("unnest([1, 2, 3, -1, NULL])", {}),
        ("unnest([1.5, 'nan'::DOUBLE, 'inf'::DOUBLE, -0.5, 1e16])", {}),
        ("unnest([1.1::FLOAT, 2, NULL, 16777217, -1])", {}),
        ("unnest([1.25::DECIMAL(9, 2), 2, NULL, 7.10, -1])", {}),
        ("unnest(['1,234', ' 7 ', 'x', '１２', '-'])", {"thousands": ",", "blank": ["-"]}),
        ("unnest(['1.234,5', '1e3', '1e999', '', '+5'])", {"thousands": ".", "decimal": ","}),
    ],
)
@pytest.mark.parametrize("take", ["last", "first", "largest"])
def test_dated_counts(pair: Pair, value: str, spec: dict[str, Any], take: str) -> None:
    times = "unnest([TIMESTAMP '2015-06-01', '2015-06-02', '2015-06-02', '2015-06-03', '2015-07-01 10:00:00.5'])"
    rows = f"SELECT unnest(['a', 'a', 'a', 'b', 'b']) AS page, {times} AS time, {value} AS likes"
    alike(*pair(rows, value="likes", take=take, **spec))
    alike(*pair(rows, value="likes", take=take, on="2015-06-05", **spec))


def test_only_rows_that_are_asked_for(pair: Pair) -> None:
    kinds = "unnest(['글', ' 글 ', '\u1100\u1173\u11af', 'photo', NULL, ''])"
    rows = f"SELECT 'a' AS page, unnest([1, 2, 3, 4, 5, 6]) AS id, TIMESTAMP '2015-06-01' AS time, {kinds} AS kind"
    alike(*pair(f"{rows}, unnest([2, 2, 2, 2, 3, NULL]) AS level", where={"kind": ["글"], "level": 2}))
    here, there = pair(f"{rows}, unnest([2.0, 2.5, NULL, 2, 2, 2]) AS level", where={"level": [2, 2.5]})
    alike(here, there)
    assert values(there) == {"a": 5.0}


def test_ids_that_a_spreadsheet_has_shortened(pair: Pair) -> None:
    rows = "SELECT 'a' AS page, unnest(['1.2E+17', '1.2E+17']) AS id, TIMESTAMP '2015-06-01' AS time"
    with pytest.raises(InputError, match="shortened"):
        pair(rows)


@pytest.mark.parametrize("id", ["1e20", "1.5e17", "12345678901234567890.0", "9007199254740993"])
@pytest.mark.parametrize("kind", ["DOUBLE", "FLOAT"])
def test_ids_that_became_floats(tmp_path: Path, engine: Engine, server: Spark, id: str, kind: str) -> None:
    # two ids may have become one number, which must not pass for a copy
    engine.write_parquet(
        f"SELECT 'a' AS page, CAST({id} AS {kind}) AS id, TIMESTAMP '2015-06-05' AS time FROM range(2)",
        tmp_path / "a.parquet",
    )
    faults = []
    for there in (None, server):
        try:
            counted(tmp_path, engine, there)
            faults.append(("", ""))
        except InputError as error:
            faults.append((str(error.faults[0].wrong), str(error.faults[0].found)))
    assert faults[0] == faults[1]
    assert f"floating-point numbers of {32 if kind == 'FLOAT' else 64} bits, which are rounded" in faults[1][0]


ROWS = st.lists(
    st.tuples(
        st.sampled_from(["a", "b", " b", "@A", "서울", "", None]),
        st.sampled_from(["1", "2", "3", "", None]),
        st.sampled_from([*SEOUL, "2015-07-15 12:00:00", "2015-07-16 12:00:00.25", "1969-12-31 00:00:00", None]),
        st.sampled_from(["keep", "keep ", "skip", None]),
        st.sampled_from([5, 7, -1, None]),
    ),
    min_size=1,
    max_size=12,
)


@pytest.mark.parametrize("kind", ["posts", "counts"])
@pytest.mark.parametrize("zoned", [False, True])
@settings(max_examples=5)
@given(rows=ROWS)
def test_whatever_the_rows_are(engine: Engine, server: Spark, zoned: bool, kind: str, rows: list[Any]) -> None:
    def cell(value: Any) -> str:
        return "NULL" if value is None else f"'{value}'" if isinstance(value, str) else str(value)

    listed = ", ".join(f"({', '.join(map(cell, row))})" for row in rows)
    moment = "CAST(t || '+09' AS TIMESTAMPTZ)" if zoned else "CAST(t AS TIMESTAMP)"
    cells = f"CAST(p AS VARCHAR) AS page, CAST(i AS VARCHAR) AS id, {moment} AS time, CAST(k AS VARCHAR) AS kind"
    spec: dict[str, Any] = {"value": "likes"} if kind == "counts" else {}
    spec |= {"where": {"kind": "keep"}, "same": lambda name: name.lstrip("@").lower()}
    with TemporaryDirectory() as place:
        folder = Path(place)
        sql = f"SELECT {cells}, CAST(v AS INTEGER) AS likes FROM (VALUES {listed}) AS r(p, i, t, k, v)"
        engine.write_parquet(sql, folder / "a.parquet")
        found: list[Activity | str] = []
        for there in (None, server):
            try:
                found.append(counted(folder, engine, there, **spec))
            except InputError as error:
                found.append(error.faults[0].wrong)
    if isinstance(found[0], Activity) and isinstance(found[1], Activity):
        alike(found[0], found[1])
    else:
        assert found[0] == found[1]


def table_of(rows: str) -> Any:
    return duckdb.sql(f"SELECT * FROM (VALUES {rows}) AS p(page, id, time)")


def test_folders_and_delta_tables(tmp_path: Path, engine: Engine, server: Spark) -> None:
    first, second = ("('a', '1', TIMESTAMP '2015-06-01'), ('b', '1', NULL)", "('a', '1', TIMESTAMP '2015-06-02')")
    for rows in (first, second):
        write_deltalake(tmp_path / "delta", table_of(rows), mode="append")
    (tmp_path / "folder").mkdir()
    for place, rows in enumerate((first, second)):
        table_of(rows).write_parquet(str(tmp_path / "folder" / f"{place}.parquet"))
    names = ("delta", "folder", "folder/*.parquet")
    found = [counted(tmp_path, engine, server, file=name) for name in names]
    for activity in found:
        assert values(activity) == {"a": 1}
        assert activity.by_month == (("2015-06", 1),)
        assert {reason: n for reason, (n, _) in left_out(activity).items()} == {"without a date": 1, "the same post": 1}
    assert left_out(found[0])["the same post"][1] == (("delta", "a 1"),)
    assert [activity.origins[0].path for activity in found] == list(names)
    assert str(found[0].origins[0].notes[0]).startswith("Delta table counted where it lies")
    # an address is passed on as it is
    address = (tmp_path / "delta").as_uri()
    there = counted(tmp_path, engine, server, file=address)
    assert values(there) == {"a": 1} and there.origins[0].size is None
    files = counted(tmp_path, engine, server, file=(tmp_path / "folder" / "0.parquet").as_uri())
    assert values(files) == {"a": 1}


def test_files_of_text_are_counted_here(tmp_path: Path, engine: Engine, server: Spark) -> None:
    (tmp_path / "a.csv").write_text("page,id,time\na,1,2015-06-01\n", encoding="utf-8")
    activity = counted(tmp_path, engine, server, file="a.csv")
    assert values(activity) == {"a": 1}
    assert not any("Spark" in note for note in map(str, activity.origins[0].notes))


@pytest.mark.parametrize(
    ("files", "spec", "says"),
    [
        (("SELECT 'a' AS page, '1' AS id, TIMESTAMP '2015-06-01' AS time",), {"time": "at"}, "has no column 'at'"),
        (("SELECT 'a' AS page, '1' AS id, '2015-06-01' AS time",), {}, "no moments that a server could compare"),
        (("SELECT 'a' AS page, '1' AS id, TIMESTAMP '2015-06-01' AS time LIMIT 0",), {}, "has no rows"),
        (("SELECT 1 AS id",), {"file": ["a.parquet", "s3://b/c"]}, "names addresses beside paths"),
        (("SELECT 1 AS id",), {"file": ["s3://b/c", "s3://b/d"]}, "names several Delta tables"),
        (("SELECT 1 AS id",), {"file": "file:///nowhere/at/all"}, "is no Delta table that can be read"),
        (("SELECT 1 AS id",), {"file": "file:///nowhere/a.parquet"}, "is not there, or a part of it"),
        (
            ("SELECT 'a' AS page, 1 AS id, TIMESTAMP '2015-06-01' AS time",
             "SELECT 'a' AS page, 'x' AS id, TIMESTAMP '2015-06-01' AS time"),
            {"file": "*.parquet"}, "column 'id' is of several types",
        ),
        (
            ("SELECT 'a' AS page, 1 AS id, TIMESTAMP '2015-06-01' AS time",
             "SELECT 'a' AS page, 'x' AS id, TIMESTAMP '2015-06-01' AS time"),
            {"file": "folder"}, "has files of several schemas",
        ),
        (
            ("SELECT ' ' || i AS page, i AS id, TIMESTAMP '2015-06-01' AS time FROM range(1002) AS r(i)",), {},
            "has 1,002 different texts with spaces around them",
        ),
    ],
)  # fmt: skip
def test_what_cannot_be_counted(
    tmp_path: Path, engine: Engine, server: Spark, files: tuple[str, ...], spec: dict[str, Any], says: str
) -> None:
    folder = tmp_path / "folder" if spec.get("file") == "folder" else tmp_path
    folder.mkdir(exist_ok=True)
    for name, sql in zip("ab", files, strict=False):
        engine.write_parquet(sql, folder / f"{name}.parquet")
    with pytest.raises(InputError, match=says):
        counted(tmp_path, engine, server, **spec)


@pytest.mark.parametrize(
    ("file", "says"),
    [("s3://b/posts", "is an address, and DuckDB reads files"), ("delta", "is a Delta table")],
)
def test_what_only_a_server_reads(tmp_path: Path, engine: Engine, file: str, says: str) -> None:
    write_deltalake(tmp_path / "delta", table_of("('a', '1', TIMESTAMP '2015-06-01')"))
    with pytest.raises(InputError, match=says) as caught:
        counted(tmp_path, engine, None, file=file)
    assert "--engine" in str(caught.value.faults[0].right)
