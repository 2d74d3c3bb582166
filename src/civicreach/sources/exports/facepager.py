"""Facepager: nodes of a tree in one table. Seeds, posts of pages, comments and ends of paging stand side by side."""

from __future__ import annotations

import re
from collections.abc import Iterator

from civicreach.records.words import message

from .entry import Aside, Entry, Odd, Outcome
from .layout import Layout

SEED = message("a seed: what was asked for, not what was found")
OFFCUT = message("the rest of an answer about the page (offcut): it holds no post")
OFFCUT_OF_COMMENTS = message("the rest of an answer about comments (offcut): it holds no post")
COMMENT = message("a comment or a reply, not a post of the page")
FAILED = message("a query that failed: {status}")
OTHER = message("a node that is no item of data: {kind}")

_COUNTS: dict[str, str | tuple[str, ...]] = {
    "comments": ("comments.summary.total_count", "comments"),
    "reactions": ("reactions.summary.total_count", "reactions"),
    "shares": ("shares.count", "shares"),
    "likes": ("like.summary.total_count", "likes.summary.total_count", "likes"),
    "love": "love.summary.total_count",
    "wow": "wow.summary.total_count",
    "haha": "haha.summary.total_count",
    "sad": "sad.summary.total_count",
    "angry": "angry.summary.total_count",
    "care": "care.summary.total_count",
}
_FIELDS = (
    "level", "query_status", "query_time", "from.id", "from.name", "created_time", "updated_time", "type",
    "status_type", "message", "fan_count", "followers_count", "object_key",
    *(name for names in _COUNTS.values() for name in ((names,) if isinstance(names, str) else names)),
)  # fmt: skip
_POSTS = re.compile(r"/(?:posts|published_posts|feed|videos|photos|visitor_posts)$")

_COMMENTS = re.compile(r"/(?:comments|replies)$")


def _read(entry: Entry) -> Iterator[Outcome]:
    kind, status, query = entry.text("object_type"), entry.text("query_status"), entry.text("query_type")
    if kind == "seed":
        yield Aside(SEED)
    elif status and not status.startswith("fetched"):
        yield Aside(message(FAILED.text, status=status))
    elif kind == "offcut":
        yield Aside(OFFCUT_OF_COMMENTS if _COMMENTS.search(query) else OFFCUT)
    elif kind != "data":
        yield Aside(message(OTHER.text, kind=kind or "object_type = ''"))
    elif not query.startswith("Facebook:"):
        raise Odd(message("from another module of Facepager: {query}", query=query or "query_type = ''"))
    elif _COMMENTS.search(query):
        yield Aside(COMMENT)
    elif _POSTS.search(query):
        yield _post(entry)
    elif entry.has("fan_count") or entry.has("followers_count"):
        at = entry.told_at("query_time")
        # fan_count is the page's Likes; they and its followers are two measures
        yield from entry.observations(
            "facebook", entry.id("object_id"), at, likes="fan_count", followers="followers_count"
        )
    else:
        raise Odd(message("neither a post nor a page: {query}", query=query))


def _post(entry: Entry) -> Outcome:
    post_id = entry.id("object_id")
    account = entry.first("from.id") or post_id.partition("_")[0]
    if account == post_id:
        raise Odd(message("without {field}", field="from.id"))
    return entry.post(
        "facebook",
        account,
        post_id,
        created_at=entry.moment("created_time"),
        observed_at=entry.seen_at("query_time"),
        counts=entry.counts(**_COUNTS),
        type=entry.first("status_type", "type"),
        text=entry.text("message"),
    )


LAYOUTS = (
    Layout(
        tool="facepager",
        what=message("nodes of Facebook pages"),
        read=_read,
        needs=("object_id", "object_type", "query_type", "parent_id"),
        uses=_FIELDS,
        tells_time=True,
    ),
)
