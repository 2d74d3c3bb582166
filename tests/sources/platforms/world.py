"""What there is on the platforms that the loopback server plays: accounts with their posts, and their quirks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


class Clock:
    """A clock that stands still until somebody sleeps."""

    def __init__(self, start: datetime = NOON) -> None:
        self.moment = start
        self.slept: list[float] = []

    def now(self) -> datetime:
        return self.moment

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.moment += timedelta(seconds=seconds)


@dataclass(frozen=True)
class FakePost:
    """A post as the platform holds it."""

    id: str
    at: datetime
    text: str
    likes: int = 0
    comments: int = 0
    shares: int = 0
    repost: bool = False


@dataclass(frozen=True)
class FakeAccount:
    """An account as the platform holds it; posts are newest first."""

    name: str
    id: str
    followers: int = 0
    posts: tuple[FakePost, ...] = ()
    bears: str = ""
    deleted: bool = False


@dataclass
class World:
    """All accounts, how many posts make a page, and what is odd about the pages.

    quirks: repeated_cursor, empty_page, duplicates, edited, text_numbers, null_counts, hidden_counts
    """

    accounts: Sequence[FakeAccount] = ()
    size: int = 3
    quirks: frozenset[str] = field(default_factory=frozenset)

    def find(self, key: str) -> FakeAccount | None:
        """The account of a handle or id; None for one that is deleted or never was."""
        for account in self.accounts:
            if key.lower() in (account.name.lower(), account.id.lower()) and not account.deleted:
                return account
        return None

    def page(self, account: FakeAccount, cursor: str) -> tuple[tuple[FakePost, ...], str]:
        """The posts from a cursor on, and the next cursor."""
        if "empty_page" in self.quirks and cursor == str(self.size):
            return (), f"{cursor}-after-nothing"
        start = int(cursor.partition("-")[0] or 0)
        posts = account.posts[start : start + self.size]
        after = str(start + self.size) if start + self.size < len(account.posts) else ""
        if "repeated_cursor" in self.quirks and start:
            after = cursor
        if start and {"duplicates", "edited"} & self.quirks:
            again = account.posts[start - 1]
            if "edited" in self.quirks:
                again = replace(again, text=again.text + " (corrected)", likes=again.likes + 1)
            posts = (again, *posts)
        return posts, after

    def told(self, count: int) -> int | str | None:
        """A count as the platform tells it."""
        if "null_counts" in self.quirks:
            return None
        return str(count) if "text_numbers" in self.quirks else count


def account(name: str, n: int = 7, *, number: int = 0) -> FakeAccount:
    """An account with n posts, one every two days, the newest a day before noon; every fifth is a repost."""
    posts = tuple(
        FakePost(
            id=f"{number}{1000 + n - i}",
            at=NOON - timedelta(days=1 + 2 * i),
            text=f"{name}: 소식 {n - i}",
            likes=10 * (n - i) + number,
            comments=i,
            shares=i % 3,
            repost=i % 5 == 4,
        )
        for i in range(n)
    )
    return FakeAccount(name=name, id=str(70000 + number), followers=12345 + number, posts=posts)
