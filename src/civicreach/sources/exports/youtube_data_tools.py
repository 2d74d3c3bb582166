"""YouTube Data Tools: tab or csv of videos and of channels."""

from __future__ import annotations

from collections.abc import Iterator

from civicreach.records.words import message

from .entry import Aside, Entry, Outcome
from .layout import Layout
from .subscribers import rounded

COMMENT = message("a comment or a reply, not a post of the page")


def _video(entry: Entry) -> Iterator[Outcome]:
    yield entry.post(
        "youtube",
        entry.id("channelId"),
        entry.id("videoId"),
        created_at=entry.moment("publishedAt"),
        observed_at=entry.seen_at(),
        # YouTube stopped telling dislikes in 2021, and favorites are always 0
        counts=entry.counts(likes="likeCount", comments="commentCount", views="viewCount"),
        type="video",
        text=entry.text("videoTitle"),
    )


def _channel(entry: Entry) -> Iterator[Outcome]:
    for seen in entry.observations(
        "youtube",
        entry.id("id"),
        entry.told_at(),
        followers="subscriberCount",
        views_total="viewCount",
        posts_total="videoCount",
    ):
        yield rounded(seen)


def _comment(entry: Entry) -> Iterator[Outcome]:
    yield Aside(COMMENT)


LAYOUTS = (
    Layout(
        tool="youtube-data-tools",
        what=message("videos on YouTube"),
        read=_video,
        needs=("channelId", "videoId", "publishedAt"),
        uses=("videoTitle", "likeCount", "commentCount", "viewCount"),
        created=("publishedAt",),
        escape="\\",
    ),
    Layout(
        tool="youtube-data-tools",
        what=message("channels on YouTube"),
        read=_channel,
        needs=("id", "publishedAt", "subscriberCount", "videoCount"),
        uses=("viewCount",),
        escape="\\",
    ),
    Layout(
        tool="youtube-data-tools",
        what=message("comments on YouTube"),
        read=_comment,
        needs=("id", "isReplyTo", "authorName", "publishedAt"),
        escape="\\",
    ),
)
