"""Counts as platforms tell them: numbers, texts, rounded, abbreviated, hidden."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import NamedTuple

_TIMES = {"": 1, "K": 1_000, "M": 1_000_000, "B": 1_000_000_000, "천": 1_000, "만": 10_000, "억": 100_000_000}
_GROUPED = re.compile(r"\d{1,3}(?:[,\s]\d{3})+")
_ABBREVIATED = re.compile(r"(\d+(?:[.,]\d+)?)\s*([KMB천만억]?)", re.IGNORECASE)


class Told(NamedTuple):
    """A count as it was told, with the interval in which the true one lies; no interval for an exact count."""

    value: int
    low: int | None = None
    high: int | None = None


def exact(value: object) -> int | None:
    """A count told as a number or as its text; None for null.

    Raises
    ------
    ValueError
        Anything else, a negative or broken number included.

    Examples
    --------
    >>> exact("1234"), exact(0), exact(None)
    (1234, 0, None)
    """
    if value is None:
        return None
    if isinstance(value, str) and value.strip().isascii() and value.strip().isdigit():
        value = int(value) if len(value) < 20 else value
    if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 2**63:
        return value
    raise ValueError(f"is not a count: {value!r:.80}")


def told_total(value: object) -> int | None:
    """How many there are, as a platform says beside them; None where that is no count.

    >>> told_total("12"), told_total(None), told_total("many")
    (12, None, None)
    """
    try:
        return exact(value)
    except ValueError:
        return None


def abbreviated(text: str) -> Told:
    """A count such as ``1.2K`` or ``3.4만``; whether the platform rounds or cuts is left open by the interval.

    Raises
    ------
    ValueError
        A text that is no such count.

    Examples
    --------
    >>> abbreviated("1.2K"), abbreviated("12 345")
    (Told(value=1200, low=1150, high=1299), Told(value=12345, low=None, high=None))
    """
    if _GROUPED.fullmatch(text.strip()):
        return Told(int(re.sub(r"\D", "", text)))
    found = _ABBREVIATED.fullmatch(text.strip())
    if not found:
        raise ValueError(f"is not a count: {text!r:.80}")
    number, times = Decimal(found[1].replace(",", ".")), _TIMES[found[2].upper()]
    value = int(number * times)
    if times == 1:
        return Told(value)
    decimals = -int(number.as_tuple().exponent)
    step = int(Decimal(times) / 10**decimals)
    return Told(value) if step <= 1 else Told(value, value - step // 2, value + step - 1)
