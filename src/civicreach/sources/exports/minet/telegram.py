"""Channels of Telegram as minet reads them from their pages."""

from __future__ import annotations

from civicreach.records.words import message
from civicreach.sources.exports.layout import Layout
from civicreach.sources.exports.telegram import channel_of_minet, of_minet

LAYOUTS = (
    Layout(
        tool="minet",
        what=message("messages of Telegram channels"),
        read=of_minet,
        needs=("link_to_message", "user", "views", "datetime"),
        uses=("text",),
        created=("datetime",),
        utc=True,
    ),
    Layout(
        tool="minet",
        what=message("channels of Telegram"),
        read=channel_of_minet,
        needs=("title", "name", "link", "nb_subscribers"),
    ),
)
