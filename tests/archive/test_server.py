"""Another program reads the archive's own Delta table, by its log and not by a list of files, as DuckDB reads it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from tests.servers import Server

from civicreach.archive import Archive
from civicreach.archive.compact import compact, plan_compaction
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
    archive.append(
        run="r1",
        observations=[observed(1, 3), observed(2, None)],
        posts=[posted(1, text="민원 안내")],
        coverage=[walked()],
    )
    archive.append(
        run="r2", observations=[observed(1, 4, minute=5, run="r2")], posts=[posted(2, counts={"likes": None})]
    )
    assert_the_same(archive, sail_server, version)


def test_sail_reads_files_that_were_put_together(archive: Archive, sail_server: Server) -> None:
    for minute in range(12):
        archive.append(
            run="r", observations=[observed(1, minute, minute)], posts=[posted(minute)], coverage=[walked(1, minute)]
        )
    assert compact(archive, plan_compaction(archive)).version == 13
    # of versions before a checkpoint Sail says that entries of the log are missing, also where there was no compaction
    assert_the_same(archive, sail_server, 13)


@pytest.mark.parametrize("name", ["sail_server", pytest.param("spark_server", marks=pytest.mark.slow)])
def test_what_knows_no_delta_reads_the_files_that_are_printed(
    archive: Archive, request: pytest.FixtureRequest, name: str
) -> None:
    server: Server = request.getfixturevalue(name)
    archive.append(run="r1", posts=[posted(1, text="민원 안내")], coverage=[walked()])
    archive.append(run="r2", posts=[posted(2, counts={"likes": None})])
    program = [Path(sys.executable).with_name("civicreach"), "archive", "show", archive.path, "--files", "posts"]
    session, _ = client_classes()
    spark = session.builder.remote(f"sc://{server.address.removeprefix('spark://')}").create()
    try:
        for version in (1, 2):
            printed = subprocess.run([*program, "--version", str(version)], capture_output=True, text=True, check=True)
            spark.read.parquet(*printed.stdout.splitlines()).createOrReplaceTempView("printed")
            theirs = [
                tuple(row) for row in spark.sql(ROWS["posts"].format(epoch="unix_micros", table="printed")).collect()
            ]
            with archive.at(version) as past:
                ours = past.execute(ROWS["posts"].format(epoch="epoch_us", table="{posts}"))
            assert len(ours) == version and sorted(theirs, key=repr) == sorted(ours, key=repr)
    finally:
        spark.stop()


def assert_the_same(archive: Archive, server: Server, version: int) -> None:
    session, _ = client_classes()
    spark = session.builder.remote(f"sc://{server.address.removeprefix('spark://')}").create()
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
