"""twint (no longer kept up): csv of tweets and of users."""

from __future__ import annotations

from collections.abc import Iterator

from civicreach.records.words import message

from .entry import Entry, Outcome
from .layout import Layout


def _tweet(entry: Entry) -> Iterator[Outcome]:
    yield entry.post(
        "x",
        entry.id("user_id"),
        entry.id("id"),
        created_at=entry.moment("created_at"),
        observed_at=entry.seen_at(),
        counts=entry.counts(likes="likes_count", shares="retweets_count", comments="replies_count"),
        text=entry.text("tweet"),
        # twint writes True and False, and leaves the name of a reposted user where there is one
        repost=entry.text("retweet").casefold() == "true" or bool(entry.text("user_rt_id")),
    )


def _user(entry: Entry) -> Iterator[Outcome]:
    # the column `likes` counts Likes that the user gave, not that the user has
    yield from entry.observations(
        "x", entry.id("id"), entry.told_at(), followers="followers", following="following", posts_total="tweets"
    )


LAYOUTS = (
    Layout(
        tool="twint",
        what=message("posts on X"),
        read=_tweet,
        needs=("id", "conversation_id", "created_at", "user_id", "tweet"),
        uses=("likes_count", "retweets_count", "replies_count", "retweet", "user_rt_id"),
        created=("created_at",),
    ),
    Layout(
        tool="twint",
        what=message("accounts on X"),
        read=_user,
        needs=("id", "username", "join_date", "tweets", "followers", "following"),
    ),
)
