"""Activity from an archive at a named version, counted where its walks cover the window."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from civicreach.engine import Engine, EngineAbsentError, EngineError, RunsQueries, quoted
from civicreach.linking.handles import normal_account
from civicreach.records.activity import Activity
from civicreach.records.errors import Fault, InputError, NoArchiveError, ServerError
from civicreach.records.missing import Missing
from civicreach.records.provenance import FileOrigin, LeftOut
from civicreach.records.refusals import refusal_of
from civicreach.records.study import ActivitySource
from civicreach.records.words import Message, message
from civicreach.sources.activity import count_activity
from civicreach.sources.activity.tables import Table

from .addresses import Addresses

if TYPE_CHECKING:
    from civicreach.archive import Archive
    from civicreach.engine.spark import Spark

#: What the coverage ledger says of an account, as the reason why it has no count.
WHY: Mapping[str, Missing] = {
    "complete": Missing.PRESENT,
    "partial_cap": Missing.WALK_CAPPED,
    "partial_rate": Missing.WALK_LIMITED,
    "denied": Missing.WALK_DENIED,
    "not_found": Missing.WALK_NOT_FOUND,
    "error": Missing.WALK_FAILED,
}

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

_TABLES = {
    "posts": message("posts of version {version}"),
    "observations": message("observations of version {version}"),
    "coverage": message("coverage of version {version}"),
}

#: Of files that were.
SERVER = message("counted where it lies by a Spark Connect server")

#: Accounts that a list of what was left out names.
LISTED = 20


def count_archived(
    name: str,
    spec: ActivitySource,
    *,
    folder: Path,
    zone: str,
    opened: date | None,
    platform: str,
    engine: Engine,
    server: Spark | None = None,
) -> Activity:
    """One source of activity that names an archive.

    Parameters
    ----------
    platform : str
        Whose accounts are counted.
    server : Spark, optional
        Counts the records where they lie; which accounts are covered is found out by `engine` on this machine.

    Returns
    -------
    Activity
        With `coverage`: posts of accounts whose window is not covered are left out, every one.

    Raises
    ------
    InputError
        There is no such archive, version or platform in it.
    ArchiveError
        A file of the archive, or of its log, is gone or broken.
    ServerError
        The server went away.
    """
    from civicreach.archive import Archive

    where = f"study.toml [activity.{name}]"
    if not platform:
        right = message("platform = 'facebook' here or under [accounts]")
        raise InputError(
            [Fault(f"{where} archive", message("holds several platforms, and none is named"), right=right)]
        )
    try:
        opened_archive = Archive.open(folder / spec.archive, spec.version)
    except NoArchiveError as error:
        raise InputError([Fault(f"{where} archive", error.wrong, found=error.found, right=error.right)]) from error
    with opened_archive as archive:
        try:
            counted = _counted(
                archive, name, spec, zone=zone, opened=opened, platform=platform, engine=engine, server=server
            )
            return replace(counted, origins=_origins(archive, spec, counted_by=None if server is None else SERVER))
        except EngineAbsentError as error:
            raise ServerError(error.wrong, found=error.found, right=error.right) from error
        except (EngineError, OSError) as error:
            if server is not None and refusal_of(str(error)).unseen and not archive.broken():
                wrong = message("is here, and the server does not see it")
                right = message("a path under which both machines see the same files; or --engine duckdb")
                raise InputError([Fault(f"{where} archive", wrong, str(archive.path.resolve()), right)]) from error
            raise archive.unreadable(error) from error


def _counted(
    archive: Archive,
    name: str,
    spec: ActivitySource,
    *,
    zone: str,
    opened: date | None,
    platform: str,
    engine: Engine,
    server: Spark | None,
) -> Activity:
    table, query = ("posts", "archived_posts") if spec.is_posts else ("observations", "archived_observations")
    runner: RunsQueries = engine if server is None else server
    ask = archive.execute if server is None else _asking(archive, spec, server)
    runner.define("archived", f"SELECT * FROM {archive.relation(table) if server is None else HELD[table]}")
    asked = {"platform": platform} if spec.is_posts else {"platform": platform, "measure": spec.measure}
    n_rows = runner.keep("chosen", query, **asked)
    edge = "posts" if spec.is_posts else "profile"
    opens, closes = _window(spec, zone)
    addresses = Addresses.of(archive, platform)
    coverage, asked_for = _coverage(archive, spec, platform, edge, opens, closes, addresses, ask)
    if not n_rows and not (asked_for and spec.is_posts):
        what = "'posts'" if spec.is_posts else "measure"
        held = archive.execute(f"SELECT DISTINCT platform || ' ' || {what} FROM {archive.relation(table)} ORDER BY ALL")
        wrong = message(
            "holds nothing of {platform} {value}", platform=platform, value=table if spec.is_posts else spec.measure
        )
        found = ", ".join(row[0] for row in held) or message("no {table}", table=table)
        raise InputError([Fault(f"study.toml [activity.{name}] archive", wrong, found=found)])
    if n_rows:
        under_ids = _under_ids(runner, addresses, table)
        if server is None:
            engine.write_parquet(under_ids, engine.scratch / f"{name}.parquet")
        else:
            server.define("under_ids", under_ids)
        of_archive = spec.model_copy(update={"file": (f"{name}.parquet",), "archive": ""})
        counted = count_activity(
            name,
            of_archive,
            folder=engine.scratch,
            zone=zone,
            opened=opened,
            engine=engine,
            server=server,
            table=None if server is None else replace(_table_of(archive, table, spec), relation="under_ids"),
            same=normal_account,
        )
    else:
        counted = Activity(name, spec.measure, {}, frozenset(), frozenset(), (), 0, 0, (), ())
    counted = replace(counted, coverage=coverage, addresses=addresses.ids)
    return _without_uncovered(counted) if spec.is_posts else counted


#: Asks for rows of SQL in which ``{posts}``, ``{observations}`` and ``{coverage}`` stand for the records.
Ask = Callable[[str, Mapping[str, Any]], list[tuple[Any, ...]]]

#: What a server has them as.
HELD = {"posts": "held_posts", "observations": "held_observations", "coverage": "held_coverage"}


def _asking(archive: Archive, spec: ActivitySource, server: Spark) -> Ask:
    """Open the records at a server, which is asked then."""
    for table, relation in HELD.items():
        if (of_version := _table_of(archive, table, spec)).paths:
            # what it cannot read of an archive is the archive's fault, and not the study's
            server.open(relation, of_version.paths, format="parquet")
        else:
            server.define(relation, f"SELECT * FROM {archive.relation(table)}")

    def ask(sql: str, parameters: Mapping[str, Any]) -> list[tuple[Any, ...]]:
        for table, relation in HELD.items():
            sql = sql.replace(f"{{{table}}}", relation)
        return server.execute(sql, parameters)

    return ask


def _table_of(archive: Archive, table: str, spec: ActivitySource) -> Table:
    """One kind of records at the version, as files that any server reads, with or without Delta."""
    stored = archive.stored(table)
    paths = tuple(str((archive.path / file.name).resolve()) for file in stored)
    name = f"{spec.archive}, {table} of version {archive.version}"
    return Table(name, paths, "parquet", sum(file.size for file in stored))


#: Columns of the queries of an archive besides the account.
_BESIDES = {"posts": "post_id, created_at, type, repost", "observations": "observed_at, value, method"}


def _under_ids(engine: RunsQueries, addresses: Addresses, table: str) -> str:
    """SQL of what was chosen, records that bear an address of an account under its id."""
    accounts = [account for (account,) in engine.execute("SELECT DISTINCT account FROM chosen")]
    led = {account: found for account in accounts if (found := addresses.led(account)) is not None}
    led = {account: found for account, found in led.items() if found != account}
    if not led:
        return f"SELECT account, {_BESIDES[table]} FROM chosen"
    rows = ", ".join(f"({quoted(written)}, {quoted(id)})" for written, id in sorted(led.items()))
    return (
        f"SELECT coalesce(id, account) AS account, {_BESIDES[table]} "
        f"FROM chosen LEFT JOIN (VALUES {rows}) AS led(written, id) ON account = written "
        f"ORDER BY account, {_BESIDES[table]}"
    )


def _coverage(
    archive: Archive,
    spec: ActivitySource,
    platform: str,
    edge: str,
    opens: datetime,
    closes: datetime,
    addresses: Addresses,
    ask: Ask,
) -> tuple[Mapping[str, Missing], bool]:
    """What is known of each account that the archive holds anything of, and whether a walk asked for any."""
    from civicreach.archive.covered import NOT_COLLECTED, coverage_over

    def one(account: str) -> str:
        return normal_account(addresses.led(account) or account)

    of_platform = {"platform": platform}
    held = ask(
        "SELECT account FROM {posts} WHERE platform = $platform UNION SELECT account FROM {observations} "
        "WHERE platform = $platform UNION SELECT account FROM {coverage} "
        "WHERE platform = $platform AND edge <> 'address' ORDER BY account",
        of_platform,
    )
    silent = Missing.NOT_COLLECTED if spec.is_posts else Missing.NOT_OBSERVED
    known = dict.fromkeys((one(account) for (account,) in held), silent)
    walks = coverage_over(archive, platform, edge, opens, closes)
    for account, why in sorted(walks.items()):
        # an account that was asked for by an address before its id was known has walks under both
        if why != NOT_COLLECTED and known.get(one(account)) is not Missing.PRESENT:
            known[one(account)] = WHY[why]
    if spec.is_posts:
        for account in _from_exports(ask, platform, opens, closes, one):
            if spec.complete:
                known[account] = Missing.PRESENT
            elif known[account] is Missing.NOT_COLLECTED:
                known[account] = Missing.EXPORTED
    return known, any(why != NOT_COLLECTED for why in walks.values())


def _from_exports(ask: Ask, platform: str, opens: datetime, closes: datetime, one: Callable[[str], str]) -> set[str]:
    """Accounts with posts of imports, and with none of the window that came in another way."""
    rows = ask(
        "SELECT account, bool_or(method = 'import'), coalesce(bool_or(method <> 'import' AND "
        "epoch_us(created_at) >= $opens AND epoch_us(created_at) < $closes), false) "
        "FROM {posts} WHERE platform = $platform GROUP BY account",
        {
            "platform": platform,
            "opens": (opens - EPOCH) // timedelta(microseconds=1),
            "closes": (closes - EPOCH) // timedelta(microseconds=1),
        },
    )
    otherwise = {one(account) for account, _, other in rows if other}
    return {one(account) for account, imported, _ in rows if imported} - otherwise


def _without_uncovered(counted: Activity) -> Activity:
    """Part of the posts of a window is not their number: those of accounts that are not covered are left out."""
    known = counted.coverage or {}
    outside = {
        account: why
        for account in counted.counts
        if (why := known.get(normal_account(account), Missing.NOT_COLLECTED)) is not Missing.PRESENT
    }
    left_out = []
    for exported, reason in (
        (False, message("posts of accounts that were not collected over the whole window")),
        (True, message("posts of exports: an export does not say what it lacks; complete = true says that it lacks "
                       "nothing")),
    ):  # fmt: skip
        items = [
            (account, counted.counts[account].value)
            for account, why in outside.items()
            if (why is Missing.EXPORTED) == exported
        ]
        if items:
            n_posts = int(sum(value for _, value in items))
            shown = tuple((account, f"{value:.0f}") for account, value in items[:LISTED])
            left_out.append(LeftOut(f"activity.{counted.name}", reason, n_posts, shown))
    return replace(
        counted,
        counts={account: entry for account, entry in counted.counts.items() if account not in outside},
        n_counted=counted.n_counted - sum(entry.count for entry in left_out),
        left_out=(*counted.left_out, *left_out),
    )


def _origins(archive: Archive, spec: ActivitySource, *, counted_by: Message | None) -> tuple[FileOrigin, ...]:
    """The files of the version that were read, with their fingerprints."""
    origins = []
    counted = "posts" if spec.is_posts else "observations"
    for table in (counted, "coverage"):
        for file in archive.stored(table):
            with (archive.path / file.name).open("rb") as opened:
                digest = hashlib.file_digest(opened, "sha256").hexdigest()
            note = replace(_TABLES[table], values={"version": str(archive.version)})
            notes = (note, counted_by) if counted_by is not None and table == counted else (note,)
            origins.append(FileOrigin(f"{spec.archive}/{file.name}", digest, file.size, file.rows, notes=notes))
    return tuple(origins)


def _window(spec: ActivitySource, zone: str) -> tuple[datetime, datetime]:
    first, last = spec.window.first, spec.window.last + timedelta(days=1)
    at = ZoneInfo(zone)
    return datetime(first.year, first.month, first.day, tzinfo=at), datetime(last.year, last.month, last.day, tzinfo=at)
