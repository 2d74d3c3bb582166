"""What every office has: an address, a way for its key, requests, and a reading of its answers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

from civicreach.sources.platforms.errors import Trouble

from .answer import Answer, Step


class Office(Protocol):
    """One office of statistics.

    Attributes
    ----------
    name : str
        As a question writes it.
    title : str
        As people call it.
    base : str
        Its address.
    carrier : str
        How its key travels, as `Http` takes it; empty where it needs none.
    pause : float
        Seconds between two requests, so that no limit a minute is met.
    """

    name: str
    title: str
    base: str
    carrier: str
    pause: float

    def steps(self, question: Any) -> tuple[Step, ...]:
        """The requests that a question begins with."""
        ...

    def judge(self, status: int, body: Any, headers: Mapping[str, str]) -> Trouble | None:
        """What is wrong with an answer; None where it can be read."""
        ...

    def read(self, question: Any, step: Step, body: bytes) -> Answer:
        """Figures and further pages of an answer that `judge` let pass."""
        ...

    def halves(self, question: Any, step: Step) -> tuple[Step, ...]:
        """Two requests in place of one that was too large; none where it cannot be cut."""
        ...
