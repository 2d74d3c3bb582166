"""One Delta Lake table with all records of an archive: files, versions, and commits that either happen or do not.

All kinds of records are partitions of one table, so that one commit holds a whole batch and one version number names
one state of everything.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from civicreach.records.errors import ArchiveError, NoArchiveError
from civicreach.records.words import message

from .log import LOG, actions_of, added, broken_entries, entry_path, named_after, write_entry
from .tables import BYTES, COUNTS, FLAG, MOMENT, NUMBER, TABLES, TEXT, TEXTS

if TYPE_CHECKING:
    from deltalake import DeltaTable

#: The column by which records of the five kinds lie in folders of their own.
PARTITION = "record"

#: How the table calls itself; the number is of the layout.
NAME = "civicreach archive 1"

#: Nothing is ever taken out, and no version is ever forgotten.
SETTINGS = {
    "delta.appendOnly": "true",
    "delta.enableExpiredLogCleanup": "false",
    "delta.logRetentionDuration": "interval 36500 days",
    # files that were put together stay for the versions before, whichever program cleans up
    "delta.deletedFileRetentionDuration": "interval 36500 days",
    # the moments of every kind of records are among the statistics, however many columns stand before them
    "delta.dataSkippingNumIndexedCols": "-1",
}

#: Files of a broken log that are named.
BROKEN_SHOWN = 3

NOT_INSTALLED = "an archive needs the extra collect: pip install 'civicreach[collect]'"


@dataclass(frozen=True, slots=True)
class StoredFile:
    """One Parquet file of an archive.

    Attributes
    ----------
    table : str
        Which kind of records it holds.
    name : str
        Path in the archive, with forward slashes.
    rows, size : int
        Records, and bytes.
    first, last : datetime
        The first and the last moment of its records.
    """

    table: str
    name: str
    rows: int
    size: int
    first: datetime
    last: datetime

    def overlaps(self, first: datetime, last: datetime) -> bool:
        """Whether it may hold a record of this time."""
        return self.first <= last and first <= self.last


class ConflictError(Exception):
    """Another writer was faster; nothing was written."""


class Store:
    """The Delta table of an archive, at one version."""

    def __init__(self, folder: Path, table: DeltaTable) -> None:
        self.folder = folder
        self._table = table
        self._listed: tuple[int, tuple[StoredFile, ...]] | None = None

    @classmethod
    def create(cls, folder: Path) -> Store:
        """An empty archive in a folder that is new or empty."""
        delta = _deltalake()
        if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
            raise ArchiveError(f"{folder} cannot become an archive", found="it is there", right="name a new folder")
        kinds = {
            TEXT: "string",
            NUMBER: "long",
            MOMENT: "timestamp",
            FLAG: "boolean",
            BYTES: "binary",
            COUNTS: delta.schema.MapType("string", "long", value_contains_null=True),
            TEXTS: delta.schema.MapType("string", "string", value_contains_null=True),
        }
        # the moments come first: Delta Lake keeps bounds of the first columns only, and files are chosen by these
        columns = {table.when: MOMENT for table in TABLES.values()}
        columns |= {column: kind for table in TABLES.values() for column, kind in table.columns.items()}
        schema = [delta.Field(PARTITION, "string", nullable=False)]
        schema += [delta.Field(column, kinds[kind]) for column, kind in columns.items()]
        try:
            folder.mkdir(parents=True, exist_ok=True)
            table = delta.DeltaTable.create(
                str(folder), delta.Schema(schema), partition_by=[PARTITION], name=NAME, configuration=SETTINGS
            )
        except (OSError, delta.exceptions.DeltaError) as error:
            raise ArchiveError(f"{folder} cannot become an archive", found=_first_line(error)) from error
        return cls(folder, table)

    @classmethod
    def open(cls, folder: Path, version: int | None = None) -> Store:
        """The archive in a folder, at its last version or at a past one."""
        delta = _deltalake()
        if not (folder / LOG).is_dir():
            raise NoArchiveError(
                message("there is no archive in {folder}", folder=str(folder)),
                found=message("no folder _delta_log") if folder.is_dir() else message("no such folder"),
                right=message("the folder that a collection or an import wrote"),
            )
        try:
            table = delta.DeltaTable(str(folder))
            last = table.version()
            # deltalake takes an entry that a loss of power has emptied for one that adds nothing
            actions_of(entry_path(folder, last))
            if table.metadata().name != NAME:
                found = f"a Delta table named {table.metadata().name!r}"
                raise NoArchiveError(f"{folder} is no archive of civicreach", found=found, right=f"one named {NAME!r}")
            if version is not None:
                if not 0 <= version <= last:
                    raise NoArchiveError(
                        message(
                            "the archive {folder} has no version {version}", folder=str(folder), version=str(version)
                        ),
                        found=message("versions 0 to {last}", last=str(last)),
                    )
                table.load_as_version(version)
        except (OSError, ValueError, delta.exceptions.DeltaError) as error:
            raise _unreadable(folder, error) from error
        return cls(folder, table)

    @property
    def version(self) -> int:
        """Which version this is; 0 is the empty archive."""
        return self._table.version()

    @property
    def files(self) -> tuple[StoredFile, ...]:
        """The files of this version, in the order of their names."""
        # by version: what is interrupted must not leave the list of another version behind
        if self._listed is None or self._listed[0] != self.version:
            self._listed = self.version, _in_order(self._read())
        return self._listed[1]

    def _read(self) -> Iterable[StoredFile]:
        actions = self._table.get_add_actions(flatten=True)
        if not actions.num_rows:
            return
        times = {table.when for table in TABLES.values()}
        names = ["path", "size_bytes", "num_records", f"partition.{PARTITION}"]
        names += [f"{end}.{time}" for end in ("min", "max") for time in sorted(times)]
        held = {name: actions.column(name).to_pylist() for name in names if name in actions.schema.names}
        for place, name in enumerate(held["path"]):
            table = held[f"partition.{PARTITION}"][place]
            first, last = (held[f"{end}.{TABLES[table].when}"][place] for end in ("min", "max"))
            yield StoredFile(table, name, held["num_records"][place], held["size_bytes"][place], first, last)

    def ever(self) -> tuple[StoredFile, ...]:
        """The files of this version and of all before it, in the order of their names: no version is forgotten.

        Raises
        ------
        OSError, ValueError
            An entry of the log cannot be read.
        """
        actions = added(self.folder, self.version)
        return _in_order({_described(action) for action in actions})

    def refresh(self) -> None:
        """Go on to the last version, where other writers were at work.

        Raises
        ------
        ArchiveError
            The log cannot be read.
        """
        try:
            self._table.update_incremental()
        except (OSError, _deltalake().exceptions.DeltaError) as error:
            raise _unreadable(self.folder, error) from error

    def discard(self, files: Iterable[StoredFile], *, since: int) -> None:
        """Delete files that never became part of the archive. What the log names stays, whatever has gone wrong.

        The log is read anew: whoever was interrupted does not know whether the entry was written. Where it cannot be
        read all files stay; a vacuum takes them later.

        Parameters
        ----------
        since : int
            A version before these files were written.
        """
        if not (left := [file.name for file in files]):
            return
        with suppress(OSError, ValueError, KeyError, TypeError):
            named = named_after(self.folder, since)
            for name in left:
                if name not in named:
                    with suppress(OSError):
                        (self.folder / name).unlink(missing_ok=True)

    def knows(self, batch: str) -> bool:
        """Whether a batch of this name was committed."""
        return self._table.transaction_version(batch) is not None

    def commit(self, files: Sequence[StoredFile], *, batches: Sequence[str], notes: Mapping[str, str]) -> int:
        """Make files part of the archive, all at once, as the version that follows this one; which that is.

        Raises
        ------
        ConflictError
            This is not the last version any more.
        OSError
            It cannot be written.
        ArchiveError
            The log cannot be read.
        """
        delta = _deltalake()
        actions = [
            delta.transaction.AddAction(
                file.name, file.size, {PARTITION: file.table}, int(time.time() * 1000), True, _statistics(file)
            )
            for file in files
        ]
        properties = delta.CommitProperties(
            custom_metadata=dict(notes),
            # a retry would pass over what another writer has added meanwhile, twice or not
            max_commit_retries=0,
            app_transactions=[delta.Transaction(batch, 1) for batch in batches] or None,
        )
        hooks = delta.PostCommitHookProperties(create_checkpoint=True, cleanup_expired_logs=False)
        before = self.version
        try:
            self._table.create_write_transaction(
                actions,
                "append",
                self._table.schema(),
                [PARTITION],
                commit_properties=properties,
                post_commithook_properties=hooks,
            )
        except (OSError, delta.exceptions.DeltaError) as error:
            self.refresh()
            if self.version == before:
                raise OSError(_first_line(error)) from error
            # what comes after the entry in the log, such as a checkpoint on a full disk, fails when all is written;
            # by the entry, since a compaction may have put its files together already
            if not {file.name for file in files} <= self._named(before + 1):
                raise ConflictError from error
            return before + 1
        self.refresh()
        if self._listed is not None and self._listed[0] == before and self.version == before + 1:
            # nobody else has written: the list goes on without reading the log again
            self._listed = self.version, _in_order([*self._listed[1], *files])
        return before + 1

    def _named(self, version: int) -> set[str]:
        """The files that the entry of a version names."""
        try:
            actions = actions_of(entry_path(self.folder, version))
        except (OSError, ValueError) as error:
            raise _unreadable(self.folder, error) from error
        return {action["add"]["path"] for action in actions if "add" in action}

    def replace(self, old: Sequence[StoredFile], new: Sequence[StoredFile], *, run: str) -> None:
        """Make files with the same records stand in the place of others, as the version that follows this one.

        The old files stay where they are, for the versions before. deltalake writes such entries only together with
        files of its own making, which have the columns of all tables.

        Raises
        ------
        ConflictError
            This is not the last version any more.
        OSError
            It cannot be written.
        """
        now = int(time.time() * 1000)
        info = {"timestamp": now, "operation": "OPTIMIZE", "operationParameters": {}, "run": run}
        removed = [
            {
                "path": file.name,
                "deletionTimestamp": now,
                "dataChange": False,
                "extendedFileMetadata": True,
                "partitionValues": {PARTITION: file.table},
                "size": file.size,
            }
            for file in old
        ]
        put = [
            {
                "path": file.name,
                "partitionValues": {PARTITION: file.table},
                "size": file.size,
                "modificationTime": now,
                "dataChange": False,
                "stats": _statistics(file),
            }
            for file in new
        ]
        actions = [{"commitInfo": info}, *({"remove": one} for one in removed), *({"add": one} for one in put)]
        if not write_entry(self.folder, self.version + 1, actions):
            raise ConflictError
        self.refresh()
        # without a checkpoint everybody who opens the archive would read of every old file; it can be done without
        with suppress(OSError, _deltalake().exceptions.DeltaError):
            self._table.create_checkpoint()

    def history(self) -> list[dict[str, Any]]:
        """What was noted at each commit up to this version, oldest first."""
        # deltalake gives all commits whatever version is loaded, and numbers them back from that one
        try:
            return self._table.history()[::-1][: self.version + 1]
        except (OSError, ValueError, _deltalake().exceptions.DeltaError) as error:
            # a later checkpoint lets an archive open that has a broken entry
            raise _unreadable(self.folder, error) from error


def _statistics(file: StoredFile) -> str:
    when = TABLES[file.table].when
    ends = {"minValues": file.first, "maxValues": file.last}
    bounds = {end: {when: moment.astimezone(UTC).isoformat().replace("+00:00", "Z")} for end, moment in ends.items()}
    return json.dumps({"numRecords": file.rows, **bounds, "nullCount": {when: 0}})


def _in_order(files: Iterable[StoredFile]) -> tuple[StoredFile, ...]:
    return tuple(sorted(files, key=lambda file: file.name))


def _described(action: Mapping[str, Any]) -> StoredFile:
    table = action["partitionValues"][PARTITION]
    told = json.loads(action["stats"])
    first, last = (datetime.fromisoformat(told[end][TABLES[table].when]) for end in ("minValues", "maxValues"))
    return StoredFile(table, action["path"], told["numRecords"], action["size"], first, last)


def _unreadable(folder: Path, error: Exception) -> ArchiveError:
    _, broken = broken_entries(folder)
    return ArchiveError(
        f"the log of the archive {folder} cannot be read",
        found=", ".join(broken[:BROKEN_SHOWN]) or _first_line(error),
        right=f"civicreach archive verify {folder} names every file that is gone or damaged",
    )


def _first_line(error: Exception) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0]


def _deltalake() -> Any:
    try:
        import deltalake
        import deltalake.exceptions
        import deltalake.schema
        import deltalake.transaction
    except ImportError as error:
        raise ArchiveError(NOT_INSTALLED) from error
    return deltalake
