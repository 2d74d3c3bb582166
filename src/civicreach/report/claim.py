"""What running text claims: sentences that hold no number of their own, only places in tables where one stands."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from civicreach.records.words import Message, Words


@dataclass(frozen=True, slots=True)
class CellAt:
    """A cell by machine names; in a sentence it reads as its table shows it, without stars.

    The row ``model`` is the block under the rows, the row ``legend`` the levels of the stars.
    """

    table: str
    row: str
    column: str


@dataclass(frozen=True, slots=True)
class Statistic:
    """A cell with its symbol: ``β = 0.33``, ``p < 0.001``."""

    symbol: Words
    at: CellAt


@dataclass(frozen=True, slots=True)
class Cited:
    """Words that rest on a cell without repeating its number."""

    words: Words
    at: CellAt


@dataclass(frozen=True, slots=True)
class TableName:
    """What running text calls a table: ``Table 4``."""

    table: str


@dataclass(frozen=True, slots=True)
class Claim:
    """A sentence about a table.

    The values of its text are words, or the four kinds above, or messages of these; a bare number is
    refused when it is said. What is claimed can therefore only be read out of the tables.

    Attributes
    ----------
    text : Message
        The sentence.
    begins : bool
        Whether a paragraph begins with it.
    """

    text: Message
    begins: bool = False

    @property
    def cells(self) -> tuple[CellAt, ...]:
        """The cells that it rests on, in the order of the English sentence, none twice."""
        return tuple(dict.fromkeys(_cells(self.text)))


def _cells(value: Any) -> Iterator[CellAt]:
    match value:
        case CellAt():
            yield value
        case Statistic(at=at) | Cited(at=at):
            yield at
        case Message():
            for inner in value.values.values():
                yield from _cells(inner)
