"""Facebook and Instagram, as Meta's Graph API plays them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from tests.sources.platforms.server import Answer, Asked, Dialect
from tests.sources.platforms.world import FakeAccount, FakePost, World

_CODES = {
    "unauthorised": (400, 190, "Error validating access token: Session has expired"),
    "quota": (400, 368, "The action attempted has been deemed abusive or is otherwise disallowed"),
    "not_found": (404, 803, "Some of the aliases you requested do not exist"),
    "rate_limit": (400, 80001, "There have been too many calls to this Page account"),
    "error_body": (200, 999, "Something is wrong"),
}
_HELD_BACK = ("partial_rate", "held_back")


def graph_error(status: int, code: int, words: str) -> Answer:
    # codes have been seen as text
    return Answer({"error": {"message": f"(#{code}) {words}", "type": "OAuthException", "code": str(code)}}, status)


class Facebook(Dialect):
    platform = "facebook"
    token = "EAAB/very+secret"
    base = "/v26.0"
    hides = False
    requests = ("posts",)
    expected: Mapping[str, tuple[str, str]] = {"quota": _HELD_BACK}

    def written(self, name: str) -> str:
        return f"https://m.facebook.com/{name}/?locale=ko_KR"

    def edge(self, asked: Asked) -> str:
        return "posts" if asked.path.endswith("/posts") else "profile"

    def answer(self, world: World, asked: Asked) -> Answer:
        account = world.find(asked.path.split("/")[2])
        if account is None:
            return self.refusal("not_found")
        if self.edge(asked) == "profile":
            return Answer(self._profile(world, account), headers={"facebook-api-version": "v26.0"})
        since, until = int(asked.one("since", "0")), int(asked.one("until"))
        held = tuple(post for post in account.posts if since <= post.at.timestamp() <= until)
        posts, after = world.page(replace(account, posts=held), asked.one("after"))
        paging: dict[str, Any] = {"cursors": {"before": "A", "after": after}}
        if after:
            following = {"since": since, "until": until, "access_token": self.token, "limit": 100, "after": after}
            paging["next"] = f"https://graph.facebook.com/v26.0/{account.id}/posts?{urlencode(following)}"
        return Answer({"data": [self._post(world, post) for post in posts], "paging": paging})

    def refusal(self, kind: str) -> Answer:
        return graph_error(*_CODES[kind])

    def _profile(self, world: World, account: FakeAccount) -> dict[str, Any]:
        return {
            "id": account.id,
            "username": account.bears or account.name,
            "fan_count": world.told(account.followers),
            "followers_count": world.told(account.followers + 1000),
            "talking_about_count": world.told(3),
            "has_transitioned_to_new_page_experience": True,
        }

    def _post(self, world: World, post: FakePost) -> dict[str, Any]:
        def total(count: int) -> dict[str, Any]:
            return {"data": [], "summary": {"total_count": world.told(count)}}

        item = {
            "id": f"7_{post.id}",
            "message": post.text,
            "created_time": post.at.strftime("%Y-%m-%dT%H:%M:%S+0000"),
            "attachments": {"data": [{"media_type": "photo"}]},
            "comments": total(post.comments),
            "reactions": total(post.likes + 2),
            "like": total(post.likes),
            **{kind: total(0) for kind in ("wow", "haha", "sad", "angry", "care")},
            "love": total(2),
        }
        return item | ({"shares": {"count": world.told(post.shares)}} if post.shares else {})


class Instagram(Dialect):
    platform = "instagram"
    token = "EAAG/very+secret"
    base = "/v26.0"
    hides = False
    # accounts are found by their name alone
    lasting = False
    requests = ("posts",)
    expected: Mapping[str, tuple[str, str]] = {"quota": _HELD_BACK, "404": ("not_found", "not_professional")}

    own = "17841400000000001"

    def written(self, name: str) -> str:
        return f"https://www.instagram.com/{name}/?hl=ko"

    def edge(self, asked: Asked) -> str:
        if asked.path.endswith("/me/accounts"):
            return "own"
        return "posts" if "media.limit" in asked.one("fields") else "profile"

    def answer(self, world: World, asked: Asked) -> Answer:
        if self.edge(asked) == "own":
            return Answer({"data": [{"id": "1"}, {"id": "2", "instagram_business_account": {"id": self.own}}]})
        assert asked.path == f"/v26.0/{self.own}"
        fields = asked.one("fields")
        name = re.search(r"username\(([^)]+)\)", fields)
        account = world.find(name[1]) if name else None
        if account is None:
            return self.refusal("not_found")
        if self.edge(asked) == "profile":
            counts = {"followers_count": account.followers, "follows_count": 12, "media_count": len(account.posts)}
            found = {"id": f"1784{account.id}", "username": account.name}
            found |= {name: world.told(count) for name, count in counts.items()}  # type: ignore[misc]
            return Answer({"business_discovery": found, "id": self.own})
        after = re.search(r"\.after\(([^)]+)\)", fields)
        posts, cursor = world.page(account, after[1] if after else "")
        media: dict[str, Any] = {"data": [self._media(world, post) for post in posts]}
        media["paging"] = {"cursors": {"before": "A"} | ({"after": cursor} if cursor else {})}
        found = {"id": f"1784{account.id}", "media_count": len(account.posts), "media": media}  # type: ignore[dict-item]
        return Answer({"business_discovery": found, "id": self.own})

    def refusal(self, kind: str) -> Answer:
        if kind == "not_found":
            words = "The user with this username is not a business account"
            error = {"message": words, "code": 110, "error_subcode": 2207013}
            return Answer({"error": error}, 400)
        return graph_error(*_CODES[kind])

    def _media(self, world: World, post: FakePost) -> dict[str, Any]:
        item = {
            "id": f"179{post.id}",
            "caption": post.text,
            "timestamp": post.at.strftime("%Y-%m-%dT%H:%M:%S+0000"),
            "media_type": "IMAGE",
            "media_product_type": "FEED",
            "comments_count": world.told(post.comments),
        }
        return item | ({} if "hidden_likes" in world.quirks else {"like_count": world.told(post.likes)})
