"""Posts into an archive, the same again, and the last counts out of it, beside DuckDB on files that nobody checks.

usage: python -m benchmarks.archive WHAT ROWS TARGET
"""

from __future__ import annotations

import json
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from . import data
from .measure import OUT, Measure

if TYPE_CHECKING:
    from civicreach.records.imports import Imported
    from civicreach.sources.declared import PostFields

#: Of the archive that observations are read from.
BATCH = 10_000_000


def _command(who: str, rows: int) -> list[str]:
    return [sys.executable, "-m", "benchmarks.archive", who, str(rows), OUT]


MEASURES = (
    Measure(
        name="archive",
        what="nested JSON lines into a new archive as civicreach import --field, each row checked, each post once, the"
        " file known by its hash, beside DuckDB's COPY of the same columns to Parquet, which checks nothing",
        ours=lambda rows: _command("posts", rows),
        peer=lambda rows: _command("raw", rows),
        target=1.5,
        memory=700,
        rows=1_000_000,
        prepare=lambda rows: _command("once", rows),
        packages=("duckdb", "deltalake"),
    ),
    Measure(
        name="archive-whole",
        what="the same beside DuckDB's COPY of the file as it is, whose columns it finds itself; nothing is claimed",
        ours=lambda rows: _command("posts", rows),
        peer=lambda rows: _command("raw-whole", rows),
        target=None,
        memory=700,
        rows=1_000_000,
        prepare=lambda rows: _command("once", rows),
        packages=("duckdb", "deltalake"),
    ),
    Measure(
        name="archive-copies",
        what="the same where one post in 200 is a copy, so that the file is written twice; nothing is claimed",
        ours=lambda rows: _command("copies", rows),
        peer=lambda rows: _command("raw-copies", rows),
        target=None,
        memory=700,
        rows=1_000_000,
        prepare=lambda rows: data.command("json-lines", rows),
        packages=("duckdb", "deltalake"),
    ),
    Measure(
        name="archive-again",
        what="the same file once more, which adds nothing, beside the first time; seconds of the appending",
        ours=lambda rows: _command("again", rows),
        peer=lambda rows: _command("first", rows),
        target=0.5,
        memory=700,
        rows=1_000_000,
        prepare=lambda rows: _command("once", rows),
        packages=("duckdb", "deltalake"),
    ),
    Measure(
        name="archive-latest",
        what="the last count of each account and measure in an archive of observations, beside DuckDB over its files",
        ours=lambda rows: _command("latest", rows),
        peer=lambda rows: _command("raw-latest", rows),
        target=1.5,
        memory=700,
        rows=100_000_000,
        prepare=lambda rows: _command("make", rows),
        packages=("duckdb", "deltalake"),
    ),
)

SELECTED = (
    "'facebook' AS platform, \"from\".id AS account, id AS post_id, created_time AS created_at, message AS text,"
    " reactions.summary.total_count AS reactions, comments.summary.total_count AS comments, shares.count AS shares"
)


def _source(file: Path) -> str:
    columns = (
        "{'id': 'VARCHAR', 'created_time': 'TIMESTAMPTZ', 'from': 'STRUCT(id VARCHAR)', 'message': 'VARCHAR',"
        " 'reactions': 'STRUCT(summary STRUCT(total_count BIGINT))',"
        " 'comments': 'STRUCT(summary STRUCT(total_count BIGINT))', 'shares': 'STRUCT(count BIGINT)'}"
    )
    return f"read_json('{file.as_posix()}', format = 'newline_delimited', columns = {columns})"


def fields() -> PostFields:
    """Where the parts of a post stand in the lines of these benchmarks."""
    from civicreach.sources.declared import PostFields

    return PostFields(
        account="from.id",
        post_id="id",
        created_at="created_time",
        text="message",
        counts={
            "reactions": "reactions.summary.total_count",
            "comments": "comments.summary.total_count",
            "shares": "shares.count",
        },
    )


def _import(file: Path, target: str) -> Imported:
    """A file as `civicreach import --field` brings it into an archive."""
    from civicreach.workflow.importing import import_posts

    seen = datetime(2026, 11, 23, tzinfo=UTC)
    (done,) = import_posts(
        [file], fields=fields(), platform="facebook", archive=Path(target), observed_at=seen, keep_text=True
    )
    return done


def _once(rows: int) -> Path:
    return data.FOLDER / f"posts-once-{rows}.ndjson"


