"""Posts and accounts of X as minet writes them."""

from __future__ import annotations

from collections.abc import Iterator

from civicreach.records.words import message
from civicreach.sources.exports.entry import Entry, Outcome
from civicreach.sources.exports.layout import Layout
from civicreach.sources.exports.x_posts import x_post


def _post(entry: Entry) -> Iterator[Outcome]:
    account, at = entry.id("user_id"), entry.told_at("collection_time")
    yield x_post(
        entry,
        account,
        entry.id("id"),
        created_at=entry.moment("timestamp_utc"),
        observed_at=at or entry.seen_at(),
        text=entry.text("text"),
        repost=bool(entry.text("retweeted_id")),
        likes="like_count",
        shares="retweet_count",
        comments="reply_count",
        views="impression_count",
    )
    # user_likes are Likes that the account gave, not that it has
    yield from entry.observations("x", account, at, followers="user_followers", posts_total="user_tweets")


def _account(entry: Entry) -> Iterator[Outcome]:
    # likes are those that the account gave, not that it has
    yield from entry.observations(
        "x", entry.id("id"), entry.told_at(), followers="followers", following="friends", posts_total="tweets"
    )


LAYOUTS = (
    Layout(
        tool="minet",
        what=message("posts on X"),
        read=_post,
        needs=("id", "timestamp_utc", "user_screen_name", "user_id", "retweet_count", "like_count"),
        uses=("collection_time", "reply_count", "impression_count", "text", "retweeted_id", "user_followers",
              "user_tweets"),
        created=("timestamp_utc",),
    ),
    Layout(
        tool="minet",
        what=message("accounts on X"),
        read=_account,
        needs=("id", "screen_name", "tweets", "followers", "friends"),
    ),
)  # fmt: skip
