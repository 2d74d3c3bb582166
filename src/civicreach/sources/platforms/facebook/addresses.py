"""How people write a Page of Facebook."""

from __future__ import annotations

import re
from urllib.parse import parse_qs, unquote, urlsplit

from civicreach.sources.platforms.platform import Account
from civicreach.sources.platforms.written import bare

_SITE = re.compile(
    r"(?:https?://)?(?:[a-z0-9-]+\.)?(?:facebook\.com|fb\.com|fb\.me|facebookcorewwwi\.onion)(?=[/?#]|$)", re.IGNORECASE
)
_ID = re.compile(r"\d{3,25}")
_NAME = re.compile(r"[A-Za-z0-9.]{3,50}")
#: ``Seoul-City-104958162837``: a name that was never chosen, with the id behind it.
_NAME_AND_ID = re.compile(r".+-(\d{9,25})")
#: First steps of addresses that are not Pages.
_OTHERS = frozenset({
    "events", "groups", "hashtag", "help", "home.php", "l.php", "login", "marketplace", "media", "messages",
    "photo", "plugins", "posts", "search", "share", "share.php", "sharer", "sharer.php",
    "stories", "video.php", "watch",
})  # fmt: skip


def find(text: str) -> Account | None:
    """The Page that a text names: its name, its id, or any address of facebook.com that leads to it or to its posts.

    Addresses for sharing, groups and events are none: they do not say which Page they belong to.

    >>> find("https://m.facebook.com/Seoul.Korea/posts/123?locale=ko_KR").name, find("fb.com/@busan").name
    ('seoul.korea', 'busan')
    >>> find("https://www.facebook.com/profile.php?id=100064512345678").id
    '100064512345678'
    >>> find("facebook.com/pages/서울특별시/104958162837").id, find("facebook.com/%EC%84%9C%EC%9A%B8-104958162837/").id
    ('104958162837', '104958162837')
    >>> find("https://www.facebook.com/groups/123456"), find("https://www.facebook.com/share/abc")
    (None, None)
    """
    text = unquote(bare(text))
    site = _SITE.match(text)
    if site is None:
        return _named(text.removeprefix("@"))
    parts = urlsplit("//facebook.com/" + text[site.end() :].lstrip("/"))
    # old mobile addresses keep the way behind a #!
    path = parts.fragment.removeprefix("!") if parts.fragment.startswith("!/") else parts.path
    steps = [step for step in path.split("/") if step]
    first = steps[0].lower() if steps else ""
    if first in ("profile.php", "story.php", "permalink.php", "photo.php"):
        number = parse_qs(parts.query).get("id", [""])[0]
        return Account("facebook", number, id=number) if _ID.fullmatch(number) else None
    if first in ("pages", "people") and len(steps) > 1:
        number = next((step for step in reversed(steps[1:]) if _ID.fullmatch(step)), "")
        return Account("facebook", number, id=number) if number else _named(steps[-1])
    if first in ("pg", "p") and len(steps) > 1:
        return _named(steps[1])
    return _named(steps[0].removeprefix("@")) if steps and first not in _OTHERS else None


def _named(text: str) -> Account | None:
    if behind := _NAME_AND_ID.fullmatch(text):
        text = behind[1]
    if _ID.fullmatch(text):
        return Account("facebook", text, id=text)
    named = _NAME.fullmatch(text) and not text.isdigit() and not text.endswith(".php")
    return Account("facebook", text.lower()) if named else None
