"""Another program reads the archive's own Delta table, by its log and not by a list of files, as DuckDB reads it."""

from __future__ import annotations

import pytest
from tests.servers import Server

from civicreach.archive import Archive
from civicreach.engine.spark import client_classes

from .conftest import observed, posted, walked

#: In the dialect that both speak; moments as microseconds, counts by their keys.
ROWS = {
    "observations": "SELECT account, measure, {epoch}(observed_at) AS at, value, reason, method, run FROM {table}",
    "posts": "SELECT post_id, {epoch}(created_at) AS at, counts['likes'] AS likes, text, run FROM {table}",
    "coverage": "SELECT run, account, edge, status, {epoch}(started_at) AS at, received, kept FROM {table}",
}


@pytest.mark.parametrize("version", [1, 2])
def test_sail_reads_what_duckdb_reads(archive: Archive, sail_server: Server, version: int) -> None:
    session, _ = client_classes()
    archive.append(
        run="r1",
        observations=[observed(1, 3), observed(2, None)],
        posts=[posted(1, text="민원 안내")],
        coverage=[walked()],
    )
    archive.append(
        run="r2", observations=[observed(1, 4, minute=5, run="r2")], posts=[posted(2, counts={"likes": None})]
    )
    spark = session.builder.remote(f"sc://{sail_server.address.removeprefix('spark://')}").create()
    try:
        delta = spark.read.format("delta").option("versionAsOf", version).load(str(archive.path))
        past = archive.at(version)
        for name, sql in ROWS.items():
            delta.where(f"record = '{name}'").createOrReplaceTempView(name)
            theirs = [tuple(row) for row in spark.sql(sql.format(epoch="unix_micros", table=name)).collect()]
            ours = past.execute(sql.format(epoch="epoch_us", table=f"{{{name}}}"))
            assert ours and sorted(theirs, key=repr) == sorted(ours, key=repr)
        past.close()
    finally:
        spark.stop()
