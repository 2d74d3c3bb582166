"""X: an account by name or number, its timeline; in the words of tweets, or in those of posts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from tests.sources.platforms.server import Answer, Asked, Dialect
from tests.sources.platforms.world import FakeAccount, FakePost, World

_PROBLEMS = "https://api.x.com/2/problems/"


class X(Dialect):
    platform = "x"
    token = "AAAA/very+secret%3D"
    base = "/2"
    hides = False
    requests = ("posts",)
    expected: Mapping[str, tuple[str, str]] = {"quota": ("partial_rate", "spending_limit")}

    def __init__(self, noun: str = "tweet") -> None:
        self.noun, self.again = noun, {"tweet": "retweet", "post": "repost"}[noun]

    def written(self, name: str) -> str:
        return f"https://twitter.com/{name}?lang=ko"

    def edge(self, asked: Asked) -> str:
        return "posts" if asked.path.endswith("/tweets") else "profile"

    def answer(self, world: World, asked: Asked) -> Answer:
        if "usernames" in asked.query or "ids" in asked.query:
            return self._several(world, (asked.one("usernames") or asked.one("ids")).split(","))
        steps = asked.path.split("/")
        account = world.find(steps[5] if "username" in steps else steps[3])
        if account is None:
            return self.refusal("not_found")
        if self.edge(asked) == "profile":
            return Answer({"data": self._user(world, account)})
        if f"{self.noun}.fields" not in asked.query:
            wrong = next(name for name in asked.query if name.endswith(".fields"))
            errors = [{"parameters": {wrong: []}, "message": f"The query parameter [{wrong}] is not one of [...]"}]
            body = {"errors": errors, "title": "Invalid Request", "type": f"{_PROBLEMS}invalid-request"}
            return Answer(body, 400)
        since = datetime.fromisoformat(asked.one("start_time", "2006-01-01T00:00:00Z"))
        held = replace(account, posts=tuple(post for post in account.posts if post.at >= since))
        posts, cursor = world.page(held, asked.one("pagination_token"))
        meta: dict[str, Any] = {"result_count": len(posts)} | ({"next_token": cursor} if cursor else {})
        return Answer({"meta": meta} | ({"data": [self._post(world, post) for post in posts]} if posts else {}))

    def refusal(self, kind: str) -> Answer:
        match kind:
            case "unauthorised":
                return Answer({"title": "Unauthorized", "type": "about:blank", "status": 401}, 401)
            case "quota":
                return Answer({"title": "UsageCapExceeded", "type": f"{_PROBLEMS}usage-capped"}, 429)
            case "not_found":
                # beside nothing, under a status of 200
                error = {"title": "Not Found Error", "type": f"{_PROBLEMS}resource-not-found", "resource_type": "user"}
                return Answer({"errors": [error]})
            case "rate_limit":
                return Answer({"title": "Too Many Requests", "type": "about:blank", "status": 429}, 429)
        return Answer({"errors": [{"title": "Odd", "detail": "Something is wrong", "type": "about:blank"}]})

    def _several(self, world: World, names: list[str]) -> Answer:
        found = [(name, world.find(name)) for name in names]
        data = [self._user(world, account) for _, account in found if account is not None]
        errors = [
            {"value": name, "title": "Not Found Error", "type": f"{_PROBLEMS}resource-not-found"}
            for name, account in found
            if account is None
        ]
        return Answer(({"data": data} if data else {}) | ({"errors": errors} if errors else {}))

    def _user(self, world: World, account: FakeAccount) -> dict[str, Any]:
        metrics = {
            "followers_count": world.told(account.followers),
            "following_count": world.told(12),
            f"{self.noun}_count": world.told(len(account.posts)),
        }
        return {"id": account.id, "username": account.bears or account.name, "public_metrics": metrics}

    def _post(self, world: World, post: FakePost) -> dict[str, Any]:
        metrics = {
            "like_count": world.told(post.likes),
            "reply_count": world.told(post.comments),
            f"{self.again}_count": world.told(post.shares),
        }
        item: dict[str, Any] = {
            "id": post.id,
            "text": post.text,
            "created_at": post.at.isoformat().replace("+00:00", ".000Z"),
            "public_metrics": metrics,
        }
        return item | ({"referenced_tweets": [{"type": f"{self.again}ed", "id": "1"}]} if post.repost else {})
