"""A Mastodon server's answers as records."""

from __future__ import annotations

from typing import Any

from civicreach.records.harvest import Observation, Post
from civicreach.sources.platforms.shape import Reading, id_of, moment

API_VERSION = "v1"

_MEASURES = {"followers": "followers_count", "following": "following_count", "posts_total": "statuses_count"}
_COUNTS = {
    "likes": "favourites_count",
    "comments": "replies_count",
    "shares": "reblogs_count",
    "quotes": "quotes_count",
}


def read_profile(reading: Reading, account: dict[str, Any]) -> tuple[Observation, ...]:
    """Dated counts of an account."""
    return reading.observations(account, _MEASURES)


def read_posts(reading: Reading, statuses: list[Any]) -> tuple[Post, ...]:
    """The statuses of a page; a boost is kept as a repost, without the counts, which are another's."""

    def read(status: dict[str, Any]) -> Post:
        created = moment(status["created_at"])
        if status.get("reblog"):
            return reading.repost(id_of(status["id"]), created)
        media = status.get("media_attachments") or [{}]
        return reading.post(
            id_of(status["id"]),
            created,
            text=status.get("content"),
            type="reply" if status.get("in_reply_to_id") else str(media[0].get("type", "text")),
            counts=reading.counts(status, _COUNTS),
            edited_at=moment(status.get("edited_at")),
        )

    return reading.each(statuses, read)
