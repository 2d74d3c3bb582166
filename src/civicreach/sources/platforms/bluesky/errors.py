"""What Bluesky says when it does not answer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from civicreach.sources.platforms.errors import Trouble, by_status

_GONE = {"AccountDeactivated", "AccountTakedown", "RepoDeactivated", "RepoTakendown"}
_UNKNOWN = {"HandleNotFound", "RepoNotFound", "ActorNotFound", "NotFound"}
_TOKEN = {"ExpiredToken", "InvalidToken", "AuthMissing", "AuthenticationRequired", "AuthRequired"}
_BLOCKED = {"BlockedActor", "BlockedByActor"}


def judge(status: int, data: Any, headers: Mapping[str, str]) -> Trouble | None:
    """What is wrong with an answer: Bluesky names its errors in the body, also under a status of 200."""
    name = data.get("error") if isinstance(data, dict) else None
    if not isinstance(name, str):
        return by_status(status)
    words = str(data.get("message") or "")
    detail = f"{name}: {words}" if words else name
    if name in _TOKEN:
        return Trouble("stop", "denied", "token", detail, of_account=False)
    if name in _BLOCKED:
        return Trouble("stop", "denied", "blocked", detail)
    if name in _GONE:
        return Trouble("stop", "not_found", "gone", detail)
    if name in _UNKNOWN or (name == "InvalidRequest" and "not found" in words.lower()):
        return Trouble("stop", "not_found", "unknown_account", detail)
    if name == "InvalidRequest" and "cursor" in words.lower():
        return Trouble("stop", "error", "bad_cursor", detail)
    if name in ("RateLimitExceeded", "TooManyRequests"):
        return Trouble("wait", "partial_rate", "rate_limit", detail)
    if name in ("InternalServerError", "UpstreamFailure", "UpstreamTimeout", "NotEnoughResources"):
        return Trouble("retry", "error", "server", detail)
    return by_status(status, detail) or Trouble("stop", "error", "refused", detail)
