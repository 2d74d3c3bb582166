"""What is asked of a Mastodon server: an account of its own, and the account's statuses page by page."""

from __future__ import annotations

import re
from datetime import datetime
from urllib.parse import parse_qs, urlsplit

from civicreach.records.errors import PlatformError
from civicreach.sources.platforms.connection import Connection
from civicreach.sources.platforms.http import Http
from civicreach.sources.platforms.platform import Account, Page
from civicreach.sources.platforms.shape import Reading

from .errors import judge
from .records import API_VERSION, read_posts, read_profile

BASE = "https://{host}"

_NEXT = re.compile(r'<([^>]+)>\s*;\s*rel="?next"?')


class MastodonClient:
    """Asks home servers; a remote server knows only a part of an account's posts and followers.

    Source: docs.joinmastodon.org, methods of accounts.
    """

    def __init__(self, connection: Connection) -> None:
        self._run = connection.run
        self._http = Http(connection, BASE, judge, at_once=2)

    def profile(self, account: Account) -> Page:
        """The account's number on its server, its name and counts."""
        if account.id:
            number = account.id.partition("@")[0]
            reply = self._http.get(f"api/v1/accounts/{number}", host=account.host)
        else:
            reply = self._http.get("api/v1/accounts/lookup", [("acct", account.name)], host=account.host)
        match reply.data:
            case {"id": str() | int() as id_, "acct": str(name)}:
                pass
            case _:
                raise PlatformError("error", "unexpected", "an account without id and acct", payloads=reply.payloads)
        if reply.data.get("suspended"):
            raise PlatformError("not_found", "gone", "suspended", payloads=reply.payloads)
        reading = Reading("mastodon", f"{id_}@{account.host}", self._run, reply, API_VERSION)
        moved = reply.data.get("moved")
        note = f"moved to {moved.get('url', '')}" if isinstance(moved, dict) else ""
        return reading.profile(read_profile(reading, reply.data), f"{name.lower()}@{account.host}", note=note)

    def posts(self, account: Account, *, since: datetime | None, until: datetime | None, cursor: str) -> Page:
        """One page of the account's statuses, replies and boosts included."""
        number = account.id.partition("@")[0]
        params: list[tuple[str, str | int]] = [("limit", 40), *([("max_id", cursor)] if cursor else [])]
        reply = self._http.get(f"api/v1/accounts/{number}/statuses", params, host=account.host)
        if not isinstance(reply.data, list):
            raise PlatformError("error", "unexpected", "no list of statuses", payloads=reply.payloads)
        reading = Reading("mastodon", account.id, self._run, reply, API_VERSION)
        return reading.page(
            posts=read_posts(reading, reply.data),
            received=len(reply.data),
            cursor=_next(reply.headers.get("link", "")),
        )

    def close(self) -> None:
        """Give the connections back."""
        self._http.close()


def _next(link: str) -> str:
    """Where the next page begins, as the server says in its header; the last status need not be it."""
    found = _NEXT.search(link)
    return parse_qs(urlsplit(found[1]).query).get("max_id", [""])[0] if found else ""
