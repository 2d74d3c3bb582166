"""How people write a blog of Naver."""

from __future__ import annotations

import re
from urllib.parse import parse_qs, urlsplit

from civicreach.sources.platforms.platform import Account
from civicreach.sources.platforms.written import bare

_SITE = re.compile(r"(?:https?://)?(?:www\.|m\.|rss\.)?blog\.naver\.com/", re.IGNORECASE)
_OLD = re.compile(r"(?:https?://)?([a-z0-9_-]{3,30})\.blog\.me(?:/.*)?", re.IGNORECASE)
_ID = re.compile(r"[a-z0-9_-]{3,30}")


def find(text: str) -> Account | None:
    """The blog that a text names: its id, or any address of it or of its posts.

    >>> find("https://m.blog.naver.com/PostList.naver?blogId=Seoul_Story&tab=1").name
    'seoul_story'
    >>> find("https://rss.blog.naver.com/haechi.xml").name, find("blog.naver.com/haechi/2234").name
    ('haechi', 'haechi')
    >>> find("https://cafe.naver.com/seoul") is None
    True
    """
    text = bare(text)
    if site := _SITE.match(text):
        parts = urlsplit("//blog.naver.com/" + text[site.end() :])
        query = {name.lower(): values[0] for name, values in parse_qs(parts.query).items()}
        first = next((step for step in parts.path.split("/") if step), "")
        text = query.get("blogid") or first.removesuffix(".xml")
    elif old := _OLD.fullmatch(text):
        text = old[1]
    text = text.lower()
    return Account("naver-blog", text) if _ID.fullmatch(text) else None
