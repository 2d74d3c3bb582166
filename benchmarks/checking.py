"""All of `count_activity` on a Parquet file, beside SQL by hand that asks DuckDB the same questions.

Ours hashes the file besides, and lists rows with their places; the SQL by hand does neither.

usage: python -m benchmarks.checking ours|peer ROWS
"""

from __future__ import annotations

import sys

from . import data
from .counting import CLOSES, OPENS
from .measure import Measure


def _command(who: str, rows: int) -> list[str]:
    return [sys.executable, "-m", "benchmarks.checking", who, str(rows)]


MEASURES = (
    Measure(
        name="checking",
        what="count_activity: window, months, accounts, undated rows, copies; beside six SQL statements in DuckDB",
        ours=lambda rows: _command("ours", rows),
        peer=lambda rows: _command("peer", rows),
        target=None,
        memory=600,
        rows=50_000_000,
        prepare=lambda rows: data.command("parquet", rows),
        packages=("duckdb",),
    ),
)


def ours(rows: int) -> None:
    """Count and check as a study does."""
    from civicreach.engine import Engine
    from civicreach.records.study import ActivitySource
    from civicreach.sources.activity import count_activity

    spec = ActivitySource(
        file=data.parquet(rows).name, account="account", id="id", time="created_at", timezone="UTC",
        window=["2015-06-01", "2015-08-31"],
    )  # fmt: skip
    with Engine() as engine:
        activity = count_activity("posts", spec, folder=data.FOLDER, zone="Asia/Seoul", engine=engine)
    left_out = [entry.count for entry in activity.left_out]
    print(activity.n_read, activity.n_counted, len(activity.counts), len(activity.seen), *left_out)


def peer(rows: int) -> None:
    """Count and check by hand."""
    import duckdb

    connection = duckdb.connect()
    posts = f"read_parquet('{data.parquet(rows).as_posix()}')"
    within = f"created_at >= TIMESTAMP '{OPENS}' AND created_at < TIMESTAMP '{CLOSES}'"

    def ask(sql: str) -> list[tuple[int, ...]]:
        return connection.execute(sql).fetchall()

    ((n_read, undated),) = ask(f"SELECT count(*), count(*) - count(created_at) FROM {posts}")
    months = ask(
        f"SELECT date_trunc('month', created_at + INTERVAL 9 HOUR) AS month, count(*) FROM {posts}"
        " WHERE created_at IS NOT NULL GROUP BY month"
    )
    seen = ask(f"SELECT DISTINCT account FROM {posts}")
    counts = ask(f"SELECT account, count(*) FROM {posts} WHERE {within} GROUP BY account")
    copies = ask(
        f"SELECT account, id, count(*) - 1 FROM {posts} WHERE {within} GROUP BY account, id HAVING count(*) > 1"
    )
    ask(f"SELECT account, created_at FROM {posts} WHERE NOT ({within}) LIMIT 1000")
    n_copies = sum(surplus for *_, surplus in copies)
    n_within = sum(count for _, count in counts)
    outside = sum(count for _, count in months) - n_within
    left_out = [count for count in (undated, outside, n_copies) if count]
    print(n_read, n_within - n_copies, len(counts), len(seen), *left_out)


if __name__ == "__main__":
    {"ours": ours, "peer": peer}[sys.argv[1]](int(sys.argv[2]))
