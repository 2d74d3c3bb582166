"""Named queries of the engine beside the SQL that one would write by hand for DuckDB as it comes.

usage: python -m benchmarks.counting ours|peer window|months ROWS
"""

from __future__ import annotations

import sys

from . import data
from .measure import Measure

OPENS, CLOSES = "2015-05-31 15:00", "2015-08-31 15:00"  # June to August in Seoul, in UTC


def _measure(name: str, what: str) -> Measure:
    def command(who: str, rows: int) -> list[str]:
        return [sys.executable, "-m", "benchmarks.counting", who, name, str(rows)]

    return Measure(
        name=f"counting-{name}",
        what=what,
        ours=lambda rows: command("ours", rows),
        peer=lambda rows: command("peer", rows),
        target=1.3,
        memory=600,
        rows=50_000_000,
        prepare=lambda rows: data.command("parquet", rows),
        packages=("duckdb",),
    )


MEASURES = (
    _measure("window", "posts of each page in a window of three months, beside the same SQL in DuckDB"),
    _measure("months", "posts of each page and month in Seoul's time, beside the same SQL in DuckDB"),
)


def ours(name: str, rows: int) -> None:
    """Count by the engine, in the way of `count_activity`."""
    from zoneinfo import ZoneInfo

    from civicreach.engine import Engine
    from civicreach.records.study import ActivitySource
    from civicreach.sources.activity.entries import define_entries
    from civicreach.sources.activity.prepared import prepare

    spec = ActivitySource(
        file=data.parquet(rows).name, account="account", id="id", time="created_at", timezone="UTC",
        window=["2015-06-01", "2015-08-31"],
    )  # fmt: skip
    zone = ZoneInfo("Asia/Seoul")
    with Engine() as engine:
        prepared = prepare("posts", spec, folder=data.FOLDER, zone=zone, engine=engine, progress=lambda _: None)
        entries = define_entries("posts", spec, prepared, zone=zone, opened=None, engine=engine)
        if name == "window":
            counts = engine.run("posts_in_window", opens=entries.opens, closes=entries.closes)
            print(len(counts), sum(count for _, count in counts))
        else:
            engine.keep("months", "posts_by_month")
            print(
                *engine.execute("SELECT count(*), sum(posts)::BIGINT, sum(posts * (month % 100))::BIGINT FROM months")[
                    0
                ]
            )


def peer(name: str, rows: int) -> None:
    """Count by hand."""
    import duckdb

    connection = duckdb.connect()
    posts = f"read_parquet('{data.parquet(rows).as_posix()}')"
    if name == "window":
        counts = connection.execute(
            f"SELECT account, count(*) FROM {posts} WHERE created_at >= TIMESTAMP '{OPENS}'"
            f" AND created_at < TIMESTAMP '{CLOSES}' GROUP BY account"
        ).fetchall()
        print(len(counts), sum(count for _, count in counts))
    else:
        connection.execute(
            "CREATE TEMP TABLE months AS SELECT account, date_trunc('month', created_at + INTERVAL 9 HOUR) AS month,"
            f" count(*) AS posts FROM {posts} WHERE created_at IS NOT NULL GROUP BY account, month"
        )
        sums = "count(*), sum(posts)::BIGINT, sum(posts * month(month))::BIGINT"
        print(*connection.execute(f"SELECT {sums} FROM months").fetchall()[0])


if __name__ == "__main__":
    {"ours": ours, "peer": peer}[sys.argv[1]](sys.argv[2], int(sys.argv[3]))
