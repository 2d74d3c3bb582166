"""Meta Content Library: csv of posts of Facebook pages, profiles and groups, and of Instagram accounts."""

from __future__ import annotations

from collections.abc import Iterator

from civicreach.records.words import message

from .entry import Entry, Odd, Outcome
from .layout import Layout

_COUNTS = {
    "likes": "like_count", "comments": "comment_count", "shares": "share_count", "reactions": "reaction_count",
    "love": "love_count", "wow": "wow_count", "haha": "haha_count", "sad": "sad_count", "angry": "angry_count",
    "care": "care_count",
}  # fmt: skip
_FIELDS = {**{name: f"statistics.{field}" for name, field in _COUNTS.items()}, "views": "statistics.views"}
#: Of posts on Facebook.
_OWNERS = ("page", "profile", "group", "event")


def _read(entry: Entry) -> Iterator[Outcome]:
    platform = _platform(entry)
    edited = entry.text("modified_time")
    yield entry.post(
        platform,
        entry.id("post_owner.id"),
        entry.id("id"),
        created_at=entry.moment("creation_time"),
        observed_at=entry.seen_at(),
        counts=entry.counts(**_FIELDS),
        type=entry.first("content_type", "media_type"),
        text=entry.text("text"),
        edited_at=entry.moment("modified_time") if edited and edited != entry.text("creation_time") else None,
        repost=bool(entry.text("shared_post_id")),
    )


def _platform(entry: Entry) -> str:
    owner = entry.text("post_owner.type").casefold()
    said = f"{entry.text('mcl_url')} {owner} {entry.text('surface.type')}".casefold()
    if "threads" in said:
        raise Odd(message("an item of a platform that is not read from here: {platform}", platform="threads"))
    if "instagram" in said:
        return "instagram"
    # reactions are told of posts on Facebook only, and are among what is given where nothing else was asked
    on_facebook = "facebook" in owner or owner in _OWNERS or entry.has("statistics.reaction_count")
    return "facebook" if on_facebook else "instagram"


LAYOUTS = (
    Layout(
        tool="content-library",
        what=message("posts on Facebook or Instagram"),
        read=_read,
        needs=("id", "creation_time", "post_owner.id", "statistics.like_count"),
        uses=(
            "mcl_url", "post_owner.type", "surface.type", "content_type", "media_type", "text", "modified_time",
            "shared_post_id", *_FIELDS.values(),
        ),
        created=("creation_time",),
        utc=True,
    ),
)  # fmt: skip
