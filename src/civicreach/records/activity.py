"""What pages did: posts counted in a window, and dated counts of Likes or followers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime

from .missing import Missing
from .provenance import FileOrigin, LeftOut

#: When a platform opened to the public: nothing on it can be older.
PLATFORM_OPENED: Mapping[str, date] = {
    "facebook": date(2004, 2, 4),
    "youtube": date(2005, 2, 14),
    "x": date(2006, 3, 21),
    "instagram": date(2010, 10, 6),
    "telegram": date(2013, 8, 14),
    "mastodon": date(2016, 10, 5),
    "bluesky": date(2023, 2, 17),
    "naver-blog": date(2003, 10, 1),
}


def opening(platform: str) -> datetime | None:
    """The first moment of the day on which a platform opened, in UTC; None where it is not known.

    >>> opening("youtube")
    datetime.datetime(2005, 2, 14, 0, 0, tzinfo=datetime.timezone.utc)
    """
    day = PLATFORM_OPENED.get(platform)
    return datetime(day.year, day.month, day.day, tzinfo=UTC) if day else None


@dataclass(frozen=True, slots=True)
class AccountActivity:
    """What one account did in the window of one source.

    Attributes
    ----------
    account : str
        As the source names it.
    value : float
        Posts counted, or the count taken (Likes, followers).
    at : str
        When a dated count was taken, ISO with zone; empty for posts.
    """

    account: str
    value: float
    at: str = ""


@dataclass(frozen=True, slots=True)
class Activity:
    """One source of activity, counted.

    Attributes
    ----------
    name : str
        As the study names it: ``posts``, ``likes``.
    measure : str
        What was counted; Likes and followers are two measures and never mixed.
    counts : mapping of account to AccountActivity
        Accounts with something in the window.
    seen : frozenset of str
        All accounts that the source holds anything of, in or out of the window.
    refused : frozenset of str
        Accounts of which rows were refused that might lie in the window: undated, or dated unreadably.
    by_month : tuple of (month, count)
        ``("2015-06", 3120)``, months of the study's time zone, in and out of the window; posts only.
    n_read, n_counted : int
        Rows read, and rows that were counted (posts) or that lay in the window (dated counts).
    left_out : tuple of LeftOut
        The rest, by reason; `n_read` = `n_counted` + all of these.
    origins : tuple of FileOrigin
        The files.
    coverage : mapping of account to Missing, optional
        Of an archive: present where the window was covered, so that silence is a zero, else why it was not. None for
        files, which cannot tell.
    addresses : mapping of str to str, optional
        Of an archive: which id each address led to.
    """

    name: str
    measure: str
    counts: Mapping[str, AccountActivity]
    seen: frozenset[str]
    refused: frozenset[str]
    by_month: tuple[tuple[str, int], ...]
    n_read: int
    n_counted: int
    left_out: tuple[LeftOut, ...]
    origins: tuple[FileOrigin, ...]
    coverage: Mapping[str, Missing] | None = None
    addresses: Mapping[str, str] | None = None
