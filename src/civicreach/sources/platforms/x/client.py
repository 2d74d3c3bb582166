"""What is asked of X: an account, and its timeline page by page."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Literal

from civicreach.records.errors import PlatformError
from civicreach.sources.platforms.connection import Connection
from civicreach.sources.platforms.http import Http, Params, Reply
from civicreach.sources.platforms.platform import Account, Page
from civicreach.sources.platforms.shape import Reading

from .errors import judge
from .records import POST_FIELDS, read_posts, read_profile, version_of

BASE = "https://api.x.com/2"

#: Posts that a timeline reaches back to. Those deleted since count as well, so that fewer come.
MOST_POSTS = 3_200
_NEARLY = 3_000


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
        reply = self._http.get(which, [("user.fields", "public_metrics,protected")])
        match reply.data:
            case {"data": {"id": str(number), "username": str(name)} as told}:
                reading = Reading("x", number, self._run, reply, version_of([told]))
                observations = read_profile(reading, told)
                return Page(
                    reply.payloads,
                    account=number,
                    handle=name.lower(),
                    observations=observations,
                    quarantined=tuple(reading.quarantined),
                    received=1,
                    skew=reply.skew,
                    note="protected" if told.get("protected") is True else "",
                )
        raise PlatformError("error", "unexpected", "an account without id and username", payloads=reply.payloads)

    def posts(self, account: Account, *, since: datetime | None, until: datetime | None, cursor: str) -> Page:
        """One page of the account's timeline, replies and reposts included."""
        before, _, token = cursor.rpartition(":")
        params: list[tuple[str, str | int]] = [("max_results", 100)]
        # what is not asked for is not paid for
        params += [("start_time", since.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"))] if since else []
        params += [("pagination_token", token)] if token else []
        reply = self._timeline(f"users/{account.id}/tweets", params)
        match reply.data:
            # without a result there is no data
            case {"data": list(items), "meta": dict(meta)}:
                pass
            case {"meta": {"result_count": 0} as meta} if "data" not in reply.data:
                items = []
            case _:
                raise PlatformError("error", "unexpected", "no timeline", payloads=reply.payloads)
        reading = Reading("x", account.id, self._run, reply, version_of(items))
        posts = read_posts(reading, items)
        so_far = (int(before) if before.isdigit() else 0) + len(items)
        following = str(meta.get("next_token") or "")
        # the walk knows a cursor that comes again
        after = cursor if following and following == token else f"{so_far}:{following}" if following else ""
        return Page(
            reply.payloads,
            account=account.id,
            posts=posts,
            quarantined=tuple(reading.quarantined),
            received=len(items),
            cursor=after,
            capped=not after and so_far >= _NEARLY,
            skew=reply.skew,
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
