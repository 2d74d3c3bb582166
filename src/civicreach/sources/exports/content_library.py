"""Meta Content Library: csv of posts of Facebook pages, profiles and groups, and of Instagram accounts."""

from __future__ import annotations

from collections.abc import Iterator

from civicreach.records.words import message

from .entry import Entry, Outcome
from .layout import Layout

_COUNTS = {
    "likes": "like_count", "comments": "comment_count", "shares": "share_count", "reactions": "reaction_count",
    "love": "love_count", "wow": "wow_count", "haha": "haha_count", "sad": "sad_count", "angry": "angry_count",
    "care": "care_count",
}  # fmt: skip
_FIELDS = {**{name: f"statistics.{field}" for name, field in _COUNTS.items()}, "views": "statistics.views"}
_NAMES = ("surface.id", "surface.name", "surface.type", "surface.username")


def _read(entry: Entry) -> Iterator[Outcome]:
    # reactions are asked of Facebook only, and Instagram's kinds of post have names of their own
    on_instagram = "instagram" in f"{entry.text('mcl_url')} {entry.text('post_owner.type')}".casefold()
    edited = entry.text("modified_time")
    yield entry.post(
        "instagram" if on_instagram else "facebook",
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


LAYOUTS = (
    Layout(
        tool="content-library",
        what=message("posts on Facebook or Instagram"),
        read=_read,
        needs=("id", "creation_time", "post_owner.id", "statistics.like_count"),
        uses=(
            "mcl_url", "post_owner.type", "content_type", "media_type", "text", "modified_time", "shared_post_id",
            *_FIELDS.values(),
        ),
        created=("creation_time",),
        utc=True,
    ),
)  # fmt: skip
