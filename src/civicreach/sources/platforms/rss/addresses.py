"""How people write a feed."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from civicreach.sources.platforms.platform import Account
from civicreach.sources.platforms.written import bare

_HOST = re.compile(r"(?:[\w-]+\.)+[\w-]+(?::\d+)?")


def find(text: str) -> Account | None:
    """The feed at an address; without http or https before it, https is taken.

    >>> find("feed://www.seoul.go.kr/rss.xml#top").name, find("http://blog.example/feed?type=rss").name
    ('https://www.seoul.go.kr/rss.xml', 'http://blog.example/feed?type=rss')
    >>> find("seoul") is None
    True
    """
    text = re.sub(r"^feed:(?://)?(?=https?:)", "", bare(text), flags=re.IGNORECASE)
    text = re.sub(r"^(?:feed:)?//", "https://", text, flags=re.IGNORECASE)
    if not re.match(r"https?://", text, re.IGNORECASE):
        text = f"https://{text}" if "://" not in text else ""
    try:
        parts = urlsplit(text)
        host = (parts.hostname or "") + (f":{parts.port}" if parts.port else "")
    except ValueError:
        return None
    # who needs a password to read a feed must not have it stand in a file
    if not _HOST.fullmatch(host) or "@" in parts.netloc or " " in text:
        return None
    address = f"{parts.scheme.lower()}://{host}{parts.path or '/'}" + (f"?{parts.query}" if parts.query else "")
    return Account("rss", address)
