"""minet: csv of posts from CrowdTangle's interface, of tweets, of Instagram posts, of YouTube videos and channels."""

from __future__ import annotations

from collections.abc import Iterator

from civicreach.records.words import message

from .entry import Entry, Outcome
from .layout import Layout
from .subscribers import rounded

_KINDS = ("love", "wow", "haha", "sad", "angry", "thankful", "care")
_CROWDTANGLE: dict[str, str | tuple[str, ...]] = {
    "likes": ("actual_like_count", "actual_favorite_count"),
    "comments": "actual_comment_count",
    "shares": "actual_share_count",
    **{kind: f"actual_{kind}_count" for kind in _KINDS},
}


def _crowdtangle(entry: Entry) -> Iterator[Outcome]:
    on_instagram = entry.text("platform").casefold() == "instagram"
    account = entry.id("account_handle", "account_id").casefold() if on_instagram else entry.id("account_id")
    counts = entry.counts(**_CROWDTANGLE)
    if on_instagram:
        counts = {name: counts[name] for name in ("likes", "comments") if name in counts}
    yield entry.post(
        "instagram" if on_instagram else "facebook",
        account,
        entry.id("id"),
        created_at=entry.moment("datetime" if entry.text("datetime") else "date"),
        observed_at=entry.seen_at(),
        counts=counts,
        type=entry.text("type"),
        text=entry.first("message", "description"),
    )
    # account_subscriber_count is of Likes or of followers, whichever its dashboard was set to: neither is known


def _tweet(entry: Entry) -> Iterator[Outcome]:
    account, at = entry.id("user_id"), entry.told_at("collection_time")
    yield entry.post(
        "x",
        account,
        entry.id("id"),
        created_at=entry.moment("timestamp_utc"),
        observed_at=at or entry.seen_at(),
        counts=entry.counts(
            likes="like_count", shares="retweet_count", comments="reply_count", views="impression_count"
        ),
        text=entry.text("text"),
        repost=bool(entry.text("retweeted_id")),
    )
    # user_likes are Likes that the account gave, not that it has
    yield from entry.observations("x", account, at, followers="user_followers", posts_total="user_tweets")


def _instagram(entry: Entry) -> Iterator[Outcome]:
    hidden = entry.text("like_and_view_counts_disabled").casefold() == "true"
    counts = entry.counts(likes="like_count", comments="comment_count")
    yield entry.post(
        "instagram",
        entry.id("username").casefold(),
        entry.id("shortcode"),
        created_at=entry.moment("taken_at_timestamp"),
        observed_at=entry.seen_at(),
        counts={**counts, "likes": None} if hidden else counts,
        type=entry.text("media_type"),
        text=entry.text("caption"),
    )


def _video(entry: Entry) -> Iterator[Outcome]:
    yield entry.post(
        "youtube",
        entry.id("channel_id"),
        entry.id("video_id"),
        created_at=entry.moment("published_at"),
        observed_at=entry.seen_at(),
        counts=entry.counts(likes="like_count", comments="comment_count", views="view_count"),
        type="video",
        text=entry.text("title"),
    )


def _channel(entry: Entry) -> Iterator[Outcome]:
    at = entry.told_at()
    hidden = entry.text("hidden_subscriber_count").casefold() in ("true", "1")
    measures = {"views_total": "view_count", "posts_total": "video_count"}
    for seen in entry.observations(
        "youtube", entry.id("channel_id"), at, **measures, **({} if hidden else {"followers": "subscriber_count"})
    ):
        yield rounded(seen)


LAYOUTS = (
    Layout(
        tool="minet",
        what=message("posts by way of CrowdTangle's interface"),
        read=_crowdtangle,
        needs=("ct_id", "id", "platform", ("datetime", "date"), "account_id", "actual_like_count"),
        uses=("datetime", "type", "message", "description", "account_handle", "actual_favorite_count",
              "actual_comment_count", "actual_share_count", *(f"actual_{kind}_count" for kind in _KINDS)),
        created=("datetime", "date"),
        utc=True,
    ),
    Layout(
        tool="minet",
        what=message("posts on X"),
        read=_tweet,
        needs=("id", "timestamp_utc", "user_screen_name", "user_id", "retweet_count", "like_count"),
        uses=("collection_time", "reply_count", "impression_count", "text", "retweeted_id", "user_followers",
              "user_tweets"),
        created=("timestamp_utc",),
    ),
    Layout(
        tool="minet",
        what=message("posts of Instagram accounts"),
        read=_instagram,
        needs=("username", "shortcode", "taken_at_timestamp", "like_count", "comment_count"),
        uses=("like_and_view_counts_disabled", "media_type", "caption"),
        created=("taken_at_timestamp",),
    ),
    Layout(
        tool="minet",
        what=message("videos on YouTube"),
        read=_video,
        needs=("video_id", "published_at", "channel_id", "view_count", "like_count"),
        uses=("comment_count", "title"),
        created=("published_at",),
    ),
    Layout(
        tool="minet",
        what=message("channels on YouTube"),
        read=_channel,
        needs=("channel_id", "subscriber_count", "video_count", "view_count"),
        uses=("hidden_subscriber_count",),
    ),
)  # fmt: skip
