"""Posts of Facebook that minet read from its pages (until 2023), and comments."""

from __future__ import annotations

from collections.abc import Iterator

from civicreach.records.words import message
from civicreach.sources.exports.entry import Entry, Odd, Outcome, comment
from civicreach.sources.exports.facebook_addresses import NO_POST, page_in, post_in
from civicreach.sources.exports.layout import Layout


def _post(entry: Entry) -> Iterator[Outcome]:
    # mostly posts of groups: their account is who wrote them
    account = entry.first("user_id") or entry.id("user_handle").casefold()
    yield entry.post(
        "facebook",
        account,
        post_in(entry.id("url"), account),
        created_at=entry.moment("formatted_date"),
        observed_at=entry.seen_at(),
        counts=entry.counts(reactions="reactions", comments="comments"),
        text=entry.text("text"),
    )


def _counted(entry: Entry) -> Iterator[Outcome]:
    if wrong := entry.text("error"):
        raise Odd(message("minet found no post there: {error}", error=wrong))
    account = page_in(entry.text("canonical"))
    if not account:
        raise Odd(NO_POST)
    yield entry.post(
        "facebook",
        account,
        post_in(entry.id("canonical"), account),
        created_at=entry.moment("timestamp"),
        observed_at=entry.seen_at(),
        counts=entry.counts(
            reactions="reaction_count", comments="comment_count", shares="share_count", views="video_view_count"
        ),
        text=entry.text("text"),
    )


LAYOUTS = (
    Layout(
        tool="minet",
        what=message("posts on Facebook"),
        read=_post,
        needs=("url", "user_id", "user_handle", "user_label", "formatted_date", "reactions", "comments"),
        uses=("text",),
        created=("formatted_date",),
    ),
    Layout(
        tool="minet",
        what=message("posts of Facebook pages"),
        read=_counted,
        needs=("canonical", "account_name", "timestamp", "share_count", "comment_count", "reaction_count"),
        uses=("error", "text", "video_view_count"),
        created=("timestamp",),
    ),
    Layout(
        tool="minet",
        what=message("comments on Facebook"),
        read=comment,
        needs=("post_id", "id", "user_id", "formatted_date", "reactions", "in_reply_to"),
    ),
    Layout(
        tool="minet",
        what=message("comments on Facebook"),
        read=comment,
        needs=("id", "fbid", "depth", "parent_id", "created_time", "reactions", "replies"),
    ),
)
