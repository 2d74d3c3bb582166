"""Collecting again and again, in the foreground: when the next one begins."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from civicreach.records.errors import Fault, OptionError
from civicreach.records.words import message

_UNITS = {"m": "minutes", "h": "hours", "d": "days", "w": "weeks"}


def duration(text: str, option: str) -> timedelta:
    """A time such as ``30m``, ``12h``, ``1d`` or ``2w``.

    Raises
    ------
    OptionError
        It is none, or nothing.

    Examples
    --------
    >>> duration("12h", "--every")
    datetime.timedelta(seconds=43200)
    """
    found = re.fullmatch(r"([0-9]{1,4})([mhdw])", text.strip())
    if not found or not int(found[1]):
        right = message("a number with m, h, d or w: 30m, 12h, 1d, 2w")
        raise OptionError([Fault(option, message("is not a length of time"), repr(text), right)])
    return timedelta(**{_UNITS[found[2]]: int(found[1])})


def next_round(began: datetime, every: timedelta, now: datetime) -> datetime:
    """When the next collection begins: whole intervals after the first, and those that were missed are passed over.

    >>> from datetime import UTC
    >>> at = lambda hour: datetime(2026, 11, 23, hour, tzinfo=UTC)
    >>> next_round(at(0), timedelta(hours=3), at(7)).hour
    9
    """
    return began + every * ((now - began) // every + 1)
