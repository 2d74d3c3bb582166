"""Feeds as records."""

from __future__ import annotations

import io
from calendar import timegm
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from civicreach.records.errors import PlatformError
from civicreach.records.harvest import Post
from civicreach.sources.platforms.http import Reply
from civicreach.sources.platforms.shape import Reading

from .order import reach

_ENDS = (b"</rss>", b"</feed>", b"</rdf:rdf>")


@dataclass(frozen=True, slots=True, eq=False)
class Feed:
    """A feed that was read.

    Attributes
    ----------
    version : str
        Format, such as ``rss20`` or ``atom10``.
    entries : list
        As feedparser gives them.
    well_formed : bool
        False where the feed breaks the rules of its format, so that something of it may be lost.
    note : str
        What is wrong with it; empty otherwise.
    """

    version: str
    entries: list[Any]
    well_formed: bool
    note: str

    @property
    def reach(self) -> datetime | None:
        """The moment from which on it shows that it holds everything; None where it does not."""
        dates = [_dates(entry) for entry in self.entries]
        return reach([first for first, _ in dates], [second for _, second in dates]) if self.well_formed else None


def parsed(reply: Reply) -> Feed:
    """The feed of an answer.

    Raises
    ------
    PlatformError
        It is no feed, or was cut off.
    """
    import feedparser

    # without clues of its own, feedparser would take text for an address or the name of a file
    kind = reply.headers.get("content-type", "")
    told = feedparser.parse(io.BytesIO(reply.data), response_headers={"content-type": kind}, sanitize_html=False)
    version = told.get("version", "")
    if not version:
        raise PlatformError("error", "unexpected", "no feed", payloads=reply.payloads)
    fault = told.get("bozo_exception") if told.bozo else None
    # what is said of the encoding and of the header is put right by feedparser
    broken = fault is not None and not isinstance(
        fault, feedparser.CharacterEncodingOverride | feedparser.NonXMLContentType
    )
    if broken and not reply.data.rstrip().lower().endswith(_ENDS):
        raise PlatformError("error", "cut_off", str(fault), payloads=reply.payloads)
    return Feed(version, told.entries, not broken, f"not well-formed: {fault}" if broken else "")


def read_posts(reading: Reading, feed: Feed) -> tuple[Post, ...]:
    """The posts of a feed, newest first as the site has them; feeds tell no counts."""

    def read(entry: Any) -> Post:
        published, edited = _dates(entry)
        return reading.post(
            str(entry.get("id") or entry["link"]),
            published or edited,
            text="\n".join(filter(None, (entry.get("title"), _content(entry)))),
            type="article",
            counts={},
            edited_at=edited if published and edited != published else None,
        )

    return reading.each(feed.entries, read)


def _content(entry: Any) -> str:
    whole = entry.get("content") or []
    return str(whole[0].get("value") or "") if whole else str(entry.get("summary") or "")


def _dates(entry: Any) -> tuple[datetime | None, datetime | None]:
    """When an entry was published and changed."""
    # feedparser's own get gives one date for the other, with a warning
    published, changed = (dict.get(entry, name) for name in ("published_parsed", "updated_parsed"))
    return _moment(published), _moment(changed)


def _moment(told: Any) -> datetime | None:
    try:
        return datetime.fromtimestamp(timegm(told), UTC) if told else None
    except (ValueError, OverflowError):
        # a year that no calendar has
        return None
