"""Mastodon: an account by name or number, its statuses with the next page in a header."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tests.sources.platforms.server import Answer, Asked, Dialect
from tests.sources.platforms.world import FakeAccount, FakePost, World


class Mastodon(Dialect):
    platform = "mastodon"
    token: str | None = None
    base = "/{host}"
    hides = False
    requests = ("posts",)
    expected: Mapping[str, tuple[str, str]] = {"401": ("denied", "closed_server"), "quota": ("denied", "permission")}

    def written(self, name: str) -> str:
        return f"https://social.example/@{name}"

    def edge(self, asked: Asked) -> str:
        return "posts" if asked.path.endswith("/statuses") else "profile"

    def answer(self, world: World, asked: Asked) -> Answer:
        host, *steps = asked.path.strip("/").split("/")
        key = asked.one("acct") if steps[-1] == "lookup" else steps[3]
        account = world.find(key)
        if account is None or host != "social.example":
            return self.refusal("not_found")
        if self.edge(asked) == "profile":
            return Answer(self._account(world, account))
        posts, cursor = world.page(account, asked.one("max_id"))
        url = f"https://{host}/api/v1/accounts/{account.id}/statuses"
        link = f'<{url}?limit=40&max_id={cursor}>; rel="next", <{url}?min_id=9>; rel="prev"'
        return Answer([self._status(world, post) for post in posts], headers={"Link": link} if cursor else {})

    def refusal(self, kind: str) -> Answer:
        match kind:
            case "unauthorised":
                return Answer({"error": "This API requires an authenticated user"}, 401)
            case "quota":
                return Answer({"error": "This action is not allowed"}, 403)
            case "not_found":
                return Answer({"error": "Record not found"}, 404)
            case "rate_limit":
                return Answer({"error": "Too many requests"}, 429)
        return Answer({"error": "Something went wrong"}, 200)

    def _account(self, world: World, account: FakeAccount) -> dict[str, Any]:
        return {
            "id": account.id,
            "acct": account.name,
            "followers_count": world.told(account.followers),
            "following_count": world.told(12),
            "statuses_count": world.told(len(account.posts)),
        }

    def _status(self, world: World, post: FakePost) -> dict[str, Any]:
        return {
            "id": post.id,
            "created_at": post.at.isoformat().replace("+00:00", ".000Z"),
            "edited_at": None,
            "content": f"<p>{post.text}</p>",
            "favourites_count": world.told(post.likes),
            "replies_count": world.told(post.comments),
            "reblogs_count": world.told(post.shares),
            "reblog": {"id": "1"} if post.repost else None,
        }
