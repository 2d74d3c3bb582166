"""The archive: what was observed, with its coverage and the raw answers, in numbered versions."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from civicreach.engine import Engine, EngineError, file_sql, quoted
from civicreach.records.archived import Version
from civicreach.records.errors import ArchiveError
from civicreach.records.harvest import Coverage, Observation, Payload, Post, Quarantined
from civicreach.records.refusals import refusal_of
from civicreach.records.words import joined, message

from .appending import Appended, append, knows
from .log import LOG, entry_path
from .rows import Record, coverage_of, coverage_sql
from .store import ConflictError, Store, StoredFile
from .tables import TABLES

#: Seconds for which an archive is waited for that another program has begun to create.
PATIENCE = 2.0


class Archive:
    """An archive in a folder, at its last version or a past one. One object may be used by several threads.

    Examples
    --------
    >>> from datetime import UTC, datetime
    >>> from tempfile import mkdtemp
    >>> seen = Observation(platform="facebook", account="1", measure="likes", value=3, method="hand", run="r1",
    ...                    observed_at=datetime(2026, 11, 23, tzinfo=UTC))
    >>> with Archive.create(Path(mkdtemp()) / "archive") as archive:
    ...     archive.append(observations=[seen], run="r1").written, archive.append(observations=[seen], run="r2").written
    ({'observations': 1}, {})
    """

    def __init__(self, store: Store, *, past: bool = False) -> None:
        self._store, self._past = store, past
        self._engine = Engine()
        self._lock = threading.Lock()
        self._walks: tuple[int, dict[tuple[str, str, str], Coverage]] | None = None

    @classmethod
    def create(cls, path: Path | str) -> Archive:
        """A new, empty archive.

        Raises
        ------
        ArchiveError
            The folder holds something already, or cannot be written.
        """
        return cls(Store.create(Path(path)))

    @classmethod
    def open(cls, path: Path | str, version: int | None = None) -> Archive:
        """The archive in a folder; with a version, as it was then, and only to read.

        Raises
        ------
        ArchiveError
            There is no archive, or no such version.
        """
        return cls(Store.open(Path(path), version), past=version is not None)

    @classmethod
    def open_or_create(cls, path: Path | str) -> Archive:
        """The archive in a folder, at its last version; a new one where the folder is not there or empty.

        Of several programs that do this at the same time one creates it, and the others open what it has created.

        Raises
        ------
        ArchiveError
            The folder holds something else, or cannot be written.
        """
        folder = Path(path)
        until = time.monotonic() + PATIENCE
        while True:
            there = folder.exists() and not (folder.is_dir() and not any(folder.iterdir()))
            created = entry_path(folder, 0).exists()
            try:
                return cls.open(folder) if there else cls.create(folder)
            except ArchiveError:
                # a log that had no first entry yet is one that another program is creating
                if created or not (folder / LOG).is_dir() or time.monotonic() > until:
                    raise
            time.sleep(0.01)

    @property
    def path(self) -> Path:
        """The folder."""
        return self._store.folder

    @property
    def version(self) -> int:
        """The version that is read; see `refresh`."""
        return self._store.version

    @property
    def is_past(self) -> bool:
        """Whether it was opened at a version, only to read."""
        return self._past

    def at(self, version: int) -> Archive:
        """The archive as it was at a version."""
        return Archive.open(self.path, version)

    def refresh(self) -> int:
        """Go on to what other writers have written meanwhile; the version then."""
        with self._lock:
            if not self._past:
                self._store.refresh()
            return self.version

    def append(
        self,
        *,
        run: str,
        observations: Iterable[Observation] = (),
        posts: Iterable[Post] = (),
        coverage: Iterable[Coverage] = (),
        payloads: Iterable[Payload] = (),
        quarantine: Iterable[Quarantined] = (),
        queries: Mapping[str, str] | None = None,
        batch: str | Callable[[], Sequence[str]] = "",
    ) -> Appended:
        """Write what is new of a batch: all of it, as one version, or nothing.

        A record that the archive holds already, by its key and the moment of observation, is not written again. One
        that differs from what is held of the same moment goes to quarantine: nothing is overwritten. A post differs,
        too, where it tells a count that the held one does not tell; one that tells fewer of the same counts is known.

        Parameters
        ----------
        run : str
            The collection, import or entry; stands in the history of versions.
        queries : mapping of str to str
            For large inputs: SQL of DuckDB by table, its columns named as the table's (`tables.TABLES`). What is flawed
            is counted by account and goes to quarantine.
        batch : str or callable
            Name of the batch, such as the hash of the file it comes from. A batch whose name is known is not looked at
            again. What gives its names instead is called when all is staged, so that a large file can be hashed
            meanwhile; the first of them tells whether it is known.

        Raises
        ------
        ArchiveError
            It cannot be written, such as on a full disk; the archive is as it was.
        OSError
            What the records or the names of the batch are read from cannot be read; the archive is as it was.
        """
        if self._past:
            raise ArchiveError(f"version {self.version} of {self.path} is past: it can be read, not written")
        given: Mapping[str, Iterable[Record]] = {
            "observations": observations,
            "posts": posts,
            "coverage": coverage,
            "payloads": payloads,
        }
        with self._lock:
            return append(
                self._store, self._engine, given, run=run, quarantine=quarantine, queries=queries or {}, batch=batch
            )

    def knows(self, batch: str) -> bool:
        """Whether a batch of this name was written, by whomever."""
        with self._lock:
            return knows(self._store, batch)

    def versions(self) -> tuple[Version, ...]:
        """All versions up to this one, oldest first."""
        return tuple(
            Version(
                number,
                datetime.fromtimestamp(entry["timestamp"] / 1000, UTC),
                str(entry.get("run", "")),
                {key.removeprefix("rows."): int(rows) for key, rows in entry.items() if key.startswith("rows.")},
            )
            for number, entry in enumerate(self._store.history())
        )

    @property
    def all_stored(self) -> tuple[StoredFile, ...]:
        """The files of all tables at this version."""
        return self._store.files

    @property
    def ever_stored(self) -> tuple[StoredFile, ...]:
        """The files of all tables at this version and at all before it.

        Raises
        ------
        ArchiveError
            An entry of the log cannot be read.
        """
        try:
            return self._store.ever()
        except (OSError, ValueError) as error:
            raise self.unreadable(error) from error

    def replace(self, old: Sequence[StoredFile], new: Sequence[StoredFile], *, run: str) -> bool:
        """Make files with the same records stand in the place of others; False where another writer was faster.

        Raises
        ------
        OSError
            It cannot be written.
        """
        with self._lock:
            try:
                self._store.replace(old, new, run=run)
            except ConflictError:
                return False
            return True

    def discard(self, files: Iterable[StoredFile], *, since: int) -> None:
        """Delete files that never became part of the archive, written after a version; see `Store.discard`."""
        self._store.discard(files, since=since)

    def stored(self, table: str) -> tuple[StoredFile, ...]:
        """The files of one table at this version, with their rows and times."""
        return tuple(file for file in self._store.files if file.table == table)

    def files(self, table: str) -> tuple[Path, ...]:
        """Where the Parquet files of one table at this version are, for DuckDB or anything else that reads them."""
        return tuple(self.path / file.name for file in self.stored(table))

    def relation(self, table: str) -> str:
        """SQL of all records of one table at this version, also where there are none."""
        if files := self.files(table):
            return f"read_parquet([{', '.join(file_sql(file) for file in files)}], hive_partitioning = false)"
        columns = (f"CAST(NULL AS {kind}) AS {column}" for column, kind in TABLES[table].columns.items())
        return f"(SELECT {', '.join(columns)} WHERE false)"

    def execute(self, sql: str, parameters: Mapping[str, Any] | None = None) -> list[tuple[Any, ...]]:
        """The rows of SQL in which ``{observations}``, ``{posts}`` and so on stand for the tables.

        Moments are asked for as ``epoch_us(observed_at)``, which `rows.moment` turns into a time with its zone.

        Raises
        ------
        ArchiveError
            A file of the archive is gone or broken, or the SQL is wrong.
        """
        sql = self._of_tables(sql)
        with self._lock:
            try:
                return self._engine.execute(sql, parameters)
            except EngineError as error:
                raise self.unreadable(error) from error

    def run(self, name: str, archived: str, **parameters: Any) -> list[tuple[Any, ...]]:
        """The rows of a named query over the relation ``archived``, which is SQL as of `execute`.

        Raises
        ------
        ArchiveError
            A file of the archive is gone or broken.
        """
        sql = self._of_tables(archived)
        with self._lock:
            try:
                self._engine.define("archived", sql)
                return self._engine.run(name, **parameters)
            except EngineError as error:
                raise self.unreadable(error) from error

    def _of_tables(self, sql: str) -> str:
        for name in TABLES:
            sql = sql.replace(f"{{{name}}}", self.relation(name))
        return sql

    def latest_observations(
        self, *, platform: str | None = None, measure: str | None = None
    ) -> list[tuple[str, str, str, int, int]]:
        """The last count of each measure of each account: platform, account, measure, value, microseconds since 1970.

        Counts that were not told are passed over; see `rows.moment` for the moment.
        """
        narrowed = {"platform": platform, "measure": measure}
        asked = {name: value for name, value in narrowed.items() if value is not None}
        where = " AND ".join(f"{name} = {quoted(value)}" for name, value in asked.items())
        return self.run("latest_observations", f"SELECT * FROM {{observations}}{where and f' WHERE {where}'}")

    def broken(self) -> str:
        """The first file of records that is gone, cut or something else, and how; empty where none is."""
        harmed = ((file.name, _harm(self.path / file.name, file.size)) for file in self.all_stored)
        return next((f"{name} {wrong}" for name, wrong in harmed if wrong), "")

    def unreadable(self, error: Exception) -> ArchiveError:
        """The error for records that could not be read: it names the first file that is broken, and the mend."""
        refusal = refusal_of(str(error).partition("\n")[0])
        return ArchiveError(
            message("the archive {path} cannot be read", path=self.path),
            found=self.broken() or joined([refusal.wrong, refusal.found], ": "),
            right=message("civicreach archive verify {path} tells what is wrong", path=self.path),
        )

    def payload(self, sha256: str) -> bytes:
        """The raw answer with this hash.

        Raises
        ------
        ArchiveError
            There is none.
        """
        found = self.execute("SELECT body FROM {payloads} WHERE sha256 = $sha256 LIMIT 1", {"sha256": sha256})
        if not found:
            raise ArchiveError(f"the archive {self.path} has no payload {sha256}")
        return bytes(found[0][0])

    def last_walks(self) -> Mapping[tuple[str, str, str], Coverage]:
        """The last walk of each platform, account and edge."""
        if self._walks is None or self._walks[0] != self.version:
            version = self.version
            rows = self.execute(
                f"SELECT {coverage_sql()} FROM {{coverage}} QUALIFY row_number() OVER "
                "(PARTITION BY platform, account, edge ORDER BY ended_at DESC, started_at DESC, run DESC) = 1"
            )
            walks = map(coverage_of, rows)
            self._walks = version, {(walk.platform, walk.account, walk.edge): walk for walk in walks}
        return self._walks[1]

    def cursor(self, platform: str, account: str, edge: str) -> str:
        """Where the last walk of an account's edge stopped; empty where it came to its end, or there was none."""
        walk = self.last_walks().get((platform, account, edge))
        return walk.cursor if walk else ""

    def close(self) -> None:
        """Let go of the engine. What was written stays."""
        self._engine.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def _harm(path: Path, size: int) -> str:
    """What is wrong with a file of records as it lies there, without reading it; empty where that does not tell."""
    if not path.is_file():
        return "is not there"
    if (held := path.stat().st_size) != size:
        return f"has {held} bytes and not {size}"
    with path.open("rb") as file:
        first = file.read(4)
        file.seek(-4, 2)
        return "" if first == file.read() == b"PAR1" else "is not Parquet"
