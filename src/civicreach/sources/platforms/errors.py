"""What a refusal means: try again, wait, or stop. Each platform knows its own codes; here is what HTTP says."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from civicreach.records.harvest import Status


@dataclass(frozen=True, slots=True)
class Trouble:
    """What is wrong with an answer, and what to do.

    Attributes
    ----------
    action : {"retry", "wait", "stop"}
        The same again after a pause; after the time that the platform tells; or never.
    status, reason : str
        What coverage says where it does not pass.
    detail : str
        The platform's own words.
    seconds : float or None
        Wait that the body tells, where headers do not.
    of_account : bool
        False where every account would fare the same.
    """

    action: Literal["retry", "wait", "stop"]
    status: Status
    reason: str
    detail: str = ""
    seconds: float | None = None
    of_account: bool = True


#: HTTP status, the parsed body (None where it is not JSON) and its headers, to what is wrong; None for a good answer.
Judge = Callable[[int, Any, Mapping[str, str]], Trouble | None]


def by_status(status: int, detail: str = "") -> Trouble | None:
    """What the status of an answer says without its body.

    >>> by_status(503).action, by_status(410).status, by_status(200)
    ('retry', 'not_found', None)
    """
    if 200 <= status < 300:
        return None
    detail = detail or f"HTTP {status}"
    if 300 <= status < 400:
        return Trouble("stop", "error", "elsewhere", detail)
    if status == 401:
        return Trouble("stop", "denied", "token", detail, of_account=False)
    if status == 403:
        return Trouble("stop", "denied", "permission", detail)
    if status in (404, 410):
        return Trouble("stop", "not_found", "gone" if status == 410 else "unknown_account", detail)
    if status == 429:
        return Trouble("wait", "partial_rate", "rate_limit", detail)
    if status == 408 or status >= 500:
        return Trouble("retry", "error", "server", detail)
    return Trouble("stop", "error", "refused", detail)
