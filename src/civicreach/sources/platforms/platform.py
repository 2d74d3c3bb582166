"""What a platform is to those who collect: accounts, pages of answers, terms, and one client behind a protocol."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, Protocol, runtime_checkable

from civicreach.records.harvest import Observation, Payload, Post, Quarantined
from civicreach.records.words import Words

from .connection import Connection

#: What can be asked of an account: what it says of itself, and what it posted. Coverage has a third edge, ``address``:
#: which id an address led to, so that an account is found again after a change of its name.
Edge = Literal["profile", "posts"]


@dataclass(frozen=True, slots=True)
class Account:
    """An account as it is asked for.

    Attributes
    ----------
    platform : str
        Of `civicreach.sources.platforms.NAMES`.
    name : str
        Handle, id or address in the platform's own spelling, without ways of writing it.
    host : str
        The account's own server, where a platform is many servers; else empty.
    id : str
        The platform's stable id, which survives a change of the handle; empty until it is known.
    """

    platform: str
    name: str
    host: str = ""
    id: str = ""

    @property
    def address(self) -> str:
        """Name and server: what tells this account from all others of the platform before its id is known."""
        return f"{self.name}@{self.host}" if self.host else self.name


@dataclass(frozen=True, slots=True, eq=False)
class Page:
    """One page of an answer, read.

    Attributes
    ----------
    payloads : tuple of Payload
        Everything that came for it, refusals before a second try included.
    account : str
        The account's stable id, as far as this page tells it.
    handle : str
        The name that the account bears now; empty where the page does not tell it.
    observations, posts, quarantined : tuples
        What was read, and what had no shape that could be read.
    received : int
        Items on the page; those kept are fewer by what was quarantined or lay out of the window.
    total : int or None
        The platform's own count of the posts of this account.
    cursor : str
        Where the next page starts; empty at the end.
    capped : bool
        The platform gives nothing older, although there may be something.
    reached : datetime or None
        Down to when nothing is missing, where the platform shows it otherwise than by the date of the last post; None
        where it does not.
    skew : float
        Seconds by which the platform's clock is ahead of ours.
    note : str
        What a reader of the coverage should know, such as that the account has moved.
    """

    payloads: tuple[Payload, ...]
    account: str = ""
    handle: str = ""
    observations: tuple[Observation, ...] = ()
    posts: tuple[Post, ...] = ()
    quarantined: tuple[Quarantined, ...] = ()
    received: int = 0
    total: int | None = None
    cursor: str = ""
    capped: bool = False
    reached: datetime | None = None
    skew: float = 0.0
    note: str = ""


class Client(Protocol):
    """The live side of a platform. Both methods raise `PlatformError`; neither keeps anything between calls."""

    def profile(self, account: Account) -> Page:
        """What the account says of itself: its id, handle and dated counts."""
        ...

    def posts(self, account: Account, *, since: datetime | None, until: datetime | None, cursor: str) -> Page:
        """One page of posts, newest first, starting at a cursor; the walk over pages is common to all platforms.

        `since` and `until` may be handed on to a platform that takes them; the walk applies them in any case. A
        platform that counts an account's posts and gives none since then is asked whether it shows older ones: only
        then is the account known to be quiet.
        """
        ...

    def close(self) -> None:
        """Give the connections back."""
        ...


@runtime_checkable
class AsksTogether(Protocol):
    """A client that asks for several profiles at once, as many as `Terms` says."""

    def profiles(self, accounts: Sequence[Account]) -> tuple[tuple[Payload, ...], Mapping[Account, Page]]:
        """What came, and the profile of each account that is in it; pages are without payloads.

        All accounts have an id, or none has. Who is not in the answer is asked by itself, and the platform says why.
        """
        ...


def assigned(accounts: Sequence[Account], pages: Iterable[Page]) -> dict[Account, Page]:
    """Profiles that came together, by the account that was asked: by its id, or by its name where that was asked."""
    found = {name: page for page in pages for name in (page.account, page.handle) if name}
    return {one: found[one.id or one.name] for one in accounts if (one.id or one.name) in found}


@dataclass(frozen=True, slots=True)
class Terms:
    """What a platform allows and what it costs, for forecasts and for polite parallelism.

    Attributes
    ----------
    page : int
        Posts on a page at most.
    requests_a_page : int
        Requests behind one page of posts.
    profiles_by_id, profiles_by_name : int
        Profiles that one request brings, of accounts whose id is known and of those whose name alone is.
    at_once : int
        Requests to one host at the same time.
    workers : int
        Accounts that are read at the same time; more than `at_once` where a platform is many hosts.
    allowed : int or None
        Requests allowed in `every` seconds; None where nothing is published.
    every : float
        Seconds.
    daily : int or None
        Quota units a day; every request costs one.
    usd_profile, usd_post : float
        Price of one profile and of one post read, in US dollars.
    """

    page: int
    requests_a_page: int = 1
    profiles_by_id: int = 1
    profiles_by_name: int = 1
    at_once: int = 2
    workers: int = 4
    allowed: int | None = None
    every: float = 1.0
    daily: int | None = None
    usd_profile: float = 0.0
    usd_post: float = 0.0


@dataclass(frozen=True, slots=True)
class Platform:
    """A platform: how its accounts are written, what it allows, and how to connect.

    Attributes
    ----------
    name, title : str
        In files and commands, and on screen.
    takes : str
        What an accounts file may say for an account, for the sentence of a fault.
    find : callable
        Text of an accounts file to `Account`, None where it is none.
    connect : callable
        `Connection` to `Client`.
    terms : Terms
        Limits and prices.
    token : {"none", "optional", "needed"}
        Whether the platform asks for a key.
    proves_app : bool
        Whether it may ask for a proof of the secret of the key's app.
    edges : tuple of Edge
        What can be asked.
    server : callable
        `Account` to the server that ``{host}`` of another address stands for, empty where the platform is one.
    ways_round : mapping of str to Words
        By reason of a failure, what to do on this platform; the common ones are in `diagnosis`.
    """

    name: str
    title: str
    takes: str
    find: Callable[[str], Account | None]
    connect: Callable[[Connection], Client]
    terms: Terms
    token: Literal["none", "optional", "needed"] = "none"
    proves_app: bool = False
    edges: tuple[Edge, ...] = ("profile", "posts")
    server: Callable[[Account], str] = lambda account: account.host
    ways_round: Mapping[str, Words] = field(default_factory=dict)
