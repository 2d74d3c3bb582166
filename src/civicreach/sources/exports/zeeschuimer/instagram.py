"""Posts of Instagram in the two forms that its pages get: of the graph, and of lists of items."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from civicreach.records.words import message
from civicreach.sources.exports.entry import Aside, Entry, Outcome

_TYPES = {"1": "photo", "2": "video", "8": "carousel"}


def fits(raw: Mapping[str, Any]) -> bool:
    """Whether an object has the fields of a post of Instagram."""
    return {"code", "taken_at"} <= raw.keys() or {"shortcode", "taken_at_timestamp"} <= raw.keys()


def read(entry: Entry, seen_at: datetime) -> Iterator[Outcome]:
    """The post, and the followers of its account where they are told."""
    if entry.text("product_type") == "ad" or entry.text("link").startswith("https://www.facebook.com/ads/"):
        yield Aside(message("an advertisement"))
        return
    graph = "shortcode" in entry.raw
    counts = (
        entry.counts(
            likes=("edge_media_preview_like.count", "edge_liked_by.count"),
            comments=("edge_media_preview_comment.count", "edge_media_to_comment.count"),
            views="video_view_count",
        )
        if graph
        else entry.counts(likes="like_count", comments="comment_count", views=("play_count", "view_count"))
    )
    if entry.get("like_and_view_counts_disabled") is True:
        # the owner hides them, and what stands there is no count
        counts = {name: None if name in ("likes", "views") else count for name, count in counts.items()}
    account = entry.id("user.username", "owner.username").casefold()
    yield entry.post(
        "instagram",
        account,
        entry.id("shortcode" if graph else "code"),
        created_at=entry.moment("taken_at_timestamp" if graph else "taken_at"),
        observed_at=seen_at,
        counts=counts,
        type=entry.text("__typename") if graph else _TYPES.get(entry.text("media_type"), entry.text("media_type")),
        text=entry.first("caption.text", "edge_media_to_caption.edges.0.node.text"),
    )
    yield from entry.observations(
        "instagram", account, seen_at, followers=("owner.edge_followed_by.count", "user.follower_count")
    )
