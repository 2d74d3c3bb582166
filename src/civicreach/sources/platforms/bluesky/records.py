"""Bluesky's answers as records."""

from __future__ import annotations

from typing import Any

from civicreach.records.harvest import Observation, Post
from civicreach.sources.platforms.shape import Reading, id_of, moment

API_VERSION = "app.bsky"

_MEASURES = {"followers": "followersCount", "following": "followsCount", "posts_total": "postsCount"}
_COUNTS = {
    "likes": "likeCount",
    "comments": "replyCount",
    "shares": "repostCount",
    "quotes": "quoteCount",
    "bookmarks": "bookmarkCount",
}


def read_profile(reading: Reading, profile: dict[str, Any]) -> tuple[Observation, ...]:
    """Dated counts of a profile."""
    return reading.observations(profile, _MEASURES)


def read_posts(reading: Reading, feed: list[Any]) -> tuple[Post, ...]:
    """The posts of a page of a feed.

    A repost is the account's act and another's post: it is kept as one, dated when it was passed on, and without the
    counts, which are the other's. `createdAt` is set by the author's program and may be any day: where it is later
    than the day on which Bluesky first saw the post, the latter is taken.
    """

    def read(item: dict[str, Any]) -> Post:
        post, reason = item["post"], item.get("reason") or {}
        seen = moment(post.get("indexedAt"))
        if str(reason.get("$type", "")).endswith("#reasonRepost"):
            return reading.repost(id_of(post["uri"]), moment(reason["indexedAt"]))
        record = post["record"]
        written = _moment_or_none(record.get("createdAt"))
        created = min(filter(None, (written, seen)), default=None)
        return reading.post(
            id_of(post["uri"]),
            created,
            text=record.get("text"),
            type="reply" if "reply" in record else _embedded(record),
            counts=reading.counts(post, _COUNTS),
        )

    return reading.each(feed, read)


def _moment_or_none(value: object) -> Any:
    try:
        return moment(value)
    except ValueError:
        return None


def _embedded(record: dict[str, Any]) -> str:
    """What a post carries besides its text, in Bluesky's words: images, video, external, record."""
    embed = record.get("embed")
    kind = str(embed.get("$type", "")) if isinstance(embed, dict) else ""
    return kind.rpartition(".")[2].partition("#")[0] or "text"
