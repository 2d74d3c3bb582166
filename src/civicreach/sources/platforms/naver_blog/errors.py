"""What Naver says when it does not give a blog's feed: what every site says, and the ways round."""

from __future__ import annotations

from civicreach.records.words import message

_CLOSED = message(
    "Naver gives no feed of this blog: there is none of this id, or its owner has closed it or switched the feed off. "
    "Open the blog to see which, and ask the owner to switch the feed on."
)

WAYS_ROUND = {
    "unexpected": _CLOSED,
    "unknown_account": _CLOSED,
    "permission": _CLOSED,
    "moved": _CLOSED,
    "platform_cap": message(
        "Naver's feed holds the newest posts only, and their order does not show that they reach back to what was "
        "asked for: posts between may be lost. Collect more often; the list of posts in the blog itself shows whether "
        "any are missing."
    ),
}
