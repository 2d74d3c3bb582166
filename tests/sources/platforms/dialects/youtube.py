"""YouTube: channels, the list of uploads, and videos; numbers are always text."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tests.sources.platforms.server import Answer, Asked, Dialect
from tests.sources.platforms.world import FakeAccount, World


def _channel(id: str) -> str:
    return f"UC{id:0>22}"


class YouTube(Dialect):
    platform = "youtube"
    token: str | None = "AIza/very+secret"
    base = "/youtube/v3"
    hides = True
    requests = ("posts", "videos")
    expected: Mapping[str, tuple[str, str]] = {"404": ("error", "no_list")}

    def written(self, name: str) -> str:
        return f"https://www.youtube.com/@{name}/videos"

    def edge(self, asked: Asked) -> str:
        return {"channels": "profile", "playlistItems": "posts", "videos": "videos"}[asked.path.rpartition("/")[2]]

    def answer(self, world: World, asked: Asked) -> Answer:
        match self.edge(asked):
            case "profile":
                return self._channels(world, asked)
            case "posts":
                account = world.find(asked.one("playlistId")[2:].lstrip("0"))
                if account is None:
                    return self.refusal("not_found")
                posts, cursor = world.page(account, asked.one("pageToken"))
                info = {"totalResults": len(account.posts), "resultsPerPage": 50}
                items = [{"contentDetails": {"videoId": post.id}} for post in posts]
                return Answer({"items": items, "pageInfo": info} | ({"nextPageToken": cursor} if cursor else {}))
        return self._videos(world, asked)

    def refusal(self, kind: str) -> Answer:
        code, reason, words = {
            "unauthorised": (400, "badRequest", "API key not valid. Please pass a valid API key."),
            "quota": (403, "quotaExceeded", "The request cannot be completed because you have exceeded your quota."),
            "not_found": (404, "playlistNotFound", "The playlist cannot be found."),
            "rate_limit": (403, "rateLimitExceeded", "Too many requests"),
            "error_body": (200, "somethingElse", "Something is wrong"),
        }[kind]
        errors = [{"message": words, "domain": "youtube", "reason": reason}]
        return Answer({"error": {"code": code, "message": words, "errors": errors}}, code)

    def _channels(self, world: World, asked: Asked) -> Answer:
        names = [asked.one("forHandle").removeprefix("@")]
        names = [id[2:].lstrip("0") for id in asked.one("id").split(",")] if "id" in asked.query else names
        found = [account for account in map(world.find, names) if account is not None]
        if not found:
            return Answer({"kind": "youtube#channelListResponse", "pageInfo": {"totalResults": 0}})
        return Answer({"items": [self._channel(world, account) for account in found]})

    def _channel(self, world: World, account: FakeAccount) -> dict[str, Any]:
        told: dict[str, Any] = {
            "viewCount": _text(world.told(1000)),
            "videoCount": _text(world.told(len(account.posts))),
            "hiddenSubscriberCount": "hidden_counts" in world.quirks,
        }
        if "hidden_counts" not in world.quirks:
            told["subscriberCount"] = _text(world.told(account.followers // 100 * 100))
        snippet = {"title": account.name, "customUrl": f"@{account.name}"}
        return {"id": _channel(account.id), "snippet": snippet, "statistics": told}

    def _videos(self, world: World, asked: Asked) -> Answer:
        items = []
        for id in asked.one("id").split(","):
            # an edited copy of a post stands only on the page on which it comes again
            post = next(post for account in world.accounts for post in account.posts if post.id == id)
            again = "edited" in world.quirks and asked.one("id").startswith(id) and id != world.accounts[0].posts[0].id
            told = {"viewCount": _text(world.told(post.likes * 10)), "commentCount": _text(world.told(post.comments))}
            told["likeCount"] = _text(world.told(post.likes + again))
            if "hidden_counts" in world.quirks:
                told = {}
            snippet = {"publishedAt": post.at.isoformat().replace("+00:00", "Z"), "title": post.text, "description": ""}
            items.append({"id": id, "snippet": snippet, "statistics": told})
        return Answer({"items": items})


def _text(count: int | str | None) -> str | None:
    return None if count is None else str(count)
