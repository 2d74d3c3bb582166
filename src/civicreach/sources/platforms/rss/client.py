"""What is asked of a site: its feed, and whether that has changed."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import datetime
from urllib.parse import urlsplit

from civicreach.sources.platforms.connection import Connection
from civicreach.sources.platforms.http import Http, Reply
from civicreach.sources.platforms.platform import Account, Page
from civicreach.sources.platforms.shape import Reading

from .errors import judge
from .records import Feed, parsed, read_posts

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

    A feed is one page: what it does not hold any more is lost. Where all of its posts are newer than the window's
    beginning, there may have been others between, and the walk is not complete.

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
        self._held: dict[str, Reply] = {}
        self._lock = threading.Lock()

    def profile(self, account: Account) -> Page:
        """That there is such a feed. Feeds tell no counts of their site, so that there are no observations."""
        reply, feed = self._feed(account)
        with self._lock:
            self._held[account.name] = reply
        return Page(
            reply.payloads, account=account.name, handle=account.name, received=1, skew=reply.skew, note=feed.note
        )

    def posts(self, account: Account, *, since: datetime | None, until: datetime | None, cursor: str) -> Page:
        """The posts that the feed holds."""
        reply, feed = self._feed(account)
        reading = Reading(self._platform, account.name, self._run, reply, feed.version)
        posts = read_posts(reading, feed)
        dates = [post.created_at for post in posts if post.created_at]
        reaches = since is not None and any(date <= since for date in dates)
        return Page(
            reply.payloads,
            account=account.name,
            posts=posts,
            quarantined=tuple(reading.quarantined),
            received=len(feed.entries),
            capped=not reaches or not feed.well_formed,
            skew=reply.skew,
            note=feed.note,
        )

    def close(self) -> None:
        """Give the connections back."""
        self._http.close()

    def _feed(self, account: Account) -> tuple[Reply, Feed]:
        with self._lock:
            held = self._held.pop(account.name, None)
        marks = {"If-None-Match": "etag", "If-Modified-Since": "last-modified"}
        known = held.headers if held else {}
        headers = {name: known[theirs] for name, theirs in marks.items() if theirs in known}
        site, path = self._address(account)
        reply = self._http.get(path, host=site, headers=headers)
        if held is not None and reply.payload.http_status == 304:
            payloads = (*reply.payloads, held.payload)
            reply = Reply(held.data, held.headers, reply.at, payloads, reply.skew)
        return reply, parsed(reply)
