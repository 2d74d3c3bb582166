"""Instagram's answers as records."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from civicreach.records.harvest import Observation, Post
from civicreach.sources.platforms.shape import Reading, id_of, moment

_MEASURES = {"followers": "followers_count", "following": "follows_count", "posts_total": "media_count"}
PROFILE_FIELDS = ",".join(("id", "username", *_MEASURES.values()))

_COUNTS = {"likes": "like_count", "comments": "comments_count"}
POST_FIELDS = ",".join(("id", "caption", "media_type", "media_product_type", "timestamp", *_COUNTS.values()))


def read_profile(reading: Reading, told: Mapping[str, Any]) -> tuple[Observation, ...]:
    """Dated counts of an account."""
    return reading.observations(told, _MEASURES)


def read_posts(reading: Reading, items: list[Any]) -> tuple[Post, ...]:
    """The posts of a page; likes are None where the owner hides them, for Instagram leaves them out then."""

    def read(item: dict[str, Any]) -> Post:
        product = str(item.get("media_product_type") or "")
        return reading.post(
            id_of(item["id"]),
            moment(item["timestamp"]),
            text=item.get("caption"),
            type=(product if product == "REELS" else str(item.get("media_type") or "")).lower(),
            counts=reading.counts(item, _COUNTS),
        )

    return reading.each(items, read)
