"""What means and standard deviations of whole numbers can be, in exact arithmetic: GRIM, GRIMMER, DEBIT."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from civicreach.records.printed_number import PrintedNumber

from .interval import whole_numbers

#: Sums beyond this many are not listed one by one.
_MOST = 20_000


@dataclass(frozen=True, slots=True)
class WholeData:
    """Sums and sums of squares of n whole numbers that give a printed mean and standard deviation.

    Attributes
    ----------
    sums : range
        Totals that give the printed mean; empty where GRIM fails.
    pairs : tuple of (int, int, int)
        Total, and least and greatest sum of squares that goes with it; empty where GRIMMER fails.
    listed : bool
        Whether all totals were looked at; otherwise nothing may be concluded from `pairs`.
    """

    sums: range
    pairs: tuple[tuple[int, int, int], ...]
    listed: bool = True


def sums_of(mean: PrintedNumber, n: int, *, items: int = 1) -> range:
    """Totals of n whole numbers that give a printed mean (GRIM); empty where there is none.

    Parameters
    ----------
    mean : PrintedNumber
        A mean of whole numbers.
    n : int
        How many.
    items : int
        How many whole numbers each of the n values is itself the mean of.

    Notes
    -----
    Rounding a half up or down is allowed for alike. Brown & Heathers (2017).

    Examples
    --------
    >>> from civicreach.records.printed_number import read_printed_number
    >>> len(sums_of(read_printed_number("5.19"), 28)), list(sums_of(read_printed_number("5.18"), 28))
    (0, [145])
    """
    assert mean.low is not None and mean.high is not None
    return whole_numbers(mean.low * n * items, mean.high * n * items)


def whole_data(
    mean: PrintedNumber,
    sd: PrintedNumber | None,
    n: int,
    *,
    low: int | None = None,
    high: int | None = None,
    divisor: Literal["either", "n-1"] = "either",
) -> WholeData:
    """Totals and sums of squares of n whole numbers that give a printed mean and sd (GRIMMER).

    Parameters
    ----------
    mean, sd : PrintedNumber
        As printed.
    n : int
        How many; at least 2.
    low, high : int, optional
        The least and the greatest value, both of which occur.
    divisor : {"either", "n-1"}
        By what the sd may have been divided: by n - 1 or by n, or by n - 1 only, as the published tests take it.

    Notes
    -----
    The sum of squares of whole numbers is a whole number, odd where their sum is odd, no smaller than that of
    numbers as equal as their sum allows, and no greater than that of numbers as unequal as their range allows.
    All totals that round to the printed mean are tried, in exact arithmetic: the published third test takes
    one total only, and rejects numbers that exist. Anaya (2016); Allard (2018).

    Examples
    --------
    >>> from civicreach.records.printed_number import read_printed_number as read
    >>> whole_data(read("3.44"), read("2.47"), 18).pairs, whole_data(read("5.21"), read("1.60"), 28).pairs
    ((), ((146, 830, 830),))
    """
    sums = sums_of(mean, n)
    if sd is None or sums.stop - sums.start > _MOST:
        return WholeData(sums, (), listed=False)
    divisors = (n - 1,) if divisor == "n-1" else (n - 1, n)
    pairs = (_squares(total, sd, n, low, high, divisors) for total in sums)
    return WholeData(sums, tuple(pair for pair in pairs if pair is not None))


def binary_counts(mean: PrintedNumber, sd: PrintedNumber | None, n: int) -> Sequence[int]:
    """How many ones there can be among n zeros and ones, given their printed mean and sd (DEBIT).

    The sd may have been divided by n - 1 or by n. Where n is so large that the mean leaves too many counts to try,
    they are all that the mean allows. Heathers & Brown (2019).

    >>> from civicreach.records.printed_number import read_printed_number as read
    >>> binary_counts(read("0.19"), read("0.394"), 90), binary_counts(read("0.35"), read("0.18"), 20)
    ((17,), ())
    >>> binary_counts(read("0.50"), read("0.50"), 10**12)
    range(495000000000, 505000000001)
    """
    counts = range(max(sums_of(mean, n).start, 0), min(sums_of(mean, n).stop, n + 1))
    if sd is None or len(counts) > _MOST:
        return counts
    kept = []
    for count in counts:
        squares = Fraction(count * (n - count), n)
        if any(_holds(sd, squares / divisor) for divisor in (n - 1, n) if divisor > 0):
            kept.append(count)
    return tuple(kept)


def _holds(sd: PrintedNumber, variance: Fraction) -> bool:
    """Whether the root of a variance is printed so, without taking the root."""
    assert sd.low is not None and sd.high is not None
    return max(sd.low, Fraction(0)) ** 2 <= variance <= sd.high**2


def _squares(
    total: int, sd: PrintedNumber, n: int, low: int | None, high: int | None, divisors: Sequence[int]
) -> tuple[int, int, int] | None:
    """The least and the greatest sum of squares that goes with a total; None where there is none."""
    found: list[int] = []
    least, most = _bounds(total, n, low, high)
    if least is None:
        return None
    assert sd.low is not None and sd.high is not None
    for divisor in divisors:
        start = max(sd.low, Fraction(0)) ** 2 * divisor + Fraction(total * total, n)
        stop = sd.high**2 * divisor + Fraction(total * total, n)
        first = max(math.ceil(start), least)
        last = math.floor(stop) if most is None else min(math.floor(stop), most)
        first += (first - total) % 2
        last -= (last - total) % 2
        if first <= last:
            found += [first, last]
    return (total, min(found), max(found)) if found else None


def _bounds(total: int, n: int, low: int | None, high: int | None) -> tuple[int | None, int | None]:
    """The least and the greatest sum of squares of n whole numbers with a total, and with both ends occurring."""
    if low is None or high is None:
        return _equal(total, n), None
    if n < 2 or low == high:
        return (n * low * low,) * 2 if total == n * low else (None, None)
    rest, left = total - low - high, n - 2
    if not left * low <= rest <= left * high:
        return None, None
    ends = low * low + high * high
    if left == 0:
        return ends, ends
    tops, over = divmod(rest - left * low, high - low)
    widest = tops * high * high + (left - tops - 1) * low * low + (low + over) ** 2 if tops < left else left * high**2
    return ends + _equal(rest, left), ends + widest


def _equal(total: int, n: int) -> int:
    """The least sum of squares of n whole numbers with a total."""
    each, over = divmod(total, n)
    return (n - over) * each * each + over * (each + 1) ** 2


def sd_range(low: float, high: float, mean: tuple[float, float], n: int) -> tuple[float, float]:
    """The least and greatest sd of n numbers between `low` and `high`, both of which occur.

    Parameters
    ----------
    low, high : float
        Least and greatest value; take them so wide that rounding cannot matter.
    mean : tuple of float
        The interval of the mean.
    n : int
        At least 2. Both the sd divided by n - 1 and that divided by n lie within.

    Notes
    -----
    At most sqrt(n/(n-1) (mean - low)(high - mean)) (Bhatia & Davis 2000); at least that of all others being equal.

    Examples
    --------
    >>> tuple(round(bound, 3) for bound in sd_range(0, 1, (0.5, 0.5), 10))
    (0.224, 0.527)
    """
    # both bounds are widest where the mean is nearest to the middle of the range
    at = min(max((low + high) / 2, mean[0]), mean[1])
    greatest = math.sqrt(max((at - low) * (high - at), 0.0) * n / (n - 1))
    least = 0.0
    if n > 2 and high > low:
        others = ((2 * at - low - high) ** 2) / (n - 2)
        least = math.sqrt(((high - at) ** 2 + (at - low) ** 2 + others) / n)
    return least, greatest
