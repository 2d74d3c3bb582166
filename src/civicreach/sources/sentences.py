"""Parts of the sentences in which a reading says what is wrong: names, likely names, how many more."""

from __future__ import annotations

from collections.abc import Sequence

from civicreach.records.errors import Fault
from civicreach.records.nearest import SHOWN, listed, nearest

__all__ = ["SHOWN", "capped", "counted", "listed", "nearest", "under"]


def under(section: str) -> str:
    """Where a key is declared, to end a sentence with.

    >>> under("statistics.population")
    ' under [statistics.population]'
    """
    return f" under [{section}]" if section else " for this file in study.toml"


def counted(n: int, thing: str, things: str = "") -> str:
    """A number with its noun.

    >>> counted(1, "row"), counted(1200, "row"), counted(2, "day before", "days before")
    ('1 row', '1,200 rows', '2 days before')
    """
    return f"{n:,} {thing if n == 1 else things or thing + 's'}"


def capped(faults: Sequence[Fault], limit: int = SHOWN) -> list[Fault]:
    """The first faults of a reading, and how many more there are.

    >>> [str(fault) for fault in capped([Fault(f"line {i}", "is bad") for i in range(4)], limit=2)]
    ['line 0: is bad', 'line 1: is bad', 'line 2: ... and 2 more faults like these']
    """
    if len(faults) <= limit + 1:
        return list(faults)
    more = Fault(faults[limit].where, f"... and {len(faults) - limit:,} more faults like these")
    return [*faults[:limit], more]
