"""A server gives what DuckDB gives, and says in a sentence what it cannot."""

from __future__ import annotations

import socket
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.servers import Server, sail

from civicreach.engine import Engine, EngineAbsentError, EngineError, RunsQueries, queries
from civicreach.engine.spark import Spark, parsed_address

WINDOW = {"opens": datetime(2015, 6, 1), "closes": datetime(2015, 9, 1)}  # noqa: DTZ001

MOMENTS = st.integers(0, 12).map(lambda k: datetime(2015, 5, 20) + timedelta(days=10 * k, seconds=k))  # noqa: DTZ001
ACCOUNTS = st.sampled_from(["a", "b", "Z", "서울", "é"])
POSTS = st.lists(
    st.tuples(ACCOUNTS, st.sampled_from(["1", "2", "3", "1E+20", None]), MOMENTS, st.integers(0, 2)),
    min_size=1, max_size=14,
)  # fmt: skip
OBSERVATIONS = st.lists(st.tuples(ACCOUNTS, st.integers(0, 4), MOMENTS), min_size=1, max_size=14)
ENTRIES = st.lists(
    st.tuples(ACCOUNTS | st.none(), st.sampled_from(["x", "y", None]), st.integers(0, 6)), min_size=1, max_size=14
)


def text(value: str | None) -> str:
    return "CAST(NULL AS VARCHAR)" if value is None else f"'{value}'"


def posts_sql(posts: list[tuple[str, str | None, datetime, int]]) -> str:
    rows = [
        f"(0, {line}, '{account}', '{account}', {text(post)}, TIMESTAMP '{moment}', {moment:%Y%m},"
        f" {len(account + (post or '')) % 5}, {2 if post == '1E+20' else int(post is None)})"
        for line, (account, post, moment, _) in enumerate(posts)
    ]
    names = "file, line, shelf, account, post, moment, month, fingerprint, flaw"
    return f"SELECT * FROM (VALUES {', '.join(rows)}) AS p({names})"


def observations_sql(observations: list[tuple[str, int, datetime]]) -> str:
    rows = [
        f"(0, {line}, '{account}', TIMESTAMP '{moment}', CAST({value} AS DOUBLE))"
        for line, (account, value, moment) in enumerate(observations)
    ]
    return f"SELECT * FROM (VALUES {', '.join(rows)}) AS o(file, line, account, moment, value)"


def entries_sql(entries: list[tuple[str | None, str | None, int]]) -> str:
    rows = [
        f"(0, {line}, {text(account)}, {text(written)}, {text(None)}, '', {text(None)}, 201506, {reason},"
        f" TIMESTAMP '2015-06-01 00:00:{line:02}')"
        for line, (account, written, reason) in enumerate(entries)
    ]
    names = "file, line, account, written, amount, asked, broken, month, reason, moment"
    return f"SELECT * FROM (VALUES {', '.join(rows)}) AS e({names})"


def archived_sql(observations: list[tuple[str, int, datetime]]) -> str:
    # what was seen at one moment is the same however often it is held
    rows = [
        f"('x', '{account}', '{post}', TIMESTAMPTZ '{moment}+00', 'video', {str(moment.day % 2 == 0).lower()}, "
        f"TIMESTAMPTZ '{moment}+00', 'likes', CAST({moment.day} AS BIGINT), 'api')"
        for account, post, moment in observations
    ]
    names = "platform, account, post_id, created_at, type, repost, observed_at, measure, value, method"
    return f"SELECT * FROM (VALUES {', '.join(rows)}) AS a({names})"


def everything(engine: RunsQueries) -> dict[str, Any]:
    """What every named query gives, by its name."""
    bounds = {**WINDOW, "first": "", "last": "é"}
    values = {**bounds, "most": 3, "reason": 5, "lowest": 4, "highest": 6, "platform": "x", "measure": "likes"}
    found: dict[str, Any] = {"examined": engine.keep("examined", "posts_to_examine", **bounds)}
    for name, query in queries().items():
        about = "observations" in name
        repeated = WINDOW if about else bounds
        engine.keep("repeated", "repeated_observations" if about else "repeated_posts", **repeated)
        for same in (False, True) if "same" in query.parameters else (False,):
            given = {key: {**values, "same": same}[key] for key in query.parameters}
            if "archived" in name:
                # DuckDB needs a package of its own to give moments with a zone
                continue
            rows = engine.run(name, **given)
            found[f"{name} {same}"] = rows if "ORDER BY" in query.sql.rsplit(")", 1)[-1] else sorted(rows, key=repr)
    return found


@given(posts=POSTS, observations=OBSERVATIONS, entries=ENTRIES)
@settings(max_examples=3)
def test_every_query_gives_the_same(both: tuple[Engine, Spark], posts: Any, observations: Any, entries: Any) -> None:
    for engine in both:
        engine.define("posts", posts_sql(posts), kept=True)
        engine.define("observations", observations_sql(observations), kept=True)
        engine.define("entries", entries_sql(entries), kept=True)
        engine.define("archived", archived_sql(observations), kept=True)
    here, there = map(everything, both)
    assert there == here


