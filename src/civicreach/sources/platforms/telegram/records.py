"""Telegram's pages as records. Counts are shortened there ("1.2K"): they come with the interval they stand for."""

from __future__ import annotations

from typing import Any

from civicreach.records.harvest import Observation, Post
from civicreach.sources.platforms.counts import Told, abbreviated
from civicreach.sources.platforms.shape import Reading, moment

from .preview import Node

PAGE_VERSION = "t.me/s"
BOT_VERSION = "bot"

#: Kinds of counters in the head of the page, which is in English for whom Telegram does not know.
_MEASURES = {"subscriber": "followers", "photo": "photos", "video": "videos", "file": "files", "link": "links"}
_KINDS = ("photo", "video", "document", "poll", "voice", "sticker", "location")


def read_profile(reading: Reading, page: Node) -> tuple[Observation, ...]:
    """Dated counts of a channel."""
    told: dict[str, str] = {}
    for counter in page.all("tgme_channel_info_counter"):
        value, kind = counter.first("counter_value"), counter.first("counter_type")
        measure = _MEASURES.get(kind.text.lower().removesuffix("s")) if kind else None
        if value is not None and measure:
            told[measure] = value.text
    return tuple(_observed(reading, name, told.get(name)) for name in dict.fromkeys(("followers", *told)))


def read_members(reading: Reading, told: Any) -> Observation:
    """Followers as a bot counts them."""
    return reading.observation("followers", told.get("result") if isinstance(told, dict) else None)


def read_messages(reading: Reading, messages: list[Node]) -> tuple[Post, ...]:
    """The messages of a page, without notices such as that the channel has a new photo.

    A count that is shortened has its bounds beside it: ``views_low`` and ``views_high``. Of a message that was passed
    on from another channel, views are those of both.
    """

    def read(item: Node) -> Post | None:
        if "service_message" in item.attributes.get("class", "").split():
            return None
        date = item.first("tgme_widget_message_date") or item
        time = next(date.tagged("time"))
        text = item.first("js-message_text") or item.first("tgme_widget_message_text")
        return reading.post(
            item.attributes["data-post"].lower(),
            moment(time.attributes["datetime"]),
            text=text.text if text else None,
            type=next((kind for kind in _KINDS if _holds(item, kind)), "text"),
            counts=_counts(reading, item),
            repost=item.first("tgme_widget_message_forwarded_from") is not None
            or item.first("tgme_widget_message_forwarded_from_name") is not None,
        )

    return reading.each(messages, read)


def _holds(item: Node, kind: str) -> bool:
    names = (f"tgme_widget_message_{kind}{end}" for end in ("", "_wrap", "_player", "_video"))
    return any(item.first(name) is not None for name in names)


def _counts(reading: Reading, item: Node) -> dict[str, int | None]:
    views = item.first("tgme_widget_message_views")
    reactions = [_number(one) for one in item.all("tgme_reaction")]
    counts: dict[str, int | None] = {"views": None}
    for name, texts in (("views", [views.text] if views else []), ("reactions", reactions)):
        try:
            told = [abbreviated(text) for text in texts]
        except ValueError as error:
            reading.keep_apart(f"{name} {error}", texts)
            counts[name] = None
        else:
            counts |= _summed(name, told) if told else {}
    return counts


def _number(reaction: Node) -> str:
    # the sign of the reaction is an element, its number is the text beside it
    return "".join(one for one in reaction.inside if isinstance(one, str)).strip()


def _summed(name: str, told: list[Told]) -> dict[str, int | None]:
    counts: dict[str, int | None] = {name: sum(one.value for one in told)}
    if any(one.low is not None for one in told):
        counts[f"{name}_low"] = sum(one.value if one.low is None else one.low for one in told)
        counts[f"{name}_high"] = sum(one.value if one.high is None else one.high for one in told)
    return counts


def _observed(reading: Reading, measure: str, text: str | None) -> Observation:
    try:
        told = abbreviated(text) if text is not None else None
    except ValueError as error:
        reading.keep_apart(f"{measure} {error}", text)
        return reading.observation(measure, None, reason="unreadable")
    if told is None:
        return reading.observation(measure, None)
    low, high = told.low, told.high
    bounds = None if low is None or high is None else (low, high)
    return reading.observation(measure, told.value, interval=(lambda _: bounds) if bounds else None)
