"""Records of files in a new one, known to be the same: how a version changes its files and keeps their records."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from pathlib import Path
from uuid import uuid4

from civicreach.engine import Engine, EngineError, file_sql, named, quoted
from civicreach.records.errors import ArchiveError

from .archive import Archive
from .rows import moment
from .store import PARTITION, StoredFile
from .tables import TABLES


def rewritten(
    archive: Archive, files: Sequence[StoredFile], engine: Engine, *, n_rows: int, without: str | None = None
) -> StoredFile:
    """The records of files of one table in a new file, one file after the other, compared one by one.

    Parameters
    ----------
    n_rows : int
        How many records the new file is to have.
    without : str, optional
        The run whose records stay behind.

    Raises
    ------
    ArchiveError
        A file cannot be read, or does not hold what it should.
    OSError
        The new file cannot be written.
    """
    table = TABLES[files[0].table]
    columns = ", ".join(named(column) for column in table.columns)
    kept = "" if without is None else f" WHERE run IS DISTINCT FROM {quoted(without)}"
    source = f"{_read(archive.path / file.name for file in files)}{kept}"
    name = f"{PARTITION}={table.name}/{uuid4().hex}.parquet"
    target = archive.path / name
    try:
        before = _content(engine, columns, source)
    except EngineError as error:
        raise archive.unreadable(error) from error
    try:
        engine.write_parquet(f"SELECT {columns} FROM {source}", target, compression="zstd", group=table.group)
        after = _content(engine, columns, _read([target]))
        bounds = f"SELECT epoch_us(min({table.when})), epoch_us(max({table.when})) FROM {_read([target])}"
        first, last = map(moment, engine.execute(bounds)[0])
        # a loss of power must not take what the log already names
        with target.open("rb") as written:
            os.fsync(written.fileno())
    except EngineError as error:
        target.unlink(missing_ok=True)
        raise OSError(str(error)) from error
    if before != after or before[0] != n_rows or first is None or last is None:
        target.unlink(missing_ok=True)
        raise ArchiveError(
            f"{len(files)} files of {table.name} and the one made of them do not hold the same records",
            found=f"{before[0]} and {after[0]} of {n_rows}",
            right=f"civicreach archive verify {archive.path}",
        )
    return StoredFile(table.name, name, n_rows, target.stat().st_size, first, last)


def _content(engine: Engine, columns: str, source: str) -> tuple[int, int, int]:
    """How many records there are, and two sums over all their columns that no order changes."""
    sql = (
        f"SELECT count(*), coalesce(sum(CAST(digest AS HUGEINT)), 0), coalesce(bit_xor(digest), 0) "
        f"FROM (SELECT hash({columns}) AS digest FROM {source})"
    )
    n, total, mixed = engine.execute(sql)[0]
    return n, total, mixed


def _read(paths: Iterable[Path]) -> str:
    return f"read_parquet([{', '.join(file_sql(path) for path in paths)}], hive_partitioning = false)"
