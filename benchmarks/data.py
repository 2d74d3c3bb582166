"""Posts and a table of factors, made by rule, the same in every run: ``python -m benchmarks.data parquet 1000000``.

A thousand posts of each page over three years, in the order of pages and times; one in two hundred stands twice, and
one in ten thousand has no date.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

FOLDER = Path(os.environ.get("BENCHMARKS_DATA", Path(__file__).parent / "data"))

FIRST_DAY, DAYS = "2013-06-01", 1095

_POSTS = """
    SELECT place, (100000000000000 + page * 7919)::VARCHAR AS account,
        account || '_' || (hash(number) % 10000000000000000)::VARCHAR AS id,
        CASE WHEN number % 10007 <> 0 THEN TIMESTAMP '{first_day}' + to_microseconds(
            ((number % 1000) * {step} + hash(number + 1) % {step})::BIGINT) END AS created_at,
        (hash(number + 2) % 500)::INTEGER AS reactions, (hash(number + 3) % 100)::INTEGER AS comments,
        (hash(number + 4) % 50)::INTEGER AS shares, (hash(number + 5) % 4)::INTEGER AS length
    FROM (
        SELECT place, place // 1000 AS page,
            CASE WHEN hash(-place) % 200 = 0 AND place % 1000 > 0 THEN place - 1 ELSE place END AS number
        FROM range({rows}) AS numbers(place)
    )
"""

_LINE = """
    '{"id":"' || id || '","created_time":"' || strftime(created_at, '%Y-%m-%dT%H:%M:%S+0000') || '","from":{"id":"'
    || account || '","name":"Government ' || account || '"},"message":"'
    || repeat('시민 여러분께 알려 드립니다. ', 1 + length)
    || repeat('Public notice about roads, libraries and council meetings. ', 1 + (length + reactions) % 3)
    || '","status_type":"mobile_status_update","reactions":{"data":[],"summary":{"total_count":' || reactions
    || '}},"comments":{"data":[],"summary":{"order":"ranked","total_count":' || comments || ',"can_comment":false}}'
    || CASE WHEN place % 3 = 0 THEN ',"shares":{"count":' || shares || '}' ELSE '' END || '}'
"""


#: Of the table of factors: more or less even, apart from one another, of very different sizes.
FACTORS = tuple(f"x{place}" for place in range(1, 12))

_FACTOR = "round((hash(place * 16 + {place}) % 1000003)::DOUBLE / 1000003 * {width} + {level}, 3) AS x{place}"


def _factors(rows: int) -> str:
    """SQL of a table: an outcome y, and factors of which the eleventh goes with the first."""
    made = [_FACTOR.format(place=place, width=place * place, level=3 * place) for place in range(1, 12)]
    noise = " + ".join(f"(hash(place * 16 + {place}) % 1009)::DOUBLE / 1009" for place in (12, 13, 14))
    effects = " + ".join(f"{place / 10} * x{place}" for place in range(1, 11))
    return (
        f"SELECT round({effects} + (2 + 0.3 * x3) * ({noise} - 1.5), 3) AS y, * REPLACE (x11 + x1 AS x11)"
        f" FROM (SELECT {', '.join(made)}, place FROM range({rows}) AS numbers(place))"
    )


def table(rows: int) -> Path:
    """Where the table of factors lies, as Parquet."""
    return FOLDER / f"factors-{rows}.parquet"


def parquet(rows: int) -> Path:
    """Where the posts lie as Parquet."""
    return FOLDER / f"posts-{rows}.parquet"


def json_lines(rows: int) -> Path:
    """Where the posts lie as JSON lines."""
    return FOLDER / f"posts-{rows}.ndjson"


def command(kind: str, rows: int) -> list[str]:
    """The command that makes them, where they are not there."""
    return [sys.executable, "-m", "benchmarks.data", kind, str(rows)]


def make(kind: str, rows: int) -> None:
    """Make the posts, unless they are there."""
    import duckdb

    target = {"parquet": parquet, "json-lines": json_lines, "factors": table}[kind](rows)
    if target.exists():
        return
    FOLDER.mkdir(parents=True, exist_ok=True)
    posts = _POSTS.format(rows=rows, first_day=FIRST_DAY, step=DAYS * 86_400_000_000 // 1000)
    partial = target.with_suffix(".part")
    connection = duckdb.connect()
    connection.execute("SET memory_limit = '4GB'")
    if kind == "parquet":
        what = f"SELECT account, id, created_at, reactions FROM ({posts})"
        how = "FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE 1000000"
    elif kind == "factors":
        what = f"SELECT y, {', '.join(FACTORS)} FROM ({_factors(rows)})"
        how = "FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE 1000000"
    else:
        what = f"SELECT {_LINE} AS line FROM ({posts}) WHERE created_at IS NOT NULL"
        how = "FORMAT csv, HEADER false, QUOTE '', ESCAPE '', DELIMITER '\t'"
    connection.execute(f"COPY ({what}) TO '{partial.as_posix()}' ({how})")
    partial.replace(target)


if __name__ == "__main__":
    make(sys.argv[1], int(sys.argv[2]))
