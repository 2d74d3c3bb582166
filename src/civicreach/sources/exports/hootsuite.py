"""Hootsuite Analytics: csv of posts of Facebook pages, Instagram accounts and X; and daily figures of networks."""

from __future__ import annotations

import re
from collections.abc import Iterator

from civicreach.records.words import message

from .entry import Entry, Odd, Outcome, aside
from .layout import Layout

SUMMED = message("daily figures of a network, in which several accounts may be added up: no account's own count")

_DATE = "Date (GMT)"
_STATUS = re.compile(r"(?:twitter|x)\.com/([^/?#]+)/status(?:es)?/([0-9]+)", re.IGNORECASE)


def _facebook(entry: Entry) -> Iterator[Outcome]:
    post_id = entry.id("Facebook Post ID")
    page = post_id.partition("_")[0] if "_" in post_id else ""
    counts = {"reactions": "Reactions", "likes": "Likes", "comments": "Comments", "shares": "Shares", "views": "Views"}
    yield entry.post(
        "facebook",
        # the number of the page where the id of the post has it: pages are renamed
        page or entry.id("Facebook Page"),
        post_id,
        created_at=entry.moment(_DATE),
        observed_at=entry.seen_at(),
        counts=entry.counts(**counts),
        type=entry.text("Post Type"),
        text=entry.text("Post Message"),
    )


def _instagram(entry: Entry) -> Iterator[Outcome]:
    yield entry.post(
        "instagram",
        entry.id("Instagram Account").removeprefix("@").casefold(),
        entry.id("Instagram Post ID"),
        created_at=entry.moment(_DATE),
        observed_at=entry.seen_at(),
        counts=entry.counts(likes="Likes", comments="Comments", shares="Shares", views="Views"),
        type=entry.text("Post Type"),
        text=entry.text("Post Message"),
    )


def _x(entry: Entry) -> Iterator[Outcome]:
    found = _STATUS.search(entry.id("Tweet Permalink"))
    if not found:
        raise Odd(message("an address that names no post"))
    yield entry.post(
        "x",
        found[1].casefold(),
        found[2],
        created_at=entry.moment(_DATE),
        observed_at=entry.seen_at(),
        counts=entry.counts(
            likes="Likes", shares="Retweets", quotes="Quote Tweets", comments="Replies", views="Impressions"
        ),
        text=entry.text("Tweet Text"),
    )


_POST = ("Post Type", "Post Message", "Likes", "Comments", "Shares", "Views")
_NETWORKS = tuple(f"Followers > Social network - {name}" for name in ("Facebook", "Instagram", "X", "Threads"))

LAYOUTS = (
    Layout(
        tool="hootsuite",
        what=message("posts of Facebook pages"),
        read=_facebook,
        needs=(_DATE, "Facebook Page", "Facebook Post ID"),
        uses=("Reactions", *_POST),
        created=(_DATE,),
        utc=True,
    ),
    Layout(
        tool="hootsuite",
        what=message("posts of Instagram accounts"),
        read=_instagram,
        needs=(_DATE, "Instagram Account", "Instagram Post ID"),
        uses=_POST,
        created=(_DATE,),
        utc=True,
    ),
    Layout(
        tool="hootsuite",
        what=message("posts on X"),
        read=_x,
        needs=(_DATE, "Tweet Permalink", "Tweet Text"),
        uses=("Likes", "Retweets", "Quote Tweets", "Replies", "Impressions"),
        created=(_DATE,),
        utc=True,
    ),
    Layout(tool="hootsuite", what=message("daily figures of networks"), read=aside(SUMMED), needs=(_DATE, _NETWORKS)),
)
