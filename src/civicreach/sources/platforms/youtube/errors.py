"""What YouTube says when it does not answer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from civicreach.sources.platforms.errors import Trouble, by_status

_QUOTA = {"quotaExceeded", "dailyLimitExceeded", "dailyLimitExceededUnreg"}
_WAIT = {"rateLimitExceeded", "userRateLimitExceeded", "concurrentLimitExceeded"}
_KEY = {"keyInvalid", "keyExpired", "authError", "required"}
_SWITCHED_OFF = {"accessNotConfigured", "ipRefererBlocked", "SERVICE_DISABLED"}
_UNKNOWN = {"channelNotFound", "videoNotFound", "notFound"}
_GONE = {"channelClosed", "channelSuspended"}
_RETRY = {"backendError", "internalError", "processingFailure"}


def judge(status: int, data: Any, headers: Mapping[str, str]) -> Trouble | None:
    """What is wrong with an answer: YouTube gives a reason in the body, also under a status of 200."""
    error = data.get("error") if isinstance(data, dict) else None
    if not isinstance(error, dict):
        return by_status(status)
    first = next((one for one in error.get("errors") or [] if isinstance(one, dict)), {})
    reason, words = str(first.get("reason", "")), str(error.get("message", ""))
    detail = f"{reason}: {words}"
    if reason in _QUOTA:
        return Trouble("stop", "partial_rate", "quota", detail, of_account=False)
    if reason in _WAIT:
        return Trouble("wait", "partial_rate", "rate_limit", detail)
    if reason in _KEY or "API key" in words:
        return Trouble("stop", "denied", "token", detail, of_account=False)
    if reason in _SWITCHED_OFF:
        return Trouble("stop", "denied", "permission", detail, of_account=False)
    if reason in _GONE | _UNKNOWN:
        return Trouble("stop", "not_found", "gone" if reason in _GONE else "unknown_account", detail)
    if reason == "playlistNotFound":
        # the channel was found, or its list would not have been asked for
        return Trouble("stop", "error", "no_list", detail)
    if reason == "invalidPageToken":
        return Trouble("stop", "error", "bad_cursor", detail)
    if reason in _RETRY:
        return Trouble("retry", "error", "server", detail)
    return by_status(status, detail) or Trouble("stop", "error", "refused", detail)
