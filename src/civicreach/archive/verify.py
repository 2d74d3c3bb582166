"""Whether an archive is what its log says: files there and whole, records once, payloads of their hash, no secrets."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from pathlib import Path

from civicreach.engine import Engine, EngineError, file_sql, named
from civicreach.records.archived import Verdict
from civicreach.records.errors import ArchiveError, NoArchiveError
from civicreach.records.secrets import has_secret, without_secrets

from .archive import Archive
from .evidence import EVIDENCE, evidence_files, evidence_hash, kept_hashes
from .log import broken_entries
from .staging import AT_A_TIME
from .store import StoredFile
from .tables import TABLES, TEXT, TEXTS

#: Payloads that are held at a time.
PAYLOADS_AT_A_TIME = 200

#: Faults of one check that are named.
SHOWN = 10


def verify_folder(folder: Path, version: int | None = None) -> tuple[Verdict, ...]:
    """All checks of the archive in a folder; only that of its log, where it does not open.

    Raises
    ------
    ArchiveError
        There is no archive or no such version, or what reads archives is not installed.
    """
    try:
        opened = Archive.open(folder, version)
    except NoArchiveError:
        raise
    except ArchiveError as error:
        if isinstance(error.__cause__, ImportError):
            raise
        log = verify_log(folder)
        # every file may be whole, and the archive not
        return (log if log.faults else Verdict("log", log.looked_at, 1, (str(error.found or error.wrong),)),)
    with opened:
        return verify(opened)


def verify(archive: Archive) -> tuple[Verdict, ...]:
    """All checks of an archive at its version, in the order of its `Check`.

    Every file is read, those that only versions before need as well.
    """
    log = verify_log(archive.path)
    stored = archive.all_stored
    if not log.faults:
        held = {file.name for file in stored}
        stored += tuple(file for file in archive.ever_stored if file.name not in held)
    gone = _gone(archive, stored)
    files = Verdict("files", len(stored), len(gone), tuple(sorted(gone)[:SHOWN]))
    with Engine() as engine:
        rows = _rows(archive, stored, engine, gone)
        broken = gone | set(rows.found)
        looks = (
            [_keys(archive, engine), _payloads(archive, engine), _evidence(archive, ()), _secrets(archive, engine)]
            if not broken
            # what cannot be read has been said
            else [_evidence(archive, broken)]
        )
    return (log, files, rows, *looks)


def check_whole(archive: Archive) -> None:
    """Refuse an archive of which files of this version or entries of the log are gone or damaged.

    The insides of files with records are not looked at: that is what `verify` does.

    Raises
    ------
    ArchiveError
        Something is gone or damaged.
    """
    broken = [*verify_log(archive.path).found, *sorted(_gone(archive, archive.all_stored))]
    if broken:
        raise ArchiveError(
            f"files of the archive {archive.path} are gone or damaged",
            found=", ".join(broken[:SHOWN]),
            right=f"civicreach archive verify {archive.path} names every one",
        )


def _gone(archive: Archive, stored: Sequence[StoredFile]) -> set[str]:
    """Names of files that are not there, or not of their size."""
    return {
        file.name
        for file in stored
        if not (path := archive.path / file.name).is_file() or path.stat().st_size != file.size
    }


def verify_log(folder: Path) -> Verdict:
    """Whether every file of an archive's log is there and can be read; also of one that does not open for it."""
    looked_at, broken = broken_entries(folder)
    return Verdict("log", looked_at, len(broken), broken[:SHOWN])


def damaged_file(archive: Archive, engine: Engine) -> str:
    """The first file of this version whose rows cannot be read; empty where all can. Every file is read for it."""
    verdict = _rows(archive, archive.all_stored, engine, set())
    return verdict.found[0] if verdict.found else ""


