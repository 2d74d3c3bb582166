"""rtweet, an R package: csv of tweets from `write_as_csv` or `save_as_csv`, which put an x before every id."""

from __future__ import annotations

from collections.abc import Iterator

from civicreach.records.words import message

from .entry import Entry, Outcome
from .layout import Layout


def _read(entry: Entry) -> Iterator[Outcome]:
    account, at = entry.id("user_id").removeprefix("x"), entry.told_at()
    yield entry.post(
        "x",
        account,
        entry.id("status_id").removeprefix("x"),
        created_at=entry.moment("created_at"),
        observed_at=at or entry.seen_at(),
        counts=entry.counts(
            likes="favorite_count", shares="retweet_count", quotes="quote_count", comments="reply_count"
        ),
        text=entry.text("text"),
        repost=entry.text("is_retweet").casefold() == "true",
    )
    # favourites_count are Likes that the account gave, not that it has
    yield from entry.observations("x", account, at, followers="followers_count", posts_total="statuses_count")


LAYOUTS = (
    Layout(
        tool="rtweet",
        what=message("posts on X"),
        read=_read,
        needs=("user_id", "status_id", "created_at", "screen_name"),
        uses=(
            "text", "favorite_count", "retweet_count", "quote_count", "reply_count", "is_retweet", "followers_count",
            "statuses_count",
        ),
        created=("created_at",),
        utc=True,
    ),
)  # fmt: skip
