"""A collection: what it will ask, and what came of it; one outcome an account and edge, none of them silent."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from .harvest import Status


@dataclass(frozen=True, slots=True)
class Forecast:
    """What one platform will be asked, at least where the number of posts is not known.

    Attributes
    ----------
    platform : str
        Its name.
    accounts, requests : int
        Accounts, and requests.
    exact : bool
        Whether the number of posts of every account is known; else requests, price and time are the least.
    daily : int or None
        Requests that the platform allows a day.
    usd : float
        Price in US dollars.
    seconds : float
        Time that the platform's limits make it take.
    """

    platform: str
    accounts: int
    requests: int
    exact: bool
    daily: int | None
    usd: float
    seconds: float


@dataclass(frozen=True, slots=True)
class Outcome:
    """How one edge of an account ended.

    Attributes
    ----------
    platform, account : str
        The account in the platform's own spelling.
    governments : tuple of str
        Ids of the governments that it serves.
    where : str
        File and line of its row.
    edge : str
        ``profile`` or ``posts``.
    status, reason, detail : str
        As in the coverage.
    received, kept, pages : int
        Items that came, those that were kept, and pages.
    """

    platform: str
    account: str
    governments: tuple[str, ...]
    where: str
    edge: str
    status: Status
    reason: str
    detail: str
    received: int
    kept: int
    pages: int


@dataclass(frozen=True, slots=True)
class Collection:
    """A collection that was made.

    Attributes
    ----------
    run : str
        Its name in the archive.
    resumed : bool
        Whether it went on with one that had stopped in the midst.
    cancelled : bool
        Whether it was stopped before its end; it can be gone on with.
    outcomes : tuple of Outcome
        In the order of the accounts file; of accounts not reached there are none.
    n_accounts : int
        Accounts of the file.
    n_before : int
        Accounts that the interrupted part of the run had brought to their end.
    n_requests : int
        Answers that came.
    started_at, ended_at : datetime
        When.
    version : int
        Of the archive, afterwards.
    """

    run: str
    resumed: bool
    cancelled: bool
    outcomes: tuple[Outcome, ...]
    n_accounts: int
    n_before: int
    n_requests: int
    started_at: datetime
    ended_at: datetime
    version: int

    @property
    def failed(self) -> tuple[Outcome, ...]:
        """What did not come to its end."""
        return tuple(outcome for outcome in self.outcomes if outcome.status != "complete")

    @property
    def n_reached(self) -> int:
        """Accounts that were asked at all."""
        return len({outcome.where for outcome in self.outcomes})

    @property
    def statuses(self) -> Counter[tuple[str, str, str]]:
        """How many accounts by platform, edge and status."""
        return Counter((one.platform, one.edge, one.status) for one in self.outcomes)
