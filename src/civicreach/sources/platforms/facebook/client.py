"""What is asked of Facebook: a Page's counts, and its posts month by month."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from civicreach.records.errors import PlatformError
from civicreach.sources.platforms.connection import Connection
from civicreach.sources.platforms.graph import BASE, tokens_of, version_of
from civicreach.sources.platforms.http import Http, Params, Reply
from civicreach.sources.platforms.platform import Account, Page
from civicreach.sources.platforms.shape import Reading

from .errors import judge
from .records import POST_FIELDS, PROFILE_FIELDS, read_posts, read_profile
from .stretches import Stretch


class FacebookClient:
    """Asks the Graph API about Pages.

    The token is one for all Pages (of an app or a system user with Page Public Content Access), or each Page's own,
    see `graph.tokens_of`.

    Source: developers.facebook.com/docs/graph-api/reference/page and /page/feed.
    """

    def __init__(self, connection: Connection) -> None:
        self._run, self._clock = connection.run, connection.clock
        self._https = {
            owner: Http(replace(connection, token=token), BASE, judge, at_once=2, carrier="?access_token")
            for owner, token in tokens_of(connection.token).items()
        }

    def profile(self, account: Account) -> Page:
        """The Page's id, name and counts: likes and followers are two."""
        reply = self._get(account, account.id or account.name, [("fields", PROFILE_FIELDS)])
        match reply.data:
            case {"id": str() | int() as number} as told:
                reading = Reading("facebook", str(number), self._run, reply, version_of(reply.headers))
                notes = ["new Page experience"] if told.get("has_transitioned_to_new_page_experience") is True else []
                notes += ["not published"] if told.get("is_published") is False else []
                handle = str(told.get("username") or "").lower()
                return reading.profile(read_profile(reading, told), handle, note=", ".join(notes))
        raise PlatformError("error", "unexpected", "a Page without id", payloads=reply.payloads)

    def posts(self, account: Account, *, since: datetime | None, until: datetime | None, cursor: str) -> Page:
        """One page of posts of a stretch of time; the cursor of its last page leads to the stretch before."""
        try:
            # a clock that is behind must not cut off what was posted just now
            stretch = Stretch.read(cursor) if cursor else Stretch.first(since, until or self._tomorrow())
        except (KeyError, ValueError):
            raise PlatformError("error", "bad_cursor", "a cursor that is not ours") from None
        params: dict[str, str | int] = {"fields": POST_FIELDS, "until": int(stretch.until.timestamp())}
        if stretch.step == "leap":
            params["limit"] = 1
        else:
            params |= {"limit": 100, "since": int(stretch.since.timestamp()) - 1}
        params |= dict(stretch.place)
        reply = self._get(account, f"{account.id}/posts", list(params.items()))
        match reply.data:
            case {"data": list(items)}:
                reading = Reading("facebook", account.id, self._run, reply, version_of(reply.headers))
                posts = read_posts(reading, items)
                paging = reply.data.get("paging")
                following = str(paging.get("next") or "") if isinstance(paging, dict) else ""
                newest = max((post.created_at for post in posts if post.created_at), default=None)
                after = stretch.after(len(items), following, since, newest)
                if stretch.is_selected(len(items)):
                    raise PlatformError("partial_cap", "selected", payloads=reply.payloads)
                return reading.page(posts=posts, received=len(items), cursor=str(after) if after else "")
        raise PlatformError("error", "unexpected", "no list of posts", payloads=reply.payloads)

    def close(self) -> None:
        """Give the connections back."""
        for http in self._https.values():
            http.close()

    def _get(self, account: Account, path: str, params: Params) -> Reply:
        own = next((name for name in (account.id, account.name) if name in self._https), "")
        if own not in self._https:
            raise PlatformError("denied", "no_own_token", f"no token for {account.id or account.name}")
        try:
            return self._https[own].get(path, params)
        except PlatformError as error:
            # a Page's own token says nothing of other Pages
            error.of_account = error.of_account or bool(own)
            raise

    def _tomorrow(self) -> datetime:
        return (self._clock() + timedelta(days=1)).replace(microsecond=0)
