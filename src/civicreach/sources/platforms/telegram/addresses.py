"""How people write a channel of Telegram."""

from __future__ import annotations

import re
from urllib.parse import parse_qs, urlsplit

from civicreach.sources.platforms.platform import Account
from civicreach.sources.platforms.written import bare

_SITE = re.compile(r"(?:https?://)?(?:www\.)?(?:t\.me|telegram\.me|telegram\.dog)/", re.IGNORECASE)
_SUBDOMAIN = re.compile(r"(?:https?://)?([A-Za-z]\w{3,31})\.t\.me(?:/.*)?", re.ASCII | re.IGNORECASE)
_NAME = re.compile(r"[A-Za-z]\w{3,31}", re.ASCII)
#: First steps of addresses that are not public channels: private ones, invitations, shares, sets of stickers.
_OTHERS = frozenset({"addemoji", "addlist", "addstickers", "c", "iv", "joinchat", "proxy", "share", "socks"})


def find(text: str) -> Account | None:
    """The public channel that a text names.

    Invitations and private channels (``t.me/+...``, ``t.me/c/...``) are none: they have no page that all may read.

    >>> find("https://t.me/s/Seoul_News?before=120").name, find("@busan_official").name
    ('seoul_news', 'busan_official')
    >>> find("tg://resolve?domain=Seoul_News").name, find("https://t.me/+AbCdEf"), find("t.me/c/12345/6")
    ('seoul_news', None, None)
    """
    text = bare(text)
    if text.lower().startswith("tg://resolve"):
        text = parse_qs(urlsplit(text).query).get("domain", [""])[0]
    elif site := _SITE.match(text):
        steps = [step for step in re.split(r"[?#]", text[site.end() :])[0].split("/") if step]
        steps = steps[1:] if steps and steps[0].lower() == "s" else steps
        if not steps or steps[0].lower() in _OTHERS:
            return None
        text = steps[0]
    elif own := _SUBDOMAIN.fullmatch(text):
        text = own[1]
    text = text.removeprefix("@")
    return Account("telegram", text.lower()) if _NAME.fullmatch(text) else None
