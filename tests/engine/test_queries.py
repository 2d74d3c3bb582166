"""Every named query says what it gives, and gives it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest

from civicreach.engine import Engine, RunsQueries, queries
from civicreach.engine.spark import Spark

EPOCH = datetime(1970, 1, 1)  # noqa: DTZ001

WINDOW = {"opens": datetime(2015, 6, 1), "closes": datetime(2015, 9, 1)}  # noqa: DTZ001
RANGE = {**WINDOW, "first": "a", "last": "b"}

# file, line, shelf, account, post, moment, month, fingerprint, flaw
POSTS = """(VALUES
    (0, 1, 'a', 'a', '1', TIMESTAMP '2015-05-31 23:59:59', 201505, 1, 0),
    (0, 2, 'a', 'a', '2', TIMESTAMP '2015-06-01 00:00:00', 201506, 2, 0),
    (0, 3, 'a', 'a', '2', TIMESTAMP '2015-06-01 00:00:00', 201506, 2, 0),
    (0, 4, 'a', 'a', '3', TIMESTAMP '2015-08-31 23:59:59', 201508, 3, 0),
    (0, 5, 'b', 'b', '2', TIMESTAMP '2015-07-01 00:00:00', 201507, 2, 0),
    (1, 1, 'a', 'a', '2', TIMESTAMP '2015-07-02 00:00:00', 201507, 2, 0),
    (1, 2, 'b', 'b', NULL, TIMESTAMP '2015-07-03 00:00:00', 201507, 4, 1),
    (1, 3, 'b', 'b', '1E+20', TIMESTAMP '2015-07-03 00:00:00', 201507, 5, 2),
    (1, 4, 'c', 'c', '9', TIMESTAMP '2015-09-01 00:00:00', 201509, 6, 0),
    (1, 5, 'c', 'c', '9', TIMESTAMP '2015-07-01 00:00:00', 201507, 6, 0),
    (1, 6, 'c', 'c', '9', TIMESTAMP '2015-07-01 00:00:00', 201507, 6, 0)
) AS posts(file, line, shelf, account, post, moment, month, fingerprint, flaw)"""

OBSERVATIONS = """(VALUES
    (0, 1, 'a', TIMESTAMP '2015-05-01', 900.0),
    (0, 2, 'a', TIMESTAMP '2015-06-01', 10.0),
    (0, 3, 'a', TIMESTAMP '2015-06-01', 12.0),
    (0, 4, 'a', TIMESTAMP '2015-06-05', 15.0),
    (0, 5, 'a', TIMESTAMP '2015-06-04', 15.0),
    (0, 6, 'a', TIMESTAMP '2015-06-09', 11.0),
    (0, 7, 'a', TIMESTAMP '2015-06-09', 11.0),
    (0, 8, 'a', TIMESTAMP '2015-09-01', 999.0),
    (0, 9, 'b', TIMESTAMP '2015-09-01', 1.0)
) AS observations(file, line, account, moment, value)"""

ARCHIVED = """(VALUES
    ('x', 'a', '1', 10, 'photo', false, make_timestamp(1), 'likes', 5, 'api', '', 'posts', 'complete', ''),
    ('x', 'a', '1', 10, 'video', false, make_timestamp(3), 'likes', 7, 'api', '', 'posts', 'denied', ''),
    ('x', 'a', '2', 20, 'photo', true, make_timestamp(2), 'followers', 9, 'api', '', 'profile', 'complete', ''),
    ('x', 'b', '1', 30, 'photo', false, make_timestamp(2), 'likes', 4, 'hand', '', 'address', 'complete', '7'),
    ('x', 'b', '1', 30, 'photo', false, make_timestamp(9), 'likes', NULL, 'api', 'hidden', 'posts', 'error', 'z'),
    ('y', 'a', '1', 40, 'photo', false, make_timestamp(4), 'likes', 1, 'api', '', 'posts', 'complete', '')
) AS archived(platform, account, post_id, created_at, type, repost, observed_at, measure, value, method, reason, edge,
    status, cursor)"""

# the same with the columns of coverage and of quarantine
RECORDS = f"""(SELECT *, '' AS detail, observed_at AS asked_from, CAST(NULL AS TIMESTAMP) AS asked_to,
    observed_at AS started_at, observed_at AS ended_at, 'r' AS run, 2 AS number, 'f' AS payload, '{{}}' AS item
    FROM {ARCHIVED}) AS records"""

ENTRIES = """(VALUES
    (0, 3, 'a', 'x', NULL, '', NULL, NULL, 5, NULL), (0, 1, 'a', 'y', NULL, '', NULL, NULL, 5, NULL),
    (1, 1, 'b', 'z', NULL, '', NULL, NULL, 5, NULL),
    (0, 2, 'a', 'ok', NULL, '', NULL, 201506, 0, TIMESTAMP '2015-06-01'),
    (0, 4, NULL, 'ok', NULL, '', NULL, 201506, 3, TIMESTAMP '2015-06-02'),
    (0, 5, 'c', 'ok', NULL, '', NULL, 201506, 0, TIMESTAMP '2015-06-03')
) AS entries(file, line, account, written, amount, asked, broken, month, reason, moment)"""

EXPECTED: dict[str, tuple[dict[str, Any], list[tuple[Any, ...]]]] = {
    "posts_in_window": (WINDOW, [("a", 4), ("b", 3), ("c", 2)]),
    "posts_out_of_window": (WINDOW, [("a", 1), ("c", 1)]),
    "posts_by_month": (
        {},
        [("a", 201505, 1), ("a", 201506, 2), ("a", 201507, 1), ("a", 201508, 1), ("b", 201507, 3), ("c", 201507, 2),
         ("c", 201509, 1)],
    ),
    "first_and_last_post": (
        {},
        [("a", "2015-05-31 23:59:59", "2015-08-31 23:59:59"), ("b", "2015-07-01 00:00:00", "2015-07-03 00:00:00"),
         ("c", "2015-07-01 00:00:00", "2015-09-01 00:00:00")],
    ),
    "posts_to_examine": (RANGE, [(2, 4, 0), (4, 1, 1), (5, 1, 2)]),
    "examined_by_flaw": ({}, [(0, 4), (1, 1), (2, 1)]),
    "repeated_posts": (RANGE, [("a", "2", 201506, 0, 3), ("a", "2", 201507, 1, 1)]),
    "repeated_posts_by_month": ({}, [("a", 201506, 1), ("a", 201507, 1)]),
    "repeated_posts_first": ({"most": 1}, [(0, 3, "a", "2")]),
    "shortened_ids": ({**RANGE, "most": 5}, [(1, 3, "1E+20")]),
    "last_observation": (WINDOW, [("a", 11.0, "2015-06-09 00:00:00")]),
    "first_observation": (WINDOW, [("a", 12.0, "2015-06-01 00:00:00")]),
    "largest_observation": (WINDOW, [("a", 15.0, "2015-06-04 00:00:00")]),
    "repeated_observations": (WINDOW, [(0, 2, "a", 10.0, 12.0), (0, 7, "a", 11.0, 11.0)]),
    "repeated_observations_by_kind": ({}, [(False, 1), (True, 1)]),
    "repeated_observations_first": ({"same": False, "most": 9}, [(0, 2, "a", 10.0, 12.0)]),
    "entries_by_reason": ({}, [(0, 201506, 2), (3, 201506, 1), (5, None, 3)]),
    "entries_left_out": (
        {"reason": 5, "most": 2},
        [(0, 1, "a", "y", None, "", None), (0, 3, "a", "x", None, "", None)],
    ),
    "archived_posts": (
        {"platform": "x"},
        [("a", "1", 10, "video", "false"), ("a", "2", 20, "photo", "true"), ("b", "1", 30, "photo", "false")],
    ),
    "archived_observations": (
        {"platform": "x", "measure": "likes"},
        [("a", EPOCH + timedelta(microseconds=1), 5, "api"), ("a", EPOCH + timedelta(microseconds=3), 7, "api"),
         ("b", EPOCH + timedelta(microseconds=2), 4, "hand")],
    ),
    "latest_observations": (
        {},
        [("x", "a", "followers", 9, 2), ("x", "a", "likes", 7, 3), ("x", "b", "likes", 4, 2),
         ("y", "a", "likes", 1, 4)],
    ),
    "archived_counts": (
        {},
        [("x", "a", "followers", 9, 2, "", 2, 2), ("x", "a", "likes", 7, 3, "", 1, 3),
         ("x", "b", "likes", 4, 2, "hidden", 2, 9), ("y", "a", "likes", 1, 4, "", 4, 4)],
    ),
    "archived_post_numbers": ({}, [("x", "a", 2, 1, 3), ("x", "b", 1, 2, 9), ("y", "a", 1, 4, 4)]),
    "archived_walks": (
        {},
        [("x", "a", "posts", "denied", "", "", 3, None, 3, 1), ("x", "a", "profile", "complete", "", "", 2, None, 2, 2),
         ("x", "b", "posts", "error", "hidden", "", 9, None, 9, None),
         ("y", "a", "posts", "complete", "", "", 4, None, 4, 4)],
    ),
    "archived_addresses": ({}, [("x", "7", "b")]),
    "archived_oddities": (
        {"most": 2},
        [(4, "y", "a", "", 2, "f", "r", "{}"), (9, "x", "b", "hidden", 2, "f", "r", "{}")],
    ),
    "first_and_last_entry": ({"reason": 0}, [("2015-06-01 00:00:00", "2015-06-03 00:00:00")]),
    "accounts_seen": ({}, [("a",), ("b",), ("c",)]),
    "accounts_refused": ({"lowest": 4, "highest": 6}, [("a",), ("b",)]),
}  # fmt: skip


@pytest.fixture(scope="module", params=["duckdb", "sail_server", pytest.param("spark_server", marks=pytest.mark.slow)])
def engine(request: pytest.FixtureRequest) -> Iterator[RunsQueries]:
    """The same relations in every engine."""
    with Engine() if request.param == "duckdb" else Spark(request.getfixturevalue(request.param).address) as engine:
        engine.define("posts", f"SELECT * FROM {POSTS}")
        engine.define("observations", f"SELECT * FROM {OBSERVATIONS}")
        engine.define("archived", f"SELECT * FROM {RECORDS}")
        engine.define("entries", f"SELECT * FROM {ENTRIES}")
        engine.keep("examined", "posts_to_examine", **RANGE)
        yield engine


@pytest.mark.parametrize("name", queries())
def test_a_query_gives_what_it_says(engine: RunsQueries, name: str) -> None:
    parameters, expected = EXPECTED[name]
    source, of = ("repeated_observations", WINDOW) if "observations" in name else ("repeated_posts", RANGE)
    engine.keep("repeated", source, **of)
    assert sorted(engine.run(name, **parameters), key=repr) == expected


def test_what_was_kept_is_let_go_after_its_source_is_another(engine: RunsQueries) -> None:
    for source, sql, expected in (("one", "SELECT 1 AS a", (1,)), ("two", "SELECT 2 AS b", (2,))):
        engine.define("underneath", sql, kept=True)
        engine.define("above", "SELECT * FROM underneath", kept=True)
        assert engine.execute("SELECT * FROM above") == [expected], source


@pytest.mark.parametrize("name", queries())
def test_a_query_says_what_it_gives(name: str) -> None:
    query = queries()[name]
    assert query.gives.endswith(".")
    assert len(query.gives) < 120
    assert query.parameters == set(EXPECTED[name][0])
