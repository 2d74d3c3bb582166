"""What is asked of Bluesky: the profile of an account, and its feed page by page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from civicreach.records.errors import PlatformError
from civicreach.records.harvest import Payload
from civicreach.sources.platforms.connection import Connection
from civicreach.sources.platforms.http import Http, Reply
from civicreach.sources.platforms.platform import Account, Page, assigned
from civicreach.sources.platforms.shape import Reading

from .errors import judge
from .records import API_VERSION, read_posts, read_profile

BASE = "https://public.api.bsky.app/xrpc"


class BlueskyClient:
    """Asks the public AppView of Bluesky.

    Sources: the lexicons ``app.bsky.actor.getProfile``, ``getProfiles`` and ``app.bsky.feed.getAuthorFeed``.
    """

    def __init__(self, connection: Connection) -> None:
        self._run = connection.run
        self._http = Http(connection, BASE, judge, at_once=4)

    def profile(self, account: Account) -> Page:
        """The account's DID, handle and counts."""
        reply = self._http.get("app.bsky.actor.getProfile", [("actor", account.id or account.name)])
        if (page := self._profile(reply, reply.data)) is not None:
            return page
        raise PlatformError("error", "unexpected", "a profile without did and handle", payloads=reply.payloads)

    def profiles(self, accounts: Sequence[Account]) -> tuple[tuple[Payload, ...], Mapping[Account, Page]]:
        """The profiles of at most 25 accounts; unknown ones are left out by Bluesky."""
        actors = [("actors", one.id or one.name) for one in accounts]
        reply = self._http.get("app.bsky.actor.getProfiles", actors)
        match reply.data:
            case {"profiles": list(told)}:
                pages = (self._profile(reply, one, ()) for one in told)
                return reply.payloads, assigned(accounts, filter(None, pages))
        raise PlatformError("error", "unexpected", "no list of profiles", payloads=reply.payloads)

    def _profile(self, reply: Reply, told: Any, payloads: tuple[Payload, ...] | None = None) -> Page | None:
        match told:
            case {"did": str(did), "handle": str(handle)}:
                reading = Reading("bluesky", did, self._run, reply, API_VERSION)
                return reading.profile(read_profile(reading, told), handle.lower(), payloads=payloads)
        return None

    def posts(self, account: Account, *, since: datetime | None, until: datetime | None, cursor: str) -> Page:
        """One page of the account's feed, replies and reposts included."""
        params: list[tuple[str, str | int]] = [("actor", account.id or account.name), ("limit", 100)]
        params += [("filter", "posts_with_replies"), ("includePins", "false")]
        params += [("cursor", cursor)] if cursor else []
        reply = self._http.get("app.bsky.feed.getAuthorFeed", params)
        match reply.data:
            case {"feed": list(feed)}:
                reading = Reading("bluesky", account.id, self._run, reply, API_VERSION)
                return reading.page(
                    posts=read_posts(reading, feed),
                    received=len(feed),
                    cursor=str(reply.data.get("cursor") or ""),
                )
        raise PlatformError("error", "unexpected", "a feed without posts", payloads=reply.payloads)

    def close(self) -> None:
        """Give the connections back."""
        self._http.close()
