"""What an answer tells of rate limits, in each of the ways that platforms and offices have found."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

#: Numbers above are moments (seconds since 1970), those below are seconds from now.
_MOMENT = 1_000_000_000
_MILLISECONDS = 100_000_000_000

#: Seconds of ten years: whoever tells more means that it is over.
LONGEST = 315_360_000.0

#: Percent of Meta's limit from which requests are spread out, and from which they pause; and seconds of either.
_BUSY, _FULL = 80.0, 95.0
_SLOW, _PAUSE = 5.0, 300.0

_REMAINING = ("x-ratelimit-remaining", "x-rate-limit-remaining", "ratelimit-remaining")
_RESET = ("x-ratelimit-reset", "x-rate-limit-reset", "ratelimit-reset")
#: ``limit=100, remaining=0, reset=30`` and ``"default";r=0;t=30`` of the drafts of RateLimit.
_ONE_FIELD = re.compile(r"\b(remaining|reset|r|t)\s*=\s*(\d{1,15})\b")
_WHOLE = re.compile(r"\d{1,15}", re.ASCII)
_FLOOD = re.compile(r"FLOOD_WAIT_(\d{1,15})")


@dataclass(frozen=True, slots=True)
class Limit:
    """What is left, and how long until there is more.

    Attributes
    ----------
    remaining : int or None
        Requests left; for platforms that tell a share used, 0 above 80 percent.
    seconds : float or None
        Until the limit is lifted, from now on; None where nothing is told.
    """

    remaining: int | None = None
    seconds: float | None = None


def read_limit(headers: Mapping[str, str], now: datetime) -> Limit:
    """The limit that headers tell of, by the clock of whoever sent them.

    Read are ``Retry-After`` (seconds or a date), ``RateLimit-*``, ``X-RateLimit-*``, ``x-rate-limit-*`` (seconds,
    moments in seconds or milliseconds, ISO 8601), the one-field ``RateLimit`` of later drafts, and the usage headers
    of Meta's Graph API (percent, and minutes until access is regained). What cannot be read counts as not told.

    Parameters
    ----------
    headers : mapping of str to str
        Names in lower case.
    now : datetime
        This moment by the platform's clock, so that a clock that is off does not shorten or lengthen the wait.

    Examples
    --------
    >>> noon = datetime(2026, 11, 23, 12, tzinfo=UTC)
    >>> read_limit({"retry-after": "Mon, 23 Nov 2026 12:01:00 GMT"}, noon).seconds
    60.0
    >>> read_limit({"x-ratelimit-remaining": "0", "x-ratelimit-reset": "2026-11-23T12:00:30Z"}, noon)
    Limit(remaining=0, seconds=30.0)
    >>> read_limit({"ratelimit": '"default";r=0;t=9'}, noon)
    Limit(remaining=0, seconds=9.0)
    """
    remaining = next((int(headers[n]) for n in _REMAINING if _WHOLE.fullmatch(headers.get(n, ""))), None)
    seconds = _seconds(headers.get("retry-after", ""), now)
    if seconds is None:
        seconds = next((_seconds(headers[n], now) for n in _RESET if n in headers), None)
    if (field := headers.get("ratelimit")) and remaining is None:
        told = {name: int(number) for name, number in _ONE_FIELD.findall(field)}
        remaining = told.get("remaining", told.get("r"))
        after = told.get("reset", told.get("t"))
        seconds = min(float(after), LONGEST) if seconds is None and after is not None else seconds
    used, minutes = _graph(headers)
    if used is not None and used > _BUSY:
        remaining = 0
        seconds = min(minutes * 60, LONGEST) or seconds or (_PAUSE if used >= _FULL else _SLOW)
    elif minutes:
        seconds = min(minutes * 60, LONGEST)
    return Limit(remaining, seconds)


def told_wait(value: object, words: str = "") -> float | None:
    """Seconds to wait that the body of a refusal tells: a number or its text, else in Telegram's words.

    >>> told_wait("5"), told_wait(None, "FLOOD_WAIT_23"), told_wait(True)
    (5.0, 23.0, None)
    """
    seconds = _number(value)
    return flood_wait(words) if seconds is None else seconds


def flood_wait(text: str) -> float | None:
    """Seconds that Telegram tells in an error.

    >>> flood_wait("A wait is needed: FLOOD_WAIT_23")
    23.0
    """
    found = _FLOOD.search(text)
    return min(float(found[1]), LONGEST) if found else None


def _seconds(text: str, now: datetime) -> float | None:
    text = text.strip()
    try:
        number = float(text)
    except ValueError:
        moment = _moment(text)
    else:
        if not 0 <= number < 100 * _MILLISECONDS:
            return None
        if number < _MOMENT:
            return min(number, LONGEST)
        moment = datetime.fromtimestamp(number / 1000 if number > _MILLISECONDS else number, UTC)
    return None if moment is None else min(max(0.0, (moment - now).total_seconds()), LONGEST)


def _moment(text: str) -> datetime | None:
    for read in (datetime.fromisoformat, parsedate_to_datetime):
        try:
            moment = read(text)
        except ValueError:
            continue
        return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return None


def _graph(headers: Mapping[str, str]) -> tuple[float | None, float]:
    """Share used in percent, the largest of all that are told, and minutes until access is regained."""
    entries: list[object] = []
    for name in ("x-app-usage", "x-page-usage", "x-business-use-case-usage"):
        try:
            told = json.loads(headers.get(name, ""))
        except ValueError:
            continue
        entries += [told] if name != "x-business-use-case-usage" else [e for many in _values(told) for e in _list(many)]
    shares, minutes = list[float](), 0.0
    for entry in entries:
        told = entry if isinstance(entry, dict) else {}
        shares += [
            v for v in map(_number, map(told.get, ("call_count", "total_time", "total_cputime"))) if v is not None
        ]
        minutes = max(minutes, _number(told.get("estimated_time_to_regain_access")) or 0.0)
    return (max(shares), minutes) if shares else (None, minutes)


def _values(told: object) -> list[object]:
    return list(told.values()) if isinstance(told, dict) else []


def _list(many: object) -> list[object]:
    return many if isinstance(many, list) else []


def _number(value: object) -> float | None:
    """A number, or the text of one; None for anything else, and for what no clock reaches."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        number = float(value)
    except (ValueError, OverflowError):
        return None
    return number if math.isfinite(number) and 0 <= number <= LONGEST else None
