"""Platforms: what accounts tell of themselves and what they post, page by page, as the platform sent it.

Every platform has the same anatomy: ``addresses`` (what people write for an account), ``client`` (what is asked),
``records`` (what the answer says) and ``errors`` (what a refusal means). Asking, waiting and walking are common.
"""

from __future__ import annotations

from importlib import import_module

from .platform import Platform

#: Modules of this folder that each hold one `PLATFORM`.
NAMES = ("bluesky", "facebook", "instagram", "mastodon", "naver-blog", "rss", "telegram", "x", "youtube")


def platform(name: str) -> Platform:
    """A platform by its name; KeyError where it is none of `NAMES`.

    >>> platform("bluesky").title
    'Bluesky'
    """
    if name not in NAMES:
        raise KeyError(name)
    found: Platform = import_module(f"{__name__}.{name.replace('-', '_')}").PLATFORM
    return found
