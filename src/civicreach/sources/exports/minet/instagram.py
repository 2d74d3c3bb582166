"""Posts and accounts of Instagram as minet writes them."""

from __future__ import annotations

from collections.abc import Iterator

from civicreach.records.words import message
from civicreach.sources.exports.entry import Entry, Outcome, comment
from civicreach.sources.exports.layout import Layout


def _post(entry: Entry) -> Iterator[Outcome]:
    hidden = entry.text("like_and_view_counts_disabled").casefold() == "true"
    counts = entry.counts(likes="like_count", comments="comment_count")
    yield entry.post(
        "instagram",
        entry.id("username").casefold(),
        entry.id("shortcode"),
        created_at=entry.moment("taken_at_timestamp"),
        observed_at=entry.seen_at(),
        counts={**counts, "likes": None} if hidden else counts,
        type=entry.text("media_type"),
        text=entry.text("caption"),
    )


def _found(entry: Entry) -> Iterator[Outcome]:
    """A post of a hashtag or a place, which names its account by number only."""
    video = entry.first("is_video", "media_type").casefold() in ("true", "graphvideo")
    counts = entry.counts(likes=("liked_by_count", "preview_like_count"), comments="comment_count",
                          views="video_view_count")  # fmt: skip
    yield entry.post(
        "instagram",
        entry.id("owner_id"),
        entry.id("shortcode"),
        created_at=entry.moment("taken_at_timestamp"),
        observed_at=entry.seen_at(),
        counts=counts if video or counts.get("views") else {**counts, "views": None},
        type="video" if video else entry.text("media_type"),
        text=entry.text("caption"),
    )


def _account(entry: Entry) -> Iterator[Outcome]:
    account = entry.id("username").casefold()
    yield from entry.observations(
        "instagram", account, entry.told_at(), followers="follower_count", following="follow_count"
    )


LAYOUTS = (
    Layout(
        tool="minet",
        what=message("posts of Instagram accounts"),
        read=_post,
        needs=("username", "shortcode", "taken_at_timestamp", "like_count", "comment_count"),
        uses=("like_and_view_counts_disabled", "media_type", "caption"),
        created=("taken_at_timestamp",),
    ),
    Layout(
        tool="minet",
        what=message("posts on Instagram, of accounts by number"),
        read=_found,
        needs=("owner_id", "shortcode", "taken_at_timestamp", "liked_by_count", "comment_count"),
        uses=("preview_like_count", "video_view_count", "is_video", "media_type", "caption"),
        created=("taken_at_timestamp",),
    ),
    Layout(
        tool="minet",
        what=message("accounts on Instagram"),
        read=_account,
        needs=("username", "follower_count", "follow_count"),
    ),
    Layout(
        tool="minet",
        what=message("comments on Instagram"),
        read=comment,
        needs=("id", "parent_id", "comment_like_count", "child_comment_count", "created_at_utc", "username"),
    ),
)
