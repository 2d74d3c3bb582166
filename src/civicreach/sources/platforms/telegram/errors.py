"""What Telegram says when it does not answer: its pages, and its bots."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from civicreach.records.words import message
from civicreach.sources.platforms.errors import Trouble, by_status
from civicreach.sources.platforms.limits import told_wait

#: An address of Telegram's own, whole or without its host.
_OWN = re.compile(
    r"(?:https?:)?//(?:[a-z0-9-]+\.)*(?:t\.me|telegram\.(?:org|me|dog))(?:[:/?#]|$)|(?!//|https?:)", re.IGNORECASE
)


def judge_page(status: int, data: Any, headers: Mapping[str, str]) -> Trouble | None:
    """What is wrong with the answer for a page: where a channel shows none, Telegram leads to another of its pages.

    >>> judge_page(302, b"", {"location": "https://t.me/seoul"}).reason
    'no_page'
    >>> judge_page(302, b"", {"location": "https://login.example/"}).reason
    'elsewhere'
    """
    if status in (301, 302, 303, 307, 308) and _OWN.match(headers.get("location", "")):
        return Trouble("stop", "not_found", "no_page", f"HTTP {status} to {headers.get('location', '')}")
    if status == 401:
        # no key goes with it that could be wrong
        return Trouble("stop", "denied", "permission", f"HTTP {status}")
    return by_status(status)


def judge_bot(status: int, data: Any, headers: Mapping[str, str]) -> Trouble | None:
    """What is wrong with the answer to a bot, which names its errors in the body.

    >>> judge_bot(429, {"ok": False, "error_code": 429, "parameters": {"retry_after": 5}}, {}).seconds
    5.0
    """
    if not isinstance(data, dict) or data.get("ok") is not False:
        return by_status(status)
    code = data.get("error_code")
    status, detail = (code if isinstance(code, int) else status), str(data.get("description") or "")
    parameters = data.get("parameters")
    wait = parameters.get("retry_after") if isinstance(parameters, dict) else None
    if status == 429 or "FLOOD_WAIT" in detail:
        return Trouble("wait", "partial_rate", "rate_limit", detail, told_wait(wait, detail))
    # a key that is not valid is refused as if there were no such method
    if status in (401, 404):
        return Trouble("stop", "denied", "token", detail, of_account=False)
    if "not found" in detail.lower():
        return Trouble("stop", "not_found", "unknown_account", detail)
    return by_status(status, detail) or Trouble("stop", "error", "refused", detail)


WAYS_ROUND = {
    "no_page": message(
        "Telegram shows no page of this name: there is no such channel, it has another name now, it is a person or a "
        "group, or its owner or the state has closed the page. Open t.me/s/ with the name behind it to see which."
    ),
    "token": message(
        "The key of the bot is not valid. Ask BotFather for a new one, or leave it out: followers are then told as "
        "Telegram shortens them."
    ),
}
