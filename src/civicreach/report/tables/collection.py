"""A collection before and after: what it will ask, how it ended, and what to do about accounts that failed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from civicreach.records.collection import Collection, Forecast, Outcome
from civicreach.records.harvest import STATUSES as IN_ORDER
from civicreach.records.words import Words, message
from civicreach.report.table import Cell, Column, Row, Table
from civicreach.sources.platforms import platform
from civicreach.sources.platforms.diagnosis import diagnosis

from .archive import EDGES, STATUSES

#: Accounts that the table of failures shows; --json and the archive have all.
SHOWN = 40

STOPPED = message("stopped by the user")


def forecast_table(forecasts: Sequence[Forecast], *, passed_over: int = 0, since: datetime | None = None) -> Table:
    """What each platform will be asked, in requests, share of a day's quota, dollars and minutes.

    `passed_over` counts rows of the accounts file that are of platforms that were not asked for; `since` is from when
    posts are asked for, None where it is all of them.
    """
    columns = (
        Column("accounts", message("Accounts"), "count"),
        Column("requests", message("Requests"), "count"),
        Column("daily", message("Of the day's quota"), "percent", digits=1),
        Column("usd", message("US dollars"), digits=2),
        Column("minutes", message("Minutes by the platform's limits"), digits=0),
        Column("known", message("How sure"), "text"),
    )
    rows = tuple(
        Row(
            one.platform,
            platform(one.platform).title,
            (
                Cell(one.accounts),
                Cell(one.requests),
                Cell(100 * one.requests / one.daily if one.daily else None),
                Cell(one.usd),
                Cell(one.seconds / 60),
                Cell(message("as known from the archive") if one.exact else message("at least")),
            ),
        )
        for one in forecasts
    )
    note = message("At least: how many posts an account has is known only after its profile was read once.")
    notes = (note, *_since(since), *_passed_over(passed_over))
    return Table("forecast", message("What the collection will ask"), message("Platform"), columns, rows, notes)


def _since(since: datetime | None) -> tuple[Words, ...]:
    if since is None:
        return ()
    at = since.astimezone(UTC).strftime("%Y-%m-%d %H:%M")
    return (message("Posts are asked for from {at} UTC on, when that day began first on earth.", at=at),)


def _passed_over(n: int) -> tuple[Words, ...]:
    words = message(
        "{n} rows of the accounts file are of platforms that were not asked for; they were passed over.", n=n
    )
    return (words,) if n else ()


def _row(where: str) -> str:
    """File and line, without the column."""
    return where.partition(", column")[0]


def _is_stopped(one: Outcome) -> bool:
    return one.reason == "stopped"


def statuses_table(collection: Collection, *, passed_over: int = 0) -> Table:
    """How many accounts ended in which status, a platform and edge in each row.

    Those that the user stopped stand in a column of their own. `passed_over` is as in `forecast_table`.
    """
    stopped = any(map(_is_stopped, collection.outcomes))
    columns = (
        *(Column(status, STATUSES[status], "count") for status in IN_ORDER),
        *([Column("stopped", STOPPED, "count")] if stopped else []),
        Column("received", message("Items received"), "count"),
        Column("kept", message("Records kept"), "count"),
    )
    groups: dict[tuple[str, str], list[Outcome]] = {}
    for one in collection.outcomes:
        groups.setdefault((one.platform, one.edge), []).append(one)
    rows = tuple(
        Row(
            f"{name}-{edge}",
            EDGES[edge],
            (
                *(Cell(sum(one.status == status and not _is_stopped(one) for one in own)) for status in IN_ORDER),
                *([Cell(sum(map(_is_stopped, own)))] if stopped else []),
                Cell(sum(one.received for one in own)),
                Cell(sum(one.kept for one in own)),
            ),
            group=platform(name).title,
        )
        for (name, edge), own in groups.items()
    )
    notes: list[Words] = [
        message(
            "Only where a walk is complete does the absence of posts mean that there were none; the coverage in the "
            "archive says it for every account."
        )
    ]
    if collection.n_reached < collection.n_accounts:
        missing = collection.n_accounts - collection.n_reached
        notes.append(message("{n} accounts were not reached; the next collection goes on with them.", n=missing))
    notes += _passed_over(passed_over)
    for one in collection.outcomes:
        if one.reason == "same_account":
            notes.append(
                message(
                    "{where} is the account of {first}: {account}. Its posts were read once.",
                    where=_row(one.where), first=_row(one.detail), account=one.account,
                )
            )  # fmt: skip
    shared = {one.where: one for one in collection.outcomes if len(one.governments) > 1}
    notes += [
        message("{account} stands for several governments: {ids}.", account=one.account, ids=", ".join(one.governments))
        for one in shared.values()
    ]
    return Table("collection", message("How the accounts were read"), message("Asked for"), columns, rows, tuple(notes))


def failures_table(failed: Sequence[Outcome]) -> Table:
    """What happened to each account that was not read to its end, and the way round it."""
    columns = (
        Column("edge", message("Asked for"), "text"),
        Column("status", message("Ended"), "text"),
        Column("what", message("What happened"), "text"),
        Column("way_round", message("What to do"), "text"),
        Column("said", message("The platform's words"), "text"),
    )
    # posts that were not asked for because the profile failed say the same once more
    told = {(one.where, one.reason) for one in failed if one.edge == "profile"}
    own = [one for one in failed if one.edge == "profile" or (one.where, one.reason) not in told]
    rows = []
    for one in own[:SHOWN]:
        found = diagnosis(one.platform, one.reason)
        cells = (
            Cell(EDGES[one.edge]),
            Cell(STOPPED if _is_stopped(one) else STATUSES[one.status]),
            Cell(found.what),
            Cell(found.way_round),
            Cell(one.detail),
        )
        rows.append(Row(f"{one.platform}-{one.account}-{one.edge}", one.account, cells, platform(one.platform).title))
    more = len(own) - len(rows)
    notes = (message("{n} more accounts are in the archive and in --json.", n=more),) if more else ()
    return Table("failures", message("Accounts not read to their end"), message("Account"), columns, tuple(rows), notes)
