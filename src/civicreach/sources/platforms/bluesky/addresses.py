"""How people write an account on Bluesky."""

from __future__ import annotations

import re

from civicreach.sources.platforms.platform import Account
from civicreach.sources.platforms.written import bare

_PROFILE = re.compile(r"(?:https?://)?(?:www\.|staging\.)?bsky\.app/profile/([^/?#\s]+)(?:[/?#].*)?", re.IGNORECASE)
_AT = re.compile(r"at://([^/\s]+)(?:/.*)?", re.IGNORECASE)
_DID = re.compile(r"did:[a-z]+:[A-Za-z0-9._:%-]+")
# a handle is a domain name: two labels at least, the last not beginning with a digit
_HANDLE = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z](?:[a-z0-9-]{0,61}[a-z0-9])?")


def find(text: str) -> Account | None:
    """The account that a text names: a handle, a DID, an address of bsky.app or an at:// address.

    A name without a dot is none: it may be short for a handle under bsky.social or for a domain of the government.

    >>> find("https://bsky.app/profile/Seoul.go.kr/post/3k").name, find("@cityofx.bsky.social").name, find("@cityofx")
    ('seoul.go.kr', 'cityofx.bsky.social', None)
    >>> find("did:plc:abc123").id, find("https://example.org/x")
    ('did:plc:abc123', None)
    """
    text = bare(text)
    if found := _PROFILE.fullmatch(text) or _AT.fullmatch(text):
        text = found[1]
    text = text.removeprefix("@")
    if _DID.fullmatch(text):
        return Account("bluesky", text, id=text)
    handle = text.lower().rstrip(".")
    return Account("bluesky", handle) if _HANDLE.fullmatch(handle) and len(handle) <= 253 else None
