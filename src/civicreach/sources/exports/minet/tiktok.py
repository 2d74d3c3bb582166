"""Videos of TikTok as minet finds them."""

from __future__ import annotations

from collections.abc import Iterator

from civicreach.records.words import message
from civicreach.sources.exports.entry import Entry, Outcome
from civicreach.sources.exports.layout import Layout


def _video(entry: Entry) -> Iterator[Outcome]:
    account, at = entry.id("author_unique_id").casefold(), entry.told_at()
    yield entry.post(
        "tiktok",
        account,
        entry.id("id"),
        created_at=entry.moment("timestamp"),
        observed_at=at or entry.seen_at(),
        counts=entry.counts(likes="digg_count", comments="comment_count", shares="share_count", views="play_count"),
        type="video",
        text=entry.text("description"),
    )
    # the hearts of all videos together are no Likes of the account
    yield from entry.observations(
        "tiktok", account, at, followers="author_follower_count", posts_total="author_video_count"
    )


LAYOUTS = (
    Layout(
        tool="minet",
        what=message("videos on TikTok"),
        read=_video,
        needs=("id", "timestamp", "author_unique_id", "digg_count", "play_count"),
        uses=("description", "share_count", "comment_count", "author_follower_count", "author_video_count"),
        created=("timestamp",),
    ),
)
