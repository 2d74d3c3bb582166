"""twint (no longer kept up): csv or JSON lines of tweets and of users, with the columns of 2018 and after."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime

from civicreach.records.words import message

from .entry import Entry, Outcome, Paths
from .layout import Layout
from .x_posts import x_post

_ZONE = re.compile(r"[A-Z]{1,5}|[+-][0-9]{2}:?[0-9]{2}")
_COUNTS: dict[str, Paths] = {
    "likes": ("likes_count", "nlikes", "likes"), "shares": ("retweets_count", "nretweets", "retweets"),
    "comments": ("replies_count", "nreplies", "replies"),
}  # fmt: skip


def _tweet(entry: Entry) -> Iterator[Outcome]:
    repost = _passed_on(entry)
    yield x_post(
        entry,
        # of a repost user_id is of who wrote it, user_rt_id of who passed it on
        (entry.first("user_rt_id") if repost else "") or entry.id("user_id"),
        (entry.first("retweet_id") if repost else "") or entry.id("id"),
        created_at=_created(entry),
        observed_at=entry.seen_at(),
        text=entry.text("tweet"),
        repost=repost,
        **_COUNTS,
    )


def _passed_on(entry: Entry) -> bool:
    # twint writes True and False, and leaves the name of a reposted user where there is one
    return entry.text("retweet").casefold() in ("true", "1") or bool(entry.first("user_rt_id", "user_rt"))


def _created(entry: Entry) -> datetime:
    own = entry.text("timezone")
    if _passed_on(entry) and (passed_on := entry.text("retweet_date")):
        return _local(entry, passed_on, own)
    date, time, *zone = (*entry.text("created_at").split(" ", 2), "")
    if date and not time:
        return entry.moment("created_at")  # milliseconds since 1970
    if date:
        named = " ".join(zone).strip()
        return _local(entry, f"{date} {time}", named if _ZONE.fullmatch(named) else own)
    date, time = entry.text("date"), entry.text("time")
    return _local(entry, date if " " in date else f"{date} {time}".strip(), own)


def _local(entry: Entry, wall: str, zone: str) -> datetime:
    """A time of the machine that twint ran on.

    Windows names zones in the language of the machine ("대한민국 표준시"), and so does twint there: such a name
    is none, and the time is read in the zone that somebody gave.
    """
    return entry.moment_of(f"{wall} {zone}" if _ZONE.fullmatch(zone) else wall, "created_at")


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
        # "hour" is of the table that twint makes of pandas
        needs=("id", "date", ("time", "hour"), "user_id", "username", "tweet"),
        uses=("created_at", "timezone", "retweet", "user_rt_id", "user_rt", "retweet_id", "retweet_date",
              *(name for names in _COUNTS.values() for name in names)),
        created=("created_at", "date"),
        dated=_created,
    ),
    Layout(
        tool="twint",
        what=message("accounts on X"),
        read=_user,
        needs=("id", "username", "join_date", "tweets", "followers", "following"),
    ),
)  # fmt: skip
