"""Addresses on Facebook: which page one is of."""

from __future__ import annotations

import re
import unicodedata
from urllib.parse import parse_qs, unquote

#: First steps that lead to something that is not a page.
_ELSEWHERE = frozenset((
    "ads", "dialog", "events", "gaming", "groups", "hashtag", "help", "login", "marketplace", "media", "notes", "p",
    "pages", "people", "permalink", "pg", "photo", "photos", "playlist", "plugins", "reel", "reels", "search", "share",
    "sharer", "stories", "story", "video", "videos", "watch",
))  # fmt: skip
#: Pages without a name of their own: their title, which anybody may bear, and their number.
_NUMBERED = re.compile(
    r"(?:(?:pages|people)/[^/]+/|pages/category/[^/]+/(?:[^/]*-)?|p/(?:[^/]*-)?)([0-9]+)(?:/.*)?", re.IGNORECASE
)
_POST = re.compile(r"([0-9]+)_[0-9]+")


def page_at(tail: str) -> str:
    """The page that an address is of: its number or its name, as accounts are compared; empty where it names none.

    Parameters
    ----------
    tail : str
        The address behind its host, as it was written.

    Examples
    --------
    >>> page_at("/Seoul.City/posts/12"), page_at("/pg/Seoul.City"), page_at("/%EC%84%9C%EC%9A%B8/posts/1")
    ('seoul.city', 'seoul.city', '서울')
    >>> page_at("/pages/Seoul/123/posts/5"), page_at("/profile.php?id=77"), page_at("/77_12"), page_at("/groups/a/1")
    ('123', '77', '77', '')
    """
    path, _, query = tail.replace("#!/", "").partition("#")[0].partition("?")
    steps = [step for step in unicodedata.normalize("NFC", unquote(path)).split("/") if step]
    first = steps[0].casefold() if steps else ""
    if first.endswith(".php"):
        return parse_qs(query).get("id", [""])[0]
    if numbered := _NUMBERED.fullmatch("/".join(steps)) or _POST.fullmatch(first):
        return numbered[1]
    if first == "pg" and len(steps) > 1:
        first = steps[1].casefold()
    return "" if first in _ELSEWHERE else " ".join(first.removeprefix("@").split())
