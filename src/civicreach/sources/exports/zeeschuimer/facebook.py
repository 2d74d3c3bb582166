"""Posts of Facebook as its pages get them: deep objects, of which only the least is known for certain."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from civicreach.records.words import message
from civicreach.sources.exports.entry import Entry, Odd, Outcome

_STORY = "comet_sections.content.story"
_METADATA = "comet_sections.context_layout.story.comet_sections.metadata"
_FEEDBACK = (
    "comet_sections.feedback.story.story_ufi_container.story.feedback_context.feedback_target_with_context"
    ".comet_ufi_summary_and_actions_renderer.feedback"
)


def fits(raw: Mapping[str, Any]) -> bool:
    """Whether an object has the fields of a post of Facebook."""
    return "comet_sections" in raw


def read(entry: Entry, seen_at: datetime) -> Iterator[Outcome]:
    """The post."""
    metadata = entry.get(_METADATA)
    stamps = [part for part in metadata if isinstance(part, Mapping)] if isinstance(metadata, list) else []
    created = next(
        (story["creation_time"] for part in stamps if "creation_time" in (story := part.get("story") or {})), None
    )
    if created is None:
        raise Odd(message("without {field}", field="creation_time"))
    dated = Entry({**entry.raw, "creation_time": created}, entry.line, entry.setting)
    account, post = entry.id(f"{_STORY}.actors.0.id"), entry.id(f"{_STORY}.post_id", "post_id")
    yield dated.post(
        "facebook",
        account,
        f"{account}_{post}",
        created_at=dated.moment("creation_time"),
        observed_at=seen_at,
        counts=entry.counts(
            reactions=f"{_FEEDBACK}.reaction_count.count",
            shares=f"{_FEEDBACK}.share_count.count",
            comments=f"{_FEEDBACK}.comment_rendering_instance.comments.total_count",
        ),
        text=entry.text(f"{_STORY}.message.text"),
    )
