"""Arithmetic on intervals: what can still be said when every printed number stands for all that round to it."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from fractions import Fraction

from civicreach.records.printed_number import PrintedNumber

#: Relative. Room for the arithmetic itself, far below any printed digit.
_ROOM = 1e-9


@dataclass(frozen=True, slots=True)
class Interval:
    """All numbers from `low` to `high`, ends included; either may be infinite.

    Sums, differences, products and quotients hold every result that two members can give. A quotient by an
    interval that holds zero is unbounded.

    >>> Interval(1, 2) - Interval(0, 1), Interval(1, 2) / Interval(2, 4)
    (Interval(low=0, high=2), Interval(low=0.25, high=1.0))
    """

    low: float
    high: float

    def __add__(self, other: Interval | float) -> Interval:
        other = _as_interval(other)
        return Interval(self.low + other.low, self.high + other.high)

    def __neg__(self) -> Interval:
        return Interval(-self.high, -self.low)

    def __sub__(self, other: Interval | float) -> Interval:
        return self + -_as_interval(other)

    def __mul__(self, other: Interval | float) -> Interval:
        other = _as_interval(other)
        ends = [_product(a, b) for a in (self.low, self.high) for b in (other.low, other.high)]
        return Interval(min(ends), max(ends))

    def __truediv__(self, other: Interval | float) -> Interval:
        other = _as_interval(other)
        if other.low <= 0 <= other.high:
            return EVERYTHING
        return self * Interval(1 / other.high, 1 / other.low)

    def square(self) -> Interval:
        """The squares of all members."""
        low, high = sorted((abs(self.low), abs(self.high)))
        return Interval(0.0 if self.low <= 0 <= self.high else low * low, high * high)

    def size(self) -> Interval:
        """The absolute values of all members."""
        low, high = sorted((abs(self.low), abs(self.high)))
        return Interval(0.0 if self.low <= 0 <= self.high else low, high)

    def through(self, function: Callable[[float], float]) -> Interval:
        """The values of a function that rises or falls throughout."""
        ends = sorted((function(self.low), function(self.high)))
        return Interval(ends[0], ends[1])

    def root(self) -> Interval:
        """The square roots of the members that have one."""
        return Interval(math.sqrt(max(self.low, 0.0)), math.sqrt(max(self.high, 0.0)))

    def meets(self, other: Interval) -> bool:
        """Whether the two have a number in common, with room for the arithmetic."""
        room = _ROOM * max((abs(end) for end in (*self.ends, *other.ends) if math.isfinite(end)), default=0.0)
        return self.low <= other.high + room and other.low <= self.high + room

    def within(self, other: Interval) -> Interval | None:
        """What the two have in common; None where that is nothing."""
        low, high = max(self.low, other.low), min(self.high, other.high)
        if low <= high:
            return Interval(low, high)
        return Interval(high, low) if self.meets(other) else None

    @property
    def bounded(self) -> bool:
        """Whether both ends are finite."""
        return math.isfinite(self.low) and math.isfinite(self.high)

    @property
    def middle(self) -> float:
        """The number half-way."""
        return (self.low + self.high) / 2

    @property
    def ends(self) -> tuple[float, float]:
        """Both ends."""
        return self.low, self.high


EVERYTHING = Interval(-math.inf, math.inf)


def of(number: PrintedNumber) -> Interval:
    """The interval of a printed number.

    >>> from civicreach.records.printed_number import read_printed_number
    >>> of(read_printed_number("0.208"))
    Interval(low=0.2075, high=0.2085)
    """
    return Interval(
        -math.inf if number.low is None else float(number.low), math.inf if number.high is None else float(number.high)
    )


def whole_numbers(low: Fraction, high: Fraction) -> range:
    """The whole numbers from `low` to `high`, exactly.

    >>> list(whole_numbers(Fraction(5, 2), Fraction(4)))
    [3, 4]
    """
    return range(math.ceil(low), math.floor(high) + 1)


def deepest(intervals: Iterable[Interval]) -> tuple[Interval, int]:
    """Where most of the intervals have something in common, and how many do.

    >>> deepest([Interval(0, 2), Interval(1, 3), Interval(5, 6)])
    (Interval(low=1, high=2), 2)
    """
    given = list(intervals)
    best, count = EVERYTHING, 0
    for start in given:
        inside = [other for other in given if other.low <= start.low <= other.high]
        if len(inside) > count:
            best, count = Interval(start.low, min(other.high for other in inside)), len(inside)
    return best, count


def shown(interval: Interval, decimals: int) -> str:
    """An interval as text, one end where both read the same.

    >>> shown(Interval(2.682, 2.7031), 3), shown(Interval(-float("inf"), 0.5), 2)
    ('2.682–2.703', '≤ 0.50')
    """
    if not math.isfinite(interval.low) and not math.isfinite(interval.high):
        return ""
    if not math.isfinite(interval.low):
        return f"≤ {_text(interval.high, decimals)}"
    if not math.isfinite(interval.high):
        return f"≥ {_text(interval.low, decimals)}"
    low, high = _text(interval.low, decimals), _text(interval.high, decimals)
    return span(low, high)


def span(low: str, high: str) -> str:
    """Two ends as one text, in any language.

    >>> span("17", "19"), span("-0.2", "0.1"), span("5", "5")
    ('17–19', '-0.2 – 0.1', '5')
    """
    if low == high:
        return low
    return f"{low} – {high}" if "-" in low + high else f"{low}–{high}"


def _text(value: float, decimals: int) -> str:
    text = f"{value:.{max(decimals, 0)}f}"
    return f"{value:.2e}" if value and not text.strip("-0.") else text.removeprefix("-") if not value else text


def _as_interval(value: Interval | float) -> Interval:
    return value if isinstance(value, Interval) else Interval(value, value)


def _product(a: float, b: float) -> float:
    return 0.0 if a == 0 or b == 0 else a * b
