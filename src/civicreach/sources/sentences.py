"""Parts of the sentences in which a reading says what is wrong: names, likely names, how many more."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from civicreach.records.errors import Fault, Sentence
from civicreach.records.nearest import SHOWN, listed, nearest
from civicreach.records.words import Message, message

__all__ = ["SHOWN", "capped", "counted", "listed", "nearest", "together", "under"]


def under(section: str) -> Message:
    """Where a key is declared, to end a sentence with.

    >>> str(under("statistics.population"))
    ' under [statistics.population]'
    """
    return message(" under [{section}]", section=section) if section else message(" for this file in study.toml")


_THINGS: Mapping[str, tuple[Message, Message]] = {
    "row": (message("{n} row"), message("{n} rows")),
    "such row": (message("{n} such row"), message("{n} such rows")),
    "line": (message("{n} line"), message("{n} lines")),
    "empty line": (message("{n} empty line"), message("{n} empty lines")),
    "cell": (message("{n} cell"), message("{n} cells")),
    "other cell": (message("{n} other cell"), message("{n} other cells")),
    "column name": (message("{n} column name"), message("{n} column names")),
    "post": (message("{n} post"), message("{n} posts")),
    "number": (message("{n} number"), message("{n} numbers")),
    "id": (message("{n} id"), message("{n} ids")),
    "response": (message("{n} response"), message("{n} responses")),
}


def counted(n: int, thing: str) -> Message:
    """A number with its noun.

    >>> str(counted(1, "row")), str(counted(1200, "row"))
    ('1 row', '1,200 rows')
    """
    one, several = _THINGS[thing]
    return replace(one if n == 1 else several, values={"n": n})


def capped(faults: Sequence[Fault], limit: int = SHOWN) -> list[Fault]:
    """The first faults of a reading, and how many more there are.

    >>> [str(fault) for fault in capped([Fault(f"line {i}", "is bad") for i in range(4)], limit=2)]
    ['line 0: is bad', 'line 1: is bad', 'line 2: ... and 2 more faults like these']
    """
    if len(faults) <= limit + 1:
        return list(faults)
    more = Fault(faults[limit].where, message("... and {n} more faults like these", n=len(faults) - limit))
    return [*faults[:limit], more]


def together(parts: Sequence[Sentence]) -> Sentence:
    """Several things that go together.

    >>> str(together(["a = 1", "b = 2"]))
    'a = 1 and b = 2'
    """
    first, *rest = parts
    for part in rest:
        first = message("{some} and {more}", some=first, more=part)
    return first
