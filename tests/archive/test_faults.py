"""Killed, full, and written by several at once: nothing is lost, nothing is there twice, and the archive opens."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from civicreach.archive import Archive, store
from civicreach.archive.compact import FEWEST, compact, plan_compaction
from civicreach.archive.verify import verify
from civicreach.records.errors import ArchiveError
from civicreach.records.harvest import Post

from .conftest import observed, odd, posted, walked

WRITER = Path(__file__).with_name("writer.py")


def start(path: Path, account: int, first: int, last: int) -> subprocess.Popen[str]:
    command = [sys.executable, str(WRITER), str(path), str(account), str(first), str(last)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def numbers(archive: Archive, account: int) -> dict[str, list[int]]:
    """The number of every record of an account, by table, sorted and with repetitions."""
    asked = {
        "observations": "SELECT value FROM {observations} WHERE account = $account ORDER BY value",
        "posts": "SELECT CAST(split_part(post_id, '_', 2) AS BIGINT) AS n FROM {posts} "
        "WHERE account = $account ORDER BY n",
        "coverage": "SELECT CAST(extract('epoch' FROM started_at) AS BIGINT) AS n FROM {coverage} "
        "WHERE account = $account ORDER BY n",
    }
    held = {name: [row[0] for row in archive.execute(sql, {"account": str(account)})] for name, sql in asked.items()}
    first = held["coverage"][0] if held["coverage"] else 0
    return held | {"coverage": [(second - first) // 60 for second in held["coverage"]]}


def expected(n: int) -> dict[str, list[int]]:
    return {"observations": list(range(n)), "posts": list(range(2 * n)), "coverage": list(range(n))}


def kill_at_random(path: Path, times: int, seed: int) -> None:
    """Kill a writer at random moments; each time what it said is there, whole, and at most one batch more."""
    draw = random.Random(seed)
    Archive.create(path).close()
    done = 0
    for _ in range(times):
        with start(path, 1, done, 10**6) as writer:
            assert writer.stdout is not None
            said = writer.stdout.readline()  # it has begun
            assert said, writer.stderr.read() if writer.stderr else ""
            time.sleep(draw.uniform(0, 0.25))
            os.kill(writer.pid, signal.SIGKILL)
            said += writer.stdout.read()
        whole = [int(line) for line in said.splitlines(keepends=True) if line.endswith("\n")]
        with Archive.open(path) as archive:
            held = numbers(archive, 1)
            done = len(held["observations"])
            assert held == expected(done)
            assert done - 1 - whole[-1] in (0, 1)
            # what was about to be written is written again from an earlier point
            done = max(0, done - 2)


def test_killed_at_random_moments(tmp_path: Path) -> None:
    kill_at_random(tmp_path / "archive", 20, seed=1)


@pytest.mark.slow
def test_killed_at_two_hundred_random_moments(tmp_path: Path) -> None:
    kill_at_random(tmp_path / "archive", 200, seed=2)


def test_several_writers_at_once(tmp_path: Path) -> None:
    path = tmp_path / "archive"
    Archive.create(path).close()
    # two of them write the same account
    writers = [start(path, account, 0, 12) for account in (1, 1, 2, 3)]
    for writer in writers:
        _, wrong = writer.communicate(timeout=300)
        assert writer.returncode == 0, wrong
    with Archive.open(path) as archive:
        for account in (1, 2, 3):
            assert numbers(archive, account) == expected(12)
        assert archive.version <= 48
        assert [version.number for version in archive.versions()] == list(range(archive.version + 1))


def test_a_full_disk_is_said_and_leaves_the_archive_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "archive"
    with Archive.create(path) as archive:
        archive.append(run="r", observations=[observed()])
    script = (
        "import resource, sys\n"
        f"sys.path.insert(0, {str(WRITER.parents[2])!r})\n"
        "from civicreach.archive import Archive\n"
        "from civicreach.records.errors import ArchiveError\n"
        "from tests.archive.conftest import posted\n"
        f"archive = Archive.open({str(path)!r})\n"
        "posts = [posted(n, text=str(hash(str(n))) * 50) for n in range(5000)]\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[1]), int(sys.argv[1])))\n"
        "try:\n    archive.append(run='r2', posts=posts)\n"
        "except ArchiveError as error:\n    print(error)\n"
    )
    # no file may grow beyond this: the rows that come, the Parquet file, or the entry in the log
    for limit in ("100", "2000", "60000", "3000000"):
        done = subprocess.run([sys.executable, "-c", script, limit], capture_output=True, text=True, check=True)
        assert "no space is left" in done.stdout, (limit, done)
        assert "what it held is as it was" in done.stdout
        with Archive.open(path) as archive:
            assert archive.version == 1
            assert archive.execute("SELECT count(*) FROM {observations}") == [(1,)]
            assert not archive.files("posts")
    with Archive.open(path) as archive:
        assert archive.append(run="r2", posts=[posted()]).version == 2


def test_a_log_that_cannot_be_written_takes_its_files_back(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*args: object, **more: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("deltalake.DeltaTable.create_write_transaction", full)
    with pytest.raises(ArchiveError, match="no space is left"):
        archive.append(run="r", observations=[observed()], coverage=[walked()])
    assert not list(archive.path.rglob("*.parquet"))


def test_what_is_committed_stays_where_its_checkpoint_cannot_be_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(store.SETTINGS, "delta.checkpointInterval", "1")
    path = tmp_path / "archive"
    with Archive.create(path) as archive:
        in_its_way = path / "_delta_log" / f"{1:020}.checkpoint.parquet"
        in_its_way.mkdir()
        done = archive.append(run="r", observations=[observed()], coverage=[walked()])
        assert (done.version, done.written, done.repeated) == (1, {"observations": 1, "coverage": 1}, {})
        assert archive.append(run="r", observations=[observed()]).repeated == {"observations": 1}
    in_its_way.rmdir()
    with Archive.open(path) as archive:
        assert all(verdict.faults == 0 for verdict in verify(archive))
        assert archive.execute("SELECT count(*) FROM {observations}") == [(1,)]


def test_a_checkpoint_that_fails_while_another_process_compacts_is_no_conflict(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    for minute in range(FEWEST):
        archive.append(run="r", observations=[observed(minute=minute)])
    real = pytest.importorskip("deltalake").DeltaTable.create_write_transaction

    def written(*args: object, **more: object) -> None:
        real(*args, **more)
        with Archive.open(archive.path) as other:
            compact(other, plan_compaction(other))
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("deltalake.DeltaTable.create_write_transaction", written)
    done = archive.append(run="r", observations=[observed(minute=FEWEST)], batch="file:abc")
    assert (done.version, done.written, done.repeated, done.known) == (FEWEST + 1, {"observations": 1}, {}, False)
    assert archive.refresh() == FEWEST + 2
    assert len(archive.all_stored) == 1
    assert is_whole(archive)
    assert archive.execute("SELECT count(*) FROM {observations}") == [(FEWEST + 1,)]


def interrupted(*args: object, **more: object) -> None:
    raise KeyboardInterrupt


def is_whole(archive: Archive) -> bool:
    return all(verdict.faults == 0 for verdict in verify(archive))


@pytest.mark.parametrize(
    "step",
    [
        "deltalake.DeltaTable.create_write_transaction",
        "civicreach.archive.store.Store.refresh",
        "civicreach.archive.store.Store.commit",
    ],
)
@pytest.mark.parametrize("wrong", [KeyboardInterrupt(), OSError(5, "Input/output error"), MemoryError()])
def test_what_the_log_names_stays_whatever_comes_after_the_entry(
    archive: Archive, monkeypatch: pytest.MonkeyPatch, step: str, wrong: BaseException
) -> None:
    real = pytest.importorskip("deltalake").DeltaTable.create_write_transaction

    def written(*args: object, **more: object) -> None:
        real(*args, **more)
        if step.endswith("create_write_transaction"):
            raise wrong
        monkeypatch.setattr(step, broken)

    def broken(*args: object, **more: object) -> None:
        raise wrong

    if step.endswith("commit"):
        commit = store.Store.commit

        def committed(*args: object, **more: object) -> None:
            commit(*args, **more)  # type: ignore[arg-type]
            raise wrong

        monkeypatch.setattr(step, committed)
    else:
        monkeypatch.setattr("deltalake.DeltaTable.create_write_transaction", written)
    with suppress(type(wrong), ArchiveError):
        archive.append(run="r", observations=[observed()], posts=[posted()], quarantine=[odd()])
    monkeypatch.undo()
    with Archive.open(archive.path) as again:
        assert again.version == 1
        assert is_whole(again)
        assert again.execute("SELECT count(*) FROM {observations}") == [(1,)]
    # the archive that was interrupted goes on from there, too
    assert archive.append(run="r", observations=[observed()], posts=[posted()]).repeated == {
        "observations": 1,
        "posts": 1,
    }


@pytest.mark.parametrize(
    "step", ["civicreach.archive.appending.without_known", "civicreach.archive.store.Store.commit"]
)
def test_what_is_interrupted_before_the_entry_takes_its_files_back(
    archive: Archive, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    archive.append(run="r", observations=[observed()])
    monkeypatch.setattr(step, interrupted)
    with pytest.raises(KeyboardInterrupt):
        archive.append(run="r2", observations=[observed(2)], posts=[posted()])
    assert [path.relative_to(archive.path).as_posix() for path in archive.path.glob("record=*/*")] == [
        file.name for file in archive.all_stored
    ]


def test_nothing_is_taken_back_where_the_log_cannot_be_read(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    commit = store.Store.commit

    def committed(*args: object, **more: object) -> None:
        commit(*args, **more)  # type: ignore[arg-type]
        path = archive.path / "_delta_log" / f"{1:020}.json"
        path.rename(path.with_suffix(".kept"))
        path.write_text("")
        raise KeyboardInterrupt

    monkeypatch.setattr(store.Store, "commit", committed)
    with pytest.raises(KeyboardInterrupt):
        archive.append(run="r", observations=[observed()], posts=[posted()])
    assert len(list(archive.path.glob("record=*/*"))) == 2


INTERRUPTED = """
import sys
from civicreach.archive import Archive
sys.path.insert(0, sys.argv[2])
from tests.archive.conftest import posted
with Archive.open(sys.argv[1]) as archive:
    print("begun", flush=True)
    archive.append(run="r", posts=[posted(n) for n in range(300)])
