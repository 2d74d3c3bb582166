"""What a collection will ask: which windows of which accounts, how many requests, at what price."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from civicreach.archive import Archive
from civicreach.records.collection import Forecast
from civicreach.records.harvest import Coverage
from civicreach.sources import platforms
from civicreach.sources.platforms.platform import Account
from civicreach.sources.platforms.walk import Standing

from .accounts import AccountList, Listed
from .covered import BEGINNING, Window, next_window, reaches, windows
from .profiles import batches

#: Days before the high-water mark that are read again.
OVERLAP = timedelta(days=7)

#: Statuses of walks that can be gone on with where they stopped.
_CAN_GO_ON = ("partial_rate", "partial_cap", "error")


@dataclass(frozen=True, slots=True)
class Task:
    """One account, and what is asked of it.

    Attributes
    ----------
    listed : Listed
        The account; its id is filled in where the archive knows it.
    window : Window or None
        Of its posts; None where the unfinished walk reaches this moment, or the platform shows no posts.
    unfinished : Coverage or None
        A walk over an earlier window that stopped in the midst and is gone on with first.
    expected : int or None
        Posts that may come; None where nothing is known.
    total : int or None
        Posts in all, as the profile told that was read last; None where none has told.
    """

    listed: Listed
    window: Window | None
    unfinished: Coverage | None = None
    expected: int | None = None
    total: int | None = None

    @property
    def account(self) -> Account:
        """The account."""
        return self.listed.account


@dataclass(frozen=True, slots=True)
class CollectionPlan:
    """A collection before it is made.

    Attributes
    ----------
    tasks : tuple of Task
        In the order of the accounts file.
    forecasts : tuple of Forecast
        One a platform.
    until : datetime
        Moment at which the windows end.
    """

    tasks: tuple[Task, ...]
    forecasts: tuple[Forecast, ...]
    until: datetime


def plan_collection(
    accounts: AccountList,
    archive: Archive | None,
    *,
    until: datetime,
    since: datetime | None = None,
    overlap: timedelta = OVERLAP,
) -> CollectionPlan:
    """What is to be asked of each account, given what the archive holds.

    Parameters
    ----------
    archive : Archive or None
        None plans for an empty one.
    until : datetime
        This moment: posts from then on belong to the next collection.
    since : datetime, optional
        No older posts are asked for; everything where it is not given.
    overlap : timedelta
        How far before the high-water mark posts are read again: their counts still grow, and some come late.
    """
    known = windows(archive) if archive else {}
    reach = reaches(archive) if archive else {}
    last = archive.last_walks() if archive else {}
    tasks = tuple(
        _task(listed, known, reach, last, since=since, until=until, overlap=overlap) for listed in accounts.accounts
    )
    return CollectionPlan(tasks, tuple(_forecasts(tasks)), until)


def _task(
    listed: Listed,
    known: Mapping[tuple[str, str], tuple[Window, ...]],
    reach: Mapping[tuple[str, str], datetime],
    last: Mapping[tuple[str, str, str], Coverage],
    *,
    since: datetime | None,
    until: datetime,
    overlap: timedelta,
) -> Task:
    account = listed.account
    if not account.id and (found := last.get((account.platform, account.address, "address"))):
        account = replace(account, id=found.cursor)
        listed = replace(listed, account=account)
    key = account.platform, account.id
    if key in reach:
        since = max(reach[key], since or BEGINNING)
    window: Window | None = next_window(known.get(key, ()), since=since, until=until, overlap=overlap)
    walk = last.get((*key, "posts"))
    unfinished = walk if walk and walk.cursor and walk.status in _CAN_GO_ON and walk.asked_to else None
    if unfinished is not None and not _reaches(unfinished, since):
        unfinished = None
    if unfinished is not None and unfinished.asked_to is not None:
        # once the unfinished walk has come to its end, everything up to where it began is known
        behind = Window(unfinished.asked_from, unfinished.asked_to)
        done = behind.until >= until
        window = None if done else next_window([behind], since=since, until=until, overlap=overlap)
    if "posts" not in platforms.platform(account.platform).edges:
        window = unfinished = None
    profile = last.get((*key, "profile"))
    total = profile.platform_total if profile else None
    expected = None if total is None and not known.get(key) else 0 if known.get(key) else total
    return Task(listed, window, unfinished, expected, total)


def _reaches(walk: Coverage, since: datetime | None) -> bool:
    """Whether an unfinished walk goes back as far as is asked now."""
    return walk.asked_from is None or (since is not None and walk.asked_from <= since)


def _forecasts(tasks: Iterable[Task]) -> Iterable[Forecast]:
    by_platform: dict[str, list[Task]] = {}
    for task in tasks:
        by_platform.setdefault(task.account.platform, []).append(task)
    for name, own in by_platform.items():
        terms = platforms.platform(name).terms
        pages = sum(max(1, math.ceil((task.expected or 0) / terms.page)) for task in own if task.window)
        profiles = len(batches((task.account for task in own), terms))
        requests = profiles + pages * terms.requests_a_page
        posts = sum(task.expected or 0 for task in own)
        yield Forecast(
            platform=name,
            accounts=len(own),
            requests=requests,
            exact=all(task.expected is not None for task in own),
            daily=terms.daily,
            usd=len(own) * terms.usd_profile + posts * terms.usd_post,
            seconds=requests / terms.allowed * terms.every if terms.allowed and requests > terms.allowed else 0.0,
        )


def standing_of(walk: Coverage) -> Standing:
    """How far an unfinished walk had come."""
    return Standing(
        cursor=walk.cursor, pages=walk.pages, received=walk.received, kept=walk.kept, total=walk.platform_total
    )
