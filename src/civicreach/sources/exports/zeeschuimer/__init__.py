"""Zeeschuimer, and 4CAT which keeps what that collected: JSON lines of items as the platforms' pages get them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from civicreach.records.words import message
from civicreach.sources.exports.entry import Entry, Odd, Outcome
from civicreach.sources.exports.layout import Layout

from . import facebook, instagram, tiktok, x

#: By what Zeeschuimer calls the platform.
_READERS = {
    "instagram.com": instagram.read,
    "tiktok.com": tiktok.read,
    "x.com": x.read,
    "twitter.com": x.read,
    "facebook.com": facebook.read,
}
_SHAPES = (
    ("instagram.com", instagram.fits),
    ("tiktok.com", tiktok.fits),
    ("x.com", x.fits),
    ("facebook.com", facebook.fits),
)
_SEEN = ("timestamp_collected", "__import_meta.timestamp_collected")


def _wrapped(entry: Entry) -> Iterator[Outcome]:
    """What Zeeschuimer writes: the item lies in `data`."""
    data = entry.get("data")
    if not isinstance(data, Mapping):
        raise Odd(message("without {field}", field="data"))
    seen = {"timestamp_collected": entry.raw.get("timestamp_collected")}
    inner = Entry({**data, "__import_meta": seen}, entry.line, entry.setting)
    yield from _by_platform(inner, entry.text("source_platform"))


def _bare(entry: Entry) -> Iterator[Outcome]:
    """What 4CAT writes: the item itself, with where it came from in `__import_meta`."""
    yield from _by_platform(entry, entry.text("__import_meta.source_platform"))


def _by_platform(entry: Entry, platform: str) -> Iterator[Outcome]:
    platform = platform or next((name for name, fits in _SHAPES if fits(entry.raw)), "")
    if platform not in _READERS:
        raise Odd(message("an item of a platform that is not read from here: {platform}", platform=platform or "?"))
    yield from _READERS[platform](entry, entry.seen_at(*_SEEN))


def _is_wrapped(raw: Mapping[str, Any]) -> bool:
    return "source_platform" in raw and "data" in raw


def _is_bare(raw: Mapping[str, Any]) -> bool:
    return "__import_meta" in raw or any(fits(raw) for _, fits in _SHAPES)


LAYOUTS = (
    Layout(
        tool="zeeschuimer", what=message("items of platforms' pages"), read=_wrapped, fits=_is_wrapped, tells_time=True
    ),
    Layout(tool="4cat", what=message("items of platforms' pages"), read=_bare, fits=_is_bare, tells_time=True),
)
