"""Blogs of Naver, by their feeds: what was posted, without counts of likes and neighbours."""

from civicreach.sources.platforms.platform import Platform, Terms

from .addresses import find
from .client import connect
from .errors import WAYS_ROUND

PLATFORM = Platform(
    name="naver-blog",
    title="Naver Blog",
    takes="the id of a blog, or its address on blog.naver.com",
    find=find,
    connect=connect,
    # a feed is one page; nothing is published about limits
    terms=Terms(page=50, at_once=1, workers=1),
    ways_round=WAYS_ROUND,
)
