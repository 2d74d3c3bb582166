"""Facebook's answers as records."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from civicreach.records.harvest import Observation, Post
from civicreach.sources.platforms.shape import Reading, id_of, moment

#: Counts of a Page. Likes (fans) and followers are two: Pages of the new experience show the second only.
_MEASURES = {"likes": "fan_count", "followers": "followers_count", "talking_about": "talking_about_count"}

PROFILE_FIELDS = ",".join(
    ("id", "name", "username", *_MEASURES.values(), "is_published", "has_transitioned_to_new_page_experience")
)

_REACTIONS = ("like", "love", "wow", "haha", "sad", "angry", "care")
_NONE_OF_THEM = "limit(0).summary(total_count)"

POST_FIELDS = ",".join((
    "id", "message", "created_time", "status_type", "shares", "attachments{media_type}",
    f"comments.{_NONE_OF_THEM}", f"reactions.{_NONE_OF_THEM}",
    *(f"reactions.type({kind.upper()}).{_NONE_OF_THEM}.as({kind})" for kind in _REACTIONS),
))  # fmt: skip


def read_profile(reading: Reading, told: Mapping[str, Any]) -> tuple[Observation, ...]:
    """Dated counts of a Page."""
    return reading.observations(told, _MEASURES)


def read_posts(reading: Reading, items: list[Any]) -> tuple[Post, ...]:
    """The posts of a page: likes by that name, other reactions by kind, and all of them together.

    Facebook leaves out the shares of a post that was never shared, which is a count of 0; any other count that is not
    there is None.
    """

    def read(item: dict[str, Any]) -> Post:
        flat = {kind: _total(item.get(kind)) for kind in (*_REACTIONS, "reactions", "comments")}
        shares = item.get("shares", {"count": 0})
        names = {"likes": "like", **{name: name for name in (*_REACTIONS[1:], "reactions", "comments", "shares")}}
        return reading.post(
            id_of(item["id"]),
            moment(item["created_time"]),
            text=item.get("message"),
            type=_kind(item),
            counts=reading.counts({**flat, "shares": shares.get("count") if shares else None}, names),
        )

    return reading.each(items, read)


def _total(edge: Any) -> Any:
    summary = edge.get("summary") if isinstance(edge, dict) else None
    return summary.get("total_count") if isinstance(summary, dict) else None


def _kind(item: Mapping[str, Any]) -> str:
    """What a post carries (photo, video, link, album, ...), else how it came about (mobile_status_update, ...)."""
    match item.get("attachments"):
        case {"data": [{"media_type": str(kind)}, *_]}:
            return kind
    return str(item.get("status_type") or "status")
