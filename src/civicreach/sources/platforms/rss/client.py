"""What is asked of a site: its feed, and whether that has changed."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import datetime
from urllib.parse import urlsplit

from civicreach.records.errors import PlatformError
from civicreach.records.harvest import Payload
from civicreach.sources.platforms.connection import Connection
from civicreach.sources.platforms.http import Http, Reply
from civicreach.sources.platforms.platform import Account, Page
from civicreach.sources.platforms.shape import Reading

from .errors import judge
from .records import parsed, read_posts

#: Account to the site and the path of its feed.
Address = Callable[[Account], tuple[str, str]]


def address_of(account: Account) -> tuple[str, str]:
    """Site and path of a feed.

    >>> address_of(Account("rss", "http://blog.example/feed?type=rss"))
    ('http://blog.example', 'feed?type=rss')
    """
    parts = urlsplit(account.name)
    return f"{parts.scheme}://{parts.netloc}", parts.path.lstrip("/") + (f"?{parts.query}" if parts.query else "")


class FeedClient:
    """Reads feeds of RSS and Atom.

    A feed is one page: what it does not hold any more is lost. Where its order does not show that it holds everything
    since the window's beginning, there may have been others between, and the walk is not complete.

    Parameters
    ----------
    connection : Connection
        How sites are reached; ``{host}`` of its base address stands for the site.
    platform : str
        Name of the platform whose feeds these are.
    address : callable
        Where an account's feed is.
    """

    def __init__(self, connection: Connection, platform: str = "rss", address: Address = address_of) -> None:
        self._run, self._platform, self._address = connection.run, platform, address
        self._http = Http(connection, "{host}", judge, at_once=1, json=False)
        self._kept = connection.kept
        self._held: dict[str, Payload] = {}
        self._lock = threading.Lock()

    def profile(self, account: Account) -> Page:
        """That there is such a feed. Feeds tell no counts of their site, so that there are no observations."""
        reply, answer = self._ask(account)
        feed = parsed(answer)
        with self._lock:
            self._held[account.name] = answer.payload
        return Page(
            reply.payloads, account=account.name, handle=account.name, received=1, skew=reply.skew, note=feed.note
        )

    def posts(self, account: Account, *, since: datetime | None, until: datetime | None, cursor: str) -> Page:
        """The posts that the feed holds."""
        reply, answer = self._ask(account)
        feed = parsed(answer)
        reading = Reading(self._platform, account.name, self._run, answer, feed.version)
        held_from = feed.reach
        return reading.page(
            payloads=reply.payloads,
            posts=read_posts(reading, feed),
            received=len(feed.entries),
            capped=held_from is None or since is None or held_from > since,
            reached=held_from or reply.at,
            note=feed.note,
        )

    def close(self) -> None:
        """Give the connections back."""
        self._http.close()

    def _ask(self, account: Account) -> tuple[Reply, Reply]:
        """What came, and the answer that holds the feed: the same, or an earlier one where nothing has changed since.

        The feed is then as it was seen at this moment; its records bear the hash of the answer in which it was sent.
        """
        site, path = self._address(account)
        with self._lock:
            held = self._held.pop(account.name, None)
        held = held or self._kept(self._http.address(path, host=site))
        marks = {"If-None-Match": "etag", "If-Modified-Since": "last-modified"}
        known = held.headers if held else {}
        headers = {name: known[theirs] for name, theirs in marks.items() if theirs in known}
        reply = self._http.get(path, host=site, headers=headers)
        if reply.payload.http_status != 304:
            # read is what is kept, so that it reads the same when it has not changed
            return reply, _read_again(reply.payload, reply)
        if held is None or not headers:
            raise PlatformError("error", "unexpected", "304, although nothing was known", payloads=reply.payloads)
        return reply, _read_again(held, reply)


def _read_again(kept: Payload, reply: Reply) -> Reply:
    return Reply(kept.body, kept.headers, reply.at, (kept,), reply.skew)