"""


@pytest.mark.skipif(os.name == "nt", reason="signals of POSIX")
def test_interrupted_as_soon_as_the_entry_is_there(tmp_path: Path) -> None:
    for turn in range(4):
        path = tmp_path / f"archive {turn}"
        Archive.create(path).close()
        command = [sys.executable, "-c", INTERRUPTED, str(path), str(WRITER.parents[2])]
        with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as writer:
            entry = path / "_delta_log" / f"{1:020}.json"
            while not entry.exists() and writer.poll() is None:
                pass
            writer.send_signal(signal.SIGINT)
            writer.communicate()
        with Archive.open(path) as archive:
            assert archive.version == 1
            assert is_whole(archive)


def test_an_unreadable_source_is_no_fault_of_the_archive(archive: Archive) -> None:
    def gone() -> list[str]:
        raise PermissionError(13, "Permission denied", "source.jsonl")

    def posts() -> Iterator[Post]:
        yield posted()
        gone()

    with pytest.raises(PermissionError, match=r"source\.jsonl"):
        archive.append(run="r", posts=[posted()], batch=gone)
    with pytest.raises(PermissionError, match=r"source\.jsonl"):
        archive.append(run="r", posts=posts())
    assert archive.version == 0
    assert not list(archive.path.rglob("*.parquet"))
