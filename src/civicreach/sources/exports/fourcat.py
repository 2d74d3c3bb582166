"""4CAT: csv of items of Instagram, TikTok and X, made flat."""

from __future__ import annotations

from collections.abc import Iterator

from civicreach.records.words import message

from .entry import Entry, Outcome
from .layout import Layout

_TIME = ("unix_timestamp", "timestamp")


def _instagram(entry: Entry) -> Iterator[Outcome]:
    counts = entry.counts(likes="num_likes")
    # 4CAT writes -1 where the number of comments was not told
    counts["comments"] = None if entry.text("num_comments").startswith("-") else entry.count("num_comments")
    yield entry.post(
        "instagram",
        entry.id("author").casefold(),
        entry.id("id"),
        created_at=entry.moment(_time(entry)),
        observed_at=entry.seen_at(),
        counts=counts,
        type=entry.text("type"),
        text=entry.text("body"),
    )


def _tiktok(entry: Entry) -> Iterator[Outcome]:
    account, at = entry.id("author").casefold(), entry.told_at()
    yield entry.post(
        "tiktok",
        account,
        entry.id("id"),
        created_at=entry.moment(_time(entry)),
        observed_at=at or entry.seen_at(),
        counts=entry.counts(
            likes=("likes", "amount_likes"),
            comments=("comments", "amount_comments"),
            shares=("shares", "amount_shares"),
            views=("plays", "amount_plays"),
        ),
        type="video",
        text=entry.text("body"),
    )
    yield from entry.observations("tiktok", account, at, followers="author_followers")


def _x(entry: Entry) -> Iterator[Outcome]:
    yield entry.post(
        "x",
        entry.id("author_id"),
        entry.id("id"),
        created_at=entry.moment(_time(entry)),
        observed_at=entry.seen_at(),
        counts=entry.counts(
            likes="like_count",
            shares="retweet_count",
            comments="reply_count",
            quotes="quote_count",
            views="impression_count",
        ),
        text=entry.text("body"),
        repost=entry.text("is_retweet") == "yes",
    )


def _time(entry: Entry) -> str:
    return next((name for name in _TIME if entry.text(name)), _TIME[-1])


LAYOUTS = (
    Layout(
        tool="4cat",
        what=message("posts of Instagram accounts"),
        read=_instagram,
        needs=("id", "thread_id", "author", _TIME, "num_likes", "num_comments"),
        uses=("timestamp", "type", "body"),
        created=_TIME,
        utc=True,
    ),
    Layout(
        tool="4cat",
        what=message("videos on TikTok"),
        read=_tiktok,
        needs=("id", "thread_id", "author", _TIME, "tiktok_url", ("likes", "amount_likes")),
        uses=("timestamp", "body", "comments", "amount_comments", "shares", "amount_shares", "plays", "amount_plays",
              "author_followers"),
        created=_TIME,
        utc=True,
    ),
    Layout(
        tool="4cat",
        what=message("posts on X"),
        read=_x,
        needs=("id", "thread_id", "author_id", _TIME, "retweet_count", "like_count"),
        uses=("timestamp", "reply_count", "quote_count", "impression_count", "body", "is_retweet"),
        created=_TIME,
        utc=True,
    ),
)  # fmt: skip
