"""One file of posts whose fields are named by hand, into an archive: plain files in one reading, others row by row."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from civicreach import __version__
from civicreach.archive.rows import moment
from civicreach.engine import Engine, EngineError
from civicreach.linking.handles import normal_account
from civicreach.records.errors import ArchiveError
from civicreach.records.imports import ExportReport, Imported
from civicreach.records.provenance import FileOrigin
from civicreach.records.words import message
from civicreach.sources.declared.careful import Careful, read_carefully
from civicreach.sources.declared.plain import plain_sql
from civicreach.sources.declared.raw import RawRows, raw_rows
from civicreach.sources.declared.reading import PostReading

if TYPE_CHECKING:
    from civicreach.archive import Appended, Archive

    from .hashes import Hashes

#: Bytes at either end of a file, by which it is told from nearly all others before all of it is read.
_ENDS = 1 << 20

#: Of posts with the columns of the archive: their number, that of their accounts, the first and the last moment.
_TOLD = "count(*), count(DISTINCT account), epoch_us(min(created_at)), epoch_us(max(created_at))"


def way_of_reading(reading: PostReading) -> str:
    """The name of the import: the same for the same file read in the same way.

    Of the file only its ends are looked at; what this name has besides is told apart by its hash.
    """
    size = reading.file.path.stat().st_size
    with reading.file.path.open("rb") as data:
        ends = data.read(_ENDS)
        data.seek(max(0, size - _ENDS))
        ends += data.read()
    # a later version of this program may read more of the same file
    way = f"{__version__} {reading.platform} {reading.fields} {reading.zone} {reading.observed_at} {reading.keep_text}"
    return f"import-{hashlib.sha256(f'{size} {way} '.encode() + ends).hexdigest()[:16]}"


def told_posts(reading: PostReading, hashes: Hashes, *, engine: Engine) -> Imported:
    """What would be imported of a file."""
    raw = raw_rows(reading.file, reading.fields.names, engine, ids=reading.fields.ids)
    told, careful = _told(reading, raw, engine)
    return Imported(_report(reading, raw, told, hashes.of(reading.file.path), careful))


def written_posts(reading: PostReading, archive: Archive, hashes: Hashes, *, engine: Engine) -> Imported:
    """What was imported of a file; nothing where the same was before."""
    file = reading.file.path
    if archive.knows(reading.run):
        # the file, or one that has the same ends
        reading, known = _told_apart(reading, hashes.of(file), archive)
        if known:
            report = _report(reading, RawRows("", reading.file), _held(reading, archive), hashes.of(file))
            return Imported(report, archive.version, known=True, was_read=False)
    raw = raw_rows(reading.file, reading.fields.names, engine, ids=reading.fields.ids)
    done, careful = _appended(reading, raw, archive, lambda: _names(reading, hashes.of(file)), engine)
    if careful is not None or done.repeated or done.quarantined:
        told, careful = _told(reading, raw, engine, careful)
    else:
        told = _held(reading, archive)
    report = _report(reading, raw, told, hashes.of(file), careful)
    given = sum(item.count for item in careful.quarantined) if careful and not done.known else 0
    return Imported(report, done.version, done.written, done.repeated, done.quarantined - given, done.known)


def _names(reading: PostReading, sha256: str) -> tuple[str, str]:
    """The batch for sure, and at a glance."""
    return f"{reading.run} {sha256}", reading.run


def _told_apart(reading: PostReading, sha256: str, archive: Archive) -> tuple[PostReading, bool]:
    """The reading with a run of its own where another file has the same ends; and whether it was imported before."""
    if archive.knows(_names(reading, sha256)[0]):
        return reading, True
    own = replace(reading, run=f"import-{hashlib.sha256(f'{reading.run} {sha256}'.encode()).hexdigest()[:16]}")
    return own, archive.knows(_names(own, sha256)[0])


def _appended(
    reading: PostReading, raw: RawRows, archive: Archive, names: Callable[[], Sequence[str]], engine: Engine
) -> tuple[Appended, Careful | None]:
    if (plain := plain_sql(reading, raw)) is not None:
        try:
            return archive.append(run=reading.run, queries={"posts": plain}, batch=names), None
        except ArchiveError as error:
            # a file that is not plain; whatever else is wrong is wrong the second time too
            if not isinstance(error.__cause__, EngineError):
                raise
    careful = read_carefully(reading, raw, normal_account, engine=engine)
    queries = {"posts": careful.sql} if careful.n_kept else {}
    done = archive.append(run=reading.run, queries=queries, quarantine=careful.quarantined, batch=names)
    return done, careful


def _told(
    reading: PostReading, raw: RawRows, engine: Engine, careful: Careful | None = None
) -> tuple[Sequence[Any], Careful | None]:
    """What there is to tell of the posts of a file, and what became of its rows where they are not plain."""
    if careful is None and (plain := plain_sql(reading, raw)) is not None:
        with suppress(EngineError):  # not plain
            return engine.execute(f"SELECT {_TOLD} FROM ({plain})")[0], None
    careful = careful or read_carefully(reading, raw, normal_account, engine=engine)
    return engine.execute(f"SELECT {_TOLD} FROM ({careful.sql})")[0], careful


def _held(reading: PostReading, archive: Archive) -> Sequence[Any]:
    """The same of what an archive holds of this import."""
    return archive.execute(f"SELECT {_TOLD} FROM {{posts}} WHERE run = $run", {"run": reading.run})[0]


def _report(
    reading: PostReading, raw: RawRows, told: Sequence[Any], sha256: str, careful: Careful | None = None
) -> ExportReport:
    n_posts, n_accounts, first, last = told
    rows = careful.n_read if careful else n_posts
    size = reading.file.path.stat().st_size
    return ExportReport(
        tool="--field",
        what=message("posts of declared fields"),
        origin=FileOrigin(reading.file.name, sha256, size, rows, raw.encoding, raw.notes),
        run=reading.run,
        n_kept=n_posts,
        n_posts=n_posts,
        n_observations=0,
        n_accounts=n_accounts,
        n_reposts=0,
        first=moment(first),
        last=moment(last),
        left_out=careful.left_out if careful else (),
        remarks=careful.remarks if careful else (),
        unused=(),
    )
