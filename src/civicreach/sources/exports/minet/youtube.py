"""Videos and channels of YouTube as minet writes them; comments are left out."""

from __future__ import annotations

from civicreach.records.words import message
from civicreach.sources.exports.entry import comment
from civicreach.sources.exports.layout import Layout
from civicreach.sources.exports.youtube import Channel, Video

LAYOUTS = (
    Layout(
        tool="minet",
        what=message("videos on YouTube"),
        read=Video(
            channel="channel_id", id="video_id", created="published_at", title="title", likes="like_count",
            comments="comment_count", views="view_count",
        ).read,
        needs=("video_id", "published_at", "channel_id"),
        # what searching and listing write has no counts
        uses=("title", "like_count", "comment_count", "view_count"),
        created=("published_at",),
    ),
    Layout(
        tool="minet",
        what=message("channels on YouTube"),
        read=Channel(
            id="channel_id", followers="subscriber_count", views_total="view_count", posts_total="video_count",
            hidden="hidden_subscriber_count",
        ).read,
        needs=("channel_id", "subscriber_count", "video_count", "view_count"),
        uses=("hidden_subscriber_count",),
    ),
    Layout(
        tool="minet",
        what=message("comments on YouTube"),
        read=comment,
        needs=("video_id", "comment_id", "author_channel_id", "text", "published_at"),
    ),
)  # fmt: skip
