"""Feeds of blogs and sites, RSS and Atom: what was posted, without counts."""

from civicreach.sources.platforms.platform import Platform, Terms

from .addresses import find
from .client import FeedClient, address_of
from .errors import WAYS_ROUND

PLATFORM = Platform(
    name="rss",
    title="RSS",
    takes="the address of a feed, such as https://blog.example/rss.xml",
    find=find,
    connect=FeedClient,
    terms=Terms(page=50, at_once=1, workers=8),
    server=lambda account: address_of(account)[0],
    ways_round=WAYS_ROUND,
)
