"""What an archive holds of each account, and what of quarantine, for whoever looks into it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from .harvest import STATUSES


@dataclass(frozen=True, slots=True)
class LastCount:
    """The last count of one measure of an account.

    Attributes
    ----------
    measure : str
    value : int, optional
        The last that was told; None where none ever was.
    at : datetime, optional
        When that was seen.
    asked_at : datetime
        When the account was asked for it last.
    reason : str
        Why nothing was told then; empty where `value` is of then.
    """

    measure: str
    value: int | None
    at: datetime | None
    asked_at: datetime
    reason: str


@dataclass(frozen=True, slots=True)
class LastWalk:
    """How the last walk over an account's profile or posts ended.

    Attributes
    ----------
    edge, status, reason, detail : str
        As of `Coverage`.
    asked_from, asked_to : datetime, optional
        The window; None where it was open on that side, as that of a profile is.
    ended_at : datetime
    completed_at : datetime, optional
        When the last complete walk ended; None where there was none.
    """

    edge: str
    status: str
    reason: str
    detail: str
    asked_from: datetime | None
    asked_to: datetime | None
    ended_at: datetime
    completed_at: datetime | None


@dataclass(frozen=True, slots=True)
class AccountHeld:
    """One account.

    Attributes
    ----------
    platform, account : str
        The account's lasting id, or what was written where no id is known.
    names : tuple of str
        Names and addresses under which it was asked for or entered.
    first, last : datetime, optional
        When anything of it was seen first and last; None where every walk failed.
    counts : tuple of LastCount
        By measure.
    posts : int, optional
        Each once; None where none is held and no complete walk tells that there were none.
    walks : tuple of LastWalk
        By edge; none where its records were entered or imported.
    posts_from, posts_to : datetime, optional
        The last stretch that complete walks over its posts cover without a gap. `posts_to` is None where no walk was
        complete; `posts_from` is None then too, and where the stretch is open.
    stale : bool
        Whether it was walked, but not lately, when others were.
    """

    platform: str
    account: str
    names: tuple[str, ...]
    first: datetime | None
    last: datetime | None
    counts: tuple[LastCount, ...]
    posts: int | None
    walks: tuple[LastWalk, ...]
    posts_from: datetime | None = None
    posts_to: datetime | None = None
    stale: bool = False

    @property
    def failed(self) -> bool:
        """Whether a last walk was not complete."""
        return any(walk.status != "complete" for walk in self.walks)

    @property
    def asked_at(self) -> datetime | None:
        """When it was walked last."""
        return max((walk.ended_at for walk in self.walks), default=None)

    @property
    def urgency(self) -> tuple[int, int, float]:
        """By which accounts that need a look come first: failed, the worst first; then stale, the longest first."""
        worst = max((STATUSES.index(walk.status) for walk in self.walks), default=0)
        since = self.asked_at.timestamp() if self.stale and self.asked_at else 0.0
        return -worst, not self.stale, since


@dataclass(frozen=True, slots=True)
class Oddity:
    """One entry of quarantine.

    Attributes
    ----------
    at : datetime
        When it came.
    platform, account, reason : str
    count : int
        Items of this kind; `item` is the first.
    place : str
        The file with its line, or the hash of the raw answer; empty where it is not told.
    run : str
        The collection, import or entry that it came with.
    item : str
        Its first characters.
    """

    at: datetime
    platform: str
    account: str
    reason: str
    count: int
    place: str
    run: str
    item: str
