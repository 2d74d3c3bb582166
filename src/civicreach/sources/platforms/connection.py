"""How a client reaches its platform: address, token, clock, patience. All of it is given from outside."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import httpx

    from civicreach.records.harvest import Payload


def now() -> datetime:
    """This moment, with its zone."""
    return datetime.now(UTC)


class Secret:
    """A token that no repr, log or traceback shows.

    >>> Secret("abc")
    Secret(***)
    """

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        self._text = text

    def reveal(self) -> str:
        """The token itself, for the one place that sends it."""
        return self._text

    def __repr__(self) -> str:
        return "Secret(***)"


@dataclass(frozen=True, slots=True)
class Patience:
    """How long is waited, and how much is taken.

    Attributes
    ----------
    tries : int
        Requests for one answer that may fail; the pause between them doubles. Those after a rate limit do not count.
    pause : float
        Seconds before the second try.
    wait : float
        Seconds that the waits for a rate limit may last, for one answer together, where there is no deadline.
    deadline : datetime or None
        Moment after which no wait may end, and up to which limits are waited for: the run's budget of time.
    silence : float
        Seconds without a byte after which a connection is given up.
    answer : float
        Seconds that one answer may take from its first byte to the last, however it drips.
    largest : int
        Bytes of one answer at most.
    """

    tries: int = 5
    pause: float = 1.0
    wait: float = 1000.0
    deadline: datetime | None = None
    silence: float = 30.0
    answer: float = 120.0
    largest: int = 50_000_000


@dataclass(frozen=True, slots=True)
class Connection:
    """What a client is given.

    Attributes
    ----------
    run : str
        The collection that records are made for.
    base_url : str
        In place of the platform's own address; ``{host}`` in it stands for the server of an account.
    token : Secret or None
        The key, where one is used.
    app_secret : Secret or None
        Of the app that the key belongs to, where the platform may want a proof of it.
    clock, sleep : callable
        This moment with zone, and waiting for seconds.
    transport : httpx.BaseTransport or None
        What carries requests, in place of the network.
    patience : Patience
        How long is waited.
    kept : callable
        Address without secrets to the last good answer from it that earlier collections have kept, None where there is
        none: what has not changed since then need not be sent again.
    """

    run: str
    base_url: str = ""
    token: Secret | None = None
    app_secret: Secret | None = None
    clock: Callable[[], datetime] = now
    sleep: Callable[[float], object] = time.sleep
    transport: httpx.BaseTransport | None = None
    patience: Patience = field(default_factory=Patience)
    kept: Callable[[str], Payload | None] = lambda address: None
