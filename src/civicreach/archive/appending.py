"""A batch into an archive: written beside it, compared with what is held, committed as one version or not at all."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from civicreach.engine import Engine, EngineError
from civicreach.records.errors import ArchiveError
from civicreach.records.harvest import Quarantined

from .rows import Record, rows_sql, write_rows
from .staging import Staged, stage, without_known
from .store import ConflictError, Store, StoredFile
from .tables import QUARANTINE, TABLES, Table

#: How often a batch is tried while other writers are faster.
ATTEMPTS = 500


@dataclass(frozen=True, slots=True)
class Appended:
    """What became of a batch.

    Attributes
    ----------
    version : int
        Of the archive after it.
    written : mapping of str to int
        New records by table; tables without any are not named.
    repeated : mapping of str to int
        Records that the archive held already, by table.
    quarantined : int
        Items that went to quarantine, those given as such and those found: flawed records, and records that differ from
        what is held of the same moment.
    known : bool
        Whether a batch of this name was written before; then nothing was looked at.
    """

    version: int
    written: Mapping[str, int] = field(default_factory=dict)
    repeated: Mapping[str, int] = field(default_factory=dict)
    quarantined: int = 0
    known: bool = False


def append(
    store: Store,
    engine: Engine,
    given: Mapping[str, Iterable[Record]],
    *,
    run: str,
    quarantine: Iterable[Quarantined],
    queries: Mapping[str, str],
    batch: str | Callable[[], Sequence[str]],
) -> Appended:
    """Write what is new of a batch, as `Archive.append` says; `given` are its records by table."""
    if isinstance(batch, str) and batch and knows(store, batch):
        return Appended(store.version, known=True)
    names = batch if callable(batch) else lambda: (batch,) if batch else ()
    since = store.version
    staged: dict[str, list[Staged]] = {name: [] for name in TABLES}
    try:
        for name, records in given.items():
            if (part := _staged(store, engine, TABLES[name], records)) is not None:
                staged[name].append(part)
        for name, sql in queries.items():
            staged[name].append(stage(engine, TABLES[name], sql, store.folder))
        with _of_source():
            apart = tuple(quarantine)
        return _committed(store, engine, staged, apart, run=run, names=names, since=since)
    except _SourceError as error:
        raise error.error from None
    except (EngineError, OSError) as error:
        raise not_written(store.folder, error, what="of this batch") from error
    finally:
        _discard(store, [part for parts in staged.values() for part in parts], since)


def knows(store: Store, batch: str) -> bool:
    """Whether a batch of this name was written, by whomever."""
    store.refresh()
    return store.knows(batch)


def _staged(store: Store, engine: Engine, table: Table, records: Iterable[Record]) -> Staged | None:
    source = engine.scratch / f"{table.name}.jsonl"
    try:
        if not write_rows(_drawn(records), source):
            return None
        return stage(engine, table, rows_sql(table, source), store.folder)
    finally:
        source.unlink(missing_ok=True)


def _committed(
    store: Store,
    engine: Engine,
    staged: dict[str, list[Staged]],
    quarantine: tuple[Quarantined, ...],
    *,
    run: str,
    names: Callable[[], Sequence[str]],
    since: int,
) -> Appended:
    """Commit what is new, again and again while other writers are faster."""
    seen: set[str] = set()
    for attempt in range(ATTEMPTS):
        known = [file for file in store.files if file.name not in seen]
        seen.update(file.name for file in known)
        _discard(store, staged.pop(QUARANTINE.name, []), since)
        for name, parts in staged.items():
            # one table may come as records and as a query: the second is compared with the first
            before: list[StoredFile] = []
            for place, part in enumerate(parts):
                others = [*known, *before] if not attempt else known
                parts[place] = without_known(engine, TABLES[name], part, others, store.folder, run=run)
                if (file := parts[place].file) is not None:
                    before.append(file)
        odd = (*quarantine, *(item for parts in staged.values() for part in parts for item in part.odd))
        kept_apart = _staged(store, engine, QUARANTINE, odd)
        staged[QUARANTINE.name] = (
            []
            if kept_apart is None
            else [without_known(engine, QUARANTINE, kept_apart, store.files, store.folder, run=run)]
        )
        files = [part.file for parts in staged.values() for part in parts if part.file is not None]
        result = _appended(staged, sum(item.count for item in odd))
        if not files:
            return Appended(store.version, {}, result.repeated, result.quarantined)
        notes = {"run": run, **{f"rows.{name}": str(count) for name, count in result.written.items()}}
        with _of_source():
            batches = names()
        try:
            version = store.commit(files, batches=batches, notes=notes)
        except ConflictError:
            time.sleep(random.uniform(0, 0.02))
            if batches and knows(store, batches[0]):
                return Appended(store.version, known=True)
            store.refresh()
            continue
        staged.clear()
        return Appended(version, result.written, result.repeated, result.quarantined)
    raise ArchiveError(f"the archive {store.folder} is written by others all the time", right="try again later")


def _discard(store: Store, parts: Iterable[Staged], since: int) -> None:
    store.discard([part.file for part in parts if part.file is not None], since=since)


def _appended(staged: Mapping[str, list[Staged]], quarantined: int) -> Appended:
    written = {name: sum(part.file.rows for part in parts if part.file) for name, parts in staged.items()}
    repeated = {name: sum(part.repeated for part in parts) for name, parts in staged.items()}
    return Appended(
        0,
        {name: rows for name, rows in written.items() if rows},
        {name: rows for name, rows in repeated.items() if rows},
        quarantined,
    )


class _SourceError(Exception):
    """What was to be written cannot be read: no fault of the archive."""

    def __init__(self, error: OSError) -> None:
        self.error = error
        super().__init__(str(error))


@contextmanager
def _of_source() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise _SourceError(error) from error


def _drawn(records: Iterable[Record]) -> Iterator[Record]:
    with _of_source():
        yield from records


def not_written(path: Path, error: Exception, *, what: str) -> ArchiveError:
    """The error for what could not be written, such as on a full disk."""
    said = (str(error).splitlines() or [type(error).__name__])[0]
    full = any(words in said for words in ("No space left", "File too large", "Disk quota", "out of disk"))
    if full:
        wrong = f"no space is left for the archive {path}: nothing {what} was written, what it held is as it was"
        return ArchiveError(wrong, found=said, right="make room and run again")
    wrong = f"the archive {path} cannot be written: nothing {what} was, what it held is as it was"
    return ArchiveError(wrong, found=said)
