"""4CAT: csv of items of Instagram, TikTok, X, Telegram and Facebook, made flat; of CrowdTangle's exports as well."""

from __future__ import annotations

from collections.abc import Iterator

from civicreach.records.words import message

from . import telegram
from .entry import Entry, Outcome
from .facebook_addresses import page_in, post_in
from .layout import Layout
from .x_posts import x_post

_TIME = ("unix_timestamp", "timestamp")


def _instagram(entry: Entry) -> Iterator[Outcome]:
    counts = entry.counts(likes="num_likes")
    # 4CAT writes -1 where the number of comments was not told
    counts["comments"] = None if entry.text("num_comments").startswith("-") else entry.count("num_comments")
    yield entry.post(
        "instagram",
        entry.id("author").casefold(),
        entry.id("id"),
        created_at=entry.moment(*_TIME),
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
        created_at=entry.moment(*_TIME),
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
    yield x_post(
        entry,
        entry.id("author_id"),
        entry.id("id"),
        created_at=entry.moment(*_TIME),
        observed_at=entry.seen_at(),
        text=entry.text("body"),
        repost=entry.text("is_retweet") == "yes",
        likes="like_count",
        shares="retweet_count",
        comments="reply_count",
        quotes="quote_count",
        views="impression_count",
    )


def _facebook(entry: Entry) -> Iterator[Outcome]:
    """A post that Zeeschuimer saw: 4CAT writes no counts of it."""
    account = page_in(entry.text("url")) or entry.id("author").casefold()
    yield entry.post(
        "facebook",
        account,
        f"{account}_{entry.id('id')}",
        created_at=entry.moment(*_TIME),
        observed_at=entry.seen_at(),
        counts={},
        text=entry.text("body"),
    )


_KINDS = ("love", "wow", "haha", "sad", "angry", "care")


def _crowdtangle_facebook(entry: Entry) -> Iterator[Outcome]:
    # 4CAT leaves out the zone that CrowdTangle wrote, and its unix_timestamp is wrong by as much
    account, created = entry.id("page_id"), entry.moment("timestamp")
    yield entry.post(
        "facebook",
        account,
        post_in(entry.id("url"), account),
        created_at=created,
        observed_at=entry.seen_at(),
        counts=entry.counts(
            likes="likes", comments="comments", shares="shares", interactions="interactions",
            **{kind: f"likes_{kind}" for kind in _KINDS},
        ),
        type=entry.text("type"),
        text=entry.text("body"),
    )  # fmt: skip
    yield from entry.observations("facebook", account, created, likes="page_likes", followers="page_followers")


def _crowdtangle_instagram(entry: Entry) -> Iterator[Outcome]:
    yield entry.post(
        "instagram",
        entry.id("author").casefold(),
        entry.id("id"),
        created_at=entry.moment("timestamp"),
        observed_at=entry.seen_at(),
        counts=entry.counts(likes="num_likes", comments="num_comments"),
        type=entry.text("type"),
        text=entry.text("body"),
    )


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
    Layout(
        tool="4cat",
        what=message("messages of Telegram channels"),
        read=telegram.of_4cat,
        needs=("id", "thread_id", "chat", "author", _TIME, "views"),
        uses=("timestamp", "author_username", "forwards", "attachment_type", "body", "unix_timestamp_edited",
              "author_forwarded_from_name", "author_forwarded_from_username", "timestamp_forwarded_from"),
        created=_TIME,
        utc=True,
    ),
    Layout(
        tool="4cat",
        what=message("messages of Telegram channels"),
        read=telegram.of_4cat_objects,
        fits=telegram.fits,
        created=("date",),
        utc=True,
    ),
    Layout(
        tool="4cat",
        what=message("posts on Facebook, without counts"),
        read=_facebook,
        needs=("id", "author", "author_name", "url", "is_in_group", _TIME),
        uses=("timestamp", "body"),
        created=_TIME,
        utc=True,
    ),
    Layout(
        tool="4cat",
        what=message("posts of Facebook pages by way of CrowdTangle"),
        read=_crowdtangle_facebook,
        needs=("id", "thread_id", "timestamp", "page_id", "page_name", "interactions", "url"),
        uses=("likes", "comments", "shares", *(f"likes_{kind}" for kind in _KINDS), "type", "body", "page_likes",
              "page_followers"),
        created=("timestamp",),
    ),
    Layout(
        tool="4cat",
        what=message("posts of Instagram accounts by way of CrowdTangle"),
        read=_crowdtangle_instagram,
        needs=("id", "thread_id", "author", "timestamp", "thumbnail_url", "mentioned", "subject", "num_likes",
               "num_comments"),
        uses=("type", "body"),
        created=("timestamp",),
    ),
)  # fmt: skip
