"""Small files put together into larger ones: a version with the same records, while all before it stay as they are."""

from __future__ import annotations

import os
import random
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

from civicreach.engine import Engine, EngineError, file_sql, named
from civicreach.records.archived import Merged
from civicreach.records.errors import ArchiveError

from .appending import ATTEMPTS, not_written
from .archive import Archive
from .store import PARTITION, StoredFile
from .tables import TABLES

#: Bytes that files are put together up to. One of more than half of that stays as it is.
TARGET = 128_000_000

#: Fewer files than that are not worth a copy.
FEWEST = 10


@dataclass(frozen=True, slots=True)
class Group:
    """Files of one table that become one file.

    Attributes
    ----------
    table : str
    files : tuple of StoredFile
        From the earliest records to the latest.
    """

    table: str
    files: tuple[StoredFile, ...]

    @property
    def rows(self) -> int:
        """Records of all files."""
        return sum(file.rows for file in self.files)

    @property
    def size(self) -> int:
        """Bytes of all files."""
        return sum(file.size for file in self.files)


@dataclass(frozen=True, slots=True)
class Compaction:
    """What is put together, or was.

    Attributes
    ----------
    version : int
        Of the archive that was planned for, or that came out.
    groups : tuple of Group
    files : int
        Files of the archive at that version.
    written : int
        Bytes of the new files; 0 in a plan.
    """

    version: int
    groups: tuple[Group, ...]
    files: int
    written: int = 0

    def by_table(self) -> tuple[Merged, ...]:
        """How much of each table is put together."""
        found = []
        for table in TABLES:
            own = [group for group in self.groups if group.table == table]
            if own:
                files, rows = sum(len(group.files) for group in own), sum(group.rows for group in own)
                found.append(Merged(table, files, len(own), rows, sum(group.size for group in own)))
        return tuple(found)


def plan_compaction(archive: Archive, *, target: int = TARGET) -> Compaction:
    """Which files of an archive are to be put together: neighbours in time, up to `target` bytes.

    A file that is more than half of what it would become waits until more has come. So a record is copied at most
    as often as its file can double in size, however often an archive is compacted.

    Raises
    ------
    ArchiveError
        The archive was opened at a past version.
    """
    if archive.is_past:
        raise ArchiveError("a past version stays as it is", right="open the archive at its last")
    archive.refresh()
    groups = tuple(group for table in TABLES for group in _groups(table, archive.stored(table), target))
    return Compaction(archive.version, groups, len(archive.all_stored))


def compact(archive: Archive, plan: Compaction) -> Compaction:
    """Put files together as planned, all of them as one version. Other programs may write meanwhile.

    The new files are compared with the old ones, record by record, before they take their place. Those stay for
    the versions before.

    Returns
    -------
    Compaction
        Without the groups of which another compaction has taken a file meanwhile.

    Raises
    ------
    ArchiveError
        It cannot be written, such as on a full disk, or a file cannot be read; the archive is as it was.
    """
    made: dict[Group, StoredFile] = {}
    try:
        with Engine() as engine:
            for group in plan.groups:
                made[group] = _together(archive, group, engine)
        for _ in range(ATTEMPTS):
            if not made:
                return Compaction(archive.version, (), len(archive.all_stored))
            if _committed(archive, made):
                written = sum(file.size for file in made.values())
                done = tuple(made)
                made.clear()
                return Compaction(archive.version, done, len(archive.all_stored), written)
            held = {file.name for file in archive.all_stored}
            for group in [group for group in made if not {file.name for file in group.files} <= held]:
                archive.discard([made.pop(group)], since=plan.version)
        raise ArchiveError(f"the archive {archive.path} is written by others all the time", right="try again later")
    except OSError as error:
        raise not_written(archive.path, error, what="of what was put together") from error
    finally:
        archive.discard(made.values(), since=plan.version)


def _groups(table: str, stored: Sequence[StoredFile], target: int) -> Iterator[Group]:
    """Neighbours in time, up to a size."""
    small = [file for file in stored if file.size <= target // 2]
    group: list[StoredFile] = []
    for file in sorted(small, key=lambda file: (file.first, file.last, file.name)):
        if sum(one.size for one in group) + file.size > target:
            yield from _worth_a_copy(table, group)
            group = []
        group.append(file)
    yield from _worth_a_copy(table, group)


def _worth_a_copy(table: str, files: Sequence[StoredFile]) -> Iterator[Group]:
    left = list(files)
    while left and 2 * (largest := max(left, key=lambda file: file.size)).size > sum(file.size for file in left):
        left.remove(largest)
    if len(left) >= FEWEST:
        yield Group(table, tuple(left))


def _together(archive: Archive, group: Group, engine: Engine) -> StoredFile:
    """The records of a group in a new file, one file after the other, known to be the same."""
    table = TABLES[group.table]
    columns = ", ".join(named(column) for column in table.columns)
    name = f"{PARTITION}={table.name}/{uuid4().hex}.parquet"
    target = archive.path / name
    try:
        before = _content(engine, columns, [archive.path / file.name for file in group.files])
    except EngineError as error:
        raise archive.unreadable(error) from error
    try:
        sql = f"SELECT {columns} FROM {_read(archive.path / file.name for file in group.files)}"
        engine.write_parquet(sql, target, compression="zstd", group=table.group)
        after = _content(engine, columns, [target])
        # a loss of power must not take what the log already names
        with target.open("rb") as written:
            os.fsync(written.fileno())
    except EngineError as error:
        target.unlink(missing_ok=True)
        raise OSError(str(error)) from error
    if before != after or before[0] != group.rows:
        target.unlink(missing_ok=True)
        raise ArchiveError(
            f"{len(group.files)} files of {group.table} and the one made of them do not hold the same records",
            found=f"{before[0]} and {after[0]} of {group.rows}",
            right=f"civicreach archive verify {archive.path}",
        )
    first, last = min(file.first for file in group.files), max(file.last for file in group.files)
    return StoredFile(table.name, name, group.rows, target.stat().st_size, first, last)


def _content(engine: Engine, columns: str, paths: Sequence[Path]) -> tuple[int, int, int]:
    """How many records files hold, and two sums over all their columns that no order changes."""
    sql = (
        f"SELECT count(*), coalesce(sum(CAST(digest AS HUGEINT)), 0), coalesce(bit_xor(digest), 0) "
        f"FROM (SELECT hash({columns}) AS digest FROM {_read(paths)})"
    )
    n, total, mixed = engine.execute(sql)[0]
    return n, total, mixed


def _read(paths: Iterable[Path]) -> str:
    return f"read_parquet([{', '.join(file_sql(path) for path in paths)}], hive_partitioning = false)"


def _committed(archive: Archive, made: Mapping[Group, StoredFile]) -> bool:
    old = [file for group in made for file in group.files]
    if lost := [file.name for file in made.values() if not (archive.path / file.name).is_file()]:
        raise OSError(f"{lost[0]} was taken away meanwhile")
    run = f"compact: {len(old)} files put together into {len(made)}"
    if archive.replace(old, tuple(made.values()), run=run):
        return True
    time.sleep(random.uniform(0, 0.02))
    archive.refresh()
    return False
