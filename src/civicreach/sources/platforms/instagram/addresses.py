"""How people write an account of Instagram."""

from __future__ import annotations

import re

from civicreach.sources.platforms.platform import Account
from civicreach.sources.platforms.written import bare

_SITE = re.compile(r"(?:https?://)?(?:www\.|m\.)?(?:instagram\.com|instagr\.am)/", re.IGNORECASE)
_NAME = re.compile(r"(?!\.)(?!.*\.\.)[A-Za-z0-9._]{1,30}(?<!\.)")
#: First steps of addresses that are not accounts.
_OTHERS = frozenset({"p", "reel", "reels", "tv", "explore", "accounts", "direct", "share", "about", "developer", "s"})


def find(text: str) -> Account | None:
    """The account that a text names; the address of a post does not say whose it is.

    >>> find("https://www.instagram.com/Seoul_Official/?hl=ko").name, find("@busan").name
    ('seoul_official', 'busan')
    >>> find("instagram.com/stories/seoul_official/31").name, find("https://www.instagram.com/p/CxYz/")
    ('seoul_official', None)
    """
    text = bare(text)
    if site := _SITE.match(text):
        steps = [step for step in re.split(r"[?#]", text[site.end() :])[0].split("/") if step]
        if len(steps) > 1 and steps[0].lower() in ("stories", "_u"):
            steps = steps[1:]
        if not steps or steps[0].lower() in _OTHERS:
            return None
        text = steps[0]
    text = text.removeprefix("@")
    return Account("instagram", text.lower()) if _NAME.fullmatch(text) else None
