"""Stretches of time in which a Page's posts are asked for, newest first.

Facebook gives some 600 posts a year, those that it thinks most of, and takes windows of about six months at most. A
month at a time is asked for, so that the selection does not bite; single days in a month that holds so many that it
does. Behind a month without posts, the newest post before it is asked for, and its month comes next.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Literal
from urllib.parse import parse_qsl, urlencode, urlsplit

#: Posts of one stretch from which on Facebook may have selected.
MOST = 600

#: Pages are no older.
FIRST = datetime(2007, 11, 1, tzinfo=UTC)

#: What of an address of a next page says where it starts.
_WHERE = ("after", "__paging_token", "until", "since", "__previous", "offset")

Step = Literal["day", "month", "leap"]


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch of time and a place in it; written as a cursor, the walk goes on from there.

    Attributes
    ----------
    since, until : datetime
        From the first and before the second.
    step : {"day", "month", "leap"}
        How long it is meant to be, cut off where the month or the walk's window begins; a leap reaches back to the
        newest post there is.
    had : int
        Posts of it that have come.
    place : tuple of (name, value)
        Where in it the next page starts, as Facebook says; empty at its beginning.
    """

    since: datetime
    until: datetime
    step: Step = "month"
    had: int = 0
    place: tuple[tuple[str, str], ...] = ()

    @classmethod
    def first(cls, since: datetime | None, until: datetime) -> Stretch:
        """The newest stretch of a window."""
        return _ending_at(until, "month", since)

    @classmethod
    def read(cls, cursor: str) -> Stretch:
        """The stretch that a cursor stands for.

        Raises
        ------
        ValueError, KeyError
            It stands for none.
        """
        told = dict(parse_qsl(cursor, keep_blank_values=True))
        step = {"day": "day", "month": "month", "leap": "leap"}[told.pop("step")]
        since, until, had = (int(told.pop(name)) for name in ("from", "to", "had"))
        return cls(
            datetime.fromtimestamp(since, UTC),
            datetime.fromtimestamp(until, UTC),
            step,  # type: ignore[arg-type]
            had,
            tuple(told.items()),
        )

    def __str__(self) -> str:
        """The cursor.

        >>> noon = datetime(2026, 11, 23, 12, tzinfo=UTC)
        >>> Stretch.read(str(Stretch.first(None, noon))) == Stretch.first(None, noon)
        True
        """
        head = [("step", self.step), ("from", int(self.since.timestamp())), ("to", int(self.until.timestamp()))]
        return urlencode([*head, ("had", self.had), *self.place])

    def after(
        self, received: int, next_address: str, since: datetime | None, newest: datetime | None
    ) -> Stretch | None:
        """Where to go on after a page of this stretch; None at the end of the window.

        Parameters
        ----------
        received : int
            Posts on the page.
        next_address : str
            Of the next page, as Facebook says; empty at the end of the stretch.
        since : datetime or None
            Where the window begins.
        newest : datetime or None
            Date of the newest post on the page.
        """
        place = tuple(pair for pair in parse_qsl(urlsplit(next_address).query) if pair[0] in _WHERE)
        if place and place == self.place:
            # the walk knows a cursor that comes again
            return self
        had = self.had + received
        if self.step == "leap" and received:
            return _ending_at(min(self.until, (newest or self.until) + timedelta(seconds=1)), "month", since)
        if self.step == "month" and had >= MOST:
            return _ending_at(self.until, "day", since)
        if place:
            return replace(self, had=had, place=place)
        if self.step == "leap" or self.since <= (since or FIRST):
            return None
        if self.step == "day" and self.since != _month(self.since):
            return _ending_at(self.since, "day", since)
        return _ending_at(self.since, "month" if had or self.step == "day" else "leap", since)

    def is_selected(self, received: int) -> bool:
        """Whether Facebook may have selected, although no shorter stretch can be asked for."""
        return self.step == "day" and self.had + received >= MOST


def _ending_at(until: datetime, step: Step, since: datetime | None) -> Stretch:
    last = until - timedelta(seconds=1)
    match step:
        case "day":
            begins = last.replace(hour=0, minute=0, second=0, microsecond=0)
        case "month":
            begins = _month(last)
        case "leap":
            begins = FIRST
    return Stretch(max(begins, since or FIRST), until, step)


def _month(moment: datetime) -> datetime:
    return moment.astimezone(UTC).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
