"""Videos of TikTok."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from civicreach.sources.exports.entry import Entry, Outcome


def fits(raw: Mapping[str, Any]) -> bool:
    """Whether an object has the fields of a video of TikTok."""
    return {"createTime", "author"} <= raw.keys()


def read(entry: Entry, seen_at: datetime) -> Iterator[Outcome]:
    """The video, and the counts of its account, which stand in every video."""
    # an object in the answers of the interface; only a name in what the page itself carries
    account = entry.id("author.uniqueId", "author").casefold()
    yield entry.post(
        "tiktok",
        account,
        entry.id("id"),
        created_at=entry.moment("createTime"),
        observed_at=seen_at,
        counts=entry.counts(
            likes=("stats.diggCount", "statsV2.diggCount"),
            comments=("stats.commentCount", "statsV2.commentCount"),
            shares=("stats.shareCount", "statsV2.shareCount"),
            views=("stats.playCount", "statsV2.playCount"),
        ),
        type="video",
        text=entry.text("desc"),
    )
    # `heartCount` are the hearts of all videos together, not Likes of the account
    yield from entry.observations(
        "tiktok", account, seen_at, followers="authorStats.followerCount", posts_total="authorStats.videoCount"
    )
