"""DuckDB's SQL in Spark's words."""

from __future__ import annotations

import json
import math
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from civicreach.engine import Engine, EngineError
from civicreach.engine.dialect import to_spark
from civicreach.engine.spark import Spark

SEOUL = timezone(timedelta(hours=9))


@pytest.mark.parametrize(
    ("sql", "parameters", "expected"),
    [
        ("SELECT count(*), sum(a) AS s FROM t", {}, "SELECT COUNT(*) AS c0, SUM(a) AS s FROM t"),
        ("SELECT a FROM t WHERE b < $b", {"b": 1.5}, "SELECT a FROM t WHERE b < 1.5"),
        ("SELECT a FROM t WHERE b = $b", {"b": "O'Brien"}, "SELECT a FROM t WHERE b = 'O\\'Brien'"),
        ("SELECT a FROM t WHERE b = $b", {"b": False}, "SELECT a FROM t WHERE b = FALSE"),
        (
            "SELECT a FROM t WHERE b < $b",
            {"b": datetime(2015, 6, 1)},  # noqa: DTZ001
            "SELECT a FROM t WHERE b < CAST('2015-06-01 00:00:00' AS TIMESTAMP_NTZ)",
        ),
        (
            "SELECT a FROM t WHERE b < $b",
            {"b": datetime(2015, 6, 1, 9, tzinfo=SEOUL)},
            "SELECT a FROM t WHERE b < CAST('2015-06-01 00:00:00+00:00' AS TIMESTAMP)",
        ),
        ("SELECT hash(a, b) AS f FROM t", {}, "SELECT XXHASH64(a, b) AS f FROM t"),
        ("SELECT regexp_full_match(a, '[0-9]+') AS m FROM t", {}, "SELECT a RLIKE '\\\\A(?:[0-9]+)\\\\z' AS m FROM t"),
    ],
)
def test_what_a_query_becomes(sql: str, parameters: dict[str, Any], expected: str) -> None:
    assert to_spark(sql, parameters) == expected


def test_what_cannot_be_said_is_refused() -> None:
    with pytest.raises(EngineError, match="needs a value for opens"):
        to_spark("SELECT a FROM posts WHERE moment >= $opens")
    with pytest.raises(EngineError, match="cannot be said"):
        to_spark("SELECT FROM WHERE")


#: What the two engines could understand differently, of the columns of `numbers` and `texts`.
EXPRESSIONS = [
    "a / b", "CAST(a AS DOUBLE) / b", "a % b", "CAST(a / 4E0 AS DOUBLE)", "floor(x)", "abs(x)", "sqrt(abs(x))",
    "isfinite(x)", "coalesce(isnan(x), false)", "a = b", "nullif(a, 0)", "CASE WHEN x > 0E0 THEN 1 ELSE 0 END",
    "power(abs(x), 5E-1)", "exp(x / 1E3)", "strlen(s)", "length(s)", "s || '|' || s", "s < 'm'",
    "s BETWEEN 'a' AND '가'", "contains(s, 'a')",
    "regexp_full_match(s, 'a.*')", "trim(s, ' \u00a0')", "nullif(s, '')", "TRY_CAST(s AS DOUBLE)", "lower(s)",
    "s IS DISTINCT FROM 'a'", "translate(s, '０１', '01')", "replace(s, 'a', 'b')", "right(s, 1)",
    "regexp_replace(s, '[ab]', '', 'g')", "coalesce(s, 'none')", "CAST(a AS VARCHAR)", "CAST(t AS VARCHAR)",
    "t < TIMESTAMP '2015-06-01'", "t >= TIMESTAMP '1999-12-31 23:59:59.5'", "CAST(CAST(t AS DATE) AS VARCHAR)",
]  # fmt: skip

NUMBERS = st.integers(-1000, 1000)
ROWS = st.lists(
    st.tuples(
        NUMBERS,
        st.integers(1, 9),
        st.floats(-1e6, 1e6, allow_subnormal=False) | st.none(),
        st.text(alphabet="ab가 \u00a0１.5\n\\'", max_size=6) | st.none(),
        st.datetimes(datetime(1970, 1, 2), datetime(2099, 1, 1)).map(lambda t: t.replace(microsecond=0)),  # noqa: DTZ001
    ),
    min_size=1,
    max_size=8,
)


@given(rows=ROWS)
@settings(max_examples=25)
def test_both_engines_understand_the_same(both: tuple[Engine, Spark], rows: list[tuple[Any, ...]]) -> None:
    listed = ", ".join(f"({i}, {', '.join(map(literal, row))})" for i, row in enumerate(rows))
    chosen = ", ".join(f"{sql} AS e{place}" for place, sql in enumerate(EXPRESSIONS))
    columns = "i, CAST(a AS BIGINT) AS a, CAST(b AS BIGINT) AS b, CAST(x AS DOUBLE) AS x, CAST(s AS VARCHAR) AS s, t"
    sql = f"SELECT i, {chosen} FROM (SELECT {columns} FROM (VALUES {listed}) AS v(i, a, b, x, s, t)) AS r ORDER BY i"
    here, there = (engine.execute(sql) for engine in both)
    for row, other in zip(here, there, strict=True):
        found = dict(zip(EXPRESSIONS, zip(row[1:], other[1:], strict=True), strict=True))
        assert {sql: values for sql, values in found.items() if not same(*values)} == {}


def same(value: Any, other: Any) -> bool:
    """The same value, of numbers to their last digits."""
    if isinstance(value, float) and other is not None:
        return math.isclose(value, other, rel_tol=1e-14)
    return value == other and (value is None) == (other is None)


def literal(value: Any) -> str:
    """A value as both engines read it."""
    if value is None:
        return "NULL"
    if isinstance(value, datetime):
        return f"TIMESTAMP '{value}'"
    if isinstance(value, str):
        return "'" + value.replace("'", "''") + "'"
    return f"CAST('{value!r}' AS DOUBLE)" if isinstance(value, float) else json.dumps(value)


def test_moments_with_a_zone_are_the_same_instant(both: tuple[Engine, Spark]) -> None:
    at = datetime(2015, 6, 1, tzinfo=UTC)
    sql = "SELECT count(*) FROM (VALUES (TIMESTAMPTZ '2015-06-01 09:00:00+09')) AS t(t) WHERE t = $at"
    assert [engine.execute(sql, {"at": at}) for engine in both] == [[(1,)], [(1,)]]
