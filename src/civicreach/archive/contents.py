"""What is in an archive: measures, posts, how walks ended, and what was odd."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from civicreach.records.archived import Contents, Held

from .archive import Archive
from .rows import moment


def contents(archive: Archive) -> Contents:
    """What an archive holds at its version."""
    posts = archive.execute(
        "SELECT platform, 'posts', count(DISTINCT account), count(DISTINCT (account, post_id)), 0, "
        "epoch_us(min(observed_at)), epoch_us(max(observed_at)) FROM {posts} GROUP BY platform ORDER BY platform"
    )
    measures = archive.execute(
        "SELECT platform, measure, count(DISTINCT account), count(*), count(*) FILTER (WHERE value IS NULL), "
        "epoch_us(min(observed_at)), epoch_us(max(observed_at)) FROM {observations} "
        "GROUP BY platform, measure ORDER BY platform, measure"
    )
    last = (
        "SELECT platform, edge, arg_max(status, ended_at) AS status FROM {coverage} "
        "WHERE edge <> 'address' GROUP BY platform, edge, account"
    )
    walks = archive.execute(
        f"SELECT platform, edge, status, count(*) FROM ({last}) GROUP BY platform, edge, status ORDER BY ALL"
    )
    odd = archive.execute(
        'SELECT platform, reason, CAST(sum("count") AS BIGINT) FROM {quarantine} GROUP BY ALL ORDER BY ALL'
    )
    return Contents(
        archive.version,
        tuple(sorted(_held([*posts, *measures]), key=lambda held: (held.platform, held.what != "posts", held.what))),
        tuple((platform, edge, status, accounts) for platform, edge, status, accounts in walks),
        tuple((platform, reason, items) for platform, reason, items in odd),
        sum(file.rows for file in archive.stored("payloads")),
        sum(file.size for file in archive.all_stored),
    )


def _held(rows: Iterable[tuple[Any, ...]]) -> Iterable[Held]:
    for platform, what, accounts, records, missing, first, last in rows:
        yield Held(platform, what, accounts, records, missing, moment(first), moment(last))
