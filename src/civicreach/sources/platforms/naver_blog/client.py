"""What is asked of Naver: the feed of a blog."""

from __future__ import annotations

from civicreach.sources.platforms.connection import Connection
from civicreach.sources.platforms.platform import Account
from civicreach.sources.platforms.rss.client import FeedClient

BASE = "https://rss.blog.naver.com"


def connect(connection: Connection) -> FeedClient:
    """The client of all blogs of Naver."""
    return FeedClient(connection, "naver-blog", address_of)


def address_of(account: Account) -> tuple[str, str]:
    """Site and path of a blog's feed."""
    return BASE, f"{account.name}.xml"
