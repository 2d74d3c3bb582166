"""What is in an archive, its versions, and what a check of it found, as tables."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from civicreach.records.words import Words, joined, message
from civicreach.report.numbers import in_words
from civicreach.report.table import Cell, Column, Row, Table

if TYPE_CHECKING:
    from civicreach.records.archived import Contents, Merged, Verdict, Version

STATUSES = {
    "complete": message("complete"),
    "partial_cap": message("cut off by the platform's cap"),
    "partial_rate": message("stopped by a rate limit"),
    "denied": message("denied"),
    "not_found": message("not found"),
    "error": message("ended in an error"),
}

MEASURES: dict[str, Words] = {
    "posts": message("Posts"),
    "likes": message("Likes"),
    "followers": message("Followers"),
    "following": message("Following"),
    "posts_total": message("Posts in all, as the platform says"),
    "views_total": message("Views in all, as the platform says"),
    "talking_about": message("Talking about it"),
}

EDGES = {"profile": message("profile"), "posts": message("posts")}

TABLE_NAMES = {
    "observations": message("Dated counts"),
    "posts": message("Post records"),
    "coverage": message("Coverage"),
    "payloads": message("Raw answers"),
    "quarantine": message("Quarantine"),
}

CHECKS = {
    "log": message("Every entry of the log can be read"),
    "files": message("Every file is there, in its size"),
    "rows": message("Every file can be read and has its rows"),
    "keys": message("No record is there twice"),
    "payloads": message("Every raw answer has its hash"),
    "evidence": message("Every screenshot has its hash"),
    "secrets": message("Nothing looks like a key or token"),
}


def contents_table(contents: Contents, zone: ZoneInfo) -> Table:
    """Accounts, counts and posts by platform and measure."""
    columns = (
        Column("accounts", message("Accounts"), "count"),
        Column("records", message("Counts or posts"), "count"),
        Column("missing", message("Without a value"), "count"),
        Column("first", message("First seen"), "text"),
        Column("last", message("Last seen"), "text"),
    )
    rows = [
        Row(
            f"{held.platform}-{held.what}",
            MEASURES.get(held.what, held.what),
            (
                Cell(held.accounts),
                Cell(held.records),
                Cell(held.missing),
                Cell(minute(held.first, zone)),
                Cell(minute(held.last, zone)),
            ),
            held.platform,
        )
        for held in contents.held
    ]
    notes = [
        message("Times are of {zone}.", zone=zone.key),
        message("Raw answers kept: {n}. Size: {size} MB.", n=contents.payloads, size=round(contents.size / 1e6, 1)),
    ]
    caption = message("What the archive holds at version {version}", version=contents.version)
    return Table("archive-contents", caption, message("Measure"), columns, tuple(rows), tuple(notes))


def walks_table(contents: Contents) -> Table:
    """How the last walk of each account ended."""
    rows = [
        Row(
            f"{platform}-{edge}-{status}",
            STATUSES[status],
            (Cell(accounts),),
            joined([platform, EDGES.get(edge, edge)]),
        )
        for platform, edge, status, accounts in contents.walks
    ]
    columns = (Column("accounts", message("Accounts"), "count"),)
    note = message("Only after a complete walk does the absence of posts mean that there were none.")
    caption = message("How the last collection of each account ended")
    return Table("archive-coverage", caption, message("Ended"), columns, tuple(rows), (note,))


def versions_table(versions: Sequence[Version], zone: ZoneInfo) -> Table:
    """The versions of an archive, oldest first."""
    columns = (
        Column("at", message("When"), "text"),
        Column("run", message("Run"), "text"),
        Column("added", message("Added"), "text"),
    )
    rows = [
        Row(
            str(version.number),
            str(version.number),
            (
                Cell(version.at.astimezone(zone).strftime("%Y-%m-%d %H:%M:%S")),
                Cell(version.run),
                Cell(
                    joined(
                        [
                            joined([words, in_words(version.rows[table])], " ")
                            for table, words in TABLE_NAMES.items()
                            if table in version.rows
                        ]
                    )
                ),
            ),
        )
        for version in versions
    ]
    notes = [
        message("Times are of {zone}.", zone=zone.key),
        message("A post that is seen again is a post record again; it counts as one post."),
    ]
    caption = message("Versions of the archive")
    return Table("archive-versions", caption, message("Version"), columns, tuple(rows), tuple(notes))


def compaction_table(merged: Sequence[Merged]) -> Table:
    """Which small files are put together, and what that costs."""
    columns = (
        Column("files", message("Small files"), "count"),
        Column("into", message("Become"), "count"),
        Column("rows", message("Records"), "count"),
        Column("size", message("MB"), digits=1),
    )
    rows = [
        Row(one.table, TABLE_NAMES[one.table], (Cell(one.files), Cell(one.into), Cell(one.rows), Cell(one.size / 1e6)))
        for one in merged
    ]
    size = in_words(sum(one.size for one in merged) / 1e6, 1)
    note = message(
        "The small files stay for the versions before, so that up to {size} MB more are needed on the disk.", size=size
    )
    caption = message("What is put together")
    return Table("archive-compaction", caption, message("Records of"), columns, tuple(rows), (note,) if rows else ())


def verdicts_table(verdicts: Sequence[Verdict]) -> Table:
    """What a check of an archive looked at, and what is wrong."""
    columns = (
        Column("looked_at", message("Looked at"), "count"),
        Column("faults", message("Wrong"), "count"),
        Column("found", message("Found"), "text"),
    )
    rows = [
        Row(
            verdict.check,
            CHECKS[verdict.check],
            (Cell(verdict.looked_at), Cell(verdict.faults), Cell(", ".join(verdict.found))),
        )
        for verdict in verdicts
    ]
    return Table("archive-check", message("The archive, checked"), message("Check"), columns, tuple(rows))


def minute(moment: datetime | None, zone: ZoneInfo) -> str:
    """A moment by the clock of a zone, to the minute; empty where there was none."""
    return moment.astimezone(zone).strftime("%Y-%m-%d %H:%M") if moment else ""
