"""Messages of Telegram channels, as 4CAT and minet write them; ids as the channel's public page has them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit

from civicreach.records.harvest import shown_interval
from civicreach.records.words import message

from .entry import Entry, Odd, Outcome

#: The page shortens counts from here on ("1.2K").
_SHORTENED = 1000

NO_CHANNEL = message("a message of no public channel: it has no name, and is not at t.me")


def of_4cat(entry: Entry) -> Iterator[Outcome]:
    """A row of 4CAT's csv."""
    channel = _channel(entry.first("chat", "author_username"))
    edited = entry.text("unix_timestamp_edited")
    yield entry.post(
        "telegram",
        channel,
        f"{channel}/{entry.id('id').rpartition('-')[2]}",
        created_at=entry.moment("unix_timestamp", "timestamp"),
        observed_at=entry.seen_at(),
        counts=entry.counts(views="views", shares="forwards"),
        type=entry.text("attachment_type"),
        text=entry.text("body"),
        edited_at=entry.moment("unix_timestamp_edited") if edited else None,
        repost=bool(entry.first("author_forwarded_from_name", "author_forwarded_from_username",
                                "timestamp_forwarded_from")),
    )  # fmt: skip


def fits(raw: Mapping[str, Any]) -> bool:
    """Whether an object is a message as 4CAT keeps it."""
    return {"_chat", "date", "message"} <= raw.keys()


def of_4cat_objects(entry: Entry) -> Iterator[Outcome]:
    """A message as Telegram's interface tells it, which 4CAT keeps in its own files."""
    channel = _channel(entry.text("_chat.username"))
    yield entry.post(
        "telegram",
        channel,
        f"{channel}/{entry.id('id')}",
        created_at=entry.moment("date"),
        observed_at=entry.seen_at(),
        counts=entry.counts(views="views", shares="forwards", comments="replies.replies"),
        text=entry.text("message"),
        edited_at=entry.moment("edit_date") if entry.text("edit_date") else None,
        repost=isinstance(entry.get("fwd_from"), Mapping),
    )


def of_minet(entry: Entry) -> Iterator[Outcome]:
    """A message as minet reads it from the channel's page, which shortens views: only small ones are exact."""
    steps = [step for step in urlsplit(entry.id("link_to_message")).path.split("/") if step]
    if len(steps) < 2:
        raise Odd(NO_CHANNEL)
    channel = _channel(steps[-2])
    counts = entry.counts(views="views")
    views = counts.get("views")
    if views is not None and views >= _SHORTENED:
        counts["views_low"], counts["views_high"] = shown_interval(views, figures=_figures(views))
    yield entry.post(
        "telegram",
        channel,
        f"{channel}/{steps[-1]}",
        created_at=entry.moment("datetime"),
        observed_at=entry.seen_at(),
        counts=counts,
        text=entry.text("text"),
    )


def channel_of_minet(entry: Entry) -> Iterator[Outcome]:
    """The subscribers of a channel, as its page shows them."""
    channel = _channel(entry.first("name", "link").rstrip("/").rpartition("/")[2])
    for seen in entry.observations("telegram", channel, entry.told_at(), followers="nb_subscribers"):
        if seen.value is not None and seen.value >= _SHORTENED:
            low, high = shown_interval(seen.value, figures=_figures(seen.value))
            seen = replace(seen, low=low, high=high)
        yield seen


def _channel(name: str) -> str:
    name = name.strip().removeprefix("@").casefold()
    if not re.fullmatch(r"\w+", name):
        raise Odd(NO_CHANNEL)
    return name


def _figures(count: int) -> int:
    """How many figures the page shows of a count: 1.2K has two, 12.3K and 123K have three."""
    return 2 if len(str(count)) % 3 == 1 else 3
