"""What a server reads to count a source of posts: every query of a run, and the columns that it takes from the table.

The queries are recorded while they run over a small table in DuckDB, which says what it scans for each.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from civicreach.engine import Engine, queries, quoted
from civicreach.records.study import ActivitySource
from civicreach.sources.activity import count_activity
from civicreach.sources.activity.files import ActivityFile
from civicreach.sources.activity.parquet import find_columns

COLUMNS = ("page", "id", "time")

POSTS = 10_000_000_000

#: Posts by rule whose bytes in Parquet are looked up: of a thousand pages over three years, by month and page.
SAMPLE = """
    SELECT (100000000000000 + place // 1000 * 7919)::VARCHAR AS page,
        page || '_' || (hash(place) % 10000000000000000)::VARCHAR AS id,
        TIMESTAMP '2013-06-01' + to_microseconds((hash(place + 1) % 94608000000000)::BIGINT) AS time
    FROM range(1000000) AS posts(place)
    ORDER BY date_trunc('month', time), page, time
"""

#: Bytes of each column in files, from their footers: as written, and before compression.
SIZES = """
    SELECT path_in_schema, sum(total_compressed_size)::BIGINT, sum(total_uncompressed_size)::BIGINT
    FROM parquet_metadata({file}) GROUP BY ALL
"""


class Recording(Engine):
    """DuckDB in the place of a server; notes what each query takes from the table."""

    def __init__(self) -> None:
        super().__init__(threads=1)
        self.at_a_time = None
        self.scans: list[tuple[str, tuple[str, ...]]] = []
        self.named = ""

    def open(self, relation: str, paths: Sequence[str], *, format: str) -> dict[str, tuple[str, str]]:
        """As `Spark.open`."""
        self.define(relation, f"SELECT * FROM read_parquet({quoted(paths[0])})")
        columns = find_columns([ActivityFile("posts", Path(paths[0]), "Parquet")], list(COLUMNS), self)
        return {name: (column.sql, column.type) for name, column in zip(COLUMNS, columns, strict=True)}

    def run(self, name: str, **parameters: Any) -> list[tuple[Any, ...]]:
        self.named = name
        return super().run(name, **parameters)

    def keep(self, table: str, name: str, **parameters: Any) -> int:
        self.named = name
        return super().keep(table, name, **parameters)

    def define(self, relation: str, sql: str, *, kept: bool = False) -> None:
        # a table of billions of rows is never kept
        super().define(relation, sql)

    def execute(self, sql: str, parameters: Mapping[str, Any] | None = None) -> list[tuple[Any, ...]]:
        query = sql[sql.index("SELECT") :] if "TEMP TABLE" in sql else sql
        if query.startswith("SELECT"):
            plan = super().execute(f"EXPLAIN (FORMAT json) {query}", parameters)[0][1]
            self.scans += [(self.named or "-", columns) for columns in _scanned(json.loads(plan))]
        self.named = "" if "count(*) FROM" not in sql else self.named
        return super().execute(sql, parameters)


def passes() -> str:
    """The page."""
    with TemporaryDirectory() as place, Recording() as engine:
        rows = ["('a', '1', TIMESTAMP '2015-06-01')", "('a', '1', TIMESTAMP '2015-06-02')", "('b', NULL, NULL)"]
        rows += ["('b', '2', TIMESTAMP '2015-01-01')"]
        table = f"SELECT * FROM (VALUES {', '.join(rows)}) AS p(page, id, time)"
        engine.write_parquet(table, Path(place) / "posts.parquet")
        spec = ActivitySource(
            file="posts.parquet", account="page", id="id", time="time", window=["2015-06-01", "2015-08-31"]
        )
        engine.scans.clear()
        count_activity("posts", spec, folder=Path(place), zone="UTC", engine=engine, server=engine)  # type: ignore[arg-type]
        written = Path(place) / "sample.parquet"
        n = engine.write_parquet(SAMPLE, written, compression="zstd")
        sizes = Engine.execute(engine, SIZES.format(file=quoted(written.as_posix())))
    of_post = {name: (compressed / n, full / n) for name, compressed, full in sizes}
    each = ", ".join(f"{name} {of_post[name][0]:.1f} ({of_post[name][1]:.1f})" for name in COLUMNS)
    found = Counter(engine.scans)
    lines = [
        "# Passes over a table of posts", "", "Made from the program by `make docs`.", "",
        f"What a server reads to count {POSTS / 1e9:g} billion posts with ids, query by query: the columns, and their",
        "bytes. These are what the footer of a Parquet file says (zstd; in brackets before compression) of a million",
        f"posts made by rule, by month and page: bytes a post {each}.",
        "[Ask your own files](../explanation/servers.md#the-bytes-of-your-own-files).", "",
        "| query | columns | passes | GB | before compression |", "|---|---|--:|--:|--:|",
    ]  # fmt: skip
    total = [0.0, 0.0]
    for (name, columns), count in found.items():
        size = [count * sum(of_post[column][kind] for column in columns) * POSTS / 1e9 for kind in (0, 1)]
        total = [before + more for before, more in zip(total, size, strict=True)]
        said = f"`{name}`" if name in queries() else "what there is to count"
        taken = ", ".join(columns) or "none: the number of rows"
        lines.append(f"| {said} | {taken} | {count} | {size[0]:,.0f} | {size[1]:,.0f} |")
    lines += [f"| all | | {sum(found.values())} | {total[0]:,.0f} | {total[1]:,.0f} |", ""]
    return "\n".join(lines)


def _scanned(plan: Any) -> Iterator[tuple[str, ...]]:
    """The columns of every scan of the table in a plan."""
    if isinstance(plan, list):
        for part in plan:
            yield from _scanned(part)
        return
    if "PARQUET" in plan["name"].upper():
        projected = plan["extra_info"].get("Projections", [])
        filters = str(plan["extra_info"].get("Filters", ""))
        listed = [projected] if isinstance(projected, str) else projected
        yield tuple(column for column in COLUMNS if column in listed or column in filters)
    yield from _scanned(plan["children"])


if __name__ == "__main__":
    print(passes())
