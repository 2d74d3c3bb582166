"""YouTube's answers as records."""

from __future__ import annotations

from typing import Any

from civicreach.records.harvest import Observation, Post, shown_interval
from civicreach.sources.platforms.shape import Reading, id_of, moment

API_VERSION = "v3"

#: YouTube shows subscribers with so many figures.
FIGURES = 3

_COUNTS = {"likes": "likeCount", "comments": "commentCount", "views": "viewCount"}


def read_profile(reading: Reading, channel: dict[str, Any]) -> tuple[Observation, ...]:
    """Dated counts of a channel; subscribers are rounded by YouTube, and missing where the channel hides them."""
    told = channel.get("statistics")
    told = told if isinstance(told, dict) else {}
    hidden = told.get("hiddenSubscriberCount") is True
    followers = reading.observation(
        "followers",
        None if hidden else told.get("subscriberCount"),
        reason="hidden" if hidden else "absent",
        interval=lambda count: shown_interval(count, figures=FIGURES),
    )
    return followers, *reading.observations(told, {"posts_total": "videoCount", "views_total": "viewCount"})


def read_posts(reading: Reading, videos: list[Any]) -> tuple[Post, ...]:
    """Videos with their counts; likes and comments are None where the channel has switched them off."""

    def read(video: dict[str, Any]) -> Post:
        snippet = video["snippet"]
        live = str(snippet.get("liveBroadcastContent", "none"))
        return reading.post(
            id_of(video["id"]),
            moment(snippet["publishedAt"]),
            text="\n".join(str(snippet.get(part) or "") for part in ("title", "description")).strip(),
            type="video" if live == "none" else live,
            counts=reading.counts(video.get("statistics") or {}, _COUNTS),
        )

    return reading.each(videos, read)
