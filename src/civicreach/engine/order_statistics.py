"""Exact values at given places of a sorted column that nobody sorts: each pass counts in bins and looks into a few.

Engines have quantiles of their own, which differ in definition and in being exact. Counts, least and largest mean the
same to all of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from .asked import RunsSQL
from .sums import finite, listed, literal, number

#: Bins of one pass.
BINS = 1024


@dataclass(frozen=True, slots=True)
class _Range:
    """Values from low to high, of which so many are below, and the places that are wanted of them."""

    low: float
    high: float
    below: int
    places: tuple[int, ...]


def order_statistics(engine: RunsSQL, relation: str, column: str, places: Sequence[int]) -> dict[int, float]:
    """The values at places 0, 1, ... of the finite values of a column in rising order.

    Parameters
    ----------
    places : sequence of int
        From 0 to one less than there are finite values.

    Raises
    ------
    IndexError
        A place that is not there.

    Notes
    -----
    The first pass gives the range, each later one narrows it to a bin in 1,024: for values that are spread evenly three
    or four passes, at most some twenty for any float64.

    Examples
    --------
    >>> from civicreach.engine import Engine
    >>> with Engine() as engine:
    ...     order_statistics(engine, "(VALUES (3), (1), (NULL), (9)) AS t(likes)", "likes", [0, 1])
    {0: 1.0, 1: 3.0}
    """
    n, low, high = reach(engine, relation, column)
    wanted = tuple(sorted(set(places)))
    if wanted and not 0 <= wanted[0] <= wanted[-1] < n:
        raise IndexError(f"places {wanted[0]} to {wanted[-1]} of {n} values")
    found: dict[int, float] = {}
    ranges = [_Range(low, high, 0, wanted)] if wanted else []
    values = _values(relation, column)
    while ranges:
        within = ranges.pop()
        if within.low == within.high:
            found.update(dict.fromkeys(within.places, within.low))
            continue
        ranges += _narrowed(engine, values, within)
    return {place: found[place] for place in places}


def reach(engine: RunsSQL, relation: str, column: str) -> tuple[int, float, float]:
    """How many finite values there are, the least and the largest; NaN where there are none."""
    asked = listed(["count(*)", "min(x)", "max(x)"])
    ((n, low, high),) = engine.execute(f"SELECT {asked} FROM {_values(relation, column)}")
    return int(n), float("nan") if low is None else float(low), float("nan") if high is None else float(high)


def _values(relation: str, column: str) -> str:
    return f"(SELECT x FROM (SELECT {number(column)} AS x FROM {relation}) WHERE {finite('x')})"


def _narrowed(engine: RunsSQL, values: str, within: _Range) -> list[_Range]:
    """The bins that hold the places wanted, each from its least to its largest value."""
    # halves, since the width of all float64 is none; the last bin takes the largest value too
    low, width = within.low / 2, (within.high / 2 - within.low / 2) / BINS
    if width > 0 and within.low + width > within.low:
        place = f"floor((x / 2E0 - ({literal(low)})) / {literal(width)})"
        bin_of = f"CASE WHEN {place} >= {BINS}E0 THEN {BINS - 1}E0 ELSE {place} END"
    else:
        # so near each other that values themselves are the bins
        bin_of = "x"
    inside = f"x >= {literal(within.low)} AND x <= {literal(within.high)}"
    rows = engine.execute(
        f"SELECT bin, count(*) AS n, min(x) AS low, max(x) AS high"
        f" FROM (SELECT x, {bin_of} AS bin FROM {values} WHERE {inside}) GROUP BY bin"
    )
    narrowed, below = [], within.below
    for _, n, least, largest in sorted(rows, key=lambda row: float(row[2])):
        places = tuple(place for place in within.places if below <= place < below + int(n))
        if places:
            narrowed.append(_Range(float(least), float(largest), below, places))
        below += int(n)
    return narrowed
