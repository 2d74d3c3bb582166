"""Time zones by their names, and the sentence where there is none of a name."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from .errors import Fault

WRONG, RIGHT = "is not a time zone", "a name such as 'Asia/Seoul' or 'UTC'"


def zone_of(name: str) -> ZoneInfo | None:
    """The time zone of a name; None where there is none.

    >>> zone_of("Asia/Seoul"), zone_of("Seoul")
    (zoneinfo.ZoneInfo(key='Asia/Seoul'), None)
    """
    try:
        return ZoneInfo(name)
    # the name of a folder of zones, and a path out of it, are errors of other kinds
    except (KeyError, ValueError, OSError):
        return None


def no_zone(where: str, name: str) -> Fault:
    """What is said of a name that is not a time zone's."""
    return Fault(where, WRONG, found=repr(name), right=RIGHT)
