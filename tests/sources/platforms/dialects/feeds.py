"""Feeds: RSS of a site, and those of Naver's blogs."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import format_datetime
from urllib.parse import quote

from tests.sources.platforms.server import Answer, Asked, Dialect
from tests.sources.platforms.world import FakePost, World

_ODD = ("error", "unexpected")

#: Beyond the window that is asked for; without them a feed cannot say that it holds the whole window.
_OLD = (
    FakePost(id="old", at=datetime(2020, 1, 2, tzinfo=UTC), text="옛 소식"),
    FakePost(id="older", at=datetime(2020, 1, 1, tzinfo=UTC), text="더 옛 소식"),
)


class Feed(Dialect):
    platform = "rss"
    token = None
    base = "/{host}"
    hides = False
    lasting = paged = counts = False
    since = datetime(2021, 1, 1, tzinfo=UTC)
    requests = ("posts",)
    expected: Mapping[str, tuple[str, str]] = {
        "401": ("denied", "permission"),
        "quota": ("denied", "permission"),
        "error_body": _ODD,
        "html": _ODD,
        "key-in-a-page": _ODD,
        "xml": _ODD,
        "nothing": _ODD,
        "cut-off": ("error", "cut_off"),
        "no-known-letters": _ODD,
        "too-deep": _ODD,
        "login-page": ("not_found", "moved"),
    }

    def __init__(self, etag: str = "", posts: int = 100) -> None:
        self.etag, self.posts = etag, posts

    def written(self, name: str) -> str:
        return f"https://{name}.example/rss.xml"

    def edge(self, asked: Asked) -> str:
        # a feed is asked once for the profile and once for the posts
        return "posts"

    def name_in(self, asked: Asked) -> str:
        return asked.path.removeprefix("/https://").partition(".")[0]

    def answer(self, world: World, asked: Asked) -> Answer:
        account = world.find(self.name_in(asked))
        if account is None:
            return self.refusal("not_found")
        headers = {"Content-Type": "text/xml; charset=utf-8"} | ({"ETag": self.etag} if self.etag else {})
        if self.etag and asked.headers.get("if-none-match") == self.etag:
            return Answer(b"", 304, headers)
        items = "".join(map(_item, (*account.posts, *_OLD)[: self.posts]))
        body = (
            f'<?xml version="1.0" encoding="UTF-8"?><rss version="2.0"><channel><title>x</title>{items}</channel></rss>'
        )
        return Answer(body.encode(), headers=headers)

    def refusal(self, kind: str) -> Answer:
        statuses = {"unauthorised": 401, "quota": 403, "not_found": 404, "rate_limit": 429, "error_body": 200}
        return Answer({"error": "Something is wrong"}, statuses[kind])


class NaverBlog(Feed):
    platform = "naver-blog"

    def written(self, name: str) -> str:
        return f"https://m.blog.naver.com/PostList.naver?blogId={name}&tab=1"

    def name_in(self, asked: Asked) -> str:
        assert asked.path.startswith("/https://rss.blog.naver.com/") and asked.path.endswith(".xml")
        return asked.path.rpartition("/")[2].removesuffix(".xml")


def _item(post: FakePost) -> str:
    return (
        f"<item><title>{post.text}</title><link>https://seoul.example/{quote(post.id)}</link>"
        f"<guid>https://seoul.example/{post.id}</guid><description>&lt;p&gt;{post.text}&lt;/p&gt;</description>"
        f"<pubDate>{format_datetime(post.at)}</pubDate></item>"
    )
