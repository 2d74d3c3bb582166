"""The names of accounts in a form in which the way of writing them does not matter."""

from __future__ import annotations

import re
import unicodedata
from urllib.parse import parse_qs, unquote

from civicreach.records.facebook import page_at

_PLATFORM = re.compile(
    r"^(?:https?://)?(?:[\w-]+\.)*"
    r"(facebook\.com|fb\.com|instagram\.com|twitter\.com|x\.com|youtube\.com|t\.me|blog\.naver\.com|bsky\.app)"
    r"(?=[/?#]|$)",
    re.IGNORECASE,
)
#: Steps of an address that lead to the account's name and are not part of it.
_ON_THE_WAY = {
    ("t.me", "s"),
    ("bsky.app", "profile"),
    ("youtube.com", "channel"),
}
#: Steps that lead to something that is not an account; such an address is kept as it stands.
_ELSEWHERE = {
    "events", "hashtag", "watch", "p", "reel", "i", "playlist", "share",
}  # fmt: skip
#: Platforms by the site of an address.
_PLATFORMS = {
    "facebook.com": "facebook", "fb.com": "facebook", "instagram.com": "instagram", "twitter.com": "x", "x.com": "x",
    "youtube.com": "youtube", "t.me": "telegram", "blog.naver.com": "naver-blog", "bsky.app": "bluesky",
}  # fmt: skip
_MASTODON = re.compile(r"https?://([^/]+)/@([^/?#@]+)/?(?:[?#].*)?")
_CHANNEL_ID = re.compile(r"UC[\w-]{22}")


def normal_account(text: str) -> str:
    """An account's name without the ways of writing it; accounts of one platform are compared by it.

    An address, ``@name`` and ``name`` are one account, whatever the case, the language of the page and the
    tail of the address. What might be two accounts stays two: a page's number and its name, channel ids
    that differ in case, names with and without dots, one name on two Mastodon servers.

    Parameters
    ----------
    text : str
        As somebody wrote it.

    Returns
    -------
    str
        The account's name; the text itself, trimmed, for an address of no known form.

    Examples
    --------
    >>> normal_account("https://www.facebook.com/Seoul.City/?ref=page"), normal_account("@seoul.city")
    ('seoul.city', 'seoul.city')
    >>> normal_account("facebook.com/profile.php?id=100064")
    '100064'
    >>> normal_account("youtube.com/channel/UCabcdefghijklmnopqrstuA")
    'UCabcdefghijklmnopqrstuA'
    """
    text = unicodedata.normalize("NFC", text.strip())
    if "/" not in text:
        return _name(text)
    platform = _PLATFORM.match(text)
    if platform and _PLATFORMS[platform[1].lower()] == "facebook":
        tail = text[platform.end() :]
        return page_at(tail) or _as_it_stands("facebook.com", *_parted(unquote(tail)))
    text = unquote(text)
    platform = _PLATFORM.match(text)
    if platform:
        return _on_platform(platform[1].lower(), text[platform.end() :])
    mastodon = _MASTODON.fullmatch(text)
    if mastodon:
        return f"{mastodon[2]}@{mastodon[1]}".lower()
    return text


def platform_of(text: str) -> str:
    """The platform that an address belongs to; empty for a bare name and for other sites.

    >>> [platform_of(text) for text in ("https://m.facebook.com/seoul", "https://mastodon.social/@seoul", "@seoul")]
    ['facebook', 'mastodon', '']
    """
    text = text.strip()
    if (site := _PLATFORM.match(text)) is not None:
        return _PLATFORMS[site[1].lower()]
    return "mastodon" if _MASTODON.fullmatch(text) else ""


def account_key(text: str, platform: str = "") -> str:
    """What tells an account from all others: its platform, told or read from its address, and its normal name.

    Two platforms may have an account of one name. A name alone, of no platform, is a third.

    >>> account_key("https://x.com/Seoul"), account_key("@seoul", "Instagram"), account_key("@seoul")
    ('x seoul', 'instagram seoul', 'seoul')
    """
    return f"{platform.strip().lower() or platform_of(text)} {normal_account(text)}".strip()


def _parted(tail: str) -> tuple[list[str], str]:
    """The steps of an address behind its host, and its query."""
    path, _, query = tail.replace("#!/", "").partition("#")[0].partition("?")
    return [step for step in path.split("/") if step], query


def _as_it_stands(host: str, steps: list[str], query: str) -> str:
    return "/".join([host, *steps]) + (f"?{query}" if query else "")


def _on_platform(host: str, tail: str) -> str:
    steps, query = _parted(tail)
    asked = parse_qs(query)
    first = steps[0].lower() if steps else ""
    if "blogId" in asked:
        return _name(asked["blogId"][0])
    if not steps or first in _ELSEWHERE:
        return _as_it_stands(host, steps, query)
    if host == "youtube.com" and first in {"user", "c"}:  # old names, which another channel may bear as its handle
        return "/".join(steps[:2]).casefold()
    return _name(steps[1] if len(steps) > 1 and (host, first) in _ON_THE_WAY else steps[0])


def _name(text: str) -> str:
    name = text.removeprefix("@")
    return name if _CHANNEL_ID.fullmatch(name) else " ".join(name.casefold().split())
