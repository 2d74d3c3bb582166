"""CrowdTangle (closed in 2024): csv of posts of Facebook pages and groups, and of Instagram accounts.

Likes and followers of the page are those at the time of the post: two measures, dated by the post.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

from civicreach.records.words import message

from .entry import Entry, Odd, Outcome
from .layout import Layout

_CREATED = ("Post Created", "Created")
_LIKES = ("Likes at Posting", "Page Likes at Posting")
_SHARED = {
    "likes": "Likes", "comments": "Comments", "interactions": "Total Interactions",
}  # fmt: skip
_FACEBOOK = {
    "shares": "Shares", "love": "Love", "wow": "Wow", "haha": "Haha", "sad": "Sad", "angry": "Angry", "care": "Care",
    "thankful": "Thankful", "views": "Post Views",
}  # fmt: skip

_POSTS = re.compile(r"/posts/([0-9]+|pfbid\w+)/?$")


def _facebook(entry: Entry) -> Iterator[Outcome]:
    account, created = entry.id("Facebook Id"), entry.moment(_created(entry))
    yield entry.post(
        "facebook",
        account,
        _post_id(entry, account),
        created_at=created,
        observed_at=entry.seen_at(),
        counts=entry.counts(**_SHARED, **_FACEBOOK),
        type=entry.text("Type"),
        text=entry.text("Message"),
    )
    yield from entry.observations("facebook", account, created, likes=_LIKES, followers="Followers at Posting")


def _instagram(entry: Entry) -> Iterator[Outcome]:
    account, created = entry.id("User Name").casefold(), entry.moment(_created(entry))
    yield entry.post(
        "instagram",
        account,
        _last_step(entry.id("URL")),
        created_at=created,
        observed_at=entry.seen_at(),
        counts=entry.counts(**_SHARED, views="Views"),
        type=entry.text("Type"),
        text=entry.text("Description"),
    )
    yield from entry.observations("instagram", account, created, followers="Followers at Posting")


def _created(entry: Entry) -> str:
    return next((name for name in _CREATED if entry.has(name)), _CREATED[0])


def _post_id(entry: Entry, account: str) -> str:
    """The post's id as the Graph API writes it, so that it is one post whichever way it came."""
    written = entry.id("URL")
    if posts := _POSTS.search(written):  # nearly always, and much faster
        return f"{account}_{posts[1]}"
    address = urlsplit(written)
    asked = parse_qs(address.query)
    for key in ("story_fbid", "fbid", "v"):
        if key in asked:
            return f"{account}_{asked[key][0]}"
    steps = [step for step in address.path.split("/") if step]
    numbers = [step for step in steps[1:] if re.fullmatch(r"[0-9]+|pfbid\w+", step)]
    if numbers:
        return f"{account}_{numbers[-1]}"
    if steps and re.fullmatch(r"[0-9]+_[0-9]+", steps[-1]):
        return steps[-1]
    raise Odd(message("an address that names no post"))


def _last_step(address: str) -> str:
    step = urlsplit(address).path.rstrip("/").rpartition("/")[2]
    if not step:
        raise Odd(message("an address that names no post"))
    return step


LAYOUTS = (
    Layout(
        tool="crowdtangle",
        what=message("posts of Facebook pages or groups"),
        read=_facebook,
        needs=(("Page Name", "Group Name"), "Facebook Id", _LIKES, _CREATED, "Type", "URL"),
        uses=("Followers at Posting", "Message", *_SHARED.values(), *_FACEBOOK.values()),
        created=_CREATED,
    ),
    Layout(
        tool="crowdtangle",
        what=message("posts of Instagram accounts"),
        read=_instagram,
        needs=("Account", "User Name", "Followers at Posting", _CREATED, "Type", "URL"),
        uses=("Description", "Views", *_SHARED.values()),
        created=_CREATED,
    ),
)
