"""What is asked of YouTube: a channel, and its uploads page by page with the counts of their videos."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from civicreach.records.errors import PlatformError
from civicreach.records.harvest import Payload, Post, Quarantined
from civicreach.sources.platforms.connection import Connection
from civicreach.sources.platforms.counts import told_total
from civicreach.sources.platforms.http import Http, Reply
from civicreach.sources.platforms.platform import Account, Page, assigned
from civicreach.sources.platforms.shape import Reading, id_of

from .errors import judge
from .records import API_VERSION, read_posts, read_profile

BASE = "https://www.googleapis.com/youtube/v3"

#: Uploads that a list gives at most, older ones are not listed.
MOST_UPLOADS = 20_000

_PARTS = ("part", "snippet,statistics")


class YouTubeClient:
    """Asks the Data API v3.

    Source: developers.google.com/youtube/v3/docs, channels, playlistItems and videos.
    """

    def __init__(self, connection: Connection) -> None:
        self._run = connection.run
        self._http = Http(connection, BASE, judge, at_once=4, carrier="?key")

    def profile(self, account: Account) -> Page:
        """The channel's id, handle and counts."""
        if account.id:
            which = "id", account.id
        elif account.name.startswith("user/"):
            which = "forUsername", account.name.removeprefix("user/")
        else:
            which = "forHandle", account.name
        reply = self._http.get("channels", [_PARTS, which])
        channels = _channels(reply)
        if not channels:
            # an unknown channel is no error to YouTube: the list is not there
            raise PlatformError("not_found", "unknown_account", "no such channel", payloads=reply.payloads)
        if (page := self._profile(reply, channels[0])) is not None:
            return page
        raise PlatformError("error", "unexpected", "a channel without id and snippet", payloads=reply.payloads)

    def profiles(self, accounts: Sequence[Account]) -> tuple[tuple[Payload, ...], Mapping[Account, Page]]:
        """The profiles of at most 50 channels by their ids, for one unit; unknown ones are left out by YouTube."""
        ids = ",".join(dict.fromkeys(one.id for one in accounts))
        reply = self._http.get("channels", [_PARTS, ("id", ids), ("maxResults", 50)])
        pages = (self._profile(reply, one, ()) for one in _channels(reply))
        return reply.payloads, assigned(accounts, filter(None, pages))

    def _profile(self, reply: Reply, told: Any, payloads: tuple[Payload, ...] | None = None) -> Page | None:
        match told:
            case {"id": str(number), "snippet": dict(snippet)}:
                reading = Reading("youtube", number, self._run, reply, API_VERSION)
                handle = str(snippet.get("customUrl") or "").lower()
                return reading.profile(read_profile(reading, told), handle, payloads=payloads)
        return None

    def posts(self, account: Account, *, since: datetime | None, until: datetime | None, cursor: str) -> Page:
        """One page of the channel's uploads. Videos that are listed and not shown (private, deleted) are not kept."""
        # the list of uploads bears the channel's id with another beginning
        params: list[tuple[str, str | int]] = [("part", "contentDetails"), ("playlistId", f"UU{account.id[2:]}")]
        params += [("maxResults", 50), *([("pageToken", cursor)] if cursor else [])]
        listed = self._http.get("playlistItems", params)
        ids = _video_ids(listed)
        posts, quarantined, payloads = tuple[Post, ...](), tuple[Quarantined, ...](), listed.payloads
        if ids:
            try:
                shown = self._http.get("videos", [("part", "snippet,statistics"), ("id", ",".join(ids))])
            except PlatformError as error:
                error.payloads = (*listed.payloads, *error.payloads)
                raise
            payloads = (*listed.payloads, *shown.payloads)
            if not isinstance(shown.data, dict) or not isinstance(shown.data.get("items"), list):
                raise PlatformError("error", "unexpected", "no list of videos", payloads=payloads)
            reading = Reading("youtube", account.id, self._run, shown, API_VERSION)
            posts = read_posts(reading, shown.data["items"])
            quarantined = tuple(reading.quarantined)
        total = _total(listed)
        after = str(listed.data.get("nextPageToken") or "")
        return Page(
            payloads,
            account=account.id,
            posts=posts,
            quarantined=quarantined,
            received=len(ids),
            total=total,
            cursor=after,
            capped=not after and total is not None and total >= MOST_UPLOADS,
            skew=listed.skew,
        )

    def close(self) -> None:
        """Give the connections back."""
        self._http.close()


def _channels(reply: Reply) -> list[Any]:
    items = reply.data.get("items", []) if isinstance(reply.data, dict) else None
    if isinstance(items, list):
        return items
    raise PlatformError("error", "unexpected", "no answer about channels", payloads=reply.payloads)


def _video_ids(listed: Reply) -> list[str]:
    match listed.data:
        case {"items": list(items)}:
            try:
                return [id_of(item["contentDetails"]["videoId"]) for item in items]
            except (KeyError, TypeError, ValueError):
                pass
    raise PlatformError("error", "unexpected", "uploads without ids of videos", payloads=listed.payloads)


def _total(listed: Reply) -> int | None:
    info = listed.data.get("pageInfo")
    return told_total(info.get("totalResults")) if isinstance(info, dict) else None
