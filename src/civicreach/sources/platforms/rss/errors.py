"""What a site says when it does not give its feed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from civicreach.records.words import message
from civicreach.sources.platforms.errors import Trouble, by_status


def judge(status: int, data: Any, headers: Mapping[str, str]) -> Trouble | None:
    """What is wrong with an answer; that nothing has changed is not wrong.

    >>> judge(304, b"", {}), judge(301, b"", {"location": "https://seoul.example/feed"}).detail
    (None, 'HTTP 301 to https://seoul.example/feed')
    """
    if status == 304:
        return None
    if status in (301, 302, 303, 307, 308):
        return Trouble("stop", "not_found", "moved", f"HTTP {status} to {headers.get('location', '')}")
    if status == 401:
        # each site speaks for itself
        return Trouble("stop", "denied", "permission", f"HTTP {status}")
    return by_status(status)


WAYS_ROUND = {
    "moved": message("The feed stands at another address now, which the site names. Write it into the accounts file."),
    "platform_cap": message(
        "The feed holds only its newest posts, and their order does not show that they reach back to what was asked "
        "for: posts between may be lost. Collect more often; what is lost stands on the site itself."
    ),
    "unexpected": message("What stands at the address is no feed. Look for the address of the feed on the site."),
    "permission": message("The site shows its feed to nobody, or not to programs. Ask it."),
}
