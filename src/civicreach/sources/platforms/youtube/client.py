"""What is asked of YouTube: a channel, and its uploads page by page with the counts of their videos."""

from __future__ import annotations

from datetime import datetime

from civicreach.records.errors import PlatformError
from civicreach.records.harvest import Post, Quarantined
from civicreach.sources.platforms.connection import Connection
from civicreach.sources.platforms.http import Http, Reply
from civicreach.sources.platforms.platform import Account, Page
from civicreach.sources.platforms.shape import Reading

from .errors import judge
from .records import API_VERSION, read_posts, read_profile

BASE = "https://www.googleapis.com/youtube/v3"

#: Uploads that a list gives at most, older ones are not listed.
MOST_UPLOADS = 20_000


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
        reply = self._http.get("channels", [("part", "snippet,statistics"), which])
        if not isinstance(reply.data, dict):
            raise PlatformError("error", "unexpected", "no answer about channels", payloads=reply.payloads)
        match reply.data.get("items"):
            # an unknown channel is no error to YouTube: the list is not there
            case None | []:
                raise PlatformError("not_found", "unknown_account", "no such channel", payloads=reply.payloads)
            case [{"id": str(number), "snippet": dict(snippet)} as channel, *_]:
                reading = Reading("youtube", number, self._run, reply, API_VERSION)
                observations = read_profile(reading, channel)
                return Page(
                    reply.payloads,
                    account=number,
                    handle=str(snippet.get("customUrl") or "").lower(),
                    observations=observations,
                    quarantined=tuple(reading.quarantined),
                    received=1,
                    skew=reply.skew,
                )
        raise PlatformError("error", "unexpected", "a channel without id and snippet", payloads=reply.payloads)

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


def _video_ids(listed: Reply) -> list[str]:
    match listed.data:
        case {"items": list(items)}:
            try:
                return [item["contentDetails"]["videoId"] for item in items]
            except (KeyError, TypeError):
                pass
    raise PlatformError("error", "unexpected", "uploads without ids of videos", payloads=listed.payloads)


def _total(listed: Reply) -> int | None:
    info = listed.data.get("pageInfo")
    total = info.get("totalResults") if isinstance(info, dict) else None
    return total if isinstance(total, int) and total >= 0 else None