def test_delta_and_parquet_are_read_where_they_lie(both: tuple[Engine, Spark], tmp_path: Path) -> None:
    from deltalake import write_deltalake

    here, there = both
    here.write_parquet("SELECT 'a' AS page, {'id': 7, 'at': TIMESTAMP '2015-06-01'} AS post", tmp_path / "a.parquet")
    columns = there.open("found", [str(tmp_path / "a.parquet")], format="parquet")
    assert columns == {
        "page": ('"page"', "VARCHAR"),
        "post": ('"post"', columns["post"][1]),
        "post.id": ('"post"."id"', "INTEGER"),
        "post.at": ('"post"."at"', "TIMESTAMP"),
    }
    assert there.execute("SELECT page, post.id, CAST(post.at AS VARCHAR) FROM found") == [
        ("a", 7, "2015-06-01 00:00:00")
    ]
    table = str(tmp_path / "delta")
    for page in ("x", "y"):
        write_deltalake(table, duckdb.sql(f"SELECT '{page}' AS page"), mode="append")
    assert there.open("delta", [table], format="delta") == {"page": ('"page"', "VARCHAR")}
    assert sorted(there.execute("SELECT page FROM delta")) == [("x",), ("y",)]


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("spark://cluster:15002", ("cluster", 15002, "")),
        ("sc://cluster", ("cluster", 15002, "")),
        ("sc://sc", ("sc", 15002, "")),
        ("spark://127.0.0.1:7/;use_ssl=true;token=x", ("127.0.0.1", 7, "/;use_ssl=true;token=x")),
        ("sc://a:7/;token=x?y#z", ("a", 7, "/;token=x?y#z")),
        ("sc://[::1]:15002", ("::1", 15002, "")),
    ],
)
def test_addresses(address: str, expected: tuple[str, int, str]) -> None:
    assert parsed_address(address) == expected


@pytest.mark.parametrize("address", ["", "spark", "cluster:15002", "http://cluster:1", "spark://", "spark://a:b",
                                     "spark://user@a:1", "spark://a:99999"])  # fmt: skip
def test_what_is_no_address(address: str) -> None:
    with pytest.raises(EngineError, match="is not the address of a Spark Connect server"):
        Spark(address)


def test_a_secret_is_not_shown() -> None:
    with pytest.raises(EngineError) as caught:
        parsed_address("http://cluster:1/;token=secret")
    assert "cluster:1" in str(caught.value) and "secret" not in str(caught.value)


@contextmanager
def listening(answer: bytes = b"") -> Iterator[int]:
    """A port on which something listens that is no Spark Connect server."""
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve() -> None:
            while True:
                try:
                    connection, _ = server.accept()
                except OSError:
                    return
                connection.sendall(answer)
                connection.close()

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield server.getsockname()[1]
        server.shutdown(socket.SHUT_RDWR)
        thread.join()


def test_an_address_where_nothing_answers() -> None:
    with listening() as port:
        pass
    with pytest.raises(EngineAbsentError, match=f"no server answers at 127.0.0.1:{port}; the address of a Spark"):
        Spark(f"spark://127.0.0.1:{port}")


def test_what_answers_is_something_else() -> None:
    answering = listening(b"HTTP/1.1 400 Bad Request\r\n\r\n")
    with answering as port, pytest.raises(EngineAbsentError, match="does not speak Spark Connect") as caught:
        Spark(f"spark://127.0.0.1:{port}")
    assert caught.value.found == "it answers as a web server does, with status 400"


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1"])
def test_an_address_is_said_as_it_was_given_and_once(host: str, sail_server: Server) -> None:
    with listening() as port, pytest.raises(EngineAbsentError, match="does not speak Spark Connect") as closed:
        Spark(f"spark://{host}:{port}")
    secure = sail_server.address.replace("127.0.0.1", host) + "/;use_ssl=true"
    with pytest.raises(EngineAbsentError, match="does not speak TLS, which use_ssl=true and a token ask for") as plain:
        Spark(secure)
    for said in (str(closed.value), str(plain.value)):
        assert said.count(host) == 1 and "ipv" not in said and "::1" not in said
    with pytest.raises(EngineAbsentError, match=r"no server answers at \[::1\]:1;"):
        Spark("spark://[::1]:1")


@pytest.mark.parametrize("package", ["sqlglot", "pyspark.sql.connect.session"])
def test_a_package_that_is_not_installed(monkeypatch: pytest.MonkeyPatch, package: str) -> None:
    monkeypatch.setitem(sys.modules, package, None)
    with pytest.raises(EngineAbsentError, match=r"not installed; pip install 'civicreach\[spark\]'"):
        Spark("spark://127.0.0.1:15002")


def test_what_the_server_refuses(both: tuple[Engine, Spark]) -> None:
    _, server = both
    with pytest.raises(EngineError, match="nowhere") as caught:
        server.execute("SELECT * FROM nowhere")
    assert not isinstance(caught.value, EngineAbsentError)
    with pytest.raises(EngineError, match="nowhere"):
        server.open("found", ["/nowhere/at/all.parquet"], format="parquet")
    with pytest.raises(EngineError, match=r"(?i)cast"):
        server.execute("SELECT CAST(a AS DOUBLE) FROM (VALUES ('x')) AS t(a)")


def test_a_server_that_dies_while_it_is_asked() -> None:
    with sail() as doomed:
        engine = Spark(doomed.address)
        engine.define("many", "SELECT * FROM (VALUES (1), (2), (3), (4), (5), (6), (7), (8), (9), (10)) AS t(a)")
        timer = threading.Timer(1.0, doomed.process.kill)
        timer.start()
        factors = ", ".join(f"many AS m{place}" for place in range(12))
        total = " + ".join(f"m{place}.a" for place in range(12))
        with pytest.raises(EngineAbsentError, match="went away while it was asked") as caught:
            engine.execute(f"SELECT sum({total}) FROM {factors}")
        timer.join()
        assert "nothing was written" in str(caught.value)
        engine.close()