def once(rows: int, target: str) -> None:
    """The file without copies."""
    if _once(rows).exists():
        return
    data.make("json-lines", rows)
    seen, part = set[str](), _once(rows).with_suffix(".part")
    with data.json_lines(rows).open(encoding="utf-8") as lines, part.open("w", encoding="utf-8") as kept:
        for line in lines:
            key = json.loads(line)
            if (name := f"{key['from']['id']} {key['id']}") not in seen:
                seen.add(name)
                kept.write(line)
    part.rename(_once(rows))


def _posts(file: Path, target: str) -> None:
    done = _import(file, target)
    print(done.written["posts"] + sum(done.repeated.values()) + done.differing)


def posts(rows: int, target: str) -> None:
    """Into a new archive."""
    _posts(_once(rows), target)


def copies(rows: int, target: str) -> None:
    """The same with copies."""
    _posts(data.json_lines(rows), target)


def first(rows: int, target: str) -> None:
    """The same, with the seconds of the import alone."""
    started = time.perf_counter()
    done = _import(_once(rows), target)
    print(f"# inner {time.perf_counter() - started}")
    print(done.version)


def again(rows: int, target: str) -> None:
    """Once more into the same archive."""
    _import(_once(rows), target)
    started = time.perf_counter()
    done = _import(_once(rows), target)
    print(f"# inner {time.perf_counter() - started}")
    print((done.version or 0) + sum(done.written.values()))


def raw(rows: int, target: str) -> None:
    """The same columns to a file."""
    _raw(_once(rows), target)


def raw_whole(rows: int, target: str) -> None:
    """All columns, as they are found."""
    import duckdb

    sql = f"COPY (SELECT * FROM '{_once(rows).as_posix()}') TO '{target}.parquet' (FORMAT parquet, COMPRESSION zstd)"
    print(duckdb.connect().execute(sql).fetchall()[0][0])


def raw_copies(rows: int, target: str) -> None:
    """The same with copies."""
    _raw(data.json_lines(rows), target)


def _raw(file: Path, target: str) -> None:
    import duckdb

    how = "FORMAT parquet, COMPRESSION zstd"
    sql = f"COPY (SELECT {SELECTED} FROM {_source(file)}) TO '{target}.parquet' ({how})"
    print(duckdb.connect().execute(sql).fetchall()[0][0])


def _observations(rows: int) -> Path:
    return data.FOLDER / f"observations-{rows}"


def make(rows: int, target: str) -> None:
    """An archive of observations: 50,000 accounts and two measures, day after day, in batches."""
    from civicreach.archive import Archive

    if _observations(rows).exists():
        return
    part = _observations(rows).with_suffix(".part")
    with Archive.create(part) as archive:
        for start in range(0, rows, BATCH):
            sql = (
                "SELECT 'facebook' AS platform, CAST(1000000 + i % 50000 AS VARCHAR) AS account, "
                "CASE WHEN (i // 50000) % 2 = 0 THEN 'likes' ELSE 'followers' END AS measure, "
                "TIMESTAMPTZ '2020-01-01 00:00:00+00' + to_hours(CAST(i // 100000 AS INTEGER)) AS observed_at, "
                "CAST(hash(i) % 1000000 AS BIGINT) AS value, '' AS reason, 'api' AS method, 'benchmark' AS run "
                f"FROM range({start}, {min(rows, start + BATCH)}) AS t(i)"
            )
            archive.append(run="benchmark", queries={"observations": sql})
    part.rename(_observations(rows))


def latest(rows: int, target: str) -> None:
    """The last counts of an archive."""
    from civicreach.archive import Archive

    with Archive.open(_observations(rows)) as archive:
        found = archive.latest_observations()
        print(len(found), sum(value for *_, value, _ in found))


def raw_latest(rows: int, target: str) -> None:
    """The same question to DuckDB, over the same files."""
    import duckdb

    sql = (
        "SELECT platform, account, measure, arg_max(value, observed_at) AS value, epoch_us(max(observed_at)) "
        f"FROM read_parquet('{_observations(rows).as_posix()}/record=observations/*.parquet') "
        "WHERE value IS NOT NULL GROUP BY platform, account, measure"
    )
    found = duckdb.connect().execute(sql).fetchall()
    print(len(found), sum(value for *_, value, _ in found))


if __name__ == "__main__":
    {
        "once": once,
        "posts": posts,
        "copies": copies,
        "raw-copies": raw_copies,
        "raw": raw,
        "raw-whole": raw_whole,
        "first": first,
        "again": again,
        "make": make,
        "latest": latest,
        "raw-latest": raw_latest,
    }[sys.argv[1]](int(sys.argv[2]), sys.argv[3])
