"""What a check of an archive finds, and what is cleaned up."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from civicreach.archive import Archive
from civicreach.archive.contents import contents
from civicreach.archive.evidence import keep_evidence
from civicreach.archive.vacuum import vacuum
from civicreach.archive.verify import verify
from civicreach.engine import Engine, quoted
from civicreach.records.errors import ArchiveError

from .conftest import fetched, observed, odd, posted, walked


@pytest.fixture
def full(archive: Archive) -> Archive:
    archive.append(run="r1", observations=[observed(), observed(2, None)], posts=[posted(), posted(2)])
    archive.append(run="r2", payloads=[fetched(), fetched(b"other")], coverage=[walked()], quarantine=[odd(count=3)])
    return archive


def faults(archive: Archive) -> dict[str, int]:
    return {verdict.check: verdict.faults for verdict in verify(archive) if verdict.faults}


def test_nothing_is_wrong(full: Archive) -> None:
    assert faults(full) == {}
    assert {verdict.check: verdict.looked_at for verdict in verify(full)} == {
        "log": 3, "files": 5, "rows": 8, "keys": 8, "payloads": 2, "evidence": 0, "secrets": 2,
    }  # fmt: skip


def test_a_file_that_is_gone(full: Archive) -> None:
    full.files("posts")[0].unlink()
    assert faults(full) == {"files": 1}


def test_a_file_with_a_broken_byte(full: Archive) -> None:
    file = full.files("payloads")[0]
    data = bytearray(file.read_bytes())
    data[len(data) // 4] ^= 0xFF
    file.write_bytes(data)
    assert faults(full)


def rewrite(archive: Archive, table: str, sql: str) -> None:
    """Exchange a file behind the archive's back."""
    (file,) = archive.files(table)
    with Engine() as engine:
        engine.execute(f"CREATE TABLE t AS SELECT * FROM read_parquet({quoted(str(file))}, hive_partitioning = false)")
        engine.execute(sql)
        engine.execute(f"COPY t TO {quoted(str(file))} (FORMAT parquet)")
    # the size in the log is as it was
    files = tuple(
        entry if entry.name != file.relative_to(archive.path).as_posix() else resized(entry, file)
        for entry in archive.all_stored
    )
    archive._store._listed = archive.version, files


def resized(entry: object, file: Path) -> object:
    from dataclasses import replace

    with Engine() as engine:
        rows = engine.execute(f"SELECT count(*) FROM read_parquet({quoted(str(file))})")[0][0]
    return replace(entry, size=file.stat().st_size, rows=rows)  # type: ignore[type-var]


def test_a_record_that_is_there_twice(full: Archive) -> None:
    rewrite(full, "posts", "INSERT INTO t SELECT * FROM t LIMIT 1")
    assert faults(full) == {"keys": 1}


def test_a_payload_that_is_not_its_hash(full: Archive) -> None:
    rewrite(full, "payloads", "UPDATE t SET body = 'changed' WHERE body = 'other'")
    assert faults(full) == {"payloads": 1}


def test_a_token_in_a_payload_and_in_an_address(full: Archive) -> None:
    rewrite(full, "payloads", "UPDATE t SET body = '?access_token=EAAB', sha256 = sha256('?access_token=EAAB')")
    rewrite(full, "observations", "UPDATE t SET origin = 'https://g.test/?key=abc'")
    verdict = verify(full)[-1]
    assert (verdict.check, verdict.faults) == ("secrets", 3)
    assert "EAAB" not in str(verdict.found)
    assert "abc" not in str(verdict.found)


def test_a_screenshot_that_is_not_its_hash(full: Archive, tmp_path: Path) -> None:
    (tmp_path / "shot.PNG").write_bytes(b"picture")
    sha256 = keep_evidence(full.path, tmp_path / "shot.PNG")
    assert faults(full) == {}
    (full.path / "evidence" / f"{sha256}.png").write_bytes(b"another")
    assert faults(full) == {"evidence": 1}


def test_what_a_killed_run_left_is_removed_and_nothing_else(full: Archive) -> None:
    left = [full.path / "record=posts" / name for name in ("old.parquet", "young.parquet")]
    for path in left:
        path.write_bytes(b"part of a file")
    os.utime(left[0], (time.time() - 7200,) * 2)
    before = contents(full)
    assert vacuum(full, dry_run=True).files == ("record=posts/old.parquet",)
    assert left[0].exists()
    done = vacuum(full)
    assert (done.files, done.size, done.kept) == (("record=posts/old.parquet",), 14, 1)
    assert not left[0].exists()
    assert left[1].exists()
    assert contents(full) == before
    assert faults(full) == {}
    for version in range(full.version + 1):
        with full.at(version) as past:
            assert not [verdict for verdict in verify(past) if verdict.faults]
            with pytest.raises(ArchiveError, match="past version"):
                vacuum(past)


def test_contents(full: Archive) -> None:
    held = contents(full)
    assert [(h.platform, h.what, h.accounts, h.records, h.missing) for h in held.held] == [
        ("facebook", "posts", 1, 2, 0),
        ("facebook", "likes", 2, 2, 1),
    ]
    assert held.walks == (("facebook", "posts", "complete", 1),)
    assert held.quarantine == (("facebook", "no id", 3),)
    assert held.payloads == 2
