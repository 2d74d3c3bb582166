"""rtweet, an R package: csv of tweets and of users, of its versions before 1.0 and since.

`write_as_csv` and `save_as_csv` put an x before every id. Since 1.0 tweets and their users are two tables.
"""

from __future__ import annotations

from collections.abc import Iterator

from civicreach.records.words import message

from .entry import Entry, Odd, Outcome
from .layout import Layout
from .x_posts import x_post

_COUNTS = {
    "likes": "favorite_count", "shares": "retweet_count", "quotes": "quote_count", "comments": "reply_count",
}  # fmt: skip
_AUTHORS = ("user_id", "user_id_str", "user.id_str", "users.id_str", "screen_name", "user_screen_name",
            "user.screen_name")  # fmt: skip


def _tweet(entry: Entry) -> Iterator[Outcome]:
    account, at = _id(entry, "user_id"), entry.told_at()
    yield x_post(
        entry,
        account,
        _id(entry, "status_id"),
        created_at=entry.moment("created_at"),
        observed_at=at or entry.seen_at(),
        text=entry.text("text"),
        repost=entry.text("is_retweet").casefold() == "true",
        **_COUNTS,
    )
    yield from _counts(entry, account)


def _since_1_0(entry: Entry) -> Iterator[Outcome]:
    if not entry.first(*_AUTHORS):
        raise Odd(message("without the account: since 1.0 rtweet keeps users apart; bind users_data() to the tweets"))
    text = entry.first("full_text", "text")
    passed_on = entry.text("retweeted_status")
    yield x_post(
        entry,
        _id(entry, *_AUTHORS),
        _id(entry, "id_str"),
        created_at=entry.moment("created_at"),
        observed_at=entry.seen_at(),
        text=text,
        # the column retweeted says whether the reader had passed it on
        repost=text.startswith("RT @") or passed_on not in ("", "[]", "list()", "FALSE"),
        **_COUNTS,
    )


def _user(entry: Entry) -> Iterator[Outcome]:
    yield from _counts(entry, _id(entry, "user_id", "id_str"))


def _counts(entry: Entry, account: str) -> Iterator[Outcome]:
    # favourites_count are Likes that the account gave, not that it has
    yield from entry.observations(
        "x", account, entry.told_at(), followers="followers_count", following="friends_count",
        posts_total="statuses_count",
    )  # fmt: skip


def _id(entry: Entry, *names: str) -> str:
    found = entry.id(*names)
    return found[1:] if found[:1] == "x" and found[1:].isdecimal() else found


_OF_USERS = ("followers_count", "friends_count", "statuses_count")

LAYOUTS = (
    Layout(
        tool="rtweet",
        what=message("posts on X"),
        read=_tweet,
        needs=("user_id", "status_id", "created_at", "screen_name", "text", "favorite_count"),
        uses=(*_COUNTS.values(), "is_retweet", *_OF_USERS),
        created=("created_at",),
        utc=True,
    ),
    Layout(
        tool="rtweet",
        what=message("posts on X"),
        read=_since_1_0,
        needs=("id_str", "created_at", ("full_text", "text"), "favorite_count", "retweet_count"),
        uses=("text", *_COUNTS.values(), "retweeted_status", *_AUTHORS),
        created=("created_at",),
        utc=True,
    ),
    Layout(
        tool="rtweet",
        what=message("accounts on X"),
        read=_user,
        needs=(("user_id", "id_str"), "screen_name", *_OF_USERS),
    ),
)
