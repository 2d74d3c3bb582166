"""What a Mastodon server says when it does not answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from civicreach.sources.platforms.errors import Trouble, by_status


def judge(status: int, data: Any, headers: Mapping[str, str]) -> Trouble | None:
    """What is wrong with an answer; errors are words in the body, also under a status of 200.

    A server that shows nothing to strangers speaks for itself: other servers may be open, so a 401 stops the account
    and not the run.
    """
    words = data.get("error") if isinstance(data, dict) else None
    detail = words if isinstance(words, str) else ""
    trouble = by_status(status, detail)
    if trouble is None:
        return Trouble("stop", "error", "refused", detail) if detail else None
    if status == 401:
        return Trouble("stop", "denied", "closed_server", detail)
    return replace(trouble, reason="gone", status="not_found") if status == 403 and "suspended" in detail else trouble
