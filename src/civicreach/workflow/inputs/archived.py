"""Activity from an archive at a named version, counted where its walks cover the window."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from civicreach.engine import Engine
from civicreach.linking.handles import normal_account
from civicreach.records.activity import Activity
from civicreach.records.errors import ArchiveError, Fault, InputError
from civicreach.records.missing import Missing
from civicreach.records.provenance import FileOrigin, LeftOut
from civicreach.records.study import ActivitySource
from civicreach.records.words import message
from civicreach.sources.activity import count_activity

if TYPE_CHECKING:
    from civicreach.archive import Archive

#: What the coverage ledger says of an account, as the reason why it has no count.
WHY: Mapping[str, Missing] = {
    "complete": Missing.PRESENT,
    "partial_cap": Missing.WALK_CAPPED,
    "partial_rate": Missing.WALK_LIMITED,
    "denied": Missing.WALK_DENIED,
    "not_found": Missing.WALK_NOT_FOUND,
    "error": Missing.WALK_FAILED,
}

#: Accounts that a list of what was left out names.
LISTED = 20


def count_archived(
    name: str, spec: ActivitySource, *, folder: Path, zone: str, opened: date | None, platform: str, engine: Engine
) -> Activity:
    """One source of activity that names an archive.

    Parameters
    ----------
    platform : str
        Whose accounts are counted.

    Returns
    -------
    Activity
        With `coverage`: posts of accounts whose window is not covered are left out, every one.

    Raises
    ------
    InputError
        There is no such archive, version or platform in it.
    """
    from civicreach.archive import Archive

    where = f"study.toml [activity.{name}]"
    if not platform:
        right = "platform = 'facebook' here or under [accounts]"
        raise InputError([Fault(f"{where} archive", "holds several platforms, and none is named", right=right)])
    try:
        with Archive.open(folder / spec.archive, spec.version) as archive:
            counted = _counted(archive, name, spec, zone=zone, opened=opened, platform=platform, engine=engine)
            return replace(counted, origins=_origins(archive, spec))
    except ArchiveError as error:
        raise InputError([Fault(f"{where} archive", error.wrong, found=error.found, right=error.right)]) from error


def _counted(
    archive: Archive,
    name: str,
    spec: ActivitySource,
    *,
    zone: str,
    opened: date | None,
    platform: str,
    engine: Engine,
) -> Activity:
    table, query = ("posts", "archived_posts") if spec.is_posts else ("observations", "archived_observations")
    engine.define("archived", f"SELECT * FROM {archive.relation(table)}")
    asked = {"platform": platform} if spec.is_posts else {"platform": platform, "measure": spec.measure}
    n_rows = engine.keep("chosen", query, **asked)
    edge = "posts" if spec.is_posts else "profile"
    opens, closes = _window(spec, zone)
    coverage = _coverage(archive, platform, edge, opens, closes)
    if not n_rows and not (coverage and spec.is_posts):
        what = "'posts'" if spec.is_posts else "measure"
        held = archive.execute(f"SELECT DISTINCT platform || ' ' || {what} FROM {archive.relation(table)} ORDER BY ALL")
        wrong = f"holds nothing of {platform} {table if spec.is_posts else spec.measure}"
        found = ", ".join(row[0] for row in held) or f"no {table}"
        raise InputError([Fault(f"study.toml [activity.{name}] archive", wrong, found=found)])
    if n_rows:
        engine.write_parquet("SELECT * FROM chosen", engine.scratch / f"{name}.parquet")
        of_archive = spec.model_copy(update={"file": (f"{name}.parquet",), "archive": ""})
        counted = count_activity(
            name, of_archive, folder=engine.scratch, zone=zone, opened=opened, engine=engine, same=normal_account
        )
    else:
        counted = Activity(name, spec.measure, {}, frozenset(), frozenset(), (), 0, 0, (), ())
    counted = replace(counted, coverage=coverage)
    return _without_uncovered(counted) if spec.is_posts else counted


def _coverage(archive: Archive, platform: str, edge: str, opens: datetime, closes: datetime) -> Mapping[str, Missing]:
    from civicreach.archive.covered import NOT_COLLECTED, coverage_over

    found = coverage_over(archive, platform, edge, opens, closes)
    return {normal_account(account): WHY[why] for account, why in sorted(found.items()) if why != NOT_COLLECTED}


def _without_uncovered(counted: Activity) -> Activity:
    """Part of the posts of a window is not their number: those of accounts that are not covered are left out."""
    known = counted.coverage or {}
    outside = {
        account: entry
        for account, entry in counted.counts.items()
        if known.get(normal_account(account), Missing.NOT_COLLECTED) is not Missing.PRESENT
    }
    if not outside:
        return counted
    n_posts = int(sum(entry.value for entry in outside.values()))
    items = tuple((account, f"{entry.value:.0f}") for account, entry in list(outside.items())[:LISTED])
    reason = message("posts of accounts that were not collected over the whole window")
    return replace(
        counted,
        counts={account: entry for account, entry in counted.counts.items() if account not in outside},
        n_counted=counted.n_counted - n_posts,
        left_out=(*counted.left_out, LeftOut(f"activity.{counted.name}", reason, n_posts, items)),
    )


def _origins(archive: Archive, spec: ActivitySource) -> tuple[FileOrigin, ...]:
    """The files of the version that were read, with their fingerprints."""
    origins = []
    for table in ("posts" if spec.is_posts else "observations", "coverage"):
        for file in archive.stored(table):
            with (archive.path / file.name).open("rb") as opened:
                digest = hashlib.file_digest(opened, "sha256").hexdigest()
            note = f"{table} of version {archive.version}"
            origins.append(FileOrigin(f"{spec.archive}/{file.name}", digest, file.size, file.rows, notes=(note,)))
    return tuple(origins)


def _window(spec: ActivitySource, zone: str) -> tuple[datetime, datetime]:
    first, last = spec.window.first, spec.window.last + timedelta(days=1)
    at = ZoneInfo(zone)
    return datetime(first.year, first.month, first.day, tzinfo=at), datetime(last.year, last.month, last.day, tzinfo=at)
