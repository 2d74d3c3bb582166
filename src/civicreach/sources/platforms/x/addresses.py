"""How people write an account of X."""

from __future__ import annotations

import re
from urllib.parse import parse_qs, urlsplit

from civicreach.sources.platforms.platform import Account
from civicreach.sources.platforms.written import bare

_SITE = re.compile(r"(?:https?://)?(?:www\.|mobile\.|m\.)?(?:x\.com|twitter\.com)/", re.IGNORECASE)
_NAME = re.compile(r"[A-Za-z0-9_]{1,15}")
_NUMBERED = re.compile(r"i/user/([0-9]{1,20})")
#: First steps of addresses that are not accounts.
_OTHERS = frozenset({
    "compose", "explore", "hashtag", "home", "i", "intent", "jobs", "login", "messages", "notifications", "privacy",
    "search", "settings", "share", "signup", "tos",
})  # fmt: skip


def find(text: str) -> Account | None:
    """The account that a text names: a name of at most 15 letters, or an address of x.com or twitter.com.

    >>> find("https://twitter.com/Seoul_Gov/status/1?s=20").name, find("@busan").name
    ('seoul_gov', 'busan')
    >>> find("https://x.com/i/user/12345").id, find("x.com/intent/user?screen_name=Seoul").name
    ('12345', 'seoul')
    >>> find("https://x.com/search?q=seoul"), find("a-name")
    (None, None)
    """
    text = bare(text)
    if site := _SITE.match(text):
        parts = urlsplit("//x.com/" + text[site.end() :])
        # old addresses keep the name behind a #!
        path = parts.fragment.removeprefix("!") if parts.fragment.startswith("!/") else parts.path
        steps = [step for step in path.split("/") if step]
        query = parse_qs(parts.query)
        if steps[:2] == ["i", "user"]:
            return _numbered("/".join(steps[:3]))
        if steps and steps[0] == "intent":
            steps = query.get("screen_name", [])
        if not steps or steps[0].lower() in _OTHERS:
            return None
        text = steps[0]
    elif numbered := _numbered(text):
        return numbered
    text = text.removeprefix("@")
    return Account("x", text.lower()) if _NAME.fullmatch(text) else None


def _numbered(text: str) -> Account | None:
    # a number alone may be somebody's name
    found = _NUMBERED.fullmatch(text)
    return Account("x", text, id=found[1]) if found else None
