"""Nested JSON lines to checked Parquet, beside DuckDB's own reading with the columns given, which checks nothing.

usage: python -m benchmarks.ndjson ours|peer ROWS TARGET
"""

from __future__ import annotations

import sys

from . import data
from .measure import OUT, Measure


def _command(who: str, rows: int) -> list[str]:
    return [sys.executable, "-m", "benchmarks.ndjson", who, str(rows), f"{OUT}.parquet"]


MEASURES = (
    Measure(
        name="ndjson",
        what="nested JSON lines to Parquet with dates and numbers checked, beside read_json of DuckDB",
        ours=lambda rows: _command("ours", rows),
        peer=lambda rows: _command("peer", rows),
        target=1.5,
        memory=700,
        rows=1_000_000,
        prepare=lambda rows: data.command("json-lines", rows),
        packages=("duckdb",),
    ),
)


def ours(rows: int, target: str) -> None:
    """Read, check and write, as `civicreach import --field` reads them."""
    from datetime import UTC, datetime
    from pathlib import Path

    from civicreach.engine import Engine
    from civicreach.sources.activity.files import file_at
    from civicreach.sources.declared.plain import plain_sql
    from civicreach.sources.declared.raw import raw_rows
    from civicreach.sources.declared.reading import PostReading

    from .archive import fields

    file = file_at(data.json_lines(rows))
    seen = datetime(2026, 11, 23, tzinfo=UTC)
    reading = PostReading(file, fields(), "facebook", "benchmark", observed_at=seen, keep_text=True)
    with Engine() as engine:
        posts = plain_sql(reading, raw_rows(file, reading.fields.names, engine))
        print(engine.write_parquet(posts or "", Path(target), compression="zstd"))


def peer(rows: int, target: str) -> None:
    """Read and write."""
    import duckdb

    columns = (
        "{'id': 'VARCHAR', 'created_time': 'TIMESTAMPTZ', 'from': 'STRUCT(id VARCHAR)', 'message': 'VARCHAR',"
        " 'reactions': 'STRUCT(summary STRUCT(total_count BIGINT))',"
        " 'comments': 'STRUCT(summary STRUCT(total_count BIGINT))', 'shares': 'STRUCT(count BIGINT)'}"
    )
    source = f"read_json('{data.json_lines(rows).as_posix()}', format = 'newline_delimited', columns = {columns})"
    chosen = (
        '"from".id AS account, id AS post_id, created_time AS created_at, message,'
        " reactions.summary.total_count AS reactions, comments.summary.total_count AS comments, shares.count AS shares"
    )
    how = "FORMAT parquet, COMPRESSION zstd"
    print(duckdb.connect().execute(f"COPY (SELECT {chosen} FROM {source}) TO '{target}' ({how})").fetchall()[0][0])


if __name__ == "__main__":
    {"ours": ours, "peer": peer}[sys.argv[1]](int(sys.argv[2]), sys.argv[3])
