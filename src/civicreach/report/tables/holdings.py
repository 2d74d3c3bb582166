"""What an archive holds of each account, what needs a look, and what lies in quarantine, as tables."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from civicreach.records.harvest import STATUSES as IN_ORDER
from civicreach.records.words import Message, Words, joined, message
from civicreach.report.numbers import in_words
from civicreach.report.table import Cell, Column, Row, Table
from civicreach.sources.platforms.diagnosis import diagnosis

from .archive import EDGES, MEASURES, STATUSES, minute

if TYPE_CHECKING:
    from civicreach.records.holdings import AccountHeld, LastCount, LastWalk, Oddity

#: What each end of a walk means for whoever counts.
MEANINGS = {
    "complete": message(
        "complete: everything asked for came; where no posts came, there were none in the time asked for"
    ),
    "partial_cap": message(
        "cut off by the platform's cap: the platform gives only the newest; older ones are missing, not zero"
    ),
    "partial_rate": message(
        "stopped by a rate limit: the rest is missing, not zero, and the next collection goes on with it"
    ),
    "denied": message("denied: the platform did not show the account; what it did is missing, not zero"),
    "not_found": message("not found: the platform knows no such account now; what was seen before stays"),
    "error": message("ended in an error: the rest is missing, not zero; collect again"),
}

#: Where posts are missing.
POSTS_UNKNOWN = message("no walk over its posts was complete: missing, not zero")

#: No posts are asked for with a profile.
PROFILE_READ = message("complete: the profile was read, with the counts that it shows")

NOT_SINCE = message("It was not asked for since, while others of the platform were.")
LOOK = message("Look whether the accounts file still names it, and collect again.")

#: Characters of an item in quarantine that a list shows.
ITEM_SHOWN = 60


def attention_table(accounts: Sequence[AccountHeld], zone: ZoneInfo, *, most: int | None) -> Table:
    """The accounts whose last walk failed, or that were not walked lately: why, and what to do."""
    columns = (
        Column("edge", message("Asked for"), "text"),
        Column("ended", message("Ended"), "text"),
        Column("at", message("Last asked"), "text"),
        Column("what", message("What happened"), "text"),
    )
    needing = [account for account in accounts if account.failed or account.stale]
    rows = []
    ways: dict[str, Words] = {}
    for account in needing[:most]:
        failed = [walk for walk in account.walks if walk.status != "complete"]
        # posts that were not asked for because the profile failed say the same once more
        if {walk.edge for walk in failed} > {"profile"} and len({walk.reason for walk in failed}) == 1:
            failed = [walk for walk in failed if walk.edge == "profile"]
        for walk in failed:
            found = diagnosis(account.platform, walk.reason)
            told = (STATUSES[walk.status], _day(walk.ended_at, zone), found.what)
            rows.append(_row(account, walk.edge, (EDGES.get(walk.edge, walk.edge), *told)))
            ways[_said(found.what)] = joined([found.what, found.way_round], " ")
        if not failed:
            cells = ("", message("stale"), _day(account.asked_at, zone), NOT_SINCE)
            rows.append(_row(account, "stale", cells))
            ways[_said(NOT_SINCE)] = joined([NOT_SINCE, LOOK], " ")
    notes: list[Words] = list(ways.values())
    notes += _more(len(needing) - len(needing[:most]))
    if needing:
        notes.append(message("--account NAME tells all of one account, --accounts lists every account."))
    caption = message("Accounts that need a look: {n} of {all}", n=in_words(len(needing)), all=in_words(len(accounts)))
    return Table("archive-attention", caption, message("Account"), columns, tuple(rows), tuple(notes))


def accounts_table(accounts: Sequence[AccountHeld], zone: ZoneInfo, *, most: int | None) -> Table:
    """One row an account: when it was seen, its last counts with their days, its posts, and how its walks ended."""
    columns = (
        Column("first", message("First seen"), "text"),
        Column("last", message("Last seen"), "text"),
        Column("counts", message("Last counts"), "text"),
        Column("posts", message("Posts"), "text"),
        Column("walks", message("Last collection"), "text"),
    )
    shown = accounts[:most]
    rows = [
        _row(
            account,
            "",
            (
                _day(account.first, zone),
                _day(account.last, zone),
                joined([_count(count, zone) for count in account.counts], "\n"),
                joined([part for part in (_posts(account), _covered(account, zone)) if part], "\n"),
                joined([_walk(walk) for walk in account.walks], "\n")
                or message("not collected: entered by hand, or imported"),
            ),
        )
        for account in shown
    ]
    met = {walk.status for account in shown for walk in account.walks}
    notes: list[Words] = [message("Days are of {zone}.", zone=zone.key)]
    notes += [MEANINGS[status] for status in IN_ORDER if status in met]
    notes += _more(len(accounts) - len(shown))
    caption = message("Accounts of the archive: {n}", n=in_words(len(accounts)))
    return Table("archive-accounts", caption, message("Account"), columns, tuple(rows), tuple(notes))


def account_table(account: AccountHeld, zone: ZoneInfo) -> Table:
    """All that is known of one account: every measure, its posts, and every edge with its last walk."""
    columns = (
        Column("value", message("Last value"), "text"),
        Column("at", message("When"), "text"),
        Column("told", message("What it means"), "text"),
    )
    rows = [
        Row(
            count.measure,
            MEASURES.get(count.measure, count.measure),
            (
                Cell(in_words(count.value, 0, kind="count")),
                Cell(minute(count.at, zone)),
                Cell(_untold(count, zone) if count.reason else ""),
            ),
            message("Counts"),
        )
        for count in account.counts
    ]
    seen = message("seen from {first} to {last}", first=minute(account.first, zone), last=minute(account.last, zone))
    what: list[Words] = [message("each counted once, however often it was seen")] if account.posts else []
    what += [_covered(account, zone) or POSTS_UNKNOWN] if account.posts_to is None or _covered(account, zone) else []
    posts = (Cell(_posts(account)), Cell(), Cell(joined(what, "\n")))
    rows.append(Row("posts", MEASURES["posts"], posts, message("Counts")))
    for walk in account.walks:
        found = diagnosis(account.platform, walk.reason)
        told = [_meaning(walk, zone), *([found.what, found.way_round] if walk.reason else [])]
        if walk.detail:
            told.append(message("Told: {detail}", detail=walk.detail))
        if walk.edge == "posts":
            told.append(
                message("Asked for: {since} to {until}", since=minute(walk.asked_from, zone) or "…",
                        until=minute(walk.asked_to, zone) or "…")
            )  # fmt: skip
        if walk.status != "complete":
            before = message("Last complete: {at}", at=minute(walk.completed_at, zone))
            told.append(before if walk.completed_at else message("Never complete before."))
        cells = (Cell(STATUSES[walk.status]), Cell(minute(walk.ended_at, zone)), Cell(joined(told, "\n")))
        rows.append(Row(walk.edge, EDGES.get(walk.edge, walk.edge), cells, message("Collection")))
    notes: list[Words] = [seen] if account.first else []
    if account.names:
        notes.append(message("Also written: {names}", names=", ".join(account.names)))
    notes.append(message("Times are of {zone}.", zone=zone.key))
    caption = f"{account.platform} {account.account}"
    return Table("archive-account", caption, message("What"), columns, tuple(rows), tuple(notes))


def reasons_table(reasons: Sequence[tuple[str, str, int]], *, beside: bool = False) -> Table:
    """How many items are in quarantine, for which reasons; `beside` the list of them, or alone."""
    numbers: Counter[tuple[str, str]] = Counter()
    for platform, reason, n in reasons:
        numbers[platform, reason] += n
    rows = [
        Row(f"{platform}-{place}", _reason(reason), (Cell(n),), platform or "?")
        for place, ((platform, reason), n) in enumerate(sorted(numbers.items(), key=lambda one: (one[0][0], -one[1])))
    ]
    note = message("These items are not counted anywhere.")
    lists = [message("--quarantine lists them.")] if not beside else []
    columns = (Column("items", message("Items"), "count"),)
    caption = message("In quarantine, by reason")
    return Table("archive-quarantine", caption, message("Reason"), columns, tuple(rows), (note, *lists) if rows else ())


def oddities_table(found: Sequence[Oddity], zone: ZoneInfo, *, more: int = 0) -> Table:
    """The entries of quarantine, the last first."""
    columns = (
        Column("reason", message("Reason"), "text"),
        Column("count", message("Items"), "count"),
        Column("place", message("Where it stood"), "text"),
        Column("item", message("The item begins"), "text"),
    )
    rows = [
        Row(
            str(place),
            "\n".join(filter(None, [minute(one.at, zone), f"{one.platform} {one.account}".strip()])),
            (
                Cell(_reason(one.reason)),
                Cell(one.count),
                Cell(joined([part for part in (one.place, one.run) if part], "\n")),
                Cell(" ".join(one.item[:ITEM_SHOWN].split()) + ("…" if len(one.item) > ITEM_SHOWN else "")),
            ),
        )
        for place, one in enumerate(found)
    ]
    notes = (message("Times are of {zone}.", zone=zone.key), *_more(more))
    caption = message("Items in quarantine, the last first")
    return Table("archive-oddities", caption, message("When, and of whom"), columns, tuple(rows), notes)


def _more(n: int) -> tuple[Words, ...]:
    return (message("{n} more: --limit 0 shows all.", n=in_words(n)),) if n else ()


def _reason(text: str) -> Words:
    # the archive keeps reasons in English; with values in them, which may be any text, they stand in no catalogue
    return text if "{" in text or "}" in text else Message(text)


def _meaning(walk: LastWalk, zone: ZoneInfo) -> Words:
    if walk.status != "complete":
        return MEANINGS[walk.status]
    if walk.edge == "profile":
        return PROFILE_READ
    if walk.asked_from is None:
        return MEANINGS["complete"]
    since = _day(walk.asked_from, zone)
    return message(
        "complete since {since}: everything of that time came; where no posts came, there were none since then",
        since=since,
    )


def _posts(account: AccountHeld) -> Words:
    """How many posts are held; the least number where no walk tells that these are all."""
    number = in_words(account.posts, 0, kind="count")
    return message("at least {n}", n=number) if account.posts and account.posts_to is None else number


def _covered(account: AccountHeld, zone: ZoneInfo) -> Words:
    """For which time the posts are all there; empty where that is from the first to the last walk."""
    since, until = _day(account.posts_from, zone), _day(account.posts_to, zone)
    last = next((walk for walk in account.walks if walk.edge == "posts"), None)
    if last is None or not until:
        return ""
    # a collection that has not failed since goes on to its own day
    to_now = last.status == "complete" and until == _day(last.ended_at, zone)
    if to_now:
        return message("complete since {since}", since=since) if since else ""
    if since:
        return message("complete from {since} to {until}", since=since, until=until)
    return message("complete to {until}", until=until)


def _row(account: AccountHeld, key: str, cells: Sequence[Words | int]) -> Row:
    # the id is marked, since a narrow terminal breaks both over several lines
    label = "\n".join([account.names[0], f"({account.account})"]) if account.names else account.account
    name = "-".join(filter(None, [account.platform, account.account, key]))
    return Row(name, label, tuple(map(Cell, cells)), account.platform)


def _count(count: LastCount, zone: ZoneInfo) -> Words:
    measure = MEASURES.get(count.measure, count.measure)
    if count.at is None:
        return message("{measure} not told", measure=measure)
    value = in_words(count.value, 0, kind="count")
    return joined([measure, f"{value}, {_day(count.at, zone)}"], " ")


def _untold(count: LastCount, zone: ZoneInfo) -> Words:
    return message("not told on {at}: {reason}", at=minute(count.asked_at, zone), reason=count.reason)


def _walk(walk: LastWalk) -> Words:
    return joined([EDGES.get(walk.edge, walk.edge), STATUSES[walk.status]], ": ")


def _said(words: Words) -> str:
    return words.text if isinstance(words, Message) else str(words)


def _day(moment: datetime | None, zone: ZoneInfo) -> str:
    return moment.astimezone(zone).strftime("%Y-%m-%d") if moment else ""
