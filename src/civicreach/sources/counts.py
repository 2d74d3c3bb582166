"""Whole counts as exports write them: with separators between thousands, or not told at all."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

#: What exports write where a count was not told.
BLANK = frozenset(("", "none", "null", "nan", "na", "n/a", "-", "—", "–", "undefined", "$undefined", "<na>"))

_GROUPED = re.compile(r"[0-9]{1,3}(?:([,.'’ \u00a0\u202f])[0-9]{3})(?:\1[0-9]{3})*")
_WHOLE = re.compile(r"([0-9]+)(?:\.0*)?")


class NotACountError(ValueError):
    """A cell that holds something, and not a whole count from 0."""


@lru_cache(maxsize=65536)
def _count(text: str) -> int | None:
    if text.casefold() in BLANK:
        return None
    if _GROUPED.fullmatch(text):
        return int(re.sub(r"[^0-9]", "", text))
    if whole := _WHOLE.fullmatch(text):
        return int(whole[1])
    raise NotACountError(text)


def read_count(raw: Any) -> int | None:
    """The count in a cell or field; None where it was not told.

    Counts are whole: a single point or comma before three digits divides thousands ("407.137" in a Portuguese
    export), and ".0" at the end is of a program that had taken the counts for decimal numbers.

    Raises
    ------
    NotACountError
        Anything else, such as "1.2K" (which is no count but an interval), a share, or a number below zero.

    Examples
    --------
    >>> read_count("1,234"), read_count("407.137"), read_count("12.0"), read_count("N/A"), read_count(7)
    (1234, 407137, 12, None, 7)
    """
    if raw is None:
        return None
    if isinstance(raw, str):
        return _count(raw.strip())
    if isinstance(raw, bool) or not isinstance(raw, int | float) or raw < 0 or raw != int(raw):
        raise NotACountError(str(raw))
    return int(raw)
