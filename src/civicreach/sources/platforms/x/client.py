"""What is asked of X: an account, and its timeline page by page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, Literal

from civicreach.records.errors import PlatformError
from civicreach.records.harvest import Payload
from civicreach.sources.platforms.connection import Connection
from civicreach.sources.platforms.http import Http, Params, Reply
from civicreach.sources.platforms.platform import Account, Page, assigned
from civicreach.sources.platforms.shape import Reading

from .errors import judge
from .records import POST_FIELDS, read_posts, read_profile, version_of

BASE = "https://api.x.com/2"

#: Posts that a timeline reaches back to. Those deleted since count as well, so that fewer come.
MOST_POSTS = 3_200
_NEARLY = 3_000

#: Posts on a page at least.
_FEWEST = 5

_FIELDS = ("user.fields", "public_metrics,protected")


class XClient:
    """Asks the X API v2.

    X is changing its words from tweets to posts: parameters are asked by the old ones, and by the new ones from the
    first time that the old are refused; answers are read in either.

    Source: docs.x.com, users and posts of the API v2.
    """

    def __init__(self, connection: Connection) -> None:
        self._run = connection.run
        self._http = Http(connection, BASE, judge, at_once=2)
        self._noun: Literal["tweet", "post"] = "tweet"

    def profile(self, account: Account) -> Page:
        """The account's number, name and counts."""
        which = f"users/{account.id}" if account.id else f"users/by/username/{account.name}"
        reply = self._http.get(which, [_FIELDS])
        told = reply.data.get("data") if isinstance(reply.data, dict) else None
        if (page := self._profile(reply, told)) is not None:
            return page
        raise PlatformError("error", "unexpected", "an account without id and username", payloads=reply.payloads)

    def profiles(self, accounts: Sequence[Account]) -> tuple[tuple[Payload, ...], Mapping[Account, Page]]:
        """The profiles of at most 100 accounts; what is said beside them of others, those are asked for again."""
        by_id = bool(accounts[0].id)
        names = ",".join(dict.fromkeys(one.id or one.name for one in accounts))
        path, which = ("users", "ids") if by_id else ("users/by", "usernames")
        reply = self._http.get(path, [(which, names), _FIELDS])
        match reply.data:
            case {"data": list(told)}:
                pages = (self._profile(reply, one, ()) for one in told)
                return reply.payloads, assigned(accounts, filter(None, pages))
        raise PlatformError("error", "unexpected", "no list of accounts", payloads=reply.payloads)

    def _profile(self, reply: Reply, told: Any, payloads: tuple[Payload, ...] | None = None) -> Page | None:
        match told:
            case {"id": str() | int() as number, "username": str(name)}:
                reading = Reading("x", str(number), self._run, reply, version_of([told]))
                note = "protected" if told.get("protected") is True else ""
                return reading.profile(read_profile(reading, told), name.lower(), payloads=payloads, note=note)
        return None

    def posts(self, account: Account, *, since: datetime | None, until: datetime | None, cursor: str) -> Page:
        """One page of the account's timeline, replies and reposts included.

        Where it has none since then, the fewest older ones come: an account that shows none at all is not quiet.
        """
        page = self._page(account, since, cursor)
        before = cursor.rpartition(":")[0]
        if since is None or page.received or page.cursor or before not in ("", "0"):
            return page
        try:
            older = self._page(account, None, "", most=_FEWEST)
        except PlatformError as error:
            error.payloads = (*page.payloads, *error.payloads)
            raise
        payloads = (*page.payloads, *older.payloads)
        if any(since <= post.created_at < (until or post.observed_at) for post in older.posts if post.created_at):
            detail = "posts of the time asked for come only where it is not asked for"
            raise PlatformError("error", "contradicts", detail, payloads=payloads)
        return replace(older, payloads=payloads, cursor="")

    def _page(self, account: Account, since: datetime | None, cursor: str, most: int = 100) -> Page:
        before, _, token = cursor.rpartition(":")
        params: list[tuple[str, str | int]] = [("max_results", most)]
        # what is not asked for is not paid for
        params += [("start_time", since.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"))] if since else []
        params += [("pagination_token", token)] if token else []
        reply = self._timeline(f"users/{account.id}/tweets", params)
        match reply.data:
            # without a result there is no data
            case {"data": list(items), "meta": dict(meta)}:
                pass
            case {"meta": {"result_count": 0 | "0"} as meta} if "data" not in reply.data:
                items = []
            case _:
                raise PlatformError("error", "unexpected", "no timeline", payloads=reply.payloads)
        reading = Reading("x", account.id, self._run, reply, version_of(items))
        so_far = (int(before) if before.isdigit() else 0) + len(items)
        following = str(meta.get("next_token") or "")
        # the walk knows a cursor that comes again
        after = cursor if following and following == token else f"{so_far}:{following}" if following else ""
        return reading.page(
            posts=read_posts(reading, items),
            received=len(items),
            cursor=after,
            capped=not after and so_far >= _NEARLY,
        )

    def close(self) -> None:
        """Give the connections back."""
        self._http.close()

    def _timeline(self, path: str, params: Params) -> Reply:
        asked = self._noun
        try:
            return self._http.get(path, [*params, (f"{asked}.fields", POST_FIELDS)])
        except PlatformError as error:
            if error.reason != "unknown_field" or asked == "post":
                raise
            refused = error.payloads
        self._noun = "post"
        try:
            reply = self._http.get(path, [*params, ("post.fields", POST_FIELDS)])
        except PlatformError as error:
            error.payloads = (*refused, *error.payloads)
            raise
        return Reply(reply.data, reply.headers, reply.at, (*refused, *reply.payloads), reply.skew)
