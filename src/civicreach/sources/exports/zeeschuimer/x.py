"""Posts on X, in the form of today and in that before 2023."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from civicreach.sources.exports.entry import Entry, Outcome
from civicreach.sources.exports.x_posts import x_post

_USER = "core.user_results.result"


def fits(raw: Mapping[str, Any]) -> bool:
    """Whether an object has the fields of a post on X."""
    inner = raw.get("tweet")
    if isinstance(inner, Mapping):
        return fits(inner)
    return "legacy" in raw and ("rest_id" in raw or raw.get("type") == "adaptive")


def read(entry: Entry, seen_at: datetime) -> Iterator[Outcome]:
    """The post, and the counts of its account."""
    inner = entry.get("tweet")
    if isinstance(inner, Mapping):
        # what X shows to some only, it wraps once more
        entry = Entry(inner, entry.line, entry.setting)
    account = entry.id("legacy.user_id_str", f"{_USER}.rest_id", "user.id_str")
    yield x_post(
        entry,
        account,
        entry.id("rest_id", "legacy.id_str"),
        created_at=entry.moment("legacy.created_at"),
        observed_at=seen_at,
        text=entry.text("legacy.full_text"),
        repost=entry.get("legacy.retweeted_status_result") is not None,
        likes="legacy.favorite_count",
        shares="legacy.retweet_count",
        comments="legacy.reply_count",
        quotes="legacy.quote_count",
        views=("views.count", "ext_views.count"),
    )
    yield from entry.observations(
        "x",
        account,
        seen_at,
        followers=(f"{_USER}.legacy.followers_count", "user.followers_count"),
        posts_total=(f"{_USER}.legacy.statuses_count", "user.statuses_count"),
    )
