"""Facepager: nodes of a tree in one table. Seeds, posts of pages, comments and ends of paging stand side by side."""

from __future__ import annotations

import re
from collections.abc import Iterator

from civicreach.records.words import message

from .entry import COMMENT, Aside, Entry, Odd, Outcome, Paths
from .layout import Layout
from .x_posts import x_post
from .youtube import rounded

SEED = message("a seed: what was asked for, not what was found")
OFFCUT = message("the rest of an answer about the page (offcut): it holds no post")
OFFCUT_OF_COMMENTS = message("the rest of an answer about comments (offcut): it holds no post")
FAILED = message("a query that failed: {status}")
OTHER = message("a node that is no item of data: {kind}")

# the columns are chosen by whoever exports: by the path in the answer, or by a name of their own before "="
_COUNTS: dict[str, Paths] = {
    "comments": ("comments.summary.total_count", "comments", "comment_count"),
    "reactions": ("reactions.summary.total_count", "reactions"),
    "shares": ("shares.count", "shares"),
    "likes": ("like.summary.total_count", "likes.summary.total_count", "likes", "like", "like_count"),
    **{kind: (f"{kind}.summary.total_count", kind) for kind in ("love", "wow", "haha", "sad", "angry", "care")},
}
_FIELDS = (
    "level", "query_status", "query_time", "from.id", "from.name", "created_time", "updated_time", "type",
    "status_type", "message", "fan_count", "followers_count", "object_key",
    *(name for names in _COUNTS.values() for name in names),
    "id.videoId", "contentDetails.videoId", "snippet.resourceId.videoId", "snippet.channelId", "snippet.publishedAt",
    "contentDetails.videoPublishedAt", "snippet.title", "statistics.viewCount", "statistics.likeCount",
    "statistics.commentCount", "statistics.subscriberCount", "statistics.videoCount",
    "statistics.hiddenSubscriberCount", "created_at", "user.id_str", "user.id", "id_str", "text", "full_text",
    "retweet_count", "favorite_count", "retweeted_status.id_str", "retweeted_status.id", "user.followers_count",
    "user.statuses_count", "followers_count", "friends_count", "statuses_count",
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
    elif query.startswith("YouTube"):
        yield from _youtube(entry, query)
    elif query.startswith("Twitter"):
        yield from _x(entry, query)
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


def _youtube(entry: Entry, query: str) -> Iterator[Outcome]:
    """Videos and channels, where the columns are those of YouTube's interface."""
    if "comment" in query.casefold():
        yield Aside(COMMENT)
    elif entry.has("statistics.subscriberCount") or entry.has("statistics.videoCount"):
        hidden = entry.text("statistics.hiddenSubscriberCount").casefold() == "true"
        measures = {"views_total": "statistics.viewCount", "posts_total": "statistics.videoCount"}
        if not hidden:
            measures["followers"] = "statistics.subscriberCount"
        at = entry.told_at("query_time")
        for seen in entry.observations("youtube", entry.id("object_id"), at, **measures):
            yield rounded(seen)
    elif entry.text("snippet.publishedAt"):
        found = ("id.videoId", "contentDetails.videoId", "snippet.resourceId.videoId", "object_id")
        yield entry.post(
            "youtube",
            entry.id("snippet.channelId"),
            entry.id(*found),
            # of a playlist, publishedAt is when the video was put into it
            created_at=entry.moment("contentDetails.videoPublishedAt", "snippet.publishedAt"),
            observed_at=entry.seen_at("query_time"),
            counts=entry.counts(
                likes="statistics.likeCount", comments="statistics.commentCount", views="statistics.viewCount"
            ),
            type="video",
            text=entry.text("snippet.title"),
        )
    else:
        raise Odd(message("neither a video nor a channel: {query}", query=query))


def _x(entry: Entry, query: str) -> Iterator[Outcome]:
    """Tweets and users, where the columns are those of Twitter's interface 1.1."""
    at = entry.told_at("query_time")
    if entry.text("followers_count") and not entry.first("text", "full_text"):
        yield from entry.observations(
            "x", entry.id("object_id"), at, followers="followers_count", following="friends_count",
            posts_total="statuses_count",
        )  # fmt: skip
        return
    if not entry.first("user.id_str", "user.id"):
        raise Odd(message("neither a post nor an account: {query}", query=query))
    account = entry.id("user.id_str", "user.id")
    text = entry.first("full_text", "text", "message")
    yield x_post(
        entry,
        account,
        entry.id("id_str", "object_id"),
        created_at=entry.moment("created_at", "created_time"),
        observed_at=entry.seen_at("query_time"),
        text=text,
        repost=bool(entry.first("retweeted_status.id_str", "retweeted_status.id")) or text.startswith("RT @"),
        likes="favorite_count",
        shares="retweet_count",
    )
    yield from entry.observations("x", account, at, followers="user.followers_count", posts_total="user.statuses_count")


LAYOUTS = (
    Layout(
        tool="facepager",
        what=message("nodes of Facebook, YouTube or Twitter"),
        read=_read,
        needs=("object_id", "object_type", "query_type", "parent_id"),
        uses=_FIELDS,
        tells_time=True,
    ),
)
