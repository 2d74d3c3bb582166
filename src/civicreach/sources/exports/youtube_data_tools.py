"""YouTube Data Tools: tab or csv of videos and of channels."""

from __future__ import annotations

from civicreach.records.words import message

from .entry import comment
from .layout import Layout
from .youtube import Channel, Video

LAYOUTS = (
    Layout(
        tool="youtube-data-tools",
        what=message("videos on YouTube"),
        read=Video(
            channel="channelId", id="videoId", created="publishedAt", title="videoTitle", likes="likeCount",
            comments="commentCount", views="viewCount",
        ).read,
        needs=("channelId", "videoId", "publishedAt"),
        uses=("videoTitle", "likeCount", "commentCount", "viewCount"),
        created=("publishedAt",),
        escape="\\",
    ),
    Layout(
        tool="youtube-data-tools",
        what=message("channels on YouTube"),
        read=Channel(id="id", followers="subscriberCount", views_total="viewCount", posts_total="videoCount").read,
        needs=("id", "publishedAt", "subscriberCount", "videoCount"),
        uses=("viewCount",),
        escape="\\",
    ),
    Layout(
        tool="youtube-data-tools",
        what=message("comments on YouTube"),
        read=comment,
        needs=(("id", "commentId"), ("isReplyTo", "isReply"), "authorName", "publishedAt"),
        escape="\\",
    ),
)  # fmt: skip
