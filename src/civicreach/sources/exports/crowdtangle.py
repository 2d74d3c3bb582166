"""CrowdTangle (closed in 2024): csv of posts of Facebook pages and groups, and of Instagram accounts.

Likes and followers of the page are those at the time of the post: two measures, dated by the post. One post alone
was exported with its counts over time: its address and date stand among the column names.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from urllib.parse import urlsplit

from civicreach.records.words import message

from .entry import Entry, Odd, Outcome
from .facebook_addresses import NO_POST, page_in, post_in
from .layout import Layout

_CREATED = ("Post Created", "Created")
_LIKES = ("Likes at Posting", "Page Likes at Posting")
_FOLLOWERS = ("Followers at Posting", "Page Followers at Posting")
#: Until 2019 the size of a page was of Likes or of followers, and nothing says of which.
_SIZE = "Size at Posting"
_SHARED = {
    "likes": "Likes", "comments": "Comments", "interactions": "Total Interactions",
}  # fmt: skip
_FACEBOOK = {
    "shares": "Shares", "love": "Love", "wow": "Wow", "haha": "Haha", "sad": "Sad", "angry": "Angry", "care": "Care",
    "thankful": "Thankful", "views": "Post Views",
}  # fmt: skip
_OVER_TIME = {
    "likes": "Likes", "comments": "Comments", "shares": "Shares", "love": "Loves", "wow": "Wows", "haha": "Hahas",
    "sad": "Sads", "angry": "Angrys", "care": "Cares", "reactions": "Reactions", "views": "Post Views",
}  # fmt: skip


def _facebook(entry: Entry) -> Iterator[Outcome]:
    created = entry.moment(_created(entry))
    account = entry.id("Facebook Id") if entry.text("Facebook Id") else _page(entry)
    yield entry.post(
        "facebook",
        account,
        post_in(entry.id("URL"), account),
        created_at=created,
        observed_at=entry.seen_at(),
        counts=_told(entry, entry.counts(**_SHARED, **_FACEBOOK)),
        type=entry.text("Type"),
        text=entry.text("Message"),
    )
    yield from entry.observations("facebook", account, created, likes=_LIKES, followers=_FOLLOWERS)


def _instagram(entry: Entry) -> Iterator[Outcome]:
    account, created = entry.id("User Name").casefold(), entry.moment(_created(entry))
    yield entry.post(
        "instagram",
        account,
        _last_step(entry.id("URL")),
        created_at=created,
        observed_at=entry.seen_at(),
        counts=_told(entry, entry.counts(**_SHARED, views="Views")),
        type=entry.text("Type"),
        text=entry.text("Description"),
    )
    yield from entry.observations("instagram", account, created, followers=_FOLLOWERS)


def _history(entry: Entry) -> Iterator[Outcome]:
    account = _page(entry)
    yield entry.post(
        "facebook",
        account,
        post_in(entry.id("URL"), account),
        created_at=entry.moment("created"),
        observed_at=entry.moment("Score Date (GMT)"),
        counts=_told(entry, entry.counts(**_OVER_TIME)),
    )


def _beside_the_names(columns: Sequence[str]) -> Mapping[str, str]:
    """The post's date and address, which stand behind the name of the column of dates."""
    dated = columns.index("Post Date (GMT)")
    created, address = (*columns[dated + 1 : dated + 3], "", "")[:2]
    return {"created": created, "URL": address}


def _told(entry: Entry, counts: dict[str, int | None]) -> dict[str, int | None]:
    """Counts as told: views of what is no video are written 0."""
    kind = entry.text("Type").casefold()
    if counts.get("views") == 0 and not ("video" in kind or kind in ("igtv", "reel")):
        counts["views"] = None
    return counts


def _created(entry: Entry) -> str:
    return next((name for name in _CREATED if entry.has(name)), _CREATED[0])


def _page(entry: Entry) -> str:
    if page := page_in(entry.id("URL")):
        return page
    raise Odd(NO_POST)


def _last_step(address: str) -> str:
    step = urlsplit(address).path.rstrip("/").rpartition("/")[2]
    if not step:
        raise Odd(NO_POST)
    return step


LAYOUTS = (
    Layout(
        tool="crowdtangle",
        what=message("posts of Facebook pages or groups"),
        read=_facebook,
        needs=(("Page Name", "Group Name", "Name"), (*_LIKES, *_FOLLOWERS, _SIZE), _CREATED, "Type", "URL", "Shares"),
        uses=("Facebook Id", "Message", *_SHARED.values(), *_FACEBOOK.values()),
        created=_CREATED,
    ),
    Layout(
        tool="crowdtangle",
        what=message("posts of Instagram accounts"),
        read=_instagram,
        needs=("Account", "User Name", _FOLLOWERS, _CREATED, "Type", "URL"),
        uses=("Description", "Views", *_SHARED.values()),
        created=_CREATED,
    ),
    Layout(
        tool="crowdtangle",
        what=message("one post on Facebook, over time"),
        read=_history,
        needs=("ID", "Score Date (GMT)", "Timestep", "Post Date (GMT)"),
        uses=tuple(_OVER_TIME.values()),
        tells_time=True,
        utc=True,
        told=_beside_the_names,
    ),
)
