"""Posts on X as tools write them: one that was passed on has none of the counts beside it."""

from __future__ import annotations

from datetime import datetime

from civicreach.records.harvest import Post

from .entry import Entry, Paths


def x_post(
    entry: Entry,
    account: str,
    post_id: str,
    *,
    created_at: datetime,
    observed_at: datetime,
    text: str,
    repost: bool,
    **paths: Paths,
) -> Post:
    """A post with its counts; without any where another wrote it: X tells the counts of the other's post there.

    Views of 0 were not told: X began to count them late in 2022, and writes 0 for posts before.
    """
    counts = {} if repost else entry.counts(**paths)
    if "views" in counts:
        counts["views"] = counts["views"] or None
    return entry.post(
        "x",
        account,
        post_id,
        created_at=created_at,
        observed_at=observed_at,
        counts=counts,
        type="repost" if repost else "",
        text=text,
        repost=repost,
    )
