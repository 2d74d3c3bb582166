"""What X says when it does not answer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from civicreach.records.words import message
from civicreach.sources.platforms.errors import Trouble, by_status


def judge(status: int, data: Any, headers: Mapping[str, str]) -> Trouble | None:
    """What is wrong with an answer: problems are named by an address, also under a status of 200.

    Problems that stand beside data are of other things that a post refers to, and are left alone.

    >>> problem = "https://api.x.com/2/problems/"
    >>> judge(200, {"errors": [{"type": problem + "resource-not-found", "detail": "Could not find user"}]}, {}).reason
    'unknown_account'
    >>> judge(429, {"type": problem + "usage-capped", "title": "UsageCapExceeded"}, {}).reason
    'spending_limit'
    """
    data = data if isinstance(data, dict) else {}
    if 200 <= status < 300 and ("data" in data or "errors" not in data) and "title" not in data:
        return None
    problems = [one for one in data.get("errors") or [] if isinstance(one, dict)]
    if any(".fields" in name for one in problems for name in one.get("parameters") or ()):
        return Trouble("stop", "error", "unknown_field", _said(data))
    # the outer problem of a refusal is named better than those inside, which a 200 alone has
    problem = data if data.get("type", "about:blank") != "about:blank" or not problems else problems[0]
    kind, detail = str(problem.get("type", "")).rpartition("/")[2], _said(problem)
    small = detail.lower()
    if kind == "usage-capped" or status == 402 or "creditsdepleted" in small or "spend cap" in small:
        return Trouble("stop", "partial_rate", "spending_limit", detail, of_account=False)
    if "suspended" in small:
        return Trouble("stop", "not_found", "gone", detail)
    if kind == "resource-not-found":
        return Trouble("stop", "not_found", "unknown_account", detail)
    if kind == "not-authorized-for-resource":
        return Trouble("stop", "denied", "protected", detail)
    if kind in ("client-forbidden", "client-not-enrolled", "unsupported-authentication"):
        return Trouble("stop", "denied", "permission", detail, of_account=False)
    if any("pagination_token" in (one.get("parameters") or ()) for one in problems):
        return Trouble("stop", "error", "bad_cursor", detail)
    return by_status(status, detail) or Trouble("stop", "error", "refused", detail)


def _said(problem: Mapping[str, Any]) -> str:
    title, detail = str(problem.get("title") or ""), str(problem.get("detail") or problem.get("message") or "")
    return f"{title}: {detail}" if title and detail else title or detail


WAYS_ROUND = {
    "spending_limit": message(
        "The credits, the spending limit or the month's posts are used up. Buy credits or raise the limit in the "
        "developer console, or wait for the next month; the collection goes on where it stopped."
    ),
    "protected": message("The account shows its posts to its followers only. There is no way round but to ask it."),
    "permission": message(
        "The app may not ask this. It must stand in a project of the developer console that has credits, and the key "
        "must be its bearer token."
    ),
    "gone": message("X has suspended the account. What was collected before stays in the archive."),
    "platform_cap": message(
        "X shows the newest 3,200 posts. Collect often enough that no more come between; older posts are in the "
        "account's own download of its data."
    ),
}
