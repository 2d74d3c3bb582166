"""What came of a collection: one outcome an account and edge, none of them silent."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from civicreach.records.harvest import Status

from .accounts import Listed


@dataclass(frozen=True, slots=True)
class Outcome:
    """How one edge of an account ended.

    Attributes
    ----------
    listed : Listed
        The account.
    edge : str
        ``profile`` or ``posts``.
    status, reason, detail : str
        As in the coverage.
    received, kept, pages : int
        Items that came, those that were kept, and pages.
    """

    listed: Listed
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
    def statuses(self) -> Counter[tuple[str, str, str]]:
        """How many accounts by platform, edge and status."""
        return Counter((one.listed.account.platform, one.edge, one.status) for one in self.outcomes)
