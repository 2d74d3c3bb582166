"""Posts and accounts of Bluesky as minet writes them."""

from __future__ import annotations

from collections.abc import Iterator

from civicreach.records.words import message
from civicreach.sources.exports.entry import Entry, Outcome
from civicreach.sources.exports.layout import Layout


def _post(entry: Entry) -> Iterator[Outcome]:
    # of a post that was passed on, the counts are of who wrote it
    passed_on = entry.text("repost_by_user_did")
    yield entry.post(
        "bluesky",
        passed_on or entry.id("user_did"),
        entry.id("uri"),
        created_at=entry.moment("repost_timestamp_utc" if passed_on else "timestamp_utc"),
        observed_at=entry.seen_at(),
        counts={}
        if passed_on
        else entry.counts(likes="like_count", shares="repost_count", comments="reply_count", quotes="quote_count"),
        type="repost" if passed_on else "",
        text=entry.first("original_text", "text"),
        repost=bool(passed_on),
    )


def _account(entry: Entry) -> Iterator[Outcome]:
    yield from entry.observations(
        "bluesky",
        entry.id("did"),
        entry.told_at("collection_time"),
        followers="followers",
        following="follows",
        posts_total="posts",
    )


LAYOUTS = (
    Layout(
        tool="minet",
        what=message("posts on Bluesky"),
        read=_post,
        needs=("uri", "user_did", "timestamp_utc", "repost_count", "like_count"),
        uses=("reply_count", "quote_count", "text", "original_text", "repost_by_user_did", "repost_timestamp_utc"),
        created=("repost_timestamp_utc", "timestamp_utc"),
        utc=True,
    ),
    Layout(
        tool="minet",
        what=message("accounts on Bluesky"),
        read=_account,
        needs=("did", "handle", "posts", "followers", "follows"),
        uses=("collection_time",),
        utc=True,
    ),
)
