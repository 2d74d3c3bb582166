"""Meta's Graph API, over which Facebook and Instagram are asked: its address, tokens and table of errors."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from civicreach.records.words import message

from .connection import Secret
from .errors import Trouble, by_status

#: Meta withdraws a version after about two years; another can be asked for with the base address.
VERSION = "v26.0"
BASE = f"https://graph.facebook.com/{VERSION}"

#: Limits of the app, the user, the page, the endpoint, and of business use cases.
_LIMITS = frozenset({4, 17, 32, 613, *range(80_000, 80_009)})
_TOKEN = frozenset({102, 190})
_TRANSIENT = frozenset({1, 2})
_HELD_BACK = frozenset({341, 368})
_PERMISSION = frozenset({3, 10, *range(200, 300)})
_UNKNOWN_ALIAS = 803
_MIGRATED = 21
_PARAMETER = 100

#: The way round a stop of the app or the person.
HELD_BACK = message(
    "Meta has stopped the app or the person for a time. Read the notices in the app's dashboard, and wait; asking "
    "again makes it longer."
)


def judge(status: int, data: Any, headers: Mapping[str, str]) -> Trouble | None:
    """What is wrong with an answer, by the code in its body, also under a status of 200.

    Code 100 says both that there is no such object and that it may not be seen; the two cannot be told apart.

    Sources: developers.facebook.com, error handling and rate limits of the Graph API.

    >>> judge(400, {"error": {"code": "190", "message": "Session has expired"}}, {}).reason
    'token'
    >>> judge(400, {"error": {"code": 80001, "message": "Too many calls"}}, {}).action
    'wait'
    """
    error = data.get("error") if isinstance(data, dict) else None
    if not isinstance(error, dict):
        return by_status(status)
    code, words = code_of(error), str(error.get("message") or "")
    detail = f"#{code} {words}"
    if error.get("is_transient") is True or code in _TRANSIENT:
        return Trouble("retry", "error", "server", detail)
    if code in _LIMITS:
        return Trouble("wait", "partial_rate", "rate_limit", detail)
    if code in _TOKEN:
        return Trouble("stop", "denied", "token", detail, of_account=False)
    if code in _HELD_BACK:
        return Trouble("stop", "partial_rate", "held_back", detail, of_account=False)
    if code == _PARAMETER:
        return _parameter(words, detail)
    if code in _PERMISSION:
        return Trouble("stop", "denied", "permission", detail)
    if code == _UNKNOWN_ALIAS:
        return Trouble("stop", "not_found", "unknown_account", detail)
    if code == _MIGRATED:
        return Trouble("stop", "not_found", "moved", detail)
    return by_status(status, detail) or Trouble("stop", "error", "refused", detail)


def version_of(headers: Mapping[str, str]) -> str:
    """The version that answered, which may be later than the one asked."""
    return headers.get("facebook-api-version", VERSION)


def code_of(error: Mapping[str, Any], name: str = "code") -> int:
    """The code of an error, which may come as text; -1 where there is none.

    >>> code_of({"code": "10"}), code_of({"code": None})
    (10, -1)
    """
    try:
        return int(error.get(name, -1))
    except (TypeError, ValueError):
        return -1


def tokens_of(secret: Secret | None) -> dict[str, Secret]:
    """Tokens by the id or name that each is for, in small letters; the one for all others under the empty text.

    Written are a token alone, or several with commas between, each behind the id it is for: ``1045=EAAB,2039=EAAC``.

    >>> list(tokens_of(Secret("1045=EAAB,seoul=EAAC,EAAD"))), list(tokens_of(Secret("123|abc")))
    (['1045', 'seoul', ''], [''])
    """
    found: dict[str, Secret] = {}
    for part in (secret.reveal() if secret else "").split(","):
        owner, equals, token = part.strip().rpartition("=")
        if token:
            found[owner.strip().lower() if equals else ""] = Secret(token)
    return found


def _parameter(words: str, detail: str) -> Trouble:
    small = words.lower()
    if "secret proof" in small or "appsecret_proof" in small:
        return Trouble("stop", "denied", "app_secret", detail, of_account=False)
    if "cursor" in small or "paging" in small:
        return Trouble("stop", "error", "bad_cursor", detail)
    if "does not exist" in small or "missing permission" in small:
        return Trouble("stop", "not_found", "unknown_or_hidden", detail)
    return Trouble("stop", "error", "refused", detail)
