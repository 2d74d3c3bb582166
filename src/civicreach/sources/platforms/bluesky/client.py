"""What is asked of Bluesky: the profile of an account, and its feed page by page."""

from __future__ import annotations

from datetime import datetime

from civicreach.records.errors import PlatformError
from civicreach.sources.platforms.connection import Connection
from civicreach.sources.platforms.http import Http
from civicreach.sources.platforms.platform import Account, Page
from civicreach.sources.platforms.shape import Reading

from .errors import judge
from .records import API_VERSION, read_posts, read_profile

BASE = "https://public.api.bsky.app/xrpc"


class BlueskyClient:
    """Asks the public AppView of Bluesky.

    Sources: the lexicons ``app.bsky.actor.getProfile`` and ``app.bsky.feed.getAuthorFeed``.
    """

    def __init__(self, connection: Connection) -> None:
        self._run = connection.run
        self._http = Http(connection, BASE, judge, at_once=4)

    def profile(self, account: Account) -> Page:
        """The account's DID, handle and counts."""
        reply = self._http.get("app.bsky.actor.getProfile", [("actor", account.id or account.name)])
        match reply.data:
            case {"did": str(did), "handle": str(handle)}:
                reading = Reading("bluesky", did, self._run, reply, API_VERSION)
                observations = read_profile(reading, reply.data)
                return Page(
                    reply.payloads,
                    account=did,
                    handle=handle.lower(),
                    observations=observations,
                    quarantined=tuple(reading.quarantined),
                    received=1,
                    skew=reply.skew,
                )
        raise PlatformError("error", "unexpected", "a profile without did and handle", payloads=reply.payloads)

    def posts(self, account: Account, *, since: datetime | None, until: datetime | None, cursor: str) -> Page:
        """One page of the account's feed, replies and reposts included."""
        params: list[tuple[str, str | int]] = [("actor", account.id or account.name), ("limit", 100)]
        params += [("filter", "posts_with_replies"), ("includePins", "false")]
        params += [("cursor", cursor)] if cursor else []
        reply = self._http.get("app.bsky.feed.getAuthorFeed", params)
        match reply.data:
            case {"feed": list(feed)}:
                reading = Reading("bluesky", account.id, self._run, reply, API_VERSION)
                posts = read_posts(reading, feed)
                return Page(
                    reply.payloads,
                    account=account.id,
                    posts=posts,
                    quarantined=tuple(reading.quarantined),
                    received=len(feed),
                    cursor=str(reply.data.get("cursor") or ""),
                    skew=reply.skew,
                )
        raise PlatformError("error", "unexpected", "a feed without posts", payloads=reply.payloads)

    def close(self) -> None:
        """Give the connections back."""
        self._http.close()
