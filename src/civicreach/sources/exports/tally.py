"""Items counted by the reason why they were left out or remarked upon, with the first of each."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from civicreach.records.harvest import Quarantined
from civicreach.records.provenance import LeftOut
from civicreach.records.words import Message

#: Items that are listed of each reason; all are counted.
LISTED = 100


@dataclass
class _Reason:
    message: Message
    refused: bool
    count: int = 0
    items: list[tuple[str, str]] = field(default_factory=list)
    first: str = ""
    where: str = ""


class Tally:
    """Counts by reason.

    Examples
    --------
    >>> from civicreach.records.words import message
    >>> tally = Tally()
    >>> for line in range(3):
    ...     tally.add(message("a comment"), f"line {line}", "")
    >>> [(entry.count, entry.items[0]) for entry in tally.entries("a.csv")]
    [(3, ('line 0', ''))]
    """

    def __init__(self) -> None:
        self._reasons: dict[tuple[str, bool], _Reason] = {}

    def add(self, reason: Message, where: str, found: str, *, refused: bool = False, origin: str = "") -> None:
        """Count one item; `refused` says that it goes into quarantine, and then `found` is all of it."""
        key = f"{reason.text} {sorted(reason.values.items())}" if reason.values else reason.text, refused
        entry = self._reasons.get(key)
        if entry is None:
            entry = self._reasons[key] = _Reason(reason, refused, first=found, where=origin)
        entry.count += 1
        if len(entry.items) < LISTED:
            entry.items.append((where, found[:80]))

    def entries(self, source: str) -> tuple[LeftOut, ...]:
        """The reasons in the order in which they were met."""
        return tuple(
            LeftOut(source, entry.message, entry.count, tuple(entry.items), entry.refused)
            for entry in self._reasons.values()
        )

    def quarantined(self, *, platform: str, run: str, at: datetime) -> tuple[Quarantined, ...]:
        """What was refused, one record a reason, with the first item of each."""
        return tuple(
            Quarantined(
                platform=platform,
                account="",
                reason=str(entry.message),
                observed_at=at,
                run=run,
                count=entry.count,
                payload=entry.where,
                item=entry.first,
            )
            for entry in self._reasons.values()
            if entry.refused
        )
