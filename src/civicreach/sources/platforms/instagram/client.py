"""What is asked of Instagram: a business account, seen from an account of one's own."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import datetime
from typing import Any

from civicreach.records.errors import PlatformError
from civicreach.records.harvest import Payload
from civicreach.sources.platforms.connection import Connection
from civicreach.sources.platforms.counts import told_total
from civicreach.sources.platforms.graph import BASE, tokens_of, version_of
from civicreach.sources.platforms.http import Http, Reply
from civicreach.sources.platforms.platform import Account, Page
from civicreach.sources.platforms.shape import Reading

from .errors import judge
from .records import POST_FIELDS, PROFILE_FIELDS, read_posts, read_profile


class InstagramClient:
    """Asks the Graph API by way of business discovery: one's own professional account looks at another.

    Which account is one's own stands before the token (``17841400000000000=EAAB...``), else it is asked of the token.
    Accounts are found by their name alone: one that was renamed is not found by its id.

    Source: developers.facebook.com/docs/instagram-platform, business discovery.
    """

    def __init__(self, connection: Connection) -> None:
        self._run = connection.run
        tokens = tokens_of(connection.token)
        self._own, token = next(iter(tokens.items()), ("", None))
        self._http = Http(replace(connection, token=token), BASE, judge, at_once=2, carrier="?access_token")
        self._lock = threading.Lock()

    def profile(self, account: Account) -> Page:
        """The account's id, name and counts."""
        reply, found = self._discover(account, PROFILE_FIELDS)
        match found:
            case {"id": str() | int() as number, "username": str(name)}:
                reading = Reading("instagram", str(number), self._run, reply, version_of(reply.headers))
                return reading.profile(read_profile(reading, found), name.lower())
        raise PlatformError("error", "unexpected", "an account without id and username", payloads=reply.payloads)

    def posts(self, account: Account, *, since: datetime | None, until: datetime | None, cursor: str) -> Page:
        """One page of the account's posts."""
        after = f".after({cursor})" if cursor else ""
        reply, found = self._discover(account, f"id,media_count,media.limit(50){after}{{{POST_FIELDS}}}")
        total = told_total(found.get("media_count"))
        # an account without a post has no list of them either
        match {"media": {"data": []}} | found if total == 0 else found:
            case {"media": {"data": list(items), **rest}}:
                reading = Reading("instagram", account.id, self._run, reply, version_of(reply.headers))
                return reading.page(
                    posts=read_posts(reading, items),
                    received=len(items),
                    total=total,
                    cursor=_after(rest.get("paging")),
                )
        raise PlatformError("error", "unexpected", "no list of posts", payloads=reply.payloads)

    def close(self) -> None:
        """Give the connections back."""
        self._http.close()

    def _discover(self, account: Account, fields: str) -> tuple[Reply, dict[str, Any]]:
        asked = f"business_discovery.username({account.name}){{{fields}}}"
        own, payloads = self._own_account()
        try:
            reply = self._http.get(own, [("fields", asked)])
        except PlatformError as error:
            error.payloads = (*payloads, *error.payloads)
            raise
        reply = replace(reply, payloads=(*payloads, *reply.payloads))
        match reply.data:
            case {"business_discovery": dict(found)}:
                return reply, found
        raise PlatformError("error", "unexpected", "no business_discovery", payloads=reply.payloads)

    def _own_account(self) -> tuple[str, tuple[Payload, ...]]:
        """The account that looks: the first professional one of the Pages that the token may manage.

        With it comes the answer that told it, the first time.
        """
        payloads: tuple[Payload, ...] = ()
        with self._lock:
            if not self._own:
                reply = self._http.get("me/accounts", [("fields", "instagram_business_account"), ("limit", 100)])
                payloads = reply.payloads
                pages = reply.data.get("data") if isinstance(reply.data, dict) else None
                for page in pages if isinstance(pages, list) else []:
                    match page:
                        case {"instagram_business_account": {"id": str(number)}}:
                            self._own = number
                            break
                else:
                    raise PlatformError("denied", "no_own_account", of_account=False, payloads=reply.payloads)
            return self._own, payloads


def _after(paging: Any) -> str:
    match paging:
        case {"cursors": {"after": str() | int() as cursor}}:
            return str(cursor)
    return ""
