"""Addresses of posts on Facebook: whose they are, and which post."""

from __future__ import annotations

import re
from urllib.parse import parse_qs, urlsplit

from civicreach.records.facebook import page_at
from civicreach.records.words import message

from .entry import Odd

NO_POST = message("an address that names no post")

_HOST = re.compile(r"^(?:https?:)?//[^/?#]*|^(?:[\w-]+\.)*(?:facebook|fb)\.com(?=/)", re.IGNORECASE)
_NUMBER = re.compile(r"[0-9]+|pfbid\w+")
_POSTS = re.compile(r"/posts/([0-9]+|pfbid\w+)/?$")


def page_in(written: str) -> str:
    """The page in an address: its number or its name, as accounts are compared; empty where it names none.

    >>> page_in("https://www.facebook.com/Seoul.City/posts/12"), page_in("https://m.facebook.com/77/photos/a.1/2")
    ('seoul.city', '77')
    """
    return page_at(_HOST.sub("", written.strip()))


def post_in(written: str, account: str) -> str:
    """The post's id as the Graph API writes it, so that it is one post whichever way it came.

    Raises
    ------
    Odd
        The address names no post.

    Examples
    --------
    >>> post_in("https://www.facebook.com/77/posts/12", "77"), post_in("https://www.facebook.com/77_12", "77")
    ('77_12', '77_12')
    """
    if posts := _POSTS.search(written):  # nearly always, and much faster
        return f"{account}_{posts[1]}"
    address = urlsplit(written)
    asked = parse_qs(address.query)
    for key in ("story_fbid", "fbid", "v"):
        if key in asked and _NUMBER.fullmatch(asked[key][0]):
            return f"{account}_{asked[key][0]}"
    steps = [step for step in address.path.split("/") if step]
    numbers = [step for step in steps[1:] if step != account and _NUMBER.fullmatch(step)]
    if numbers:
        return f"{account}_{numbers[-1]}"
    if steps and re.fullmatch(r"[0-9]+_[0-9]+", steps[-1]):
        return steps[-1]
    raise Odd(NO_POST)
