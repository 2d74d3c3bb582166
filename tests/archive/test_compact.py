"""Small files put together: the same records, every version as it was, whatever happens meanwhile."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from civicreach.archive import TABLES, Archive
from civicreach.archive.compact import FEWEST, Compaction, compact, plan_compaction
from civicreach.archive.vacuum import vacuum
from civicreach.archive.verify import verify
from civicreach.records.errors import ArchiveError

from .conftest import fetched, observed, odd, posted, walked
from .test_faults import expected, numbers, start

COMPACTER = """
import sys
from civicreach.archive import Archive
from civicreach.archive.compact import compact, plan_compaction
with Archive.open(sys.argv[1]) as archive:
    plan = plan_compaction(archive)
    print("planned", flush=True)
    compact(archive, plan)
    print("done", flush=True)
"""


def filled(path: Path, batches: int) -> Archive:
    archive = Archive.create(path)
    for n in range(batches):
        archive.append(
            run=f"r{n}",
            observations=[observed(1, None if n % 3 == 0 else n, n), observed(2, n, n)],
            posts=[posted(n, n, text=f"시민 여러분 {n}", counts={"likes": n, "shares": None})],
            coverage=[walked(minute=n)],
            payloads=[fetched(bytes([n % 256]) * 3, n)],
            quarantine=[odd(f"item {n}")],
        )
    return archive


def content(archive: Archive) -> dict[str, list[tuple[object, ...]]]:
    return {
        name: archive.execute(f"SELECT CAST(held AS VARCHAR) AS row FROM {{{name}}} AS held ORDER BY row")
        for name in TABLES
    }


def content_at(path: Path, version: int) -> dict[str, list[tuple[object, ...]]]:
    with Archive.open(path, version) as archive:
        return content(archive)


def files(path: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in path.glob("record=*/*")}


def faults(archive: Archive) -> list[object]:
    return [verdict for verdict in verify(archive) if verdict.faults]


def together(archive: Archive) -> Compaction:
    return compact(archive, plan_compaction(archive))


def test_the_records_are_the_same_and_past_versions_keep_their_files(tmp_path: Path) -> None:
    with filled(tmp_path / "archive", 12) as archive:
        before, held = content(archive), files(archive.path)
        past = {version: content_at(archive.path, version) for version in (1, 7, 12)}
        done = together(archive)
        assert (done.version, done.files, archive.version) == (13, 5, 13)
        assert [(one.table, one.files, one.into) for one in done.by_table()] == [(name, 12, 1) for name in TABLES]
        assert content(archive) == before
        assert all(len(archive.stored(name)) == 1 for name in TABLES)
        assert {name: data for name, data in files(archive.path).items() if name in held} == held
        assert archive.versions()[13].run == "compact: 60 files put together into 5"
    for version, rows in past.items():
        with Archive.open(tmp_path / "archive", version) as archive:
            assert content(archive) == rows
            assert not faults(archive)
            assert {path.name for path in archive.files("posts")} <= set(held)
    with Archive.open(tmp_path / "archive") as archive:
        assert content(archive) == before
        assert not faults(archive)


def test_what_comes_after_is_compared_with_what_was_put_together(tmp_path: Path) -> None:
    with filled(tmp_path / "archive", 12) as archive:
        together(archive)
        again = archive.append(run="r", posts=[posted(5, 5, text="시민 여러분 5", counts={"likes": 5, "shares": None})])
        assert (again.written, again.repeated) == ({}, {"posts": 1})
        assert archive.append(run="r", posts=[posted(99, 99)]).written == {"posts": 1}


def test_batches_that_were_known_stay_known(tmp_path: Path) -> None:
    with filled(tmp_path / "archive", 12) as archive:
        archive.append(run="r", posts=[posted(50, 50)], batch="file:abc")
        together(archive)
    with Archive.open(tmp_path / "archive") as archive:
        assert archive.append(run="r", posts=[posted(51, 51)], batch="file:abc").known


def test_nothing_is_removed_that_a_past_version_needs(tmp_path: Path) -> None:
    with filled(tmp_path / "archive", 12) as archive:
        together(archive)
        assert vacuum(archive, older_than=-1).files == ()
        gone = next(
            name for name in sorted(files(archive.path)) if name not in {p.name for p in archive.files("posts")}
        )
        next(archive.path.glob(f"record=*/{gone}")).unlink()
        # it is of a past version, and it is missed
        assert next(verdict.check for verdict in verify(archive) if verdict.faults) == "files"


def test_few_files_and_files_that_are_large_already_are_left(tmp_path: Path) -> None:
    with filled(tmp_path / "archive", FEWEST - 1) as archive:
        assert plan_compaction(archive).groups == ()
        assert together(archive).version == FEWEST - 1
        archive.append(run="r", observations=[observed(3, n, 100 + n) for n in range(5000)])
        groups = {group.table: group for group in plan_compaction(archive).groups}
        large = max(archive.stored("observations"), key=lambda file: file.size)
        assert "observations" not in groups  # nine small ones beside it
        archive.append(run="r", observations=[observed(4)])
        groups = {group.table: group for group in plan_compaction(archive).groups}
        assert large not in groups["observations"].files
        # a target that holds no two of them puts nothing together
        assert not plan_compaction(archive, target=large.size).groups or all(
            group.size <= large.size for group in plan_compaction(archive, target=large.size).groups
        )


def test_a_past_version_is_not_rewritten(tmp_path: Path) -> None:
    with filled(tmp_path / "archive", 2) as archive, archive.at(1) as past, pytest.raises(ArchiveError, match="past"):
        plan_compaction(past)


@settings(max_examples=4, deadline=None)
@given(steps=st.lists(st.sampled_from(["append", "compact", "again"]), min_size=1, max_size=12))
def test_in_whatever_order_every_version_reads_as_when_it_was_made(
    tmp_path_factory: pytest.TempPathFactory, steps: list[str]
) -> None:
    path = tmp_path_factory.mktemp("laws") / "archive"
    with filled(path, FEWEST) as archive:
        told = {archive.version: content(archive)}
        for place, step in enumerate(steps):
            if step == "compact":
                together(archive)
            else:
                n = 1000 + (place if step == "append" else 0)
                archive.append(run="r", observations=[observed(1, 1, n)], coverage=[walked(minute=n)])
            told[archive.version] = content(archive)
        assert not faults(archive)
    for version, rows in told.items():
        assert content_at(path, version) == rows


def test_a_writer_at_the_same_time_loses_nothing(tmp_path: Path) -> None:
    path = tmp_path / "archive"
    Archive.create(path).close()
    writers = [start(path, account, 0, 25) for account in (1, 1, 2)]
    done = 0
    with Archive.open(path) as archive:
        while any(writer.poll() is None for writer in writers):
            done += bool(together(archive).groups)
    for writer in writers:
        _, wrong = writer.communicate(timeout=300)
        assert writer.returncode == 0, wrong
    with Archive.open(path) as archive:
        done += bool(together(archive).groups)
        assert done
        for account in (1, 2):
            assert numbers(archive, account) == expected(25)
        assert not faults(archive)


def test_of_two_at_once_the_later_leaves_what_the_earlier_took(tmp_path: Path) -> None:
    with filled(tmp_path / "archive", 12) as one, Archive.open(tmp_path / "archive") as other:
        before = content(one)
        late, early = plan_compaction(other), plan_compaction(one)
        assert len(compact(one, early).groups) == len(TABLES)
        done = compact(other, late)
        assert (done.groups, done.version) == ((), 13)
        assert content(other) == before
        assert len(files(one.path)) == 60 + 5
        assert not faults(other)


def test_killed_at_random_moments_the_archive_is_whole(tmp_path: Path) -> None:
    path = tmp_path / "archive"
    with filled(path, 20) as archive:
        before = content(archive)
    draw, spent = random.Random(3), 0.3
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    for _ in range(4):
        begun = time.monotonic()
        with subprocess.Popen(
            [sys.executable, "-c", COMPACTER, str(path)], stdout=subprocess.PIPE, text=True, env=environment
        ) as process:
            assert process.stdout is not None
            assert process.stdout.readline() == "planned\n"
            time.sleep(draw.uniform(0, spent))
            os.kill(process.pid, signal.SIGKILL)
            finished = "done" in process.stdout.read()
        with Archive.open(path) as archive:
            vacuum(archive, older_than=-1)
            assert content(archive) == before
            assert not faults(archive)
        if finished or time.monotonic() - begun > 60:
            break
    with Archive.open(path) as archive:
        together(archive)
        assert content(archive) == before
        assert len(archive.all_stored) == 5


@pytest.mark.parametrize("limit", [200, 900, 4000])
def test_a_full_disk_is_said_and_leaves_the_archive_as_it_was(tmp_path: Path, limit: int) -> None:
    path = tmp_path / "archive"
    with filled(path, 20) as archive:
        before, held = content(archive), files(path)
    script = (
        "import resource, sys\n"
        "from civicreach.archive import Archive\n"
        "from civicreach.archive.compact import compact, plan_compaction\n"
        "from civicreach.records.errors import ArchiveError\n"
        f"archive = Archive.open({str(path)!r})\n"
        "plan = plan_compaction(archive)\n"
        "archive.execute('SELECT 1')\n"
        f"resource.setrlimit(resource.RLIMIT_FSIZE, ({limit}, {limit}))\n"
        "try:\n    compact(archive, plan)\n"
        "except ArchiveError as error:\n    print(error)\n"
    )
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, env=environment)
    assert "no space is left" in done.stdout, done
    assert "what it held is as it was" in done.stdout
    assert files(path) == held
    with Archive.open(path) as archive:
        assert archive.version == 20
        assert content(archive) == before


def test_a_broken_file_is_named_and_nothing_is_written(tmp_path: Path) -> None:
    with filled(tmp_path / "archive", 12) as archive:
        archive.files("posts")[3].unlink()
        held = files(archive.path)
        with pytest.raises(ArchiveError, match=r"cannot be read; found: record=posts/.* is not there"):
            together(archive)
        assert files(archive.path) == held
        assert archive.version == 12


def test_a_new_file_that_differs_does_not_take_the_place_of_the_old(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from civicreach.engine import Engine

    write: Callable[..., int] = Engine.write_parquet

    def short(self: Engine, sql: str, target: Path, **more: object) -> int:
        return write(self, f"SELECT * FROM ({sql}) LIMIT 3", target, **more)

    monkeypatch.setattr(Engine, "write_parquet", short)
    with filled(tmp_path / "archive", 12) as archive:
        with pytest.raises(ArchiveError, match="do not hold the same records"):
            together(archive)
        assert (archive.version, len(files(archive.path))) == (12, 60)


def test_a_checkpoint_is_written_so_that_old_files_are_not_read_of(tmp_path: Path) -> None:
    with filled(tmp_path / "archive", 12) as archive:
        together(archive)
    assert (tmp_path / "archive" / "_delta_log" / f"{13:020}.checkpoint.parquet").is_file()


@pytest.mark.parametrize("step", ["deltalake.DeltaTable.create_checkpoint", "civicreach.archive.store.Store.refresh"])
@pytest.mark.parametrize("wrong", [KeyboardInterrupt(), OSError(5, "Input/output error")])
def test_interrupted_after_the_entry_all_that_it_names_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str, wrong: BaseException
) -> None:
    with filled(tmp_path / "archive", FEWEST) as archive:
        before = content(archive)
        plan = plan_compaction(archive)

        def broken(*args: object, **more: object) -> None:
            raise wrong

        monkeypatch.setattr(step, broken)
        with suppress(KeyboardInterrupt, ArchiveError):
            compact(archive, plan)
        monkeypatch.undo()
        with Archive.open(archive.path) as again:
            assert again.version == FEWEST + 1
            assert content(again) == before
            assert not faults(again)
