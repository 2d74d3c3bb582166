"""Bluesky: two methods of the AppView."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tests.sources.platforms.server import Answer, Asked, Dialect
from tests.sources.platforms.world import FakeAccount, FakePost, World


class Bluesky(Dialect):
    platform = "bluesky"
    token: str | None = None
    base = "/xrpc"
    hides = False
    requests = ("posts",)
    expected: Mapping[str, tuple[str, str]] = {"error_body": ("error", "refused"), "quota": ("denied", "permission")}

    def written(self, name: str) -> str:
        return f"https://bsky.app/profile/{name}.bsky.social"

    def edge(self, asked: Asked) -> str:
        return "posts" if asked.path.endswith("getAuthorFeed") else "profile"

    def answer(self, world: World, asked: Asked) -> Answer:
        if asked.path.endswith("getProfiles"):
            names = (name.removesuffix(".bsky.social").removeprefix("did:plc:") for name in asked.query["actors"])
            found = filter(None, map(world.find, names))
            return Answer({"profiles": [self._profile(world, account) for account in found]})
        key = asked.one("actor").removesuffix(".bsky.social").removeprefix("did:plc:")
        account = world.find(key)
        if account is None:
            return self.refusal("not_found")
        if self.edge(asked) == "profile":
            return Answer(self._profile(world, account))
        posts, cursor = world.page(account, asked.one("cursor"))
        feed = [self._item(world, account, post) for post in posts]
        return Answer({"feed": feed} | ({"cursor": cursor} if cursor else {}))

    def refusal(self, kind: str) -> Answer:
        match kind:
            case "unauthorised":
                return Answer({"error": "AuthMissing", "message": "Authentication Required"}, 401)
            case "quota":
                return Answer({"error": "Forbidden", "message": "quota"}, 403)
            case "not_found":
                return Answer({"error": "InvalidRequest", "message": "Profile not found"}, 400)
            case "rate_limit":
                return Answer({"error": "RateLimitExceeded", "message": "Rate Limit Exceeded"}, 429)
        return Answer({"error": "InvalidRequest", "message": "something is wrong"}, 200)

    def _profile(self, world: World, account: FakeAccount) -> dict[str, Any]:
        return {
            "did": f"did:plc:{account.id}",
            "handle": f"{account.bears or account.name}.bsky.social",
            "followersCount": world.told(account.followers),
            "followsCount": world.told(12),
            "postsCount": world.told(len(account.posts)),
        }

    def _item(self, world: World, account: FakeAccount, post: FakePost) -> dict[str, Any]:
        at = post.at.isoformat().replace("+00:00", "Z")
        item: dict[str, Any] = {
            "post": {
                "uri": f"at://did:plc:{account.id}/app.bsky.feed.post/{post.id}",
                "cid": f"c{post.id}",
                "record": {"$type": "app.bsky.feed.post", "text": post.text, "createdAt": at},
                "likeCount": world.told(post.likes),
                "replyCount": world.told(post.comments),
                "repostCount": world.told(post.shares),
                "indexedAt": at,
            }
        }
        if post.repost:
            item["post"]["uri"] = f"at://did:plc:other/app.bsky.feed.post/{post.id}"
            item["reason"] = {"$type": "app.bsky.feed.defs#reasonRepost", "indexedAt": at}
        return item
