"""How people write an account on Mastodon."""

from __future__ import annotations

import re

from civicreach.sources.platforms.platform import Account
from civicreach.sources.platforms.written import bare

_HOST = r"((?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z][a-z0-9-]*[a-z0-9](?::\d+)?)"
_NAME = r"([A-Za-z0-9_](?:[A-Za-z0-9_.-]*[A-Za-z0-9_])?)"
_FULL = re.compile(rf"@?{_NAME}@{_HOST}", re.IGNORECASE)
# the page of a remote account on one's own server is https://own/@name@home
_PAGE = re.compile(
    rf"(?:https?://)?{_HOST}/(?:web/)?(?:@{_NAME}(?:@{_HOST})?|users/{_NAME})(?:/.*|\?.*|#.*)?", re.IGNORECASE
)


def find(text: str) -> Account | None:
    """The account that a text names, with its home server.

    >>> find("@Seoul@social.example").address, find("https://social.example/@seoul/1093").address
    ('Seoul@social.example', 'seoul@social.example')
    >>> find("https://mine.example/@seoul@social.example").address, find("seoul")
    ('seoul@social.example', None)
    """
    text = bare(text).removeprefix("acct:")
    if found := _FULL.fullmatch(text):
        return Account("mastodon", found[1], host=found[2].lower())
    if found := _PAGE.fullmatch(text):
        return Account("mastodon", found[2] or found[4], host=(found[3] or found[1]).lower())
    return None
