"""X's answers as records, whichever words they use."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from civicreach.records.harvest import Observation, Post
from civicreach.sources.platforms.shape import Reading, id_of, moment

POST_FIELDS = "created_at,public_metrics,referenced_tweets"

_COUNTS = {
    "likes": "like_count",
    "comments": "reply_count",
    "quotes": "quote_count",
    "bookmarks": "bookmark_count",
    "views": "impression_count",
}
_REFERENCES = {"retweeted": "repost", "reposted": "repost", "replied_to": "reply", "quoted": "quote"}


def version_of(items: Sequence[Any]) -> str:
    """The version with the words that the answer uses, or none where it shows none.

    >>> version_of([{"public_metrics": {"post_count": 3}}]), version_of([])
    ('2 post', '2')
    """
    keys = {key for item in items if isinstance(item, dict) for key in item.get("public_metrics") or ()}
    new, old = {"post_count", "repost_count"} & keys, {"tweet_count", "retweet_count"} & keys
    return "2 post" if new else "2 tweet" if old else "2"


def read_profile(reading: Reading, told: Mapping[str, Any]) -> tuple[Observation, ...]:
    """Dated counts of an account."""
    metrics = told.get("public_metrics")
    metrics = metrics if isinstance(metrics, dict) else {}
    return (
        reading.observation("followers", metrics.get("followers_count")),
        reading.observation("following", metrics.get("following_count")),
        reading.observation("posts_total", _either(metrics, "post_count", "tweet_count")),
    )


def read_posts(reading: Reading, items: list[Any]) -> tuple[Post, ...]:
    """The posts of a page; a repost is kept as one, without the counts, which are another's."""

    def read(item: dict[str, Any]) -> Post:
        references = _either(item, "referenced_posts", "referenced_tweets") or []
        kinds = {_REFERENCES.get(one["type"], one["type"]) for one in references}
        created = moment(item["created_at"])
        if "repost" in kinds:
            return reading.repost(id_of(item["id"]), created)
        metrics = item.get("public_metrics") or {}
        counts = reading.counts(metrics, _COUNTS)
        counts |= reading.counts({"shares": _either(metrics, "repost_count", "retweet_count")}, {"shares": "shares"})
        return reading.post(
            id_of(item["id"]),
            created,
            text=item.get("text"),
            type=next((kind for kind in ("reply", "quote") if kind in kinds), "post"),
            counts=counts,
        )

    return reading.each(items, read)


def _either(told: Mapping[str, Any], new: str, old: str) -> Any:
    return told[new] if new in told else told.get(old)
