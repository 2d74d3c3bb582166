"""What the archive already covers of an account, and so what is to be asked next."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from civicreach.archive import Archive
from civicreach.archive.rows import moment

#: Before every post.
BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)

#: Windows that touch are one: a year of days is read as few rows. Open towards the past is the lowest number.
_OPEN = -(2**62)
_WINDOWS = f"""
WITH walks AS (
    SELECT platform, account, coalesce(epoch_us(asked_from), {_OPEN}) AS since, epoch_us(asked_to) AS until
    FROM {{coverage}} WHERE edge = 'posts' AND status = 'complete' AND asked_to IS NOT NULL
), reaching AS (
    SELECT *, max(until) OVER (PARTITION BY platform, account ORDER BY since, until
        ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS reached FROM walks
), apart AS (
    SELECT *, sum(CAST(since > reached AS INTEGER)) OVER (PARTITION BY platform, account ORDER BY since, until
        ROWS UNBOUNDED PRECEDING) AS gaps FROM reaching
)
SELECT platform, account, nullif(min(since), {_OPEN}), max(until) FROM apart
GROUP BY platform, account, coalesce(gaps, 0) ORDER BY platform, account, min(since)
"""

#: A walk that came to the platform's cap has two rows: of what was asked, and complete from the oldest post on.
_REACH = (
    "SELECT platform, account, max(epoch_us(newer.asked_from)) FROM {coverage} AS asked "
    "JOIN {coverage} AS newer USING (platform, account, edge, run, asked_to) "
    "WHERE edge = 'posts' AND asked.reason = 'platform_cap' AND newer.status = 'complete' GROUP BY ALL"
)


@dataclass(frozen=True, slots=True)
class Window:
    """From a moment to before another; None where it is open towards the past."""

    since: datetime | None
    until: datetime


def windows(archive: Archive) -> Mapping[tuple[str, str], tuple[Window, ...]]:
    """The windows over which the posts of each platform and account were read to the end, without those that touch."""
    found: dict[tuple[str, str], list[Window]] = {}
    for platform, account, since, until in archive.execute(_WINDOWS):
        end = moment(until)
        assert end is not None
        found.setdefault((platform, account), []).append(Window(moment(since), end))
    return {key: tuple(many) for key, many in found.items()}


def reaches(archive: Archive) -> Mapping[tuple[str, str], datetime]:
    """How far back the platform went, for each platform and account of which it gives only the newest posts.

    To ask for older ones again would bring nothing, and may cost money.
    """
    rows = archive.execute(_REACH)
    return {(platform, account): found for platform, account, since in rows if (found := moment(since)) is not None}


def high_water(complete: Iterable[Window], since: datetime | None) -> datetime | None:
    """Up to when everything is known from a moment on, without a gap; None where not even the beginning is.

    >>> day = lambda d: datetime(2026, 11, d, tzinfo=UTC)
    >>> known = [Window(None, day(3)), Window(day(2), day(5)), Window(day(8), day(9))]
    >>> high_water(known, None) == day(5), high_water(known, day(8)) == day(9), high_water(known, day(6))
    (True, True, None)
    """
    start = reached = since or BEGINNING
    for window in sorted(complete, key=lambda one: one.since or BEGINNING):
        if (window.since or BEGINNING) <= reached:
            reached = max(reached, window.until)
    return reached if reached > start else None


def next_window(complete: Iterable[Window], *, since: datetime | None, until: datetime, overlap: timedelta) -> Window:
    """What to ask next: from the high-water mark on, less an overlap in which counts still grow and posts come late.

    >>> day = lambda d: datetime(2026, 11, d, tzinfo=UTC)
    >>> next_window([Window(None, day(9))], since=None, until=day(20), overlap=timedelta(days=7)).since == day(2)
    True
    """
    reached = high_water(complete, since)
    if reached is None:
        return Window(since, until)
    start = reached - overlap
    return Window(start if since is None else max(start, since), until)
