"""Time zones by their names, and the sentence where there is none of a name."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from .errors import Fault
from .words import message

#: Names of zones that mean one zone only, in minutes ahead of UTC.
OFFSETS = {
    "UTC": 0, "GMT": 0, "Z": 0, "KST": 540, "JST": 540, "HKT": 480, "CET": 60, "CEST": 120, "EET": 120, "EEST": 180,
    "WET": 0, "WEST": 60, "MSK": 180, "EDT": -240, "EST": -300, "CDT": -300, "MDT": -360, "MST": -420, "PDT": -420,
    "PST": -480, "AKDT": -480, "AKST": -540, "HST": -600, "AEST": 600, "AEDT": 660, "ACST": 570, "AWST": 480,
    "NZST": 720, "NZDT": 780, "SAST": 120, "WIB": 420, "BRT": -180,
}  # fmt: skip

#: Names that several zones bear: the zone that was given has to say which.
SEVERAL = frozenset(("CST", "IST", "BST", "AST", "ADT", "PHT", "SST", "GST", "WST", "ECT", "AMT"))

WRONG, RIGHT = message("is not a time zone"), message("a name such as 'Asia/Seoul' or 'UTC'")


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


def own_names(zone: ZoneInfo) -> frozenset[str]:
    """The names that several zones bear and that this one means by them, in some part of a year.

    >>> sorted(own_names(ZoneInfo("America/Chicago"))), sorted(own_names(ZoneInfo("Asia/Seoul")))
    (['CST'], [])
    """
    names = {datetime(year, month, 1, tzinfo=zone).tzname() for year in range(2004, 2030) for month in (1, 7)}
    return frozenset(name for name in names if name in SEVERAL)
