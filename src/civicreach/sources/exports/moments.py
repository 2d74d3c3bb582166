"""Times in exports, with their zone: one that is not named, or whose name several bear, is not guessed in silence."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone
from functools import lru_cache
from zoneinfo import ZoneInfo

from civicreach.records.words import Message, message
from civicreach.records.zones import OFFSETS

_NAMED = re.compile(r"(.*[0-9])\s+([A-Z]{1,5})")
_OFFSET = re.compile(r"(.*[0-9]:[0-9]{2}(?:[:.][0-9.]+)?)\s*([+-])([01]?[0-9])(?::?([0-5][0-9]))?")
_UNCERTAIN = re.compile(r"[0-9]{1,2} ?[-/.] ?[0-9]{1,2} ?[-/.] ?(?:[0-9]{4}|[0-9]{2})(?:[T ,].*)?")
_TWITTER = "%a %b %d %H:%M:%S %z %Y"
_WRITTEN = ("%b %d, %Y", "%b %d, %Y %H:%M", "%b %d, %Y %I:%M %p", "%Y-%m-%d %I:%M %p", "%Y-%m-%d %I:%M:%S %p")
_FIRST, _LAST = datetime(1970, 1, 2, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)

NO_DATE = message("without a date")
UNREADABLE = message("a date that cannot be read; write it as 2015-06-01 or 2015-06-01T09:30:00+09:00")
UNCERTAIN = message("day, month and year of the date may stand in any order; write the year first, as in 2015-06-01")
WHICH_ZONE = message("a date in a zone whose name several zones bear; name the zone with --zone")


@lru_cache(maxsize=65536)
def read_moment(text: str, zone: ZoneInfo | None = None) -> tuple[datetime | None, Message | None]:
    """The instant that a text writes, in UTC, and what is to be said of it.

    Parameters
    ----------
    text : str
        ISO, Twitter's form, the month as a word, or seconds or milliseconds since 1970; a zone as offset or name.
    zone : ZoneInfo, optional
        Of times that name no zone, UTC without it; and which of several zones a name such as CST means.

    Returns
    -------
    (datetime, None)
        An instant in a named zone.
    (datetime, Message)
        An instant whose zone was taken from `zone`, or from nothing.
    (None, Message)
        Why there is none.

    Examples
    --------
    >>> read_moment("2021-03-14 09:30:00 EDT")[0].isoformat()
    '2021-03-14T13:30:00+00:00'
    >>> read_moment("2021-01-14 09:30:00 CST")[1].text[:30]
    'a date in a zone whose name se'
    >>> read_moment("2021-01-14 09:30:00 CST", ZoneInfo("Asia/Shanghai"))[0].hour
    1
    """
    text = text.strip()
    if not text:
        return None, NO_DATE
    if re.fullmatch(r"[0-9]{9,10}(?:\.[0-9]+)?|[0-9]{12,13}(?:\.0+)?", text):
        number = float(text)
        return _within(datetime.fromtimestamp(number / (1000 if number > 1e11 else 1), UTC), None)
    found, said = _zoned(text, zone)
    if found is None and said is None:
        return None, UNCERTAIN if _UNCERTAIN.fullmatch(text) else UNREADABLE
    return _within(found, said)


def _zoned(text: str, zone: ZoneInfo | None) -> tuple[datetime | None, Message | None]:
    """The instant, before it is asked whether it can be true; (None, None) for what is no date."""
    if (named := _NAMED.fullmatch(text)) and named[2] not in ("AM", "PM"):
        wall = _wall(named[1])
        if wall is None or wall.tzinfo:
            return None, None
        if (minutes := OFFSETS.get(named[2])) is not None:
            return wall.replace(tzinfo=timezone(timedelta(minutes=minutes))).astimezone(UTC), None
        if zone and (here := wall.replace(tzinfo=zone)).tzname() == named[2]:
            return here.astimezone(UTC), None
        return None, WHICH_ZONE
    if offset := _OFFSET.fullmatch(text):
        wall = _wall(offset[1])
        if wall is not None and wall.tzinfo is None:
            ahead = timedelta(hours=int(offset[3]), minutes=int(offset[4] or 0))
            return wall.replace(tzinfo=timezone(-ahead if offset[2] == "-" else ahead)).astimezone(UTC), None
    wall = _wall(text)
    if wall is None:
        return None, None
    if wall.tzinfo:
        return wall.astimezone(UTC), None
    if zone is None:
        return wall.replace(tzinfo=UTC), message("a time without a zone, read as UTC; --zone names another")
    return wall.replace(tzinfo=zone).astimezone(UTC), message("a time without a zone, read in {zone}", zone=zone.key)


def _wall(text: str) -> datetime | None:
    try:
        # eight digits are a day and not a time, but nothing shorter is
        return datetime.fromisoformat(text) if re.match(r"[0-9]{4}-?[0-9]{2}-?[0-9]{2}", text) else _written(text)
    except ValueError:
        return _written(text)


def _written(text: str) -> datetime | None:
    for form in (_TWITTER, *_WRITTEN):
        try:
            return datetime.strptime(text, form)  # noqa: DTZ007 the zone comes from the text or the caller
        except ValueError:
            continue
    return None


def _within(found: datetime | None, said: Message | None) -> tuple[datetime | None, Message | None]:
    """What stands for no date, such as 1970-01-01, is none."""
    if found is not None and not _FIRST <= found < _LAST:
        return None, UNREADABLE
    return found, said
