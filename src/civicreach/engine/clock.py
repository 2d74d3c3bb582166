"""Steps in time as SQL: the months of a zone, and what its clocks were ahead of UTC, from the zone's own rules.

The machine that holds the data need not know time zones: a month begins at an instant, and the instants are written
into the query. A tree of comparisons finds the step in as many comparisons as the number of steps has binary digits.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

#: Clocks are followed between these years; before and after, the first and the last offset is taken.
FIRST_YEAR, LAST_YEAR = 1990, 2045


@dataclass(frozen=True, slots=True)
class Clock:
    """How a relation writes its moments, so that an instant can be compared with them as they stand.

    Comparing the column itself, and not something made of it, lets DuckDB pass over those parts of a Parquet file
    whose smallest and largest value cannot match.

    Attributes
    ----------
    zone : ZoneInfo, optional
        Whose wall clock is shown (TIMESTAMP); None where the moments carry their zone (TIMESTAMPTZ).
    """

    zone: ZoneInfo | None = None

    def shows(self, instant: datetime) -> datetime:
        """What the clock shows at an instant; a value to compare the column with.

        >>> Clock(ZoneInfo("Asia/Seoul")).shows(datetime(2015, 5, 31, 15, tzinfo=UTC))
        datetime.datetime(2015, 6, 1, 0, 0)
        """
        return instant.astimezone(UTC) if self.zone is None else instant.astimezone(self.zone).replace(tzinfo=None)

    def literal(self, instant: datetime) -> str:
        """The same as SQL."""
        kind = "TIMESTAMPTZ" if self.zone is None else "TIMESTAMP"
        return f"{kind} '{self.shows(instant).isoformat(sep=' ')}'"

    def instant(self, shown: str) -> datetime:
        """The instant at which the clock showed this, as an engine writes it; with its zone."""
        moment = datetime.fromisoformat(shown)
        # Spark leaves out the zone of its session, which is UTC
        return moment if moment.tzinfo else moment.replace(tzinfo=self.zone or UTC)


def step_sql(column: str, starts: Sequence[str], values: Sequence[str]) -> str:
    """The value of the step in which a column lies.

    Parameters
    ----------
    column : str
        SQL of what is compared.
    starts : sequence of str
        SQL of where each step but the first starts, ascending.
    values : sequence of str
        SQL of the value of each step: one more than there are starts.

    Examples
    --------
    >>> step_sql("x", ["10", "20"], ["'low'", "'middle'", "'high'"])
    "CASE WHEN x < 10 THEN 'low' ELSE CASE WHEN x < 20 THEN 'middle' ELSE 'high' END END"
    """
    if not starts:
        return values[0]
    middle = (len(starts) - 1) // 2
    below = step_sql(column, starts[:middle], values[: middle + 1])
    above = step_sql(column, starts[middle + 1 :], values[middle + 1 :])
    return f"CASE WHEN {column} < {starts[middle]} THEN {below} ELSE {above} END"


def month_sql(column: str, clock: Clock, zone: ZoneInfo, first: datetime, last: datetime) -> str:
    """The month of a zone in which a moment lies, as a whole number such as 201506.

    A month begins when its first day does for the first time, where clocks are put back over midnight.

    Parameters
    ----------
    column : str
        SQL of the moment.
    clock : Clock
        How the column writes its moments.
    zone : ZoneInfo
        Whose months are meant.
    first, last : datetime
        Between which all moments lie, with their zone.
    """
    day, until = first.astimezone(zone), last.astimezone(zone)
    months = range(day.year * 12 + day.month - 1, until.year * 12 + until.month)
    starts = [clock.literal(datetime(month // 12, month % 12 + 1, 1, tzinfo=zone)) for month in months[1:]]
    return step_sql(column, starts, [str(month // 12 * 100 + month % 12 + 1) for month in months])


def to_utc_sql(column: str, zone: ZoneInfo) -> str:
    """A wall clock of a zone (TIMESTAMP) in UTC. An hour that comes twice is the first of the two.

    >>> to_utc_sql("t", ZoneInfo("Asia/Seoul"))
    '(t - to_seconds(32400))'
    """
    changes, offsets = offsets_of(zone)
    starts = [
        f"TIMESTAMP '{(change + timedelta(seconds=max(offsets[place : place + 2]))):%Y-%m-%d %H:%M:%S}'"
        for place, change in enumerate(changes)
    ]
    return f"({column} - to_seconds({step_sql(column, starts, [str(offset) for offset in offsets])}))"


@cache
def offsets_of(zone: ZoneInfo) -> tuple[tuple[datetime, ...], tuple[int, ...]]:
    """When a zone's clocks were changed (UTC, naive), and how many seconds they were ahead between the changes."""

    def offset(instant: datetime) -> int:
        ahead = instant.replace(tzinfo=UTC).astimezone(zone).utcoffset()
        return round(ahead.total_seconds()) if ahead is not None else 0

    changes: list[datetime] = []
    low = datetime(FIRST_YEAR, 1, 1)  # noqa: DTZ001
    offsets = [offset(low)]
    while low.year < LAST_YEAR:
        high = low + timedelta(days=7)  # no clock is changed twice within a week
        if offset(high) != offsets[-1]:
            before, after = low, high
            while after - before > timedelta(seconds=1):
                middle = before + (after - before) / 2
                middle = middle.replace(microsecond=0)
                before, after = (middle, after) if offset(middle) == offsets[-1] else (before, middle)
            changes.append(after)
            offsets.append(offset(high))
        low = high
    return tuple(changes), tuple(offsets)