def _rows(archive: Archive, stored: Sequence[StoredFile], engine: Engine, gone: set[str]) -> Verdict:
    wrong = []
    for file in stored:
        if file.name in gone:
            continue
        source = f"read_parquet({file_sql(archive.path / file.name)})"
        try:
            # a checksum over every column decodes every page
            columns = ", ".join(f"bit_xor(hash({named(column)}))" for column in TABLES[file.table].columns)
            rows = engine.execute(f"SELECT count(*), {columns} FROM {source}")[0][0]
        except EngineError:
            rows = -1
        if rows != file.rows:
            wrong.append(file.name)
    return Verdict("rows", sum(file.rows for file in stored), len(wrong), tuple(wrong))


def _keys(archive: Archive, engine: Engine) -> Verdict:
    found, faults, rows = [], 0, 0
    for table in TABLES.values():
        n = sum(file.rows for file in archive.stored(table.name))
        rows += n
        key = ", ".join(named(column) for column in table.key)
        parts = max(1, -(-n // AT_A_TIME))
        for part in range(parts):
            (again,) = engine.execute(
                f"SELECT coalesce(sum(n - 1), 0) FROM (SELECT count(*) AS n FROM {archive.relation(table.name)} "
                f"WHERE hash({key}) % {parts} = {part} GROUP BY {key} HAVING count(*) > 1)"
            )[0]
            if again:
                faults += int(again)
                found.append(f"{table.name}: {again}")
    return Verdict("keys", rows, faults, tuple(found))


def _payloads(archive: Archive, engine: Engine) -> Verdict:
    wrong = engine.execute(f"SELECT sha256 FROM {archive.relation('payloads')} WHERE sha256(body) <> sha256")
    rows = sum(file.rows for file in archive.stored("payloads"))
    return Verdict("payloads", rows, len(wrong), tuple(sha256 for (sha256,) in wrong[:SHOWN]))


def _evidence(archive: Archive, broken: Collection[str]) -> Verdict:
    files = evidence_files(archive.path)
    wrong = [path.name for path in files if evidence_hash(path) != path.stem]
    counts = {file.name for file in archive.stored("observations")}
    kept = frozenset() if counts & set(broken) else kept_hashes(archive)
    gone = sorted(kept - {path.stem for path in files})
    wrong += [f"{EVIDENCE}/{sha256} is not there" for sha256 in gone]
    return Verdict("evidence", len(files) + len(gone), len(wrong), tuple(wrong[:SHOWN]))


def _secrets(archive: Archive, engine: Engine) -> Verdict:
    looked_at, wrong = 0, []
    for place, text in _texts(archive, engine):
        looked_at += 1
        if has_secret(text):
            wrong.append(f"{place}: {without_secrets(text)[:80]}")
    return Verdict("secrets", looked_at, len(wrong), tuple(wrong[:SHOWN]))


def _texts(archive: Archive, engine: Engine) -> Iterator[tuple[str, str]]:
    """Texts that could carry a secret; the words of posts are what people wrote."""
    for table in TABLES.values():
        for column in (name for name, kind in table.columns.items() if kind in (TEXT, TEXTS) and name != "text"):
            text = f"CAST({named(column)} AS VARCHAR)"
            # wider than the patterns of a secret, and quick to look for
            marked = f"regexp_matches({text}, '(?i)token|secret|proof|key|signature|bearer|oauth')"
            found = engine.execute(f"SELECT DISTINCT {text} FROM {archive.relation(table.name)} WHERE {marked}")
            yield from ((f"{table.name}.{column}", row[0]) for row in found)
    for file in archive.stored("payloads"):
        for first in range(0, file.rows, PAYLOADS_AT_A_TIME):
            source = f"read_parquet({file_sql(archive.path / file.name)}, file_row_number = true)"
            rows = engine.execute(
                f"SELECT sha256, body FROM {source} "
                f"WHERE file_row_number BETWEEN {first} AND {first + PAYLOADS_AT_A_TIME - 1}"
            )
            yield from ((f"payload {sha256[:12]}", bytes(body).decode("latin-1")) for sha256, body in rows)
